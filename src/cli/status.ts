/** `deploy status [NAME…]`: what runs now, of what the file declares. Reads alone. */
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { statusJson, statusText } from '../report/report.js'
import type { Deps } from './deps.js'
import type { CommonOptions } from './options.js'
import { rendered, type Result } from './result.js'
import { withServices } from './scope.js'
import { styleOf } from './style.js'

export const runStatus = (
  deps: Deps,
  options: CommonOptions,
  names: readonly string[],
): TE.TaskEither<Failure, Result> =>
  withServices(
    deps,
    options,
    names,
    ({ desired, live }) =>
      TE.right({
        text: rendered(
          options.output,
          () => statusText(live, desired, styleOf(deps, deps.out, options.color)),
          () => statusJson(live, desired),
        ),
        exitCode: 0,
      }),
    { reads: 'ServicesAlone' },
  )
