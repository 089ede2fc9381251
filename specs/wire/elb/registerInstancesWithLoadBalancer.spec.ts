import { RegisterInstancesWithLoadBalancerCommand } from '@aws-sdk/client-elastic-load-balancing'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { classic, one, two } from '../../support/elbResources.js'

describe('elb RegisterInstancesWithLoadBalancer', () => {
  it('answers with every instance that is registered (L25)', async () => {
    const wire = queryWire()
    await classic(wire)
    const register = (...ids: string[]) =>
      wire.elb.send(
        new RegisterInstancesWithLoadBalancerCommand({
          LoadBalancerName: 'web',
          Instances: ids.map((InstanceId) => ({ InstanceId })),
        }),
      )
    await register(one)
    const { Instances } = await register(one, two)
    expect(Instances).to.deep.equal([{ InstanceId: one }, { InstanceId: two }])
  })

  it('registers none of them when one cannot be an instance (L25)', async () => {
    const wire = queryWire()
    await classic(wire)
    const command = new RegisterInstancesWithLoadBalancerCommand({
      LoadBalancerName: 'web',
      Instances: [{ InstanceId: one }, { InstanceId: '10.0.0.1' }],
    })
    expect(await failureOf(wire.elb.send(command))).to.deep.equal({
      name: 'InvalidEndPointException',
      message: 'Could not find EC2 instance 10.0.0.1.',
      status: 400,
    })
    expect(wire.world.loadBalancing.classics['web']?.instances).to.deep.equal({})
  })

  it('fails for a load balancer that does not exist (L24)', async () => {
    const { elb } = queryWire()
    const command = new RegisterInstancesWithLoadBalancerCommand({ LoadBalancerName: 'web', Instances: [] })
    expect((await failureOf(elb.send(command))).name).to.equal('AccessPointNotFoundException')
  })
})
