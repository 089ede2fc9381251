import { expect } from 'chai'
import { onlySimulated, wire } from '../support/wireClient.js'

describe('ListServiceDeployments', () => {
  onlySimulated('it needs a service that runs')

  it('B33 B48 lists newest first, by status and by time of creation', async () => {
    const { ecs, service, simulator } = wire()
    await service()
    simulator.advance(60_000)
    const startedAt = new Date(simulator.now())
    for (let count = 0; count < 2; count += 1)
      await ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true })
    const request = { cluster: 'c', service: 'web' }
    const statuses = async (more: object) => {
      const { serviceDeployments } = await ecs.listServiceDeployments({ ...request, ...more })
      return serviceDeployments?.map(({ status }) => status)
    }
    expect(await statuses({})).to.deep.equal(['IN_PROGRESS', 'STOPPED', 'SUCCESSFUL'])
    expect(await statuses({ status: ['SUCCESSFUL'] })).to.deep.equal(['SUCCESSFUL'])
    expect(await statuses({ createdAt: { after: startedAt } })).to.deep.equal(['IN_PROGRESS', 'STOPPED'])
    const page = await ecs.listServiceDeployments({ ...request, maxResults: 1 })
    expect([page.serviceDeployments?.length, typeof page.nextToken]).to.deep.equal([1, 'string'])
  })
})
