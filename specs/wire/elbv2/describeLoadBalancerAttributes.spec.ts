import { DescribeLoadBalancerAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { loadBalancer } from '../../support/elbv2Resources.js'

describe('elbv2 DescribeLoadBalancerAttributes', () => {
  it('lists every attribute of the kind with its default (L13)', async () => {
    const wire = queryWire()
    const attributesOf = async (LoadBalancerArn: string) => {
      const { Attributes = [] } = await wire.elbv2.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }))
      return Object.fromEntries(Attributes.map(({ Key, Value }) => [String(Key), Value]))
    }
    expect(await attributesOf(await loadBalancer(wire, 'web'))).to.include({
      'deletion_protection.enabled': 'false',
      'idle_timeout.timeout_seconds': '60',
      'load_balancing.cross_zone.enabled': 'true',
    })
    expect(await attributesOf(await loadBalancer(wire, 'raw', 'network'))).to.deep.equal({
      'access_logs.s3.bucket': '',
      'access_logs.s3.enabled': 'false',
      'access_logs.s3.prefix': '',
      'deletion_protection.enabled': 'false',
      'dns_record.client_routing_policy': 'any_availability_zone',
      'ipv6.deny_all_igw_traffic': 'false',
      'load_balancing.cross_zone.enabled': 'false',
      'zonal_shift.config.enabled': 'false',
    })
  })

  it('fails for one that does not exist (L7)', async () => {
    const { elbv2 } = queryWire()
    const LoadBalancerArn = 'arn:aws:elasticloadbalancing:us-west-2:123445564666:loadbalancer/app/web/0123456789abcdef'
    const failure = await failureOf(elbv2.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn })))
    expect(failure.name).to.equal('LoadBalancerNotFoundException')
  })
})
