/** `deploy drift [NAME…]`: for CI. Reads alone; exit 2 where live, or the file, is not as it was last applied. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { readKnownRevisions, readRevision, readServicesTagged } from '../live/live.js'
import { type Drift, type FailOn, hasDrifted, type Note } from '../model/drift.js'
import type { Failure } from '../model/failure.js'
import type { LiveService } from '../model/service.js'
import { projectTag } from '../model/tag.js'
import type { TaskDefinition } from '../model/taskDefinition.js'
import { appliedRevisions, driftOf, planFor, straysAmong, withoutQuiet } from '../planner/planner.js'
import { driftJson, driftText, labelOf } from '../report/report.js'
import type { Deps } from './deps.js'
import { unlessInterrupted } from './interruption.js'
import type { CommonOptions } from './options.js'
import { policyFor } from './policy.js'
import { type Result, toldResult } from './result.js'
import { type Scope, withServices } from './scope.js'

export interface DriftOptions extends CommonOptions {
  readonly failOn: readonly FailOn[]
  readonly undeclared?: true | undefined
  /** `SERVICE:PATH`, `*` for anything; such differences are quiet. */
  readonly ignore: readonly string[]
}

export const runDrift = (deps: Deps, options: DriftOptions, names: readonly string[]): TE.TaskEither<Failure, Result> =>
  withServices(deps, options, names, (scope) =>
    pipe(
      unlessInterrupted(deps.signal, driftIn(deps, scope, names.length === 0)),
      TE.map((drift) =>
        withoutQuiet(shown(drift, options), ({ target, change: { path } }) =>
          isIgnored(options.ignore, target.service, path),
        ),
      ),
      TE.map((drift) =>
        toldResult(
          deps,
          options,
          {
            reported: { kind: 'Drift', drift, failOn: options.failOn },
            text: (style) => driftText(drift, style),
            json: () => driftJson(drift, options.failOn),
          },
          hasDrifted(drift, options.failOn) ? 2 : 0,
        ),
      ),
    ),
  )

/** What the file never names is told on request alone. */
const shown = (drift: Drift, { failOn, undeclared }: DriftOptions): Drift =>
  undeclared === true || failOn.includes('undeclared') ? drift : { ...drift, plan: { ...drift.plan, undeclared: [] } }

/** A pattern names what it means in ECS's words or in the file's. */
const isIgnored = (patterns: readonly string[], service: string, path: string): boolean =>
  patterns.some((pattern) => [path, labelOf(path)].some((name) => matches(pattern, `${service}:${name}`)))

const matches = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*')}$`, 's').test(text)

const driftIn = (
  deps: Deps,
  { session: { aws }, declared, desired, live }: Scope,
  isWholeFile: boolean,
): TE.TaskEither<Failure, Drift> =>
  pipe(
    TE.fromEither(policyFor(deps, declared, [])),
    TE.map((policy) => planFor(desired, live, policy)),
    TE.bindTo('plan'),
    TE.bindW('revisions', () => contentsOf({ aws }, appliedRevisions(desired, live))),
    TE.bindW('strays', () => (isWholeFile ? straysOf({ aws, declared, live }) : TE.right([]))),
    TE.map(({ plan, revisions, strays }) => driftOf({ desired, live, plan, revisions, strays })),
    TE.chainW((drift) => withRegistrants({ aws, live }, drift)),
  )

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

/** Credentials that may not list services see none. */
const straysOf = ({
  aws,
  declared,
  live,
}: Pick<Scope, 'declared' | 'live'> & Pick<Scope['session'], 'aws'>): TE.TaskEither<
  Failure,
  readonly LiveService[]
> => {
  const { project, services } = declared
  if (project === undefined || services.length === 0) return TE.right([])
  const clusters = [...new Set(services.map(({ cluster }) => cluster))]
  return pipe(
    readServicesTagged(aws, clusters, { key: projectTag, value: project }),
    TE.map((found) => straysAmong(found, declared, live)),
    TE.orElse((error) => (error.trouble === 'AccessDenied' ? TE.right([]) : TE.left(error))),
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
