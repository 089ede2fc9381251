/** The resources of the state in the words of the API. */
import type {
  Listener as ShownListener,
  LoadBalancer as ShownLoadBalancer,
  Rule as ShownRule,
  TargetGroup as ShownTargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { decimalOf, vpcId } from '../../loadBalancing.js'
import type { Listener, LoadBalancer, LoadBalancing, Rule, TargetGroup } from '../../loadBalancing.js'

/** How long a new load balancer is `provisioning`. */
const provisioningMs = 30_000

/** A load balancer as DescribeLoadBalancers shows it. The n-th subnet is taken to be in the n-th Availability Zone of the region. */
export const shownLoadBalancer = (loadBalancer: LoadBalancer, nowMs: number): ShownLoadBalancer => {
  const [, , , region = ''] = loadBalancer.arn.split(':')
  const isApplication = loadBalancer.type === 'application'
  return {
    LoadBalancerArn: loadBalancer.arn,
    DNSName: dnsNameOf(loadBalancer, region),
    CanonicalHostedZoneId: isApplication ? 'Z1H1FL5HABSF5' : 'Z18D5FSROUN65G',
    CreatedTime: new Date(loadBalancer.createdMs),
    LoadBalancerName: loadBalancer.name,
    Scheme: loadBalancer.scheme,
    VpcId: vpcId,
    State: { Code: nowMs - loadBalancer.createdMs < provisioningMs ? 'provisioning' : 'active' },
    Type: loadBalancer.type,
    AvailabilityZones: loadBalancer.subnets.map((subnet, index) => ({
      ZoneName: `${region}${String.fromCharCode(97 + index)}`,
      SubnetId: subnet,
      LoadBalancerAddresses: [],
    })),
    ...(isApplication || loadBalancer.securityGroups.length > 0
      ? { SecurityGroups: [...loadBalancer.securityGroups] }
      : {}),
    IpAddressType: loadBalancer.ipAddressType,
  }
}

/** A target group as DescribeTargetGroups shows it. */
export const shownTargetGroup = (group: TargetGroup): ShownTargetGroup => ({
  TargetGroupArn: group.arn,
  TargetGroupName: group.name,
  Protocol: group.protocol,
  Port: group.port,
  VpcId: group.vpcId,
  HealthCheckProtocol: group.healthCheck.protocol,
  HealthCheckPort: group.healthCheck.port,
  HealthCheckEnabled: group.healthCheck.enabled,
  HealthCheckIntervalSeconds: group.healthCheck.intervalSeconds,
  HealthCheckTimeoutSeconds: group.healthCheck.timeoutSeconds,
  HealthyThresholdCount: group.healthCheck.healthyThreshold,
  UnhealthyThresholdCount: group.healthCheck.unhealthyThreshold,
  HealthCheckPath: group.healthCheck.path,
  Matcher: group.healthCheck.matcher,
  LoadBalancerArns: [...group.loadBalancerArns],
  TargetType: group.targetType,
  ProtocolVersion: group.protocolVersion,
  IpAddressType: group.ipAddressType,
})

/** A listener as DescribeListeners shows it, with the actions of its default rule. */
export const shownListener = (state: LoadBalancing, listener: Listener): ShownListener => ({
  ListenerArn: listener.arn,
  LoadBalancerArn: listener.loadBalancerArn,
  Port: listener.port,
  Protocol: listener.protocol,
  ...(listener.certificateArns.length === 0
    ? {}
    : { Certificates: listener.certificateArns.map((CertificateArn) => ({ CertificateArn })) }),
  SslPolicy: listener.sslPolicy,
  DefaultActions: [...(rulesOf(state, listener.arn).find(({ priority }) => priority === 'default')?.actions ?? [])],
  ...(listener.alpnPolicy === undefined ? {} : { AlpnPolicy: [...listener.alpnPolicy] }),
})

/** A rule as DescribeRules shows it. */
export const shownRule = (rule: Rule): ShownRule => ({
  RuleArn: rule.arn,
  Priority: String(rule.priority),
  Conditions: [...rule.conditions],
  Actions: [...rule.actions],
  IsDefault: rule.priority === 'default',
})

/** The rules of a listener, its default rule among them. */
export const rulesOf = (state: LoadBalancing, listenerArn: string): readonly Rule[] =>
  Object.values(state.rules).filter((rule) => rule.listenerArn === listenerArn)

const dnsNameOf = ({ arn, name, type, scheme }: LoadBalancer, region: string): string => {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  const first = scheme === 'internal' ? `internal-${name}` : name
  return type === 'network'
    ? `${name}-${arn.slice(arn.lastIndexOf('/') + 1)}.elb.${region}.${suffix}`
    : `${first}-${decimalOf(arn)}.${region}.elb.${suffix}`
}
