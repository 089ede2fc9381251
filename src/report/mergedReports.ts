/** `deploy report merge`: the reports of all shards of one run → the one report that they make, and its exit code. */
import * as E from 'fp-ts/lib/Either.js'
import type { ServiceDrift } from '../model/drift.js'
import type { Failure } from '../model/failure.js'
import type { Hazard } from '../model/hazard.js'
import { isObject, isSameJson, type Json } from '../model/json.js'
import type { Target } from '../model/service.js'
import { type Shard, shardName } from '../model/shard.js'
import { type ExitCode, worstOf } from './exitCode.js'
import { mergedResult } from './mergedResult.js'
import { mergeTroubleOf } from './mergeTrouble.js'
import type { ShardReport } from './shardReport.js'
import { basisOf, planOf, type ShardResult } from './shardResult.js'
import { inFileOrder } from './wholeOrder.js'

/** What all shards come to together. */
export interface Merged {
  readonly reported: ShardResult
  readonly exitCode: ExitCode
  /** `services` of a validation. */
  readonly validated: readonly Json[]
}

/** The one report that those of all shards make. Left: they do not make one, or there is no result in any of them; in any order, and one may be there twice. */
export const mergedFrom = (given: readonly ShardReport[]): E.Either<Failure, Merged> => {
  const reports = once(given)
  const trouble = mergeTroubleOf(reports)
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
      validatedTarget,
    ),
  })
}

/** A report that is there twice, whole, says nothing new. */
const once = (reports: readonly ShardReport[]): readonly ShardReport[] =>
  reports.filter(
    (report, at) => !reports.slice(0, at).some((other) => other.index === report.index && isSameReport(other, report)),
  )

const isSameReport = (one: ShardReport, other: ShardReport): boolean =>
  isSameJson({ ...one, file: '' } as unknown as Json, { ...other, file: '' } as unknown as Json)

/** What a member of `services` is about; what names nothing is of none of them. */
const validatedTarget = (one: Json): Target => {
  const { target } = isObject(one) ? one : {}
  const { cluster, service } = isObject(target) ? target : {}
  return { cluster: typeof cluster === 'string' ? cluster : '', service: typeof service === 'string' ? service : '' }
}

interface Lost {
  readonly shard: Shard
  readonly because: string
}

const lostHazards = (cluster: string, lost: readonly Lost[]): readonly Hazard[] =>
  lost.map((one) => ({
    kind: 'ShardLost',
    level: 'Error',
    target: { cluster, service: `shard ${shardName(one.shard)}` },
    ...one,
  }))

/** What a shard would have told stands in the way of believing the rest; its name stands in the place of a service's. */
const withLost = (merged: ShardResult, lost: readonly Lost[]): ShardResult => {
  if (lost.length === 0) return merged
  if (merged.kind === 'Status') {
    const { status } = merged
    const hazards = lostHazards(status.services[0]?.target.cluster ?? '', lost)
    return { ...merged, status: { ...status, hazards: [...status.hazards, ...hazards] } }
  }
  const plan = planOf(merged)
  if (plan === undefined || merged.kind === 'Validation') return merged
  const cluster = plan.unchanged[0]?.cluster ?? plan.actions[0]?.target.cluster ?? ''
  const hazards = lostHazards(cluster, lost)
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
