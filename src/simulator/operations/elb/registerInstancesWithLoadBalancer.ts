/** Registers instances with a classic load balancer, all of them or none, and answers with all that are registered then. */
import type { RegisterEndPointsInput, RegisterEndPointsOutput } from '@aws-sdk/client-elastic-load-balancing'
import type { Operation } from '../../context.js'
import { instanceStateOf, registerInstance } from '../../loadBalancing.js'
import type { Checked } from '../queryService.js'
import { findClassic, requireInstances } from './find.js'
import { shownInstances } from './shown.js'

export const registerInstancesWithLoadBalancer: Operation<Checked<RegisterEndPointsInput>, RegisterEndPointsOutput> = (
  { world, now, isListening },
  input,
) => {
  const classic = findClassic(world.loadBalancing, input.LoadBalancerName)
  for (const id of requireInstances(input.Instances)) {
    registerInstance(world.loadBalancing, classic.name, id, now)
    // The first look is taken now: an instance that listens already need not wait until somebody asks.
    instanceStateOf(world.loadBalancing, classic.name, id, now, isListening)
  }
  return { Instances: shownInstances(classic) }
}
