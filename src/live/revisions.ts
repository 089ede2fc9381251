/** The revisions that services run, and those that a plan may use again: told by tags, recalled, or read, none twice. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import { atMost, callsInFlight, inFlight } from '../aws/batches.js'
import type { AwsError } from '../model/failure.js'
import { isSameJson } from '../model/json.js'
import type { DesiredService, DesiredState, LiveService, Revision } from '../model/service.js'
import { familyName, type TaskDefinition } from '../model/taskDefinition.js'
import { held } from '../model/held.js'
import { readActiveRevisions } from './history.js'
import type { Known } from './known.js'
import type { Pair } from './pairs.js'
import { revisionFrom } from './taskDefinition.js'

/** A service whose revision is wanted. */
export interface Asking {
  readonly service: LiveService
  /** undefined: it is not compared with anything. */
  readonly desired: DesiredService | undefined
}

/** What a service runs; one that is recalled has not been read. */
export type RevisionInUse = Omit<Revision, 'arn'> & Pick<LiveService['identity'], 'isRevisionUnread'>

/** The revisions that services run: told by their tags, recalled, or read, in this order. */
export const revisionsOf = (aws: Aws, known: Known) => {
  const reading = atMost<AwsError>(callsInFlight, aws.toCome('ecs:DescribeTaskDefinition'))
  const contents = new Map<string, Promise<E.Either<AwsError, RevisionInUse | undefined>>>()
  const remember = (arn: string, content: TaskDefinition): void => {
    contents.set(arn, Promise.resolve(E.right({ content, isRevisionUnread: true })))
  }
  return {
    lookUp: async (asked: readonly Asking[]): Promise<void> => {
      const unknown = new Map<string, boolean>()
      for (const { service, desired } of asked) {
        const { identity, tags } = service
        const arn = identity.taskDefinitionArn
        if (arn === '' || contents.has(arn)) continue
        const told = desired === undefined ? undefined : known.told(desired, { taskDefinitionArn: arn, tags })
        if (told === 'Declared' && desired !== undefined) remember(arn, desired.taskDefinition)
        else unknown.set(arn, told === 'Another' && desired?.taskDefinition.family === familyName(arn))
      }
      const asking = [...unknown].filter(([arn]) => !contents.has(arn))
      if (asking.length === 0) return
      const recalled = await known.recall(asking.map(([arn]) => arn))
      for (const [arn, isChanged] of asking) {
        const content = recalled.get(arn)
        if (contents.has(arn)) continue
        if (content === undefined) contents.set(arn, held(reading(readInUseOf(aws, arn, isChanged, known))()))
        else remember(arn, content)
      }
    },
    read: async (): Promise<E.Either<AwsError, ReadonlyMap<string, RevisionInUse | undefined>>> => {
      const read = new Map<string, RevisionInUse | undefined>()
      for (const [arn, content] of contents) {
        const answer = await content
        if (E.isLeft(answer)) return answer
        read.set(arn, answer.right)
      }
      return E.right(read)
    },
  }
}

/** Where the file says something else by now, the newest revision is wanted as well, and as a rule is the one in use. */
const readInUseOf = (
  aws: Aws,
  arn: string,
  isChanged: boolean,
  known: Known,
): TE.TaskEither<AwsError, Revision | undefined> =>
  pipe(
    isChanged ? readRevision(aws, familyName(arn)) : TE.right(undefined),
    TE.chain((newest) => (newest?.arn === arn ? TE.right(newest) : readRevision(aws, arn))),
    TE.map(kept(known)),
  )

const kept =
  (known: Known) =>
  (revision: Revision | undefined): Revision | undefined => {
    if (revision !== undefined) known.keep(revision)
    return revision
  }

/** Only where a new revision may be wanted: an equal newest one is then reused. */
export const readNewest = (
  aws: Aws,
  pairs: readonly Pair[],
  known: Known,
): TE.TaskEither<AwsError, Readonly<Record<string, Revision>>> =>
  readNewestOf(
    aws,
    [
      ...new Set(
        pairs
          .filter(
            ({ desired, active }) =>
              active?.identity.isRevisionInactive === true ||
              !isSameJson(active?.taskDefinition, desired.taskDefinition),
          )
          .map(({ desired }) => desired.taskDefinition.family),
      ),
    ],
    known,
  )

/**
 * Of a family that several declared services fill differently, an earlier run may have registered for one of them and
 * then for another before it ended, or have deleted one that ran the revision of a run before: twice as many are looked
 * at as there are contents.
 */
export const readEarlier = (
  aws: Aws,
  { services }: DesiredState,
  newest: Readonly<Record<string, Revision>>,
): TE.TaskEither<AwsError, Readonly<Record<string, readonly Revision[]>>> => {
  const contentsOf = new Map<string, TaskDefinition[]>(Object.keys(newest).map((family) => [family, []]))
  for (const { taskDefinition } of services) contentsOf.get(taskDefinition.family)?.push(taskDefinition)
  const shared = [...contentsOf].flatMap(([family, contents]) => {
    const count = contents.filter((one, at) => contents.findIndex((other) => isSameJson(one, other)) === at).length
    return count > 1 ? [{ family, count }] : []
  })
  return pipe(
    inFlight(callsInFlight, shared, ({ family, count }) => readRecentRevisions(aws)(family, 2 * count)),
    TE.map((recent) => Object.fromEntries(shared.map(({ family }, index) => [family, (recent[index] ?? []).slice(1)]))),
  )
}

/** The newest ACTIVE revision of each family that has one, by the family. */
export const readNewestOf = (
  aws: Aws,
  families: readonly string[],
  known: Known,
): TE.TaskEither<AwsError, Readonly<Record<string, Revision>>> =>
  pipe(
    inFlight(
      callsInFlight,
      families,
      (family) => pipe(readRevision(aws, family), TE.map(kept(known))),
      aws.toCome('ecs:DescribeTaskDefinition'),
    ),
    TE.map((revisions) =>
      Object.fromEntries(
        families.flatMap((family, index) => {
          const revision = revisions[index]
          return revision === undefined ? [] : [[family, revision] as const]
        }),
      ),
    ),
  )

/**
 * The newest ACTIVE revisions of a family, newest first, at most `count`: what would be registered anew may be among them. Which
 * ones those are is asked each time; what is listed again is not read again, since a revision never changes.
 */
export const readRecentRevisions = (
  aws: Aws,
): ((family: string, count: number) => TE.TaskEither<AwsError, readonly Revision[]>) => {
  const known = new Map<string, Revision>()
  const readListed = (arn: string): TE.TaskEither<AwsError, Revision | undefined> => {
    const revision = known.get(arn)
    return revision !== undefined
      ? TE.right(revision)
      : pipe(
          readRevision(aws, arn),
          TE.map((read) => {
            if (read !== undefined) known.set(arn, read)
            return read
          }),
        )
  }
  return (family, count) =>
    pipe(
      // A name alone is the newest one, and listing is a permission of its own.
      count > 1 ? readActiveRevisions(aws, family, count) : TE.right([]),
      TE.chain((arns) =>
        arns.length > 0
          ? inFlight(callsInFlight, arns, readListed)
          : pipe(
              readRevision(aws, family),
              TE.map((newest) => [newest]),
            ),
      ),
      TE.map((revisions) => revisions.flatMap((revision) => revision ?? [])),
    )
}

/** One revision, by ARN or `family:revision`; by a family alone its newest ACTIVE one. undefined: ECS has none such. */
export const readRevision = (aws: Aws, name: string): TE.TaskEither<AwsError, Revision | undefined> =>
  pipe(
    aws.ecs.describeTaskDefinition(name),
    TE.map((answer) => (answer === undefined ? undefined : revisionFrom(answer))),
  )
