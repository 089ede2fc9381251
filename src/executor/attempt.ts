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
import { perform, type Performed, type Registered, wantedRevision, withRevisionKnown } from './perform.js'
import type { Turn } from './slots.js'

/** What an attempt is made with. */
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

/** The reads that are held against a plan right before a call. */
export interface Eyes {
  readonly seen: (target: Target) => TE.TaskEither<AwsError, Seen>
  /** The newest ACTIVE revisions of a family, newest first, at most `count`. */
  readonly recent: (family: string, count: number) => TE.TaskEither<AwsError, readonly Revision[]>
}

/** What an attempt came to. */
export type Attempt =
  | { readonly kind: 'Performed'; readonly performed: Performed }
  | { readonly kind: 'Refused'; readonly error: AwsError }
  | { readonly kind: 'Stale'; readonly verdict: Extract<Verdict, { kind: 'Stale' }> }
  /** Refused for the moment, and interrupted or out of time before it was asked again. */
  | { readonly kind: 'Interrupted' }
  | { readonly kind: 'OutOfTime'; readonly afterMs: number; readonly message: string }

/** What this run has made of a service. */
export interface Written {
  /** The one that serves since; undefined: unknown. */
  readonly deploymentId: string | undefined
}

/** What an action is attempted among. */
export interface Surroundings {
  readonly registered: Registered
  /** Of those registrations the ones of which ECS keeps something else than it was told. */
  readonly keptOtherwise: ReadonlySet<string>
  /** What the plan saw of the service. */
  readonly before: Seen | undefined
  /** What this run has made of the service since; undefined: nothing yet. */
  readonly written: Written | undefined
  /** How many revisions of the same family the plan registers, each before or after the others. */
  readonly siblings: number
  readonly timeoutMs: number
  /** What is looked at before a call, and the call, are done in one turn: nothing that is seen waits long to be acted on. */
  readonly turn: Turn
}

/** Makes the one call of an action, or says why it was not made. Never rejects but for a bug. */
export const attemptAction = async (
  deps: AttemptDeps,
  planned: Action,
  surroundings: Surroundings,
): Promise<Attempt> => {
  if (planned.kind === 'RegisterTaskDefinition') return register(deps, planned, surroundings)
  const { registered, keptOtherwise, before: seen, written, turn } = surroundings
  const action = withRevisionKnown(planned, registered, keptOtherwise)
  const before = written === undefined ? seen : undefined
  const first = await turn(async () => {
    const guarded =
      before !== undefined
        ? await guard(deps, action, registered, before)
        : seen !== undefined && (action.kind === 'TagResource' || action.kind === 'UntagResource')
          ? await guardTags(deps, action, seen, written?.deploymentId)
          : undefined
    return guarded ?? perform({ ecs: deps.aws.ecs, runId: deps.runId }, action, registered)()
  })
  return 'kind' in first ? first : repeated(deps, action, first, { ...surroundings, before })
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
      return { kind: 'Stale', verdict: await staleVerdict(aws, before, now.right, ruled.differences) }
  }
}

/** Tags follow a change of their service: whoever has taken that over meanwhile has set his own. */
const guardTags = async (
  { aws, live }: AttemptDeps,
  { target }: ServiceAction,
  before: Seen,
  ours: string | undefined,
): Promise<Attempt | undefined> => {
  if (ours === undefined) return undefined
  const now = await live.seen(target)()
  if (E.isLeft(now)) return refused(now.left)
  const [planned, shown] = [deploymentIn(before), deploymentIn(now.right)]
  // The deployment from before is no news: reads lag behind writes (ecs-facts section 6).
  if (shown === undefined || shown === ours || shown === planned) return undefined
  const differences = [{ path: 'deployment', before: ours, after: shown }]
  return { kind: 'Stale', verdict: await staleVerdict(aws, before, now.right, differences) }
}

const deploymentIn = (seen: Seen): string | undefined => (seen.kind === 'Absent' ? undefined : seen.deploymentId)

const staleVerdict = async (
  aws: Aws,
  before: Seen,
  now: Seen,
  differences: readonly Difference[],
): Promise<Extract<Verdict, { kind: 'Stale' }>> => {
  // Who has registered what runs now is who has been here; of a change of settings alone nobody is named.
  const revision = revisionIn(now)
  const by = revision === undefined || revision === revisionIn(before) ? undefined : await registrantOf(aws, revision)
  return { kind: 'Stale', differences, ...(by === undefined ? {} : { by }) }
}

const revisionIn = (seen: Seen): string | undefined => (seen.kind === 'Absent' ? undefined : seen.taskDefinitionArn)

/** The deployment that stands there already is the one to follow. */
const deploymentSeen = (seen: Seen): Performed =>
  seen.kind === 'Absent' || seen.deploymentId === undefined
    ? {}
    : {
        deployment: { id: seen.deploymentId, createdAtMs: undefined, taskDefinitionArn: seen.taskDefinitionArn },
      }

/**
 * Registering has no token: a second call makes a second revision (ecs-facts 5.3). So the newest revision is looked at
 * before the call, and again where it is not known whether the call took effect; the newest ones, where the plan has
 * several of the family.
 */
const register = async (
  { aws, live, clock, signal, runId }: AttemptDeps,
  action: RegisterTaskDefinition,
  { registered, siblings, timeoutMs, turn }: Surroundings,
): Promise<Attempt> => {
  const startedAtMs = clock.now()
  for (;;) {
    const result = await turn(async () => {
      const recent = await live.recent(action.content.family, siblings)()
      if (E.isLeft(recent)) return refused(recent.left)
      const equal = recent.right.find(({ content }) => isSameJson(content, action.content))
      return equal === undefined
        ? perform({ ecs: aws.ecs, runId }, action, registered)()
        : ({ kind: 'Performed', performed: { registeredArn: equal.arn, isFound: true } } as const)
    })
    if ('kind' in result) return result
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

/** What the first call came to, and where ECS may yet change its mind, what later ones do. */
const repeated = async (
  deps: AttemptDeps,
  action: ServiceAction,
  first: E.Either<AwsError, Performed>,
  { registered, before, timeoutMs, turn }: Surroundings,
): Promise<Attempt> => {
  const { aws, live, clock, emit, signal, runId } = deps
  const startedAtMs = clock.now()
  for (let result = first; ; result = await turn(perform({ ecs: aws.ecs, runId }, action, registered))) {
    if (E.isRight(result)) return { kind: 'Performed', performed: result.right }
    const error = result.left
    if (isTaken(error)) return (await guard(deps, action, registered, nobody(action))) ?? { kind: 'Refused', error }
    const longestMs = error.isAmbiguous === true ? patience : patienceFor(error)
    if (longestMs === undefined) return refused(error)
    const afterMs = clock.now() - startedAtMs
    if (afterMs >= timeoutMs) return { kind: 'OutOfTime', afterMs, message: error.message }
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
