import { CreateRuleCommand, DescribeRulesCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { balancedGroup } from '../../support/elbv2Resources.js'

describe('elbv2 DescribeRules', () => {
  it('lists the rules of a listener in the order in which they apply, page by page (L16, L17)', async () => {
    const wire = queryWire()
    const { listenerArn: ListenerArn, targetGroupArn: TargetGroupArn } = await balancedGroup(wire)
    for (const Priority of [100, 9])
      await wire.elbv2.send(
        new CreateRuleCommand({
          ListenerArn,
          Priority,
          Conditions: [{ Field: 'host-header', Values: ['example.com'] }],
          Actions: [{ Type: 'forward', TargetGroupArn }],
        }),
      )
    const all = await wire.elbv2.send(new DescribeRulesCommand({ ListenerArn }))
    expect(all.Rules?.map((rule) => [rule.Priority, rule.IsDefault])).to.deep.equal([
      ['9', false],
      ['100', false],
      ['default', true],
    ])
    const first = await wire.elbv2.send(new DescribeRulesCommand({ ListenerArn, PageSize: 2 }))
    const second = await wire.elbv2.send(new DescribeRulesCommand({ ListenerArn, Marker: first.NextMarker }))
    expect(second.Rules?.map((rule) => rule.Priority)).to.deep.equal(['default'])
    const RuleArns = [second.Rules?.[0]?.RuleArn ?? '']
    expect((await wire.elbv2.send(new DescribeRulesCommand({ RuleArns }))).Rules).to.deep.equal(second.Rules)
  })

  it('fails for what does not exist, and wants exactly one of the two (L16)', async () => {
    const wire = queryWire()
    const { listenerArn } = await balancedGroup(wire)
    const ruleArn = `${listenerArn.replace(':listener/', ':listener-rule/')}/0123456789abcdef`
    const failureFor = (input: object) => failureOf(wire.elbv2.send(new DescribeRulesCommand(input)))
    expect(await failureFor({ RuleArns: [ruleArn] })).to.deep.equal({
      name: 'RuleNotFoundException',
      message: 'One or more rules not found',
      status: 400,
    })
    expect((await failureFor({ ListenerArn: `${listenerArn}0` })).name).to.equal('ListenerNotFoundException')
    expect((await failureFor({})).message).to.equal('You must specify either a listener ARN or rule ARNs')
  })
})
