/** Classic load balancers in the words of the API. */
import type {
  HealthCheck,
  Instance,
  LoadBalancerAttributes,
  LoadBalancerDescription,
} from '@aws-sdk/client-elastic-load-balancing'
import { instancesOf, vpcId } from '../../loadBalancing.js'
import type { Classic, ClassicHealthCheck } from '../../loadBalancing.js'

/** A load balancer as DescribeLoadBalancers shows it. */
export const shownClassic = (classic: Classic, account: string): LoadBalancerDescription => ({
  LoadBalancerName: classic.name,
  DNSName: classic.dnsName,
  CanonicalHostedZoneName: classic.dnsName,
  CanonicalHostedZoneNameID: 'Z1H1FL5HABSF5',
  ListenerDescriptions: classic.listeners.map((listener) => ({
    Listener: {
      Protocol: listener.protocol,
      LoadBalancerPort: listener.loadBalancerPort,
      InstanceProtocol: listener.instanceProtocol,
      InstancePort: listener.instancePort,
      SSLCertificateId: listener.certificateId,
    },
    PolicyNames: [],
  })),
  Policies: { AppCookieStickinessPolicies: [], LBCookieStickinessPolicies: [], OtherPolicies: [] },
  BackendServerDescriptions: [],
  AvailabilityZones: [...classic.availabilityZones],
  Subnets: [...classic.subnets],
  VPCId: vpcId,
  Instances: shownInstances(classic),
  HealthCheck: shownHealthCheck(classic.healthCheck),
  SourceSecurityGroup: { OwnerAlias: account, GroupName: 'default' },
  SecurityGroups: [...classic.securityGroups],
  CreatedTime: new Date(classic.createdMs),
  Scheme: classic.scheme,
})

/** The instances of a load balancer; the draining ones are no longer among them. */
export const shownInstances = (classic: Classic): Instance[] =>
  instancesOf(classic).map((InstanceId) => ({ InstanceId }))

/** A health check as ConfigureHealthCheck answers it. */
export const shownHealthCheck = (check: ClassicHealthCheck): HealthCheck => ({
  Target: check.target,
  Interval: check.intervalSeconds,
  Timeout: check.timeoutSeconds,
  UnhealthyThreshold: check.unhealthyThreshold,
  HealthyThreshold: check.healthyThreshold,
})

/** All attributes of a load balancer. */
export const shownAttributes = ({ attributes }: Classic): LoadBalancerAttributes => ({
  CrossZoneLoadBalancing: { Enabled: attributes.crossZone },
  AccessLog: attributes.accessLog,
  ConnectionDraining: { Enabled: attributes.drainingEnabled, Timeout: attributes.drainingSeconds },
  ConnectionSettings: { IdleTimeout: attributes.idleSeconds },
  AdditionalAttributes: [{ Key: 'elb.http.desyncmitigationmode', Value: attributes.desyncMitigationMode }],
})
