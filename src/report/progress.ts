/** What a running apply says while it runs: lines for a log, and one line per service for a terminal that is redrawn. */
import type { Action } from '../model/action.js'
import type { Event } from '../model/event.js'
import type { Outcome } from '../model/outcome.js'
import { isGood } from '../model/outcome.js'
import { isSameTarget } from '../model/service.js'
import { revisionName } from '../model/taskDefinition.js'
import { awsWords, failureSentences } from './failure.js'
import { printable } from './printable.js'
import { paletteOf, type Style } from './style.js'
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
      return finishedLine(event.outcome, isBad(event.outcome) ? red : (text) => text)
    case 'RolloutObserved':
      return isNews(event, previous)
        ? `${printable(event.target.service)}: ${rolloutText(event)}, ${duration(event.elapsedMs)}${eventText(event, previous)}`
        : undefined
    case 'CallRetried':
      return dim(`${serviceOf(event.action)}: ECS says ${printable(sentenceOf(event.message))} Asking again.`)
    case 'ReadRetried':
      return dim(`${printable(event.operation)} answered ${printable(event.code)}; asking again`)
  }
}

/** One line for the service that the event is about, cut to the width: it is redrawn in place, so it must not wrap. */
export const liveLine = (event: Event, style: Style): string | undefined => {
  const { red, green, cyan } = paletteOf(style)
  switch (event.kind) {
    case 'ActionStarted':
      return live(serviceOf(event.action), doing(event.action), cyan, style)
    case 'ActionFinished':
      return live(
        serviceOf(event.outcome.action),
        finishedText(event.outcome),
        isBad(event.outcome) ? red : green,
        style,
      )
    case 'RolloutObserved':
      return live(
        printable(event.target.service),
        `${bar(event)} ${rolloutText(event)}, ${duration(event.elapsedMs)}`,
        cyan,
        style,
      )
    case 'CallRetried':
    case 'ReadRetried':
      return undefined
  }
}

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

const finishedLine = (outcome: Outcome, paint: (text: string) => string): string =>
  `${serviceOf(outcome.action)}: ${paint(finishedText(outcome))}` +
  (outcome.kind === 'Skipped' ? '' : ` (${duration(outcome.finishedAtMs - outcome.startedAtMs)})`)

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

const rolloutText = ({ awaits, desiredCount, runningCount, pendingCount, newRunningCount }: Rollout): string => {
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
        (isFull ? ', not steady yet' : '')
      )
    }
  }
}

const eventText = ({ newestEvent }: Rollout, previous: Event | undefined): string =>
  newestEvent === undefined || (previous?.kind === 'RolloutObserved' && previous.newestEvent === newestEvent)
    ? ''
    : `; ECS: ${printable(sentenceOf(newestEvent.replace(serviceInFront, '')))}`

/** ECS begins each event with the service's name, and so does the line. */
const serviceInFront = /^\(service [^)]*\) /

const isNews = (event: Rollout, previous: Event | undefined): boolean =>
  previous?.kind !== 'RolloutObserved' ||
  !isSameTarget(previous.target, event.target) ||
  rolloutText(previous) !== rolloutText(event) ||
  previous.newestEvent !== event.newestEvent ||
  event.elapsedMs - previous.elapsedMs >= heartbeatMs

/** `[###-------]`: the part of the wanted tasks that runs. */
const bar = ({ desiredCount, newRunningCount }: Rollout): string => {
  const done = desiredCount === 0 ? 10 : Math.min(10, Math.floor((newRunningCount / desiredCount) * 10))
  return `[${'#'.repeat(done)}${'-'.repeat(10 - done)}]`
}

const live = (name: string, text: string, paint: (text: string) => string, { width }: Style): string => {
  const line = `${name}  ${text}`
  const shown = line.length <= width ? line : `${line.slice(0, Math.max(width - 1, 0))}…`
  return shown.slice(0, name.length) + paint(shown.slice(name.length))
}
