import {
  DeleteLoadBalancerCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  ModifyLoadBalancerAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { balancedGroup } from '../../support/elbv2Resources.js'

describe('elbv2 DeleteLoadBalancer', () => {
  it('takes its listeners and rules with it, and frees its target groups (L8)', async () => {
    const wire = queryWire()
    const { loadBalancerArn, listenerArn, targetGroupArn } = await balancedGroup(wire)
    await wire.elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: loadBalancerArn }))
    expect((await wire.elbv2.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).to.deep.equal([])
    const gone = await failureOf(wire.elbv2.send(new DescribeListenersCommand({ ListenerArns: [listenerArn] })))
    expect(gone.name).to.equal('ListenerNotFoundException')
    const { TargetGroups: [group] = [] } = await wire.elbv2.send(
      new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroupArn] }),
    )
    expect(group?.LoadBalancerArns).to.deep.equal([])
    expect(wire.world.loadBalancing.rules).to.deep.equal({})
  })

  it('works on what does not exist any more (L8)', async () => {
    const wire = queryWire()
    const { loadBalancerArn: LoadBalancerArn } = await balancedGroup(wire)
    await wire.elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }))
    await wire.elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }))
  })

  it('refuses one that is protected (L8)', async () => {
    const wire = queryWire()
    const { loadBalancerArn: LoadBalancerArn } = await balancedGroup(wire)
    const Attributes = [{ Key: 'deletion_protection.enabled', Value: 'true' }]
    await wire.elbv2.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }))
    const failure = await failureOf(wire.elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn })))
    expect(failure).to.deep.equal({
      name: 'OperationNotPermittedException',
      message: `Load balancer '${LoadBalancerArn}' cannot be deleted because deletion protection is enabled`,
      status: 400,
    })
  })
})
