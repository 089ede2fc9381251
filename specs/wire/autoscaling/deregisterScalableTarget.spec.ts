import { expect } from 'chai'
import { web } from '../../support/autoscaling.js'
import { failureOf, onlySimulated, scalingOf, wire } from '../../support/wireClient.js'

describe('application-autoscaling DeregisterScalableTarget', () => {
  onlySimulated('it needs a service that runs')

  it('A4 forgets a target, leaves its count, and knows it no more', async () => {
    const { service, simulator, web: shown } = wire()
    const scaling = scalingOf(simulator)
    await service()
    await scaling.registerScalableTarget({ ...web, MinCapacity: 3, MaxCapacity: 4 })
    await scaling.deregisterScalableTarget(web)
    expect((await scaling.describeScalableTargets({ ServiceNamespace: 'ecs' })).ScalableTargets).to.deep.equal([])
    expect((await shown()).desiredCount).to.equal(3)
    expect(await failureOf(scaling.deregisterScalableTarget(web))).to.equal(
      'ObjectNotFoundException: No scalable target found for service namespace: ecs, resource ID: service/c/web, ' +
        'scalable dimension: ecs:service:DesiredCount',
    )
  })
})
