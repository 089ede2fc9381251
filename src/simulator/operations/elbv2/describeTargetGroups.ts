/** Shows target groups: those of a load balancer, those that are named by ARN or by name, or all; one that does not exist fails the call. */
import type { DescribeTargetGroupsInput, DescribeTargetGroupsOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import type { LoadBalancing, TargetGroup } from '../../loadBalancing.js'
import { pageOf } from '../page.js'
import type { Checked } from '../queryService.js'
import { findLoadBalancer, findTargetGroup, requireAtMostTwenty, targetGroupNotFound, validationError } from './find.js'
import { shownTargetGroup } from './shown.js'

export const describeTargetGroups: Operation<Checked<DescribeTargetGroupsInput>, DescribeTargetGroupsOutput> = (
  { world },
  input,
) => {
  const { items, marker } = pageOf(askedFor(world.loadBalancing, input), ({ arn }) => arn, input)
  return { TargetGroups: items.map(shownTargetGroup), ...marker }
}

const askedFor = (state: LoadBalancing, input: Checked<DescribeTargetGroupsInput>): readonly TargetGroup[] => {
  const { LoadBalancerArn: loadBalancerArn, TargetGroupArns: arns = [], Names: names = [] } = input
  requireAtMostTwenty(arns)
  requireAtMostTwenty(names)
  if ([loadBalancerArn !== undefined, arns.length > 0, names.length > 0].filter(Boolean).length > 1)
    throw validationError('Only one of load balancer ARN, target group ARNs or target group names can be specified')
  if (arns.length > 0) return [...new Set(arns)].map((arn) => findTargetGroup(state, arn))
  const all = Object.values(state.targetGroups)
  if (names.length > 0) {
    if (!names.every((name) => all.some((group) => group.name === name))) throw targetGroupNotFound()
    return all.filter(({ name }) => names.includes(name))
  }
  if (loadBalancerArn === undefined) return all
  findLoadBalancer(state, loadBalancerArn)
  return all.filter(({ loadBalancerArns }) => loadBalancerArns.includes(loadBalancerArn))
}
