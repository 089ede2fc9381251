import {
  DescribeInstanceHealthCommand,
  RegisterInstancesWithLoadBalancerCommand,
} from '@aws-sdk/client-elastic-load-balancing'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { classic, one, two } from '../../support/elbResources.js'

const LoadBalancerName = 'web'

describe('elb DescribeInstanceHealth', () => {
  it('follows an instance from registration into service, out of it and back (L26)', async () => {
    const wire = queryWire()
    await classic(wire)
    wire.serving.add(`${one}:8080`)
    await wire.elb.send(
      new RegisterInstancesWithLoadBalancerCommand({ LoadBalancerName, Instances: [{ InstanceId: one }] }),
    )
    const timeline: string[] = []
    const look = async (seconds: number) => {
      wire.advance(seconds)
      const { InstanceStates: [shown] = [] } = await wire.elb.send(
        new DescribeInstanceHealthCommand({ LoadBalancerName }),
      )
      timeline.push(`${shown?.State ?? ''}, ${shown?.ReasonCode ?? ''}: ${shown?.Description ?? ''}`)
    }
    await look(0)
    await look(5)
    await look(294)
    await look(1)
    wire.serving.clear()
    await look(1)
    await look(60)
    wire.serving.add(`${one}:8080`)
    await look(1)
    await look(300)
    const failed = 'Instance has failed at least the UnhealthyThreshold number of health checks consecutively.'
    const notPassed = 'Instance has not passed the configured HealthyThreshold number of health checks consecutively.'
    expect(timeline).to.deep.equal([
      'OutOfService, ELB: Instance registration is still in progress.',
      `OutOfService, Instance: ${notPassed}`,
      `OutOfService, Instance: ${notPassed}`,
      'InService, N/A: N/A',
      'InService, N/A: N/A',
      `OutOfService, Instance: ${failed}`,
      `OutOfService, Instance: ${failed}`,
      'InService, N/A: N/A',
    ])
  })

  it('shows an instance that is named though it is not registered (L26)', async () => {
    const wire = queryWire()
    await classic(wire)
    const { InstanceStates } = await wire.elb.send(
      new DescribeInstanceHealthCommand({ LoadBalancerName, Instances: [{ InstanceId: two }] }),
    )
    expect(InstanceStates).to.deep.equal([
      {
        InstanceId: two,
        State: 'OutOfService',
        ReasonCode: 'Instance',
        Description: 'Instance is not currently registered with the LoadBalancer.',
      },
    ])
  })

  it('fails for a load balancer that does not exist, and for what cannot be an instance (L24, L25)', async () => {
    const wire = queryWire()
    const command = new DescribeInstanceHealthCommand({ LoadBalancerName, Instances: [{ InstanceId: 'web' }] })
    expect((await failureOf(wire.elb.send(command))).name).to.equal('AccessPointNotFoundException')
    await classic(wire)
    expect((await failureOf(wire.elb.send(command))).name).to.equal('InvalidEndPointException')
  })
})
