/** `--prune`: services that the file's project made and the file no longer declares, as a part of plan and apply. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { readServicesTagged } from '../live/live.js'
import type { Failure } from '../model/failure.js'
import type { DesiredState, LiveService } from '../model/service.js'
import { projectTag } from '../model/tag.js'
import { type Policy, straysAmong, withPruned } from '../planner/planner.js'
import type { Deps } from './deps.js'
import { unlessInterrupted } from './interruption.js'
import { findStray } from './names.js'
import { type Planned, planned } from './planned.js'
import type { CommonOptions } from './options.js'
import type { Scope } from './scope.js'

/** How far deleting goes; absent: nothing is deleted that left the file. */
export interface PruneOptions {
  readonly prune?: true | undefined
  /** Clusters to look in beside those that the file names. */
  readonly cluster?: readonly string[] | undefined
  /** What left the file and may be deleted although another controller deploys it. */
  readonly allowDelete?: readonly string[] | undefined
}

/** Whether `--prune` can tell of this file what is to be deleted. */
export const fitForPruning =
  (
    { prune, cluster = [], allowDelete = [], shard }: PruneOptions & Pick<CommonOptions, 'shard'>,
    names: readonly string[],
  ) =>
  ({ file, project, services }: DesiredState): E.Either<Failure, void> => {
    const refused = (because: Extract<Failure, { kind: 'PruneRefused' }>['because']): E.Either<Failure, void> =>
      E.left({ kind: 'PruneRefused', file, because })
    if (prune !== true) {
      const [unused] = [
        ...(cluster.length > 0 ? ['--cluster'] : []),
        ...(allowDelete.length > 0 ? ['--allow-delete'] : []),
      ]
      return unused === undefined
        ? E.right(undefined)
        : E.left({ kind: 'UsageError', message: `${unused} says how far --prune goes, which is not there.` })
    }
    if (shard !== undefined) {
      const message =
        '--prune deletes once all else has come to its good end, which one shard cannot know of the others: leave --shard out, when all shards are done.'
      return E.left({ kind: 'UsageError', message })
    }
    if (names.length > 0) return refused('Names')
    if (project === undefined) return refused('NoProject')
    return services.length === 0 ? refused('NoServices') : E.right(undefined)
  }

/** The plan of a file, with what it prunes; that is among the live services then. */
export const plannedWithPruning = (
  deps: Deps,
  { prune, cluster = [], allowDelete = [] }: PruneOptions,
  scope: Scope,
  policy: Policy,
): TE.TaskEither<Failure, Planned> => {
  const { declared, reader } = scope
  const { project } = declared
  const whole = planned(deps, scope, policy)
  if (prune !== true || project === undefined) return whole
  const clusters = [...new Set([...declared.services.map((service) => service.cluster), ...cluster])]
  return pipe(
    whole,
    TE.bind('strays', ({ live }) =>
      pipe(
        unlessInterrupted(deps.signal, readServicesTagged(reader, clusters, { key: projectTag, value: project })),
        TE.map((found) => straysAmong(found, declared, live)),
      ),
    ),
    TE.bindW('allowed', ({ strays }) => TE.fromEither(allowed(strays, allowDelete))),
    TE.map(({ plan, live, strays, allowed: targets }) => ({
      plan: withPruned(plan, strays, { project, allowDelete: targets }),
      live: { ...live, services: [...live.services, ...strays] },
    })),
  )
}

const allowed = (strays: readonly LiveService[], names: readonly string[]) =>
  E.traverseArray((name: string) => findStray(strays, name))(names)
