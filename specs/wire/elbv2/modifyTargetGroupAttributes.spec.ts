import {
  DescribeTargetGroupAttributesCommand,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { targetGroup } from '../../support/elbv2Resources.js'

const delay = (Value: string) => ({ Key: 'deregistration_delay.timeout_seconds', Value })

describe('elbv2 ModifyTargetGroupAttributes', () => {
  it('changes what is asked for and answers with all attributes (L13)', async () => {
    const wire = queryWire()
    const TargetGroupArn = await targetGroup(wire)
    const changed = await wire.elbv2.send(
      new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [delay('0')] }),
    )
    expect(changed.Attributes).to.deep.include(delay('0'))
    const { Attributes } = await wire.elbv2.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }))
    expect(Attributes).to.deep.equal(changed.Attributes)
  })

  it('changes nothing when one of them is unknown or out of range (L13)', async () => {
    const wire = queryWire()
    const TargetGroupArn = await targetGroup(wire)
    for (const [bad, message] of [
      [{ Key: 'constructor', Value: '1' }, "Target group attribute key 'constructor' is not recognized"],
      [
        delay('3601'),
        "Target group attribute 'deregistration_delay.timeout_seconds' must be a whole number between 0 and 3600, not '3601'",
      ],
      [
        { Key: 'stickiness.enabled', Value: 'yes' },
        "Target group attribute 'stickiness.enabled' must be one of [true, false], not 'yes'",
      ],
    ] as const) {
      const failure = await failureOf(
        wire.elbv2.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [delay('10'), bad] })),
      )
      expect(failure).to.deep.equal({ name: 'ValidationError', message, status: 400 })
    }
    expect(wire.world.loadBalancing.targetGroups[TargetGroupArn]?.attributes).to.deep.equal({})
  })
})
