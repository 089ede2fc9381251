/** What a command comes to: what to print on stdout, and the exit code. */
import type { Inverse } from '../model/inverse.js'
import type { JsonObject } from '../model/json.js'
import type { Joined, Outcome } from '../model/outcome.js'
import { isEmpty, type Plan } from '../model/plan.js'
import type { Recovery } from '../model/recovery.js'
import {
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
  recoveryText,
} from '../report/report.js'
import type { Deps } from './deps.js'
import type { ChangeOptions, CommonOptions, OutputFormat } from './options.js'
import { styleOf } from './style.js'

export interface Result {
  /** Without a newline at its end; '' prints nothing. */
  readonly text: string
  readonly exitCode: ExitCode
}

/** Text for eyes, or the JSON contract: one document, or the line of a stream of them. */
export const rendered = (
  output: OutputFormat,
  text: () => string,
  json: () => JsonObject,
  written: (document: JsonObject) => string = jsonText,
): string => (output === 'json' ? written(json()) : text())

/** `isRequested`: a command asked for the plan's action itself, whatever the file declares. */
export const planResult = (
  deps: Deps,
  options: CommonOptions & Partial<Pick<ChangeOptions, 'detailedExitcode' | 'plan' | 'wait'>>,
  plan: Plan,
  isRequested = false,
): Result => ({
  text: rendered(
    options.output,
    () => planText(plan, styleOf(deps, deps.out, options.color), { isRequested }),
    () => planJson(plan),
    // Where a preview was asked for it is the one document; where nothing is to be done it is a stream of one line.
    'wait' in options && options.plan !== true ? jsonLine : jsonText,
  ),
  exitCode: exitCodeOfPlan(plan, { detailed: options.detailedExitcode === true }),
})

/** What would undo a plan; it changes as much as the plan does. */
export const inverseResult = (
  deps: Deps,
  options: CommonOptions & Pick<ChangeOptions, 'detailedExitcode'>,
  inverse: Inverse,
): Result => ({
  text: rendered(
    options.output,
    () => inverseText(inverse, styleOf(deps, deps.out, options.color)),
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

export const outcomesResult = (
  deps: Deps,
  options: CommonOptions,
  { plan, outcomes, joined, recovery }: Performance,
): Result => ({
  text: rendered(
    options.output,
    () => {
      const style = styleOf(deps, deps.out, options.color)
      const told = isEmpty(plan) ? [] : [outcomesText(plan, outcomes, style)]
      return [
        ...told,
        ...(joined.length === 0 ? [] : [joinedText(plan, joined, style)]),
        ...(recovery === undefined ? [] : [recoveryText(plan, recovery, style)]),
      ].join('\n\n')
    },
    () => outcomesJson(plan, outcomes, joined, recovery),
    jsonLine,
  ),
  exitCode: exitCodeOfOutcomes(outcomes, joined),
})
