/** `deploy status [NAME…]`: what runs now, of what the file declares. Reads alone. */
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { statusViewFrom } from '../report/report.js'
import type { Deps } from './deps.js'
import type { CommonOptions } from './options.js'
import { type Result, statusTold, toldResult } from './result.js'
import { withServices } from './scope.js'

/** Of the services named, or of all; exit 0 however they are, for `wait` and `drift` judge. */
export const runStatus = (
  deps: Deps,
  options: CommonOptions,
  names: readonly string[],
): TE.TaskEither<Failure, Result> =>
  withServices(
    deps,
    options,
    names,
    ({ desired, live }) => {
      const status = statusViewFrom(live, desired)
      return TE.right(toldResult(deps, options, statusTold(status), 0))
    },
    { reads: 'ServicesAlone' },
  )
