import { expect } from 'chai'
import { web } from '../../support/autoscaling.js'
import { failureOf, onlySimulated, scalingOf, wire } from '../../support/wireClient.js'

describe('application-autoscaling RegisterScalableTarget', () => {
  onlySimulated('it needs a service that runs')

  it('A1 A2 makes a target, and moves a count that lies outside into the range, at either end', async () => {
    const { service, simulator, web: shown } = wire()
    const scaling = scalingOf(simulator)
    await service({ desiredCount: 3 })
    const registered = await scaling.registerScalableTarget({ ...web, MinCapacity: 2, MaxCapacity: 10 })
    const inside = (await shown()).desiredCount
    await scaling.registerScalableTarget({ ...web, MinCapacity: 5 })
    const raised = (await shown()).desiredCount
    await scaling.registerScalableTarget({ ...web, MinCapacity: 0, MaxCapacity: 1 })
    expect(registered.ScalableTargetARN).to.match(
      /^arn:aws:application-autoscaling:us-west-2:123445564666:scalable-target\/[0-9a-f]{32}$/,
    )
    expect([inside, raised, (await shown()).desiredCount]).to.deep.equal([3, 5, 1])
  })

  it('A2 moves a count that somebody has taken outside when it is registered again, and never by itself', async () => {
    const { ecs, service, simulator, web: shown } = wire()
    const scaling = scalingOf(simulator)
    await service({ desiredCount: 3 })
    await scaling.registerScalableTarget({ ...web, MinCapacity: 2, MaxCapacity: 4 })
    await ecs.updateService({ cluster: 'c', service: 'web', desiredCount: 9 })
    simulator.advance(3_600_000)
    const left = (await shown()).desiredCount
    await scaling.registerScalableTarget({ ...web, SuspendedState: { DynamicScalingInSuspended: true } })
    expect([left, (await shown()).desiredCount]).to.deep.equal([9, 4])
  })

  it('A1 A6 refuses what cannot be scaled', async () => {
    const { service, simulator } = wire()
    const scaling = scalingOf(simulator)
    await service()
    const refused = (changes: object) =>
      failureOf(scaling.registerScalableTarget({ ...web, MinCapacity: 1, MaxCapacity: 2, ...changes }))
    expect([
      await refused({ ResourceId: 'service/c/never' }),
      await refused({ ResourceId: 'web' }),
      await refused({ MinCapacity: undefined }),
      await refused({ MinCapacity: -1 }),
      await refused({ MinCapacity: 3 }),
      await refused({ ServiceNamespace: 'dynamodb' }),
      (await refused({ ServiceNamespace: 'moon' })).split(' is not')[0],
    ]).to.deep.equal([
      "ValidationException: ECS service doesn't exist: service/c/never",
      'ValidationException: Invalid resource ID format: web',
      'ValidationException: Min capacity and max capacity must be specified when registering a new scalable target.',
      'ValidationException: Min capacity must be a whole number, 0 or more.',
      'ValidationException: Max capacity must be greater than or equal to min capacity.',
      'ValidationException: The simulator scales ECS services alone, not dynamodb.',
      'ValidationException: .ServiceNamespace: moon',
    ])
  })
})
