/**
 * The executor's front door: performs a plan's actions in order, waits for what they start, and gives one Outcome per
 * action, in the plan's order. It never rejects: a failure is an Outcome, and skips what depends on it alone.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as T from 'fp-ts/lib/Task.js'
import type { Aws } from '../aws/aws.js'
import type { Action } from '../model/action.js'
import type { Emit } from '../model/event.js'
import type { AwsError } from '../model/failure.js'
import { isBad, isGood, type Joined, type Outcome, type Skipped } from '../model/outcome.js'
import type { Plan } from '../model/plan.js'
import type { Clock } from '../model/ports.js'
import { primaryOf } from '../model/rollout.js'
import { type LiveService, targetOf } from '../model/service.js'
import { perform, type Performed } from './perform.js'
import { settle, type Settled, type Waiting } from './settle.js'
import type { Awaited } from './verdict.js'

export { requestsOf } from './requests.js'

export interface ExecutorDeps {
  readonly aws: Aws
  readonly clock: Clock
  readonly emit: Emit
  /** Aborted: no further call is made and nothing further is waited for; a call under way is let finish. */
  readonly signal: AbortSignal
}

export interface Waits {
  /** false: an action is done when ECS has accepted it. A deletion that a creation needs is waited for all the same. */
  readonly wait: boolean
  /** How long to wait for the rollouts, counted from the last call. */
  readonly timeoutMs: number
}

export const execute =
  (deps: ExecutorDeps, plan: Plan, { wait, timeoutMs }: Waits): T.Task<readonly Outcome[]> =>
  async () => {
    const { clock, emit, signal } = deps
    const waiting: Waiting = { ...deps, timeoutMs }
    const outcomes = new Map<string, Outcome>()
    const registered = new Map<string, string>()
    const open: AwaitedAction[] = []

    const finish = (outcome: Outcome): void => {
      outcomes.set(outcome.action.id, outcome)
      emit({ kind: 'ActionFinished', outcome, atMs: clock.now() })
    }
    const close = async (awaited: readonly AwaitedAction[]): Promise<void> => {
      for (const settled of await settle(waiting, awaited)) finish(outcomeOf(settled))
    }

    for (const action of plan.actions) {
      // What this action needs to be over, not merely accepted: a name is free only when its service is INACTIVE.
      const needed = open.filter((member) => action.after.includes(member.action.id) && endsName(member.action))
      for (const member of needed) open.splice(open.indexOf(member), 1)
      await close(needed)

      const skip = reasonToSkip(action, outcomes, signal)
      if (skip !== undefined) {
        finish({ kind: 'Skipped', action, startedAtMs: clock.now(), finishedAtMs: clock.now(), because: skip })
        continue
      }
      const sinceMs = clock.now()
      emit({ kind: 'ActionStarted', action, atMs: sinceMs })
      const attempt = await performWhenFree(deps, action, registered, timeoutMs)
      if (attempt.kind !== 'Performed') {
        finish(outcomeOfAttempt(attempt, { action, startedAtMs: sinceMs, finishedAtMs: clock.now() }))
        continue
      }
      const { performed } = attempt
      if (performed.registeredArn !== undefined) registered.set(action.id, performed.registeredArn)
      const awaited = awaitedFrom(action, performed, sinceMs)
      if (action.completion.kind === 'Accepted' || (!wait && !isNeededLater(plan, action))) {
        finish(acceptedOutcome(awaited, clock.now()))
      } else {
        open.push(awaited)
      }
    }
    await close(open)
    return plan.actions.flatMap(({ id }) => outcomes.get(id) ?? [])
  }

interface AwaitedAction extends Awaited {
  readonly action: Action
}

const awaitedFrom = (action: Action, performed: Performed, sinceMs: number): AwaitedAction => ({
  action,
  target: action.target,
  completion: action.completion.kind,
  desiredCount:
    action.kind === 'ScaleService'
      ? action.desiredCount
      : action.kind === 'UpdateService'
        ? action.settings.desiredCount
        : undefined,
  performed,
  sinceMs,
})

/** Waits for the newest deployments of services, whoever started them. Calls nothing that changes anything. */
export const join =
  (deps: ExecutorDeps, services: readonly LiveService[], timeoutMs: number): T.Task<readonly Joined[]> =>
  async () => {
    const settled = await settle(
      { ...deps, timeoutMs },
      services.map((service) => awaitedRollout(service, deps.clock.now())),
    )
    return settled.map(({ awaited: { target }, end }) => ({ target, end: E.isLeft(end) ? end.left : end.right }))
  }

const awaitedRollout = (service: LiveService, sinceMs: number): Awaited => {
  const primary = primaryOf(service.status.deployments)
  return {
    target: targetOf(service),
    completion: 'Deployed',
    desiredCount: undefined,
    performed:
      primary === undefined
        ? {}
        : {
            deployment: {
              id: primary.id,
              createdAtMs: primary.createdAtMs,
              taskDefinitionArn: primary.taskDefinitionArn,
            },
          },
    sinceMs,
  }
}

const endsName = ({ completion }: Action): boolean => completion.kind === 'Inactive'

const isNeededLater = (plan: Plan, action: Action): boolean =>
  endsName(action) && plan.actions.some(({ after }) => after.includes(action.id))

const reasonToSkip = (
  { after }: Action,
  outcomes: ReadonlyMap<string, Outcome>,
  signal: AbortSignal,
): Skipped['because'] | undefined => {
  const missing = after.find((id) => {
    const outcome = outcomes.get(id)
    return outcome !== undefined && !(outcome.kind === 'Applied' && isGood(outcome.verdict))
  })
  if (signal.aborted) return { kind: 'Interrupted' }
  return missing === undefined ? undefined : { kind: 'Needs', action: missing }
}

type Attempt =
  | { readonly kind: 'Performed'; readonly performed: Performed }
  | { readonly kind: 'Refused'; readonly error: AwsError }
  /** Refused for the moment, and interrupted or out of time before it was asked again. */
  | { readonly kind: 'Interrupted' }
  | { readonly kind: 'OutOfTime'; readonly afterMs: number }

/** A name stays taken while the service that had it drains (ecs-facts 4.8): CreateService is repeated until it is free. */
const performWhenFree = async (
  { aws, clock, signal }: ExecutorDeps,
  action: Action,
  registered: ReadonlyMap<string, string>,
  timeoutMs: number,
): Promise<Attempt> => {
  const startedAtMs = clock.now()
  for (;;) {
    const result = await perform(aws.ecs, action, registered)()
    if (E.isRight(result)) return { kind: 'Performed', performed: result.right }
    if (!isStillTaken(result.left)) return { kind: 'Refused', error: result.left }
    const afterMs = clock.now() - startedAtMs
    if (afterMs >= timeoutMs) return { kind: 'OutOfTime', afterMs }
    await clock.sleep(5_000, signal)
    if (signal.aborted) return { kind: 'Interrupted' }
  }
}

const outcomeOfAttempt = (
  attempt: Exclude<Attempt, { kind: 'Performed' }>,
  base: Pick<Outcome, 'action' | 'startedAtMs' | 'finishedAtMs'>,
): Outcome => {
  switch (attempt.kind) {
    case 'Refused':
      return { kind: 'Failed', ...base, cause: attempt.error }
    case 'Interrupted':
      return { kind: 'Skipped', ...base, because: { kind: 'Interrupted' } }
    case 'OutOfTime':
      return {
        kind: 'Failed',
        ...base,
        cause: { kind: 'TimedOut', afterMs: attempt.afterMs, newestEvent: undefined },
      }
  }
}

const isStillTaken = ({ message }: AwsError): boolean =>
  message.includes('still Draining') || message.includes('while deployments are active')

const acceptedOutcome = ({ action, performed, sinceMs }: AwaitedAction, nowMs: number): Outcome => ({
  kind: 'Applied',
  action,
  startedAtMs: sinceMs,
  finishedAtMs: nowMs,
  verdict: { kind: 'Accepted' },
  ...(performed.registeredArn === undefined ? {} : { taskDefinitionArn: performed.registeredArn }),
  ...unrecorded(performed),
})

const unrecorded = ({ isUnrecorded }: Performed): { readonly isUnrecorded?: true } =>
  isUnrecorded === true ? { isUnrecorded } : {}

const outcomeOf = ({ awaited, end, atMs }: Settled<AwaitedAction>): Outcome => {
  const { action, sinceMs } = awaited
  const base = { action, startedAtMs: sinceMs, finishedAtMs: atMs }
  if (E.isLeft(end)) return { kind: 'Failed', ...base, cause: end.left }
  // Interrupted waiting is no failure of the action: ECS has it and goes on.
  return isBad(end.right)
    ? { kind: 'Failed', ...base, cause: end.right }
    : { kind: 'Applied', ...base, verdict: end.right, ...unrecorded(awaited.performed) }
}
