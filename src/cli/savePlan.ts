/** `deploy plan --out FILE`: keeps a plan for `deploy apply FILE`. */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { isRefused, type Plan } from '../model/plan.js'
import { factsOf } from '../model/savedPlan.js'
import { savedPlanNote } from '../report/report.js'
import { digestOfManifest, meansToBeOne, savedPlanText } from '../saved/saved.js'
import type { Deps, Files } from './deps.js'
import type { CommonOptions } from './options.js'
import type { Scope } from './scope.js'
import { styleOf } from './style.js'

/** `out`: the file that keeps the plan; absent: none does. */
export interface SaveOptions extends CommonOptions {
  readonly out?: string | undefined
  readonly allowReplace: readonly string[]
}

/** Asked before anything else, so that nobody waits for a refusal: another file than a saved plan is never written over. */
export const mustBeFree =
  ({ files }: Deps, out: string): TE.TaskEither<Failure, void> =>
  async () => {
    if (out === '' || out === '-') {
      const message =
        out === ''
          ? '--out needs the name of a file, and it is empty.'
          : '--out - is no file: a saved plan is for `deploy apply FILE`; to print a plan, say --output json.'
      return E.left({ kind: 'UsageError', message, command: 'plan' })
    }
    if (!(await files.exists(out))) return files.canWrite(out)()
    if (await files.isReadOnce(out)) return E.left({ kind: 'NotOverwritten', file: out })
    const bytes = await files.read(out)()
    return E.isRight(bytes) && meansToBeOne(bytes.right)
      ? files.canWrite(out)()
      : E.left({ kind: 'NotOverwritten', file: out })
  }

/** Files that keep what was read of them: a pipe gives its content once. */
export const remembering = (deps: Deps): { readonly deps: Deps; readonly bytesOf: (file: string) => Uint8Array } => {
  const known = new Map<string, Uint8Array>()
  const files: Files = {
    ...deps.files,
    read: (path) => async () => {
      const bytes = await deps.files.read(path)()
      if (E.isRight(bytes)) known.set(path, bytes.right)
      return bytes
    },
  }
  return { deps: { ...deps, files }, bytesOf: (file) => known.get(file) ?? new Uint8Array() }
}

/** Writes the plan, and says so on stderr; a refused one is not written. */
export const savePlan =
  (
    deps: Deps,
    options: SaveOptions & { readonly out: string },
    { names, manifest }: { readonly names: readonly string[]; readonly manifest: Uint8Array },
    { declared, live }: Pick<Scope, 'declared' | 'live'>,
    plan: Plan,
  ): TE.TaskEither<Failure, void> =>
  async () => {
    const { out, allowReplace } = options
    const style = styleOf(deps, deps.err, options.color)
    if (isRefused(plan)) {
      const isThere = await deps.files.exists(out)
      deps.err.write(`${savedPlanNote({ kind: 'NotSaved', file: out, isThere }, style)}\n`)
      return E.right(undefined)
    }
    const saved = {
      program: deps.version,
      createdAtMs: deps.clock.now(),
      source: { file: declared.file, sha256: digestOfManifest(manifest) },
      names,
      allowReplace,
      ...(declared.connection === undefined ? {} : { connection: declared.connection }),
      plan,
      facts: factsOf(plan, live),
    }
    const written = await deps.files.write(out, savedPlanText(saved, deps.randomKey(), declared.sensitive ?? []))()
    if (E.isRight(written)) deps.err.write(`${savedPlanNote({ kind: 'Saved', file: out }, style)}\n`)
    return written
  }
