/** What the command line allows the planner. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Failure } from '../model/failure.js'
import { type DesiredState, targetOf } from '../model/service.js'
import type { Policy } from '../planner/planner.js'
import type { Deps } from './deps.js'
import { findService } from './names.js'

/** `--allow-replace NAME`, once for each service that may be deleted and made anew. */
export const policyFor = (
  { fingerprintKey }: Deps,
  desired: DesiredState,
  allowReplace: readonly string[],
): E.Either<Failure, Policy> =>
  pipe(
    E.traverseArray((name: string) => findService(desired, name))(allowReplace),
    E.map((services) => ({ allowReplace: services.map(targetOf), fingerprintKey: fingerprintKey() })),
  )
