import {
  DescribeLoadBalancerAttributesCommand,
  ModifyLoadBalancerAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing'
import type { LoadBalancerAttributes } from '@aws-sdk/client-elastic-load-balancing'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import type { QueryWire } from '../../support/queryWire.js'
import { classic } from '../../support/elbResources.js'

const LoadBalancerName = 'web'

const modify = ({ elb }: QueryWire, attributes: LoadBalancerAttributes) =>
  elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerName, LoadBalancerAttributes: attributes }))

const describeAll = async ({ elb }: QueryWire) =>
  (await elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerName }))).LoadBalancerAttributes

describe('elb DescribeLoadBalancerAttributes and ModifyLoadBalancerAttributes', () => {
  it('begin with the defaults of AWS: draining is off (L25, L27)', async () => {
    const wire = queryWire()
    await classic(wire)
    expect(await describeAll(wire)).to.deep.equal({
      CrossZoneLoadBalancing: { Enabled: false },
      AccessLog: { Enabled: false },
      ConnectionDraining: { Enabled: false, Timeout: 300 },
      ConnectionSettings: { IdleTimeout: 60 },
      AdditionalAttributes: [{ Key: 'elb.http.desyncmitigationmode', Value: 'defensive' }],
    })
  })

  it('change what is named, leave the rest, and answer with what was named (L27)', async () => {
    const wire = queryWire()
    await classic(wire)
    const answer = await modify(wire, { ConnectionDraining: { Enabled: true } })
    expect(answer.LoadBalancerName).to.equal('web')
    expect(answer.LoadBalancerAttributes).to.deep.equal({ ConnectionDraining: { Enabled: true, Timeout: 300 } })
    await modify(wire, { CrossZoneLoadBalancing: { Enabled: true }, ConnectionSettings: { IdleTimeout: 90 } })
    expect(await describeAll(wire)).to.deep.include({
      CrossZoneLoadBalancing: { Enabled: true },
      ConnectionDraining: { Enabled: true, Timeout: 300 },
      ConnectionSettings: { IdleTimeout: 90 },
    })
  })

  it('refuse unknown attributes, impossible values and unknown load balancers, and change nothing then (L27, L24)', async () => {
    const wire = queryWire()
    expect((await failureOf(describeAll(wire))).name).to.equal('AccessPointNotFoundException')
    await classic(wire)
    const before = await describeAll(wire)
    const good = { ConnectionDraining: { Enabled: true } }
    const failures = [
      await failureOf(modify(wire, { ...good, AdditionalAttributes: [{ Key: 'nonsense', Value: '1' }] })),
      await failureOf(modify(wire, { ...good, AccessLog: { Enabled: true } })),
      await failureOf(modify(wire, { ...good, ConnectionSettings: { IdleTimeout: 0 } })),
    ]
    expect(failures.map(({ name, status }) => [name, status])).to.deep.equal([
      ['LoadBalancerAttributeNotFoundException', 400],
      ['InvalidConfigurationRequestException', 409],
      ['ValidationError', 400],
    ])
    expect(await describeAll(wire)).to.deep.equal(before)
  })
})
