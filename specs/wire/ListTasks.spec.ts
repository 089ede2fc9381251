import { expect } from 'chai'
import { failureOf, onlySimulated, wire } from '../support/wireClient.js'

describe('ListTasks', () => {
  onlySimulated('it needs tasks that run')

  it('B64 filters by service, family, starter, instance and desired status', async () => {
    const { ecs, service, simulator } = wire()
    await service({ desiredCount: 2 })
    simulator.advance(60_000)
    const { tasks } = await ecs.runTask({ cluster: 'c', taskDefinition: 'hello-world', startedBy: 'me' })
    const [containerInstance] = tasks!.map(({ containerInstanceArn }) => containerInstanceArn)
    const [stopped] = (await ecs.listTasks({ cluster: 'c', serviceName: 'web' })).taskArns!
    await ecs.stopTask({ cluster: 'c', task: stopped })
    const counts = await Promise.all(
      [
        {},
        { serviceName: 'web' },
        { startedBy: 'me' },
        { family: 'hello-world' },
        { family: 'hello' },
        { desiredStatus: 'STOPPED' as const },
        { launchType: 'FARGATE' as const },
      ].map(async (filter) => (await ecs.listTasks({ cluster: 'c', ...filter })).taskArns?.length),
    )
    expect(counts).to.deep.equal([2, 1, 1, 2, 0, 1, 0])
    const there = await ecs.listTasks({ cluster: 'c', containerInstance })
    expect(there.taskArns).to.include(tasks![0]!.taskArn)
    expect(await failureOf(ecs.listTasks({ cluster: 'c', startedBy: 'me', family: 'hello-world' }))).to.equal(
      'InvalidParameterException: startedBy must be the only filter.',
    )
  })
})
