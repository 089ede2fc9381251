/** Starts draining targets of a target group. A target that is not registered is no error. */
import type { DeregisterTargetsInput, DeregisterTargetsOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import { deregisterTarget } from '../../loadBalancing.js'
import type { Checked } from '../queryService.js'
import { findTargetGroup } from './find.js'
import { requireTargets } from './targets.js'

export const deregisterTargets: Operation<Checked<DeregisterTargetsInput>, DeregisterTargetsOutput> = (
  { world, now },
  input,
) => {
  const group = findTargetGroup(world.loadBalancing, input.TargetGroupArn)
  for (const target of requireTargets(group, input.Targets))
    deregisterTarget(world.loadBalancing, group.arn, target, now)
  return {}
}
