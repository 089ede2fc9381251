import {
  CreateRuleCommand,
  DeleteRuleCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { balancedGroup, targetGroup } from '../../support/elbv2Resources.js'

describe('elbv2 DeleteRule', () => {
  it('deletes a rule and frees its target group, but never the default rule (L16)', async () => {
    const wire = queryWire()
    const { listenerArn: ListenerArn } = await balancedGroup(wire)
    const TargetGroupArn = await targetGroup(wire, { Name: 'images' })
    const { Rules: [made] = [] } = await wire.elbv2.send(
      new CreateRuleCommand({
        ListenerArn,
        Priority: 1,
        Conditions: [{ Field: 'path-pattern', Values: ['/images/*'] }],
        Actions: [{ Type: 'forward', TargetGroupArn }],
      }),
    )
    await wire.elbv2.send(new DeleteRuleCommand({ RuleArn: made?.RuleArn }))
    const { TargetGroups: [group] = [] } = await wire.elbv2.send(new DescribeTargetGroupsCommand({ Names: ['images'] }))
    expect(group?.LoadBalancerArns).to.deep.equal([])
    const { Rules: [left] = [] } = await wire.elbv2.send(new DescribeRulesCommand({ ListenerArn }))
    expect(await failureOf(wire.elbv2.send(new DeleteRuleCommand({ RuleArn: left?.RuleArn })))).to.deep.equal({
      name: 'OperationNotPermittedException',
      message: `Default rule '${left?.RuleArn ?? ''}' cannot be deleted`,
      status: 400,
    })
  })
})
