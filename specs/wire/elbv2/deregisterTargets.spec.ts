import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { queryWire } from '../../support/queryWire.js'
import type { QueryWire } from '../../support/queryWire.js'
import { balancedGroup, targetGroup } from '../../support/elbv2Resources.js'

const Targets = [{ Id: 'i-0123456789abcdef0', Port: 80 }]

const statesOf = async ({ elbv2 }: QueryWire, TargetGroupArn: string) => {
  const { TargetHealthDescriptions } = await elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }))
  return TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth)
}

describe('elbv2 DeregisterTargets', () => {
  it('drains a target for the deregistration delay, then forgets it (L21)', async () => {
    const wire = queryWire()
    const { targetGroupArn: TargetGroupArn } = await balancedGroup(wire)
    await wire.elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }))
    await wire.elbv2.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets }))
    wire.advance(299)
    expect(await statesOf(wire, TargetGroupArn)).to.deep.equal([
      {
        State: 'draining',
        Reason: 'Target.DeregistrationInProgress',
        Description: 'Target deregistration is in progress',
      },
    ])
    wire.advance(1)
    expect(await statesOf(wire, TargetGroupArn)).to.deep.equal([])
  })

  it('forgets it at once without a delay, or where no load balancer uses the group (L21)', async () => {
    const wire = queryWire()
    const { targetGroupArn: hurried } = await balancedGroup(wire)
    const unused = await targetGroup(wire, { Name: 'unused' })
    const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '0' }]
    await wire.elbv2.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: hurried, Attributes }))
    for (const TargetGroupArn of [hurried, unused]) {
      await wire.elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }))
      await wire.elbv2.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets }))
      expect(await statesOf(wire, TargetGroupArn)).to.deep.equal([])
    }
  })

  it('works on what is not registered (L21)', async () => {
    const wire = queryWire()
    const TargetGroupArn = await targetGroup(wire)
    await wire.elbv2.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets }))
  })
})
