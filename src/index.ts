/**
 * The library: the same stages that the command line goes through, for programs. Errors are values (fp-ts Either and
 * TaskEither); nothing here prints, exits or reads the environment beyond what the AWS SDK itself reads.
 *
 * ```ts
 * const program = pipe(
 *   TE.fromEither(loadManifest('deploy.yml', await readFile('deploy.yml'))),
 *   TE.bindTo('desired'),
 *   TE.bindW('aws', () => connect({ region: 'us-west-2' })),
 *   TE.bindW('live', ({ aws, desired }) => readLive(aws, desired)),
 *   TE.map(({ desired, live }) => planFor(desired, live, { allowReplace: [], fingerprintKey })),
 * )
 * ```
 *
 * A file whose values come from elsewhere takes a third argument, `Lookups`: what `${env.X}` and `${terraform.x}` stand for.
 */
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { type Aws, type AwsSettings as Settings, connect as connectWith } from './aws/aws.js'
import type { AwsError } from './model/failure.js'
import { systemClock, systemRandom } from './node.js'

/** As the command line has them; the clock and the jitter are the real ones unless others are given. */
export type AwsSettings = Omit<Settings, 'clock' | 'random'> & Partial<Pick<Settings, 'clock' | 'random'>>

/** Resolves the region and makes the clients; no call is made. */
export const connect = (settings: AwsSettings): TE.TaskEither<AwsError, Aws> =>
  connectWith({ clock: systemClock, random: systemRandom, ...settings })

export {
  decodeManifest as loadManifest,
  type EnvFile,
  envFileFrom,
  type Lookups,
  noLookups,
  type Output,
  type State,
  stateFrom,
  type Variable,
  type Variables,
} from './manifest/manifest.js'
export type { Aws } from './aws/aws.js'
export { readLive } from './live/live.js'
export { planDelete, planFor, planScale, type Policy } from './planner/planner.js'
export { executorDepsFor } from './cli/executorDeps.js'
export { execute, type ExecutorDeps, type Waits, type WaitUntil } from './executor/executor.js'
export * as render from './report/report.js'

export type { Action, ActionId, ActionKind, Completion, Reason, RevisionReference } from './model/action.js'
export type { Accounts, Connection, Credentials } from './model/connection.js'
export { type Change, type ChangeValue, type Effect, worstEffect } from './model/change.js'
export type { Emit, Event } from './model/event.js'
export type { AwsError, Failure } from './model/failure.js'
export type { Hazard } from './model/hazard.js'
export type { Issue, Problem } from './model/issue.js'
export type { Json, JsonObject } from './model/json.js'
export type { Origin, Origins, Source, Via } from './model/origin.js'
export { isGood, type Outcome, type Verdict } from './model/outcome.js'
export {
  isEmpty,
  isRefused,
  type Plan,
  type ServicePlan,
  servicePlansOf,
  type Summary,
  summaryOf,
} from './model/plan.js'
export type { Policies, PolicyFinding, PolicyInput } from './model/policyFinding.js'
export type { Clock } from './model/ports.js'
export type {
  DesiredService,
  DesiredState,
  LiveService,
  LiveState,
  LiveStatus,
  LoadBalancer,
  NetworkConfiguration,
  ServiceSettings,
  Target,
} from './model/service.js'
export type { ContainerDefinition, PortMapping, TaskDefinition } from './model/taskDefinition.js'
