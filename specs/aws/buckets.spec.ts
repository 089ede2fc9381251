// The rate budget: whose turn it is when, and what throttling does to it. On virtual time, by the connection where it can be.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { type Buckets, bucketsOn, categories } from '../../src/aws/buckets.js'
import { virtualClock } from '../../src/cli/virtualClock.js'
import { systemClock } from '../../src/node.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { connectionTo } from '../support/connection.js'

const never = new AbortController().signal
const register = 'ecs:RegisterTaskDefinition'

/** Buckets on a time that passes when somebody waits for it. */
const harness = () => {
  let nowMs = 0
  const clock = virtualClock({ now: () => nowMs, advance: (ms) => (nowMs += ms) }, systemClock)
  const buckets = bucketsOn(clock)
  /** Takes so many passes at once, and says which was given when. */
  const takeAll = async (count: number, operation = register, signal = never): Promise<readonly string[]> => {
    const given: string[] = []
    await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const pass = await buckets.take(operation, signal)
        given.push(`${index}${pass === undefined ? ' gives up' : ''} at ${nowMs}`)
      }),
    )
    return given
  }
  return { buckets, clock, takeAll, now: () => nowMs }
}

const used = (buckets: Buckets, operation: string): Promise<unknown> =>
  buckets.take(operation, never).then(() => Object.keys(buckets.counters()))

describe('bucketsOn', () => {
  it("lets nine tenths of a burst go at once, and the rest at nineteen twentieths of AWS's pace, first come first served", async () => {
    const { takeAll } = harness()
    expect(await takeAll(21)).to.deep.equal([
      ...Array.from({ length: 18 }, (_, index) => `${index} at 0`),
      // One in 1/0.95 s.
      '18 at 1053',
      '19 at 2106',
      '20 at 3158',
    ])
  })

  it('lets all of a large burst go but five calls', async () => {
    const { takeAll } = harness()
    expect(await takeAll(96, 'ecs:DescribeServices')).to.deep.equal([
      ...Array.from({ length: 95 }, (_, index) => `${index} at 0`),
      '95 at 53',
    ])
  })

  it('fills again while nobody takes, up to its size', async () => {
    const { takeAll, clock, now } = harness()
    await takeAll(18)
    await clock.sleep(3_600_000, never)
    const startedAtMs = now()
    expect((await takeAll(19)).at(-1)).to.equal(`18 at ${startedAtMs + 1053}`)
  })

  it('keeps the categories apart', async () => {
    const { takeAll } = harness()
    await takeAll(18)
    expect(await takeAll(1, 'ecs:TagResource')).to.deep.equal(['0 at 0'])
  })

  for (const { name, operations } of categories) {
    it(`counts ${operations.join(', ')} as ${name}`, async () => {
      for (const operation of operations) {
        const { buckets } = harness()
        expect(await used(buckets, operation.replace('*', name === 'Other' ? 's3:GetObject' : 'Any'))).to.deep.equal([
          name,
        ])
      }
    })
  }

  it('empties when it is throttled, fills at half the pace, and comes back with ten successes and no fewer', async () => {
    const { buckets, takeAll, now } = harness()
    const first = await buckets.take(register, never)
    first?.throttled()
    expect(await takeAll(1)).to.deep.equal(['0 at 2106'])
    for (let success = 0; success < 9; success += 1) (await buckets.take(register, never))?.succeeded()
    const before = now()
    const tenth = await buckets.take(register, never)
    expect(now() - before).to.be.greaterThan(1053)
    tenth?.succeeded()
    const after = now()
    await takeAll(1)
    expect(now() - after).to.be.lessThanOrEqual(1053)
  })

  it('takes several throttled calls of one moment for one message, and later ones for another', async () => {
    const { buckets, takeAll, now } = harness()
    const together = await Promise.all([buckets.take(register, never), buckets.take(register, never)])
    for (const pass of together) pass?.throttled()
    expect(await takeAll(1)).to.deep.equal(['0 at 2106'])
    ;(await buckets.take(register, never))?.throttled()
    const before = now()
    await takeAll(1)
    expect(now() - before).to.equal(4211)
  })

  it('never comes to a standstill, however often it is throttled', async () => {
    const { buckets, now } = harness()
    for (let time = 0; time < 20; time += 1) (await buckets.take(register, never))?.throttled()
    const before = now()
    await buckets.take(register, never)
    // A sixteenth of 0.95 a second.
    expect(now() - before).to.equal(16_843)
  })

  it('lets go of all who wait when they are interrupted, and takes nothing for them', async () => {
    const { buckets, takeAll, clock } = harness()
    const controller = new AbortController()
    await takeAll(18)
    const waiting = takeAll(3, register, controller.signal)
    void clock.sleep(500, never).then(() => {
      controller.abort()
    })
    expect(await waiting).to.deep.equal(['0 gives up at 500', '1 gives up at 500', '2 gives up at 500'])
    expect(buckets.counters()).to.deep.equal({
      'Task definition modify': { calls: 18, throttled: 0, retried: 0, waitedMs: 1500 },
    })
    expect(await takeAll(1)).to.deep.equal(['0 at 1053'])
  })

  it('has in its backlog what somebody holds back, all of them together, and no category for a word about none', () => {
    const buckets = bucketsOn({ now: () => 0, sleep: () => new Promise(() => undefined) })
    const [one, other] = [buckets.toCome('ecs:DescribeServices'), buckets.toCome('ecs:ListServices')]
    expect(buckets.counters()).to.deep.equal({})
    const waiting = () => buckets.backlog().map(({ category, waiting: count }) => [category, count])
    one(90)
    other(20)
    expect(waiting()).to.deep.equal([['Service read', 110]])
    one(40)
    expect(waiting()).to.deep.equal([['Service read', 60]])
    other(0)
    one(0)
    expect(waiting()).to.deep.equal([])
  })

  it('counts calls, throttling, repetitions, and the time that all of them waited together', async () => {
    const { buckets, takeAll } = harness()
    await takeAll(20)
    const pass = await buckets.take('ecs:ListTasks', never)
    pass?.throttled()
    buckets.retried('ecs:ListTasks', 250)
    expect(buckets.counters()).to.deep.equal({
      'Task definition modify': { calls: 20, throttled: 0, retried: 0, waitedMs: 1053 + 2106 },
      'Cluster resource read': { calls: 1, throttled: 1, retried: 1, waitedMs: 250 },
    })
  })
})

describe('a connection', () => {
  const containerDefinitions = [{ name: 'app', image: 'app:1', memory: 64 }]

  it('is never throttled by an account that it has to itself, whatever it does at once', async () => {
    const simulator = createSimulator({ region: 'us-west-2', enforceRates: true })
    simulator.ensureCluster('main')
    const { aws } = await connectionTo(simulator)
    const numbers = Array.from({ length: 60 }, (_, index) => index)
    const answers = await Promise.all(
      numbers.map(async (number) => {
        const serviceName = `s${number}`
        const registered = await aws.ecs.registerTaskDefinition({ family: serviceName, containerDefinitions })()
        const made = await aws.ecs.createService({
          cluster: 'main',
          serviceName,
          taskDefinition: serviceName,
          desiredCount: 0,
        })()
        const resourceArn = E.isRight(made) ? (made.right.serviceArn ?? '') : ''
        return [
          registered,
          made,
          await aws.ecs.tagResource({ resourceArn, tags: [{ key: 'a', value: 'b' }] })(),
          await aws.ecs.describeTaskDefinition(serviceName)(),
          await aws.ecs.describeServices('main', [serviceName])(),
          await aws.ecs.serviceTasks('main', serviceName, 'RUNNING')(),
          await aws.ecs.serviceDeployments('main', serviceName, 1)(),
        ]
      }),
    )
    expect(answers.flat().every(({ _tag }) => _tag === 'Right')).to.equal(true)
    const counters = Object.values(aws.counters())
    expect(counters.map(({ throttled, retried }) => [throttled, retried])).to.deep.equal(counters.map(() => [0, 0]))
    expect(aws.counters()['Task definition modify']).to.have.property('calls', 60)
  })

  it('gets everything done in an account that others use as much', async () => {
    const simulator = createSimulator({ region: 'us-west-2', enforceRates: true })
    const { aws, clock } = await connectionTo(simulator)
    const { aws: other } = await connectionTo(simulator, { clock, busy: clock.busy })
    const register = (by: typeof aws, name: string) =>
      by.ecs.registerTaskDefinition({ family: name, containerDefinitions })()
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => [register(aws, `a${index}`), register(other, `b${index}`)]).flat(),
    )
    expect(answers.every(E.isRight)).to.equal(true)
    expect(
      simulator.calls().filter(({ operation }) => operation === 'RegisterTaskDefinition').length,
    ).to.be.greaterThan(80)
  })

  it('gets every call through that is throttled by half, and counts what that took', async () => {
    const simulator = createSimulator({
      region: 'us-west-2',
      faults: [{ kind: 'Throttle', operation: 'RegisterTaskDefinition', probability: 0.5 }],
    })
    const { aws } = await connectionTo(simulator)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        aws.ecs.registerTaskDefinition({ family: `f${index}`, containerDefinitions })(),
      ),
    )
    expect(answers.every(E.isRight)).to.equal(true)
    const counted = aws.counters()['Task definition modify']
    const sent = simulator.calls().length
    expect(counted).to.deep.include({ calls: sent, throttled: sent - 10, retried: sent - 10 })
    expect(sent).to.be.greaterThan(10)
    for (let family = 0; family < 10; family += 1) {
      expect(await aws.ecs.taskDefinitionRevisions(`f${family}`, 9)()).to.have.nested.property('right.length', 1)
    }
  })
})
