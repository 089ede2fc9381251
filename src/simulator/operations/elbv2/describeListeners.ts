/** Shows the listeners of a load balancer, or those that are named; one that does not exist fails the call. */
import type { DescribeListenersInput, DescribeListenersOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import type { Listener, LoadBalancing } from '../../loadBalancing.js'
import { pageOf } from '../page.js'
import type { Checked } from '../queryService.js'
import { findListener, findLoadBalancer, requireAtMostTwenty, validationError } from './find.js'
import { shownListener } from './shown.js'

export const describeListeners: Operation<Checked<DescribeListenersInput>, DescribeListenersOutput> = (
  { world: { loadBalancing: state } },
  input,
) => {
  const { items, marker } = pageOf(askedFor(state, input), ({ arn }) => arn, input)
  return { Listeners: items.map((listener) => shownListener(state, listener)), ...marker }
}

const askedFor = (state: LoadBalancing, input: Checked<DescribeListenersInput>): readonly Listener[] => {
  const { LoadBalancerArn: loadBalancerArn, ListenerArns: arns = [] } = input
  requireAtMostTwenty(arns)
  if ((loadBalancerArn === undefined) === (arns.length === 0))
    throw validationError('You must specify either listener ARNs or a load balancer ARN')
  if (loadBalancerArn === undefined) return [...new Set(arns)].map((arn) => findListener(state, arn))
  findLoadBalancer(state, loadBalancerArn)
  return Object.values(state.listeners).filter((listener) => listener.loadBalancerArn === loadBalancerArn)
}
