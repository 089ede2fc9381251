import { DeleteListenerCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { balancedGroup } from '../../support/elbv2Resources.js'

describe('elbv2 DeleteListener', () => {
  it('takes the rules with it and frees the target group; a second time it is not found (L15)', async () => {
    const wire = queryWire()
    const { listenerArn: ListenerArn } = await balancedGroup(wire)
    await wire.elbv2.send(new DeleteListenerCommand({ ListenerArn }))
    const { TargetGroups: [group] = [] } = await wire.elbv2.send(new DescribeTargetGroupsCommand({}))
    expect(group?.LoadBalancerArns).to.deep.equal([])
    expect(wire.world.loadBalancing.rules).to.deep.equal({})
    const failure = await failureOf(wire.elbv2.send(new DeleteListenerCommand({ ListenerArn })))
    expect(failure.name).to.equal('ListenerNotFoundException')
  })
})
