import { expect } from 'chai'
import { web } from '../../support/autoscaling.js'
import { onlySimulated, scalingOf, wire } from '../../support/wireClient.js'

describe('application-autoscaling DescribeScalingActivities', () => {
  onlySimulated('it needs a service that runs')

  it('A5 shows the counts that were set, newest first, and nothing where none was', async () => {
    const { service, simulator } = wire()
    const scaling = scalingOf(simulator)
    await service({ desiredCount: 3 })
    const shown = async () => {
      const { ScalingActivities } = await scaling.describeScalingActivities(web)
      return ScalingActivities!.map(({ Description, Cause, StatusCode }) => [Description, Cause, StatusCode])
    }
    await scaling.registerScalableTarget({ ...web, MinCapacity: 1, MaxCapacity: 4 })
    expect(await shown()).to.deep.equal([])
    await scaling.registerScalableTarget({ ...web, MinCapacity: 4 })
    simulator.advance(1_000)
    await scaling.registerScalableTarget({ ...web, MinCapacity: 0, MaxCapacity: 2 })
    expect(await shown()).to.deep.equal([
      ['Setting desired count to 2.', 'maximum capacity was set to 2', 'Successful'],
      ['Setting desired count to 4.', 'minimum capacity was set to 4', 'Successful'],
    ])
  })
})
