/** `deploy validate`: is the file right? Asks nobody. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { validJson, validText } from '../report/report.js'
import type { Deps } from './deps.js'
import { loadManifest } from './manifest.js'
import type { CommonOptions } from './options.js'
import { judged, type PolicyOptions } from './policies.js'
import { type Result, toldResult } from './result.js'
import { inShard } from './shard.js'

/** A file with mistakes is left as ManifestInvalid, with all of them; warnings alone leave it valid. */
export const runValidate = (deps: Deps, options: CommonOptions & PolicyOptions): TE.TaskEither<Failure, Result> =>
  pipe(
    loadManifest(deps, options),
    TE.map(inShard(options.shard)),
    TE.chain((desired) => judged(deps, options, desired)),
    TE.map((desired) => {
      const { file, services, warnings, shard } = desired
      return toldResult(
        deps,
        options,
        {
          reported: {
            kind: 'Validation',
            file,
            services: services.length,
            issues: [],
            warnings,
            ...(shard === undefined ? {} : { shard }),
          },
          text: (style) => validText(desired, style, options.detail),
          json: () => validJson(desired),
        },
        0,
      )
    }),
  )
