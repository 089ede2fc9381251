/** What a command comes to: what to print on stdout, and the exit code. */
import type { Outcome } from '../model/outcome.js'
import type { Plan } from '../model/plan.js'
import {
  type ExitCode,
  exitCodeOfOutcomes,
  exitCodeOfPlan,
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

/** Text for eyes, or the JSON contract, two spaces deep. */
export const rendered = (output: OutputFormat, text: () => string, json: () => unknown): string =>
  output === 'json' ? JSON.stringify(json(), undefined, 2) : text()

export const planResult = (
  deps: Deps,
  options: CommonOptions & { readonly detailedExitcode?: true | undefined },
  plan: Plan,
): Result => ({
  text: rendered(
    options.output,
    () => planText(plan, styleOf(deps, deps.out, options.color)),
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
