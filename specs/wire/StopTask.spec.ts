import { expect } from 'chai'
import { failureOf, onlySimulated, wire } from '../support/wireClient.js'

describe('StopTask', () => {
  onlySimulated('it needs a service that runs')

  it('B61 B63 stops a task with the reason of the caller, and the service replaces it', async () => {
    const { ecs, service, simulator, web } = wire()
    await service()
    simulator.advance(60_000)
    const [task] = (await ecs.listTasks({ cluster: 'c' })).taskArns!
    const answer = await ecs.stopTask({ cluster: 'c', task, reason: 'a spec' })
    expect([answer.task?.desiredStatus, answer.task?.lastStatus]).to.deep.equal(['STOPPED', 'STOPPING'])
    simulator.advance(60_000)
    const { tasks } = await ecs.describeTasks({ cluster: 'c', tasks: [task!] })
    expect(
      tasks?.map(({ lastStatus, stopCode, stoppedReason }) => [lastStatus, stopCode, stoppedReason]),
    ).to.deep.equal([['STOPPED', 'UserInitiated', 'a spec']])
    expect((await web()).runningCount).to.equal(1)
    simulator.advance(3_600_000)
    const later = await ecs.describeTasks({ cluster: 'c', tasks: [task!] })
    expect(later.failures).to.deep.equal([{ arn: task, reason: 'MISSING' }])
  })

  it('B63 refuses an unknown task', async () => {
    const { ecs, cluster } = wire()
    await cluster('c')
    expect(await failureOf(ecs.stopTask({ cluster: 'c', task: 'never' }))).to.equal(
      'InvalidParameterException: The referenced task was not found.',
    )
  })
})
