/** `deploy plan [NAME…]`: what apply would do. Reads alone. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { planFor } from '../planner/planner.js'
import type { Deps } from './deps.js'
import type { CommonOptions } from './options.js'
import { policyFor } from './policy.js'
import { planResult, type Result } from './result.js'
import { withServices } from './scope.js'

export interface PlanOptions extends CommonOptions {
  readonly detailedExitcode?: true | undefined
  readonly allowReplace: readonly string[]
}

export const runPlan = (deps: Deps, options: PlanOptions, names: readonly string[]): TE.TaskEither<Failure, Result> =>
  withServices(deps, options, names, ({ declared, desired, live }) =>
    pipe(
      TE.fromEither(policyFor(deps, declared, options.allowReplace)),
      TE.map((policy) => planResult(deps, options, planFor(desired, live, policy))),
    ),
  )
