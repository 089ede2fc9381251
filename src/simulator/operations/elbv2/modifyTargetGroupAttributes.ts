/** Changes attributes of a target group, all that are asked for or none. Targets that drain already keep the delay they began with. */
import type {
  ModifyTargetGroupAttributesInput,
  ModifyTargetGroupAttributesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import type { Checked } from '../queryService.js'
import { targetGroupAttributes, targetGroupChanges } from './attributes.js'
import { findTargetGroup } from './find.js'

export const modifyTargetGroupAttributes: Operation<
  Checked<ModifyTargetGroupAttributesInput>,
  ModifyTargetGroupAttributesOutput
> = ({ world }, input) => {
  const group = findTargetGroup(world.loadBalancing, input.TargetGroupArn)
  Object.assign(group.attributes, targetGroupChanges(group, input.Attributes))
  return { Attributes: targetGroupAttributes(group) }
}
