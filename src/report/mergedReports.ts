/** `deploy report merge`: the reports of all shards of one run → the one report that they make, and its exit code. */
import * as E from 'fp-ts/lib/Either.js'
import type { Failure } from '../model/failure.js'
import { isObject, isSameJson, type Json } from '../model/json.js'
import type { Target } from '../model/service.js'
import type { Apart, Doubts, LostShard, ShardBasis } from '../model/shard.js'
import { type ExitCode, worstOf } from './exitCode.js'
import { mergedResult } from './mergedResult.js'
import { mergeTroubleOf } from './mergeTrouble.js'
import type { ShardReport } from './shardReport.js'
import { basisOf, type ShardResult } from './shardResult.js'
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
  const [first] = results
  // Who finds mistakes in a file does not say how it is divided; the others do.
  const basis = results.map(basisOf).find((one) => one !== undefined)
  const doubts = doubtsOf(ordered, basis)
  const lost = doubts?.lost ?? []
  const merged = first === undefined ? undefined : mergedResult(results, ordered[0]?.command ?? '')
  // That a part of a file is valid says nothing about the rest; what is wrong with it is wrong.
  if (merged === undefined || (merged.kind === 'Validation' && merged.issues.length === 0 && lost.length > 0)) {
    return E.left({ kind: 'ShardsFailed', shards: lost, exitCode: exitCode === 0 || exitCode === 2 ? 1 : exitCode })
  }
  return E.right({
    reported: withDoubts(merged, doubts),
    exitCode,
    validated: inFileOrder(
      ordered.flatMap(({ validated }) => validated),
      basis,
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

/** What keeps the whole from being all there is to know. undefined: nothing. */
const doubtsOf = (reports: readonly ShardReport[], basis: ShardBasis | undefined): Doubts | undefined => {
  const lost = reports.flatMap(({ index, count, failure }): readonly LostShard[] =>
    failure === null
      ? []
      : [
          {
            shard: { index, count },
            because: failure,
            services: (basis?.services ?? []).filter((_, at) => basis?.shards?.[at] === index),
          },
        ],
  )
  const apart = apartOf(reports)
  return lost.length === 0 && apart === undefined ? undefined : { lost, ...(apart === undefined ? {} : { apart }) }
}

/** Jobs of one run wait for machines, but hardly so long; each says when it began. */
const apartOf = (reports: readonly ShardReport[]): Apart | undefined => {
  const timed = reports
    .map(({ file, startedAt }) => ({ file, atMs: Date.parse(startedAt) }))
    .sort((a, b) => a.atMs - b.atMs)
  const [oldest, newest] = [timed[0], timed.at(-1)]
  if (oldest === undefined || newest === undefined || newest.atMs - oldest.atMs <= mostApartMs) return undefined
  return { oldest: oldest.file, newest: newest.file, apartMs: newest.atMs - oldest.atMs }
}

const mostApartMs = 3_600_000

const withDoubts = (merged: ShardResult, doubts: Doubts | undefined): ShardResult => {
  if (doubts === undefined) return merged
  switch (merged.kind) {
    case 'Plan':
    case 'Outcomes':
      return { ...merged, plan: { ...merged.plan, doubts } }
    case 'Drift':
      return { ...merged, drift: { ...merged.drift, plan: { ...merged.drift.plan, doubts } } }
    case 'Status':
      return { ...merged, status: { ...merged.status, doubts } }
    case 'Validation':
      return { ...merged, doubts }
  }
}
