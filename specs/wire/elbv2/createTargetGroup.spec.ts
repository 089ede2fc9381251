import { CreateTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { CreateTargetGroupCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'

const web: CreateTargetGroupCommandInput = { Name: 'web', Protocol: 'HTTP', Port: 80, VpcId: 'vpc-1' }

describe('elbv2 CreateTargetGroup', () => {
  it('fills in the defaults of AWS (L9)', async () => {
    const { elbv2 } = queryWire()
    const { TargetGroups: [made] = [] } = await elbv2.send(new CreateTargetGroupCommand(web))
    expect(made).to.deep.equal({
      TargetGroupArn: made?.TargetGroupArn,
      TargetGroupName: 'web',
      Protocol: 'HTTP',
      Port: 80,
      VpcId: 'vpc-1',
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: 'traffic-port',
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 6,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      HealthCheckPath: '/',
      Matcher: { HttpCode: '200' },
      LoadBalancerArns: [],
      TargetType: 'instance',
      ProtocolVersion: 'HTTP1',
      IpAddressType: 'ipv4',
    })
    expect(made?.TargetGroupArn).to.match(
      /^arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup\/web\/[0-9a-f]{16}$/,
    )
  })

  it('checks TCP groups by TCP, and functions not at all (L9)', async () => {
    const { elbv2 } = queryWire()
    const { TargetGroups: [tcp] = [] } = await elbv2.send(
      new CreateTargetGroupCommand({ ...web, Protocol: 'TCP', TargetType: 'ip' }),
    )
    expect(tcp).to.include({ HealthCheckProtocol: 'TCP', HealthCheckTimeoutSeconds: 10, TargetType: 'ip' })
    expect(tcp).not.to.have.any.keys('HealthCheckPath', 'Matcher', 'ProtocolVersion')
    const { TargetGroups: [functions] = [] } = await elbv2.send(
      new CreateTargetGroupCommand({ Name: 'functions', TargetType: 'lambda' }),
    )
    expect(functions).to.include({ HealthCheckEnabled: false, HealthCheckIntervalSeconds: 35, TargetType: 'lambda' })
    expect(functions).not.to.have.any.keys('Protocol', 'Port', 'VpcId')
  })

  it('answers the same call again with the one that exists, and refuses other settings under its name (L9)', async () => {
    const { elbv2 } = queryWire()
    const first = await elbv2.send(new CreateTargetGroupCommand({ ...web, HealthCheckPath: '/health' }))
    const second = await elbv2.send(new CreateTargetGroupCommand({ ...web, HealthCheckPath: '/health' }))
    expect(second.TargetGroups).to.deep.equal(first.TargetGroups)
    const failure = await failureOf(elbv2.send(new CreateTargetGroupCommand(web)))
    expect(failure).to.deep.equal({
      name: 'DuplicateTargetGroupNameException',
      message: "A target group with the same name 'web' exists, but with different settings",
      status: 400,
    })
  })

  const refused: readonly (readonly [Partial<CreateTargetGroupCommandInput>, string])[] = [
    [{ Name: 'web-' }, "Target group name 'web-' cannot begin or end with a hyphen(-)"],
    [{ Protocol: undefined }, 'A protocol must be specified'],
    [{ Port: undefined }, 'A port must be specified'],
    [{ VpcId: undefined }, 'A VPC ID must be specified'],
    [{ TargetType: 'lambda' }, "Protocol cannot be specified for target groups with target type 'lambda'"],
    [{ TargetType: 'alb' }, "Protocol 'HTTP' is not supported for target groups with target type 'alb'"],
    [
      { HealthCheckProtocol: 'TCP' },
      "Health check protocol 'TCP' is not supported for target groups with protocol 'HTTP'",
    ],
    [{ HealthCheckTimeoutSeconds: 30 }, "Health check timeout '30' must be smaller than the interval '30'"],
    [
      { HealthCheckPath: 'health' },
      "Health check path 'health' must begin with a '/' character and cannot be longer than 1024 characters",
    ],
    [{ HealthCheckPort: '0' }, "Health check port '0' must be 'traffic-port' or a port between 1 and 65535"],
    [{ HealthCheckEnabled: false }, "Health checks cannot be disabled for target groups with target type 'instance'"],
    [
      { Matcher: { HttpCode: 'ok' } },
      "Health check matcher HTTP code 'ok' must be a code, a list of codes or a range of codes",
    ],
    [{ ProtocolVersion: 'HTTP3' }, "Protocol version 'HTTP3' must be one of '[HTTP1, HTTP2, GRPC]'"],
    [
      { Port: 65536, HealthCheckIntervalSeconds: 4 },
      "2 validation errors detected: Value '65536' at 'port' failed to satisfy constraint: Member must have value less than or equal to 65535; Value '4' at 'healthCheckIntervalSeconds' failed to satisfy constraint: Member must have value greater than or equal to 5",
    ],
  ]
  for (const [change, message] of refused) {
    it(`refuses what cannot be: ${message} (L9, L2)`, async () => {
      const { elbv2, world } = queryWire()
      const failure = await failureOf(elbv2.send(new CreateTargetGroupCommand({ ...web, ...change })))
      expect(failure).to.deep.equal({ name: 'ValidationError', message, status: 400 })
      expect(world.loadBalancing.targetGroups).to.deep.equal({})
    })
  }

  it('says that gateway and QUIC groups are not offered (L9)', async () => {
    const { elbv2 } = queryWire()
    const failure = await failureOf(elbv2.send(new CreateTargetGroupCommand({ ...web, Protocol: 'GENEVE' })))
    expect(failure.name).to.equal('InvalidConfigurationRequestException')
  })
})
