import {
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { balancedGroup, listener, loadBalancer, targetGroup } from '../../support/elbv2Resources.js'

const one = 'i-0123456789abcdef0'

describe('elbv2 DescribeTargetHealth', () => {
  it('follows a target from registration to healthy, to unhealthy and back (L19)', async () => {
    const wire = queryWire()
    const { targetGroupArn: TargetGroupArn } = await balancedGroup(wire)
    const healthOf = async () => {
      const { TargetHealthDescriptions: [shown] = [] } = await wire.elbv2.send(
        new DescribeTargetHealthCommand({ TargetGroupArn }),
      )
      return shown
    }
    wire.serving.add(`${one}:80`)
    await wire.elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: one }] }))
    const timeline: unknown[] = []
    const look = async (seconds: number) => {
      wire.advance(seconds)
      const { State, Reason } = (await healthOf())?.TargetHealth ?? {}
      timeline.push([State, Reason])
    }
    await look(0)
    await look(5)
    await look(144)
    await look(1)
    wire.serving.clear()
    await look(1)
    await look(60)
    wire.serving.add(`${one}:80`)
    await look(1)
    await look(149)
    await look(1)
    expect(timeline).to.deep.equal([
      ['initial', 'Elb.RegistrationInProgress'],
      ['initial', 'Elb.InitialHealthChecking'],
      ['initial', 'Elb.InitialHealthChecking'],
      ['healthy', undefined],
      ['healthy', undefined],
      ['unhealthy', 'Target.ResponseCodeMismatch'],
      ['unhealthy', 'Target.ResponseCodeMismatch'],
      ['unhealthy', 'Target.ResponseCodeMismatch'],
      ['healthy', undefined],
    ])
    expect(await healthOf()).to.deep.equal({
      Target: { Id: one, Port: 80 },
      HealthCheckPort: '80',
      TargetHealth: { State: 'healthy' },
    })
  })

  it('says of a target that never served that it timed out (L19)', async () => {
    const wire = queryWire()
    const { targetGroupArn: TargetGroupArn } = await balancedGroup(wire, { HealthCheckPort: '8080' })
    await wire.elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: one }] }))
    wire.advance(60)
    const { TargetHealthDescriptions } = await wire.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }))
    expect(TargetHealthDescriptions).to.deep.equal([
      {
        Target: { Id: one, Port: 80 },
        HealthCheckPort: '8080',
        TargetHealth: { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' },
      },
    ])
  })

  it('follows the thresholds of the group, and speaks of TCP checks as TCP (L19)', async () => {
    const wire = queryWire()
    const made = await wire.elbv2.send(
      new CreateTargetGroupCommand({
        Name: 'raw',
        Protocol: 'TCP',
        Port: 53,
        VpcId: 'vpc-1',
        HealthCheckIntervalSeconds: 10,
        UnhealthyThresholdCount: 3,
      }),
    )
    const TargetGroupArn = made.TargetGroups?.[0]?.TargetGroupArn ?? ''
    wire.world.loadBalancing.targetGroups[TargetGroupArn]?.loadBalancerArns.push('some')
    await wire.elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: one }] }))
    const stateOf = async () => {
      const { TargetHealthDescriptions: [shown] = [] } = await wire.elbv2.send(
        new DescribeTargetHealthCommand({ TargetGroupArn }),
      )
      return shown?.TargetHealth
    }
    wire.advance(29)
    expect((await stateOf())?.State).to.equal('initial')
    wire.advance(1)
    expect(await stateOf()).to.deep.equal({
      State: 'unhealthy',
      Reason: 'Target.FailedHealthChecks',
      Description: 'Health checks failed',
    })
  })

  it('tells targets of a group that nothing uses, and targets that are not registered, from the rest (L20)', async () => {
    const wire = queryWire()
    const TargetGroupArn = await targetGroup(wire)
    await wire.elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: one }] }))
    const Targets = [{ Id: one }, { Id: one, Port: 81 }]
    const reasons = async () => {
      const { TargetHealthDescriptions } = await wire.elbv2.send(
        new DescribeTargetHealthCommand({ TargetGroupArn, Targets }),
      )
      return TargetHealthDescriptions?.map(({ TargetHealth }) => [TargetHealth?.State, TargetHealth?.Reason])
    }
    expect(await reasons()).to.deep.equal([
      ['unused', 'Target.NotInUse'],
      ['unused', 'Target.NotRegistered'],
    ])
    wire.advance(1000)
    await listener(wire, await loadBalancer(wire), TargetGroupArn)
    expect(await reasons()).to.deep.equal([
      ['initial', 'Elb.RegistrationInProgress'],
      ['unused', 'Target.NotRegistered'],
    ])
  })

  it('fails for a group that does not exist, and wants a group (L10, L2)', async () => {
    const wire = queryWire()
    const TargetGroupArn = `${await targetGroup(wire)}0`
    expect(await failureOf(wire.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn })))).to.deep.equal({
      name: 'TargetGroupNotFoundException',
      message: 'One or more target groups not found',
      status: 400,
    })
    expect(
      await failureOf(wire.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn: undefined }))),
    ).to.deep.equal({
      name: 'ValidationError',
      message:
        "1 validation error detected: Value null at 'targetGroupArn' failed to satisfy constraint: Member must not be null",
      status: 400,
    })
  })
})
