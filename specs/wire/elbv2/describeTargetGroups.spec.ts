import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { balancedGroup, targetGroup } from '../../support/elbv2Resources.js'

describe('elbv2 DescribeTargetGroups', () => {
  it('shows those of a load balancer, those that are named, or all (L10)', async () => {
    const wire = queryWire()
    const { loadBalancerArn, targetGroupArn } = await balancedGroup(wire)
    const other = await targetGroup(wire, { Name: 'other' })
    const arnsOf = async (input: object) =>
      (await wire.elbv2.send(new DescribeTargetGroupsCommand(input))).TargetGroups?.map((each) => each.TargetGroupArn)
    expect(await arnsOf({ LoadBalancerArn: loadBalancerArn })).to.deep.equal([targetGroupArn])
    expect(await arnsOf({ Names: ['other'] })).to.deep.equal([other])
    expect(await arnsOf({ TargetGroupArns: [targetGroupArn] })).to.deep.equal([targetGroupArn])
    expect(await arnsOf({ Names: [] })).to.have.members([targetGroupArn, other])
    const { TargetGroups: [shown] = [] } = await wire.elbv2.send(new DescribeTargetGroupsCommand({ Names: ['web'] }))
    expect(shown?.LoadBalancerArns).to.deep.equal([loadBalancerArn])
  })

  it('fails as a whole when one of them does not exist (L10)', async () => {
    const wire = queryWire()
    const arn = await targetGroup(wire)
    for (const input of [{ Names: ['web', 'none'] }, { TargetGroupArns: [arn, `${arn}0`] }])
      expect(await failureOf(wire.elbv2.send(new DescribeTargetGroupsCommand(input)))).to.deep.equal({
        name: 'TargetGroupNotFoundException',
        message: 'One or more target groups not found',
        status: 400,
      })
    const unknown = arn.replace('targetgroup/web', 'loadbalancer/app/web')
    expect(
      (await failureOf(wire.elbv2.send(new DescribeTargetGroupsCommand({ LoadBalancerArn: unknown })))).name,
    ).to.equal('LoadBalancerNotFoundException')
  })

  it('refuses what is no ARN, two filters at once, and more than twenty (L10)', async () => {
    const { elbv2 } = queryWire()
    const messageOf = async (input: object) => {
      const { name, message } = await failureOf(elbv2.send(new DescribeTargetGroupsCommand(input)))
      return `${name}: ${message}`
    }
    expect(await messageOf({ TargetGroupArns: ['web'] })).to.equal(
      "ValidationError: 'web' is not a valid target group ARN",
    )
    expect(await messageOf({ TargetGroupArns: ['web'], Names: ['web'] })).to.equal(
      'ValidationError: Only one of load balancer ARN, target group ARNs or target group names can be specified',
    )
    expect(await messageOf({ TargetGroupArns: Array.from({ length: 21 }, () => 'web') })).to.equal(
      'ValidationError: Cannot have more than 20 resources described',
    )
  })

  it('finds nothing under the names that every object has (L10)', async () => {
    const { elbv2 } = queryWire()
    const failure = await failureOf(elbv2.send(new DescribeTargetGroupsCommand({ Names: ['constructor'] })))
    expect(failure.name).to.equal('TargetGroupNotFoundException')
  })
})
