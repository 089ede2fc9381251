/** Changes the health check of a target group. What the checks have seen so far is judged by the new settings. */
import type { ModifyTargetGroupInput, ModifyTargetGroupOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import type { Checked } from '../queryService.js'
import { findTargetGroup } from './find.js'
import { changedHealthCheck } from './healthCheck.js'
import { shownTargetGroup } from './shown.js'

export const modifyTargetGroup: Operation<Checked<ModifyTargetGroupInput>, ModifyTargetGroupOutput> = (
  { world },
  input,
) => {
  const group = findTargetGroup(world.loadBalancing, input.TargetGroupArn)
  group.healthCheck = changedHealthCheck(group, group.healthCheck, input)
  return { TargetGroups: [shownTargetGroup(group)] }
}
