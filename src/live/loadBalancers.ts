/** Target groups and classic load balancers: asked for only where a plan would newly attach one, or reach it in another way. */
import equal from 'fast-deep-equal'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import type { AwsError } from '../model/failure.js'
import type { Json } from '../model/json.js'
import type { LiveClassicLoadBalancer, LiveTargetGroup, LoadBalancer } from '../model/service.js'
import type { TaskDefinition } from '../model/taskDefinition.js'
import type { Pair } from './pairs.js'

/** Each that was asked for, by ARN or by name; undefined: it does not exist. */
export interface LoadBalancerFacts {
  readonly targetGroups: Readonly<Record<string, LiveTargetGroup | undefined>>
  readonly classicLoadBalancers: Readonly<Record<string, LiveClassicLoadBalancer | undefined>>
}

/** Only those that a plan would newly attach, or reach in another way. */
export const readLoadBalancers = (aws: Aws, pairs: readonly Pair[]): TE.TaskEither<AwsError, LoadBalancerFacts> => {
  const attached = pairs.flatMap((pair) =>
    (pair.desired.settings.loadBalancers ?? []).filter((loadBalancer) => !isAttachedAlready(pair, loadBalancer)),
  )
  return readLoadBalancersNamed(
    aws,
    [...new Set(attached.flatMap(({ targetGroupArn }) => targetGroupArn ?? []))],
    [...new Set(attached.flatMap(({ loadBalancerName }) => loadBalancerName ?? []))],
  )
}

/** Those of an earlier read. */
export const readLoadBalancersNamed = (
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
