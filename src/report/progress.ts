/** What a running apply says while it runs: lines for a log, and the words of which board.ts makes lines that are redrawn. */
import type { Action } from '../model/action.js'
import type { Event, RolloutPhase } from '../model/event.js'
import type { Joined, Outcome } from '../model/outcome.js'
import { isGood } from '../model/outcome.js'
import { isSameTarget, type Target } from '../model/service.js'
import { revisionName } from '../model/taskDefinition.js'
import { awsWords, failureSentences } from './failure.js'
import { joinedLikeness, likenessOf } from './likeness.js'
import { printable } from './printable.js'
import { type Paint, paletteOf, type Style, unpainted } from './style.js'
import { sentenceOf, verdictSentence } from './verdict.js'
import { counted, duration } from './wrap.js'

/** How often a log hears of a rollout in which nothing moves. */
const heartbeatMs = 30_000

/**
 * One plain line for an event, undefined when there is nothing new to say: a look at a rollout that shows what
 * `previous`, the last look at the same service that made a line, showed is left out, but for one each half minute.
 */
export const progressLine = (event: Event, style: Style, previous?: Event): string | undefined => {
  const { dim, red } = paletteOf(style)
  switch (event.kind) {
    case 'ActionStarted':
      return `${serviceOf(event.action)}: ${doing(event.action)}`
    case 'ActionFinished':
      return finishedLine(event.outcome, isBad(event.outcome) ? red : unpainted)
    case 'RolloutObserved':
      return isNews(event, previous)
        ? `${printable(event.target.service)}: ${rolloutText(event)}, ${duration(event.elapsedMs)}${eventText(event, previous)}`
        : undefined
    case 'RolloutFinished':
      return endLine(event.joined, style)
    case 'CallRetried':
      return dim(`${serviceOf(event.action)}: ${newestWords(event)}`)
    case 'ReadRetried':
      return dim(readRetriedText(event))
    case 'RateLimited':
      return dim(rateLimitedText(event))
    case 'Planned':
      return undefined
  }
}

/** As progressLine, for many services at once: what a rollout enters into, without the steps in between and ECS's events. */
export const terseLine = (event: Event, style: Style): string | undefined => {
  switch (event.kind) {
    case 'RolloutObserved':
      return isWorthALine[event.phase]
        ? `${printable(event.target.service)}: ${phaseWord(event)}: ${rolloutText(event)}, ${duration(event.elapsedMs)}`
        : undefined
    case 'CallRetried':
    case 'ReadRetried':
    case 'RateLimited':
      return progressLine(event, style)
    case 'Planned':
    case 'ActionStarted':
    case 'ActionFinished':
    case 'RolloutFinished':
      return undefined
  }
}

/** The others are over soon, or the end of the rollout says as much. */
const isWorthALine = {
  Waiting: false,
  Starting: true,
  Checking: true,
  Draining: true,
  Settling: false,
  Steady: false,
} as const satisfies Record<RolloutPhase, boolean>

/**
 * What a service came to, for good: `web: Deployed: web:8 serves. (18 s)`. `like`: another service of which the same has been said,
 * words of AWS and all.
 */
export const endLine = (end: Outcome | Joined, style: Style, like?: Target): string => {
  const { red } = paletteOf(style)
  if (like !== undefined) {
    const { cluster, service } = targetOfEnd(end)
    const other = like.cluster === cluster ? like.service : `${like.cluster}/${like.service}`
    return `${printable(service)}: ${red(`Failed for the same cause as ${printable(other)}.`)}${tookOf(end)}`
  }
  if ('kind' in end) return finishedLine(end, isBad(end) ? red : unpainted)
  const isWell = end.end.kind !== 'AwsError' && (isGood(end.end) || end.end.kind === 'Interrupted')
  const says = end.end.kind === 'AwsError' ? awsWords(end.end) : verdictSentence(end.end)
  return `${printable(end.target.service)}: ${isWell ? says : red(says)}`
}

/** The same for ends of services that one cause has made fail; undefined: it did not fail. */
export const failureOf = (end: Outcome | Joined): string | undefined =>
  'kind' in end ? (end.kind === 'Failed' ? likenessOf([end]) : undefined) : joinedLikeness(end)

/** Whose end it is. */
export const targetOfEnd = (end: Outcome | Joined): Target => ('kind' in end ? end.action.target : end.target)

/** What Ctrl-C does, said as soon as it is pressed. */
export const interruptedLine =
  'Stopping: nothing further is begun or waited for; what ECS has begun goes on by itself. Ctrl-C once more leaves at once.'

/** `draining`, `registering`: where a service stands, in a word. */
export const phaseWord = (
  event: Extract<Event, { kind: 'ActionStarted' | 'RolloutObserved' | 'CallRetried' }>,
): string => (event.kind === 'RolloutObserved' ? phaseWords[event.phase] : actionWords[event.action.kind])

const phaseWords = {
  Waiting: 'waiting',
  Starting: 'starting',
  Checking: 'checking',
  Draining: 'draining',
  Settling: 'settling',
  Steady: 'steady',
} as const satisfies Record<RolloutPhase, string>

const actionWords = {
  RegisterTaskDefinition: 'registering',
  CreateService: 'creating',
  UpdateService: 'updating',
  ScaleService: 'scaling',
  DeleteService: 'deleting',
  TagResource: 'tagging',
  UntagResource: 'tagging',
} as const satisfies Record<Action['kind'], string>

/** The tasks of a service in few words, and as a fraction for where there is no room. */
export const countsText = (event: Rollout): { readonly counts: string; readonly ratio: string } => {
  const { awaits, desiredCount, runningCount, pendingCount, newRunningCount, healthyCount } = event
  switch (awaits) {
    case 'Inactive':
      return { counts: `${runningCount + pendingCount} left`, ratio: String(runningCount + pendingCount) }
    case 'Steady':
    case 'Accepted':
      return { counts: `${runningCount} of ${desiredCount} running`, ratio: `${runningCount}/${desiredCount}` }
    case 'Deployed': {
      const old = Math.max(0, runningCount - newRunningCount)
      return {
        counts:
          `${newRunningCount} of ${desiredCount} new` +
          (old > 0 ? `, ${old} old` : '') +
          (healthyCount === undefined ? '' : `, ${healthyCount} healthy`),
        ratio: `${newRunningCount}/${desiredCount}`,
      }
    }
  }
}

/** What ECS said last, for the end of a line. */
export const newestWords = (
  event: Extract<Event, { kind: 'ActionStarted' | 'RolloutObserved' | 'CallRetried' }>,
): string => {
  switch (event.kind) {
    case 'ActionStarted':
      return ''
    case 'CallRetried':
      return `ECS says ${printable(sentenceOf(event.message))} Asking again.`
    case 'RolloutObserved':
      return event.newestEvent === undefined ? '' : eventWords(event.newestEvent)
  }
}

export const readRetriedText = ({ operation, code }: Extract<Event, { kind: 'ReadRetried' }>): string =>
  `${printable(operation)} answered ${printable(code)}; asking again`

/** What the rate comes to: nobody has to guess why it is slow, or for how long. */
export const rateLimitedText = ({
  category,
  waiting,
  perSecond,
  leftMs,
}: Pick<Extract<Event, { kind: 'RateLimited' }>, 'category' | 'waiting' | 'perSecond' | 'leftMs'>): string =>
  `${counted(waiting, 'call')} of "${category}" ${waiting === 1 ? 'waits' : 'wait'} for AWS's rate limit, ${Number(perSecond.toPrecision(2))} a second: about ${duration(leftMs)}`

type Rollout = Extract<Event, { kind: 'RolloutObserved' }>

const serviceOf = ({ target }: Action): string => printable(target.service)

const doing = (action: Action): string => {
  switch (action.kind) {
    case 'RegisterTaskDefinition':
      return `registering a revision of ${printable(action.content.family)}`
    case 'CreateService':
      return 'creating the service'
    case 'UpdateService':
      return 'updating the service'
    case 'ScaleService':
      return `scaling to ${counted(action.desiredCount, 'task')}`
    case 'DeleteService':
      return 'deleting the service'
    case 'TagResource':
    case 'UntagResource':
      return 'tagging the service'
  }
}

const isBad = (outcome: Outcome): boolean =>
  outcome.kind === 'Failed' || (outcome.kind === 'Applied' && !isGood(outcome.verdict))

const finishedLine = (outcome: Outcome, paint: Paint): string =>
  `${serviceOf(outcome.action)}: ${paint(finishedText(outcome))}${tookOf(outcome)}`

const tookOf = (end: Outcome | Joined): string =>
  !('kind' in end) || end.kind === 'Skipped' ? '' : ` (${duration(end.finishedAtMs - end.startedAtMs)})`

const finishedText = (outcome: Outcome): string => {
  switch (outcome.kind) {
    case 'Applied':
      if (outcome.taskDefinitionArn !== undefined)
        return `${outcome.isFound === true ? 'Found' : 'Registered'} ${printable(revisionName(outcome.taskDefinitionArn))}.`
      // Scaling deploys nothing: which revision serves is no news then.
      return outcome.action.kind === 'ScaleService' && outcome.verdict.kind === 'Completed'
        ? `Scaled to ${counted(outcome.action.desiredCount, 'task')}.`
        : verdictSentence(outcome.verdict)
    case 'Failed':
      return outcome.cause.kind === 'AwsError'
        ? `${failureSentences(outcome.cause)[0] ?? 'Failed.'} ${awsWords(outcome.cause)}`
        : verdictSentence(outcome.cause)
    case 'Skipped':
      return skippedWords[outcome.because.kind]
  }
}

const skippedWords = {
  Interrupted: 'Not done: interrupted.',
  Needs: 'Not done: it needs what failed before.',
  FailedFast: 'Not begun: another service failed before.',
} as const satisfies Record<Extract<Outcome, { kind: 'Skipped' }>['because']['kind'], string>

const rolloutText = (event: Rollout): string => {
  const { awaits, desiredCount, runningCount, pendingCount, newRunningCount, healthyCount } = event
  const pending = pendingCount > 0 ? `, ${pendingCount} pending` : ''
  switch (awaits) {
    case 'Inactive':
      return `${counted(runningCount, 'task')} still running${pending}`
    case 'Steady':
    case 'Accepted':
      return `${runningCount} of ${desiredCount} running${pending}`
    case 'Deployed': {
      const old = runningCount - newRunningCount
      const isFull = newRunningCount >= desiredCount && old <= 0 && pendingCount === 0
      return (
        `${newRunningCount} of ${desiredCount} new running${pending}` +
        (old > 0 ? `, ${old} old` : '') +
        (healthyCount === undefined ? '' : `, ${healthyCount} healthy`) +
        (isFull ? ', not steady yet' : '')
      )
    }
  }
}

const eventText = ({ newestEvent }: Rollout, previous: Event | undefined): string =>
  newestEvent === undefined || (previous?.kind === 'RolloutObserved' && previous.newestEvent === newestEvent)
    ? ''
    : `; ECS: ${eventWords(newestEvent)}`

const eventWords = (message: string): string => printable(sentenceOf(message.replace(serviceInFront, '')))

/** ECS begins each event with the service's name, and so does the line. */
const serviceInFront = /^\(service [^)]*\) /

const isNews = (event: Rollout, previous: Event | undefined): boolean =>
  previous?.kind !== 'RolloutObserved' ||
  !isSameTarget(previous.target, event.target) ||
  rolloutText(previous) !== rolloutText(event) ||
  previous.newestEvent !== event.newestEvent ||
  event.elapsedMs - previous.elapsedMs >= heartbeatMs
