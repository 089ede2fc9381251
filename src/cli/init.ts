/** `deploy init --cluster C`: a file made from what runs, and the proof that a plan of it is empty. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import { readLive, readServicesNamed } from '../live/live.js'
import { decodeManifest, writeManifest, yamlFrom } from '../manifest/manifest.js'
import type { Connection } from '../model/connection.js'
import type { Failure } from '../model/failure.js'
import { isSecret } from '../model/secrecy.js'
import { type DesiredService, type LiveService, type Target, targetOf } from '../model/service.js'
import { adopted, planFor } from '../planner/planner.js'
import type { Deps } from './deps.js'
import { connectionIn, namedFile } from './manifest.js'
import type { CommonOptions } from './options.js'
import type { Result } from './result.js'
import { withSession } from './session.js'

/**
 * Which services are written (`service` empty: all ACTIVE ones of the cluster) and where: `out` is `-` for stdout; `force`
 * replaces a file, and writes one that is not exact.
 */
export interface InitOptions extends CommonOptions {
  readonly cluster: string
  readonly service: readonly string[]
  readonly out?: string | undefined
  readonly force?: true | undefined
}

/** What is written where. */
interface Request extends InitOptions {
  readonly out: string
}

/** It writes the file that the next command reads: --out, else what -f or the environment names, else deploy.yml. */
export const runInit = (deps: Deps, options: InitOptions): TE.TaskEither<Failure, Result> =>
  pipe(
    TE.fromEither(requestFrom(deps, options)),
    TE.bindTo('request'),
    TE.chainFirstW(({ request }) => mustBeFree(deps, request)),
    TE.bindW('connection', ({ request }) => connectionToKeep(deps, request)),
    TE.chainW(({ request, connection }) =>
      withSession(deps, request, { file: request.out, services: [], warnings: [], ...connection }, ({ aws }) =>
        pipe(
          servicesOf(aws, request),
          TE.chainW((live) => writeProved(deps, request, aws, live)),
        ),
      ),
    ),
  )

const requestFrom = (deps: Deps, options: InitOptions): E.Either<Failure, Request> => {
  const { out, file } = options
  if (out !== undefined && file !== undefined && out !== file) {
    return E.left({ kind: 'UsageError', message: `--out ${out} and -f ${file} name two files; say one of them.` })
  }
  return pipe(
    out === undefined ? namedFile(deps, file) : E.right(out),
    E.map((named) => ({ ...options, out: named ?? 'deploy.yml' })),
  )
}

/** A file that is replaced says which accounts it is for, and that goes on to hold for this run. */
const connectionToKeep =
  (deps: Deps, { out, ...options }: Request): TE.TaskEither<Failure, { readonly connection?: Connection }> =>
  async () =>
    out !== stdout && (await deps.files.exists(out)) ? connectionIn(deps, options, out)() : E.right({})

const stdout = '-'

/** Asked first, so that nobody waits for a refusal. */
const mustBeFree =
  ({ files }: Deps, { out, force }: Request): TE.TaskEither<Failure, void> =>
  async () =>
    out === stdout || force === true || !(await files.exists(out))
      ? E.right(undefined)
      : E.left({ kind: 'FileExists', file: out })

/** The ACTIVE services that were named, or all of the cluster's. */
const servicesOf = (aws: Aws, { cluster, service }: InitOptions): TE.TaskEither<Failure, readonly LiveService[]> =>
  pipe(
    service.length > 0 ? TE.right(service) : aws.ecs.listServices(cluster),
    TE.bindTo('names'),
    TE.bindW('found', ({ names }) =>
      readServicesNamed(
        aws,
        names.map((name) => ({ cluster, name })),
      ),
    ),
    TE.chainW(({ names, found }) => {
      const live = found.filter(({ status }) => status.state === 'ACTIVE')
      const missing = service.length === 0 ? [] : names.filter((name) => !live.some((each) => each.name === name))
      return live.length === 0 || missing.length > 0
        ? TE.left({ kind: 'NotLive' as const, cluster, names: missing })
        : TE.right(live)
    }),
  )

/** The proof is the command's own: what is written is read, compared with a second look at ECS, and must change nothing. */
const writeProved =
  (deps: Deps, options: Request, aws: Aws, live: readonly LiveService[]): TE.TaskEither<Failure, Result> =>
  async () => {
    const services = live.flatMap((service) => adopted(service) ?? [])
    const written = writeManifest(services)
    const text = `${headerOf(options, aws.region, services)}${yamlFrom(written.content)}`
    const proof = await proofOf(deps, options, aws, text)()
    if (E.isLeft(proof) && proof.left.kind !== 'ManifestInvalid') return proof
    const issues = E.isLeft(proof) && proof.left.kind === 'ManifestInvalid' ? proof.left.issues : []
    const differences = distinct([
      ...live.filter((service) => service.taskDefinition === undefined).map(lostDefinition),
      ...written.inexpressible.map(({ cluster, service, path }) => ({ target: { cluster, service }, path })),
      ...(E.isRight(proof) ? proof.right : []),
    ])
    const isExact = issues.length === 0 && differences.length === 0
    const isWritten = isExact || options.force === true
    const saved = isWritten ? await save(deps, options, text)() : E.right(undefined)
    if (E.isLeft(saved)) return saved
    if (isWritten) warnOfSecrets(deps, options, services)
    if (!isExact) return E.left({ kind: 'InitInexact', file: nameOf(options), isWritten, issues, differences })
    const count = services.length === 1 ? '1 service' : `${services.length} services`
    const says = `${options.out}: ${count} of ${options.cluster}. A plan of it is empty.`
    return E.right({ text: options.out === stdout ? '' : says, exitCode: 0 })
  }

const save =
  ({ files, out }: Deps, options: Request, text: string): TE.TaskEither<Failure, void> =>
  async () => {
    if (options.out !== stdout) return files.write(options.out, text)()
    out.write(text)
    return E.right(undefined)
  }

/** ECS no longer has the revision in use, so nobody can say what runs. */
const lostDefinition = (service: LiveService): Difference => ({ target: targetOf(service), path: 'taskDefinition' })

const nameOf = ({ out }: Request): string => (out === stdout ? 'the file' : out)

type Difference = { readonly target: Target; readonly path: string }

/** What a plan of the text would do, by path; an action without a change of its own goes by its kind. */
const proofOf = (
  { fingerprintKey }: Deps,
  { out }: Request,
  aws: Aws,
  text: string,
): TE.TaskEither<Failure, readonly Difference[]> =>
  pipe(
    TE.fromEither(decodeManifest(out, new TextEncoder().encode(text))),
    TE.bindTo('desired'),
    TE.bindW('live', ({ desired }) => readLive(aws, desired)),
    TE.map(({ desired, live }) => {
      const { actions, hazards } = planFor(desired, live, { allowReplace: [], fingerprintKey: fingerprintKey() })
      return [
        ...actions.flatMap(({ target, kind, changes }) =>
          changes.length === 0 ? [{ target, path: kind }] : changes.map(({ path }) => ({ target, path })),
        ),
        ...hazards.filter(({ level }) => level === 'Error').map(({ target, kind }) => ({ target, path: kind })),
      ]
    }),
  )

const distinct = (differences: readonly Difference[]): readonly Difference[] => [
  ...new Map(differences.map((each) => [JSON.stringify(each), each])).values(),
]

const headerOf = ({ cluster }: InitOptions, region: string, services: readonly DesiredService[]): string =>
  [
    `# ${services.length === 1 ? 'A service' : 'Services'} of the cluster ${cluster} in ${region}, as deploy init found ${services.length === 1 ? 'it' : 'them'}.`,
    '# What stands here is kept so by `deploy apply`; what does not is left alone. Keys: docs/manifest.md, `deploy schema`.',
    '',
  ].join('\n')

/** They are the user's, and live in ECS as they are; the file should not be where they go on living. */
const warnOfSecrets = ({ err }: Deps, options: Request, services: readonly DesiredService[]): void => {
  const found = services.flatMap(({ name, taskDefinition }) =>
    taskDefinition.containerDefinitions.flatMap((container) =>
      (container.environment ?? [])
        .filter((variable) => isSecret(`environment[${variable.name}]`, variable.value))
        .map((variable) => `${name}: ${variable.name} (${container.name})`),
    ),
  )
  if (found.length === 0) return
  err.write(
    [
      `warning: ${nameOf(options)} holds what looks like secrets, as ECS has them in plain text.`,
      ...found.map((secret) => `         ${secret}`),
      '         Move them to SSM or Secrets Manager and name them under `secrets`, or write ${env.NAME}.',
      '',
    ].join('\n'),
  )
}
