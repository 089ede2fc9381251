import { CreateLoadBalancerCommand, DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'

const web = { Name: 'web', Subnets: ['subnet-1', 'subnet-2'] }

describe('elbv2 CreateLoadBalancer', () => {
  it('makes an application load balancer that is active after half a minute (L6)', async () => {
    const { elbv2, advance } = queryWire()
    const { LoadBalancers: [made] = [] } = await elbv2.send(new CreateLoadBalancerCommand(web))
    expect(made).to.deep.equal({
      LoadBalancerArn: made?.LoadBalancerArn,
      DNSName: made?.DNSName,
      CanonicalHostedZoneId: 'Z1H1FL5HABSF5',
      CreatedTime: new Date('2026-01-01T00:00:00Z'),
      LoadBalancerName: 'web',
      Scheme: 'internet-facing',
      VpcId: 'vpc-0a1b2c3d4e5f60718',
      State: { Code: 'provisioning' },
      Type: 'application',
      AvailabilityZones: [
        { ZoneName: 'us-west-2a', SubnetId: 'subnet-1', LoadBalancerAddresses: [] },
        { ZoneName: 'us-west-2b', SubnetId: 'subnet-2', LoadBalancerAddresses: [] },
      ],
      SecurityGroups: ['sg-0a1b2c3d4e5f60001'],
      IpAddressType: 'ipv4',
    })
    expect(made?.LoadBalancerArn).to.match(
      /^arn:aws:elasticloadbalancing:us-west-2:123445564666:loadbalancer\/app\/web\/[0-9a-f]{16}$/,
    )
    expect(made?.DNSName).to.match(/^web-\d{10}\.us-west-2\.elb\.amazonaws\.com$/)
    advance(30)
    const { LoadBalancers: [later] = [] } = await elbv2.send(new DescribeLoadBalancersCommand({ Names: ['web'] }))
    expect(later?.State).to.deep.equal({ Code: 'active' })
  })

  it('names network and internal load balancers as their kind does (L6)', async () => {
    const { elbv2 } = queryWire()
    const { LoadBalancers: [network] = [] } = await elbv2.send(
      new CreateLoadBalancerCommand({ Name: 'raw', Type: 'network', SubnetMappings: [{ SubnetId: 'subnet-1' }] }),
    )
    expect(network?.LoadBalancerArn).to.include(':loadbalancer/net/raw/')
    expect(network?.DNSName).to.match(/^raw-[0-9a-f]{16}\.elb\.us-west-2\.amazonaws\.com$/)
    const { LoadBalancers: [internal] = [] } = await elbv2.send(
      new CreateLoadBalancerCommand({ ...web, Scheme: 'internal' }),
    )
    expect(internal?.DNSName).to.match(/^internal-web-/)
  })

  it('answers the same call again with the one that exists, and refuses other settings under its name (L6)', async () => {
    const { elbv2 } = queryWire()
    const first = await elbv2.send(new CreateLoadBalancerCommand(web))
    const second = await elbv2.send(new CreateLoadBalancerCommand({ ...web, Subnets: ['subnet-2', 'subnet-1'] }))
    expect(second.LoadBalancers).to.deep.equal(first.LoadBalancers)
    const failure = await failureOf(elbv2.send(new CreateLoadBalancerCommand({ ...web, Scheme: 'internal' })))
    expect(failure).to.deep.equal({
      name: 'DuplicateLoadBalancerNameException',
      message: "A load balancer with the same name 'web' exists, but with different settings",
      status: 400,
    })
  })

  const refused = {
    "Load balancer name 'a_b' can only contain characters that are alphanumeric characters or hyphens(-)": {
      Name: 'a_b',
    },
    "Load balancer name '-a' cannot begin or end with a hyphen(-)": { Name: '-a' },
    [`Load balancer name '${'a'.repeat(33)}' cannot be longer than '32' characters`]: { Name: 'a'.repeat(33) },
    "Load balancer name 'internal-a' cannot begin with 'internal-'": { Name: 'internal-a' },
    'At least two subnets in two different Availability Zones must be specified': { Subnets: ['subnet-1'] },
    'A subnet cannot be specified more than once': { Subnets: ['subnet-1', 'subnet-1'] },
    'You can specify either subnets or subnet mappings, but not both': { SubnetMappings: [{ SubnetId: 'subnet-3' }] },
  }
  for (const [message, change] of Object.entries(refused)) {
    it(`refuses what cannot be: ${message} (L6)`, async () => {
      const { elbv2, world } = queryWire()
      const failure = await failureOf(elbv2.send(new CreateLoadBalancerCommand({ ...web, ...change })))
      expect(failure).to.deep.equal({ name: 'ValidationError', message, status: 400 })
      expect(world.loadBalancing.loadBalancers).to.deep.equal({})
    })
  }

  it('refuses ids that no subnet or security group has, and the gateway type (L6)', async () => {
    const { elbv2 } = queryWire()
    const nameOf = async (change: object) =>
      (await failureOf(elbv2.send(new CreateLoadBalancerCommand({ ...web, ...change })))).name
    expect(await nameOf({ Subnets: ['subnet-1', 'net 2'] })).to.equal('InvalidSubnetException')
    expect(await nameOf({ SecurityGroups: ['web'] })).to.equal('InvalidSecurityGroupException')
    expect(await nameOf({ Type: 'gateway' })).to.equal('OperationNotPermittedException')
  })
})
