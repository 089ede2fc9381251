import { expect } from 'chai'
import { arn, onlySimulated, wire } from '../support/wireClient.js'

describe('CreateCluster', () => {
  onlySimulated('the ARNs are those of the simulated account')

  it('B1 answers with an ACTIVE cluster with nothing in it, its tags and settings', async () => {
    const { ecs } = wire()
    const { cluster } = await ecs.createCluster({ clusterName: 'c', tags: [{ key: 'team', value: 'web' }] })
    expect(cluster).to.deep.equal({
      clusterArn: arn('cluster/c'),
      clusterName: 'c',
      status: 'ACTIVE',
      registeredContainerInstancesCount: 0,
      runningTasksCount: 0,
      pendingTasksCount: 0,
      activeServicesCount: 0,
      statistics: [],
      tags: [{ key: 'team', value: 'web' }],
      settings: [{ name: 'containerInsights', value: 'disabled' }],
      capacityProviders: [],
      defaultCapacityProviderStrategy: [],
    })
  })

  it('B1 answers a repeated request with the cluster that is there, and is called default without a name', async () => {
    const { ecs } = wire()
    await ecs.createCluster({ tags: [{ key: 'team', value: 'web' }] })
    const { cluster } = await ecs.createCluster({ clusterName: 'default', tags: [{ key: 'team', value: 'other' }] })
    expect([cluster?.clusterName, cluster?.tags]).to.deep.equal(['default', [{ key: 'team', value: 'web' }]])
  })
})
