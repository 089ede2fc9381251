import { expect } from 'chai'
import { seal, unseal } from '../../src/simulator/seal.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { clientOf, helloLogs, helloWorld, network } from '../support/wireClient.js'

const key = Buffer.alloc(32, 7)

const secretive = async () => {
  const simulator = createSimulator()
  simulator.ensureCluster('c')
  const ecs = clientOf(simulator)
  const environment = [{ name: 'PASSWORD', value: 'hunter2' }]
  await ecs.registerTaskDefinition(
    helloWorld({
      containerDefinitions: [
        { name: 'hello-world', image: 'x', memory: 64, environment, dockerLabels: { sealed: 'no' } },
      ],
    }),
  )
  const overrides = {
    containerOverrides: [{ name: 'hello-world', environment: [{ name: 'TOKEN', value: 'swordfish' }] }],
  }
  await ecs.runTask({ cluster: 'c', taskDefinition: 'hello-world', overrides })
  return simulator.snapshot()
}

/** A container that prints a secret: one task has done so, another will; the world before the last write is kept as well. */
const talkative = async () => {
  const lines = ['the password is opensesame']
  const simulator = createSimulator({
    region: 'us-west-2',
    faults: [
      { kind: 'ContainerExits', exitCode: 1, afterMs: 30_000, lines },
      { kind: 'StaleReads', forMs: 600_000 },
    ],
  })
  simulator.ensureCluster('c')
  const ecs = clientOf(simulator)
  await ecs.registerTaskDefinition(helloLogs())
  const request = { cluster: 'c', taskDefinition: 'hello-world', networkConfiguration: network }
  for (const waitMs of [90_000, 40_000]) {
    await ecs.runTask({ ...request, launchType: 'FARGATE' })
    simulator.advance(waitMs)
  }
  await ecs.tagResource({
    resourceArn: 'arn:aws:ecs:us-west-2:123456789012:cluster/c',
    tags: [{ key: 'a', value: 'b' }],
  })
  return simulator.snapshot()
}

describe('a sealed snapshot', () => {
  it('B82 shows nothing of what containers print, printed or will print, now or in the past', async () => {
    const snapshot = await talkative()
    expect(JSON.stringify(snapshot).match(/opensesame/g)).to.have.length.greaterThan(3)
    expect(JSON.stringify(snapshot)).to.contain('linesToCome')
    const text = seal(snapshot, key)
    expect(text).not.to.match(/opensesame|hello-world started/)
    expect(unseal(text, key)).to.deep.equal(snapshot)
  })

  it('B82 shows no secret, and comes back whole', async () => {
    const snapshot = await secretive()
    const text = seal(snapshot, key)
    expect(text).not.to.match(/hunter2|swordfish|PASSWORD/)
    expect(text).to.contain('hello-world')
    expect(unseal(text, key)).to.deep.equal(snapshot)
    expect(seal(snapshot, key)).to.equal(text)
  })

  it('is refused under another key, when damaged, and when it is something else', async () => {
    const text = seal(await secretive(), key)
    expect(unseal(text, Buffer.alloc(32, 8))).to.equal(undefined)
    expect(unseal(text.replace(/"sealed": "..../, '"sealed": "AAAA'), key)).to.equal(undefined)
    for (const other of ['', '{}', 'null', text.slice(0, -20)]) expect(unseal(other, key)).to.equal(undefined)
    expect(() => seal(createSimulator().snapshot(), Buffer.alloc(8))).to.throw(RangeError)
  })
})
