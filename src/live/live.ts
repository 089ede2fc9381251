/**
 * The live stage's front door: which reads a plan needs, in which batches, and no others. It decides nothing: whether a
 * read can be spared is all that it compares for.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import { callsInFlight, inFlight } from '../aws/batches.js'
import type { AwsError } from '../model/failure.js'
import {
  type DesiredService,
  type DesiredState,
  type LiveService,
  type LiveState,
  type Target,
  targetKey,
  targetOf,
} from '../model/service.js'
import { type Ahead, type Name, readServices } from './described.js'
import { held } from '../model/held.js'
import { type Known, lookingOnce, nothingKnown } from './known.js'
import { readLoadBalancers, readLoadBalancersNamed } from './loadBalancers.js'
import { pairsOf } from './pairs.js'
import { readEarlier, readNewest, readNewestOf, readRevision, type RevisionInUse, revisionsOf } from './revisions.js'
import { readScaledCounts } from './scaling.js'

export { type Lookup, readChangers } from './changers.js'
export { type Ahead, describeAhead } from './described.js'
export { readActiveRevisions, readDeployments, readKnownRevisions, readPrevious } from './history.js'
export { type Known, lookingOnce, type Memory, nothingKnown } from './known.js'
export { readRecentRevisions, readRevision } from './revisions.js'
export { readScaled } from './scaling.js'
export { readSeen } from './seen.js'

/**
 * What ECS has of the declared services, and whatever else a plan for them must know. Reads alone; a revision of which enough
 * is `known` is not read, and its service says so. What was begun `ahead` is not asked for again.
 */
export const readLive = (
  aws: Aws,
  desired: DesiredState,
  known: Known = nothingKnown,
  ahead?: Ahead,
): TE.TaskEither<AwsError, LiveState> => {
  const once = lookingOnce(aws)
  return pipe(
    readInUse(once, desired.services, known, ahead),
    TE.chain(({ services, account }) => withSurroundings(once, desired, known, { services, account })),
  )
}

/** As readLive has given it, with what is not known yet of the revisions that these services run. */
export const readUnread = (
  aws: Aws,
  desired: DesiredState,
  known: Known,
  { services, account }: LiveState,
  targets: readonly Target[],
): TE.TaskEither<AwsError, LiveState> => {
  const meant = new Set(targets.map(targetKey))
  return pipe(
    inFlight(callsInFlight, services, (service) =>
      meant.has(targetKey(targetOf(service)))
        ? pipe(
            readRevision(aws, service.identity.taskDefinitionArn),
            TE.map((revision) => withRevision(service, revision)),
          )
        : TE.right<AwsError, LiveService>(service),
    ),
    TE.chain((read) => withSurroundings(aws, desired, known, { services: read, account })),
  )
}

/** The ACTIVE and DRAINING services among the declared ones, and nothing of what they run or stand behind; as readLive. */
export const readServicesAlone = (
  aws: Aws,
  { services }: DesiredState,
  ahead?: Ahead,
): TE.TaskEither<AwsError, LiveState> =>
  pipe(
    readServices(aws, services, ahead),
    TE.map(({ found, account }) => ({
      region: aws.region,
      account,
      services: found,
      newest: {},
      targetGroups: {},
      classicLoadBalancers: {},
    })),
  )

const withRevision = (service: LiveService, revision: RevisionInUse | undefined): LiveService => {
  const { arn, taskDefinitionArn } = service.identity
  return {
    ...service,
    identity: {
      arn,
      taskDefinitionArn,
      ...(revision?.isInactive === true ? { isRevisionInactive: true } : {}),
      ...(revision?.isRevisionUnread === true ? { isRevisionUnread: true } : {}),
    },
    taskDefinition: revision?.content,
  }
}

const withSurroundings = (
  aws: Aws,
  desired: DesiredState,
  known: Known,
  { services, account }: Pick<LiveState, 'services' | 'account'>,
): TE.TaskEither<AwsError, LiveState> => {
  const pairs = pairsOf(desired, services)
  return pipe(
    TE.Do,
    TE.bindW('newest', () => readNewest(aws, pairs, known)),
    TE.bindW('earlier', ({ newest }) => readEarlier(aws, desired, newest)),
    TE.bindW('facts', () => readLoadBalancers(aws, pairs)),
    TE.bindW('scaled', () => readScaledCounts(aws, pairs)),
    TE.map(({ newest, earlier, facts, scaled }) => ({
      region: aws.region,
      account,
      services,
      newest,
      ...(Object.keys(earlier).length === 0 ? {} : { earlier }),
      ...facts,
      ...scaled,
    })),
  )
}

/** What an earlier read has had, by name. */
export interface Named {
  readonly services: readonly { readonly cluster: string; readonly name: string }[]
  readonly families: readonly string[]
  readonly targetGroups: readonly string[]
  readonly classicLoadBalancers: readonly string[]
}

/** What ECS has now of all that is named. Reads alone, and those alone. */
export const readAgain = (
  aws: Aws,
  { services, families, targetGroups, classicLoadBalancers }: Named,
): TE.TaskEither<AwsError, LiveState> =>
  pipe(
    TE.Do,
    TE.let('once', () => lookingOnce(aws)),
    TE.bindW('found', ({ once }) => readInUse(once, services, nothingKnown)),
    TE.bindW('newest', ({ once }) => readNewestOf(once, families, nothingKnown)),
    TE.bindW('facts', () => readLoadBalancersNamed(aws, targetGroups, classicLoadBalancers)),
    TE.map(({ found, newest, facts }) => ({
      region: aws.region,
      account: found.account,
      services: found.services,
      newest,
      ...facts,
    })),
  )

/** What ECS has under these names, declared or not. Reads alone; nothing else that a plan needs is asked for. */
export const readServicesNamed = (
  aws: Aws,
  names: readonly { readonly cluster: string; readonly name: string }[],
): TE.TaskEither<AwsError, readonly LiveService[]> =>
  pipe(
    readInUse(aws, names, nothingKnown),
    TE.map(({ services }) => services),
  )

/**
 * The ACTIVE services of these clusters that carry a tag, declared or not. All are described, since ECS lists services by
 * no tag; the revisions of those alone are read that carry it.
 */
export const readServicesTagged = (
  aws: Aws,
  clusters: readonly string[],
  { key, value }: { readonly key: string; readonly value: string },
): TE.TaskEither<AwsError, readonly LiveService[]> =>
  pipe(
    inFlight(callsInFlight, clusters, (cluster) =>
      pipe(
        aws.ecs.listServices(cluster),
        TE.map((names) => names.map((name) => ({ cluster, name }))),
      ),
    ),
    TE.chain((named) => readServices(aws, named.flat(), undefined)),
    TE.map(({ found }) =>
      found.filter(({ status, tags }) => status.state === 'ACTIVE' && Object.hasOwn(tags, key) && tags[key] === value),
    ),
    TE.chain((found) => readRevisionsOf(aws, found)),
  )

/** Services with the revisions that they run. Those are asked for while further services still are, each ARN once. */
const readInUse =
  (
    aws: Aws,
    wanted: readonly (Name | DesiredService)[],
    known: Known,
    ahead?: Ahead,
  ): TE.TaskEither<AwsError, Pick<LiveState, 'services' | 'account'>> =>
  async () => {
    const declared = new Map(
      wanted.flatMap((one) => ('taskDefinition' in one ? [[targetKey(targetOf(one)), one] as const] : [])),
    )
    const revisions = revisionsOf(aws, known)
    const lookups: Promise<void>[] = []
    const described = await readServices(aws, wanted, ahead, (found) => {
      lookups.push(
        held(
          revisions.lookUp(found.map((service) => ({ service, desired: declared.get(targetKey(targetOf(service))) }))),
        ),
      )
    })()
    await Promise.all(lookups)
    const read = await revisions.read()
    if (E.isLeft(described)) return described
    if (E.isLeft(read)) return read
    return E.right({
      services: described.right.found.map(running(read.right)),
      account: described.right.account,
    })
  }

const readRevisionsOf =
  (aws: Aws, found: readonly LiveService[]): TE.TaskEither<AwsError, readonly LiveService[]> =>
  async () => {
    const revisions = revisionsOf(aws, nothingKnown)
    await revisions.lookUp(found.map((service) => ({ service, desired: undefined })))
    const read = await revisions.read()
    return pipe(
      read,
      E.map((byArn) => found.map(running(byArn))),
    )
  }

/** A service with what it runs. */
const running =
  (revisions: ReadonlyMap<string, RevisionInUse | undefined>) =>
  (service: LiveService): LiveService =>
    withRevision(service, revisions.get(service.identity.taskDefinitionArn))
