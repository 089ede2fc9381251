/** Shows every attribute of a classic load balancer. */
import type {
  DescribeLoadBalancerAttributesInput,
  DescribeLoadBalancerAttributesOutput,
} from '@aws-sdk/client-elastic-load-balancing'
import type { Operation } from '../../context.js'
import type { Checked } from '../queryService.js'
import { findClassic } from './find.js'
import { shownAttributes } from './shown.js'

export const describeLoadBalancerAttributes: Operation<
  Checked<DescribeLoadBalancerAttributesInput>,
  DescribeLoadBalancerAttributesOutput
> = ({ world }, input) => ({
  LoadBalancerAttributes: shownAttributes(findClassic(world.loadBalancing, input.LoadBalancerName)),
})
