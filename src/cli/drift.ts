/** `deploy drift [NAME…]`: for CI. Reads alone; exit 2 where live is not as declared. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { planFor } from '../planner/planner.js'
import { driftJson, driftText, exitCodeOfDrift } from '../report/report.js'
import type { Deps } from './deps.js'
import type { CommonOptions } from './options.js'
import { policyFor } from './policy.js'
import { type Result, toldResult } from './result.js'
import { withServices } from './scope.js'

export const runDrift = (
  deps: Deps,
  options: CommonOptions,
  names: readonly string[],
): TE.TaskEither<Failure, Result> =>
  withServices(deps, options, names, ({ declared, desired, live }) =>
    pipe(
      TE.fromEither(policyFor(deps, declared, [])),
      TE.map((policy) => planFor(desired, live, policy)),
      TE.map((plan) =>
        toldResult(
          deps,
          options,
          {
            reported: { kind: 'Drift', plan },
            text: (style) => driftText(plan, style),
            json: () => driftJson(plan),
          },
          exitCodeOfDrift(plan),
        ),
      ),
    ),
  )
