/** `deploy report merge FILE…`: the reports of all shards of one run → the one report that they make, in every format, with its exit code. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure, ReportUnreadable } from '../model/failure.js'
import { isObject, type Json } from '../model/json.js'
import {
  doubtsJson,
  doubtsText,
  driftJson,
  driftText,
  failureJson,
  failureText,
  joinedText,
  mergedFrom,
  type Merged,
  outcomesJson,
  outcomesText,
  planJson,
  planText,
  recoveryText,
  type ShardReport,
  shardReportFrom,
  type Style,
  validatedJson,
  validText,
} from '../report/report.js'
import type { Deps } from './deps.js'
import { type CommonOptions, isPlain } from './options.js'
import { type Result, statusTold, type Told, toldResult } from './result.js'

/** Asks nobody: what the files hold is all. */
export const runReportMerge = (
  deps: Deps,
  options: CommonOptions,
  files: readonly string[],
): TE.TaskEither<Failure, Result> =>
  pipe(
    readReports(deps, files),
    TE.chainEitherK(mergedFrom),
    TE.chainEitherK((merged) => fitting(merged, options)),
    TE.map((merged) => toldResult(deps, options, toldOf(merged, options), merged.exitCode)),
  )

/** All that is wrong with the files is told at once. */
const readReports =
  ({ files: { read }, version }: Deps, files: readonly string[]): TE.TaskEither<Failure, readonly ShardReport[]> =>
  async () => {
    const reports: ShardReport[] = []
    const unreadable: ReportUnreadable[] = []
    for (const file of files) {
      const bytes = await read(file)()
      const report: E.Either<ReportUnreadable, ShardReport> = E.isLeft(bytes)
        ? E.left({ file, why: bytes.left.why })
        : shardReportFrom(file, bytes.right, version)
      if (E.isLeft(report)) unreadable.push(report.left)
      else reports.push(report.right)
    }
    return unreadable.length > 0 ? E.left({ kind: 'ReportsUnreadable', reports: unreadable }) : E.right(reports)
  }

/** Which command the reports are of is not known before they are read. */
const fitting = (merged: Merged, { output }: CommonOptions): E.Either<Failure, Merged> =>
  merged.reported.kind === 'Status' && !isPlain(output)
    ? E.left({
        kind: 'UsageError',
        message: 'reports of status make text or json, and no other format',
        command: 'report merge',
      })
    : E.right(merged)

const toldOf = ({ reported, validated }: Merged, { detail }: CommonOptions): Told => {
  switch (reported.kind) {
    case 'Plan':
      return {
        reported,
        text: (style) => planText(reported.plan, style, { detail }),
        json: () => planJson(reported.plan),
      }
    case 'Outcomes': {
      const { plan, outcomes, joined, recovery } = reported
      return {
        reported,
        text: (style) =>
          [
            planText(plan, style, { detail, isPerformed: outcomes.length > 0 }),
            ...(outcomes.length === 0 ? [] : [outcomesText(plan, outcomes, style, { detail })]),
            ...(joined.length === 0 ? [] : [joinedText(plan, joined, style, detail)]),
            ...(recovery === undefined ? [] : [recoveryText(plan, recovery, style, detail)]),
          ].join('\n\n'),
        json: () => outcomesJson(plan, outcomes, joined, recovery),
      }
    }
    case 'Drift': {
      const { drift, failOn, quiet } = reported
      return {
        reported,
        text: (style) => driftText(drift, style, quiet, detail),
        json: () => driftJson(drift, failOn, quiet),
      }
    }
    case 'Status':
      return statusTold(reported.status)
    case 'Validation': {
      const { file, issues, warnings, doubts } = reported
      const failure: Failure = { kind: 'ManifestInvalid', file, issues, warnings }
      const services = validated.flatMap((one) => nameIn(one))
      const inDoubt = (style: Style): readonly string[] =>
        doubts === undefined ? [] : [doubtsText(doubts, style, detail)]
      return {
        reported,
        text: (style: Style) =>
          issues.length > 0
            ? [failureText(failure, style, detail), ...inDoubt(style)].join('\n\n')
            : [...inDoubt(style), validText({ file, services, warnings }, style, detail)].join('\n\n'),
        json: () => ({
          ...(issues.length > 0 ? failureJson(failure) : validatedJson(file, validated, warnings)),
          ...doubtsJson(doubts),
        }),
      }
    }
  }
}

const nameIn = (one: Json): readonly { readonly cluster: string; readonly name: string }[] => {
  const { target } = isObject(one) ? one : {}
  const { cluster, service } = isObject(target) ? target : {}
  return typeof cluster === 'string' && typeof service === 'string' ? [{ cluster, name: service }] : []
}
