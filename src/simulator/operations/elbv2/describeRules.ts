/** Shows the rules of a listener in the order in which they apply, or those that are named; one that does not exist fails the call. */
import type { DescribeRulesInput, DescribeRulesOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import type { LoadBalancing, Rule } from '../../loadBalancing.js'
import { pageOf } from '../page.js'
import type { Checked } from '../queryService.js'
import { findListener, findRule, requireAtMostTwenty, validationError } from './find.js'
import { rulesOf, shownRule } from './shown.js'

export const describeRules: Operation<Checked<DescribeRulesInput>, DescribeRulesOutput> = ({ world }, input) => {
  const { items, marker } = pageOf(askedFor(world.loadBalancing, input), orderOf, input)
  return { Rules: items.map(shownRule), ...marker }
}

const askedFor = (state: LoadBalancing, input: Checked<DescribeRulesInput>): readonly Rule[] => {
  const { ListenerArn: listenerArn, RuleArns: arns = [] } = input
  requireAtMostTwenty(arns)
  if ((listenerArn === undefined) === (arns.length === 0))
    throw validationError('You must specify either a listener ARN or rule ARNs')
  if (listenerArn === undefined) return [...new Set(arns)].map((arn) => findRule(state, arn))
  return rulesOf(state, findListener(state, listenerArn).arn)
}

// Numbers come before the letters of `default`.
const orderOf = ({ priority, arn }: Rule): string => `${String(priority).padStart(5, '0')} ${arn}`
