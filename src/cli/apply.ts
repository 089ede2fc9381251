/** `deploy apply [NAME…]`: makes ECS as the file declares. This is the straight line; the other commands are parts of it. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { converge } from './converge.js'
import type { Deps } from './deps.js'
import type { ChangeOptions } from './options.js'
import { type PolicyOptions, withPolicies } from './policies.js'
import { inFull } from './planned.js'
import { policyFor } from './policy.js'
import { fitForPruning, plannedWithPruning, type PruneOptions } from './prune.js'
import { keepRecords } from './records.js'
import type { Result } from './result.js'
import { withServices } from './scope.js'

/** What apply takes beside what all changing commands do; `allowReplace` names services that may be deleted and made anew, as they are typed. */
export interface ApplyOptions extends ChangeOptions, PruneOptions, PolicyOptions {
  readonly allowReplace: readonly string[]
}

/** Of the services named, or of all. Left before anything is called: an Error stands in the way, or nobody agreed; how each rollout ended is the result. */
export const runApply = (deps: Deps, options: ApplyOptions, names: readonly string[]): TE.TaskEither<Failure, Result> =>
  withServices(
    deps,
    inFull(options, (options.policy ?? []).length > 0),
    names,
    (scope) =>
      pipe(
        TE.fromEither(policyFor(deps, scope.declared, options.allowReplace)),
        TE.chainW((policy) => plannedWithPruning(deps, options, scope, policy)),
        TE.bind('checked', ({ plan, live }) => withPolicies(deps, options, { desired: scope.desired, live, plan })),
        TE.chainW(({ checked, live }) =>
          pipe(
            converge(deps, options, { ...scope, live }, checked, { asks: 'Always' }),
            TE.chainFirst(() => keepRecords(deps, options, scope, { plan: checked, live })),
          ),
        ),
      ),
    { fits: fitForPruning(options, names) },
  )
