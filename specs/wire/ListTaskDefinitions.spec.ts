import { expect } from 'chai'
import { arn, helloWorld, onlySimulated, wire } from '../support/wireClient.js'

describe('ListTaskDefinitions', () => {
  onlySimulated('a real account has definitions of its own')

  it('B16 sorts by family and revision, takes the prefix as a whole name, and shows ACTIVE ones', async () => {
    const { ecs } = wire()
    for (const family of ['web', 'api', 'web', 'web-admin']) await ecs.registerTaskDefinition(helloWorld({ family }))
    await ecs.deregisterTaskDefinition({ taskDefinition: 'web:1' })
    const all = await ecs.listTaskDefinitions({})
    const web = await ecs.listTaskDefinitions({ familyPrefix: 'web' })
    const inactive = await ecs.listTaskDefinitions({ status: 'INACTIVE', sort: 'DESC' })
    expect([all.taskDefinitionArns, web.taskDefinitionArns, inactive.taskDefinitionArns]).to.deep.equal([
      [arn('task-definition/api:1'), arn('task-definition/web:2'), arn('task-definition/web-admin:1')],
      [arn('task-definition/web:2')],
      [arn('task-definition/web:1')],
    ])
  })
})
