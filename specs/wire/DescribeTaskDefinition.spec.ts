import { expect } from 'chai'
import { failureOf, helloWorld, onlySimulated, wire } from '../support/wireClient.js'

describe('DescribeTaskDefinition', () => {
  onlySimulated('revisions of a real account begin anywhere')

  it('B15 resolves a family to its newest ACTIVE revision, and shows INACTIVE ones by number', async () => {
    const { ecs } = wire()
    for (let count = 0; count < 3; count += 1) await ecs.registerTaskDefinition(helloWorld())
    await ecs.deregisterTaskDefinition({ taskDefinition: 'hello-world:3' })
    const newest = await ecs.describeTaskDefinition({ taskDefinition: 'hello-world' })
    const inactive = await ecs.describeTaskDefinition({ taskDefinition: 'hello-world:3' })
    expect([newest.taskDefinition?.revision, inactive.taskDefinition?.status]).to.deep.equal([2, 'INACTIVE'])
  })

  it('B12 shows tags only when asked', async () => {
    const { ecs } = wire()
    const tags = [{ key: 'team', value: 'web' }]
    await ecs.registerTaskDefinition(helloWorld({ tags }))
    const plain = await ecs.describeTaskDefinition({ taskDefinition: 'hello-world' })
    const tagged = await ecs.describeTaskDefinition({ taskDefinition: 'hello-world', include: ['TAGS'] })
    expect([plain.tags, tagged.tags]).to.deep.equal([undefined, tags])
  })
})

describe('DescribeTaskDefinition, against any endpoint', () => {
  it('B15 refuses what does not exist', async () => {
    expect(await failureOf(wire().ecs.describeTaskDefinition({ taskDefinition: 'constructor' }))).to.equal(
      'ClientException: Unable to describe task definition.',
    )
  })
})
