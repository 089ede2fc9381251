import { expect } from 'chai'
import { arn, failureOf, onlySimulated, wire } from '../support/wireClient.js'

describe('ListClusters', () => {
  onlySimulated('a real account has clusters of its own')

  it('B3 shows ACTIVE clusters page by page', async () => {
    const { ecs } = wire()
    for (const clusterName of ['a', 'b', 'c']) await ecs.createCluster({ clusterName })
    await ecs.deleteCluster({ cluster: 'b' })
    const first = await ecs.listClusters({ maxResults: 1 })
    const second = await ecs.listClusters({ maxResults: 1, nextToken: first.nextToken })
    expect([first.clusterArns, second.clusterArns, second.nextToken]).to.deep.equal([
      [arn('cluster/a')],
      [arn('cluster/c')],
      undefined,
    ])
  })
})

describe('ListClusters, against any endpoint', () => {
  it('B3 refuses pages of more than a hundred and tokens that it has not given', async () => {
    const { ecs } = wire()
    expect(await failureOf(ecs.listClusters({ maxResults: 101 }))).to.equal(
      'InvalidParameterException: Max results can not be greater than 100',
    )
    expect(await failureOf(ecs.listClusters({ nextToken: 'bm9uZQ==' }))).to.match(/^InvalidParameterException: /)
  })
})
