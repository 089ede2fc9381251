/** One sentence per Verdict: what the rollout of an action came to. */
import type { Verdict } from '../model/outcome.js'
import { revisionName } from '../model/taskDefinition.js'
import { printable } from './printable.js'
import { duration } from './wrap.js'

/** Plain text in one line, with nothing unsafe in it. */
export const verdictSentence = (verdict: Verdict): string => {
  const says = sentences[verdict.kind] as (verdict: Verdict) => string
  return printable(says(verdict))
}

const sentences = {
  Accepted: () => 'ECS accepted the call.',
  Completed: ({ taskDefinitionArn }) => `Deployed: ${revisionName(taskDefinitionArn)} serves.`,
  Deleted: () => 'Deleted: the name is free again.',
  RolloutFailed: ({ reason }) => `The rollout failed: ${sentenceOf(reason)}`,
  RolledBack: ({ reason, taskDefinitionArn }) =>
    `Rolled back: ECS went back to ${revisionName(taskDefinitionArn)}, so what was asked for does not serve. ECS says: ${sentenceOf(reason)}`,
  Superseded: ({ taskDefinitionArn, deploymentId }) =>
    `Superseded: someone else's deployment (${deploymentId}) of ${revisionName(taskDefinitionArn)} took over before this one was done.`,
  Stopped: () =>
    'Interrupted while waiting: ECS goes on with the rollout by itself; `deploy status` shows how far it is.',
  TimedOut: ({ afterMs, newestEvent }) =>
    `Not done after ${duration(afterMs)}; ECS goes on by itself.` +
    (newestEvent === undefined ? '' : ` Its newest event: ${sentenceOf(newestEvent)}`),
} as const satisfies { readonly [K in Verdict['kind']]: (verdict: Extract<Verdict, { kind: K }>) => string }

/** AWS closes some of its messages with a full stop and others not. */
export const sentenceOf = (message: string): string => {
  const trimmed = message.trim()
  return /[.!?]$/.test(trimmed) || trimmed === '' ? trimmed : `${trimmed}.`
}
