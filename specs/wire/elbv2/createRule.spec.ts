import {
  CreateListenerCommand,
  CreateRuleCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { CreateRuleCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { balancedGroup, loadBalancer, targetGroup } from '../../support/elbv2Resources.js'

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

  it('knows every kind of condition, and shows it as it was asked for (L16)', async () => {
    const wire = queryWire()
    const { listenerArn: ListenerArn, targetGroupArn: TargetGroupArn } = await balancedGroup(wire)
    const Conditions = [
      { Field: 'host-header', HostHeaderConfig: { Values: ['*.example.com'] } },
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Beta', Values: ['yes'] } },
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET', 'HEAD'] } },
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'version', Value: '2' }] } },
      { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } },
    ]
    const { Rules: [made] = [] } = await wire.elbv2.send(
      new CreateRuleCommand({
        ListenerArn,
        Priority: 1,
        Conditions,
        Actions: [{ Type: 'forward', TargetGroupArn }],
        Tags: [{ Key: 'team', Value: 'web' }],
      }),
    )
    const [host, ...others] = Conditions
    expect(made?.Conditions).to.deep.equal([{ ...host, Values: ['*.example.com'] }, ...others])
    expect(wire.world.loadBalancing.tags[made?.RuleArn ?? '']).to.deep.equal({ team: 'web' })
  })

  it('is not for network load balancers (L16)', async () => {
    const wire = queryWire()
    const LoadBalancerArn = await loadBalancer(wire, 'raw', 'network')
    const TargetGroupArn = await targetGroup(wire, { Name: 'raw', Protocol: 'TCP' })
    const Actions = [{ Type: 'forward' as const, TargetGroupArn }]
    const { Listeners: [made] = [] } = await wire.elbv2.send(
      new CreateListenerCommand({ LoadBalancerArn, Protocol: 'TCP', Port: 80, DefaultActions: Actions }),
    )
    const command = new CreateRuleCommand({ ListenerArn: made?.ListenerArn, Priority: 1, Conditions: images, Actions })
    expect((await failureOf(wire.elbv2.send(command))).message).to.equal(
      'Rules are not supported for listeners of Network Load Balancers',
    )
  })
})
