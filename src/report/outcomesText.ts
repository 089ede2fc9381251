/** What became of a plan, for eyes: each step below its service, made from the same view as the plan before it. */
import type { Diagnosis } from '../model/diagnosis.js'
import { type BadVerdict, isGood, type Joined, type Outcome, type Verdict, verdictOf } from '../model/outcome.js'
import type { Plan } from '../model/plan.js'
import { isSameTarget } from '../model/service.js'
import { revisionName } from '../model/taskDefinition.js'
import { diagnosisLines } from './diagnosis.js'
import { awsWords, failureSentences } from './failure.js'
import { columnOf, digitsOf, sections, stepIndent, stepLead, titleLines } from './planParts.js'
import { nameIn } from './nameIn.js'
import { planViewFrom, type ServiceView } from './planView.js'
import { printable } from './printable.js'
import type { Step } from './steps.js'
import { paletteOf, type Style, unpainted } from './style.js'
import { verdictSentence } from './verdict.js'
import { counted, duration, hanging, listedUpTo, wrapped } from './wrap.js'

/** What became of each action, and of the whole; for after the plan, which it does not repeat. */
export const outcomesText = (
  plan: Plan,
  outcomes: readonly Outcome[],
  style: Style,
  what: 'Apply' | 'Rollback' = 'Apply',
): string => {
  const view = planViewFrom(plan)
  const column = columnOf(view)
  return sections([
    ...view.services
      .filter(({ steps }) => steps.length > 0)
      .map((service) => outcomeLines(service, outcomes, column, style)),
    unrecordedLines(outcomes, style),
    outcomesFooter(outcomes, what, style),
  ])
}

/** What became of rollouts that were under way before; a line each, and what is known of those that came to a bad end. */
export const joinedText = (plan: Plan, joined: readonly Joined[], style: Style): string =>
  joined
    .map(({ target, end, diagnosis }) => {
      const { red } = paletteOf(style)
      const says = end.kind === 'AwsError' ? awsWords(end) : verdictSentence(end)
      const paint = end.kind !== 'AwsError' && isGood(end) ? unpainted : red
      const lines = hanging(`${nameIn(plan, target)}: `, says, style.width).map(paint)
      return [...lines, ...diagnosisBelow(diagnosis, style)].join('\n')
    })
    .join('\n')

const outcomeLines = (
  service: ServiceView,
  outcomes: readonly Outcome[],
  column: number,
  style: Style,
): readonly string[] => {
  const mine = service.steps.flatMap((step) => {
    const outcome = outcomes.find(({ action }) => action.id === step.action)
    return outcome === undefined ? [] : [{ step, outcome }]
  })
  const digits = digitsOf(service.steps)
  const isBad = mine.some(({ outcome }) => !isDone(outcome))
  const { red, green } = paletteOf(style)
  const headline = headlineOf(mine.map(({ outcome }) => outcome))
  const title = { ...service, symbol: isBad ? '!' : service.symbol } as const
  const [first = '', ...rest] = titleLines(title, headline, column, { ...style, color: false })
  return [
    ...[first, ...rest].map(isBad ? red : green),
    ...mine.flatMap(({ step, outcome }) => stepOutcomeLines(step, outcome, outcomes, digits, style)),
    ...mine.flatMap(({ outcome }) => (outcome.kind === 'Failed' ? diagnosisBelow(outcome.diagnosis, style) : [])),
    ...(mine.some(({ outcome }) => isUnexplained(outcome)) ? culpritLines(service, style) : []),
  ]
}

const diagnosisBelow = (diagnosis: Diagnosis | undefined, style: Style): readonly string[] =>
  diagnosis === undefined ? [] : diagnosisLines(diagnosis, style)

/** A bad end for which no cause was found: all that changed is suspect. */
const isUnexplained = (outcome: Outcome): boolean =>
  outcome.kind === 'Failed' &&
  outcome.cause.kind !== 'AwsError' &&
  !isOthers(outcome.cause) &&
  outcome.diagnosis?.cause === undefined

/** Somebody else's doing, or a call that ECS never took: no line of the file is to blame for it. */
const isOthers = ({ kind }: BadVerdict): boolean => others.has(kind)

const others: ReadonlySet<BadVerdict['kind']> = new Set([
  'Stale',
  'Superseded',
  'CountMoved',
  'Stopped',
  'ServiceGone',
  'NeverAccepted',
])

const isDone = (outcome: Outcome): boolean => outcome.kind === 'Applied' && isGood(outcome.verdict)

/** The worst of a service's outcomes, else the last, in a few words. */
const headlineOf = (outcomes: readonly Outcome[]): string => {
  const bad = outcomes.find((outcome) => outcome.kind === 'Failed') ?? outcomes.find((outcome) => !isDone(outcome))
  const telling =
    bad ?? [...outcomes].reverse().find((outcome) => outcome.kind === 'Applied' && outcome.verdict.kind !== 'Accepted')
  if (telling === undefined) {
    const isUnseen = outcomes.some(({ action }) => action.completion.kind !== 'Accepted')
    return isUnseen ? 'applied; the rollout was not waited for' : 'done'
  }
  if (telling.kind === 'Skipped') return 'not done'
  const verdict = verdictOf(telling)
  if (verdict === undefined) return 'failed'
  if (telling.action.kind === 'ScaleService' && verdict.kind === 'Completed') {
    return `scaled to ${counted(telling.action.desiredCount, 'task')}`
  }
  const says = verdictHeadlines[verdict.kind] as (verdict: Verdict) => string
  return printable(says(verdict))
}

const verdictHeadlines = {
  Accepted: () => 'accepted',
  Reached: ({ stage, taskDefinitionArn }) =>
    `${stage === 'Started' ? 'started' : 'serving'}: ${revisionName(taskDefinitionArn)}`,
  Completed: ({ taskDefinitionArn }) => `deployed: ${revisionName(taskDefinitionArn)} serves`,
  Deleted: () => 'deleted',
  RolloutFailed: () => 'rollout failed',
  GaveUp: () => 'rollout cannot succeed',
  RolledBack: ({ taskDefinitionArn }) => `rolled back to ${revisionName(taskDefinitionArn)}`,
  Superseded: ({ taskDefinitionArn }) => `superseded by ${revisionName(taskDefinitionArn)}`,
  CountMoved: ({ desiredCount }) => `superseded by a count of ${desiredCount}`,
  Stale: () => 'changed by someone else meanwhile',
  Stopped: () => 'deployment stopped by someone else',
  Short: ({ runningCount, desiredCount }) => `${runningCount} of ${counted(desiredCount, 'task')} run`,
  Interrupted: () => 'interrupted while waiting',
  NeverAccepted: () => 'not accepted in time',
  ServiceGone: () => 'deleted by someone else meanwhile',
  TimedOut: ({ afterMs }) => `not done after ${duration(afterMs)}`,
} as const satisfies { readonly [K in Verdict['kind']]: (verdict: Extract<Verdict, { kind: K }>) => string }

const stepOutcomeLines = (
  step: Step,
  outcome: Outcome,
  outcomes: readonly Outcome[],
  digits: number,
  style: Style,
): readonly string[] => {
  const { red, dim } = paletteOf(style)
  const took = duration(outcome.finishedAtMs - outcome.startedAtMs)
  const [word, paint] =
    outcome.kind === 'Skipped'
      ? (['skipped', dim] as const)
      : isDone(outcome)
        ? ([`${doneText(outcome)}, ${took}`, unpainted] as const)
        : ([`${outcome.kind === 'Failed' ? 'failed' : 'called'}, ${took}`, red] as const)
  const reasons = reasonsOf(outcome, outcomes)
  return [
    stepLead(step, digits) + paint(word),
    ...reasons.flatMap((reason) => hanging(stepIndent(digits), reason, style.width)),
  ]
}

const doneText = (outcome: Outcome): string => {
  if (outcome.kind !== 'Applied') return 'done'
  const isFound = outcome.isFound === true
  return outcome.taskDefinitionArn === undefined
    ? isFound
      ? 'so already, nothing called'
      : 'done'
    : `${printable(revisionName(outcome.taskDefinitionArn))} ${isFound ? 'found, the same' : 'registered'}`
}

/** Sentences below a step; none where `done` says it all. */
const reasonsOf = (outcome: Outcome, outcomes: readonly Outcome[]): readonly string[] => {
  switch (outcome.kind) {
    case 'Applied':
      return isGood(outcome.verdict) ? [] : [verdictSentence(outcome.verdict)]
    case 'Failed':
      return outcome.cause.kind === 'AwsError'
        ? [...failureSentences(outcome.cause), awsWords(outcome.cause)]
        : [verdictSentence(outcome.cause)]
    case 'Skipped':
      return [skippedBecause(outcome.because, outcomes)]
  }
}

const skippedBecause = (
  because: Extract<Outcome, { kind: 'Skipped' }>['because'],
  outcomes: readonly Outcome[],
): string => {
  if (because.kind === 'Interrupted') return 'Not called: the run was interrupted before.'
  if (because.kind === 'FailedFast') return 'Not begun: another service failed before (--fail-fast).'
  const index = outcomes.findIndex(({ action }) => action.id === because.action)
  return index < 0
    ? 'Not called: an action that it needs was not done.'
    : `Not called: it needs step ${index + 1}, which was not done.`
}

/** The lines of the file that a bad rollout may be owed to. */
const culpritLines = ({ rows }: ServiceView, style: Style): readonly string[] => {
  const byPlace = new Map<string, readonly string[]>()
  for (const { label, place, effect } of rows) {
    if (place !== undefined && effect !== 'InPlace') byPlace.set(place, [...(byPlace.get(place) ?? []), label])
  }
  if (byPlace.size === 0) return []
  const width = Math.max(...[...byPlace.keys()].map((place) => place.length)) + 2
  return [
    '    This rollout changed',
    ...[...byPlace].flatMap(([place, labels]) =>
      hanging(`      ${place.padEnd(width)}`, labels.join(', '), style.width),
    ),
  ]
}

/** Said once, however many services it is about. */
const unrecordedLines = (outcomes: readonly Outcome[], style: Style): readonly string[] => {
  const missed = outcomes.filter((outcome) => outcome.kind === 'Applied' && outcome.isUnrecorded === true)
  const names = [...new Set(missed.map(({ action }) => printable(action.target.service)))]
  return names.length === 0
    ? []
    : hanging(
        'Not recorded: ',
        `these credentials may not tag services (ecs:TagResource), so nobody will know what the file declared for ` +
          `${listedUpTo(3, names)}: a key that leaves the file later is left as it is in ECS. All else was done.`,
        style.width,
      ).map(paletteOf(style).yellow)
}

const outcomesFooter = (outcomes: readonly Outcome[], what: string, style: Style): readonly string[] => {
  const { bold, red } = paletteOf(style)
  const targets = outcomes
    .map(({ action }) => action.target)
    .filter((target, index, all) => all.findIndex((other) => isSameTarget(other, target)) === index)
  const of = (target: (typeof targets)[number]): readonly Outcome[] =>
    outcomes.filter(({ action }) => isSameTarget(action.target, target))
  const done = targets.filter((target) => of(target).every(isDone)).length
  const failed = targets.filter((target) => of(target).some(({ kind }) => kind === 'Failed')).length
  const rest = targets.length - done - failed
  const called = outcomes.filter(({ kind }) => kind !== 'Skipped')
  const took =
    called.length === 0
      ? 0
      : Math.max(...called.map(({ finishedAtMs }) => finishedAtMs)) -
        Math.min(...called.map(({ startedAtMs }) => startedAtMs))
  const parts = [
    `${done} of ${targets.length} ${targets.length === 1 ? 'service' : 'services'} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(rest > 0 ? [`${rest} not finished`] : []),
  ]
  return wrapped(`${what}: ${parts.join(', ')}, in ${duration(took)}.`, style.width).map(
    done === targets.length ? bold : red,
  )
}
