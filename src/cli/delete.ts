/** `deploy delete NAME`: ends a service; always asks. Its task definitions stay. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { planDelete } from '../planner/planner.js'
import { converge } from './converge.js'
import type { Deps } from './deps.js'
import { mustExist, withService } from './scope.js'
import type { ChangeOptions } from './options.js'
import type { Result } from './result.js'

/** Left as ServiceMissing where ECS has no ACTIVE one; whatever the file says of it, the next apply would make it again. */
export const runDelete = (deps: Deps, options: ChangeOptions, name: string): TE.TaskEither<Failure, Result> =>
  withService(
    deps,
    options,
    name,
    (scope) =>
      pipe(
        mustExist(scope, 'delete'),
        TE.chainW((active) =>
          converge(deps, options, scope, planDelete(scope.desired.file, scope.live, active), {
            asks: 'Always',
            isRequested: true,
          }),
        ),
      ),
    'ServicesAlone',
  )
