/** `deploy create NAME`: the seed's first verb. A service that exists already is an error, not an update. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { targetOf } from '../model/service.js'
import { planFor } from '../planner/planner.js'
import { converge } from './converge.js'
import type { Deps } from './deps.js'
import { withService } from './scope.js'
import type { ChangeOptions } from './options.js'
import { policyFor } from './policy.js'
import type { Result } from './result.js'

/** Left as ServiceExists where an ACTIVE one bears the name. */
export const runCreate = (deps: Deps, options: ChangeOptions, name: string): TE.TaskEither<Failure, Result> =>
  withService(deps, options, name, ({ service, active, ...scope }) =>
    active === undefined
      ? pipe(
          TE.fromEither(policyFor(deps, scope.desired, [])),
          TE.chainW((policy) =>
            converge(deps, options, scope, planFor(scope.desired, scope.live, policy), { asks: 'WhenDestroying' }),
          ),
        )
      : TE.left({ kind: 'ServiceExists', target: targetOf(service) }),
  )
