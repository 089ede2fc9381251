import { expect } from 'chai'
import { arn, onlySimulated, wire } from '../support/wireClient.js'

describe('DescribeContainerInstances', () => {
  onlySimulated('it needs container instances')

  it('B70 B71 shows what tasks leave of an instance', async () => {
    const { ecs, service, simulator } = wire()
    simulator.ensureCluster('c', { instances: 1, cpu: 1024, memory: 1024 })
    await service({ desiredCount: 2 })
    simulator.advance(60_000)
    const { containerInstanceArns } = await ecs.listContainerInstances({ cluster: 'c' })
    const { containerInstances, failures } = await ecs.describeContainerInstances({
      cluster: 'c',
      containerInstances: [...containerInstanceArns!, 'never'],
    })
    const [instance] = containerInstances!
    expect([
      instance?.runningTasksCount,
      instance?.remainingResources?.map(({ integerValue, stringSetValue }) => stringSetValue ?? integerValue),
      failures,
    ]).to.deep.equal([
      2,
      [768, 512, ['22', '2375', '2376', '51678', '51679', '51680', '32768', '32769'], []],
      [{ arn: arn('container-instance/c/never'), reason: 'MISSING' }],
    ])
  })
})
