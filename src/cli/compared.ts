/** What differs between the file and ECS, and the little that only drift reads: what was applied, what left the file, who registered what. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { readKnownRevisions, readRevision, readServicesTagged } from '../live/live.js'
import type { Drift, Note } from '../model/drift.js'
import type { Failure } from '../model/failure.js'
import type { LiveService } from '../model/service.js'
import type { Shard } from '../model/shard.js'
import { projectTag } from '../model/tag.js'
import type { TaskDefinition } from '../model/taskDefinition.js'
import { appliedRevisions, driftOf, straysAmong } from '../planner/planner.js'
import type { Deps } from './deps.js'
import { unlessInterrupted } from './interruption.js'
import type { CommonOptions } from './options.js'
import { planned } from './planned.js'
import { policyFor } from './policy.js'
import type { Scope } from './scope.js'
import { isStrayIn } from './shard.js'
import { usageError } from './usage.js'

/** Where is looked. */
export interface CompareOptions extends Pick<CommonOptions, 'shard'> {
  /** Clusters in which services that left the file are looked for beside those that it names. */
  readonly cluster?: readonly string[] | undefined
}

/** What came of comparing the file with ECS. */
export interface Compared {
  readonly drift: Drift
  /** Whether the file was compared as a whole. */
  readonly isWhole: boolean
  /** Whether services that left the file could be looked for. */
  readonly areStraysKnown: boolean
  /** They could not, since these credentials may not list services. */
  readonly areStraysDenied: boolean
}

/** All that differs, whether it is told or not: of the services named, or of all and of those that left the file. */
export const compared = (
  deps: Deps,
  scope: Scope,
  options: CompareOptions,
  names: readonly string[],
): TE.TaskEither<Failure, Compared> => unlessInterrupted(deps.signal, comparedIn(deps, scope, options, names))

const comparedIn = (
  deps: Deps,
  scope: Scope,
  { cluster = [], shard }: CompareOptions,
  names: readonly string[],
): TE.TaskEither<Failure, Compared> => {
  const { reader: aws, declared, desired } = scope
  const isWhole = names.length === 0
  return pipe(
    TE.fromEither(fitForClusters(cluster, names, declared.project)),
    TE.chain(() => TE.fromEither(policyFor(deps, declared, []))),
    TE.chainW((policy) => planned(deps, scope, policy)),
    TE.bindW('revisions', ({ live }) => contentsOf({ aws }, appliedRevisions(desired, live))),
    TE.bindW('strays', ({ live }) =>
      isWhole ? straysOf({ aws, declared, live }, cluster, shard) : TE.right(undefined),
    ),
    TE.bindW('drift', ({ plan, live, revisions, strays = [] }) =>
      withRegistrants({ aws, live }, driftOf({ desired, live, plan, revisions, strays })),
    ),
    TE.map(({ drift, strays }) => ({
      drift,
      isWhole: isWhole && shard === undefined,
      areStraysKnown: strays !== undefined,
      areStraysDenied: isWhole && strays === undefined,
    })),
  )
}

const fitForClusters = (
  clusters: readonly string[],
  names: readonly string[],
  project: string | undefined,
): E.Either<Failure, void> => {
  if (clusters.length === 0) return E.right(undefined)
  const where = '--cluster says where else services that left the file are looked for:'
  if (names.length > 0) return usageError('drift', `${where} leave out the names.`)
  return project === undefined
    ? usageError('drift', `${where} without \`project:\` in the file nobody can tell them from those of other files.`)
    : E.right(undefined)
}

const contentsOf = (
  { aws }: Pick<Scope['session'], 'aws'>,
  names: readonly string[],
): TE.TaskEither<Failure, Readonly<Record<string, TaskDefinition | undefined>>> =>
  pipe(
    names,
    TE.traverseArray((name) =>
      pipe(
        readRevision(aws, name),
        TE.map((revision) => [name, revision?.content] as const),
      ),
    ),
    TE.map((contents) => Object.fromEntries(contents)),
  )

/** undefined: these credentials may not list services. */
const straysOf = (
  { aws, declared, live }: Pick<Scope, 'declared' | 'live'> & Pick<Scope['session'], 'aws'>,
  others: readonly string[],
  shard: Shard | undefined,
): TE.TaskEither<Failure, readonly LiveService[] | undefined> => {
  const { project, services } = declared
  const clusters = [...new Set([...services.map(({ cluster }) => cluster), ...others])]
  if (project === undefined || clusters.length === 0) return TE.right([])
  return pipe(
    readServicesTagged(aws, clusters, { key: projectTag, value: project }),
    TE.map((found) => straysAmong(found, declared, live).filter((stray) => isStrayIn(shard, stray))),
    TE.orElse((error) => (error.trouble === 'AccessDenied' ? TE.right(undefined) : TE.left(error))),
  )
}

/** Who registered a revision that was not applied is asked for those alone. */
const withRegistrants = (
  { aws, live }: Pick<Scope, 'live'> & Pick<Scope['session'], 'aws'>,
  drift: Drift,
): TE.TaskEither<Failure, Drift> => {
  const running = new Map(
    live.services.map(({ identity: { taskDefinitionArn: arn } }) => [arn.slice(arn.lastIndexOf('/') + 1), arn]),
  )
  const arnOf = (note: Note): string | undefined =>
    note.kind === 'OtherRevision' ? running.get(note.revision) : undefined
  const arns = drift.services.flatMap(({ notes }) => notes.flatMap((note) => arnOf(note) ?? []))
  return pipe(
    readKnownRevisions(aws, arns),
    TE.map((known) => ({
      ...drift,
      services: drift.services.map((service) => ({
        ...service,
        notes: service.notes.map((note): Note => {
          const revision = known[arnOf(note) ?? '']
          if (note.kind !== 'OtherRevision' || revision === undefined) return note
          const { registeredBy: by, registeredAtMs: atMs } = revision
          return { ...note, ...(by === undefined ? {} : { by }), ...(atMs === undefined ? {} : { atMs }) }
        }),
      })),
    })),
  )
}
