/** What a command comes to: what to print on stdout, and the exit code. */
import type { JsonObject } from '../model/json.js'
import type { Joined, Outcome } from '../model/outcome.js'
import { isEmpty, type Plan } from '../model/plan.js'
import {
  type ExitCode,
  exitCodeOfOutcomes,
  exitCodeOfPlan,
  joinedText,
  jsonText,
  outcomesJson,
  outcomesText,
  planJson,
  planText,
} from '../report/report.js'
import type { Deps } from './deps.js'
import type { CommonOptions, OutputFormat } from './options.js'
import { styleOf } from './style.js'

export interface Result {
  /** Without a newline at its end; '' prints nothing. */
  readonly text: string
  readonly exitCode: ExitCode
}

/** Text for eyes, or the JSON contract. */
export const rendered = (output: OutputFormat, text: () => string, json: () => JsonObject): string =>
  output === 'json' ? jsonText(json()) : text()

/** `isRequested`: a command asked for the plan's action itself, whatever the file declares. */
export const planResult = (
  deps: Deps,
  options: CommonOptions & { readonly detailedExitcode?: true | undefined },
  plan: Plan,
  isRequested = false,
): Result => ({
  text: rendered(
    options.output,
    () => planText(plan, styleOf(deps, deps.out, options.color), { isRequested }),
    () => planJson(plan),
  ),
  exitCode: exitCodeOfPlan(plan, { detailed: options.detailedExitcode === true }),
})

/** What was performed, and what was waited for. */
export interface Performance {
  readonly plan: Plan
  readonly outcomes: readonly Outcome[]
  readonly joined: readonly Joined[]
}

export const outcomesResult = (
  deps: Deps,
  options: CommonOptions,
  { plan, outcomes, joined }: Performance,
): Result => ({
  text: rendered(
    options.output,
    () => {
      const style = styleOf(deps, deps.out, options.color)
      const told = isEmpty(plan) ? [] : [outcomesText(plan, outcomes, style)]
      return [...told, ...(joined.length === 0 ? [] : [joinedText(plan, joined, style)])].join('\n\n')
    },
    () => outcomesJson(plan, outcomes, joined),
  ),
  exitCode: exitCodeOfOutcomes(outcomes, joined),
})
