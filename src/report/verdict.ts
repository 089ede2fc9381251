/** One sentence per Verdict: what the rollout of an action came to. */
import type { Json } from '../model/json.js'
import type { Verdict } from '../model/outcome.js'
import type { Difference } from '../model/seen.js'
import { revisionName } from '../model/taskDefinition.js'
import { signSentence } from './diagnosis.js'
import { printable } from './printable.js'
import { counted, duration, listed } from './wrap.js'

/** Plain text in one line, with nothing unsafe in it. */
export const verdictSentence = (verdict: Verdict): string => {
  const says = sentences[verdict.kind] as (verdict: Verdict) => string
  return printable(says(verdict))
}

const sentences = {
  Accepted: () => 'ECS accepted the call.',
  Reached: ({ stage, taskDefinitionArn }) =>
    stage === 'Started'
      ? `Started: ${revisionName(taskDefinitionArn)} has its first tasks; the rest was not waited for.`
      : `Serving: enough tasks of ${revisionName(taskDefinitionArn)} run and are well; the end of the old ones was not waited for.`,
  Completed: ({ taskDefinitionArn }) => `Deployed: ${revisionName(taskDefinitionArn)} serves.`,
  Deleted: () => 'Deleted: the name is free again.',
  RolloutFailed: ({ reason, alarms }) =>
    `The rollout failed${reason === undefined ? ', and ECS does not say why.' : `: ${sentenceOf(reason)}`}${alarmWords(alarms)}`,
  ServiceGone: () => 'The service was deleted by someone else meanwhile.',
  GaveUp: ({ sign }) => `Given up: ${signSentence(sign)}`,
  RolledBack: ({ reason, taskDefinitionArn, alarms }) =>
    `Rolled back: ECS went back to ${revisionName(taskDefinitionArn)}, so what was asked for does not serve. ECS says: ${sentenceOf(reason)}${alarmWords(alarms)}`,
  Superseded: ({ taskDefinitionArn, by }) =>
    `Superseded: someone else's deployment of ${revisionName(taskDefinitionArn)}${registeredBy(by)} took over before this one was done.`,
  CountMoved: ({ wanted, desiredCount }) =>
    `Superseded: someone else asked for a count of ${desiredCount} while this one of ${wanted} was on its way.`,
  Stale: ({ differences, by }) =>
    `Stale, so the service was left alone: since the plan was made someone else has ${listed(changesTold(differences))}` +
    `${registeredBy(by)}. Plan again.`,
  Stopped: ({ reason, taskDefinitionArn }) =>
    `Stopped: someone stopped the deployment${taskDefinitionArn === undefined ? '' : `, and ECS went back to ${revisionName(taskDefinitionArn)}`}.${reason === '' ? '' : ` ECS says: ${sentenceOf(reason)}`}`,
  Short: ({ runningCount, desiredCount }) =>
    `Short: nothing is being rolled out, but ${runningCount} of ${counted(desiredCount, 'task')} run; \`deploy status\` has ECS's newest event.`,
  Interrupted: () =>
    'Interrupted while waiting: ECS goes on with the rollout by itself; `deploy status` shows how far it is, `deploy wait` waits for it.',
  NeverAccepted: ({ afterMs, message }) =>
    `Not accepted after ${duration(afterMs)}, and nothing was changed. ECS says: ${sentenceOf(message)}`,
  TimedOut: ({ afterMs, newestEvent }) =>
    `Not done after ${duration(afterMs)}; ECS goes on by itself.` +
    (newestEvent === undefined ? '' : ` Its newest event: ${sentenceOf(eventWords(newestEvent))}`),
} as const satisfies { readonly [K in Verdict['kind']]: (verdict: Extract<Verdict, { kind: K }>) => string }

/** `user/bob`, of the account at hand: nobody else's principals register in it. */
const registeredBy = (by: string | undefined): string =>
  by === undefined ? '' : ` (registered by ${by.replace(/^arn:[\w-]+:(iam|sts)::\d+:/, '')})`

const alarmWords = (names: readonly string[] = []): string => (names.length === 0 ? '' : ` In alarm: ${listed(names)}.`)

/** With another revision there always is another deployment, of which the id says nothing to anybody. */
const changesTold = (differences: readonly Difference[]): readonly string[] => {
  const isRevised = differences.some(({ path }) => path === 'taskDefinition')
  return differences
    .filter(({ path }) => !(isRevised && path === 'deployment'))
    .map((difference) =>
      difference.path === 'deployment' ? 'begun another deployment' : `changed ${differenceWords(difference)}`,
    )
}

/** Which service it is and which tasks they are is known, or of no use. */
const eventWords = (message: string): string =>
  message.replace(/^\(service [^)]*\) /, '').replace(/:?( \(task [^)]*\))+/g, '')

/** `taskDefinition from web:1 to web:2`. */
export const differenceWords = ({ path, before, after }: Difference): string =>
  `${path} from ${wordOf(before)} to ${wordOf(after)}`

const wordOf = (value: Json | undefined): string =>
  value === undefined
    ? 'nothing'
    : typeof value === 'string'
      ? value.includes(':task-definition/')
        ? revisionName(value)
        : value
      : JSON.stringify(value)

/** AWS closes some of its messages with a full stop and others not. */
export const sentenceOf = (message: string): string => {
  const trimmed = message.trim()
  return /[.!?]$/.test(trimmed) || trimmed === '' ? trimmed : `${trimmed}.`
}
