/** Deletes a target group that no listener or rule forwards to. One that does not exist is deleted already. */
import type { DeleteTargetGroupInput, DeleteTargetGroupOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import { AwsException } from '../../exceptions.js'
import { own, remove } from '../../world.js'
import type { Checked } from '../queryService.js'

export const deleteTargetGroup: Operation<Checked<DeleteTargetGroupInput>, DeleteTargetGroupOutput> = (
  { world },
  { TargetGroupArn: arn },
) => {
  const state = world.loadBalancing
  if ((own(state.targetGroups, arn)?.loadBalancerArns.length ?? 0) > 0)
    throw new AwsException('ResourceInUse', `Target group '${arn}' is currently in use by a listener or a rule`)
  remove(state.targetGroups, arn)
  remove(state.tags, arn)
  return {}
}
