// What an interrupted apply could not note is noted by the next one, and by nothing else.
import { expect } from 'chai'
import { dump } from 'js-yaml'
import { cli } from '../../src/cli/cli.js'
import { createSimulator, type Fault, type Simulator } from '../../src/simulator/simulator.js'
import { aStream } from '../support/deps.js'
import { virtualDeps } from '../support/transcript.js'

const noted = 'AmazonEC2ContainerServiceV20141113.'

const aWorld = () => {
  const files = new Map<string, Uint8Array>()
  const simulator = createSimulator({ region: 'us-west-2', account: '123445564666' })
  simulator.ensureCluster('main')
  let writes: string[] = []
  let interrupting: { readonly operation: string; readonly abort: () => void } | undefined
  const world: Simulator = {
    ...simulator,
    requestHandler: {
      ...simulator.requestHandler,
      handle: async (request, options) => {
        const operation = (request.headers['x-amz-target'] ?? 'GetCallerIdentity').split('.').at(-1) ?? ''
        if (/^(?!Describe|List|Get)/.test(operation)) writes.push(operation)
        const answer = await simulator.requestHandler.handle(request, options)
        if (operation === interrupting?.operation) interrupting.abort()
        return answer
      },
    },
  }
  const run = async (argv: readonly string[], interruptAfter?: string) => {
    const [out, err] = [aStream(), aStream()]
    const controller = new AbortController()
    interrupting =
      interruptAfter === undefined
        ? undefined
        : {
            operation: interruptAfter,
            abort: () => {
              controller.abort()
            },
          }
    writes = []
    const deps = virtualDeps({ files, world, environment: {} }, out, err)
    const exitCode = await cli(argv, { ...deps, signal: controller.signal })
    return { exitCode, writes, out: out.text(), err: err.text() }
  }
  const call = async (operation: string, input: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${noted}${operation}` }
    const answer = await simulator.handle({ method: 'POST', path: '/', headers, body: JSON.stringify(input) })
    expect(answer.status, answer.body).to.equal(200)
    return JSON.parse(answer.body)
  }
  /** By service: the revision that runs, and the one that the tag tells of. */
  const records = async (): Promise<Readonly<Record<string, readonly [string, string | undefined]>>> => {
    const { services } = (await call('DescribeServices', {
      cluster: 'main',
      services: ['one', 'two', 'three'],
      include: ['TAGS'],
    })) as {
      services: readonly {
        serviceName: string
        taskDefinition: string
        tags: readonly { key: string; value: string }[]
      }[]
    }
    return Object.fromEntries(
      services.map(({ serviceName, taskDefinition, tags }) => [
        serviceName,
        [
          taskDefinition.split(':').at(-1) ?? '',
          /:(\d+)=/.exec(tags.find(({ key }) => key === 'deploy:applied')?.value ?? '')?.[1],
        ],
      ]),
    )
  }
  const declare = (version: number, names: readonly string[] = ['one', 'two', 'three'], family?: string): void => {
    const services = names.map((name) => ({
      name,
      cluster: 'main',
      count: family === undefined ? 1 : 0,
      family: family ?? name,
      containers: [{ name: 'app', image: `app:${String(version)}`, memory: 64 }],
    }))
    files.set('deploy.yml', Buffer.from(dump({ services })))
  }
  const setFaults = (faults: readonly Fault[]): void => {
    simulator.setFaults(faults)
  }
  const pass = (): void => {
    simulator.advance(3_600_000)
  }
  return { run, call, records, declare, setFaults, pass }
}

/** Three services of version 1, and an apply of version 2 that may not write tags. */
const aLaggingWorld = async () => {
  const world = aWorld()
  world.declare(1)
  expect((await world.run(['apply', '--yes'])).exitCode).to.equal(0)
  world.declare(2)
  world.setFaults([{ kind: 'AccessDenied', operation: 'TagResource' }])
  expect((await world.run(['apply', '--yes'])).exitCode).to.equal(0)
  world.setFaults([])
  expect(await world.records()).to.deep.equal({ one: ['2', '1'], two: ['2', '1'], three: ['2', '1'] })
  return world
}

const upToDate = { one: ['2', '2'], two: ['2', '2'], three: ['2', '2'] }
const note = 'The tag deploy:applied of 3 services without a change told of an earlier apply,\nand is up to date now.\n'

describe('what was applied', () => {
  it('is noted by the next apply where it could not be before: no change, no word of one on stdout, and once', async () => {
    const world = await aLaggingWorld()
    for (const argv of [['plan'], ['drift'], ['apply', '--plan'], ['plan', '--detailed-exitcode']]) {
      const { exitCode, writes, err } = await world.run(argv)
      expect([exitCode, writes, err], argv.join(' ')).to.deep.equal([0, [], ''])
    }
    const planned = await world.run(['plan'])
    const { writes, ...healing } = await world.run(['apply', '--yes', '--detailed-exitcode'])
    expect(healing).to.deep.equal({ exitCode: 0, out: planned.out, err: note })
    expect(writes).to.deep.equal(['TagResource', 'TagResource', 'TagResource'])
    expect(await world.records()).to.deep.equal(upToDate)
    expect(await world.run(['apply', '--yes'])).to.deep.equal({ ...planned, writes: [] })
    world.declare(3)
    const drift = await world.run(['drift'])
    expect(drift.out).to.contain('not deployed: deploy.yml has changed').and.not.contain('drifted')
  })

  it('is noted after Ctrl-C too, also while what that one began is still on its way', async () => {
    const world = aWorld()
    world.declare(1)
    await world.run(['apply', '--yes'])
    world.declare(2)
    const interrupted = await world.run(['apply', '--yes'], 'UpdateService')
    expect([interrupted.exitCode, interrupted.writes.includes('TagResource')]).to.deep.equal([130, false])
    const { exitCode, err } = await world.run(['apply', '--yes'])
    expect(exitCode).to.equal(0)
    expect(err).to.match(/^The tag deploy:applied of (?:a service|3 services) without a change/m)
    expect(await world.records()).to.deep.equal(upToDate)
  })

  it('is noted beside changes of others, and of the named services alone', async () => {
    const world = await aLaggingWorld()
    expect((await world.run(['apply', '--yes', 'one'])).writes).to.deep.equal(['TagResource'])
    await world.call('UpdateService', { cluster: 'main', service: 'three', desiredCount: 2 })
    world.pass()
    const { exitCode, writes } = await world.run(['apply', '--yes'])
    expect([exitCode, writes]).to.deep.equal([0, ['UpdateService', 'TagResource', 'TagResource']])
    expect(await world.records()).to.deep.equal(upToDate)
  })

  it('is a stream of one document for programs, as where nothing is due', async () => {
    const world = await aLaggingWorld()
    const healing = await world.run(['apply', '--yes', '--output', 'json'])
    const again = await world.run(['apply', '--yes', '--output', 'json'])
    expect([healing.out, healing.err]).to.deep.equal([again.out, note])
  })

  it('is not noted by an apply that is refused, declined, interrupted or of a saved plan', async () => {
    const world = await aLaggingWorld()
    await world.run(['plan', '--out', 'saved.plan'])
    expect((await world.run(['apply', 'saved.plan', '--yes'])).writes).to.deep.equal([])
    await world.call('UpdateService', { cluster: 'main', service: 'three', desiredCount: 2 })
    world.pass()
    expect((await world.run(['apply'])).writes).to.deep.equal([])
    expect((await world.run(['apply', '--yes'], 'UpdateService')).writes).to.deep.equal(['UpdateService'])
    expect(await world.records()).to.deep.include({ one: ['2', '1'], two: ['2', '1'] })
  })

  it('is left for the next time where it may not be noted, and that is no failure', async () => {
    const world = await aLaggingWorld()
    world.setFaults([{ kind: 'AccessDenied', operation: 'TagResource' }])
    const { exitCode, err } = await world.run(['apply', '--yes'])
    expect([exitCode, err]).to.deep.equal([
      0,
      'The tag deploy:applied of 3 services without a change tells of an earlier apply,\nand could not be written: these credentials lack ecs:TagResource.\n',
    ])
  })

  it('takes its time for a fleet, and says so before', async () => {
    const world = aWorld()
    const fleet = Array.from({ length: 95 }, (_, index) => `s${String(index)}`)
    world.declare(1, fleet, 'shared')
    await world.run(['apply', '--yes'])
    world.declare(2, fleet, 'shared')
    world.setFaults([{ kind: 'AccessDenied', operation: 'TagResource' }])
    await world.run(['apply', '--yes'])
    world.setFaults([])
    const { exitCode, writes, err } = await world.run(['apply', '--yes'])
    expect([exitCode, writes.length, err.replaceAll('\n', ' ')]).to.deep.equal([
      0,
      95,
      'The tag deploy:applied of 95 services without a change tells of an earlier apply, and is brought up to date now: about 10 s. ' +
        'The tag deploy:applied of 95 services without a change told of an earlier apply, and is up to date now. ',
    ])
  })

  it('is left to others where nobody has ever noted it', async () => {
    const world = await aLaggingWorld()
    for (const name of ['one', 'two', 'three']) {
      const resourceArn = `arn:aws:ecs:us-west-2:123445564666:service/main/${name}`
      await world.call('UntagResource', { resourceArn, tagKeys: ['deploy:applied'] })
    }
    expect((await world.run(['apply', '--yes'])).writes).to.deep.equal([])
  })
})
