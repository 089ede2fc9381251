/** Both generations of load balancers as the stages see them: does it exist, what does it forward to, are its targets well. */
import type { ElasticLoadBalancingClient, InstanceState } from '@aws-sdk/client-elastic-load-balancing'
import type { ElasticLoadBalancingV2Client, TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { AwsError } from '../model/failure.js'
import type { LiveClassicLoadBalancer, LiveTargetGroup } from '../model/service.js'
import { batchesOf, callsInFlight, inFlight } from './batches.js'
import type { Attempt } from './errors.js'

/** How many instances of a classic load balancer are in service. */
export type InstanceHealth = 'All' | 'Some' | 'None'

/** Reads alone: nothing of a load balancer is ever changed. */
export interface LoadBalancing {
  /** By ARN, any number; what does not exist is left out. */
  readonly targetGroups: (arns: readonly string[]) => TE.TaskEither<AwsError, readonly LiveTargetGroup[]>
  /** By name, any number; what does not exist is left out. */
  readonly classicLoadBalancers: (
    names: readonly string[],
  ) => TE.TaskEither<AwsError, readonly LiveClassicLoadBalancer[]>
  /** How many of a classic load balancer's instances are in service; with none registered, none is. */
  readonly instanceHealth: (name: string) => TE.TaskEither<AwsError, InstanceHealth>
  /** The instances of a classic load balancer, each with its state and AWS's words about it. */
  readonly instanceStates: (name: string) => TE.TaskEither<AwsError, readonly InstanceState[]>
  /** The targets of a target group, each with its state and the reason for it. */
  readonly targetHealth: (targetGroupArn: string) => TE.TaskEither<AwsError, readonly TargetHealthDescription[]>
}

/** Clients are made on first use: most commands need neither. */
export interface LoadBalancingClients {
  readonly v2: () => Promise<ElasticLoadBalancingV2Client>
  readonly classic: () => Promise<ElasticLoadBalancingClient>
}

/** Each call goes through `attempt`, which keeps to the rates and repeats it where that is safe. */
export const loadBalancingFrom = (clients: LoadBalancingClients, attempt: Attempt): LoadBalancing => {
  const instanceStates: LoadBalancing['instanceStates'] = (name) =>
    pipe(
      attempt({ operation: 'elasticloadbalancing:DescribeInstanceHealth', subject: name }, async () => {
        const { DescribeInstanceHealthCommand } = await import('@aws-sdk/client-elastic-load-balancing')
        return (await clients.classic()).send(new DescribeInstanceHealthCommand({ LoadBalancerName: name }))
      }),
      TE.map(({ InstanceStates }) => InstanceStates ?? []),
    )
  return {
    targetGroups: (arns) =>
      // A malformed ARN is a ValidationError: as good as missing (ecs-facts 5.4).
      together(
        targetGroupsPerCall,
        arns,
        ({ trouble, code }) => trouble === 'TargetGroupNotFound' || code === 'ValidationError',
        (TargetGroupArns) =>
          pipe(
            attempt(
              { operation: 'elasticloadbalancing:DescribeTargetGroups', ...subjectOf(TargetGroupArns) },
              async () => {
                const { DescribeTargetGroupsCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2')
                return (await clients.v2()).send(
                  new DescribeTargetGroupsCommand({ TargetGroupArns: [...TargetGroupArns] }),
                )
              },
            ),
            TE.map(({ TargetGroups = [] }) =>
              TargetGroups.map(({ TargetGroupArn, TargetType, LoadBalancerArns }) => ({
                arn: TargetGroupArn ?? '',
                targetType: TargetType ?? 'instance',
                loadBalancerArns: LoadBalancerArns ?? [],
              })),
            ),
          ),
      ),
    classicLoadBalancers: (names) =>
      together(
        classicPerCall,
        names,
        ({ trouble }) => trouble === 'ClassicLoadBalancerNotFound',
        (LoadBalancerNames) =>
          pipe(
            attempt(
              { operation: 'elasticloadbalancing:DescribeLoadBalancers', ...subjectOf(LoadBalancerNames) },
              async () => {
                const { DescribeLoadBalancersCommand } = await import('@aws-sdk/client-elastic-load-balancing')
                return (await clients.classic()).send(
                  new DescribeLoadBalancersCommand({ LoadBalancerNames: [...LoadBalancerNames] }),
                )
              },
            ),
            TE.map(({ LoadBalancerDescriptions = [] }) =>
              LoadBalancerDescriptions.map(({ LoadBalancerName, ListenerDescriptions }) => ({
                name: LoadBalancerName ?? '',
                instancePorts: (ListenerDescriptions ?? []).flatMap(({ Listener }) =>
                  Listener?.InstancePort === undefined ? [] : [Listener.InstancePort],
                ),
              })),
            ),
          ),
      ),
    instanceHealth: (name) =>
      pipe(
        instanceStates(name),
        TE.map((instances) => {
          const states = instances.map(({ State }) => State === 'InService')
          return states.includes(true) ? (states.includes(false) ? 'Some' : 'All') : 'None'
        }),
      ),
    instanceStates,
    targetHealth: (targetGroupArn) =>
      pipe(
        attempt({ operation: 'elasticloadbalancing:DescribeTargetHealth', subject: targetGroupArn }, async () => {
          const { DescribeTargetHealthCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2')
          return (await clients.v2()).send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }))
        }),
        TE.map(({ TargetHealthDescriptions }) => TargetHealthDescriptions ?? []),
      ),
  }
}

/** The model names no most; what DescribeLoadBalancers takes of ARNs is a safe number (ecs-facts 3.1). */
const targetGroupsPerCall = 20

/** A page, so that none has to be turned (ecs-facts 3.1). */
const classicPerCall = 400

/** One that is missing fails a call for all: they are then asked for one by one. */
const together = <A>(
  size: number,
  names: readonly string[],
  isMissing: (error: AwsError) => boolean,
  describe: (names: readonly string[]) => TE.TaskEither<AwsError, readonly A[]>,
): TE.TaskEither<AwsError, readonly A[]> =>
  pipe(
    inFlight(callsInFlight, batchesOf(size, names), (batch) =>
      pipe(
        describe(batch),
        TE.orElse((error) => {
          if (!isMissing(error)) return TE.left(error)
          return batch.length === 1 ? TE.right([]) : together(1, batch, isMissing, describe)
        }),
      ),
    ),
    TE.map((batches) => batches.flat()),
  )

/** What is told of a call that fails: of several at once nobody knows which. */
const subjectOf = (names: readonly string[]): { readonly subject?: string } => {
  const [only, ...others] = names
  return only === undefined || others.length > 0 ? {} : { subject: only }
}
