import { expect } from 'chai'
import { web } from '../../support/autoscaling.js'
import { failureOf, onlySimulated, scalingOf, wire } from '../../support/wireClient.js'

describe('application-autoscaling DescribeScalableTargets', () => {
  onlySimulated('it needs services that run')

  it('A3 shows a target with what was said of it, and leaves out what is registered nowhere', async () => {
    const { service, simulator } = wire({ startAtMs: 1_767_225_600_000 })
    const scaling = scalingOf(simulator)
    await service()
    await scaling.registerScalableTarget({
      ...web,
      MinCapacity: 1,
      MaxCapacity: 4,
      SuspendedState: { DynamicScalingInSuspended: true },
    })
    const { ScalableTargets, NextToken } = await scaling.describeScalableTargets({
      ServiceNamespace: 'ecs',
      ResourceIds: ['service/c/web', 'service/c/never'],
    })
    const [{ ScalableTargetARN, ...target } = {}] = ScalableTargets!
    expect(ScalableTargetARN).to.include(':scalable-target/')
    expect([ScalableTargets!.length, NextToken, target]).to.deep.equal([
      1,
      undefined,
      {
        ...web,
        MinCapacity: 1,
        MaxCapacity: 4,
        RoleARN:
          'arn:aws:iam::123445564666:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService',
        CreationTime: new Date(1_767_225_600_000),
        SuspendedState: {
          DynamicScalingInSuspended: true,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: false,
        },
      },
    ])
  })

  it('A3 pages, and refuses too many names and a foreign token', async () => {
    const { service, simulator } = wire()
    const scaling = scalingOf(simulator)
    for (const name of ['a', 'b', 'c']) {
      await service({ serviceName: name })
      await scaling.registerScalableTarget({ ...web, ResourceId: `service/c/${name}`, MinCapacity: 1, MaxCapacity: 2 })
    }
    const page = (NextToken?: string) =>
      scaling.describeScalableTargets({ ServiceNamespace: 'ecs', MaxResults: 2, NextToken })
    const first = await page()
    const second = await page(first.NextToken)
    expect(
      [first, second].map(({ ScalableTargets }) => ScalableTargets!.map(({ ResourceId }) => ResourceId)),
    ).to.deep.equal([['service/c/a', 'service/c/b'], ['service/c/c']])
    expect(second.NextToken).to.equal(undefined)
    const ResourceIds = Array.from({ length: 51 }, (_, index) => `service/c/s${index}`)
    expect([
      await failureOf(scaling.describeScalableTargets({ ServiceNamespace: 'ecs', ResourceIds })),
      await failureOf(scaling.describeScalableTargets({ ServiceNamespace: 'ecs', MaxResults: 51 })),
      await failureOf(page('bm9uZQ==')),
      await failureOf(
        scaling.describeScalableTargets({ ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' }),
      ),
    ]).to.deep.equal([
      'ValidationException: At most 50 resource IDs can be named.',
      'ValidationException: MaxResults must be between 1 and 50.',
      'InvalidNextTokenException: Invalid token.',
      'ValidationException: If you specify a scalable dimension, you must also specify a resource ID.',
    ])
  })

  it('A6 is struck by faults, in the words of AWS', async () => {
    const { simulator } = wire({ faults: [{ kind: 'AccessDenied', operation: 'DescribeScalableTargets' }] })
    expect(await failureOf(scalingOf(simulator).describeScalableTargets({ ServiceNamespace: 'ecs' }))).to.equal(
      'AccessDeniedException: User: arn:aws:iam::123445564666:user/sandbox is not authorized to perform: ' +
        'application-autoscaling:DescribeScalableTargets on resource: *',
    )
  })
})
