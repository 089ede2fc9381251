/** The arguments of `deploy apply`: names of services, or one file with a saved plan. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { meansToBeOne } from '../saved/saved.js'
import { type ApplyOptions, runApply } from './apply.js'
import { runApplySaved } from './applySaved.js'
import type { Deps } from './deps.js'
import { loadManifest } from './manifest.js'
import { findService } from './names.js'
import type { Result } from './result.js'

/** `words` are names of services, none for all, or the one path of a saved plan. */
export const runApplyWhat = (
  deps: Deps,
  options: ApplyOptions,
  words: readonly string[],
): TE.TaskEither<Failure, Result> =>
  pipe(
    meaningOf(deps, options, words),
    TE.chain((file) =>
      file === undefined
        ? pipe(
            runApply(deps, options, words),
            TE.orElse((failure) => TE.leftTask(() => withBothMeanings(deps, words, failure))),
          )
        : runApplySaved(deps, options, file),
    ),
  )

/** The file that is meant; undefined: services are. A service's name wins over a file that is called like it. */
const meaningOf =
  (deps: Deps, options: ApplyOptions, words: readonly string[]): TE.TaskEither<Failure, string | undefined> =>
  async () => {
    const files = words.filter(isPath)
    const [first] = words
    if (files.length > 0 && words.length > 1) return E.left(notAlone(files[0] ?? ''))
    if (first === undefined || words.length > 1 || files.length > 0) return E.right(files[0])
    return (await isSavedPlan(deps, first)) ? whoHasTheName(deps, options, first)() : E.right(undefined)
  }

/** What no service can be called. */
const isPath = (word: string): boolean => /^\.{0,2}[/\\]|^[A-Za-z]:[/\\]|\.json$/.test(word)

const isSavedPlan = async ({ files }: Deps, word: string): Promise<boolean> => {
  if (!(await files.exists(word)) || (await files.isReadOnce(word))) return false
  const bytes = await files.read(word)()
  return E.isRight(bytes) && meansToBeOne(bytes.right)
}

/** Without a manifest there are no services; one that cannot be read may have a service of that name. */
const whoHasTheName =
  (deps: Deps, options: ApplyOptions, word: string): TE.TaskEither<Failure, string | undefined> =>
  async () => {
    // What deserves a look in it is said when it is read for good.
    const desired = await loadManifest({ ...deps, err: { ...deps.err, write: () => undefined } }, options)()
    const found = E.isLeft(desired) ? desired : findService(desired.right, word)
    if (E.isRight(found) || found.left.kind === 'AmbiguousName') return E.right(undefined)
    const { left } = found
    const isNobodys =
      left.kind === 'UnknownName' ||
      left.kind === 'ManifestNotFound' ||
      (left.kind === 'FileUnreadable' && left.why === 'Missing')
    return isNobodys ? E.right(word) : found
  }

const withBothMeanings = async (deps: Deps, words: readonly string[], failure: Failure): Promise<Failure> => {
  if (failure.kind !== 'UnknownName' || !words.includes(failure.name)) return failure
  if (await isSavedPlan(deps, failure.name)) return notAlone(failure.name)
  return { ...failure, asFile: (await deps.files.exists(failure.name)) ? 'NotASavedPlan' : 'Missing' }
}

const notAlone = (file: string): Failure => ({
  kind: 'UsageError',
  message: `A saved plan says itself what it changes: apply ${file} alone, without names of services.`,
  command: 'apply',
})
