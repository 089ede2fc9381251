/**
 * The public JSON contract (docs/plan-json.md, docs/plan.schema.json): every member is named here, so that no internal
 * name gets out by itself. Members are always there; what is absent is null.
 */
import type { Action } from '../model/action.js'
import type { Adoption } from '../model/adoption.js'
import { acceptedCount, type BaselineEntry, type BaselineUse, type Quiet } from '../model/baseline.js'
import type { Change, ChangeValue } from '../model/change.js'
import { causeNames, type Difference, type Drift, type FailOn, hasDrifted, type ServiceDrift } from '../model/drift.js'
import type { Event } from '../model/event.js'
import type { AwsError, Failure } from '../model/failure.js'
import type { Hazard } from '../model/hazard.js'
import type { History } from '../model/history.js'
import type { Inverse } from '../model/inverse.js'
import type { Issue } from '../model/issue.js'
import type { Json, JsonObject } from '../model/json.js'
import type { Origin, Via } from '../model/origin.js'
import { type Joined, type Outcome, type Verdict, verdictOf } from '../model/outcome.js'
import { isRefused, isWhole, type Plan, planFormatVersion, summaryOf } from '../model/plan.js'
import type { Moved } from '../model/savedPlan.js'
import type { Recovery } from '../model/recovery.js'
import type { DesiredState, Target } from '../model/service.js'
import type { Doubts } from '../model/shard.js'
import { notAdoptedSentence } from './adoption.js'
import { refusalSentence } from './baseline.js'
import { diagnosisJson } from './diagnosis.js'
import { noteSentence } from './driftView.js'
import { exitCodeOfFailure } from './exitCode.js'
import { failureSentences } from './failure.js'
import { hazardSentence } from './hazard.js'
import { historyBody, type HistoryBasis } from './history.js'
import { irreversibleSentence } from './inverseText.js'
import { issueSentence, warningLevel } from './issue.js'
import { printableJson } from './printable.js'
import { recoveredBody } from './recovery.js'
import type { LiveCounts, StatusView } from './statusView.js'
import { verdictSentence } from './verdict.js'

/** A document as text, two spaces deep: no character in it can reach a terminal unescaped. */
export const jsonText = (document: Json): string => printableJson(JSON.stringify(document, undefined, 2))

/** A document as one line: what a stream of them is made of. */
export const jsonLine = (document: JsonObject): string => printableJson(JSON.stringify(document))

/** Nobody is to apply a plan of which a part is not known. */
export const planJson = (plan: Plan): JsonObject =>
  write('plan', { ...planBody(plan), applicable: !isRefused(plan) && isWhole(plan) })

/** What would undo a plan, and what of it cannot be undone. */
export const inverseJson = (inverse: Inverse): JsonObject =>
  write('inverse', {
    ...planBody(inverse.plan),
    irreversible: inverse.irreversible.map((one) => ({
      kind: one.kind,
      target: targetBody(one.target),
      message: irreversibleSentence(one),
    })),
  })

/** The plan as it was performed, and what became of each action, in the plan's order. */
export const outcomesJson = (
  plan: Plan,
  outcomes: readonly Outcome[],
  joined: readonly Joined[] = [],
  recovery?: Recovery,
): JsonObject =>
  write('outcomes', {
    ...planBody(plan),
    outcomes: outcomes.map(outcomeBody),
    rollouts: joined.map(joinedBody),
    recovery:
      recovery === undefined
        ? null
        : {
            actions: (recovery.plan?.actions ?? []).map(actionBody),
            hazards: (recovery.plan?.hazards ?? []).map(hazardBody),
            outcomes: recovery.outcomes.map(outcomeBody),
            services: [...recoveredBody(recovery)],
          },
  })

/** One event of a running apply (docs/events.schema.json). */
export const eventJson = (event: Event): JsonObject =>
  write('event', { event: eventNames[event.kind], at: new Date(event.atMs).toISOString(), ...eventBodyOf(event) })

const eventNames = {
  Planned: 'planned',
  ActionStarted: 'actionStarted',
  RolloutObserved: 'rolloutObserved',
  CallRetried: 'callRetried',
  ReadRetried: 'readRetried',
  RateLimited: 'rateLimited',
  ActionFinished: 'actionFinished',
  RolloutFinished: 'rolloutFinished',
} as const satisfies Record<Event['kind'], string>

const eventBodyOf = (event: Event): JsonObject => {
  switch (event.kind) {
    case 'Planned':
      return planBody(event.plan)
    case 'ActionStarted':
      return startBody(event.action)
    case 'CallRetried':
      return { ...startBody(event.action), message: event.message }
    case 'ReadRetried':
      return { operation: event.operation, code: event.code }
    case 'RateLimited':
      return {
        category: event.category,
        waiting: event.waiting,
        perSecond: event.perSecond,
        leftMs: event.leftMs,
      }
    case 'ActionFinished':
      return outcomeBody(event.outcome)
    case 'RolloutFinished':
      return joinedBody(event.joined)
    case 'RolloutObserved':
      return {
        target: targetBody(event.target),
        waitsFor: event.awaits,
        phase: event.phase,
        elapsedMs: event.elapsedMs,
        desiredCount: event.desiredCount,
        runningCount: event.runningCount,
        pendingCount: event.pendingCount,
        newRunningCount: event.newRunningCount,
        healthyCount: event.healthyCount ?? null,
        newestEvent: event.newestEvent ?? null,
      }
  }
}

const startBody = ({ id, kind, target }: Action): JsonObject => ({ action: id, kind, target: targetBody(target) })

const joinedBody = ({ target, end, diagnosis }: Joined): JsonObject => ({
  target: targetBody(target),
  verdict: verdictBody(end.kind === 'AwsError' ? undefined : end),
  error: end.kind === 'AwsError' ? awsBody(end) : null,
  diagnosis: diagnosis === undefined ? null : diagnosisJson(diagnosis),
})

/** Each difference by service, with who has moved; `live` and `declared` are what a plan calls before and after. */
export const driftJson = (drift: Drift, failOn: readonly FailOn[], quiet?: Quiet, adoption?: Adoption): JsonObject => {
  const { plan, services } = drift
  return write('drift', {
    basis: basisBody(plan),
    drifted: hasDrifted(drift, failOn),
    failOn: [...failOn],
    summary: { ...summaryOf(plan) },
    services: services.map(({ target, state, isRecorded, notes }) => ({
      target: targetBody(target),
      state: driftStates[state],
      recorded: isRecorded,
      notes: notes.map((note) => ({ kind: note.kind, message: noteSentence(note, plan.basis.file) })),
    })),
    differences: services.flatMap(({ target, state, differences }) =>
      state === 'Missing'
        ? [differenceBody(target, undefined)]
        : differences.map((difference) => differenceBody(target, difference)),
    ),
    quiet: {
      ignored: quiet?.ignored ?? 0,
      accepted: quiet === undefined ? 0 : acceptedCount(quiet),
      straysDenied: quiet?.areStraysDenied === true,
    },
    baseline: quiet?.baseline === undefined ? null : baselineBody(quiet.baseline),
    adoption: adoption === undefined ? null : adoptionBody(adoption),
    undeclared: undeclaredBody(plan),
    ignored: ignoredBody(plan),
    hazards: plan.hazards.map(hazardBody),
    ...doubtsJson(plan.doubts),
  })
}

const adoptionBody = ({ file, isWritten, adopted, refused, lostComments, patch }: Adoption): Json => ({
  written: isWritten,
  adopted: adopted.map((difference) => differenceBody(difference.target, difference)),
  refused: refused.map((one) => ({
    kind: one.because,
    target: targetBody(one.target),
    path: one.path ?? null,
    message: notAdoptedSentence(one, file),
    origin: originBody(one.origin),
    sharedBy: (one.shared?.by ?? []).map(targetBody),
  })),
  lostComments: lostComments.map(originBody),
  patch: patch === '' ? null : patch,
})

const baselineBody = ({ file, isUnplaced, accepted, stale, update }: BaselineUse): Json => ({
  file,
  placed: isUnplaced !== true,
  differences: accepted.services.flatMap(({ target, differences }) =>
    differences.map((difference) => differenceBody(target, difference)),
  ),
  undeclared: undeclaredBody(accepted.plan),
  notDeclared: accepted.services.filter(({ state }) => state === 'NotDeclared').map(({ target }) => targetBody(target)),
  stale: stale.map(entryBody),
  update:
    update === undefined
      ? null
      : {
          added: update.added.map(entryBody),
          removed: update.removed.map(entryBody),
          kept: update.kept,
          refused: update.refused.map((refusal) => ({
            kind: refusal.kind,
            target: targetBody(refusal.target),
            path: 'path' in refusal ? refusal.path : null,
            message: refusalSentence(refusal),
          })),
        },
})

/** Of an entry where it is; its values are those of the file. */
const entryBody = (entry: BaselineEntry): Json => ({
  target: targetBody(entry.target),
  path: entry.kind === 'NotDeclared' ? null : entry.path,
  cause: entry.kind === 'Difference' ? causeNames[entry.cause] : entryCauses[entry.kind],
})

const entryCauses = { Undeclared: 'undeclared', NotDeclared: 'notDeclared' } as const

const driftStates = { Present: 'present', Missing: 'missing', NotDeclared: 'notDeclared' } as const satisfies Record<
  ServiceDrift['state'],
  string
>

export const statusJson = ({ file, region, account, services, doubts }: StatusView): JsonObject =>
  write('status', {
    basis: { file, region, account: account ?? null },
    services: services.map(({ target, state, live }) => ({ target: targetBody(target), state, ...liveBody(live) })),
    hazards: [],
    ...doubtsJson(doubts),
  })

export const validJson = (desired: DesiredState): JsonObject =>
  validatedJson(
    desired.file,
    desired.services.map(({ cluster, name, environment, taskDefinition, origins }) => ({
      target: { cluster, service: name },
      environment: environment ?? null,
      family: taskDefinition.family,
      origin: originBody(origins['']),
    })),
    desired.warnings,
  )

/** `services` as `validJson` has them. */
export const validatedJson = (file: string, services: readonly Json[], warnings: readonly Issue[]): JsonObject =>
  write('validation', { file, valid: true, services, warnings: warnings.map(warningBody) })

export const historyJson = (basis: HistoryBasis, history: History, limit: number): JsonObject =>
  write('history', historyBody(basis, history, limit))

/** Any command that ends without a result. */
export const failureJson = (failure: Failure): JsonObject =>
  write('failure', {
    error: {
      kind: failure.kind,
      message: failureSentences(failure).join(' '),
      exitCode: exitCodeOfFailure(failure),
      aws: failure.kind === 'AwsError' ? awsBody(failure) : null,
      issues: failure.kind === 'ManifestInvalid' ? failure.issues.map((issue) => issueBody(issue, 'Error')) : [],
      warnings: failure.kind === 'ManifestInvalid' ? (failure.warnings ?? []).map(warningBody) : [],
      hazards: failure.kind === 'PlanRefused' ? failure.plan.hazards.map(hazardBody) : [],
      moved: failure.kind === 'PlanStale' ? failure.moved.map(movedBody) : [],
    },
  })

type Document = 'plan' | 'inverse' | 'outcomes' | 'event' | 'drift' | 'status' | 'history' | 'validation' | 'failure'

const write = (document: Document, body: JsonObject): JsonObject => ({
  formatVersion: planFormatVersion,
  document,
  ...body,
})

const planBody = (plan: Plan): JsonObject => ({
  basis: basisBody(plan),
  applicable: !isRefused(plan),
  summary: { ...summaryOf(plan) },
  actions: plan.actions.map(actionBody),
  unchanged: plan.unchanged.map(targetBody),
  undeclared: undeclaredBody(plan),
  ignored: ignoredBody(plan),
  hazards: plan.hazards.map(hazardBody),
  ...doubtsJson(plan.doubts),
})

/** Nothing where nothing is in doubt: a report of all services has no such member, and one that is put together of all is like it. */
export const doubtsJson = (doubts: Doubts | undefined): JsonObject =>
  doubts === undefined
    ? {}
    : {
        doubts: {
          lost: doubts.lost.map(({ shard: { index, count }, because, services }) => ({
            index,
            count,
            message: because,
            services: services.map(targetBody),
          })),
          apart:
            doubts.apart === undefined
              ? null
              : { oldest: doubts.apart.oldest, newest: doubts.apart.newest, apartMs: doubts.apart.apartMs },
        },
      }

const basisBody = ({ basis }: Plan): Json => ({
  file: basis.file,
  region: basis.region,
  account: basis.account ?? null,
})

const targetBody = ({ cluster, service }: Target): Json => ({ cluster, service })

const originBody = (origin: Origin | undefined): Json =>
  origin === undefined
    ? null
    : { file: origin.file, line: origin.line, column: origin.column, via: (origin.via ?? []).map(viaBody) }

const viaBody = ({ reference, source }: Via): Json => ({
  reference,
  source: source.kind,
  file: source.kind === 'EnvFile' ? source.file : null,
  line: source.kind === 'EnvFile' ? source.line : null,
  output: source.kind === 'TerraformOutput' ? source.output : null,
  state: source.kind === 'TerraformOutput' ? source.state : null,
})

const actionBody = (action: Action): Json => ({
  id: action.id,
  kind: action.kind,
  target: targetBody(action.target),
  reason: action.reason,
  after: [...action.after],
  awaits: [...action.awaits],
  tasksRestart: action.kind === 'UpdateService' ? action.tasksRestart : 0,
  tasksStop: action.kind === 'DeleteService' ? action.tasksStop : 0,
  waitsFor: action.completion.kind,
  changes: action.changes.map(changeBody),
})

const changeBody = ({ path, before, after, effect, origin }: Change): Json => ({
  path,
  before: valueBody(before),
  after: valueBody(after),
  effect,
  origin: originBody(origin),
})

const valueBody = (value: ChangeValue | undefined): Json => {
  if (value === undefined) return null
  switch (value.kind) {
    case 'Plain':
      return value.value
    case 'Secret':
      return { secret: true, fingerprint: value.fingerprint }
    case 'KnownAfterApply':
      return { knownAfterApply: value.action, likely: value.likely ?? null }
  }
}

/** undefined: the service is missing. */
const differenceBody = (target: Target, difference: Difference | undefined): Json => ({
  target: targetBody(target),
  missing: difference === undefined,
  path: difference?.change.path ?? null,
  cause: difference === undefined ? null : causeNames[difference.cause],
  live: valueBody(difference?.change.before),
  declared: valueBody(difference?.change.after),
  effect: difference?.change.effect ?? null,
  origin: originBody(difference?.change.origin),
})

const undeclaredBody = ({ undeclared }: Plan): Json =>
  undeclared.map((one) => ({
    target: targetBody(one.target),
    path: one.path,
    value: one.value,
    default: one.default ?? null,
  }))

const ignoredBody = ({ ignored }: Plan): Json =>
  ignored.map(({ target, path, value, declared, scaledWithin }) => ({
    target: targetBody(target),
    path,
    value: value ?? null,
    declared,
    scaledWithin:
      scaledWithin === undefined
        ? null
        : { min: scaledWithin.min, max: scaledWithin.max, suspended: scaledWithin.isSuspended === true },
  }))

/** What a saved plan was made from and is no longer so; of a secret there is a place and no value. */
const movedBody = (moved: Moved): Json => ({
  kind: moved.kind,
  target: 'target' in moved ? targetBody(moved.target) : null,
  name: moved.kind === 'NewestRevision' ? moved.family : moved.kind === 'LoadBalancer' ? moved.name : null,
  path: 'path' in moved ? moved.path : null,
  before: 'before' in moved ? (moved.before ?? null) : null,
  after: 'after' in moved ? (moved.after ?? null) : null,
  by: 'by' in moved ? (moved.by ?? null) : null,
  origin: moved.kind === 'Secret' ? originBody(moved.origin) : null,
})

const hazardBody = (hazard: Hazard): Json => ({
  kind: hazard.kind,
  level: hazard.level,
  target: targetBody(hazard.target),
  paths: 'paths' in hazard ? [...hazard.paths] : [],
  message: hazardSentence(hazard),
  origin: originBody(hazard.origin),
})

const outcomeStatus = { Applied: 'applied', Failed: 'failed', Skipped: 'skipped' } as const satisfies Record<
  Outcome['kind'],
  string
>

const outcomeBody = (outcome: Outcome): JsonObject => ({
  action: outcome.action.id,
  kind: outcome.action.kind,
  target: targetBody(outcome.action.target),
  status: outcomeStatus[outcome.kind],
  verdict: verdictBody(verdictOf(outcome)),
  taskDefinitionArn: revisionOf(outcome),
  found: outcome.kind === 'Applied' && outcome.isFound === true,
  recorded: !(outcome.kind === 'Applied' && outcome.isUnrecorded === true),
  startedAt: new Date(outcome.startedAtMs).toISOString(),
  durationMs: outcome.finishedAtMs - outcome.startedAtMs,
  error: outcome.kind === 'Failed' && outcome.cause.kind === 'AwsError' ? awsBody(outcome.cause) : null,
  diagnosis: outcome.kind === 'Failed' && outcome.diagnosis !== undefined ? diagnosisJson(outcome.diagnosis) : null,
  skippedBecause: outcome.kind === 'Skipped' ? skippedBody(outcome.because) : null,
})

/** The revision that was born, or that serves now as far as the verdict knows. */
const revisionOf = (outcome: Outcome): Json => {
  if (outcome.kind === 'Applied' && outcome.taskDefinitionArn !== undefined) return outcome.taskDefinitionArn
  const verdict = verdictOf(outcome)
  return verdict !== undefined && 'taskDefinitionArn' in verdict ? verdict.taskDefinitionArn : null
}

const skippedBody = (because: Extract<Outcome, { kind: 'Skipped' }>['because']): Json =>
  because.kind === 'Interrupted' ? { kind: because.kind, action: null } : { kind: because.kind, action: because.action }

const verdictBody = (verdict: Verdict | undefined): Json =>
  verdict === undefined
    ? null
    : {
        kind: verdict.kind,
        message: verdictSentence(verdict),
        reason: 'reason' in verdict ? verdict.reason : null,
        deploymentId: verdict.kind === 'Superseded' ? verdict.deploymentId : null,
        by: 'by' in verdict ? (verdict.by ?? null) : null,
        differences:
          verdict.kind === 'Stale'
            ? verdict.differences.map(({ path, before, after }) => ({
                path,
                before: before ?? null,
                after: after ?? null,
              }))
            : [],
      }

const awsBody = (error: AwsError): Json => ({
  operation: error.operation,
  trouble: error.trouble,
  code: error.code,
  message: error.message,
  requestId: error.requestId ?? null,
  subject: error.subject ?? null,
})

const warningBody = (issue: Issue): Json => issueBody(issue, warningLevel(issue))

const issueBody = ({ problem, path, origin }: Issue, level: 'Error' | 'Warning' | 'Note'): Json => ({
  kind: problem.kind,
  level,
  path,
  message: issueSentence(problem),
  origin: originBody(origin),
})

const liveBody = (live: LiveCounts | undefined): JsonObject => ({
  taskDefinitionArn: live?.taskDefinitionArn ?? null,
  desiredCount: live?.desiredCount ?? null,
  runningCount: live?.runningCount ?? null,
  pendingCount: live?.pendingCount ?? null,
  deployments: (live?.deployments ?? []).map((deployment) => ({
    id: deployment.id,
    status: deployment.status,
    taskDefinitionArn: deployment.taskDefinitionArn,
    rolloutState: deployment.rolloutState ?? null,
    rolloutStateReason: deployment.rolloutStateReason ?? null,
    desiredCount: deployment.desiredCount,
    runningCount: deployment.runningCount,
    pendingCount: deployment.pendingCount,
    failedTasks: deployment.failedTasks,
    createdAt: new Date(deployment.createdAtMs).toISOString(),
  })),
  newestEvent: eventBody(live?.newestEvent),
})

const eventBody = (event: LiveCounts['newestEvent']): Json =>
  event === undefined ? null : { at: new Date(event.createdAtMs).toISOString(), message: event.message }
