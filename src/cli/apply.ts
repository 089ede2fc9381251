/** `deploy apply [NAME…]`: makes ECS as the file declares. This is the straight line; the other commands are parts of it. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { planFor } from '../planner/planner.js'
import { converge } from './converge.js'
import type { Deps } from './deps.js'
import type { ChangeOptions } from './options.js'
import { policyFor } from './policy.js'
import type { Result } from './result.js'
import { withServices } from './scope.js'

export interface ApplyOptions extends ChangeOptions {
  readonly allowReplace: readonly string[]
}

export const runApply = (deps: Deps, options: ApplyOptions, names: readonly string[]): TE.TaskEither<Failure, Result> =>
  withServices(deps, options, names, ({ session, declared, desired, live }) =>
    pipe(
      TE.fromEither(policyFor(deps, declared, options.allowReplace)),
      TE.map((policy) => planFor(desired, live, policy)),
      TE.chainW((plan) => converge(deps, options, { session, desired, live }, plan, { asks: 'Always' })),
    ),
  )
