import { expect } from 'chai'
import { seal, unseal } from '../../src/simulator/seal.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { clientOf, helloWorld } from '../support/wireClient.js'

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

describe('a sealed snapshot', () => {
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
