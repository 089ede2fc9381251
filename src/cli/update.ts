/** `deploy update NAME`: apply for one service that must exist; asks only where something is deleted. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import type { ApplyOptions } from './apply.js'
import { converge } from './converge.js'
import type { Deps } from './deps.js'
import { planned } from './planned.js'
import { mustExist, withService } from './scope.js'
import { policyFor } from './policy.js'
import { keepRecords } from './records.js'
import type { Result } from './result.js'

/** Left as ServiceMissing where ECS has no ACTIVE one. */
export const runUpdate = (deps: Deps, options: ApplyOptions, name: string): TE.TaskEither<Failure, Result> =>
  withService(deps, options, name, (scope) =>
    pipe(
      mustExist(scope, 'update'),
      TE.chainEitherKW(() => policyFor(deps, scope.declared, options.allowReplace)),
      TE.chainW((policy) => planned(deps, scope, policy)),
      TE.chainW(({ plan, live }) =>
        pipe(
          converge(deps, options, { ...scope, live }, plan, { asks: 'WhenDestroying' }),
          TE.chainFirst(() => keepRecords(deps, options, scope, { plan, live })),
        ),
      ),
    ),
  )
