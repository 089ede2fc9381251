/** Makes a rule of a listener of an application load balancer. */
import type { CreateRuleInput, CreateRuleOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import { AwsException } from '../../exceptions.js'
import { refreshAttachments } from '../../loadBalancing.js'
import type { Rule } from '../../loadBalancing.js'
import type { Checked } from '../queryService.js'
import { settledActions } from './actions.js'
import { newRuleArn } from './arns.js'
import { settledConditions } from './conditions.js'
import { findListener, findLoadBalancer, validationError } from './find.js'
import { rulesOf, shownRule } from './shown.js'
import { mergedTags } from './tags.js'

export const createRule: Operation<Checked<CreateRuleInput>, CreateRuleOutput> = (context, input) => {
  const state = context.world.loadBalancing
  const listener = findListener(state, input.ListenerArn)
  const loadBalancer = findLoadBalancer(state, listener.loadBalancerArn)
  if (loadBalancer.type === 'network')
    throw validationError('Rules are not supported for listeners of Network Load Balancers')
  const conditions = settledConditions(input.Conditions)
  const actions = settledActions(state, loadBalancer, input.Actions)
  const tags = mergedTags(state, undefined, input.Tags ?? [])
  if (rulesOf(state, listener.arn).some(({ priority }) => priority === input.Priority))
    throw new AwsException('PriorityInUse', `Priority '${input.Priority}' is currently in use`)
  const arn = newRuleArn(context, listener.arn)
  const rule: Rule = { arn, listenerArn: listener.arn, priority: input.Priority, conditions, actions }
  state.rules[arn] = rule
  if (Object.keys(tags).length > 0) state.tags[arn] = tags
  refreshAttachments(state, context.now)
  return { Rules: [shownRule(rule)] }
}
