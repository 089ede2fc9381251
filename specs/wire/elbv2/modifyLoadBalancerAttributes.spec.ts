import {
  DescribeLoadBalancerAttributesCommand,
  ModifyLoadBalancerAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { loadBalancer } from '../../support/elbv2Resources.js'

describe('elbv2 ModifyLoadBalancerAttributes', () => {
  it('changes what is asked for and answers with all attributes (L13)', async () => {
    const wire = queryWire()
    const LoadBalancerArn = await loadBalancer(wire)
    const changed = await wire.elbv2.send(
      new ModifyLoadBalancerAttributesCommand({
        LoadBalancerArn,
        Attributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '120' }],
      }),
    )
    expect(changed.Attributes).to.deep.include({ Key: 'idle_timeout.timeout_seconds', Value: '120' })
    const { Attributes } = await wire.elbv2.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }))
    expect(Attributes).to.deep.equal(changed.Attributes)
  })

  it('changes nothing when one of them is unknown or out of range (L13)', async () => {
    const wire = queryWire()
    const LoadBalancerArn = await loadBalancer(wire)
    const good = { Key: 'deletion_protection.enabled', Value: 'true' }
    for (const [bad, message] of [
      [{ Key: 'nonsense', Value: '1' }, "Load balancer attribute key 'nonsense' is not recognized"],
      [
        { Key: 'idle_timeout.timeout_seconds', Value: '4001' },
        "Load balancer attribute 'idle_timeout.timeout_seconds' must be a whole number between 1 and 4000, not '4001'",
      ],
    ] as const) {
      const failure = await failureOf(
        wire.elbv2.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: [good, bad] })),
      )
      expect(failure).to.deep.equal({ name: 'ValidationError', message, status: 400 })
    }
    expect(wire.world.loadBalancing.loadBalancers[LoadBalancerArn]?.attributes).to.deep.equal({})
  })
})
