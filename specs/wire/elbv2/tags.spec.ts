import { AddTagsCommand, DescribeTagsCommand, RemoveTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { balancedGroup, targetGroup } from '../../support/elbv2Resources.js'

describe('elbv2 AddTags, DescribeTags and RemoveTags', () => {
  it('keep the tags of every kind of resource, from its making on (L22)', async () => {
    const wire = queryWire()
    const { loadBalancerArn, listenerArn } = await balancedGroup(wire, { Tags: [{ Key: 'team', Value: 'web' }] })
    const groupArn = await targetGroup(wire, { Name: 'tagged', Tags: [{ Key: 'team', Value: 'web' }] })
    const ResourceArns = [loadBalancerArn, listenerArn, groupArn]
    await wire.elbv2.send(new AddTagsCommand({ ResourceArns, Tags: [{ Key: 'team', Value: 'ops' }, { Key: 'empty' }] }))
    await wire.elbv2.send(new RemoveTagsCommand({ ResourceArns: [listenerArn], TagKeys: ['team', 'none'] }))
    const { TagDescriptions } = await wire.elbv2.send(new DescribeTagsCommand({ ResourceArns }))
    const both = [
      { Key: 'team', Value: 'ops' },
      { Key: 'empty', Value: '' },
    ]
    expect(TagDescriptions).to.deep.equal([
      { ResourceArn: loadBalancerArn, Tags: both },
      { ResourceArn: listenerArn, Tags: [{ Key: 'empty', Value: '' }] },
      { ResourceArn: groupArn, Tags: both },
    ])
  })

  it('refuse keys twice or reserved, too many, and what does not exist (L22)', async () => {
    const wire = queryWire()
    const arn = await targetGroup(wire)
    const nameFor = async (ResourceArns: string[], keys: string[]) =>
      (await failureOf(wire.elbv2.send(new AddTagsCommand({ ResourceArns, Tags: keys.map((Key) => ({ Key })) })))).name
    expect(await nameFor([arn], ['a', 'a'])).to.equal('DuplicateTagKeysException')
    expect(await nameFor([arn], ['aws:a'])).to.equal('ValidationError')
    expect(
      await nameFor(
        [arn],
        Array.from({ length: 51 }, (_, index) => `k${index}`),
      ),
    ).to.equal('TooManyTagsException')
    expect(await nameFor([arn, `${arn}0`], ['a'])).to.equal('TargetGroupNotFoundException')
    expect(wire.world.loadBalancing.tags).to.deep.equal({})
    const ResourceArns = Array.from({ length: 21 }, () => arn)
    expect((await failureOf(wire.elbv2.send(new DescribeTagsCommand({ ResourceArns })))).message).to.equal(
      'Cannot have more than 20 resources described',
    )
  })
})
