/** `deploy plan [NAME…]`: what apply would do. Reads alone; `--out FILE` keeps it for `deploy apply FILE`. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { planFor } from '../planner/planner.js'
import type { Deps } from './deps.js'
import { policyFor } from './policy.js'
import { planResult, type Result } from './result.js'
import { mustBeFree, remembering, savePlan, type SaveOptions } from './savePlan.js'
import { withServices } from './scope.js'

export interface PlanOptions extends SaveOptions {
  readonly detailedExitcode?: true | undefined
}

export const runPlan = (
  given: Deps,
  options: PlanOptions,
  names: readonly string[],
): TE.TaskEither<Failure, Result> => {
  const { out } = options
  const { deps, bytesOf } = remembering(given)
  return pipe(
    out === undefined ? TE.right(undefined) : mustBeFree(given, out),
    TE.chain(() =>
      withServices(deps, options, names, ({ declared, desired, live }) =>
        pipe(
          TE.fromEither(policyFor(deps, declared, options.allowReplace)),
          TE.map((policy) => planFor(desired, live, policy)),
          TE.chainFirstW((plan) =>
            out === undefined
              ? TE.right(undefined)
              : savePlan(
                  deps,
                  { ...options, out },
                  { names, manifest: bytesOf(declared.file) },
                  { declared, live },
                  plan,
                ),
          ),
          TE.map((plan) => planResult(deps, options, plan)),
        ),
      ),
    ),
  )
}
