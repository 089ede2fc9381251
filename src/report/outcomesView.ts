/** What became of a plan, before any format: each service with its steps, and what is worth a word of them. */
import type { Diagnosis } from '../model/diagnosis.js'
import type { AwsError } from '../model/failure.js'
import type { Origin } from '../model/origin.js'
import {
  type BadVerdict,
  type Failed,
  isBad,
  isGood,
  type Joined,
  type Outcome,
  type Verdict,
  verdictOf,
} from '../model/outcome.js'
import type { Plan } from '../model/plan.js'
import { type Target, targetKey } from '../model/service.js'
import { revisionName } from '../model/taskDefinition.js'
import { causeLine } from './diagnosis.js'
import { awsWords, failureSentences } from './failure.js'
import { joinedLikeness, likenessOf } from './likeness.js'
import { nameIn } from './nameIn.js'
import { planViewFrom, type ServiceView } from './planView.js'
import { printable } from './printable.js'
import type { Step } from './steps.js'
import { verdictSentence } from './verdict.js'
import { counted, duration } from './wrap.js'

/** A service with what became of it. */
export interface ServiceOutcome {
  readonly service: ServiceView
  /** The worst of its steps. */
  readonly end: 'Done' | 'Failed' | 'NotFinished'
  /** The same in a few words: `deployed: web:8 serves`. */
  readonly headline: string
  /** What its end was, in sentences: that of the worst step, else of the one that was waited for. */
  readonly sentence: string
  readonly steps: readonly StepOutcome[]
  /** What was found out about a rollout that came to a bad end. */
  readonly diagnosis: Diagnosis | undefined
  /** The line that it is most likely owed to, of those that the plan changed. */
  readonly suspect: Origin | undefined
  /** Of a bad end for which no cause was found: all lines whose changes a rollout is made for. */
  readonly culprits: readonly Culprit[]
  /** The same for services that one cause has kept from a good end; undefined: it came to one. */
  readonly likeness: string | undefined
  /** It stands for several. */
  readonly alike?: AlikeEnds
}

/** Several that came to the same end for the same cause, of which one is told. */
export interface AlikeEnds {
  readonly names: readonly string[]
  readonly example: string
}

/** A line of the file with what the plan changed there. */
export interface Culprit {
  readonly place: string
  readonly labels: readonly string[]
}

/** A step with what became of it. */
export interface StepOutcome {
  readonly step: Step
  readonly status: 'done' | 'failed' | 'called' | 'skipped'
  /** `web:8 registered`; the status where nothing more is to be said. */
  readonly words: string
  readonly took: string | undefined
  /** Why it came to a bad end; none for a good one. */
  readonly reasons: readonly string[]
  /** The kind of a bad end: a verdict's, `AwsError`, or `Skipped`. */
  readonly bad: string | undefined
}

/** A rollout that was under way before the plan. */
export interface JoinedView {
  readonly target: Target
  readonly name: string
  /** NotFinished: nobody knows its end, since it was not waited for so long. */
  readonly end: ServiceOutcome['end']
  readonly kind: string
  readonly sentence: string
  readonly diagnosis: Diagnosis | undefined
  /** As that of a service that the plan was about. */
  readonly likeness: string | undefined
  readonly alike?: AlikeEnds
}

/** Services of which nothing was to be done are not among them. */
export const serviceOutcomesFrom = (plan: Plan, outcomes: readonly Outcome[]): readonly ServiceOutcome[] => {
  const byId = new Map(outcomes.map((outcome, index) => [outcome.action.id, { outcome, index }]))
  return planViewFrom(plan)
    .services.filter(({ steps }) => steps.length > 0)
    .map((service) => {
      const mine = service.steps.flatMap((step) => {
        const found = byId.get(step.action)
        return found === undefined ? [] : [{ step, outcome: found.outcome }]
      })
      const all = mine.map(({ outcome }) => outcome)
      const steps = mine.map(({ step, outcome }) => stepOutcome(step, outcome, byId))
      const failed = all.find((outcome): outcome is Failed => outcome.kind === 'Failed')
      return {
        service,
        end: failed !== undefined ? 'Failed' : all.every(isDone) ? 'Done' : 'NotFinished',
        headline: headlineOf(all),
        sentence: sentencesOf(steps, all).join(' '),
        steps,
        diagnosis: failed?.diagnosis,
        suspect: failed === undefined || !isOfFile(failed) ? undefined : suspectOf(service, failed.diagnosis),
        culprits: all.some(isUnexplained) ? culpritsOf(service) : [],
        likeness: likenessOf(all),
      }
    })
}

/** Whether an action came to the end that was asked for. */
export const isDone = (outcome: Outcome): boolean => outcome.kind === 'Applied' && isGood(outcome.verdict)

/** Services by what became of them; `notFinished`: something of them was not done, or its end is open. */
export interface DoneCounts {
  readonly services: number
  readonly done: number
  readonly failed: number
  readonly notFinished: number
}

/** Rollouts of earlier runs that were waited for count as what is done to their services. */
export const doneCountsOf = (outcomes: readonly Outcome[], joined: readonly Joined[]): DoneCounts => {
  const ends = [
    ...outcomes.map((outcome) => ({
      target: outcome.action.target,
      isDone: isDone(outcome),
      hasFailed: outcome.kind === 'Failed',
    })),
    ...joined.map(({ target, end }) => ({
      target,
      isDone: end.kind !== 'AwsError' && isGood(end),
      hasFailed: end.kind === 'AwsError' || isBad(end),
    })),
  ]
  const keysOf = (some: typeof ends): ReadonlySet<string> => new Set(some.map(({ target }) => targetKey(target)))
  const services = keysOf(ends).size
  const done = services - keysOf(ends.filter((end) => !end.isDone)).size
  const failed = keysOf(ends.filter((end) => end.hasFailed)).size
  return { services, done, failed, notFinished: services - done - failed }
}

/** `2 of 3 services done, 1 failed, in 42 s`. */
export const doneTally = (outcomes: readonly Outcome[], joined: readonly Joined[]): string => {
  const { services, done, failed, notFinished } = doneCountsOf(outcomes, joined)
  const called = outcomes.filter(({ kind }) => kind !== 'Skipped')
  const took =
    called.length === 0
      ? []
      : [
          Math.max(...called.map(({ finishedAtMs }) => finishedAtMs)) -
            Math.min(...called.map(({ startedAtMs }) => startedAtMs)),
        ]
  return [
    `${done} of ${services} ${services === 1 ? 'service' : 'services'} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(notFinished > 0 ? [`${notFinished} not finished`] : []),
    ...took.map((ms) => `in ${duration(ms)}`),
  ].join(', ')
}

/** In the order in which they were waited for. */
export const joinedViewsFrom = (plan: Plan, joined: readonly Joined[]): readonly JoinedView[] =>
  joined.map((one) => {
    const { target, end, diagnosis } = one
    return {
      target,
      name: nameIn(plan, target),
      end: joinedEndOf(end),
      kind: end.kind,
      sentence: reasonsFor(end).join(' '),
      diagnosis,
      likeness: joinedLikeness(one),
    }
  })

const joinedEndOf = (end: Joined['end']): ServiceOutcome['end'] =>
  end.kind === 'AwsError' || isBad(end) ? 'Failed' : isGood(end) ? 'Done' : 'NotFinished'

/** Services whose declared keys could not be recorded: these credentials may not tag. */
export const unrecordedOf = (outcomes: readonly Outcome[]): readonly Target[] =>
  targetsOf(
    outcomes
      .filter((outcome) => outcome.kind === 'Applied' && outcome.isUnrecorded === true)
      .map(({ action: { target } }) => target),
  )

const targetsOf = (targets: readonly Target[]): readonly Target[] => [
  ...new Map(targets.map((target) => [targetKey(target), target])).values(),
]

/** `Likely cause: …`, as the text of the diagnosis says it; undefined where none was found. */
const causeSentence = (diagnosis: Diagnosis | undefined): string | undefined =>
  diagnosis?.cause === undefined ? undefined : causeLine(diagnosis.cause, diagnosis.logs)

/** What became of something, and what it is most likely owed to. */
export const withCause = (sentence: string, diagnosis: Diagnosis | undefined): string =>
  [sentence, causeSentence(diagnosis) ?? []].flat().join(' ')

/** What follows for a service that is one of `unrecordedOf`. */
export const unrecordedSentence =
  'these credentials may not tag services (`ecs:TagResource`), so a key that leaves the file later is left as it is in ECS'

const sentencesOf = (steps: readonly StepOutcome[], outcomes: readonly Outcome[]): readonly string[] => {
  const bad =
    steps.find(({ status }) => status === 'failed') ??
    steps.find(({ status }) => status === 'called') ??
    steps.find(({ status }) => status === 'skipped')
  if (bad !== undefined) return bad.reasons
  const waited = [...outcomes]
    .reverse()
    .find((outcome) => outcome.kind === 'Applied' && outcome.verdict.kind !== 'Accepted')
  if (waited?.kind === 'Applied') return [verdictSentence(waited.verdict)]
  return outcomes.some(({ action }) => action.completion.kind !== 'Accepted')
    ? ['Applied; the rollout was not waited for.']
    : ['Done.']
}

/** Of the worst of a service's outcomes, else of the last that was waited for. */
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

type ById = ReadonlyMap<string, { readonly outcome: Outcome; readonly index: number }>

const stepOutcome = (step: Step, outcome: Outcome, byId: ById): StepOutcome => {
  const took = outcome.kind === 'Skipped' ? undefined : duration(outcome.finishedAtMs - outcome.startedAtMs)
  switch (outcome.kind) {
    case 'Skipped':
      return {
        step,
        status: 'skipped',
        words: 'skipped',
        took,
        reasons: [skippedBecause(outcome, byId)],
        bad: 'Skipped',
      }
    case 'Failed':
      return {
        step,
        status: 'failed',
        words: 'failed',
        took,
        reasons: reasonsFor(outcome.cause),
        bad: outcome.cause.kind,
      }
    case 'Applied':
      return isGood(outcome.verdict)
        ? { step, status: 'done', words: doneWords(outcome), took, reasons: [], bad: undefined }
        : {
            step,
            status: 'called',
            words: 'called',
            took,
            reasons: [verdictSentence(outcome.verdict)],
            bad: outcome.verdict.kind,
          }
  }
}

const doneWords = ({ taskDefinitionArn, isFound }: Extract<Outcome, { kind: 'Applied' }>): string => {
  if (taskDefinitionArn === undefined) return isFound === true ? 'so already, nothing called' : 'done'
  return `${printable(revisionName(taskDefinitionArn))} ${isFound === true ? 'found, the same' : 'registered'}`
}

const reasonsFor = (end: AwsError | Verdict): readonly string[] =>
  end.kind === 'AwsError' ? [...failureSentences(end), awsWords(end)] : [verdictSentence(end)]

const skippedBecause = ({ because }: Extract<Outcome, { kind: 'Skipped' }>, byId: ById): string => {
  if (because.kind === 'Interrupted') return 'Not called: the run was interrupted before.'
  if (because.kind === 'FailedFast') return 'Not begun: another service failed before (--fail-fast).'
  const needed = byId.get(because.action)
  return needed === undefined
    ? 'Not called: an action that it needs was not done.'
    : `Not called: it needs step ${needed.index + 1}, which was not done.`
}

/** Of a call that failed for want of rights or of a network no line of the file is to blame. */
const isOfFile = ({ cause }: Failed): boolean => cause.kind !== 'AwsError' || cause.trouble === 'Rejected'

/** What the diagnosis suspects, before what merely restarted tasks. */
const suspectOf = ({ rows }: ServiceView, diagnosis: Diagnosis | undefined): Origin | undefined => {
  const suspects = diagnosis?.cause?.suspects ?? []
  return (
    suspects.find(({ isChanged, origin }) => isChanged && origin !== undefined)?.origin ??
    suspects.find(({ origin }) => origin !== undefined)?.origin ??
    rows.find(({ effect, origin }) => effect !== 'InPlace' && origin !== undefined)?.origin ??
    rows.find(({ origin }) => origin !== undefined)?.origin
  )
}

/** A bad end for which no cause was found: all that changed is suspect. */
const isUnexplained = (outcome: Outcome): boolean =>
  outcome.kind === 'Failed' &&
  outcome.cause.kind !== 'AwsError' &&
  !others.has(outcome.cause.kind) &&
  outcome.diagnosis?.cause === undefined

/** Somebody else's doing, or a call that ECS never took: no line of the file is to blame for it. */
const others: ReadonlySet<BadVerdict['kind']> = new Set([
  'Stale',
  'Superseded',
  'CountMoved',
  'Stopped',
  'ServiceGone',
  'NeverAccepted',
])

const culpritsOf = ({ rows }: ServiceView): readonly Culprit[] => {
  const byPlace = new Map<string, readonly string[]>()
  for (const { label, place, effect } of rows) {
    if (place !== undefined && effect !== 'InPlace') byPlace.set(place, [...(byPlace.get(place) ?? []), label])
  }
  return [...byPlace].map(([place, labels]) => ({ place, labels }))
}
