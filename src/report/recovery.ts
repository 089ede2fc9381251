/** What became of services whose rollouts had failed, where going back was asked for: text and JSON. */
import type { Json } from '../model/json.js'
import type { Plan } from '../model/plan.js'
import type { Recovery, RecoveryEnd } from '../model/recovery.js'
import { revisionName } from '../model/taskDefinition.js'
import { exampled, namedTogether } from './alikeOutcomes.js'
import { failureSentences } from './failure.js'
import { recoveredLikeness } from './likeness.js'
import { nameIn } from './nameIn.js'
import { outcomesText } from './outcomesText.js'
import type { AlikeEnds } from './outcomesView.js'
import { namesLines } from './planParts.js'
import { printable } from './printable.js'
import type { Detail } from './detail.js'
import { paletteOf, type Style } from './style.js'
import { hanging } from './wrap.js'

/** The steps of the way back, and a sentence for each service. `plan` is the one whose rollouts failed. */
export const recoveryText = (plan: Plan, recovery: Recovery, style: Style, detail: Detail = 'changes'): string => {
  const { red, yellow } = paletteOf(style)
  const sentences = recoveredFrom(plan, recovery, detail).flatMap(({ name, sentence, isLost: isBad, alike }) => [
    ...hanging(`${name}: `, exampled(alike, sentence), style.width).map(isBad ? red : yellow),
    ...(alike === undefined ? [] : namesLines(alike.names, style)),
  ])
  return [
    ...(recovery.plan === undefined
      ? []
      : [outcomesText(recovery.plan, recovery.outcomes, style, { detail, what: 'Rollback' })]),
    sentences.join('\n'),
  ].join('\n\n')
}

/** What became of a service, or of several to which the same happened. */
export interface RecoveredView {
  readonly name: string
  readonly sentence: string
  readonly isLost: boolean
  readonly likeness: string
  readonly alike?: AlikeEnds
}

/** `plan` is the one whose rollouts failed. */
export const recoveredFrom = (plan: Plan, { services }: Recovery, detail: Detail): readonly RecoveredView[] =>
  namedTogether(
    services.map((one): RecoveredView => ({
      name: nameIn(plan, one.target),
      sentence: printable(recoverySentence(one.end)),
      isLost: isLost(one.end),
      likeness: recoveredLikeness(one),
    })),
    detail,
  )

/** Whether a service is left as it failed: somebody has to see to it. */
export const isLost = ({ kind }: RecoveryEnd): boolean => kind !== 'WentBack' && kind !== 'MovedOn'

/** `services` of the member `recovery`; its actions and outcomes are written as those of any plan. */
export const recoveredBody = ({ services }: Recovery): readonly Json[] =>
  services.map(({ target: { cluster, service }, end }) => ({
    target: { cluster, service },
    kind: end.kind,
    taskDefinitionArn: 'taskDefinitionArn' in end ? end.taskDefinitionArn : null,
    message: printable(recoverySentence(end)),
  }))

/** What became of one service, for after its name; with a full stop. */
export const recoverySentence = (end: RecoveryEnd): string => {
  switch (end.kind) {
    case 'WentBack':
      return `failed, rolled back to ${revisionName(end.taskDefinitionArn)} by deploy.`
    case 'FailedAgain':
      return `failed, and the rollback to ${revisionName(end.taskDefinitionArn)} did not come to a good end either.`
    case 'NothingToGoBackTo':
      return end.because === 'NeverCompleted'
        ? 'failed, and there is nothing to go back to: no other version of it has completed.'
        : 'failed, and nothing says what it could go back to.'
    case 'MovedOn':
      return `failed, and is on its way to ${revisionName(end.taskDefinitionArn)} already: there is nothing to roll back.`
    case 'NotPossible':
      return `failed, and was not rolled back. ${failureSentences(end.failure).join(' ')}`
  }
}
