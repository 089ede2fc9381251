import {
  CreateLoadBalancerCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
} from '@aws-sdk/client-elastic-load-balancing'
import type { CreateLoadBalancerCommandInput } from '@aws-sdk/client-elastic-load-balancing'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'

const web: CreateLoadBalancerCommandInput = {
  LoadBalancerName: 'web',
  Listeners: [{ Protocol: 'http', LoadBalancerPort: 80, InstancePort: 8080 }],
  AvailabilityZones: ['us-west-2a'],
}

describe('elb CreateLoadBalancer', () => {
  it('makes a load balancer with the defaults of AWS (L23)', async () => {
    const { elb } = queryWire()
    const { DNSName } = await elb.send(new CreateLoadBalancerCommand({ ...web, Tags: [{ Key: 'team', Value: 'web' }] }))
    expect(DNSName).to.match(/^web-\d{10}\.us-west-2\.elb\.amazonaws\.com$/)
    const { LoadBalancerDescriptions: [made] = [] } = await elb.send(new DescribeLoadBalancersCommand({}))
    expect(made).to.deep.equal({
      LoadBalancerName: 'web',
      DNSName,
      CanonicalHostedZoneName: DNSName,
      CanonicalHostedZoneNameID: 'Z1H1FL5HABSF5',
      ListenerDescriptions: [
        {
          Listener: { Protocol: 'HTTP', LoadBalancerPort: 80, InstanceProtocol: 'HTTP', InstancePort: 8080 },
          PolicyNames: [],
        },
      ],
      Policies: { AppCookieStickinessPolicies: [], LBCookieStickinessPolicies: [], OtherPolicies: [] },
      BackendServerDescriptions: [],
      AvailabilityZones: ['us-west-2a'],
      Subnets: [],
      VPCId: 'vpc-0a1b2c3d4e5f60718',
      Instances: [],
      HealthCheck: { Target: 'TCP:8080', Interval: 30, Timeout: 5, UnhealthyThreshold: 2, HealthyThreshold: 10 },
      SourceSecurityGroup: { OwnerAlias: '123445564666', GroupName: 'default' },
      SecurityGroups: [],
      CreatedTime: new Date('2026-01-01T00:00:00Z'),
      Scheme: 'internet-facing',
    })
    const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ LoadBalancerNames: ['web'] }))
    expect(TagDescriptions).to.deep.equal([{ LoadBalancerName: 'web', Tags: [{ Key: 'team', Value: 'web' }] }])
  })

  it('finds the zones of subnets, and prefixes the names of internal ones (L23)', async () => {
    const { elb } = queryWire()
    const { DNSName } = await elb.send(
      new CreateLoadBalancerCommand({
        ...web,
        AvailabilityZones: [],
        Subnets: ['subnet-1', 'subnet-2'],
        Scheme: 'internal',
      }),
    )
    expect(DNSName).to.match(/^internal-web-/)
    const { LoadBalancerDescriptions: [made] = [] } = await elb.send(new DescribeLoadBalancersCommand({}))
    expect(made?.AvailabilityZones).to.deep.equal(['us-west-2a', 'us-west-2b'])
  })

  it('answers the same call again with the one that exists, and refuses other settings under its name (L23)', async () => {
    const { elb } = queryWire()
    const first = await elb.send(new CreateLoadBalancerCommand(web))
    const second = await elb.send(new CreateLoadBalancerCommand(web))
    expect(second.DNSName).to.equal(first.DNSName)
    const failure = await failureOf(
      elb.send(new CreateLoadBalancerCommand({ ...web, AvailabilityZones: ['us-west-2b'] })),
    )
    expect(failure).to.deep.equal({
      name: 'DuplicateAccessPointNameException',
      message: 'Load Balancer named web already exists and it is configured with different parameters.',
      status: 400,
    })
  })

  const http = { Protocol: 'HTTP', LoadBalancerPort: 80, InstancePort: 8080 }
  const refused: readonly (readonly [Partial<CreateLoadBalancerCommandInput>, string])[] = [
    [{ LoadBalancerName: 'a b' }, 'ValidationError'],
    [{ Listeners: [] }, 'ValidationError'],
    [{ Listeners: [http, http] }, 'ValidationError'],
    [{ Listeners: [{ ...http, Protocol: 'UDP' }] }, 'UnsupportedProtocolException'],
    [{ Listeners: [{ ...http, InstanceProtocol: 'TCP' }] }, 'ValidationError'],
    [{ Listeners: [{ ...http, Protocol: 'HTTPS' }] }, 'ValidationError'],
    [{ Listeners: [{ ...http, InstancePort: 0 }] }, 'ValidationError'],
    [{ AvailabilityZones: undefined }, 'ValidationError'],
    [{ AvailabilityZones: ['eu-west-1a'] }, 'ValidationError'],
    [{ Subnets: ['subnet-1'] }, 'ValidationError'],
    [{ AvailabilityZones: undefined, Subnets: ['net 1'] }, 'InvalidSubnetException'],
    [{ SecurityGroups: ['web'] }, 'InvalidSecurityGroupException'],
    [{ Scheme: 'private' }, 'InvalidSchemeException'],
  ]
  for (const [change, name] of refused) {
    it(`refuses what cannot be, and makes nothing: ${JSON.stringify(change)} (L23)`, async () => {
      const { elb, world } = queryWire()
      const failure = await failureOf(elb.send(new CreateLoadBalancerCommand({ ...web, ...change })))
      expect(failure.name).to.equal(name)
      expect(world.loadBalancing.classics).to.deep.equal({})
    })
  }
})
