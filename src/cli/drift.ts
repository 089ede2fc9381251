/** `deploy drift [NAME…]`: for CI. Reads alone; exit 2 where live, or the file, is not as it was last applied. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Quiet } from '../model/baseline.js'
import { type Drift, hasDrifted } from '../model/drift.js'
import type { Failure } from '../model/failure.js'
import { driftJson, driftText } from '../report/report.js'
import { type BaselineOptions, fitsHere, readBaseline, saveBaseline } from './baseline.js'
import { type CompareOptions, compared } from './compared.js'
import type { Deps } from './deps.js'
import type { CommonOptions } from './options.js'
import { type QuietOptions, quietened } from './quietened.js'
import { type Result, toldResult } from './result.js'
import { withServices } from './scope.js'
import { usageError } from './usage.js'
import { whoIfAsked, type WhoOptions } from './who.js'

/** What is compared, what of it is told, and what makes the command fail. */
export interface DriftOptions extends CommonOptions, BaselineOptions, CompareOptions, QuietOptions, WhoOptions {}

/** Of the services named, or of all and of those that left the file. */
export const runDrift = (deps: Deps, options: DriftOptions, names: readonly string[]): TE.TaskEither<Failure, Result> =>
  pipe(
    TE.fromEither(fitForShards(options)),
    TE.chain(() => readBaseline(deps, options)),
    TE.chain((baseline) =>
      withServices(deps, options, names, (scope) =>
        pipe(
          TE.fromEither(fitsHere(baseline, scope.live)),
          TE.chain(() => compared(deps, scope, options, names)),
          TE.map((seen) => quietened(deps, options, { ...seen, scope, baseline })),
          TE.chainFirst(({ content }) =>
            baseline === undefined ? TE.right(undefined) : saveBaseline(deps, baseline, content),
          ),
          TE.chain(({ drift, quiet }) =>
            pipe(
              whoIfAsked(deps, options, scope, drift),
              TE.map((shown) => resultOf(deps, options, shown, quiet)),
            ),
          ),
        ),
      ),
    ),
  )

/** Several machines would write one file, each its own part of it. */
const fitForShards = ({ shard, updateBaseline }: DriftOptions): E.Either<Failure, void> =>
  shard !== undefined && updateBaseline === true
    ? usageError('drift', '--update-baseline writes one file for all services: leave --shard out.')
    : E.right(undefined)

const resultOf = (deps: Deps, options: DriftOptions, drift: Drift, quiet: Quiet): Result =>
  toldResult(
    deps,
    options,
    {
      reported: { kind: 'Drift', drift, failOn: options.failOn, quiet },
      text: (style) => driftText(drift, style, quiet, options.detail),
      json: () => driftJson(drift, options.failOn, quiet),
    },
    hasDrifted(drift, options.failOn) ? 2 : 0,
  )
