// A fleet is asked for while its file is still being checked: what a command says and asks is what it would be otherwise.
import { expect } from 'chai'
import { dump } from 'js-yaml'
import { worthReadingAhead } from '../../src/cli/ahead.js'
import { cli } from '../../src/cli/cli.js'
import { type VirtualClock, virtualClock } from '../../src/cli/virtualClock.js'
import { systemClock } from '../../src/node.js'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.js'
import { aStream } from '../support/deps.js'
import { virtualDeps } from '../support/transcript.js'

const clusters = ['a', 'b', 'c']

const nameOf = (index: number): string => `service-${String(index)}`

type Entry = Readonly<Record<string, unknown>>

const services = (count: number, change: (index: number) => Entry = () => ({})): readonly Entry[] =>
  Array.from({ length: count }, (_, index) => ({
    name: nameOf(index),
    cluster: clusters[index % clusters.length],
    count: 0,
    family: nameOf(index),
    containers: [{ name: 'app', image: 'app:1', memory: 64 }],
    ...change(index),
  }))

/** What is changed, added and left as it is, in turn. */
const edited = services(worthReadingAhead + 5, (index) =>
  index % 9 === 0 ? { count: 1 } : index % 9 === 1 ? { containers: [{ name: 'app', image: 'app:2', memory: 64 }] } : {},
)

const all = edited.map(({ name }) => String(name))

const aWorld = async (applied: readonly Entry[]) => {
  const files = new Map<string, Uint8Array>()
  const simulator = createSimulator({ region: 'us-west-2', account: '123445564666' })
  for (const cluster of clusters) simulator.ensureCluster(cluster)
  let asked: string[] = []
  let isUnreachable = false
  let isSlow = false
  // A file is checked in no time by a virtual clock, and nothing is begun before it is.
  const clock = (): VirtualClock => {
    const virtual = virtualClock(simulator, systemClock)
    let nowMs = virtual.now()
    return isSlow ? { ...virtual, now: () => (nowMs += 5) } : virtual
  }
  const world: Simulator = {
    ...simulator,
    requestHandler: {
      ...simulator.requestHandler,
      handle: (request, options) => {
        const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? ''
        const body: unknown = request.body
        asked.push(`${operation} ${body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body)}`)
        return isUnreachable
          ? Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))
          : simulator.requestHandler.handle(request, options)
      },
    },
  }
  const run = async (file: object, ...argv: readonly string[]) => {
    const [out, err] = [aStream(), aStream()]
    files.set('deploy.yml', Buffer.from(dump(file)))
    asked = []
    const exitCode = await cli(argv, virtualDeps({ files, world, environment: {} }, out, err, clock()))
    return { exitCode, out: out.text(), err: err.text(), asked: asked.toSorted() }
  }
  const made = await run({ services: applied }, 'apply', '--yes', '--parallelism', '100')
  expect(made.exitCode, made.err).to.equal(0)
  return { run, cutOff: () => (isUnreachable = true), slowDown: () => (isSlow = true) }
}

describe('a fleet that is read while its file is checked', function () {
  this.timeout(60_000)

  for (const [command, ...options] of [['plan'], ['plan', '--refresh'], ['drift'], ['status']] as const) {
    it(`${[command, ...options].join(' ')} says and asks what it does where each service is named`, async () => {
      const { run } = await aWorld(services(worthReadingAhead))
      const named = await run({ services: edited }, command, ...options, ...all)
      expect(await run({ services: edited }, command, ...options)).to.deep.equal(named)
      expect(named.asked.length).to.be.greaterThan(5)
    })
  }

  it('is read all the same where a cluster is the outcome of a reference', async () => {
    const { run } = await aWorld(services(worthReadingAhead))
    const referring = edited.map((entry, index) => (index === 3 ? { ...entry, cluster: '${env.CLUSTER}' } : entry))
    const [plain, resolved] = [
      await run({ services: edited }, 'plan'),
      await run({ services: referring }, 'plan', '--env', 'CLUSTER=a'),
    ]
    expect(resolved).to.deep.equal(plain)
  })

  const mistaken = { services: services(worthReadingAhead, (index) => (index === 7 ? { count: 'many' } : {})) }

  it('that is mistaken is told as mistaken, whether ECS answers or nobody does', async () => {
    const { run, cutOff, slowDown } = await aWorld(services(worthReadingAhead))
    slowDown()
    const answered = await run(mistaken, 'plan')
    cutOff()
    const { exitCode, out, err } = await run(mistaken, 'plan')
    expect({ exitCode, out, err }).to.deep.equal({ exitCode: 65, out: '', err: answered.err })
    expect(err).to.include('many').and.not.to.include('ECONNREFUSED')
    expect(answered.asked.filter((call) => !call.startsWith('DescribeServices '))).to.deep.equal([])
    expect(answered.asked.length).to.be.greaterThan(0)
  })

  it('that is mistaken is told as mistaken where the way to AWS has a bug, which is one where the file is right', async () => {
    const files = new Map<string, Uint8Array>()
    const run = (file: object): Promise<number> => {
      files.set('deploy.yml', Buffer.from(dump(file)))
      const deps = virtualDeps({ files, world: createSimulator(), environment: {} }, aStream(), aStream())
      return cli(['plan'], { ...deps, connect: () => () => Promise.reject(new Error('a bug')) })
    }
    expect(await run(mistaken)).to.equal(65)
    const right = await run({ services: edited }).catch((bug: unknown) => bug)
    expect(right).to.be.an('error').with.property('message', 'a bug')
  })

  it('that is right is told of once where nobody answers', async () => {
    const { run, cutOff } = await aWorld(services(worthReadingAhead))
    cutOff()
    const [ahead, named] = [await run({ services: edited }, 'plan'), await run({ services: edited }, 'plan', ...all)]
    expect({ ...ahead, asked: [] }).to.deep.equal({ ...named, asked: [] })
    expect(ahead.asked.length).to.equal(named.asked.length)
  })

  it('is asked for in no account that the file is not for', async () => {
    const { run } = await aWorld(services(worthReadingAhead))
    const { exitCode, asked } = await run({ aws: { allowed_account_ids: ['999999999999'] }, services: edited }, 'plan')
    expect(exitCode).to.not.equal(0)
    expect(asked).to.deep.equal(['undefined Action=GetCallerIdentity&Version=2011-06-15'])
  })

  it('is asked for by the names that are wanted alone, and by nobody in a sandbox', async () => {
    const { run } = await aWorld(services(worthReadingAhead))
    const one = await run({ services: edited }, 'status', nameOf(4))
    expect(one.asked.length).to.equal(1)
    const shard = await run({ services: edited }, 'status', '--shard', '1/20')
    expect(shard.asked.length).to.be.lessThan(clusters.length + 1)
    const sandbox = await run({ services: edited }, 'plan', '--sandbox')
    expect({ exitCode: sandbox.exitCode, asked: sandbox.asked }).to.deep.equal({ exitCode: 0, asked: [] })
  })
})
