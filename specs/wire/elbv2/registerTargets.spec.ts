import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { balancedGroup, targetGroup } from '../../support/elbv2Resources.js'

const one = 'i-0123456789abcdef0'

describe('elbv2 RegisterTargets', () => {
  it('takes the port of the group where none is given; an id can be there on several ports (L18)', async () => {
    const wire = queryWire()
    const { targetGroupArn: TargetGroupArn } = await balancedGroup(wire)
    await wire.elbv2.send(
      new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: one }, { Id: one, Port: 8080 }] }),
    )
    const { TargetHealthDescriptions } = await wire.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }))
    expect(TargetHealthDescriptions?.map(({ Target }) => Target)).to.deep.equal([
      { Id: one, Port: 80 },
      { Id: one, Port: 8080 },
    ])
  })

  it('changes nothing about what is registered, and takes back what drains (L18)', async () => {
    const wire = queryWire()
    const { targetGroupArn: TargetGroupArn } = await balancedGroup(wire)
    const register = new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: one }] })
    const stateOf = async () => {
      const { TargetHealthDescriptions: [shown] = [] } = await wire.elbv2.send(
        new DescribeTargetHealthCommand({ TargetGroupArn }),
      )
      return shown?.TargetHealth?.State
    }
    wire.serving.add(`${one}:80`)
    await wire.elbv2.send(register)
    wire.advance(150)
    await wire.elbv2.send(register)
    expect(await stateOf()).to.equal('healthy')
    await wire.elbv2.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: one }] }))
    expect(await stateOf()).to.equal('draining')
    await wire.elbv2.send(register)
    expect(await stateOf()).to.equal('initial')
  })

  it('registers none of them when one cannot be a target of the group (L18)', async () => {
    const wire = queryWire()
    const instances = await targetGroup(wire)
    const addresses = await targetGroup(wire, { Name: 'addresses', TargetType: 'ip' })
    const failureFor = (TargetGroupArn: string, ...ids: string[]) =>
      failureOf(wire.elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: ids.map((Id) => ({ Id })) })))
    expect(await failureFor(instances, one, '10.0.0.1')).to.deep.equal({
      name: 'InvalidTargetException',
      message: "The following targets are not valid instances: '10.0.0.1'",
      status: 400,
    })
    expect(await failureFor(addresses, '10.0.0.1', one)).to.deep.equal({
      name: 'ValidationError',
      message: `The IP address '${one}' is not a valid IP address`,
      status: 400,
    })
    expect((await failureFor(instances)).message).to.equal('One or more targets must be specified')
    expect((await failureFor(`${instances}0`, one)).name).to.equal('TargetGroupNotFoundException')
    for (const arn of [instances, addresses])
      expect(wire.world.loadBalancing.targetGroups[arn]?.targets).to.deep.equal({})
  })

  it('says that targets of functions are not offered (L18)', async () => {
    const wire = queryWire()
    const change = { TargetType: 'lambda', Protocol: undefined, Port: undefined, VpcId: undefined } as const
    const TargetGroupArn = await targetGroup(wire, change)
    const command = new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: 'arn' }] })
    expect((await failureOf(wire.elbv2.send(command))).name).to.equal('InvalidTargetException')
  })
})
