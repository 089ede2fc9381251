import { expect } from 'chai'
import { failureOf, onlySimulated, wire } from '../support/wireClient.js'

describe('DeregisterContainerInstance', () => {
  onlySimulated('it needs container instances')

  it('B72 is refused while tasks run there; forced, they move to another instance', async () => {
    const { ecs, service, simulator, web } = wire()
    await service()
    simulator.advance(60_000)
    const [taskArn] = (await ecs.listTasks({ cluster: 'c' })).taskArns!
    const { tasks } = await ecs.describeTasks({ cluster: 'c', tasks: [taskArn!] })
    const request = { cluster: 'c', containerInstance: tasks![0]!.containerInstanceArn }
    expect(await failureOf(ecs.deregisterContainerInstance(request))).to.equal(
      'InvalidParameterException: Found running tasks on the instance.',
    )
    const { containerInstance } = await ecs.deregisterContainerInstance({ ...request, force: true })
    expect(containerInstance?.status).to.equal('INACTIVE')
    simulator.advance(60_000)
    const after = await ecs.listTasks({ cluster: 'c' })
    expect([(await web()).runningCount, after.taskArns?.includes(taskArn!)]).to.deep.equal([1, false])
  })
})
