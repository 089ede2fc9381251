import { expect } from 'chai'
import { onlySimulated, wire } from '../support/wireClient.js'

describe('ListContainerInstances', () => {
  onlySimulated('it needs container instances')

  it('B70 B71 filters by status and by the cluster query language', async () => {
    const { ecs, cluster } = wire()
    await cluster('c')
    const all = (await ecs.listContainerInstances({ cluster: 'c' })).containerInstanceArns!
    const filter = 'attribute:ecs.availability-zone == us-west-2a'
    const zoned = (await ecs.listContainerInstances({ cluster: 'c', filter })).containerInstanceArns
    const draining = (await ecs.listContainerInstances({ cluster: 'c', status: 'DRAINING' })).containerInstanceArns
    expect([all.length, zoned, draining]).to.deep.equal([4, [all[0], all[3]], []])
  })
})
