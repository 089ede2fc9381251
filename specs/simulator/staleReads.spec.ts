import { expect } from 'chai'
import type { Fault } from '../../src/simulator/simulator.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { clientOf, helloWorld, wire } from '../support/wireClient.js'

const stale = (changes: Partial<Extract<Fault, { kind: 'StaleReads' }>> = {}): readonly Fault[] => [
  { kind: 'StaleReads', forMs: 10_000, probability: 1, ...changes },
]

/** A settled service `web` on hello-world:1, with stale reads from now on. */
const settled = async (faults: readonly Fault[]) => {
  const made = wire()
  await made.service()
  made.simulator.advance(120_000)
  made.simulator.setFaults(faults)
  return made
}

describe('stale reads', () => {
  it('B84 show the world before a write until the write is old enough; the answer of the write is fresh', async () => {
    const { ecs, simulator, web } = await settled(stale())
    const before = await web()
    simulator.advance(1_000)
    const { service } = await ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true })
    expect(service?.deployments).to.have.length(2)
    expect(await web()).to.deep.equal(before)
    simulator.advance(9_999)
    expect(await web()).to.deep.equal(before)
    simulator.advance(1)
    expect((await web()).deployments).to.have.length(2)
  })

  it('B84 hide what was made, and still show what was deleted', async () => {
    const { ecs, simulator } = await settled(stale())
    const statuses = async () => {
      const { services, failures } = await ecs.describeServices({ cluster: 'c', services: ['web', 'new'] })
      return [services!.map(({ status }) => status), failures!.map(({ reason }) => reason)]
    }
    await ecs.createService({ cluster: 'c', serviceName: 'new', taskDefinition: 'hello-world', desiredCount: 1 })
    expect(await statuses()).to.deep.equal([['ACTIVE'], ['MISSING']])
    expect((await ecs.listServices({ cluster: 'c' })).serviceArns).to.have.length(1)
    simulator.advance(10_000)
    expect(await statuses()).to.deep.equal([['ACTIVE', 'ACTIVE'], []])
    await ecs.deleteService({ cluster: 'c', service: 'new', force: true })
    expect(await statuses()).to.deep.equal([['ACTIVE', 'ACTIVE'], []])
    simulator.advance(1_000)
    const { serviceDeployments } = await ecs.listServiceDeployments({ cluster: 'c', service: 'web' })
    expect(serviceDeployments).to.have.length(1)
  })

  it('B84 resolve a family to what was its newest revision, but know every revision by its number', async () => {
    const { ecs } = await settled(stale())
    await ecs.registerTaskDefinition(helloWorld())
    const revisionOf = async (taskDefinition: string) =>
      (await ecs.describeTaskDefinition({ taskDefinition })).taskDefinition?.revision
    expect([await revisionOf('hello-world'), await revisionOf('hello-world:2')]).to.deep.equal([1, 2])
  })

  it('B84 list and describe tasks as they were', async () => {
    const { ecs, simulator } = await settled(stale({ forMs: 60_000 }))
    const [task = ''] = (await ecs.listTasks({ cluster: 'c' })).taskArns!
    await ecs.stopTask({ cluster: 'c', task, reason: 'by hand' })
    simulator.advance(50_000)
    const { tasks } = await ecs.describeTasks({ cluster: 'c', tasks: [task] })
    expect([
      (await ecs.listTasks({ cluster: 'c' })).taskArns,
      tasks?.map(({ lastStatus, stoppedReason }) => [lastStatus, stoppedReason]),
    ]).to.deep.equal([[task], [['RUNNING', undefined]]])
    simulator.advance(10_000)
    expect((await ecs.describeTasks({ cluster: 'c', tasks: [task] })).tasks?.[0]?.stoppedReason).to.equal('by hand')
  })

  it('B84 may be new and then old again, drawn from the seed, and go by operation', async () => {
    const seen = async (seed: number) => {
      const made = wire({ seed })
      await made.service()
      made.simulator.advance(120_000)
      made.simulator.setFaults([{ kind: 'StaleReads', forMs: 10_000, operation: 'DescribeServices' }])
      await made.ecs.updateService({ cluster: 'c', service: 'web', desiredCount: 2 })
      const counts: (number | undefined)[] = []
      for (let read = 0; read < 12; read += 1) counts.push((await made.web()).desiredCount)
      const { serviceDeployments } = await made.ecs.listServiceDeployments({ cluster: 'c', service: 'web' })
      return { text: counts.join(''), serviceDeployments: serviceDeployments!.length }
    }
    const first = await seen(1)
    expect(await seen(1)).to.deep.equal(first)
    expect(first.text).to.match(/21+2/)
  })

  it('B84 are off unless they are set, and a write that is refused leaves nothing behind', async () => {
    const { ecs, simulator } = await settled(stale())
    await ecs.updateService({ cluster: 'c', service: 'never', desiredCount: 1 }).catch(() => undefined)
    expect(simulator.snapshot().past).to.deep.equal([])
    for (let write = 0; write < 10; write += 1)
      await ecs.updateService({ cluster: 'c', service: 'web', desiredCount: 1 })
    expect(simulator.snapshot().past).to.have.length(4)
    simulator.setFaults([])
    expect(simulator.snapshot().past).to.equal(undefined)
  })

  it('B82 B84 go on from a snapshot', async () => {
    const { ecs, simulator, web } = await settled(stale())
    await ecs.updateService({ cluster: 'c', service: 'web', desiredCount: 2 })
    const restored = clientOf(createSimulator({ snapshot: simulator.snapshot() }))
    const { services } = await restored.describeServices({ cluster: 'c', services: ['web'], include: ['TAGS'] })
    expect([services, (await web()).desiredCount]).to.deep.equal([[await web()], 1])
  })
})
