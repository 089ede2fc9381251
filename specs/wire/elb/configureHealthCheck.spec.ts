import {
  ConfigureHealthCheckCommand,
  DescribeInstanceHealthCommand,
  RegisterInstancesWithLoadBalancerCommand,
} from '@aws-sdk/client-elastic-load-balancing'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { classic, one } from '../../support/elbResources.js'

const LoadBalancerName = 'web'
const check = { Target: 'HTTP:9000/up', Interval: 5, Timeout: 2, UnhealthyThreshold: 2, HealthyThreshold: 2 }

describe('elb ConfigureHealthCheck', () => {
  it('replaces the health check, and instances are judged by it (L27, L26)', async () => {
    const wire = queryWire()
    await classic(wire)
    const { HealthCheck } = await wire.elb.send(
      new ConfigureHealthCheckCommand({ LoadBalancerName, HealthCheck: check }),
    )
    expect(HealthCheck).to.deep.equal(check)
    wire.serving.add(`${one}:9000`)
    const Instances = [{ InstanceId: one }]
    await wire.elb.send(new RegisterInstancesWithLoadBalancerCommand({ LoadBalancerName, Instances }))
    wire.advance(10)
    const { InstanceStates: [shown] = [] } = await wire.elb.send(
      new DescribeInstanceHealthCommand({ LoadBalancerName }),
    )
    expect(shown?.State).to.equal('InService')
  })

  for (const [change, message] of [
    [
      { Target: 'HTTP:80' },
      'HealthCheck HTTP Target must specify a port followed by a path that begins with a slash. e.g. HTTP:80/ping/this/path',
    ],
    [{ Target: 'UDP:80' }, "HealthCheck Target 'UDP:80' must be a protocol (HTTP, HTTPS, TCP, SSL) and a port"],
    [{ Target: 'TCP:70000' }, "HealthCheck Target 'TCP:70000' must be a protocol (HTTP, HTTPS, TCP, SSL) and a port"],
    [{ Timeout: 5 }, 'HealthCheck timeout must be less than interval.'],
    [
      { Interval: 4, HealthyThreshold: 11 },
      "2 validation errors detected: Value '4' at 'healthCheck.interval' failed to satisfy constraint: Member must have value greater than or equal to 5; Value '11' at 'healthCheck.healthyThreshold' failed to satisfy constraint: Member must have value less than or equal to 10",
    ],
  ] as const) {
    it(`refuses what cannot be: ${message} (L27, L2)`, async () => {
      const wire = queryWire()
      await classic(wire)
      const command = new ConfigureHealthCheckCommand({ LoadBalancerName, HealthCheck: { ...check, ...change } })
      expect(await failureOf(wire.elb.send(command))).to.deep.equal({ name: 'ValidationError', message, status: 400 })
    })
  }
})
