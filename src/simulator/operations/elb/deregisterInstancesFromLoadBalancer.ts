/** Takes instances out of a classic load balancer and answers with those that remain. One that is not registered is no error. */
import type { DeregisterEndPointsInput, DeregisterEndPointsOutput } from '@aws-sdk/client-elastic-load-balancing'
import type { Operation } from '../../context.js'
import { deregisterInstance } from '../../loadBalancing.js'
import type { Checked } from '../queryService.js'
import { findClassic, requireInstances } from './find.js'
import { shownInstances } from './shown.js'

export const deregisterInstancesFromLoadBalancer: Operation<
  Checked<DeregisterEndPointsInput>,
  DeregisterEndPointsOutput
> = ({ world, now }, input) => {
  const classic = findClassic(world.loadBalancing, input.LoadBalancerName)
  for (const id of requireInstances(input.Instances)) deregisterInstance(world.loadBalancing, classic.name, id, now)
  return { Instances: shownInstances(classic) }
}
