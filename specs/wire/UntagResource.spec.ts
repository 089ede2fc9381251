import { expect } from 'chai'
import { arn, onlySimulated, wire } from '../support/wireClient.js'

describe('UntagResource', () => {
  onlySimulated('the ARNs are those of the simulated account')

  it('B73 removes keys, and does not mind those that are not there', async () => {
    const { ecs } = wire()
    await ecs.createCluster({ clusterName: 'c', tags: ['a', 'b'].map((key) => ({ key, value: key })) })
    const resourceArn = arn('cluster/c')
    await ecs.untagResource({ resourceArn, tagKeys: ['a', 'z'] })
    const { tags } = await ecs.listTagsForResource({ resourceArn })
    expect(tags).to.deep.equal([{ key: 'b', value: 'b' }])
  })
})
