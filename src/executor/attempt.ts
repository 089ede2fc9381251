/**
 * One action on its way to ECS: guarded before the call, repeated where ECS does not know yet what the call needs, and
 * looked for where its answer was lost.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import type { Action, RegisterTaskDefinition } from '../model/action.js'
import type { Emit } from '../model/event.js'
import type { AwsError } from '../model/failure.js'
import { isSameJson } from '../model/json.js'
import type { Verdict } from '../model/outcome.js'
import type { Clock } from '../model/ports.js'
import type { Difference, Seen } from '../model/seen.js'
import type { Revision, Target } from '../model/service.js'
import { registrantOf } from './confirm.js'
import { ruling, type ServiceAction } from './guard.js'
import { perform, type Performed, type Registered, wantedRevision } from './perform.js'

export interface AttemptDeps {
  readonly aws: Aws
  /** What ECS has right now, in canonical form: the live stage's eyes. */
  readonly live: Eyes
  readonly clock: Clock
  readonly emit: Emit
  readonly signal: AbortSignal
  /** Another one for each run: two runs that make the same service at once are told apart by it. */
  readonly runId: string
}

export interface Eyes {
  readonly seen: (target: Target) => TE.TaskEither<AwsError, Seen>
  /** The newest ACTIVE revision of a family; undefined: it has none. */
  readonly newest: (family: string) => TE.TaskEither<AwsError, Revision | undefined>
}

export type Attempt =
  | { readonly kind: 'Performed'; readonly performed: Performed }
  | { readonly kind: 'Refused'; readonly error: AwsError }
  | { readonly kind: 'Stale'; readonly verdict: Extract<Verdict, { kind: 'Stale' }> }
  /** Refused for the moment, and interrupted or out of time before it was asked again. */
  | { readonly kind: 'Interrupted' }
  | { readonly kind: 'OutOfTime'; readonly afterMs: number }

/** `before`: what the plan saw of the service; undefined where this run has written to it already. */
export const attemptAction = async (
  deps: AttemptDeps,
  action: Action,
  registered: Registered,
  before: Seen | undefined,
  timeoutMs: number,
): Promise<Attempt> => {
  if (action.kind === 'RegisterTaskDefinition') return register(deps, action, timeoutMs)
  const guarded = before === undefined ? undefined : await guard(deps, action, registered, before)
  return guarded ?? repeated(deps, action, registered, before, timeoutMs)
}

/** A call that never got its turn before the interruption was not refused. */
const refused = (error: AwsError): Attempt =>
  error.trouble === 'Interrupted' ? { kind: 'Interrupted' } : { kind: 'Refused', error }

/** What ends the attempt before its call; undefined: nothing does. */
const guard = async (
  { aws, live }: AttemptDeps,
  action: ServiceAction,
  registered: Registered,
  before: Seen,
): Promise<Attempt | undefined> => {
  const now = await live.seen(action.target)()
  if (E.isLeft(now)) return refused(now.left)
  const ruled = ruling(action, wantedRevision(action, registered), before, now.right)
  switch (ruled.kind) {
    case 'Go':
      return undefined
    case 'AlreadySo':
      return { kind: 'Performed', performed: { ...deploymentSeen(now.right), isFound: true } }
    case 'Stale':
      return { kind: 'Stale', verdict: await staleVerdict(aws, ruled.differences) }
  }
}

const staleVerdict = async (
  aws: Aws,
  differences: readonly Difference[],
): Promise<Extract<Verdict, { kind: 'Stale' }>> => {
  const revision = differences.find(({ path }) => path === 'taskDefinition')?.after
  const by = typeof revision === 'string' ? await registrantOf(aws, revision) : undefined
  return { kind: 'Stale', differences, ...(by === undefined ? {} : { by }) }
}

/** The deployment that stands there already is the one to follow. */
const deploymentSeen = (seen: Seen): Performed =>
  seen.kind === 'Absent' || seen.deploymentId === undefined
    ? {}
    : {
        deployment: { id: seen.deploymentId, createdAtMs: undefined, taskDefinitionArn: seen.taskDefinitionArn },
      }

/**
 * Registering has no token: a second call makes a second revision (ecs-facts 5.3). So the newest revision is looked at
 * before the call, and again where it is not known whether the call took effect.
 */
const register = async (
  { aws, live, clock, signal, runId }: AttemptDeps,
  action: RegisterTaskDefinition,
  timeoutMs: number,
): Promise<Attempt> => {
  const startedAtMs = clock.now()
  for (;;) {
    const newest = await live.newest(action.content.family)()
    if (E.isLeft(newest)) return refused(newest.left)
    if (newest.right !== undefined && isSameJson(newest.right.content, action.content)) {
      return { kind: 'Performed', performed: { registeredArn: newest.right.arn, isFound: true } }
    }
    const result = await perform({ ecs: aws.ecs, runId }, action, new Map())()
    if (E.isRight(result)) return { kind: 'Performed', performed: result.right }
    if (result.left.isAmbiguous !== true) return refused(result.left)
    const afterMs = clock.now() - startedAtMs
    if (afterMs >= Math.min(timeoutMs, patience)) return { kind: 'Refused', error: result.left }
    await clock.sleep(settlingMs, signal)
    if (signal.aborted) return { kind: 'Refused', error: result.left }
  }
}

/** Reads lag behind writes by seconds (ecs-facts section 6). */
const settlingMs = 5_000

/** How long what ECS does not know yet is waited for (ecs-facts 5.5). */
const patience = 120_000

const repeated = async (
  deps: AttemptDeps,
  action: ServiceAction,
  registered: Registered,
  before: Seen | undefined,
  timeoutMs: number,
): Promise<Attempt> => {
  const { aws, live, clock, emit, signal, runId } = deps
  const startedAtMs = clock.now()
  for (;;) {
    const result = await perform({ ecs: aws.ecs, runId }, action, registered)()
    if (E.isRight(result)) return { kind: 'Performed', performed: result.right }
    const error = result.left
    if (isTaken(error)) return (await guard(deps, action, registered, nobody(action))) ?? { kind: 'Refused', error }
    const longestMs = error.isAmbiguous === true ? patience : patienceFor(error)
    if (longestMs === undefined) return refused(error)
    const afterMs = clock.now() - startedAtMs
    if (afterMs >= timeoutMs) return { kind: 'OutOfTime', afterMs }
    if (afterMs >= longestMs) return { kind: 'Refused', error }
    emit({ kind: 'CallRetried', action, message: error.message, atMs: clock.now() })
    await clock.sleep(settlingMs, signal)
    if (signal.aborted) return { kind: 'Interrupted' }
    if (error.isAmbiguous === true && before !== undefined) {
      const now = await live.seen(action.target)()
      if (E.isRight(now) && isOurs(action, wantedRevision(action, registered), before, now.right)) {
        return { kind: 'Performed', performed: deploymentSeen(now.right) }
      }
    }
  }
}

/** After a call whose answer was lost, and which was guarded right before: a new deployment of what it asked for is its own. */
const isOurs = (action: ServiceAction, wanted: string | undefined, before: Seen, now: Seen): boolean =>
  ruling(action, wanted, before, now).kind === 'AlreadySo' ||
  (action.kind === 'UpdateService' &&
    before.kind === 'Present' &&
    now.kind === 'Present' &&
    now.deploymentId !== before.deploymentId &&
    now.taskDefinitionArn === (wanted ?? before.taskDefinitionArn))

/** Somebody else has made a service of this name since it was looked for (ecs-facts 5.1). */
const isTaken = ({ message }: AwsError): boolean => message.includes('was not idempotent')

const nobody = ({ target }: ServiceAction): Seen => ({ kind: 'Absent', target })

/** How long ECS may take to know what a call needs, by what it says; undefined: it will not change its mind. */
const patienceFor = ({ message }: AwsError): number | undefined =>
  passingRefusals.find(([phrase]) => message.includes(phrase))?.[1]

/** ecs-facts 4.8 and 5.5. */
const passingRefusals: readonly (readonly [phrase: string, longestMs: number])[] = [
  ['still Draining', Number.POSITIVE_INFINITY],
  ['while deployments are active', Number.POSITIVE_INFINITY],
  ['does not have an associated load balancer', patience],
  ['Unable to assume role and validate', patience],
  ['Unable to assume the service linked role', patience],
]
