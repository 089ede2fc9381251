/** `deploy plan [NAME…]`: what apply would do. Reads alone; `--out FILE` keeps it for `deploy apply FILE`. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { inverseOf } from '../planner/planner.js'
import type { Deps } from './deps.js'
import { type PolicyOptions, withPolicies } from './policies.js'
import { inFull } from './planned.js'
import { policyFor } from './policy.js'
import { fitForPruning, plannedWithPruning, type PruneOptions } from './prune.js'
import { inverseResult, planResult, type Result } from './result.js'
import { mustBeFree, remembering, savePlan, type SaveOptions } from './savePlan.js'
import { type Scope, withServices } from './scope.js'

/** What is planned, kept and shown. */
export interface PlanOptions extends SaveOptions, PruneOptions, PolicyOptions {
  readonly detailedExitcode?: true | undefined
  /** What would undo the plan, instead of the plan. */
  readonly inverse?: true | undefined
}

/** Of the services named, or of all. A refused plan is a result too, with exit code 1; it is not saved. */
export const runPlan = (
  given: Deps,
  options: PlanOptions,
  names: readonly string[],
): TE.TaskEither<Failure, Result> => {
  const { out, inverse, policy = [] } = options
  if (out !== undefined && inverse === true) {
    const message =
      'What would undo a plan is shown and not saved: it holds only once the plan was applied. Leave out --out.'
    return TE.left({ kind: 'UsageError', message, command: 'plan' })
  }
  const { deps, bytesOf } = remembering(given)
  return pipe(
    out === undefined ? TE.right(undefined) : mustBeFree(given, out),
    TE.chain(() =>
      withServices(
        deps,
        inFull(options, inverse === true || policy.length > 0),
        names,
        (scope) =>
          pipe(
            TE.fromEither(policyFor(deps, scope.declared, options.allowReplace)),
            TE.chainW((policy) => plannedWithPruning(deps, options, scope, policy)),
            TE.bind('checked', ({ plan, live }) => withPolicies(deps, options, { desired: scope.desired, live, plan })),
            TE.map(({ checked, live }) => ({ plan: checked, live })),
            TE.chainFirstW(({ plan, live }) =>
              out === undefined
                ? TE.right(undefined)
                : savePlan(
                    deps,
                    { ...options, out },
                    { names: namesIn(scope, names), manifest: bytesOf(scope.declared.file) },
                    { declared: scope.declared, live },
                    plan,
                  ),
            ),
            TE.map(({ plan, live }) =>
              inverse === true
                ? inverseResult(deps, options, inverseOf(plan, live, deps.fingerprintKey()))
                : planResult(deps, options, plan),
            ),
          ),
        { fits: fitForPruning(options, names) },
      ),
    ),
  )
}

/** What a saved plan says that it is of: a shard is of its services, by their names. */
const namesIn = ({ desired }: Scope, names: readonly string[]): readonly string[] =>
  desired.shard === undefined ? names : desired.services.map(({ cluster, name }) => `${cluster}:${name}`)
