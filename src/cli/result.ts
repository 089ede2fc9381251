/** What a command comes to: what to print on stdout, and the exit code. */
import type { Inverse } from '../model/inverse.js'
import type { JsonObject } from '../model/json.js'
import type { Joined, Outcome } from '../model/outcome.js'
import { isEmpty, type Plan } from '../model/plan.js'
import type { Recovery } from '../model/recovery.js'
import type { Shard } from '../model/shard.js'
import {
  commandOf,
  type ExitCode,
  exitCodeOfOutcomes,
  exitCodeOfPlan,
  inverseJson,
  inverseText,
  joinedText,
  jsonLine,
  jsonText,
  outcomesJson,
  outcomesText,
  planJson,
  planText,
  type PlainReported,
  recoveryText,
  type ReportedResult,
  statusJson,
  statusText,
  type StatusView,
  type Style,
  withShard,
} from '../report/report.js'
import type { Deps } from './deps.js'
import { type ChangeOptions, type CommonOptions, formatOnStdout, type Outputs } from './options.js'
import { styleOf } from './style.js'

/** What is left once a command has ended: cli/tell.ts writes it, and main.ts exits with its code. */
export interface Result {
  /** For stdout as text or JSON, without a newline at its end; '' prints nothing. */
  readonly text: string
  readonly exitCode: ExitCode
  /** What files and all other formats are made of; absent: the command has no other format than text and JSON on stdout. */
  readonly told?: Told
}

/** What a command has to tell, whatever the format. */
export interface Told {
  readonly reported: ReportedResult | PlainReported
  /** All of it, what was shown before the end too. */
  readonly text: (style: Style) => string
  /** What was not shown before the end, where that is not all of it. */
  readonly rest?: (style: Style) => string
  readonly json: () => JsonObject
}

/** A result that can be told in every format. */
export const toldResult = (
  deps: Deps,
  options: CommonOptions,
  told: Told,
  exitCode: ExitCode,
  written: (document: JsonObject) => string = jsonText,
): Result => {
  const { shard } = options
  // A plan of apply, where nothing is to be done, is a report of apply.
  const command = 'wait' in options ? 'apply' : commandOf(told.reported)
  const json = (): JsonObject =>
    shard === undefined
      ? told.json()
      : withShard(told.json(), told.reported, { ...shardRunOf(deps, shard), exitCode, command })
  return {
    text: rendered(
      options.output,
      () => (told.rest ?? told.text)(styleOf(deps, deps.out, options.color)),
      json,
      written,
    ),
    exitCode,
    told: { ...told, json },
  }
}

/** What the report of a shard says of the run that made it. */
export const shardRunOf = ({ version, startedAtMs, clock }: Deps, shard: Shard) => ({
  shard,
  program: version,
  startedAtMs: startedAtMs ?? clock.now(),
})

/** Of a run, or of all shards of one. */
export const statusTold = (status: StatusView): Told => ({
  reported: { kind: 'Status', status },
  text: (style) => statusText(status, style),
  json: () => statusJson(status),
})

/** Text for eyes, or the JSON contract: one document, or the line of a stream of them. '' where stdout carries neither. */
export const rendered = (
  output: Outputs,
  text: () => string,
  json: () => JsonObject,
  written: (document: JsonObject) => string = jsonText,
): string => {
  const format = formatOnStdout(output)
  return format === 'json' ? written(json()) : format === 'text' ? text() : ''
}

/** `isRequested`: a command asked for the plan's action itself, whatever the file declares. */
export const planResult = (
  deps: Deps,
  options: CommonOptions & Partial<Pick<ChangeOptions, 'detailedExitcode' | 'plan' | 'wait'>>,
  plan: Plan,
  isRequested = false,
): Result =>
  toldResult(
    deps,
    options,
    {
      reported: { kind: 'Plan', plan, isRequested },
      text: (style) => planText(plan, style, { isRequested, detail: options.detail }),
      json: () => planJson(plan),
    },
    exitCodeOfPlan(plan, { detailed: options.detailedExitcode === true }),
    // Where a preview was asked for it is the one document; where nothing is to be done it is a stream of one line.
    'wait' in options && options.plan !== true ? jsonLine : jsonText,
  )

/** What would undo a plan; it changes as much as the plan does. */
export const inverseResult = (
  deps: Deps,
  options: CommonOptions & Pick<ChangeOptions, 'detailedExitcode'>,
  inverse: Inverse,
): Result => ({
  text: rendered(
    options.output,
    () => inverseText(inverse, styleOf(deps, deps.out, options.color), options.detail),
    () => inverseJson(inverse),
  ),
  exitCode: exitCodeOfPlan(inverse.of, { detailed: options.detailedExitcode === true }),
})

/** What was performed, and what was waited for. */
export interface Performance {
  readonly plan: Plan
  readonly outcomes: readonly Outcome[]
  readonly joined: readonly Joined[]
  /** Of what failed, where it was to be taken back. */
  readonly recovery?: Recovery | undefined
}

/** What was performed and how it ended; the plan itself was shown before, so stdout as text has the ends alone. */
export const outcomesResult = (
  deps: Deps,
  options: CommonOptions,
  { plan, outcomes, joined, recovery }: Performance,
): Result => {
  const { detail } = options
  const ends = (style: Style): string =>
    [
      ...(isEmpty(plan) ? [] : [outcomesText(plan, outcomes, style, { detail })]),
      ...(joined.length === 0 ? [] : [joinedText(plan, joined, style, detail)]),
      ...(recovery === undefined ? [] : [recoveryText(plan, recovery, style, detail)]),
    ].join('\n\n')
  return toldResult(
    deps,
    options,
    {
      reported: { kind: 'Outcomes', plan, outcomes, joined, recovery },
      rest: ends,
      text: (style) => [...(isEmpty(plan) ? [] : [planText(plan, style, { detail })]), ends(style)].join('\n\n'),
      json: () => outcomesJson(plan, outcomes, joined, recovery),
    },
    exitCodeOfOutcomes(outcomes, joined),
    jsonLine,
  )
}
