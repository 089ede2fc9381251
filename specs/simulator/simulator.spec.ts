import { expect } from 'chai'
import fc from 'fast-check'
import { createSimulator } from '../../src/simulator/simulator.js'
import { clientOf, helloWorld, wire } from '../support/wireClient.js'

describe('the simulator', () => {
  it('B40 comes to the same world however time is cut up', async () => {
    const worldAfter = async (steps: readonly number[]) => {
      const { service, simulator, ecs } = wire()
      await service({ desiredCount: 3 })
      simulator.advance(60_000)
      await ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true })
      for (const step of steps) simulator.advance(step)
      return simulator.snapshot()
    }
    const whole = await worldAfter([90_000])
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 20 }), async (steps) => {
        const rest = 90_000 - steps.reduce((sum, step) => sum + step, 0)
        fc.pre(rest >= 0)
        expect(await worldAfter([...steps, rest])).to.deep.equal(whole)
      }),
      { numRuns: 20 },
    )
  })

  it('B82 goes on from a snapshot as it would have gone on itself', async () => {
    const { service, simulator } = wire({ faults: [{ kind: 'ServerError', operation: 'ListTasks', probability: 0.5 }] })
    await service({ desiredCount: 2 })
    simulator.advance(8_000)
    const restored = createSimulator({ snapshot: JSON.parse(JSON.stringify(simulator.snapshot())) as never })
    const futures = await Promise.all(
      [simulator, restored].map(async (each) => {
        each.advance(7_500)
        const ecs = clientOf(each)
        await ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true, desiredCount: 5 })
        for (let count = 0; count < 3; count += 1) await ecs.listTasks({ cluster: 'c' }).catch(() => undefined)
        each.advance(300_000)
        return each.snapshot()
      }),
    )
    expect(futures[1]).to.deep.equal(futures[0])
  })

  it('B82 hands out copies: nobody changes its world from outside', () => {
    const simulator = createSimulator()
    simulator.snapshot().nowMs = 0
    expect(simulator.now()).to.equal(Date.UTC(2026, 0, 1))
  })

  it('keeps a log of the calls, and forgets everything when it is reset', async () => {
    const { ecs, simulator } = wire()
    await ecs.registerTaskDefinition(helloWorld())
    await ecs.createCluster({ clusterName: 'c' })
    expect(simulator.calls().map(({ service, operation }) => `${service}:${operation}`)).to.deep.equal([
      'ecs:RegisterTaskDefinition',
      'ecs:CreateCluster',
    ])
    expect(simulator.calls()[1]?.input).to.deep.equal({ clusterName: 'c' })
    simulator.reset()
    expect([simulator.calls(), (await ecs.listClusters({})).clusterArns]).to.deep.equal([[], []])
  })

  it('makes clusters once, with at least the instances that are asked for', async () => {
    const { ecs, simulator } = wire()
    const counts: (number | undefined)[] = []
    for (const instances of [2, 2, 1, 3]) {
      simulator.ensureCluster('c', { instances, cpu: 1024, memory: 2048 })
      counts.push((await ecs.listContainerInstances({ cluster: 'c' })).containerInstanceArns?.length)
    }
    expect(counts).to.deep.equal([2, 2, 2, 3])
  })

  it('B40 lets a thousand services at rest cost nothing', async () => {
    const { service, simulator } = wire()
    simulator.ensureCluster('c', { instances: 10, cpu: 200_000, memory: 400_000 })
    await service({ serviceName: 's0' })
    for (let index = 1; index < 1000; index += 1)
      await service({ serviceName: `s${index}`, taskDefinition: 'hello-world' })
    simulator.advance(300_000)
    const { movingServices, movingTasks } = simulator.snapshot().ecs
    expect([movingServices, movingTasks]).to.deep.equal([{}, {}])
  })
})
