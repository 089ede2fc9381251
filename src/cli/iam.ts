/** `deploy iam [plan|apply|drift] [NAME…]`: the least that IAM must allow for the command. No call is made but, with --resolve, those of references. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { permissionsFor } from '../iam/iam.js'
import { type StateRequest, statesOf } from '../manifest/manifest.js'
import type { Failure } from '../model/failure.js'
import type { Json } from '../model/json.js'
import { permittedCommands, type PermittedCommand, type PolicyNote } from '../model/permission.js'
import { withoutWords } from '../model/secrecy.js'
import { jsonText, policyNotesText } from '../report/report.js'
import type { Deps } from './deps.js'
import { type Loaded, loadWhole } from './manifest.js'
import { findService, selectServices } from './names.js'
import type { CommonOptions } from './options.js'
import { fitForPruning } from './prune.js'
import type { Result } from './result.js'
import { styleOf } from './style.js'

/** As the command is to be run that the policy is for; `account` is its twelve digits; absent: what the file says of it, else a placeholder. */
export interface IamOptions extends CommonOptions {
  readonly account?: string | undefined
  readonly allowReplace: readonly string[]
  readonly prune?: true | undefined
  readonly cluster?: readonly string[] | undefined
  readonly rollbackOnFailure?: true | undefined
  readonly who?: true | undefined
  /** Ask for references that are not on this machine. */
  readonly resolve?: true | undefined
}

/** `words`: the command (plan, apply or drift; apply if it is none of them), then names of services. What the policy cannot say is noted on stderr. */
export const runIam = (deps: Deps, options: IamOptions, words: readonly string[]): TE.TaskEither<Failure, Result> => {
  const { command, names } = meaningOf(words)
  const misfit = misfitOf(command, options)
  if (misfit !== undefined) return TE.left({ kind: 'UsageError', message: misfit, command: 'iam' })
  const isResolved = options.resolve === true
  return pipe(
    loadWhole(deps, isResolved ? options : { ...options, offline: true }),
    TE.bindTo('loaded'),
    TE.chainFirstEitherKW(({ loaded }) => fitForPruning(pruned(command, options), names)(loaded.desired)),
    TE.bindW('desired', ({ loaded }) => TE.fromEither(selectServices(loaded.desired, names))),
    TE.bindW('allowReplace', ({ loaded }) =>
      TE.fromEither(E.traverseArray((name: string) => findService(loaded.desired, name))(options.allowReplace)),
    ),
    TE.map(({ loaded, desired, allowReplace }) => {
      const states = statesOf(loaded.manuscript, loaded.lookups).map(({ address }) => address)
      const { region = loaded.desired.connection?.region ?? regionOf(deps) } = options
      const { documents, notes } = permissionsFor(desired, {
        command,
        ...(region === undefined ? {} : { region }),
        ...(options.account === undefined ? {} : { account: options.account }),
        allowReplace,
        prune: options.prune === true,
        isWholeFile: names.length === 0,
        clusters: options.cluster ?? [],
        rollbackOnFailure: options.rollbackOnFailure === true,
        who: options.who === true,
        states: states.flatMap((state) => (state.kind === 'S3' && state.profile === undefined ? [state] : [])),
      })
      const shown = withoutWords(documents as unknown as Json, desired.sensitive ?? []) as readonly Json[]
      const text = jsonText(shown.length === 1 ? (shown[0] ?? null) : shown)
      const all = [...notes, ...standInNotes(loaded, isResolved, text), ...states.flatMap(elsewhere)]
      if (all.length > 0) deps.err.write(`${policyNotesText(all, styleOf(deps, deps.err, options.color))}\n`)
      return { text, exitCode: 0 } as const
    }),
  )
}

/** Drift looks there for what left the file, and prunes nothing. */
const pruned = (command: PermittedCommand, options: IamOptions): IamOptions =>
  command === 'drift' ? { ...options, cluster: [] } : options

const meaningOf = (
  words: readonly string[],
): { readonly command: PermittedCommand; readonly names: readonly string[] } => {
  const command = permittedCommands.find((one) => one === words[0])
  return command === undefined ? { command: 'apply', names: words } : { command, names: words.slice(1) }
}

/** An option of another command would be a permission that somebody believes to have. */
const misfitOf = (command: PermittedCommand, options: IamOptions): string | undefined => {
  const wrong = [
    ...(command !== 'apply' && options.allowReplace.length > 0 ? ['--allow-replace'] : []),
    ...(command !== 'apply' && options.rollbackOnFailure === true ? ['--rollback-on-failure'] : []),
    ...(command === 'drift' && options.prune === true ? ['--prune'] : []),
    ...(command !== 'drift' && options.who === true ? ['--who'] : []),
  ][0]
  return wrong === undefined ? undefined : `${wrong} makes no difference to what ${command} may do.`
}

const regionOf = ({ environment }: Deps): string | undefined =>
  [environment['AWS_REGION'], environment['AWS_DEFAULT_REGION']].find((region) => region !== undefined && region !== '')

/** What stands in the place of an output that was not asked for begins so. */
const standInNotes = ({ lookups }: Loaded, isResolved: boolean, text: string): readonly PolicyNote[] => {
  if (isResolved || ![...lookups.states.values()].some(({ kind }) => kind === 'Unasked')) return []
  const standIns = [...new Set(text.match(/terraform-\w+/g) ?? [])].sort()
  return standIns.length === 0 ? [] : [{ kind: 'ReferencesUnasked', standIns }]
}

const elsewhere = (state: StateRequest['address']): readonly PolicyNote[] =>
  state.kind === 'S3' && state.profile !== undefined
    ? [{ kind: 'StateElsewhere', state: `s3://${state.bucket}/${state.key}`, profile: state.profile }]
    : []
