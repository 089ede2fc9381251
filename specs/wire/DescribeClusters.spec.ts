import { expect } from 'chai'
import { arn, failureOf, onlySimulated, wire } from '../support/wireClient.js'

describe('DescribeClusters', () => {
  onlySimulated('the ARNs are those of the simulated account')

  it('B2 mixes known, deleted and unknown clusters, counts what is in them and hides tags unless asked', async () => {
    const { ecs, service, simulator } = wire()
    await service({ desiredCount: 2 })
    simulator.advance(60_000)
    await ecs.createCluster({ clusterName: 'gone', tags: [{ key: 'a', value: 'b' }] })
    await ecs.deleteCluster({ cluster: 'gone' })
    const { clusters, failures } = await ecs.describeClusters({ clusters: ['c', arn('cluster/gone'), 'never'] })
    expect(clusters?.map((each) => [each.clusterName, each.status, each.tags])).to.deep.equal([
      ['c', 'ACTIVE', []],
      ['gone', 'INACTIVE', []],
    ])
    expect([
      clusters?.[0]?.registeredContainerInstancesCount,
      clusters?.[0]?.runningTasksCount,
      clusters?.[0]?.activeServicesCount,
    ]).to.deep.equal([4, 2, 1])
    expect(failures).to.deep.equal([{ arn: arn('cluster/never'), reason: 'MISSING' }])
    const tagged = await ecs.describeClusters({ clusters: ['gone'], include: ['TAGS'] })
    expect(tagged.clusters?.[0]?.tags).to.deep.equal([{ key: 'a', value: 'b' }])
  })
})

describe('DescribeClusters, against any endpoint', () => {
  it('B2 refuses more than a hundred', async () => {
    const clusters = Array.from({ length: 101 }, (_, index) => `c${index}`)
    expect(await failureOf(wire().ecs.describeClusters({ clusters }))).to.match(/^InvalidParameterException: /)
  })
})
