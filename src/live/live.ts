/**
 * The live stage's front door: which reads a plan needs, in which batches, and no others. It decides nothing: whether a
 * read can be spared is all that it compares for.
 */
import type { Service } from '@aws-sdk/client-ecs'
import equal from 'fast-deep-equal'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import { batchesOf, callsInFlight, inFlight } from '../aws/batches.js'
import { servicesPerCall } from '../aws/ecs.js'
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
} from '../model/service.js'
import type { TaskDefinition } from '../model/taskDefinition.js'
import { liveServiceFrom } from './service.js'
import { revisionFrom } from './taskDefinition.js'

import { readActiveRevisions } from './history.js'
import { readScaledCounts } from './scaling.js'
export { readActiveRevisions, readDeployments, readKnownRevisions, readPrevious } from './history.js'
export { readScaled } from './scaling.js'
export { readSeen } from './seen.js'

/** What ECS has of the declared services, and whatever else a plan for them must know. Reads alone. */
export const readLive = (aws: Aws, desired: DesiredState): TE.TaskEither<AwsError, LiveState> =>
  pipe(
    TE.Do,
    TE.bindW('described', () => readServices(aws, desired.services)),
    TE.bindW('services', ({ described }) => readRevisionsInUse(aws, described.found)),
    TE.bindW('pairs', ({ services }) => TE.right(pairsOf(desired, services))),
    TE.bindW('newest', ({ pairs }) => readNewest(aws, pairs)),
    TE.bindW('earlier', ({ newest }) => readEarlier(aws, desired, newest)),
    TE.bindW('facts', ({ pairs }) => readLoadBalancers(aws, pairs)),
    TE.bindW('scaled', ({ pairs }) => readScaledCounts(aws, pairs)),
    TE.map(({ described, services, newest, earlier, facts, scaled }) => ({
      region: aws.region,
      account: described.account,
      services,
      newest,
      ...(Object.keys(earlier).length === 0 ? {} : { earlier }),
      ...facts,
      ...scaled,
    })),
  )

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
    TE.bindW('described', () => readServices(aws, services)),
    TE.bindW('found', ({ described }) => readRevisionsInUse(aws, described.found)),
    TE.bindW('newest', () => readNewestOf(aws, families)),
    TE.bindW('facts', () => readLoadBalancersNamed(aws, targetGroups, classicLoadBalancers)),
    TE.map(({ described, found, newest, facts }) => ({
      region: aws.region,
      account: described.account,
      services: found,
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
    readServices(aws, names),
    TE.chain(({ found }) => readRevisionsInUse(aws, found)),
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
    TE.chain(({ found }) =>
      readRevisionsInUse(
        aws,
        found.filter(
          ({ service: { status, tags = [] } }) =>
            status === 'ACTIVE' && tags.some((tag) => tag.key === key && tag.value === value),
        ),
      ),
    ),
  )

interface Described {
  readonly found: readonly { readonly cluster: string; readonly service: Service }[]
  readonly account: string | undefined
}

const readServices = (
  aws: Aws,
  services: readonly { readonly cluster: string; readonly name: string }[],
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
        TE.map((answer) => ({ cluster, ...answer })),
      ),
    ),
    TE.map((answers) => ({
      found: answers.flatMap(({ cluster, services: found }) =>
        found.filter(({ status }) => status !== 'INACTIVE').map((service) => ({ cluster, service })),
      ),
      account: answers
        .flatMap(({ services: found, failures }) => [
          ...found.map(({ serviceArn }) => serviceArn),
          ...failures.map(({ arn }) => arn),
        ])
        .map((arn) => arn?.split(':')[4])
        .find((account) => account !== undefined && account !== ''),
    })),
  )
}

/** One DescribeTaskDefinition per distinct ARN. */
const readRevisionsInUse = (aws: Aws, found: Described['found']): TE.TaskEither<AwsError, readonly LiveService[]> => {
  const arns = distinct(found.flatMap(({ service }) => service.taskDefinition ?? []))
  return pipe(
    inFlight(callsInFlight, arns, (arn) => readRevision(aws, arn)),
    TE.map((revisions) => {
      const byArn = new Map(arns.map((arn, index) => [arn, revisions[index]]))
      return found.map(({ cluster, service }) =>
        liveServiceFrom(cluster, service, byArn.get(service.taskDefinition ?? '')),
      )
    }),
  )
}

/** Only where a new revision may be wanted: an equal newest one is then reused. */
const readNewest = (aws: Aws, pairs: readonly Pair[]): TE.TaskEither<AwsError, Readonly<Record<string, Revision>>> =>
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
  const shared = Object.keys(newest).flatMap((family) => {
    const contents = services.flatMap(({ taskDefinition }) =>
      taskDefinition.family === family ? [taskDefinition] : [],
    )
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
): TE.TaskEither<AwsError, Readonly<Record<string, Revision>>> =>
  pipe(
    inFlight(callsInFlight, families, (family) => readRevision(aws, family)),
    TE.map((revisions) =>
      Object.fromEntries(
        families.flatMap((family, index) => {
          const revision = revisions[index]
          return revision === undefined ? [] : [[family, revision] as const]
        }),
      ),
    ),
  )

/** The newest ACTIVE revisions of a family, newest first, at most `count`: what would be registered anew may be among them. */
export const readRecentRevisions =
  (aws: Aws) =>
  (family: string, count: number): TE.TaskEither<AwsError, readonly Revision[]> =>
    pipe(
      // A name alone is the newest one, and listing is a permission of its own.
      count > 1 ? readActiveRevisions(aws, family, count) : TE.right([]),
      TE.chain((arns) => inFlight(callsInFlight, arns.length > 0 ? arns : [family], (name) => readRevision(aws, name))),
      TE.map((revisions) => revisions.flatMap((revision) => revision ?? [])),
    )

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
    TE.bindW('targetGroups', () => inFlight(callsInFlight, arns, aws.loadBalancing.targetGroup)),
    TE.bindW('classic', () => inFlight(callsInFlight, names, aws.loadBalancing.classicLoadBalancer)),
    TE.map(({ targetGroups, classic }) => ({
      targetGroups: Object.fromEntries(arns.map((arn, index) => [arn, targetGroups[index]])),
      classicLoadBalancers: Object.fromEntries(names.map((name, index) => [name, classic[index]])),
    })),
  )

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
