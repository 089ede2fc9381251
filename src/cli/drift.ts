/** `deploy drift [NAME…]`: for CI. Reads alone; exit 2 where live, or the file, is not as it was last applied. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { readKnownRevisions, readRevision, readServicesTagged } from '../live/live.js'
import type { Quiet } from '../model/baseline.js'
import { type Drift, type FailOn, hasDrifted, type Note } from '../model/drift.js'
import type { Failure } from '../model/failure.js'
import type { LiveService } from '../model/service.js'
import type { Shard } from '../model/shard.js'
import { projectTag } from '../model/tag.js'
import type { TaskDefinition } from '../model/taskDefinition.js'
import { appliedRevisions, driftOf, heldAgainst, type QuietAnswer, straysAmong } from '../planner/planner.js'
import { driftJson, driftText, ignoresNothingText } from '../report/report.js'
import { type Baseline, type BaselineOptions, readBaseline, saveBaseline } from './baseline.js'
import type { Deps } from './deps.js'
import { unlessInterrupted } from './interruption.js'
import { idlePatterns, isIgnored } from './ignore.js'
import type { CommonOptions } from './options.js'
import { planned } from './planned.js'
import { policyFor } from './policy.js'
import { type Result, toldResult } from './result.js'
import { type Scope, withServices } from './scope.js'
import { isStrayIn } from './shard.js'
import { styleOf } from './style.js'
import { usageError } from './usage.js'
import { withChangers } from './who.js'

/** What is compared, what of it is told, and what makes the command fail. */
export interface DriftOptions extends CommonOptions, BaselineOptions {
  readonly failOn: readonly FailOn[]
  readonly undeclared?: true | undefined
  /** CloudTrail is asked who has changed what. */
  readonly who?: true | undefined
  /** `SERVICE:PATH`, `*` for anything; such differences are quiet. */
  readonly ignore: readonly string[]
  /** Clusters in which services that left the file are looked for beside those that it names. */
  readonly cluster?: readonly string[] | undefined
}

/** Of the services named, or of all and of those that left the file. */
export const runDrift = (deps: Deps, options: DriftOptions, names: readonly string[]): TE.TaskEither<Failure, Result> =>
  pipe(
    TE.fromEither(fitForShards(options)),
    TE.chain(() => readBaseline(deps, options)),
    TE.chain((baseline) =>
      withServices(deps, options, names, (scope) =>
        pipe(
          unlessInterrupted(deps.signal, driftIn(deps, scope, options, names)),
          TE.map((seen) => quietened(deps, options, { ...seen, scope, baseline })),
          TE.chainFirst(({ entries }) =>
            baseline === undefined ? TE.right(undefined) : saveBaseline(deps, baseline, entries),
          ),
          TE.chain(({ drift, quiet }) =>
            pipe(
              told(deps, options, scope, drift),
              TE.map((shown) => resultOf(deps, options, shown, quiet)),
            ),
          ),
        ),
      ),
    ),
  )

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

/** Several machines would write one file, each its own part of it. */
const fitForShards = ({ shard, updateBaseline }: DriftOptions): E.Either<Failure, void> =>
  shard !== undefined && updateBaseline === true
    ? usageError('drift', '--update-baseline writes one file for all services: leave --shard out.')
    : E.right(undefined)

/** Asked last: of what is quiet nobody wants to know. */
const told = (
  { signal }: Deps,
  { who }: DriftOptions,
  { session, live }: Scope,
  drift: Drift,
): TE.TaskEither<Failure, Drift> =>
  who === true ? unlessInterrupted(signal, TE.fromTask(withChangers(session.aws, live, drift))) : TE.right(drift)

const resultOf = (deps: Deps, options: DriftOptions, drift: Drift, quiet: Quiet): Result =>
  toldResult(
    deps,
    options,
    {
      reported: { kind: 'Drift', drift, failOn: options.failOn, quiet },
      text: (style) => driftText(drift, style, quiet, options.detail),
      json: () => driftJson(drift, options.failOn, quiet),
    },
    hasDrifted(drift, options.failOn) ? 2 : 0,
  )

/** What is left to tell: what the file never names on request alone, nothing that is ignored or that the baseline accepts. */
export const quietened = (
  deps: Deps,
  options: DriftOptions,
  { drift, areStraysKnown, isWhole, scope, baseline }: Compared & QuietSources,
): QuietAnswer => {
  const { ignore, undeclared, failOn } = options
  for (const idle of idlePatterns(ignore, drift)) {
    deps.err.write(`${ignoresNothingText(idle, styleOf(deps, deps.err, options.color))}\n`)
  }
  return heldAgainst({
    drift,
    isIgnored: (target, path) => isIgnored(ignore, target, path),
    isUndeclaredTold: undeclared === true || failOn.includes('undeclared'),
    ...(baseline === undefined
      ? {}
      : { baseline: { ...baseline, isWhole, areStraysKnown, words: scope.declared.sensitive ?? [] } }),
  })
}

interface QuietSources {
  readonly scope: Scope
  readonly baseline: Baseline | undefined
}

/** What came of comparing the file with ECS. */
interface Compared {
  readonly drift: Drift
  /** Whether the file was compared as a whole. */
  readonly isWhole: boolean
  /** Whether services that left the file could be looked for. */
  readonly areStraysKnown: boolean
}

/** All that differs, whether it is told or not. */
export const driftIn = (
  deps: Deps,
  scope: Scope,
  { cluster = [], shard }: Pick<DriftOptions, 'cluster' | 'shard'>,
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
    })),
  )
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
  const arnOf = (note: Note): string | undefined =>
    note.kind === 'OtherRevision'
      ? live.services.map(({ identity }) => identity.taskDefinitionArn).find((arn) => arn.endsWith(`/${note.revision}`))
      : undefined
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
