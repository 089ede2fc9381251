/** `drift --baseline FILE`: a committed file of differences that are known, and `--update-baseline`, which writes it. */
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { BaselineEntry } from '../model/baseline.js'
import type { Failure } from '../model/failure.js'
import { baselineFrom, baselineText } from '../saved/saved.js'
import type { Deps } from './deps.js'
import { usageError } from './usage.js'

/** Of `drift` alone. */
export interface BaselineOptions {
  readonly baseline?: string | undefined
  readonly updateBaseline?: true | undefined
}

/** A baseline as it was read. */
export interface Baseline {
  readonly file: string
  readonly entries: readonly BaselineEntry[]
  readonly isUpdated: boolean
  /** As it is written; undefined: there is no file yet. */
  readonly text: string | undefined
}

/** Read before AWS is asked, so that nobody waits for a refusal. undefined: none is asked for. */
export const readBaseline =
  (
    { files }: Deps,
    { baseline: file, updateBaseline }: BaselineOptions,
  ): TE.TaskEither<Failure, Baseline | undefined> =>
  async () => {
    const isUpdated = updateBaseline === true
    if (file === undefined) {
      return isUpdated
        ? usageError('drift', '--update-baseline needs --baseline FILE: the file that it writes.')
        : E.right(undefined)
    }
    if (file === '-') return usageError('drift', '--baseline - is no file: a baseline is kept, and committed.')
    if (isUpdated) {
      if (await files.isReadOnce(file))
        return usageError('drift', `${file} is a pipe: --update-baseline writes a file.`)
      if (!(await files.exists(file))) {
        const possible = await files.canWrite(file)()
        return E.isLeft(possible) ? possible : E.right({ file, entries: [], isUpdated, text: undefined })
      }
    }
    const bytes = await files.read(file)()
    if (E.isLeft(bytes)) return E.left({ kind: 'BaselineUnreadable', file, why: bytes.left.why })
    const entries = baselineFrom(file, bytes.right)
    if (E.isLeft(entries)) return entries
    const possible = isUpdated ? await files.canWrite(file)() : E.right(undefined)
    return E.isLeft(possible)
      ? possible
      : E.right({ file, entries: entries.right, isUpdated, text: new TextDecoder().decode(bytes.right) })
  }

/** Whole or not at all; a file that says the same already is left as it is. */
export const saveBaseline = (
  { files }: Deps,
  { file, text: before, isUpdated }: Baseline,
  entries: readonly BaselineEntry[],
): TE.TaskEither<Failure, void> => {
  const text = baselineText(entries)
  return !isUpdated || text === before ? TE.right(undefined) : files.write(file, text, 'Everybody')
}
