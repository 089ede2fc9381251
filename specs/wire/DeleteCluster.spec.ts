import { expect } from 'chai'
import { failureOf, helloWorld, onlySimulated, wire } from '../support/wireClient.js'

describe('DeleteCluster', () => {
  onlySimulated('it needs container instances')

  it('B4 is refused while services, instances or tasks are there, and then leaves the cluster INACTIVE', async () => {
    const { ecs, service, simulator } = wire()
    await service()
    expect(await failureOf(ecs.deleteCluster({ cluster: 'c' }))).to.match(/^ClusterContainsServicesException: /)
    await ecs.deleteService({ cluster: 'c', service: 'web', force: true })
    simulator.advance(120_000)
    expect(await failureOf(ecs.deleteCluster({ cluster: 'c' }))).to.match(
      /^ClusterContainsContainerInstancesException: /,
    )
    await ecs.runTask({ cluster: 'c', taskDefinition: 'hello-world' })
    const { containerInstanceArns } = await ecs.listContainerInstances({ cluster: 'c' })
    for (const containerInstance of containerInstanceArns!) {
      await ecs.deregisterContainerInstance({ cluster: 'c', containerInstance, force: true })
    }
    expect(await failureOf(ecs.deleteCluster({ cluster: 'c' }))).to.match(/^ClusterContainsTasksException: /)
    simulator.advance(60_000)
    const { cluster } = await ecs.deleteCluster({ cluster: 'c' })
    expect(cluster?.status).to.equal('INACTIVE')
  })

  it('B5 tells an unknown cluster from a deleted one', async () => {
    const { ecs } = wire()
    await ecs.registerTaskDefinition(helloWorld())
    expect(await failureOf(ecs.deleteCluster({ cluster: 'never' }))).to.equal(
      'ClusterNotFoundException: Cluster not found.',
    )
    await ecs.createCluster({ clusterName: 'gone' })
    await ecs.deleteCluster({ cluster: 'gone' })
    expect(await failureOf(ecs.listServices({ cluster: 'gone' }))).to.equal(
      'ClusterNotFoundException: The referenced cluster was inactive.',
    )
  })
})
