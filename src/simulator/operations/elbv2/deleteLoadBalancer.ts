/** Deletes a load balancer with its listeners and rules. One that does not exist is deleted already. */
import type { DeleteLoadBalancerInput, DeleteLoadBalancerOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import { AwsException } from '../../exceptions.js'
import { own, remove } from '../../world.js'
import type { Checked } from '../queryService.js'
import { removeListeners } from './remove.js'

export const deleteLoadBalancer: Operation<Checked<DeleteLoadBalancerInput>, DeleteLoadBalancerOutput> = (
  { world, now },
  { LoadBalancerArn: arn },
) => {
  const state = world.loadBalancing
  if (own(state.loadBalancers, arn)?.attributes['deletion_protection.enabled'] === 'true')
    throw new AwsException(
      'OperationNotPermitted',
      `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
    )
  removeListeners(state, ({ loadBalancerArn }) => loadBalancerArn === arn, now)
  remove(state.loadBalancers, arn)
  remove(state.tags, arn)
  return {}
}
