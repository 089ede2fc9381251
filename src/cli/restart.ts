/** `deploy restart NAME`: a new deployment of what runs; the file has no say in it. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { planRestart } from '../planner/planner.js'
import { converge } from './converge.js'
import type { Deps } from './deps.js'
import { mustExist, withService } from './scope.js'
import type { ChangeOptions } from './options.js'
import type { Result } from './result.js'

/** Left as ServiceMissing where ECS has no ACTIVE one. */
export const runRestart = (deps: Deps, options: ChangeOptions, name: string): TE.TaskEither<Failure, Result> =>
  withService(
    deps,
    options,
    name,
    (scope) =>
      pipe(
        mustExist(scope, 'restart'),
        TE.chainW((active) =>
          converge(deps, options, scope, planRestart(scope.desired.file, scope.live, active), {
            asks: 'WhenDestroying',
            isRequested: true,
          }),
        ),
      ),
    'ServicesAlone',
  )
