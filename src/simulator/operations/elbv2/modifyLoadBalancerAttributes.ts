/** Changes attributes of a load balancer, all that are asked for or none. */
import type {
  ModifyLoadBalancerAttributesInput,
  ModifyLoadBalancerAttributesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import type { Checked } from '../queryService.js'
import { loadBalancerAttributes, loadBalancerChanges } from './attributes.js'
import { findLoadBalancer } from './find.js'

export const modifyLoadBalancerAttributes: Operation<
  Checked<ModifyLoadBalancerAttributesInput>,
  ModifyLoadBalancerAttributesOutput
> = ({ world }, input) => {
  const loadBalancer = findLoadBalancer(world.loadBalancing, input.LoadBalancerArn)
  Object.assign(loadBalancer.attributes, loadBalancerChanges(loadBalancer, input.Attributes))
  return { Attributes: loadBalancerAttributes(loadBalancer) }
}
