import { expect } from 'chai'
import { failureOf, onlySimulated, wire } from '../support/wireClient.js'

describe('DeleteService', () => {
  onlySimulated('it needs a service that runs')

  it('B32 refuses above zero, then drains, also when asked again, and ends INACTIVE', async () => {
    const { ecs, service, simulator, web } = wire()
    await service()
    simulator.advance(60_000)
    const request = { cluster: 'c', service: 'web' }
    expect(await failureOf(ecs.deleteService(request))).to.equal(
      'InvalidParameterException: The service cannot be stopped while it is scaled above 0.',
    )
    await ecs.updateService({ ...request, desiredCount: 0 })
    const answer = await ecs.deleteService(request)
    const again = await ecs.deleteService(request)
    expect([answer, again].map((each) => [each.service?.status, each.service?.desiredCount])).to.deep.equal([
      ['DRAINING', 0],
      ['DRAINING', 0],
    ])
    expect(answer.service?.runningCount).to.equal(1)
    expect((await ecs.listServices({ cluster: 'c' })).serviceArns).to.deep.equal([])
    simulator.advance(120_000)
    expect((await web()).status).to.equal('INACTIVE')
  })

  it('B32 refuses while several deployments are there, unless forced', async () => {
    const { ecs, service, simulator } = wire()
    await service()
    simulator.advance(60_000)
    await ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true, desiredCount: 0 })
    expect(await failureOf(ecs.deleteService({ cluster: 'c', service: 'web' }))).to.equal(
      'InvalidParameterException: The service cannot be stopped while deployments are active.',
    )
    const { service: forced } = await ecs.deleteService({ cluster: 'c', service: 'web', force: true })
    expect(forced?.status).to.equal('DRAINING')
  })

  it('B32 answers for an unknown service without a text', async () => {
    const { simulator, cluster, ecs } = wire()
    await cluster('c')
    expect(await failureOf(ecs.deleteService({ cluster: 'c', service: 'never' }))).to.match(
      /^ServiceNotFoundException: /,
    )
    const [call] = simulator.calls()
    expect(call?.operation).to.equal('DeleteService')
  })
})
