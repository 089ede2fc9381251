/**
 * The live stage's front door: which reads a plan needs, in which batches, and no others. It decides nothing: whether a
 * read can be spared is all that it compares for.
 */
import equal from 'fast-deep-equal'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import { atMost, batchesOf, callsInFlight, inFlight } from '../aws/batches.js'
import { type DescribedServices, servicesPerCall } from '../aws/ecs.js'
import type { AwsError } from '../model/failure.js'
import { isSameJson, type Json } from '../model/json.js'
import {
  type DesiredService,
  type DesiredState,
  type LiveClassicLoadBalancer,
  type LiveService,
  type LiveState,
  type LiveTargetGroup,
  type LoadBalancer,
  type Revision,
  type Target,
  targetKey,
  targetOf,
} from '../model/service.js'
import { familyName, type TaskDefinition } from '../model/taskDefinition.js'
import { type Known, lookingOnce, nothingKnown } from './known.js'
import { liveServiceFrom } from './service.js'
import { revisionFrom } from './taskDefinition.js'

import { readActiveRevisions } from './history.js'
import { readScaledCounts } from './scaling.js'
export { readActiveRevisions, readDeployments, readKnownRevisions, readPrevious } from './history.js'
export { type Known, lookingOnce, type Memory, nothingKnown } from './known.js'
export { type Lookup, readChangers } from './changers.js'
export { readScaled } from './scaling.js'
export { readSeen } from './seen.js'

/**
 * What ECS has of the declared services, and whatever else a plan for them must know. Reads alone; a revision of which enough
 * is `known` is not read, and its service says so.
 */
export const readLive = (
  aws: Aws,
  desired: DesiredState,
  known: Known = nothingKnown,
): TE.TaskEither<AwsError, LiveState> => {
  const once = lookingOnce(aws)
  return pipe(
    readInUse(once, desired.services, known),
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

/** The ACTIVE and DRAINING services among the declared ones, and nothing of what they run or stand behind. */
export const readServicesAlone = (aws: Aws, { services }: DesiredState): TE.TaskEither<AwsError, LiveState> =>
  pipe(
    readServices(aws, services),
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
    TE.chain((named) => readServices(aws, named.flat())),
    TE.map(({ found }) =>
      found.filter(({ status, tags }) => status.state === 'ACTIVE' && Object.hasOwn(tags, key) && tags[key] === value),
    ),
    TE.chain((found) => readRevisionsOf(aws, found)),
  )

interface Described {
  /** What they run is not known yet. */
  readonly found: readonly LiveService[]
  readonly account: string | undefined
}

interface Name {
  readonly cluster: string
  readonly name: string
}

/** `seen` is given what each call has found as soon as it is there. */
const readServices = (
  aws: Aws,
  services: readonly Name[],
  seen: (found: readonly LiveService[]) => void = () => undefined,
): TE.TaskEither<AwsError, Described> => {
  const namesByCluster = new Map<string, string[]>()
  for (const { cluster, name } of services) {
    const names = namesByCluster.get(cluster)
    if (names === undefined) namesByCluster.set(cluster, [name])
    else names.push(name)
  }
  // Batches are made here and not by cluster: ten calls in flight are ten in all, however many clusters there are.
  const batches = [...namesByCluster].flatMap(([cluster, names]) =>
    batchesOf(servicesPerCall, names).map((batch) => ({ cluster, names: batch })),
  )
  return pipe(
    inFlight(callsInFlight, batches, ({ cluster, names }) =>
      pipe(
        aws.ecs.describeServices(cluster, names),
        TE.map((answer) => {
          // Taken out of the answers at once: with all that those hold, a thousand services fill the memory.
          const found = answer.services
            .filter(({ status }) => status !== 'INACTIVE')
            .map((service) => liveServiceFrom(cluster, service))
          seen(found)
          return { found, account: accountIn(answer) }
        }),
      ),
    ),
    TE.map((answers) => ({
      found: answers.flatMap(({ found }) => found),
      account: answers.map(({ account }) => account).find((account) => account !== undefined),
    })),
  )
}

const accountIn = ({ services, failures }: DescribedServices): string | undefined =>
  [...services.map(({ serviceArn }) => serviceArn), ...failures.map(({ arn }) => arn)]
    .map((arn) => arn?.split(':')[4])
    .find((account) => account !== undefined && account !== '')

/** Services with the revisions that they run. Those are asked for while further services still are, each ARN once. */
const readInUse =
  (
    aws: Aws,
    wanted: readonly (Name | DesiredService)[],
    known: Known,
  ): TE.TaskEither<AwsError, Pick<LiveState, 'services' | 'account'>> =>
  async () => {
    const declared = new Map(wanted.flatMap((one) => ('taskDefinition' in one ? [[pairKey(one), one] as const] : [])))
    const revisions = revisionsOf(aws, known)
    const lookups: Promise<void>[] = []
    const described = await readServices(aws, wanted, (found) => {
      lookups.push(revisions.lookUp(found.map((service) => ({ service, desired: declared.get(pairKey(service)) }))))
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

interface Asking {
  readonly service: LiveService
  /** undefined: it is not compared with anything. */
  readonly desired: DesiredService | undefined
}

type RevisionInUse = Omit<Revision, 'arn'> & Pick<LiveService['identity'], 'isRevisionUnread'>

/** The revisions that services run: told by their tags, recalled, or read, in this order. */
const revisionsOf = (aws: Aws, known: Known) => {
  const reading = atMost<AwsError>(callsInFlight)
  const contents = new Map<string, Promise<E.Either<AwsError, RevisionInUse | undefined>>>()
  const isKnown = (arn: string, content: TaskDefinition): void => {
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
        if (told === 'Declared' && desired !== undefined) isKnown(arn, desired.taskDefinition)
        else unknown.set(arn, told === 'Another' && desired?.taskDefinition.family === familyName(arn))
      }
      const asking = [...unknown].filter(([arn]) => !contents.has(arn))
      if (asking.length === 0) return
      const recalled = await known.recall(asking.map(([arn]) => arn))
      for (const [arn, isChanged] of asking) {
        const content = recalled.get(arn)
        if (contents.has(arn)) continue
        if (content === undefined) contents.set(arn, reading(readInUseOf(aws, arn, isChanged, known))())
        else isKnown(arn, content)
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
const readNewest = (
  aws: Aws,
  pairs: readonly Pair[],
  known: Known,
): TE.TaskEither<AwsError, Readonly<Record<string, Revision>>> =>
  readNewestOf(
    aws,
    distinct(
      pairs
        .filter(
          ({ desired, active }) =>
            active?.identity.isRevisionInactive === true || !isSameJson(active?.taskDefinition, desired.taskDefinition),
        )
        .map(({ desired }) => desired.taskDefinition.family),
    ),
    known,
  )

/**
 * Of a family that several declared services fill differently, an earlier run may have registered for one of them and
 * then for another before it ended, or have deleted one that ran the revision of a run before: twice as many are looked
 * at as there are contents.
 */
const readEarlier = (
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

const readNewestOf = (
  aws: Aws,
  families: readonly string[],
  known: Known,
): TE.TaskEither<AwsError, Readonly<Record<string, Revision>>> =>
  pipe(
    inFlight(callsInFlight, families, (family) => pipe(readRevision(aws, family), TE.map(kept(known)))),
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

interface LoadBalancerFacts {
  readonly targetGroups: Readonly<Record<string, LiveTargetGroup | undefined>>
  readonly classicLoadBalancers: Readonly<Record<string, LiveClassicLoadBalancer | undefined>>
}

/** Only those that a plan would newly attach, or reach in another way. */
const readLoadBalancers = (aws: Aws, pairs: readonly Pair[]): TE.TaskEither<AwsError, LoadBalancerFacts> => {
  const attached = pairs.flatMap((pair) =>
    (pair.desired.settings.loadBalancers ?? []).filter((loadBalancer) => !isAttachedAlready(pair, loadBalancer)),
  )
  return readLoadBalancersNamed(
    aws,
    distinct(attached.flatMap(({ targetGroupArn }) => targetGroupArn ?? [])),
    distinct(attached.flatMap(({ loadBalancerName }) => loadBalancerName ?? [])),
  )
}

const readLoadBalancersNamed = (
  aws: Aws,
  arns: readonly string[],
  names: readonly string[],
): TE.TaskEither<AwsError, LoadBalancerFacts> =>
  pipe(
    TE.Do,
    TE.bindW('targetGroups', () => aws.loadBalancing.targetGroups(arns)),
    TE.bindW('classic', () => aws.loadBalancing.classicLoadBalancers(names)),
    TE.map(({ targetGroups, classic }) => ({
      targetGroups: found(arns, new Map(targetGroups.map((one) => [one.arn, one]))),
      classicLoadBalancers: found(names, new Map(classic.map((one) => [one.name, one]))),
    })),
  )

/** Each that was asked for; undefined: it does not exist. */
const found = <A>(names: readonly string[], byName: ReadonlyMap<string, A>): Readonly<Record<string, A | undefined>> =>
  Object.fromEntries(names.map((name) => [name, byName.get(name)]))

const isAttachedAlready = ({ desired, active }: Pair, loadBalancer: LoadBalancer): boolean =>
  (active?.settings.loadBalancers ?? []).some((known) => equal(known, loadBalancer)) &&
  equal(reachOf(active?.taskDefinition, loadBalancer), reachOf(desired.taskDefinition, loadBalancer))

/** How a load balancer gets at a task: its network mode tells the kind of target, its host port the one to forward to. */
const reachOf = (
  taskDefinition: TaskDefinition | undefined,
  { loadBalancerName, containerName, containerPort }: LoadBalancer,
): Json => [
  taskDefinition?.networkMode ?? null,
  loadBalancerName === undefined
    ? null
    : (taskDefinition?.containerDefinitions
        .find(({ name }) => name === containerName)
        ?.portMappings?.find((mapping) => mapping.containerPort === containerPort)?.hostPort ?? null),
]

/** A declared service and the live one that it is compared with; a draining one is about to be created anew. */
interface Pair {
  readonly desired: DesiredService
  readonly active: LiveService | undefined
}

const pairsOf = (desired: DesiredState, live: readonly LiveService[]): readonly Pair[] => {
  const active = new Map(
    live.filter(({ status }) => status.state === 'ACTIVE').map((service) => [pairKey(service), service]),
  )
  return desired.services.map((service) => ({ desired: service, active: active.get(pairKey(service)) }))
}

const pairKey = ({ cluster, name }: { readonly cluster: string; readonly name: string }): string =>
  JSON.stringify([cluster, name])

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)]
