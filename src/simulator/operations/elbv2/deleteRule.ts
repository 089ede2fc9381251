/** Deletes a rule; the default rule of a listener goes with the listener alone. */
import type { DeleteRuleInput, DeleteRuleOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import { AwsException } from '../../exceptions.js'
import type { Checked } from '../queryService.js'
import { findRule } from './find.js'
import { removeRules } from './remove.js'

export const deleteRule: Operation<Checked<DeleteRuleInput>, DeleteRuleOutput> = ({ world, now }, input) => {
  const doomed = findRule(world.loadBalancing, input.RuleArn)
  if (doomed.priority === 'default')
    throw new AwsException('OperationNotPermitted', `Default rule '${doomed.arn}' cannot be deleted`)
  removeRules(world.loadBalancing, ({ arn }) => arn === doomed.arn, now)
  return {}
}
