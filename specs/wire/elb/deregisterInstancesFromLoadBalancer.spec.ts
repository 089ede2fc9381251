import {
  DeregisterInstancesFromLoadBalancerCommand,
  DescribeInstanceHealthCommand,
  DescribeLoadBalancersCommand,
  ModifyLoadBalancerAttributesCommand,
  RegisterInstancesWithLoadBalancerCommand,
} from '@aws-sdk/client-elastic-load-balancing'
import { expect } from 'chai'
import { queryWire } from '../../support/queryWire.js'
import { classic, one, two } from '../../support/elbResources.js'

const LoadBalancerName = 'web'

describe('elb DeregisterInstancesFromLoadBalancer', () => {
  it('answers with the instances that remain, and works on what is not registered (L25)', async () => {
    const wire = queryWire()
    await classic(wire)
    const Instances = [{ InstanceId: one }, { InstanceId: two }]
    await wire.elb.send(new RegisterInstancesWithLoadBalancerCommand({ LoadBalancerName, Instances }))
    const deregister = new DeregisterInstancesFromLoadBalancerCommand({
      LoadBalancerName,
      Instances: [{ InstanceId: one }],
    })
    expect((await wire.elb.send(deregister)).Instances).to.deep.equal([{ InstanceId: two }])
    expect((await wire.elb.send(deregister)).Instances).to.deep.equal([{ InstanceId: two }])
  })

  it('goes on showing a draining instance as in service until the timeout is over (L25)', async () => {
    const wire = queryWire()
    await classic(wire)
    const Instances = [{ InstanceId: one }]
    await wire.elb.send(
      new ModifyLoadBalancerAttributesCommand({
        LoadBalancerName,
        LoadBalancerAttributes: { ConnectionDraining: { Enabled: true, Timeout: 20 } },
      }),
    )
    await wire.elb.send(new RegisterInstancesWithLoadBalancerCommand({ LoadBalancerName, Instances }))
    await wire.elb.send(new DeregisterInstancesFromLoadBalancerCommand({ LoadBalancerName, Instances }))
    const { LoadBalancerDescriptions: [shown] = [] } = await wire.elb.send(new DescribeLoadBalancersCommand({}))
    expect(shown?.Instances).to.deep.equal([])
    const health = async () =>
      (await wire.elb.send(new DescribeInstanceHealthCommand({ LoadBalancerName }))).InstanceStates
    wire.advance(19)
    expect(await health()).to.deep.equal([
      {
        InstanceId: one,
        State: 'InService',
        ReasonCode: 'N/A',
        Description: 'Instance deregistration currently in progress.',
      },
    ])
    wire.advance(1)
    expect(await health()).to.deep.equal([])
  })
})
