import { DescribeListenersCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { balancedGroup, listener } from '../../support/elbv2Resources.js'

describe('elbv2 DescribeListeners', () => {
  it('shows those of a load balancer, or those that are named (L15)', async () => {
    const wire = queryWire()
    const { loadBalancerArn, listenerArn, targetGroupArn } = await balancedGroup(wire)
    const second = await listener(wire, loadBalancerArn, targetGroupArn, 8080)
    const arnsOf = async (input: object) =>
      (await wire.elbv2.send(new DescribeListenersCommand(input))).Listeners?.map((each) => each.ListenerArn)
    expect(await arnsOf({ LoadBalancerArn: loadBalancerArn })).to.have.members([listenerArn, second])
    expect(await arnsOf({ ListenerArns: [second] })).to.deep.equal([second])
  })

  it('fails for what does not exist, and wants exactly one of the two (L15)', async () => {
    const wire = queryWire()
    const { loadBalancerArn, listenerArn } = await balancedGroup(wire)
    const failureFor = (input: object) => failureOf(wire.elbv2.send(new DescribeListenersCommand(input)))
    expect(await failureFor({ ListenerArns: [listenerArn, `${listenerArn}0`] })).to.deep.equal({
      name: 'ListenerNotFoundException',
      message: 'One or more listeners not found',
      status: 400,
    })
    expect((await failureFor({ LoadBalancerArn: `${loadBalancerArn}0` })).name).to.equal(
      'LoadBalancerNotFoundException',
    )
    const message = 'You must specify either listener ARNs or a load balancer ARN'
    expect((await failureFor({})).message).to.equal(message)
    expect((await failureFor({ LoadBalancerArn: loadBalancerArn, ListenerArns: [listenerArn] })).message).to.equal(
      message,
    )
    expect((await failureFor({ ListenerArns: ['80'] })).message).to.equal("'80' is not a valid listener ARN")
  })
})
