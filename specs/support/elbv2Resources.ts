/** ELBv2 resources that specs need before they can begin. */
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { CreateTargetGroupCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { QueryWire } from './queryWire.js'

/** The ARN of a new load balancer. */
export const loadBalancer = async (
  { elbv2 }: QueryWire,
  Name = 'web',
  Type: 'application' | 'network' = 'application',
): Promise<string> => {
  const { LoadBalancers: [made] = [] } = await elbv2.send(
    new CreateLoadBalancerCommand({ Name, Type, Subnets: ['subnet-1', 'subnet-2'] }),
  )
  return made?.LoadBalancerArn ?? ''
}

/** The ARN of a new target group: HTTP to instances on port 80 where nothing else is asked for. */
export const targetGroup = async (
  { elbv2 }: QueryWire,
  change: Partial<CreateTargetGroupCommandInput> = {},
): Promise<string> => {
  const { TargetGroups: [made] = [] } = await elbv2.send(
    new CreateTargetGroupCommand({ Name: 'web', Protocol: 'HTTP', Port: 80, VpcId: 'vpc-1', ...change }),
  )
  return made?.TargetGroupArn ?? ''
}

/** The ARN of a new listener that forwards to a target group. */
export const listener = async (
  { elbv2 }: QueryWire,
  LoadBalancerArn: string,
  TargetGroupArn: string,
  Port = 80,
): Promise<string> => {
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }]
  const { Listeners: [made] = [] } = await elbv2.send(
    new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port, DefaultActions }),
  )
  return made?.ListenerArn ?? ''
}

/** A target group behind an application load balancer. */
export const balancedGroup = async (
  wire: QueryWire,
  change: Partial<CreateTargetGroupCommandInput> = {},
): Promise<{ readonly loadBalancerArn: string; readonly listenerArn: string; readonly targetGroupArn: string }> => {
  const loadBalancerArn = await loadBalancer(wire)
  const targetGroupArn = await targetGroup(wire, change)
  return { loadBalancerArn, targetGroupArn, listenerArn: await listener(wire, loadBalancerArn, targetGroupArn) }
}
