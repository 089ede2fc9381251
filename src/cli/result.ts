/** What a command comes to: what to print on stdout, and the exit code. */
import type { JsonObject } from '../model/json.js'
import type { Outcome } from '../model/outcome.js'
import type { Plan } from '../model/plan.js'
import {
  type ExitCode,
  exitCodeOfOutcomes,
  exitCodeOfPlan,
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

export const outcomesResult = (
  deps: Deps,
  options: CommonOptions,
  plan: Plan,
  outcomes: readonly Outcome[],
): Result => ({
  text: rendered(
    options.output,
    () => outcomesText(plan, outcomes, styleOf(deps, deps.out, options.color)),
    () => outcomesJson(plan, outcomes),
  ),
  exitCode: exitCodeOfOutcomes(outcomes),
})
