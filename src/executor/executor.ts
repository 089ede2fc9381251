/**
 * The executor's front door: performs a plan's actions, each service's in order and the services side by side, waits for
 * what they start, and gives one Outcome per action, in the plan's order. It never rejects: a failure is an Outcome, and
 * skips what depends on it alone.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as T from 'fp-ts/lib/Task.js'
import type { Action, ActionId } from '../model/action.js'
import { groupsBy } from '../model/groups.js'
import { isBad, isGood, type Joined, type Outcome, type Skipped } from '../model/outcome.js'
import type { Change } from '../model/change.js'
import type { Origins } from '../model/origin.js'
import type { Plan } from '../model/plan.js'
import { primaryOf } from '../model/rollout.js'
import type { Seen } from '../model/seen.js'
import { type LiveService, type Target, targetKey, targetOf } from '../model/service.js'
import type { TaskDefinition } from '../model/taskDefinition.js'
import type { Attempt, AttemptDeps, Written } from './attempt.js'
import { attemptBesideScaling } from './besideScaling.js'
import { type Lane, lanesOf, prerequisitesOf } from './lanes.js'
import type { Performed } from './perform.js'
import { slots, type Turn, turnsAtOnce } from './slots.js'
import type { About, Awaited, WaitUntil } from './verdict.js'
import type { Settled, Watch } from './watch.js'

export { registrantOf } from './confirm.js'
export { renewRecords } from './records.js'
export { requestsOf } from './requests.js'
export { foundOutcomes, standingOf } from './standing.js'
export type { WaitUntil } from './verdict.js'
export { type Watch, watchOn } from './watch.js'

/** `signal` aborted: no further call is made and nothing further is waited for; a call under way is let finish. */
export interface ExecutorDeps extends AttemptDeps {
  /** What the file says of a service, for a diagnosis to point at; undefined: it does not name it. */
  readonly declared: (target: Target) => Declared | undefined
  /** All that is awaited in one process is looked at together: made once, by `watchOn`. */
  readonly watch: Watch
}

/** A service as the file has it, for who diagnoses. */
export interface Declared {
  readonly taskDefinition: TaskDefinition
  readonly origins: Origins
  /** Masks the file's secrets in a text of AWS or of a container. */
  readonly mask: (text: string) => string
}

/** How far and how long rollouts are followed, and how many at once. */
export interface Waits {
  /** Accepted: an action is done when ECS has taken it. What a later action awaits is waited for all the same. */
  readonly until: WaitUntil
  /** How long to wait for each rollout, counted from its call. */
  readonly timeoutMs: number
  /** How many services are worked on at once, rollouts included; Infinity: as many as AWS's rates let begin. */
  readonly parallelism: number
  /** After a failure no further service is begun. */
  readonly isFailFast: boolean
}

/** Performs the actions of a plan and waits for what they start. One Outcome for each, in their order. */
export const execute =
  (deps: ExecutorDeps, plan: Plan, waits: Waits): T.Task<readonly Outcome[]> =>
  async () => {
    const run = startRun(deps, plan, waits)
    await Promise.all(lanesOf(plan.actions).map((lane) => runLane(run, lane)))
    return Promise.all(plan.actions.map(({ id }) => run.step(id).ended))
  }

/**
 * Waits for the newest deployments of services, whoever started them. Calls nothing that changes anything. `tell` hears of
 * each as soon as it has ended.
 */
export const join =
  (
    deps: ExecutorDeps,
    services: readonly LiveService[],
    { until, timeoutMs }: Pick<Waits, 'until' | 'timeoutMs'>,
    tell: (joined: Joined) => void = () => undefined,
  ): T.Task<readonly Joined[]> =>
  () =>
    Promise.all(
      services.map(async (service) => {
        const { end, diagnosis } = await deps.watch.until(awaitedRollout(deps, service, until), timeoutMs)
        const joined: Joined = {
          target: targetOf(service),
          end: E.isLeft(end) ? end.left : end.right,
          ...(diagnosis === undefined ? {} : { diagnosis }),
        }
        tell(joined)
        return joined
      }),
    )

/** Where an action stands, for those that wait for it. */
interface Step {
  /** true: ECS has taken it. false: it never will. */
  readonly taken: Promise<boolean>
  readonly ended: Promise<Outcome>
  readonly take: (isTaken: boolean) => void
  readonly end: (outcome: Outcome) => void
}

interface Run {
  readonly deps: ExecutorDeps
  readonly plan: Plan
  readonly waits: Waits
  /** For a whole service, to the end of its rollout. */
  readonly slot: Turn
  /** For a call and what is looked at before it; each of AWS's rates has its own, so that none keeps another waiting. */
  readonly turnFor: (kind: Action['kind']) => Turn
  readonly step: (id: ActionId) => Step
  /** What the plan says, by what it is asked for. */
  readonly lookups: Lookups
  readonly registered: Map<ActionId, string>
  readonly keptOtherwise: Set<ActionId>
  /** The first action that failed. */
  failed: ActionId | undefined
}

interface Lookups {
  /** What other actions await to their good end. */
  readonly awaited: ReadonlySet<ActionId>
  readonly seen: ReadonlyMap<string, Seen>
  readonly changes: ReadonlyMap<string, readonly Change[]>
  /** What is registered of a family. */
  readonly registrations: ReadonlyMap<string, readonly Action[]>
}

const startRun = (deps: ExecutorDeps, plan: Plan, waits: Waits): Run => {
  const turns = { registrations: slots(turnsAtOnce), changes: slots(turnsAtOnce), tags: slots(turnsAtOnce) }
  const steps = new Map(plan.actions.map(({ id }) => [id, aStep()]))
  return {
    deps,
    plan,
    waits,
    slot: slots(waits.parallelism),
    turnFor: (kind) => turns[turnOf[kind]],
    step: (id) => {
      const step = steps.get(id)
      if (step === undefined) throw new Error(`the plan has no action ${id}`)
      return step
    },
    lookups: lookupsIn(plan),
    registered: new Map(),
    keptOtherwise: new Set(),
    failed: undefined,
  }
}

const lookupsIn = ({ actions, seen }: Plan): Lookups => ({
  awaited: new Set(actions.flatMap(({ awaits }) => awaits)),
  seen: new Map(seen.map((one) => [targetKey(one.target), one])),
  changes: new Map(
    [...groupsBy(actions, ({ target }) => targetKey(target))].map(
      ([key, own]) => [key, own.flatMap(({ changes }) => changes)] as const,
    ),
  ),
  registrations: groupsBy(
    actions.filter((action) => action.kind === 'RegisterTaskDefinition'),
    ({ content }) => content.family,
  ),
})

/** As AWS counts the calls (ecs-facts 3.2). */
const turnOf = {
  RegisterTaskDefinition: 'registrations',
  CreateService: 'changes',
  UpdateService: 'changes',
  ScaleService: 'changes',
  DeleteService: 'changes',
  TagResource: 'tags',
  UntagResource: 'tags',
} as const satisfies Record<Action['kind'], string>

const aStep = (): Step => {
  let take: Step['take'] = () => undefined
  let end: Step['end'] = () => undefined
  const taken = new Promise<boolean>((resolve) => (take = resolve))
  const ended = new Promise<Outcome>((resolve) => (end = resolve))
  return { taken, ended, take, end }
}

/** One service, from its first call to the end of its rollout. It takes up room only once all that it needs of others is there. */
const runLane = async (run: Run, lane: Lane): Promise<void> => {
  const { after, awaits } = prerequisitesOf(lane)
  await Promise.all([...after.map((id) => run.step(id).taken), ...awaits.map((id) => run.step(id).ended)])
  await run.slot(async () => {
    const isLate = run.waits.isFailFast && run.failed !== undefined
    const ends: Promise<void>[] = []
    let written: Written | undefined
    for (const action of lane.actions) {
      // What stands in the same lane has been begun: its end is awaited here, its acceptance is known.
      await Promise.all(action.awaits.map((id) => run.step(id).ended))
      const skip = isLate ? failedFast(run) : await reasonToSkip(run, action)
      if (skip !== undefined) {
        finish(run, skipped(run, action, skip))
        continue
      }
      const begun = await runAction(run, action, written)
      written = begun.written ?? written
      ends.push(begun.end)
    }
    await Promise.all(ends)
  })
}

const failedFast = ({ failed }: Run): Skipped['because'] | undefined =>
  failed === undefined ? undefined : { kind: 'FailedFast', action: failed }

const reasonToSkip = async (run: Run, { after, awaits }: Action): Promise<Skipped['because'] | undefined> => {
  const isInterrupted = (): boolean => run.deps.signal.aborted
  for (const id of after) {
    if (!(await run.step(id).taken)) return isInterrupted() ? interrupted : rootOf(id, await run.step(id).ended)
  }
  for (const id of awaits) {
    const outcome = await run.step(id).ended
    if (outcome.kind !== 'Applied' || !isGood(outcome.verdict)) {
      return isInterrupted() ? interrupted : rootOf(id, outcome)
    }
  }
  return isInterrupted() ? interrupted : undefined
}

/** What stands at the beginning of a row of actions that each need the one before. */
const rootOf = (id: ActionId, outcome: Outcome): Skipped['because'] =>
  outcome.kind === 'Skipped' && outcome.because.kind !== 'Interrupted' ? outcome.because : { kind: 'Needs', action: id }

const interrupted: Skipped['because'] = { kind: 'Interrupted' }

interface Begun {
  /** Resolves when the action has ended. */
  readonly end: Promise<void>
  /** What it has made of its service; undefined: no call was made, or none that concerns a service. */
  readonly written: Written | undefined
}

/** Performs one action, and hands its rollout to the watch where there is one to wait for. */
const runAction = async (run: Run, action: Action, earlier: Written | undefined): Promise<Begun> => {
  const { clock, emit } = run.deps
  let startedAtMs: number | undefined
  const turn: Turn = (work) =>
    run.turnFor(action.kind)(() => {
      if (startedAtMs === undefined) {
        startedAtMs = clock.now()
        emit({ kind: 'ActionStarted', action, atMs: startedAtMs })
      }
      return work()
    })
  const attempt = await attemptBesideScaling(run.deps, action, {
    registered: run.registered,
    keptOtherwise: run.keptOtherwise,
    before: run.lookups.seen.get(targetKey(action.target)),
    written: earlier,
    siblings:
      action.kind === 'RegisterTaskDefinition'
        ? (run.lookups.registrations.get(action.content.family)?.length ?? 0)
        : 0,
    timeoutMs: run.waits.timeoutMs,
    turn,
  })
  const sinceMs = startedAtMs ?? clock.now()
  if (attempt.kind !== 'Performed') {
    finish(run, outcomeOfAttempt(attempt, { action, startedAtMs: sinceMs, finishedAtMs: clock.now() }))
    return { end: Promise.resolve(), written: undefined }
  }
  const { performed } = attempt
  if (performed.registeredArn !== undefined) run.registered.set(action.id, performed.registeredArn)
  if (performed.isKeptOtherwise === true) run.keptOtherwise.add(action.id)
  run.step(action.id).take(true)
  const until = untilFor(run, action)
  const written =
    performed.isFound === true || action.kind === 'RegisterTaskDefinition'
      ? undefined
      : { deploymentId: performed.deployment?.id ?? earlier?.deploymentId }
  if (until === 'Accepted') {
    finish(run, acceptedOutcome(action, performed, sinceMs, clock.now()))
    return { end: Promise.resolve(), written }
  }
  const awaited = awaitedFrom(run, action, performed, until, clock.now())
  return {
    end: run.deps.watch.until(awaited, run.waits.timeoutMs).then((settled) => {
      finish(run, outcomeOf(action, performed, sinceMs, settled))
    }),
    written,
  }
}

/** How far an action is followed: what a later one awaits to its good end, however little was asked for. */
const untilFor = ({ lookups, waits }: Run, action: Action): WaitUntil => {
  if (action.completion.kind === 'Accepted') return 'Accepted'
  return lookups.awaited.has(action.id) && waits.until !== 'Drained' ? 'Deployed' : waits.until
}

const finish = (run: Run, outcome: Outcome): void => {
  const { id } = outcome.action
  if (outcome.kind === 'Failed') run.failed ??= id
  run.deps.emit({ kind: 'ActionFinished', outcome, atMs: run.deps.clock.now() })
  // Only the first word counts: of an action that was taken it has been said already.
  run.step(id).take(outcome.kind === 'Applied')
  run.step(id).end(outcome)
}

const skipped = ({ deps }: Run, action: Action, because: Skipped['because']): Outcome => {
  const atMs = deps.clock.now()
  return { kind: 'Skipped', action, startedAtMs: atMs, finishedAtMs: atMs, because }
}

const awaitedFrom = (
  { deps, lookups }: Run,
  action: Action,
  performed: Performed,
  until: Awaited['until'],
  sinceMs: number,
): Awaited => ({
  target: action.target,
  completion: action.completion.kind,
  until,
  desiredCount:
    action.kind === 'ScaleService'
      ? action.desiredCount
      : action.kind === 'UpdateService'
        ? (action.settings.desiredCount ?? (performed.isCountLeft === true ? undefined : action.plannedCount))
        : action.kind === 'CreateService'
          ? action.settings.desiredCount
          : undefined,
  performed,
  sinceMs,
  about: aboutOf(deps, action.target, lookups.changes.get(targetKey(action.target)) ?? []),
})

const aboutOf = ({ declared }: ExecutorDeps, target: Target, changes: readonly Change[]): About => {
  const { taskDefinition, origins, mask = unmasked } = declared(target) ?? {}
  return {
    changes,
    mask,
    ...(taskDefinition === undefined ? {} : { taskDefinition }),
    ...(origins === undefined ? {} : { origins }),
  }
}

/** What deploy knows no secrets of it cannot mask by them; texts that look like a secret are masked all the same. */
const unmasked = (text: string): string => text

const awaitedRollout = (deps: ExecutorDeps, service: LiveService, until: WaitUntil): Awaited => {
  const primary = primaryOf(service.status.deployments)
  return {
    target: targetOf(service),
    // Other controllers have no deployments: there the counts are all that can be waited for.
    completion: primary === undefined ? 'Steady' : 'Deployed',
    until: until === 'Accepted' ? 'Deployed' : until,
    desiredCount: undefined,
    performed: primary === undefined ? {} : { deployment: primary },
    sinceMs: deps.clock.now(),
    about: aboutOf(deps, targetOf(service), []),
  }
}

const outcomeOfAttempt = (
  attempt: Exclude<Attempt, { kind: 'Performed' }>,
  base: Pick<Outcome, 'action' | 'startedAtMs' | 'finishedAtMs'>,
): Outcome => {
  switch (attempt.kind) {
    case 'Refused':
      return { kind: 'Failed', ...base, cause: attempt.error }
    case 'Stale':
      return { kind: 'Failed', ...base, cause: attempt.verdict }
    case 'Interrupted':
      return { kind: 'Skipped', ...base, because: interrupted }
    case 'OutOfTime':
      return {
        kind: 'Failed',
        ...base,
        cause: { kind: 'NeverAccepted', afterMs: attempt.afterMs, message: attempt.message },
      }
  }
}

const acceptedOutcome = (action: Action, performed: Performed, startedAtMs: number, finishedAtMs: number): Outcome => ({
  kind: 'Applied',
  action,
  startedAtMs,
  finishedAtMs,
  verdict: { kind: 'Accepted' },
  ...(performed.registeredArn === undefined ? {} : { taskDefinitionArn: performed.registeredArn }),
  ...marks(performed),
})

const outcomeOf = (
  action: Action,
  performed: Performed,
  startedAtMs: number,
  { end, atMs, diagnosis }: Settled,
): Outcome => {
  const base = { action, startedAtMs, finishedAtMs: atMs }
  const found = diagnosis === undefined ? {} : { diagnosis }
  if (E.isLeft(end)) return { kind: 'Failed', ...base, cause: end.left, ...found }
  // Interrupted waiting is no failure of the action: ECS has it and goes on.
  return isBad(end.right)
    ? { kind: 'Failed', ...base, cause: end.right, ...found }
    : { kind: 'Applied', ...base, verdict: end.right, ...marks(performed) }
}

const marks = ({ isUnrecorded, isFound }: Performed): { readonly isUnrecorded?: true; readonly isFound?: true } => ({
  ...(isUnrecorded === true ? { isUnrecorded } : {}),
  ...(isFound === true ? { isFound } : {}),
})
