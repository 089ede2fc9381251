import { expect } from 'chai'
import { helloWorld, onlySimulated, wire } from '../support/wireClient.js'

describe('DeleteTaskDefinitions', () => {
  onlySimulated('revisions of a real account begin anywhere')

  it('B18 deletes INACTIVE revisions and reports the others', async () => {
    const { ecs } = wire()
    for (let count = 0; count < 2; count += 1) await ecs.registerTaskDefinition(helloWorld())
    await ecs.deregisterTaskDefinition({ taskDefinition: 'hello-world:1' })
    const { taskDefinitions, failures } = await ecs.deleteTaskDefinitions({
      taskDefinitions: ['hello-world:1', 'hello-world:2', 'hello-world:9'],
    })
    expect(taskDefinitions?.map(({ revision, status }) => [revision, status])).to.deep.equal([
      [1, 'DELETE_IN_PROGRESS'],
    ])
    expect(failures?.map((failure) => failure.arn)).to.deep.equal(['hello-world:2', 'hello-world:9'])
  })
})
