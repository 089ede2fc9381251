import { ECS } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import { fleetText } from '../../bench/fleet.js'
import { countingProxy, forwardingTo, leastSeconds, type Proxy, throttling } from '../../bench/proxy.js'
import { recordedAnswers, refusal } from '../../bench/recorded.js'
import { call, desiredFrom, forget, recordedFrom, worldFor } from '../../bench/world.js'
import { serveSimulator } from '../../src/simulator/server.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { failureOf } from '../support/wireClient.js'

const settings = { region: 'us-west-2', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1 }

/** Seven services of the fleet, brought up in a simulated world. */
const fleet = async () => {
  const desired = desiredFrom(fleetText(0, 7))
  const world = await worldFor(desired)
  await world.apply(desired)
  return { ...world, desired, recorded: await recordedFrom(world.simulator, desired) }
}

describe('the endpoint of the bench', () => {
  let proxy: Proxy | undefined
  afterEach(async () => {
    await proxy?.close()
    proxy = undefined
  })

  it('gives recorded answers as ECS gave them, with the most events, and counts the calls of each operation', async () => {
    const { simulator, recorded } = await fleet()
    proxy = await countingProxy(recordedAnswers(recorded, { isTagged: () => true }))
    const ecs = new ECS({ ...settings, endpoint: proxy.url })
    const question = { cluster: 'fleet-1', services: ['service-000001', 'service-000006', 'other'], include: ['TAGS'] }
    const answer = await ecs.describeServices({ ...question, include: ['TAGS'] })
    const { services, failures } = (await call(simulator, 'DescribeServices', question)) as {
      readonly services: readonly { readonly serviceName: string; readonly tags: object }[]
      readonly failures: readonly object[]
    }
    expect(answer.services?.map(({ serviceName, tags }) => ({ serviceName, tags }))).to.deep.equal(
      services.map(({ serviceName, tags }) => ({ serviceName, tags })),
    )
    expect(answer.services?.map(({ events }) => events?.length)).to.deep.equal([100, 100])
    expect([answer.failures, failures.length]).to.deep.equal([[{ arn: 'other', reason: 'MISSING' }], 1])
    const read = await ecs.describeTaskDefinition({ taskDefinition: answer.services?.[1]?.taskDefinition })
    expect(read.taskDefinition?.family).to.equal('service-000006')
    expect(await failureOf(ecs.listClusters({}))).to.match(/UnknownOperationException/)
    expect(proxy.counts()).to.deep.equal({
      calls: { DescribeServices: 1, DescribeTaskDefinition: 1, ListClusters: 1 },
      throttled: 0,
    })
    proxy.begin(0)
    expect(proxy.counts()).to.deep.equal({ calls: {}, throttled: 0 })
    ecs.destroy()
  })

  it('gives no tags where services are to be those of others', async () => {
    const { recorded } = await fleet()
    proxy = await countingProxy(recordedAnswers(recorded, { isTagged: () => false, events: 0 }))
    const ecs = new ECS({ ...settings, endpoint: proxy.url })
    const { services } = await ecs.describeServices({
      cluster: 'fleet-0',
      services: ['service-000000'],
      include: ['TAGS'],
    })
    expect(services?.map(({ tags, events }) => ({ tags, events }))).to.deep.equal([{ tags: undefined, events: [] }])
    ecs.destroy()
  })

  it('stands before the simulator as well', async () => {
    const simulator = createSimulator({ region: 'us-west-2' })
    const server = await serveSimulator(simulator, { port: 0 })
    proxy = await countingProxy(forwardingTo(server.url))
    proxy.begin(1)
    const ecs = new ECS({ ...settings, endpoint: proxy.url })
    await ecs.createCluster({ clusterName: 'c' })
    expect((await ecs.listClusters({})).clusterArns).to.have.length(1)
    expect(proxy.counts()).to.deep.equal({ calls: { CreateCluster: 1, ListClusters: 1 }, throttled: 0 })
    ecs.destroy()
    await server.close()
  })

  it('refuses what the published buckets do not let through, and counts that', async () => {
    const now = Date.UTC(2026, 0, 1)
    const refuse = () => refusal('ThrottlingException', 'Rate exceeded')
    proxy = await countingProxy(throttling(recordedAnswers([], { isTagged: () => true }), refuse, () => now))
    const ecs = new ECS({ ...settings, endpoint: proxy.url })
    const asked = Array.from({ length: 105 }, () => ecs.describeServices({ services: ['a'] }).catch(() => undefined))
    const answers = await Promise.all(asked)
    expect(answers.filter((answer) => answer === undefined)).to.have.length(5)
    expect(proxy.counts()).to.deep.equal({ calls: { DescribeServices: 105 }, throttled: 5 })
    ecs.destroy()
  })
})

describe('the least time of calls under the published buckets', () => {
  it('is that of the slowest category, whose operations share one', () => {
    expect([
      leastSeconds({}),
      leastSeconds({ DescribeServices: 100 }),
      leastSeconds({ DescribeServices: 300, ListServices: 200, DescribeTaskDefinition: 60 }),
      leastSeconds({ RegisterTaskDefinition: 120, UpdateService: 120 }),
      leastSeconds({ GetCallerIdentity: 10_000 }),
    ]).to.deep.equal([0, 0, 20, 100, 0])
  })
})

describe('a simulated fleet', () => {
  it('is as its file says once it was applied, also where the tag of that is taken away', async () => {
    const { simulator, desired, plan } = await fleet()
    expect((await plan(desired)).actions).to.deep.equal([])
    await forget(simulator, desired)
    const tags = (await recordedFrom(simulator, desired)).map((service) => service.tags)
    expect(tags).to.deep.equal(desired.services.map(() => [{ key: 'deploy:declared', value: 'count max min' }]))
    expect((await plan(desired)).actions).to.deep.equal([])
  })
})
