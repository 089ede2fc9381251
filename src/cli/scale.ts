/** `deploy scale NAME COUNT`: a count that the file does not say; the next apply takes it back. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { readScaled } from '../live/live.js'
import { targetOf } from '../model/service.js'
import { planScale } from '../planner/planner.js'
import { converge } from './converge.js'
import type { Deps } from './deps.js'
import { mustExist, withService } from './scope.js'
import type { ChangeOptions } from './options.js'
import type { Result } from './result.js'

/** `count` is of tasks. Left as DaemonHasNoCount where ECS runs one on each instance. */
export const runScale = (
  deps: Deps,
  options: ChangeOptions,
  name: string,
  count: number,
): TE.TaskEither<Failure, Result> =>
  withService(
    deps,
    options,
    name,
    (scope) =>
      pipe(
        mustExist(scope, 'scale'),
        TE.filterOrElseW(
          ({ status }) => status.schedulingStrategy !== 'DAEMON',
          ({ cluster, name: service }): Failure => ({ kind: 'DaemonHasNoCount', target: { cluster, service } }),
        ),
        TE.bindTo('active'),
        TE.bindW('scaled', ({ active }) => readScaled(scope.session.aws, [targetOf(active)])),
        TE.chainW(({ active, scaled }) =>
          converge(deps, options, scope, planScale(scope.desired.file, { ...scope.live, scaled }, active, count), {
            asks: 'WhenDestroying',
            isRequested: true,
          }),
        ),
      ),
    'ServicesAlone',
  )
