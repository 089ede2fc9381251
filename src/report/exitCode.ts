/**
 * The exit code of every way in which a command can end: one table for all commands.
 *
 * | code | meaning | from |
 * | --- | --- | --- |
 * | 0 | done, or nothing to do | good verdicts; a plan, unless changes were asked to count |
 * | 1 | failed | a call that AWS refused; a refused plan; a declined question; a service or file that is there and must not be, or the reverse; a file that somebody has changed meanwhile; a saved plan or a baseline for another account or region; nothing to go back to; an `init` that is not exact; a policy that fails |
 * | 2 | changes or drift found | `plan --detailed-exitcode`, `drift` |
 * | 3 | rollout failed or rolled back | verdicts RolloutFailed, GaveUp, RolledBack, Stopped, Short |
 * | 4 | stale plan or superseded | a saved plan whose ground has moved; verdicts Superseded, CountMoved, Stale |
 * | 5 | timed out | verdicts TimedOut, NeverAccepted |
 * | 64 | usage | wrong options; a name that no service or several have; a revision that ECS does not have; no file, or one that cannot be opened; nobody there to confirm; `--prune` of what cannot be told |
 * | 65 | the file is invalid | issues in it; reports of shards that do not make one; not UTF-8; too large; a saved plan, a baseline or a report that is none, is damaged or of another version |
 * | 70 | a bug | main.ts alone |
 * | 130 | interrupted | verdict Interrupted; skipped or ended by an interruption |
 */
import type { Failure, FailureKind, ReportUnreadable } from '../model/failure.js'
import type { Joined, Outcome, Verdict } from '../model/outcome.js'
import { isEmpty, isRefused, type Plan } from '../model/plan.js'

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 64 | 65 | 130

export const exitCodeOfFailure = (failure: Failure): ExitCode => {
  if (failure.kind === 'FileUnreadable') return failure.why === 'NotUtf8' || failure.why === 'TooLarge' ? 65 : 64
  if (failure.kind === 'SavedPlanUnreadable' || failure.kind === 'BaselineUnreadable')
    return isNotOpened(failure.why) ? 64 : 65
  if (failure.kind === 'ReportsUnreadable') return failure.reports.every(({ why }) => isNotOpened(why)) ? 64 : 65
  if (failure.kind === 'ShardsFailed') return failure.exitCode
  if (failure.kind === 'PolicyFailed') return isNoPolicy(failure.trouble.kind) ? 64 : 1
  if (failure.kind === 'NotConfirmed' || failure.kind === 'NotAdopted')
    return failure.because === 'NotATerminal' ? 64 : 1
  if (failure.kind === 'AwsError' && failure.trouble === 'Interrupted') return 130
  return failureCodes[failure.kind]
}

/**
 * Of several outcomes the most severe speaks: what is known to be broken before what is merely unknown.
 * So an interruption never hides a rollout that failed before it.
 */
export const exitCodeOfOutcomes = (outcomes: readonly Outcome[], joined: readonly Joined[] = []): ExitCode => {
  const codes = [...outcomes.map(exitCodeOfOutcome), ...joined.map(exitCodeOfJoined)]
  return severity.find((code) => codes.includes(code)) ?? (outcomes.some(({ kind }) => kind === 'Skipped') ? 1 : 0)
}

/** Of several runs, each on a part of the services. */
export const worstOf = (codes: readonly ExitCode[]): ExitCode =>
  ([...severity, 65, 64, 2] as const).find((code) => codes.includes(code)) ?? 0

/** A refused plan is a failure; changes count only where that was asked for (`detailed`). */
export const exitCodeOfPlan = (plan: Plan, { detailed }: { readonly detailed: boolean }): ExitCode =>
  isRefused(plan) ? 1 : detailed && !isEmpty(plan) ? 2 : 0

const failureCodes = {
  AwsError: 1,
  UsageError: 64,
  ManifestNotFound: 64,
  ReportsNotMerged: 65,
  ManifestInvalid: 65,
  UnknownName: 64,
  AmbiguousName: 64,
  ServiceExists: 1,
  ServiceMissing: 1,
  DaemonHasNoCount: 1,
  NoWayBack: 1,
  RevisionUnknown: 64,
  PlanRefused: 1,
  PruneRefused: 64,
  EnvFileUnreadable: 64,
  EnvFileTaken: 64,
  WrongAccount: 1,
  TerraformCloudError: 1,
  FileExists: 1,
  NotLive: 1,
  InitInexact: 1,
  FileLocked: 1,
  SavedPlanElsewhere: 1,
  BaselineElsewhere: 1,
  PlanStale: 4,
  NotOverwritten: 1,
  FileUnwritable: 1,
  FileChanged: 1,
  SandboxUnreadable: 1,
  PortInUse: 1,
  Interrupted: 130,
} as const satisfies Record<
  Exclude<
    FailureKind,
    | 'FileUnreadable'
    | 'SavedPlanUnreadable'
    | 'BaselineUnreadable'
    | 'ReportsUnreadable'
    | 'NotConfirmed'
    | 'NotAdopted'
    | 'PolicyFailed'
    | 'ShardsFailed'
  >,
  ExitCode
>

type Unreadable = Extract<Failure, { kind: 'SavedPlanUnreadable' | 'BaselineUnreadable' }> | ReportUnreadable

const isNotOpened = (why: Unreadable['why']): boolean =>
  why === 'Missing' || why === 'IsDirectory' || why === 'NotPermitted' || why === 'NotOpened'

/** Another file, or another Node, was meant: nothing has been asked. */
const isNoPolicy = (kind: Extract<Failure, { kind: 'PolicyFailed' }>['trouble']['kind']): boolean =>
  kind === 'Missing' || kind === 'TypesNotStripped'

/** Of what an action came to. */
const endCodes = {
  AwsError: failureCodes.AwsError,
  Accepted: 0,
  Reached: 0,
  Completed: 0,
  Deleted: 0,
  RolloutFailed: 3,
  ServiceGone: 3,
  GaveUp: 3,
  RolledBack: 3,
  Stopped: 3,
  Short: 3,
  Superseded: 4,
  CountMoved: 4,
  Stale: 4,
  NeverAccepted: 5,
  TimedOut: 5,
  Interrupted: 130,
} as const satisfies Record<Verdict['kind'] | 'AwsError', ExitCode>

/** Worst first. Service is hurt (3), work undone (1), unknown (5), someone else's (4), not waited for (130). */
const severity: readonly ExitCode[] = [3, 1, 5, 4, 130]

const exitCodeOfJoined = ({ end }: Joined): ExitCode => endCodes[end.kind]

const exitCodeOfOutcome = (outcome: Outcome): ExitCode => {
  switch (outcome.kind) {
    case 'Applied':
      return endCodes[outcome.verdict.kind]
    case 'Failed':
      return endCodes[outcome.cause.kind]
    case 'Skipped':
      // One that needed a failed action says nothing of its own: the failed one speaks.
      return outcome.because.kind === 'Interrupted' ? 130 : 0
  }
}
