import { CreateRuleCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { CreateRuleCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { balancedGroup, targetGroup } from '../../support/elbv2Resources.js'

const images = [{ Field: 'path-pattern', Values: ['/images/*'] }]

describe('elbv2 CreateRule', () => {
  it('forwards what meets its conditions, and so attaches another target group (L16, L10)', async () => {
    const wire = queryWire()
    const { loadBalancerArn, listenerArn: ListenerArn } = await balancedGroup(wire)
    const TargetGroupArn = await targetGroup(wire, { Name: 'images' })
    const { Rules: [made] = [] } = await wire.elbv2.send(
      new CreateRuleCommand({
        ListenerArn,
        Priority: 10,
        Conditions: images,
        Actions: [{ Type: 'forward', TargetGroupArn }],
      }),
    )
    expect(made).to.deep.equal({
      RuleArn: made?.RuleArn,
      Priority: '10',
      Conditions: [{ Field: 'path-pattern', Values: ['/images/*'], PathPatternConfig: { Values: ['/images/*'] } }],
      Actions: [
        {
          Type: 'forward',
          TargetGroupArn,
          ForwardConfig: {
            TargetGroups: [{ TargetGroupArn, Weight: 1 }],
            TargetGroupStickinessConfig: { Enabled: false },
          },
        },
      ],
      IsDefault: false,
    })
    expect(made?.RuleArn).to.match(/:listener-rule\/app\/web\/[0-9a-f]{16}\/[0-9a-f]{16}\/[0-9a-f]{16}$/)
    const { TargetGroups: [group] = [] } = await wire.elbv2.send(new DescribeTargetGroupsCommand({ Names: ['images'] }))
    expect(group?.LoadBalancerArns).to.deep.equal([loadBalancerArn])
  })

  it('refuses a priority twice or out of range, and conditions that cannot be (L16, L2)', async () => {
    const wire = queryWire()
    const { listenerArn: ListenerArn, targetGroupArn: TargetGroupArn } = await balancedGroup(wire)
    const good: CreateRuleCommandInput = {
      ListenerArn,
      Priority: 10,
      Conditions: images,
      Actions: [{ Type: 'forward', TargetGroupArn }],
    }
    await wire.elbv2.send(new CreateRuleCommand(good))
    const failureFor = (change: Partial<CreateRuleCommandInput>) =>
      failureOf(wire.elbv2.send(new CreateRuleCommand({ ...good, ...change })))
    expect(await failureFor({})).to.deep.equal({
      name: 'PriorityInUseException',
      message: "Priority '10' is currently in use",
      status: 400,
    })
    expect((await failureFor({ Priority: 0 })).message).to.include(
      "Value '0' at 'priority' failed to satisfy constraint",
    )
    expect((await failureFor({ Priority: 11, Conditions: [] })).message).to.equal('A condition must be specified')
    expect((await failureFor({ Priority: 11, Conditions: [{ Field: 'weather' }] })).message).to.include(
      "Condition field 'weather' must be one of",
    )
    expect((await failureFor({ Priority: 11, Conditions: [{ Field: 'source-ip' }] })).message).to.equal(
      "A condition value must be specified for the field 'source-ip'",
    )
    expect((await failureFor({ ListenerArn: `${ListenerArn}0` })).name).to.equal('ListenerNotFoundException')
  })
})
