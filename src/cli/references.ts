/** Gathers what a file refers to: variables by their sources, env files, Terraform states. Each is asked for once. */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import {
  connectionOf,
  type EnvFile,
  envFileFrom,
  envFileIssues,
  envFilesOf,
  isConnectionMistaken,
  type Lookups,
  type Manuscript,
  noLookups,
  type State,
  type StateRequest,
  statesOf,
  stateFrom,
  type Variable,
} from '../manifest/manifest.js'
import type { Connection } from '../model/connection.js'
import type { AwsError, Failure } from '../model/failure.js'
import type { Issue } from '../model/issue.js'
import { connectTo, openAws } from './connection.js'
import type { Deps } from './deps.js'
import type { CommonOptions } from './options.js'
import { readWorkspace } from './terraformCloud.js'

/** Left: a file or a state that the manifest refers to, or an --env-file, cannot be had; with --offline, states elsewhere are marked as unasked. */
export const gatherLookups =
  (deps: Deps, options: CommonOptions, manuscript: Manuscript): TE.TaskEither<Failure, Lookups> =>
  async () => {
    const hasReferences = manuscript.refers(manuscript.document.value)
    const hasFiles = (options.envFile ?? []).length > 0 || envFilesOf(manuscript, noLookups).length > 0
    if (!hasReferences && !hasFiles) return E.right(noLookups)
    const after = await afterwards(deps, options)
    if (E.isLeft(after)) return after
    const variables: Lookups = { ...noLookups, before: named(deps, options.env ?? []), after: after.right }
    const envFiles = new Map<string, EnvFile>()
    for (const file of envFilesOf(manuscript, variables)) envFiles.set(file, await readEnvFile(deps, file))
    const lookups: Lookups = { ...variables, envFiles }
    if (!hasReferences) return E.right(lookups)
    const connection = connectionOf(manuscript, lookups)
    const isMistaken = isConnectionMistaken(manuscript, lookups)
    const states = new Map<string, State>()
    for (const request of statesOf(manuscript, lookups)) {
      const { kind } = request.address
      const isLeftOut =
        kind === 'S3' ? isMistaken || options.offline === true : kind !== 'File' && options.offline === true
      const state = isLeftOut
        ? E.right({ kind: 'Unasked' } as const)
        : await readState(deps, options, request, connection)()
      if (E.isLeft(state)) return state
      states.set(request.name, state.right)
    }
    return E.right({ ...lookups, states })
  }

/** `--env NAME` takes the shell's variable, if it is set; `--env NAME=value` says it. */
const named = ({ environment }: Deps, words: readonly string[]): ReadonlyMap<string, Variable> =>
  new Map(
    words.flatMap((word): readonly (readonly [string, Variable])[] => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(word) ?? []
      if (name !== undefined && value !== undefined) return [[name, { value, source: { kind: 'CommandLine' } }]]
      const found = environment[word]
      return found === undefined ? [] : [[word, { value: found, source: { kind: 'Environment' } }]]
    }),
  )

/** The files of `--env-file`, a later one before an earlier one, and behind them the whole environment if it is asked for. */
const afterwards = async (
  deps: Deps,
  { envFile = [], importEnv }: CommonOptions,
): Promise<E.Either<Failure, ReadonlyMap<string, Variable>>> => {
  const variables = new Map<string, Variable>()
  if (importEnv === true) {
    for (const [name, value] of Object.entries(deps.environment)) {
      if (value !== undefined) variables.set(name, { value, source: { kind: 'Environment' } })
    }
  }
  const issues: Issue[] = []
  for (const path of envFile) {
    const file = await readEnvFile(deps, path)
    if (file.kind === 'Unreadable') return E.left({ kind: 'EnvFileUnreadable', file: path, why: file.why })
    for (const [name, variable] of file.variables) variables.set(name, variable)
    issues.push(...envFileIssues(file))
  }
  const [first] = issues
  return first === undefined ? E.right(variables) : E.left({ kind: 'ManifestInvalid', file: first.origin.file, issues })
}

const readEnvFile = async ({ files }: Deps, path: string): Promise<EnvFile> => {
  const bytes = await files.read(path)()
  if (E.isLeft(bytes)) return { kind: 'Unreadable', why: bytes.left.why }
  const text = E.tryCatch(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes.right), E.toError)
  return E.isLeft(text) ? { kind: 'Unreadable', why: 'NotUtf8' } : envFileFrom(path, text.right)
}

const readState =
  (
    deps: Deps,
    options: CommonOptions,
    { address, outputs }: StateRequest,
    connection: Connection | undefined,
  ): TE.TaskEither<Failure, State> =>
  async () => {
    switch (address.kind) {
      case 'File': {
        const bytes = await deps.files.read(address.path)()
        return E.right(
          E.isLeft(bytes) ? { kind: 'Unreadable', why: fileTroubles[bytes.left.why] } : stateIn(bytes.right),
        )
      }
      case 'TerraformCloud':
        return readWorkspace(deps, address, outputs)()
      case 'S3': {
        const guarded = await connectTo(deps, options, connection)()
        if (E.isLeft(guarded)) return guarded
        const aws = isElsewhere(address) ? await elsewhere(deps, options, address, connection)() : guarded
        if (E.isLeft(aws)) return aws
        const bytes = await aws.right.readObject(address.bucket, address.key)()
        if (E.isLeft(bytes)) return bytes
        return E.right(bytes.right === undefined ? { kind: 'Unreadable', why: 'Missing' } : stateIn(bytes.right))
      }
    }
  }

type Bucket = Extract<StateRequest['address'], { readonly kind: 'S3' }>

const isElsewhere = ({ profile, region }: Bucket): boolean => profile !== undefined || region !== undefined

/** A state may lie in another account and region than the services do: what its section says wins, and no guard applies. */
const elsewhere = (
  deps: Deps,
  options: CommonOptions,
  { profile, region }: Bucket,
  connection: Connection = {},
): TE.TaskEither<AwsError, Aws> =>
  openAws(
    deps,
    { ...options, ...(profile === undefined ? {} : { profile }), ...(region === undefined ? {} : { region }) },
    profile === undefined ? connection : {},
  )

const stateIn = (bytes: Uint8Array): State => stateFrom(new TextDecoder().decode(bytes))

const fileTroubles = {
  Missing: 'Missing',
  IsDirectory: 'NotAFile',
  NotPermitted: 'NotPermitted',
  NotOpened: 'NotOpened',
  NotUtf8: 'NotJson',
  TooLarge: 'TooLarge',
} as const
