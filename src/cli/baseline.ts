/** `drift --baseline FILE`: a committed file of differences that are known, and `--update-baseline`, which writes it. */
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { BaselineContent } from '../model/baseline.js'
import type { Failure } from '../model/failure.js'
import type { LiveState } from '../model/service.js'
import { misplaced } from '../planner/planner.js'
import { baselineFrom, baselineText } from '../saved/saved.js'
import type { Deps } from './deps.js'
import { usageError } from './usage.js'

/** Of `drift` alone. */
export interface BaselineOptions {
  readonly baseline?: string | undefined
  readonly updateBaseline?: true | undefined
}

/** A baseline as it was read. */
export interface Baseline extends BaselineContent {
  readonly file: string
  readonly isUpdated: boolean
  readonly isNew: boolean
  /** As it is written; undefined: there is no file yet. */
  readonly bytes: Uint8Array | undefined
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
        return E.isLeft(possible)
          ? possible
          : E.right({ file, place: {}, entries: [], isUpdated, isNew: true, bytes: undefined })
      }
    }
    const bytes = await files.read(file)()
    if (E.isLeft(bytes)) return E.left({ kind: 'BaselineUnreadable', file, why: bytes.left.why })
    const content = baselineFrom(file, bytes.right)
    if (E.isLeft(content)) return content
    const possible = isUpdated ? await files.canWrite(file)() : E.right(undefined)
    return E.isLeft(possible)
      ? possible
      : E.right({ file, ...content.right, isUpdated, isNew: false, bytes: bytes.right })
  }

/** Services of the same names in another account or region are others: what is known of these says nothing of them. */
export const fitsHere = (baseline: Baseline | undefined, { region, account }: LiveState): E.Either<Failure, void> => {
  const wrong = baseline === undefined ? undefined : misplaced(baseline.place, { region, account })
  return baseline === undefined || wrong === undefined
    ? E.right(undefined)
    : E.left({ kind: 'BaselineElsewhere', file: baseline.file, ...wrong })
}

/**
 * Whole or not at all, in the place of the file that was read, through links and with its permissions; a file that says the same
 * already is left as it is, and one that somebody has changed meanwhile, too.
 */
export const saveBaseline = (
  { files }: Deps,
  { file, bytes: before, isUpdated }: Baseline,
  content: BaselineContent,
): TE.TaskEither<Failure, void> => {
  const after = new TextEncoder().encode(baselineText(content))
  if (!isUpdated || (before !== undefined && isSameBytes(before, after))) return TE.right(undefined)
  return files.rewrite(file, before, after)
}

const isSameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index])
