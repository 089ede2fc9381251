/** Which file is meant, and what it declares. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { connectionOf, decodeInTurns, type Lookups, type Manuscript, readManifest } from '../manifest/manifest.js'
import type { Connection } from '../model/connection.js'
import type { Failure } from '../model/failure.js'
import type { DesiredState } from '../model/service.js'
import { warningsText } from '../report/report.js'
import type { Deps } from './deps.js'
import { type CommonOptions, usualNames } from './options.js'
import { gatherLookups } from './references.js'
import { styleOf } from './style.js'

/**
 * `-f FILE`, else $DEPLOY_CONFIG_FILE, else $DEPLOYFISH_CONFIG_FILE, else the first of the usual names that exists; its
 * references resolved. What deserves a look in it is said on stderr.
 */
export const loadManifest = (deps: Deps, options: CommonOptions): TE.TaskEither<Failure, DesiredState> =>
  pipe(
    loadWhole(deps, options),
    TE.map(({ desired }) => desired),
  )

/** What a file declares, with the text that it was read from and what its references stand for. */
export interface Loaded {
  readonly manuscript: Manuscript
  readonly lookups: Lookups
  readonly desired: DesiredState
}

/** As loadManifest. What is to be begun meanwhile is begun when nothing is left to be asked before the file is checked. */
export const loadWhole = <Begun = undefined>(
  deps: Deps,
  options: CommonOptions,
  begin?: (manuscript: Manuscript, lookups: Lookups) => Begun,
): TE.TaskEither<Failure, Loaded & { readonly begun: Begun | undefined }> =>
  pipe(
    fileOf(deps, options.file),
    TE.bindTo('path'),
    TE.bindW('bytes', ({ path }) => deps.files.read(path)),
    TE.chainEitherKW(({ path, bytes }) => readManifest(path, bytes)),
    TE.bindTo('manuscript'),
    TE.bindW('lookups', ({ manuscript }) => gatherLookups(deps, options, manuscript)),
    TE.let('begun', ({ manuscript, lookups }) => begin?.(manuscript, lookups)),
    TE.bindW('desired', ({ manuscript, lookups }) => decoded(deps, manuscript, lookups)),
    TE.map(({ manuscript, lookups, begun, desired }) => {
      if (desired.warnings.length > 0) {
        deps.err.write(`${warningsText(desired.warnings, styleOf(deps, deps.err, options.color))}\n`)
      }
      return { manuscript, lookups, begun, desired }
    }),
  )

/** A large file takes seconds to check, in which a Ctrl-C is to be heard, and whatever else was begun is to go on. */
const decoded =
  ({ clock, signal }: Deps, manuscript: Manuscript, lookups: Lookups): TE.TaskEither<Failure, DesiredState> =>
  async () => {
    const turns = decodeInTurns(manuscript, lookups)
    let sinceMs = clock.now()
    for (;;) {
      const turn = turns.next()
      if (turn.done === true) return turn.value
      if (clock.now() - sinceMs < turnMs) continue
      await clock.sleep(0, signal)
      if (signal.aborted) return E.left({ kind: 'Interrupted' })
      sinceMs = clock.now()
    }
  }

/** Long against what a pause takes, short against how long AWS takes to answer. */
const turnMs = 5

/** How a file says that AWS is reached, whatever else is wrong with it; nothing beyond this machine is asked for it. */
export const connectionIn =
  (deps: Deps, options: CommonOptions, file: string): TE.TaskEither<Failure, { readonly connection?: Connection }> =>
  async () => {
    const bytes = await deps.files.read(file)()
    if (E.isLeft(bytes)) return bytes
    const manuscript = readManifest(file, bytes.right)
    if (E.isLeft(manuscript)) return E.right({})
    const lookups = await gatherLookups(deps, { ...options, offline: true }, manuscript.right)()
    const connection = E.isLeft(lookups) ? undefined : connectionOf(manuscript.right, lookups.right)
    return E.right(connection === undefined ? {} : { connection })
  }

/** The file that -f or the environment names. */
export const namedFile = ({ environment }: Deps, file: string | undefined): E.Either<Failure, string | undefined> => {
  // An empty name is a variable that was not set: taking another file then would be a nasty surprise.
  if (file === '') return E.left({ kind: 'UsageError', message: '-f needs the name of a file, and it is empty.' })
  return E.right(
    [file, environment['DEPLOY_CONFIG_FILE'], environment['DEPLOYFISH_CONFIG_FILE']].find(
      (name) => name !== undefined && name !== '',
    ),
  )
}

const fileOf =
  (deps: Deps, file: string | undefined): TE.TaskEither<Failure, string> =>
  async () => {
    const named = namedFile(deps, file)
    if (E.isLeft(named)) return named
    if (named.right !== undefined) return E.right(named.right)
    for (const name of usualNames) if (await deps.files.exists(name)) return E.right(name)
    return E.left({ kind: 'ManifestNotFound', tried: usualNames })
  }
