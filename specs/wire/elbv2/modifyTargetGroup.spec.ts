import { ModifyTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { targetGroup } from '../../support/elbv2Resources.js'

describe('elbv2 ModifyTargetGroup', () => {
  it('changes the parts of the health check that are asked for (L12)', async () => {
    const wire = queryWire()
    const TargetGroupArn = await targetGroup(wire)
    const { TargetGroups: [changed] = [] } = await wire.elbv2.send(
      new ModifyTargetGroupCommand({ TargetGroupArn, HealthyThresholdCount: 2, HealthCheckPath: '/up' }),
    )
    expect(changed).to.include({ HealthyThresholdCount: 2, HealthCheckPath: '/up', UnhealthyThresholdCount: 2 })
  })

  it('keeps to the rules of creation, and fails for a group that does not exist (L12)', async () => {
    const wire = queryWire()
    const TargetGroupArn = await targetGroup(wire)
    const failure = await failureOf(
      wire.elbv2.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckIntervalSeconds: 5 })),
    )
    expect(failure.message).to.equal("Health check timeout '6' must be smaller than the interval '5'")
    const unknown = await failureOf(
      wire.elbv2.send(new ModifyTargetGroupCommand({ TargetGroupArn: `${TargetGroupArn}0` })),
    )
    expect(unknown.name).to.equal('TargetGroupNotFoundException')
  })
})
