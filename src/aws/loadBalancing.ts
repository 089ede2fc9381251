/** Both generations of load balancers as the stages see them: does it exist, what does it forward to, are its targets well. */
import type { ElasticLoadBalancingClient, InstanceState } from '@aws-sdk/client-elastic-load-balancing'
import type { ElasticLoadBalancingV2Client, TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { AwsError } from '../model/failure.js'
import type { LiveClassicLoadBalancer, LiveTargetGroup } from '../model/service.js'
import { absentWhen, type Attempt } from './errors.js'

export type InstanceHealth = 'All' | 'Some' | 'None'

export interface LoadBalancing {
  /** undefined: it does not exist. */
  readonly targetGroup: (arn: string) => TE.TaskEither<AwsError, LiveTargetGroup | undefined>
  /** undefined: it does not exist. */
  readonly classicLoadBalancer: (name: string) => TE.TaskEither<AwsError, LiveClassicLoadBalancer | undefined>
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
    targetGroup: (arn) =>
      pipe(
        attempt({ operation: 'elasticloadbalancing:DescribeTargetGroups', subject: arn }, async () => {
          const { DescribeTargetGroupsCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2')
          return (await clients.v2()).send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }))
        }),
        TE.map(({ TargetGroups }) => {
          const found = TargetGroups?.[0]
          return found === undefined
            ? undefined
            : { arn, targetType: found.TargetType ?? 'instance', loadBalancerArns: found.LoadBalancerArns ?? [] }
        }),
        // A malformed ARN is a ValidationError: as good as missing (ecs-facts 5.4).
        absentWhen(({ trouble, code }) => trouble === 'TargetGroupNotFound' || code === 'ValidationError'),
      ),
    classicLoadBalancer: (name) =>
      pipe(
        attempt({ operation: 'elasticloadbalancing:DescribeLoadBalancers', subject: name }, async () => {
          const { DescribeLoadBalancersCommand } = await import('@aws-sdk/client-elastic-load-balancing')
          return (await clients.classic()).send(new DescribeLoadBalancersCommand({ LoadBalancerNames: [name] }))
        }),
        TE.map(({ LoadBalancerDescriptions }) => {
          const found = LoadBalancerDescriptions?.[0]
          return found === undefined
            ? undefined
            : {
                name,
                instancePorts: (found.ListenerDescriptions ?? []).flatMap(({ Listener }) =>
                  Listener?.InstancePort === undefined ? [] : [Listener.InstancePort],
                ),
              }
        }),
        absentWhen(({ trouble }) => trouble === 'ClassicLoadBalancerNotFound'),
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
