/** What the bench's own endpoints can do, so that their cost is not mistaken for ours. */
import { Agent, request } from 'node:http'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Section, told } from './figures.js'
import { fleetText, namesIn } from './fleet.js'
import type { Bench } from './part.js'
import type { Endpoint } from './processes.js'
import { desiredFrom, worldFor } from './world.js'

const inFlight = 10

/** The part `cost`. */
export const ownCost = async ({ folder, isQuick, processes, recordedFleet, say }: Bench): Promise<Section> => {
  const services = 100
  const forMs = isQuick ? 500 : 2_000
  const desired = desiredFrom(fleetText(0, services))
  const { simulator, apply } = await worldFor(desired)
  await apply(desired)
  const snapshot = join(folder, 'cost.json')
  writeFileSync(snapshot, JSON.stringify(simulator.snapshot()))
  const endpoints = [
    { what: 'the simulator, behind the counting proxy', endpoint: await processes.endpoint('simulator', [snapshot]) },
    {
      what: 'recorded answers (100 events a service)',
      endpoint: await processes.endpoint('recorded', await recordedFleet(services)),
    },
  ]
  const batches = Array.from({ length: services / 5 / 10 }, (_, at) =>
    namesIn(0, services)
      .filter(({ cluster }) => cluster === 'fleet-0')
      .slice(at * 10, at * 10 + 10),
  )
  const questions = [
    {
      what: 'DescribeServices of ten',
      operation: 'DescribeServices',
      inputs: batches.map((batch) => ({
        cluster: 'fleet-0',
        services: batch.map(({ name }) => name),
        include: ['TAGS'],
      })),
    },
    {
      what: 'DescribeTaskDefinition',
      operation: 'DescribeTaskDefinition',
      inputs: namesIn(0, services).map(({ name }) => ({ taskDefinition: `${name}:1` })),
    },
  ]
  const rows: (readonly string[])[] = []
  for (const { what, endpoint } of endpoints) {
    await endpoint.begin({})
    for (const { what: asked, operation, inputs } of questions) {
      say(`own cost: ${what}, ${asked}`)
      rows.push([what, asked, told(Math.round(await callsPerSecond(endpoint, operation, inputs, forMs)), '')])
    }
    endpoint.close()
  }
  return {
    title: 'What the endpoints themselves can do',
    figures: [],
    tables: [{ caption: 'Without latency:', head: ['endpoint', 'call', 'calls a second'], rows }],
    method: [
      `A bare HTTP client in the bench's own process, ${inFlight} calls in flight for ${told(forMs / 1000, 's')}, ${services} services. It shares the processors with the endpoint, as what is measured does.`,
    ],
  }
}

const callsPerSecond = async (
  { url }: Endpoint,
  operation: string,
  inputs: readonly object[],
  forMs: number,
): Promise<number> => {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight })
  const bodies = inputs.map((input) => JSON.stringify(input))
  const startedMs = performance.now()
  let calls = 0
  const work = async (): Promise<void> => {
    while (performance.now() - startedMs < forMs) {
      await ask(agent, url, operation, bodies[calls % bodies.length] ?? '{}')
      calls += 1
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  agent.destroy()
  return calls / ((performance.now() - startedMs) / 1000)
}

const ask = (agent: Agent, url: string, operation: string, body: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const outgoing = request(url, {
      agent,
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
      },
    })
    outgoing.once('error', reject)
    outgoing.once('response', (response) => {
      if (response.statusCode !== 200) reject(new Error(`${operation} is answered with ${response.statusCode ?? 0}`))
      response.resume()
      response.once('end', resolve)
    })
    outgoing.end(body)
  })
