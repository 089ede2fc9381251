import { DescribeTargetGroupAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { targetGroup } from '../../support/elbv2Resources.js'

describe('elbv2 DescribeTargetGroupAttributes', () => {
  it('lists every attribute of the kind with its default (L13)', async () => {
    const wire = queryWire()
    const attributesOf = async (TargetGroupArn: string) => {
      const { Attributes = [] } = await wire.elbv2.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }))
      return Object.fromEntries(Attributes.map(({ Key, Value }) => [String(Key), Value]))
    }
    expect(await attributesOf(await targetGroup(wire))).to.include({
      'deregistration_delay.timeout_seconds': '300',
      'stickiness.enabled': 'false',
      'stickiness.type': 'lb_cookie',
    })
    expect(await attributesOf(await targetGroup(wire, { Name: 'raw', Protocol: 'TCP' }))).to.include({
      'deregistration_delay.timeout_seconds': '300',
      'stickiness.type': 'source_ip',
    })
    const functions = await targetGroup(wire, {
      Name: 'functions',
      TargetType: 'lambda',
      Protocol: undefined,
      Port: undefined,
      VpcId: undefined,
    })
    expect(await attributesOf(functions)).to.deep.equal({ 'lambda.multi_value_headers.enabled': 'false' })
  })

  it('fails for a group that does not exist (L10)', async () => {
    const wire = queryWire()
    const TargetGroupArn = `${await targetGroup(wire)}0`
    const failure = await failureOf(wire.elbv2.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })))
    expect(failure.name).to.equal('TargetGroupNotFoundException')
  })
})
