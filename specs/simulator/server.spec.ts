import { request } from 'node:http'
import { ECS } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import { serveSimulator } from '../../src/simulator/server.js'
import type { Server } from '../../src/simulator/server.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { failureOf } from '../support/wireClient.js'

const settings = { region: 'us-west-2', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1 }

describe('the served simulator', () => {
  let server: Server | undefined
  afterEach(async () => {
    await server?.close()
    server = undefined
  })

  it('B80 answers a real client over loopback, and is emptied by its reset', async () => {
    const simulator = createSimulator({ region: 'us-west-2' })
    server = await serveSimulator(simulator, { port: 0, speed: 60 })
    const ecs = new ECS({ ...settings, endpoint: server.url })
    await ecs.createCluster({ clusterName: 'c' })
    expect((await ecs.listClusters({})).clusterArns).to.have.length(1)
    const reset = await fetch(`${server.url}/_sandbox/reset`, { method: 'POST' })
    expect([reset.status, (await ecs.listClusters({})).clusterArns]).to.deep.equal([204, []])
    expect((await fetch(`${server.url}/_sandbox/other`)).status).to.equal(404)
    expect((await fetch(server.url)).status).to.equal(405)
    ecs.destroy()
  })

  it('B83 cuts the connection where a fault says so, and takes its time where another does', async () => {
    const simulator = createSimulator({
      faults: [
        { kind: 'CutAfter', operation: 'CreateCluster', calls: [1] },
        { kind: 'Slow', operation: 'ListClusters', delayMs: 1000 },
      ],
    })
    server = await serveSimulator(simulator, { port: 0, speed: 1000 })
    const ecs = new ECS({ ...settings, endpoint: server.url })
    expect(await failureOf(ecs.createCluster({ clusterName: 'c' }))).to.match(/socket hang up|ECONNRESET/)
    expect((await ecs.listClusters({})).clusterArns).to.have.length(1)
    ecs.destroy()
  })

  it('B88 lets a request take effect at once and holds its answer back, while others are answered', async () => {
    const simulator = createSimulator()
    server = await serveSimulator(simulator, { port: 0, latencyMs: 3_600_000 })
    const ecs = new ECS({ ...settings, endpoint: server.url })
    let answered = 'not yet'
    const created = ecs.createCluster({ clusterName: 'c' }).then(
      () => (answered = 'answered'),
      () => (answered = 'cut'),
    )
    while (simulator.calls().length === 0) await new Promise(setImmediate)
    expect((await fetch(`${server.url}/_sandbox/other`)).status).to.equal(404)
    expect(Object.keys(simulator.snapshot().ecs.clusters)).to.deep.equal(['c'])
    expect(answered).to.equal('not yet')
    await server.close()
    server = undefined
    expect(await created).to.equal('cut')
    ecs.destroy()
  })

  it('B88 answers after its latency as it would have without one', async () => {
    server = await serveSimulator(createSimulator(), { port: 0, latencyMs: 1 })
    const ecs = new ECS({ ...settings, endpoint: server.url })
    await ecs.createCluster({ clusterName: 'c' })
    expect((await ecs.listClusters({})).clusterArns).to.have.length(1)
    ecs.destroy()
  })

  it('refuses a body that no AWS request may have', async () => {
    server = await serveSimulator(createSimulator(), { port: 0 })
    const { url } = server
    const status = await new Promise((resolve) => {
      const outgoing = request(url, { method: 'POST' }, (response) => {
        resolve(response.statusCode)
      })
      outgoing.on('error', () => undefined)
      outgoing.end(Buffer.alloc(5 * 1024 * 1024))
    })
    expect(status).to.equal(413)
  })

  it('rejects when the port is taken', async () => {
    server = await serveSimulator(createSimulator(), { port: 0 })
    const port = Number(new URL(server.url).port)
    expect(await failureOf(serveSimulator(createSimulator(), { port }))).to.contain('EADDRINUSE')
  })
})
