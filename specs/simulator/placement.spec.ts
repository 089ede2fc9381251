import { expect } from 'chai'
import type { PlacementConstraint, PlacementStrategy } from '@aws-sdk/client-ecs'
import { helloWorld, wire } from '../support/wireClient.js'

/** Starts tasks one by one on four instances, the first of them half full; says how many end on which instance. */
const spreadOf = async (
  count: number,
  wish: { placementStrategy?: PlacementStrategy[]; placementConstraints?: PlacementConstraint[] },
) => {
  const { ecs, simulator } = wire()
  simulator.ensureCluster('c', { instances: 4, cpu: 1024, memory: 4096 })
  await ecs.registerTaskDefinition(helloWorld())
  const { containerInstanceArns: instances } = await ecs.listContainerInstances({ cluster: 'c' })
  const filter = { type: 'memberOf' as const, expression: 'attribute:ecs.availability-zone == us-west-2b' }
  await ecs.runTask({ cluster: 'c', taskDefinition: 'hello-world', group: 'other', placementConstraints: [filter] })
  const homes: (string | undefined)[] = []
  for (let task = 0; task < count; task += 1) {
    const { tasks } = await ecs.runTask({ cluster: 'c', taskDefinition: 'hello-world', ...wish })
    homes.push(tasks?.[0]?.containerInstanceArn)
  }
  return instances!.map((instance) => homes.filter((home) => home === instance).length)
}

describe('placement', () => {
  it('B71 spreads over zones and instances where nothing else is said', async () => {
    expect(await spreadOf(4, {})).to.deep.equal([1, 1, 1, 1])
  })

  it('B71 packs on the instance with the least left', async () => {
    expect(await spreadOf(7, { placementStrategy: [{ type: 'binpack', field: 'memory' }] })).to.deep.equal([0, 7, 0, 0])
    expect(await spreadOf(8, { placementStrategy: [{ type: 'binpack', field: 'cpu' }] })).to.deep.equal([1, 7, 0, 0])
  })

  it('B71 spreads by one strategy and breaks ties by the next', async () => {
    const placementStrategy = [
      { type: 'spread' as const, field: 'attribute:ecs.availability-zone' },
      { type: 'binpack' as const, field: 'memory' },
    ]
    expect(await spreadOf(6, { placementStrategy })).to.deep.equal([2, 2, 2, 0])
  })

  it('B71 B82 places at random by the seed', async () => {
    const first = await spreadOf(6, { placementStrategy: [{ type: 'random' }] })
    expect(first).to.deep.equal(await spreadOf(6, { placementStrategy: [{ type: 'random' }] }))
  })

  it('B71 keeps tasks of a group apart, and within an expression', async () => {
    expect(await spreadOf(5, { placementConstraints: [{ type: 'distinctInstance' }] })).to.deep.equal([1, 1, 1, 1])
    const expression = 'attribute:ecs.availability-zone in [us-west-2a]'
    expect(await spreadOf(4, { placementConstraints: [{ type: 'memberOf', expression }] })).to.deep.equal([2, 0, 0, 2])
  })

  it('B71 gives ports and room back when a task stops', async () => {
    const { ecs, simulator } = wire()
    simulator.ensureCluster('c', { instances: 1, cpu: 1024, memory: 4096 })
    await ecs.registerTaskDefinition(
      helloWorld({
        containerDefinitions: [
          { name: 'web', image: 'x', cpu: 1024, memory: 64, portMappings: [{ containerPort: 80, hostPort: 80 }] },
        ],
      }),
    )
    const run = () => ecs.runTask({ cluster: 'c', taskDefinition: 'hello-world' })
    const { tasks } = await run()
    const refused = await run()
    await ecs.stopTask({ cluster: 'c', task: tasks![0]!.taskArn })
    simulator.advance(60_000)
    const accepted = await run()
    expect([refused.failures?.[0]?.reason, accepted.tasks?.length]).to.deep.equal(['RESOURCE:CPU', 1])
  })
})
