/** Which file is meant, and what it declares. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { decodeManifest } from '../manifest/manifest.js'
import type { Failure } from '../model/failure.js'
import type { DesiredState } from '../model/service.js'
import type { Deps } from './deps.js'
import type { CommonOptions } from './options.js'

/** `-f FILE`, else $DEPLOY_CONFIG_FILE, else $DEPLOYFISH_CONFIG_FILE, else the first of the usual names that exists. */
export const loadManifest = (deps: Deps, options: CommonOptions): TE.TaskEither<Failure, DesiredState> =>
  pipe(
    fileOf(deps, options.file),
    TE.bindTo('path'),
    TE.bindW('bytes', ({ path }) => deps.files.read(path)),
    TE.chainEitherKW(({ path, bytes }) => decodeManifest(path, bytes)),
  )

const usualNames = ['deploy.yml', 'deploy.yaml', 'deployfish.yml']

const fileOf =
  ({ environment, files }: Deps, file: string | undefined): TE.TaskEither<Failure, string> =>
  async () => {
    const named = file ?? environment['DEPLOY_CONFIG_FILE'] ?? environment['DEPLOYFISH_CONFIG_FILE']
    if (named !== undefined && named !== '') return TE.right(named)()
    for (const name of usualNames) if (await files.exists(name)) return TE.right(name)()
    return TE.left({ kind: 'ManifestNotFound' as const, tried: usualNames })()
  }
