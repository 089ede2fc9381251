/** Shows every attribute of a load balancer, the defaults included. */
import type {
  DescribeLoadBalancerAttributesInput,
  DescribeLoadBalancerAttributesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import type { Checked } from '../queryService.js'
import { loadBalancerAttributes } from './attributes.js'
import { findLoadBalancer } from './find.js'

export const describeLoadBalancerAttributes: Operation<
  Checked<DescribeLoadBalancerAttributesInput>,
  DescribeLoadBalancerAttributesOutput
> = ({ world }, input) => ({
  Attributes: loadBalancerAttributes(findLoadBalancer(world.loadBalancing, input.LoadBalancerArn)),
})
