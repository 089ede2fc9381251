import { DeleteLoadBalancerCommand, DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing'
import { expect } from 'chai'
import { queryWire } from '../../support/queryWire.js'
import { classic } from '../../support/elbResources.js'

describe('elb DeleteLoadBalancer', () => {
  it('deletes a load balancer, and works on what does not exist (L24)', async () => {
    const wire = queryWire()
    await classic(wire)
    await wire.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerName: 'web' }))
    await wire.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerName: 'web' }))
    const { LoadBalancerDescriptions } = await wire.elb.send(new DescribeLoadBalancersCommand({}))
    expect(LoadBalancerDescriptions).to.deep.equal([])
  })
})
