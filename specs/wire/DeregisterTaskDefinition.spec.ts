import { expect } from 'chai'
import { failureOf, onlySimulated, wire } from '../support/wireClient.js'

describe('DeregisterTaskDefinition', () => {
  onlySimulated('it needs a service that scales')

  it('B17 leaves a service running and scaling, but refuses new ones', async () => {
    const { ecs, service, simulator, web } = wire()
    await service()
    simulator.advance(60_000)
    const { taskDefinition } = await ecs.deregisterTaskDefinition({ taskDefinition: 'hello-world:1' })
    expect([taskDefinition?.status, taskDefinition?.deregisteredAt]).to.deep.equal([
      'INACTIVE',
      new Date(simulator.now()),
    ])
    await ecs.updateService({ cluster: 'c', service: 'web', desiredCount: 3 })
    simulator.advance(60_000)
    expect((await web()).runningCount).to.equal(3)
    const input = { cluster: 'c', serviceName: 'other', taskDefinition: 'hello-world:1', desiredCount: 1 }
    expect(await failureOf(ecs.createService(input))).to.equal('ClientException: TaskDefinition is inactive')
  })
})
