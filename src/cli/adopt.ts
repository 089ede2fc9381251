/**
 * `deploy drift --adopt [NAME…]`: writes what somebody has changed in ECS into the file, at its place. Shows the patch, asks on a
 * terminal, and writes the file whole or not at all.
 */
import { diffArrays } from 'diff'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { commentsIn, type Manuscript, maskedText } from '../manifest/manifest.js'
import type { Adoption } from '../model/adoption.js'
import type { Quiet } from '../model/baseline.js'
import type { Drift } from '../model/drift.js'
import type { Failure } from '../model/failure.js'
import type { Origin } from '../model/origin.js'
import { withoutQuiet } from '../planner/planner.js'
import { adoptionEndText, adoptionPatch, adoptionText, driftJson } from '../report/report.js'
import { type Adopted, adoptedInto } from './adoption.js'
import { fitsHere, readBaseline } from './baseline.js'
import { compared } from './compared.js'
import type { Deps } from './deps.js'
import type { DriftOptions } from './drift.js'
import type { Loaded } from './manifest.js'
import { formatOnStdout } from './options.js'
import { quietened } from './quietened.js'
import { type Result, toldResult } from './result.js'
import { remembering } from './savePlan.js'
import { type Scope, withServices } from './scope.js'
import { styleOf } from './style.js'
import { usageError } from './usage.js'
import { whoIfAsked } from './who.js'

/** As those of drift; `plan`: show, and write nothing. */
export interface AdoptOptions extends DriftOptions {
  readonly adopt?: true | undefined
  readonly yes?: true | undefined
  readonly plan?: true | undefined
}

/** Exit 2 where something is left as it is. */
export const runAdopt = (
  deps: Deps,
  options: AdoptOptions,
  names: readonly string[],
): TE.TaskEither<Failure, Result> => {
  const { deps: reading, bytesOf } = remembering(deps)
  return pipe(
    TE.fromEither(fits(options)),
    TE.chain(() => readBaseline(deps, options)),
    TE.chain((baseline) =>
      withServices(reading, options, names, (scope, loaded) =>
        pipe(
          TE.fromEither(fitsHere(baseline, scope.live)),
          TE.chain(() => mustBeAFile(deps, scope.declared.file)),
          TE.chain(() => compared(deps, scope, options, names)),
          TE.map((seen) => quietened(deps, options, { ...seen, scope, baseline })),
          TE.bind('known', ({ drift }) => whoIfAsked(deps, options, scope, drift)),
          TE.chain(({ known: drift, quiet }) =>
            adopt(deps, options, { scope, loaded, bytes: bytesOf(scope.declared.file), drift, quiet }),
          ),
        ),
      ),
    ),
  )
}

const fits = ({ adopt, updateBaseline }: AdoptOptions): E.Either<Failure, void> => {
  if (adopt !== true)
    return usageError('drift', '--yes and --plan are for `drift --adopt`: drift alone changes nothing.')
  return updateBaseline === true
    ? usageError(
        'drift',
        '--adopt writes what differs into the file, --update-baseline lets it differ; say one of them.',
      )
    : E.right(undefined)
}

const mustBeAFile =
  ({ files }: Deps, file: string): TE.TaskEither<Failure, void> =>
  async () =>
    (await files.isReadOnce(file))
      ? usageError('drift', `${file} is a pipe: --adopt writes a file.`)
      : E.right(undefined)

interface Question {
  readonly scope: Scope
  readonly loaded: Loaded
  /** Of the file as it was read. */
  readonly bytes: Uint8Array
  /** Without what is ignored or accepted. */
  readonly drift: Drift
  readonly quiet: Quiet
}

const adopt =
  (deps: Deps, options: AdoptOptions, question: Question): TE.TaskEither<Failure, Result> =>
  async () => {
    const { scope, loaded, bytes, drift } = question
    const { manuscript, lookups } = loaded
    const found = adoptedInto({ manuscript, desired: scope.declared }, lookups, scope.live, drift)
    const adoption: Adoption = {
      file: scope.declared.file,
      isWritten: false,
      adopted: found.adopted,
      refused: found.refused,
      lostComments: found.adopted.length === 0 ? [] : lostBetween(manuscript, found.draft.manuscript),
      patch: patchOf(scope, manuscript, found),
    }
    if (found.adopted.length === 0 || options.plan === true) {
      return E.right(resultOf(deps, options, question, adoption, false))
    }
    const agreed = await agree(deps, options, drift, adoption)
    if (agreed !== undefined) return E.left(agreed)
    const written = await deps.files.rewrite(adoption.file, bytes, bytesLike(bytes, found.draft.manuscript))()
    if (E.isLeft(written)) return written
    return E.right(resultOf(deps, options, question, { ...adoption, isWritten: true }, true))
  }

const lostBetween = (before: Manuscript, after: Manuscript): readonly Origin[] => {
  const comments = commentsIn(before)
  let next = 0
  return diffArrays(
    comments.map(({ text }) => text),
    commentsIn(after).map(({ text }) => text),
  ).flatMap(({ added, removed, count }) => {
    if (added) return []
    const some = comments.slice(next, next + count)
    next += count
    return removed ? some.map(({ origin }) => origin) : []
  })
}

/** Secrets are hidden before the two are compared, at their places and as the texts that they are. */
const patchOf = ({ declared }: Scope, before: Manuscript, { draft, adopted }: Adopted): string => {
  if (adopted.length === 0) return ''
  const words = declared.sensitive ?? []
  return adoptionPatch(declared.file, maskedText(before, words), maskedText(draft.manuscript, words))
}

/** A byte order mark is no part of the text, and stays. */
const bytesLike = (bytes: Uint8Array, { lines }: Manuscript): Uint8Array => {
  const text = new TextEncoder().encode(lines.text)
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    ? new Uint8Array([...byteOrderMark, ...text])
    : text
}

const byteOrderMark = [0xef, 0xbb, 0xbf]

/** Shows what would be written, and asks; undefined: yes. */
const agree = async (
  deps: Deps,
  options: AdoptOptions,
  drift: Drift,
  adoption: Adoption,
): Promise<Failure | undefined> => {
  show(deps, options, drift, adoption)
  if (options.yes === true) return undefined
  const { file } = adoption
  if (deps.ask === undefined) return { kind: 'NotAdopted', file, because: 'NotATerminal' }
  const answer = await deps.ask(`Write this into ${file}?`)
  if (answer === 'Interrupted' || deps.signal.aborted) return { kind: 'Interrupted' }
  return answer === 'Yes' ? undefined : { kind: 'NotAdopted', file, because: 'Declined' }
}

/** As a plan is shown before it is applied: on stderr where stdout carries another format. */
const show = (deps: Deps, options: AdoptOptions, drift: Drift, adoption: Adoption): void => {
  const format = formatOnStdout(options.output)
  if (format !== 'text' && format !== 'github' && options.yes === true) return
  const stream = format === 'text' ? deps.out : deps.err
  stream.write(`${adoptionText(drift, adoption, styleOf(deps, stream, options.color))}\n\n`)
}

/** Reports are of what drift is left. */
const resultOf = (
  deps: Deps,
  options: AdoptOptions,
  { drift, quiet }: Question,
  adoption: Adoption,
  wasShown: boolean,
): Result => {
  const left = adoption.isWritten ? without(drift, adoption) : drift
  return toldResult(
    deps,
    options,
    {
      reported: { kind: 'Drift', drift: left, failOn: options.failOn, quiet },
      text: (style) => [adoptionText(drift, adoption, style), adoptionEndText(adoption, style, quiet)].join('\n\n'),
      ...(wasShown ? { rest: (style) => adoptionEndText(adoption, style, quiet) } : {}),
      json: () => driftJson(left, options.failOn, quiet, adoption),
    },
    adoption.refused.length === 0 ? 0 : 2,
  )
}

/** What is adopted is not known and left out: it is no longer there. */
const without = (drift: Drift, { adopted }: Adoption): Drift => {
  const left = withoutQuiet(drift, (found) => found.kind === 'Difference' && adopted.includes(found.difference))
  return {
    ...left,
    services: left.services.map((service) => {
      const before = drift.services.find(({ target }) => target === service.target)
      const { target, state, isRecorded, differences, notes } = service
      const known = before?.quiet === undefined ? {} : { quiet: before.quiet }
      return { target, state, isRecorded, differences, ...known, notes }
    }),
  }
}
