/** What a command is about: services of the file, and what ECS has of them. Every command that reaches AWS starts here. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import { type Ahead, lookingOnce, readLive, readServicesAlone } from '../live/live.js'
import type { CommandOnOne, Failure } from '../model/failure.js'
import {
  activeIn,
  type DesiredService,
  type DesiredState,
  type LiveService,
  type LiveState,
  targetKey,
  targetOf,
} from '../model/service.js'
import { readAhead } from './ahead.js'
import type { Deps } from './deps.js'
import { unlessInterrupted } from './interruption.js'
import { type Loaded, loadManifest, loadWhole } from './manifest.js'
import { findService, selectServices } from './names.js'
import type { CommonOptions } from './options.js'
import { tellingReads } from './rates.js'
import type { Result } from './result.js'
import { type Session, withSession } from './session.js'
import { inShard } from './shard.js'

/** A command reads it once, and decides from nothing else. */
export interface Scope {
  readonly session: Session
  /** AWS for this one look at it: no revision is read twice. What is done later goes by the session's. */
  readonly reader: Aws
  /** The whole file: names on the command line are looked up in it. */
  readonly declared: DesiredState
  /** The file, with the services in question alone. */
  readonly desired: DesiredState
  readonly live: LiveState
}

/** What is read of the services: also what they run and stand behind, or nothing but themselves. */
export type Reads = 'Contents' | 'ServicesAlone'

/** The named services, or all of the file's. A file that does not fit the command ends it, whatever AWS would say. */
export const withServices = (
  deps: Deps,
  options: CommonOptions,
  names: readonly string[],
  use: (scope: Scope, loaded: Loaded) => TE.TaskEither<Failure, Result>,
  {
    fits = () => E.right(undefined),
    reads = 'Contents',
  }: { readonly fits?: (declared: DesiredState) => E.Either<Failure, void>; readonly reads?: Reads } = {},
): TE.TaskEither<Failure, Result> =>
  pipe(
    loadWhole(deps, options, (manuscript, lookups) => readAhead(deps, options, names, { manuscript, lookups })),
    TE.bindTo('loaded'),
    TE.let('declared', ({ loaded }) => loaded.desired),
    TE.chainFirstEitherKW(({ declared }) => fits(declared)),
    TE.bindW('desired', ({ declared }) =>
      TE.fromEither(pipe(selectServices(declared, names), E.map(inShard(options.shard)))),
    ),
    TE.chainW(({ loaded, declared, desired }) =>
      withLive(deps, options, desired, { reads, ahead: loaded.begun }, (scope) => use({ ...scope, declared }, loaded)),
    ),
  )

/** As Scope, of one service. */
export interface ServiceScope extends Scope {
  readonly service: DesiredService
  /** undefined: ECS has no ACTIVE service of this name. */
  readonly active: LiveService | undefined
}

/** One service, for the seed's verbs. */
export const withService = (
  deps: Deps,
  options: CommonOptions,
  name: string,
  use: (scope: ServiceScope) => TE.TaskEither<Failure, Result>,
  reads: Reads = 'Contents',
): TE.TaskEither<Failure, Result> =>
  pipe(
    loadManifest(deps, options),
    TE.bindTo('declared'),
    TE.bindW('service', ({ declared }) => TE.fromEither(findService(declared, name))),
    TE.chainW(({ declared, service }) =>
      withLive(deps, options, { ...declared, services: [service] }, { reads }, (scope) =>
        use({
          ...scope,
          declared,
          service,
          active: scope.live.services.find(({ status }) => status.state === 'ACTIVE'),
        }),
      ),
    ),
  )

/** The ACTIVE service, or the failure that says that the command needs one. */
export const mustExist = (
  { service, active }: ServiceScope,
  command: CommandOnOne,
): TE.TaskEither<Failure, LiveService> =>
  active === undefined ? TE.left({ kind: 'ServiceMissing', target: targetOf(service), command }) : TE.right(active)

/** As mustExist, of one service among several. */
export const activeOf = (
  { live }: Scope,
  service: DesiredService,
  command: CommandOnOne,
): E.Either<Failure, LiveService> => {
  const active = activeIn(live).get(targetKey(targetOf(service)))
  return active === undefined ? E.left({ kind: 'ServiceMissing', target: targetOf(service), command }) : E.right(active)
}

const withLive = (
  deps: Deps,
  options: CommonOptions,
  desired: DesiredState,
  { reads, ahead }: { readonly reads: Reads; readonly ahead?: Promise<Ahead | undefined> | undefined },
  use: (scope: Omit<Scope, 'declared'>) => TE.TaskEither<Failure, Result>,
): TE.TaskEither<Failure, Result> =>
  withSession(deps, options, desired, (session) => {
    const reader = lookingOnce(session.aws)
    return pipe(
      unlessInterrupted(deps.signal, () =>
        tellingReads(deps, options, session, async () => {
          const begun = await ahead
          return reads === 'ServicesAlone'
            ? readServicesAlone(reader, desired, begun)()
            : readLive(reader, desired, session.known, begun)()
        }),
      ),
      TE.chainW((live) => use({ session, reader, desired, live })),
    )
  })
