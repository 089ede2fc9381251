import {
  DeleteListenerCommand,
  DeleteTargetGroupCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { balancedGroup } from '../../support/elbv2Resources.js'

describe('elbv2 DeleteTargetGroup', () => {
  it('refuses a group in use, and deletes it once nothing forwards to it; deleting it again works (L11)', async () => {
    const wire = queryWire()
    const { listenerArn, targetGroupArn: TargetGroupArn } = await balancedGroup(wire)
    const failure = await failureOf(wire.elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn })))
    expect(failure).to.deep.equal({
      name: 'ResourceInUseException',
      message: `Target group '${TargetGroupArn}' is currently in use by a listener or a rule`,
      status: 400,
    })
    await wire.elbv2.send(new DeleteListenerCommand({ ListenerArn: listenerArn }))
    await wire.elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn }))
    await wire.elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn }))
    expect((await wire.elbv2.send(new DescribeTargetGroupsCommand({}))).TargetGroups).to.deep.equal([])
  })
})
