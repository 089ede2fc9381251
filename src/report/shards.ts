/**
 * Reports of shards: what the JSON of one says beside the contract, so that all of them can be put together again, and the one report
 * that they make. It is the view that every format is made of, without what only an executor reads: no secret is in it.
 */
import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import type { Action } from '../model/action.js'
import type { BaselineUse, Quiet } from '../model/baseline.js'
import type { Drift, ServiceDrift } from '../model/drift.js'
import type { Failure, MergeTrouble } from '../model/failure.js'
import type { Hazard } from '../model/hazard.js'
import { isSameJson, type Json, type JsonObject } from '../model/json.js'
import type { Outcome } from '../model/outcome.js'
import type { Plan } from '../model/plan.js'
import type { Recovery } from '../model/recovery.js'
import { type ServiceSettings, type Target } from '../model/service.js'
import { type Shard, type ShardBasis, shardName } from '../model/shard.js'
import { withoutSecrets } from '../model/secrecy.js'
import { type ExitCode, worstOf } from './exitCode.js'
import { failureSentences } from './failure.js'
import type { Reported } from './reported.js'

type Result = Exclude<Reported, { kind: 'Failure' }>

/** The member `shard` of a document. */
interface ShardMember {
  readonly index: number
  readonly count: number
  readonly command: string
  /** Version of the program: the view is nobody's contract. */
  readonly program: string
  readonly exitCode: ExitCode
  /** null: the run ended without a result, for this reason. */
  readonly report: Result | null
  readonly failure: string | null
}

/** The report of one shard, as a file held it. */
export interface ShardReport extends ShardMember {
  readonly file: string
  /** `services` of a validation. */
  readonly validated: readonly Json[]
}

/** A document, with all that `deploy report merge` needs. */
export const withShard = (
  document: JsonObject,
  reported: Reported,
  {
    shard,
    program,
    exitCode,
    command,
  }: { readonly shard: Shard; readonly program: string; readonly exitCode: ExitCode; readonly command: string },
): JsonObject => {
  const member = {
    index: shard.index,
    count: shard.count,
    command,
    program,
    exitCode,
    report: reported.kind === 'Failure' ? null : plain(withoutPayload(reported)),
    failure: reported.kind === 'Failure' ? failureSentences(reported.failure).join(' ') : null,
  }
  return { ...document, shard: { ...member, digest: digestOf(member) } }
}

/** What a file holds: a document, or a stream of them that ends with it. */
export const shardReportFrom = (file: string, text: string, program: string): E.Either<MergeTrouble, ShardReport> => {
  const document = parsed(text) ?? parsed(text.trimEnd().split('\n').at(-1) ?? '')
  const member = memberOf(document, 'shard')
  if (member === undefined) return E.left({ kind: 'NoShardReport', file })
  const { digest, ...rest } = member
  if (typeof rest['program'] !== 'string') return E.left({ kind: 'NoShardReport', file })
  if (rest['program'] !== program) return E.left({ kind: 'OtherVersion', file, version: rest['program'] })
  if (digest !== digestOf(rest)) return E.left({ kind: 'Damaged', file })
  const services = document?.['services']
  return E.right({
    ...(rest as unknown as ShardMember),
    file,
    validated: Array.isArray(services) ? (services as readonly Json[]) : [],
  })
}

export interface Merged {
  readonly reported: Result
  readonly exitCode: ExitCode
  /** `services` of a validation. */
  readonly validated: readonly Json[]
}

/** The one report that those of all shards make. */
export const mergedFrom = (given: readonly ShardReport[]): E.Either<Failure, Merged> => {
  const reports = once(given)
  const trouble = troubleOf(reports)
  if (trouble !== undefined) return E.left({ kind: 'ReportsNotMerged', because: trouble })
  const ordered = [...reports].sort((a, b) => a.index - b.index)
  const exitCode = worstOf(ordered.map((report) => report.exitCode))
  const results = ordered.flatMap(({ report }) => (report === null ? [] : [report]))
  const lost = ordered.flatMap(({ index, count, failure }) =>
    failure === null ? [] : [{ shard: { index, count }, because: failure }],
  )
  const [first] = results
  if (first === undefined || (first.kind === 'Validation' && lost.length > 0)) {
    return E.left({ kind: 'ShardsFailed', shards: lost, exitCode: exitCode === 0 || exitCode === 2 ? 1 : exitCode })
  }
  const command = ordered[0]?.command ?? ''
  const merged = mergedResult(results, command)
  return E.right({
    reported: withLost(merged, lost),
    exitCode,
    validated: inFileOrder(
      ordered.flatMap(({ validated }) => validated),
      basisOf(first),
      (one) => memberOf(one, 'target') as unknown as Target,
    ),
  })
}

/** A report that is there twice, whole, says nothing new. */
const once = (reports: readonly ShardReport[]): readonly ShardReport[] =>
  reports.filter(
    (report, at) => !reports.slice(0, at).some((other) => other.index === report.index && isSameReport(other, report)),
  )

const isSameReport = (one: ShardReport, other: ShardReport): boolean =>
  isSameJson(plain({ ...one, file: '' }), plain({ ...other, file: '' }))

const troubleOf = (reports: readonly ShardReport[]): MergeTrouble | undefined => {
  const [first] = reports
  if (first === undefined) return undefined
  const files = reports.map(({ file }) => file)
  if (reports.some(({ command }) => command !== first.command)) return { kind: 'CommandsDiffer', files }
  if (reports.some(({ count }) => count !== first.count)) return { kind: 'CountsDiffer', files }
  for (const { index, count } of reports) {
    const same = reports.filter((other) => other.index === index)
    if (same.length > 1) return { kind: 'ShardTwice', shard: { index, count }, files: same.map(({ file }) => file) }
  }
  const shards = Array.from({ length: first.count }, (_, at) => ({ index: at + 1, count: first.count }))
  const missing = shards.filter(({ index }) => !reports.some((report) => report.index === index))
  if (missing.length > 0) return { kind: 'ShardsMissing', shards: missing }
  return differing(reports)
}

const differing = (reports: readonly ShardReport[]): MergeTrouble | undefined => {
  const withResult = reports.flatMap(({ report, file }) => (report === null ? [] : [{ report, file }]))
  const [first] = withResult
  if (first === undefined) return undefined
  const files = withResult.map(({ file }) => file)
  const accounts = new Set(withResult.flatMap(({ report }) => planOf(report)?.basis.account ?? []))
  if (accounts.size > 1 || withResult.some(({ report }) => !isSameJson(groundOf(report), groundOf(first.report)))) {
    return { kind: 'FilesDiffer', files }
  }
  if (withResult.some(({ report }) => !isSameJson(optionsOf(report), optionsOf(first.report)))) {
    return { kind: 'OptionsDiffer', files }
  }
  const told = new Map<string, string>()
  for (const { report, file } of withResult) {
    for (const target of targetsOf(report)) {
      const key = JSON.stringify([target.cluster, target.service])
      const other = told.get(key)
      if (other !== undefined && other !== file) return { kind: 'ServiceTwice', target, files: [other, file] }
      told.set(key, file)
    }
  }
  return undefined
}

const planOf = (report: Result): Plan | undefined =>
  report.kind === 'Validation' ? undefined : report.kind === 'Drift' ? report.drift.plan : report.plan

const basisOf = (report: Result): ShardBasis | undefined =>
  report.kind === 'Validation' ? report.shard : planOf(report)?.basis.shard

/** What all parts of one whole are made of. */
const groundOf = (report: Result): Json => {
  const shard = basisOf(report)
  const plan = planOf(report)
  return plain({
    file: report.kind === 'Validation' ? report.file : plan?.basis.file,
    region: plan?.basis.region,
    services: shard?.services,
    turns: shard?.turns,
  })
}

const optionsOf = (report: Result): Json =>
  report.kind === 'Drift' ? plain([report.failOn, report.quiet?.baseline?.file ?? null]) : null

const targetsOf = (report: Result): readonly Target[] => {
  if (report.kind === 'Validation') return []
  if (report.kind === 'Drift') return report.drift.services.map(({ target }) => target)
  return [
    ...new Map(report.plan.actions.map(({ target }) => [JSON.stringify(target), target])).values(),
    ...report.plan.unchanged,
  ]
}

const mergedResult = (results: readonly Result[], command: string): Result => {
  const [first] = results
  switch (first?.kind) {
    case undefined:
      throw new Error('nothing is merged of nothing')
    case 'Validation':
      return mergedValidation(of(results, 'Validation'))
    case 'Drift':
      return mergedDrift(of(results, 'Drift'))
    case 'Plan':
    case 'Outcomes': {
      // Where a shard had nothing to do, it has a plan alone.
      const outcomes = of(results, 'Outcomes')
      const plan = mergedPlan(results.flatMap((result) => planOf(result) ?? []))
      if (outcomes.length === 0) return { kind: 'Plan', plan, command }
      const recoveries = outcomes.flatMap(({ recovery }) => recovery ?? [])
      return {
        kind: 'Outcomes',
        plan,
        command,
        outcomes: inTurn(
          outcomes.flatMap((one) => one.outcomes),
          basisOf(first),
          ({ action }) => action.target,
        ),
        joined: inTurn(
          outcomes.flatMap(({ joined }) => joined),
          basisOf(first),
          ({ target }) => target,
        ),
        ...(recoveries.length === 0 ? {} : { recovery: mergedRecovery(recoveries, basisOf(first)) }),
      }
    }
  }
}

const of = <K extends Result['kind']>(results: readonly Result[], kind: K): readonly Extract<Result, { kind: K }>[] =>
  results.filter((result): result is Extract<Result, { kind: K }> => result.kind === kind)

const mergedValidation = (results: readonly Extract<Result, { kind: 'Validation' }>[]): Result => {
  const issues = distinct(results.flatMap((result) => result.issues))
  return {
    kind: 'Validation',
    file: results[0]?.file ?? '',
    services: issues.length > 0 ? 0 : results.reduce((sum, { services }) => sum + services, 0),
    issues,
    warnings: distinct(results.flatMap(({ warnings }) => warnings)),
  }
}

const mergedDrift = (results: readonly Extract<Result, { kind: 'Drift' }>[]): Result => {
  const quiets = results.flatMap(({ quiet }) => quiet ?? [])
  return {
    kind: 'Drift',
    drift: driftOf(results.map(({ drift }) => drift)),
    failOn: results[0]?.failOn ?? [],
    ...(quiets.length === 0 ? {} : { quiet: mergedQuiet(quiets) }),
  }
}

const driftOf = (drifts: readonly Drift[]): Drift => ({
  plan: mergedPlan(drifts.map(({ plan }) => plan)),
  services: inFileOrder(
    drifts.flatMap(({ services }) => services),
    drifts[0]?.plan.basis.shard,
    ({ target }) => target,
  ),
})

const mergedQuiet = (quiets: readonly Quiet[]): Quiet => {
  const ignored = quiets.reduce((sum, quiet) => sum + quiet.ignored, 0)
  const uses = quiets.flatMap(({ baseline }) => baseline ?? [])
  const [first] = uses
  if (first === undefined) return { ignored }
  const baseline: BaselineUse = {
    file: first.file,
    accepted: driftOf(uses.map(({ accepted }) => accepted)),
    stale: distinct(uses.flatMap(({ stale }) => stale)),
  }
  return { ignored, baseline }
}

/** What policies find stands behind all else, as it does in a plan of the whole. */
const mergedPlan = (plans: readonly Plan[]): Plan => {
  const [first] = plans
  if (first === undefined) throw new Error('no plan is merged of none')
  const { shard, ...basis } = first.basis
  const found = plans.flatMap(({ hazards }) => hazards)
  const policies = [...new Set(found.flatMap((hazard) => (hazard.kind === 'PolicyFinding' ? [hazard.policy] : [])))]
  const targetIn = ({ target }: { readonly target: Target }): Target => target
  const turned = <A extends { readonly target: Target }>(list: (plan: Plan) => readonly A[]): readonly A[] =>
    inTurn(plans.flatMap(list), shard, targetIn)
  const hazardsOf = (isMeant: (hazard: Hazard) => boolean): readonly Hazard[] =>
    inTurn(found.filter(isMeant), shard, targetIn)
  return {
    formatVersion: first.formatVersion,
    basis: { ...basis, account: plans.map((plan) => plan.basis.account).find((account) => account !== undefined) },
    actions: turned(({ actions }) => actions),
    unchanged: inTurn(
      plans.flatMap(({ unchanged }) => unchanged),
      shard,
      (target) => target,
    ),
    undeclared: turned(({ undeclared }) => undeclared),
    ignored: turned(({ ignored }) => ignored),
    hazards: distinct([
      ...hazardsOf(({ kind }) => kind !== 'PolicyFinding'),
      ...policies.flatMap((policy) => hazardsOf((one) => one.kind === 'PolicyFinding' && one.policy === policy)),
    ]),
    seen: [],
  }
}

const mergedRecovery = (recoveries: readonly Recovery[], basis: ShardBasis | undefined): Recovery => {
  const plans = recoveries.flatMap(({ plan }) => plan ?? [])
  return {
    ...(plans.length === 0 ? {} : { plan: mergedPlan(plans) }),
    outcomes: inTurn(
      recoveries.flatMap(({ outcomes }) => outcomes),
      basis,
      ({ action }) => action.target,
    ),
    services: inTurn(
      recoveries.flatMap(({ services }) => services),
      basis,
      ({ target }) => target,
    ),
  }
}

/** What a shard would have told stands in the way of believing the rest; its name stands in the place of a service's. */
const withLost = (merged: Result, lost: readonly { readonly shard: Shard; readonly because: string }[]): Result => {
  const plan = planOf(merged)
  if (lost.length === 0 || plan === undefined || merged.kind === 'Validation') return merged
  const cluster = plan.unchanged[0]?.cluster ?? plan.actions[0]?.target.cluster ?? ''
  const hazards = lost.map((one): Hazard => ({
    kind: 'ShardLost',
    level: 'Error',
    target: { cluster, service: `shard ${shardName(one.shard)}` },
    ...one,
  }))
  const whole = { ...plan, hazards: [...plan.hazards, ...hazards] }
  if (merged.kind !== 'Drift') return { ...merged, plan: whole }
  const unknown = hazards.map(({ target }): ServiceDrift => ({
    target,
    state: 'Present',
    isRecorded: true,
    differences: [],
    notes: [],
  }))
  return { ...merged, drift: { plan: whole, services: [...merged.drift.services, ...unknown] } }
}

/** As a plan of all services has them; what is of none of them stays behind. */
const inTurn = <A>(list: readonly A[], basis: ShardBasis | undefined, targetIn: (one: A) => Target): readonly A[] =>
  sorted(list, basis, targetIn, (index) => basis?.turns[index])

const inFileOrder = <A>(
  list: readonly A[],
  basis: ShardBasis | undefined,
  targetIn: (one: A) => Target,
): readonly A[] => sorted(list, basis, targetIn, (index) => index)

const sorted = <A>(
  list: readonly A[],
  basis: ShardBasis | undefined,
  targetIn: (one: A) => Target,
  placeOf: (index: number) => number | undefined,
): readonly A[] => {
  const key = ({ cluster, service }: Target): string => JSON.stringify([cluster, service])
  const places = new Map((basis?.services ?? []).map((target, index) => [key(target), placeOf(index)]))
  const place = (one: A): number => places.get(key(targetIn(one))) ?? Number.MAX_SAFE_INTEGER
  return [...list].sort((a, b) => place(a) - place(b))
}

const distinct = <A>(list: readonly A[]): readonly A[] => [
  ...new Map(list.map((one) => [JSON.stringify(one), one] as const)).values(),
]

const withoutPayload = (reported: Result): Result => {
  switch (reported.kind) {
    case 'Validation':
      return reported
    case 'Plan':
      return { ...reported, plan: bare(reported.plan) }
    case 'Outcomes': {
      const { recovery } = reported
      const outcomes = (list: readonly Outcome[]): readonly Outcome[] =>
        list.map((outcome) => ({ ...outcome, action: bareAction(outcome.action) }))
      return {
        ...reported,
        plan: bare(reported.plan),
        outcomes: outcomes(reported.outcomes),
        ...(recovery === undefined
          ? {}
          : {
              recovery: {
                ...recovery,
                ...(recovery.plan === undefined ? {} : { plan: bare(recovery.plan) }),
                outcomes: outcomes(recovery.outcomes),
              },
            }),
      }
    }
    case 'Drift': {
      const { drift, quiet } = reported
      const bareDrift = (one: Drift): Drift => ({ ...one, plan: bare(one.plan) })
      const use = quiet?.baseline
      return {
        ...reported,
        drift: bareDrift(drift),
        ...(quiet === undefined || use === undefined
          ? {}
          : { quiet: { ...quiet, baseline: { ...use, accepted: bareDrift(use.accepted) } } }),
      }
    }
  }
}

const bare = (plan: Plan): Plan => ({ ...plan, actions: plan.actions.map(bareAction), seen: [] })

/** What a report reads of an action: counts, the names of members and tags, and the members of lists that are folded in a diff. */
const bareAction = (action: Action): Action => {
  switch (action.kind) {
    case 'RegisterTaskDefinition': {
      const { content, tags } = action
      const containerDefinitions = content.containerDefinitions.map(({ name, portMappings, mountPoints, ulimits }) => ({
        name,
        portMappings,
        mountPoints,
        ulimits,
      }))
      return {
        ...action,
        content: { family: content.family, containerDefinitions } as unknown as typeof content,
        ...(tags === undefined ? {} : { tags: namesAlone(tags) }),
      }
    }
    case 'CreateService':
      return { ...action, settings: bareSettings(action.settings), tags: namesAlone(action.tags) }
    case 'UpdateService':
      return { ...action, settings: bareSettings(action.settings) }
    case 'TagResource':
      return { ...action, tags: namesAlone(action.tags) }
    case 'ScaleService':
    case 'DeleteService':
    case 'UntagResource':
      return action
  }
}

const namesAlone = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(tags).map((name) => [name, '']))

const bareSettings = (settings: ServiceSettings): ServiceSettings => {
  const { desiredCount, schedulingStrategy, loadBalancers } = settings
  return {
    ...Object.fromEntries(Object.keys(settings).map((name) => [name, ''])),
    ...(desiredCount === undefined ? {} : { desiredCount }),
    ...(schedulingStrategy === undefined ? {} : { schedulingStrategy }),
    ...(loadBalancers === undefined
      ? {}
      : { loadBalancers: withoutSecrets(plain(loadBalancers)) as unknown as typeof loadBalancers }),
  }
}

/** As it is once it was written and read. */
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json

const digestOf = (member: JsonObject): string => createHash('sha256').update(JSON.stringify(member)).digest('hex')

const parsed = (text: string): JsonObject | undefined => {
  try {
    const value = JSON.parse(text) as Json
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}

const memberOf = (value: Json | undefined, name: string): JsonObject | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const member = (value as JsonObject)[name]
  return typeof member === 'object' && member !== null && !Array.isArray(member) ? (member as JsonObject) : undefined
}
