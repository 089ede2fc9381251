import { expect } from 'chai'
import { createSimulator } from '../../src/simulator/simulator.js'
import { clientOf, failureOf, helloWorld } from '../support/wireClient.js'

/** How many of so many calls are answered before the first that is not. */
const answered = async (call: () => Promise<unknown>, most: number): Promise<number> => {
  for (let count = 0; count < most; count += 1) {
    const failure = await call().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : 'thrown'),
    )
    if (failure === 'ThrottlingException: Rate exceeded') return count
    if (failure !== undefined) throw new Error(failure)
  }
  return most
}

describe('request throttling', () => {
  it('B85 is a token bucket of the published size that refills as published, shared inside a category', async () => {
    const simulator = createSimulator({ enforceRates: true })
    const ecs = clientOf(simulator)
    const register = () => ecs.registerTaskDefinition(helloWorld())
    const counts = [await answered(register, 100)]
    expect(await failureOf(ecs.deregisterTaskDefinition({ taskDefinition: 'hello-world:1' }))).to.equal(
      'ThrottlingException: Rate exceeded',
    )
    counts.push(await answered(() => ecs.describeTaskDefinition({ taskDefinition: 'hello-world' }), 100))
    simulator.advance(3_000)
    counts.push(await answered(register, 100))
    simulator.advance(3_600_000)
    counts.push(await answered(register, 100))
    expect(counts).to.deep.equal([20, 50, 3, 20])
  })

  it('B85 is off unless it is asked for, and goes on from a snapshot', async () => {
    const free = clientOf(createSimulator())
    expect(await answered(() => free.listServices({}).catch(() => undefined), 300)).to.equal(300)
    const simulator = createSimulator({ enforceRates: true })
    simulator.ensureCluster('c')
    expect(await answered(() => clientOf(simulator).describeClusters({ clusters: ['c'] }), 40)).to.equal(40)
    const snapshot = simulator.snapshot()
    const calls = async (options: { readonly enforceRates?: boolean }) => {
      const ecs = clientOf(createSimulator({ snapshot, ...options }))
      return answered(() => ecs.describeClusters({ clusters: ['c'] }), 60)
    }
    expect([await calls({}), await calls({ enforceRates: false })]).to.deep.equal([10, 60])
  })

  it('B85 begins anew with a reset', async () => {
    const simulator = createSimulator({ enforceRates: true })
    const ecs = clientOf(simulator)
    const drop = () => ecs.deleteTaskDefinitions({ taskDefinitions: ['never:1'] })
    const counts = [await answered(drop, 10)]
    simulator.reset()
    counts.push(await answered(drop, 10))
    expect(counts).to.deep.equal([5, 5])
  })
})
