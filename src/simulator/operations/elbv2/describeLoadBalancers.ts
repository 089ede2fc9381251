/** Shows the load balancers that are named, by ARN or by name, or all; one that does not exist fails the call. */
import type { DescribeLoadBalancersInput, DescribeLoadBalancersOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import type { LoadBalancer, LoadBalancing } from '../../loadBalancing.js'
import { pageOf } from '../page.js'
import type { Checked } from '../queryService.js'
import { findLoadBalancer, loadBalancerNotFound, requireAtMostTwenty, validationError } from './find.js'
import { shownLoadBalancer } from './shown.js'

export const describeLoadBalancers: Operation<Checked<DescribeLoadBalancersInput>, DescribeLoadBalancersOutput> = (
  { world, now },
  input,
) => {
  const { items, marker } = pageOf(askedFor(world.loadBalancing, input), ({ arn }) => arn, input)
  return { LoadBalancers: items.map((loadBalancer) => shownLoadBalancer(loadBalancer, now)), ...marker }
}

const askedFor = (state: LoadBalancing, input: Checked<DescribeLoadBalancersInput>): readonly LoadBalancer[] => {
  const { LoadBalancerArns: arns = [], Names: names = [] } = input
  requireAtMostTwenty(arns)
  requireAtMostTwenty(names)
  if (arns.length > 0 && names.length > 0)
    throw validationError('Load balancer names and load balancer ARNs cannot be specified at the same time')
  if (arns.length > 0) return [...new Set(arns)].map((arn) => findLoadBalancer(state, arn))
  const all = Object.values(state.loadBalancers)
  if (names.length === 0) return all
  const unknown = names.filter((name) => !all.some((loadBalancer) => loadBalancer.name === name))
  if (unknown.length > 0) throw loadBalancerNotFound(unknown)
  return all.filter(({ name }) => names.includes(name))
}
