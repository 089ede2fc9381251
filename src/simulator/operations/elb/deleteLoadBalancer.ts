/** Deletes a classic load balancer. One that does not exist is deleted already. */
import type { DeleteAccessPointInput, DeleteAccessPointOutput } from '@aws-sdk/client-elastic-load-balancing'
import type { Operation } from '../../context.js'
import { remove } from '../../world.js'
import type { Checked } from '../queryService.js'

export const deleteLoadBalancer: Operation<Checked<DeleteAccessPointInput>, DeleteAccessPointOutput> = (
  { world },
  input,
) => {
  remove(world.loadBalancing.classics, input.LoadBalancerName)
  return {}
}
