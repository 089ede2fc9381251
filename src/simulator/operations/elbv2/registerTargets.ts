/** Registers targets with a target group, all of them or none; a target without a port listens on the port of the group. */
import type { RegisterTargetsInput, RegisterTargetsOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import { registerTarget, targetStateOf } from '../../loadBalancing.js'
import type { Checked } from '../queryService.js'
import { findTargetGroup } from './find.js'
import { requireTargets } from './targets.js'

export const registerTargets: Operation<Checked<RegisterTargetsInput>, RegisterTargetsOutput> = (
  { world, now, answerOf },
  input,
) => {
  const group = findTargetGroup(world.loadBalancing, input.TargetGroupArn)
  for (const target of requireTargets(group, input.Targets)) {
    registerTarget(world.loadBalancing, group.arn, target, now)
    // The first look is taken now: a target that answers already need not wait until somebody asks.
    targetStateOf(world.loadBalancing, group.arn, target, now, answerOf)
  }
  return {}
}
