// What is not read changes no plan: whatever tags, the cache and others have done, it is the plan of who reads everything.
import { expect } from 'chai'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { cli } from '../../src/cli/cli.js'
import { furnish } from '../../src/cli/sandbox.js'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.js'
import { arbitraryEdit, type Edit } from '../support/arbitraryEdit.js'
import { aStream } from '../support/deps.js'
import { runs } from '../support/runs.js'
import { virtualDeps } from '../support/transcript.js'
import { declared } from '../support/trial.js'

const cacheFolder = '/cache'
const cacheFile = `${cacheFolder}/task-definitions`

/** What somebody else does to one service, or to what deploy has noted on it. */
const disturbances = [
  'OtherRevision',
  'OlderRevision',
  'Deregistered',
  'Deleted',
  'Count',
  'TagGone',
  'TagOfOld',
  'TagSpoilt',
  'TagOfNextVersion',
  'TagOfAnother',
  'DigestOfAnother',
] as const
type Disturbance = (typeof disturbances)[number]

const caches = ['None', 'Fresh', 'Old', 'Cut', 'Spoilt', 'Foreign', 'OfNextVersion'] as const
type Cache = (typeof caches)[number]

const aWorld = (edit: Edit) => {
  const files = new Map<string, Uint8Array>()
  const simulator = createSimulator({ region: 'us-west-2', account: '123445564666' })
  for (const services of [edit.before, edit.after]) furnish(simulator, declared(services))
  const names = edit.after.map(({ name }) => String(name))
  const run = async (...argv: readonly string[]) => {
    const [out, err] = [aStream(), aStream()]
    const before = readsOf(simulator)
    const environment = { DEPLOY_CACHE_DIR: cacheFolder }
    const exitCode = await cli(argv, virtualDeps({ files, world: simulator, environment }, out, err))
    return { told: { exitCode, out: out.text(), err: err.text() }, reads: readsOf(simulator) - before }
  }
  return { files, simulator, names, run, call: callOn(simulator) }
}

type World = ReturnType<typeof aWorld>

const readsOf = (simulator: Simulator): number =>
  simulator.calls().filter(({ operation }) => operation === 'DescribeTaskDefinition').length

const callOn =
  (simulator: Simulator) =>
  async (operation: string, input: object): Promise<Record<string, unknown>> => {
    const answer = await simulator.handle({
      method: 'POST',
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
      },
      body: JSON.stringify(input),
    })
    if (answer.status !== 200) throw new Error(answer.body)
    return JSON.parse(answer.body) as Record<string, unknown>
  }

const tagOf = async ({ call }: World, service: string): Promise<{ arn: string; value: string | undefined }> => {
  const { services } = (await call('DescribeServices', {
    cluster: 'main',
    services: [service],
    include: ['TAGS'],
  })) as {
    services: readonly { serviceArn: string; tags?: readonly { key: string; value: string }[] }[]
  }
  const [found] = services
  return {
    arn: found?.serviceArn ?? '',
    value: found?.tags?.find(({ key }) => key === 'deploy:applied')?.value,
  }
}

const revisionOf = async ({ call }: World, service: string): Promise<string> => {
  const { services } = (await call('DescribeServices', { cluster: 'main', services: [service] })) as {
    services: readonly { taskDefinition: string }[]
  }
  return services[0]?.taskDefinition ?? ''
}

const disturb = async (world: World, service: string, other: string, disturbance: Disturbance): Promise<void> => {
  const { call, simulator } = world
  const { arn, value } = await tagOf(world, service)
  if (arn === '') return
  const retag = async (change: (value: string) => string): Promise<void> => {
    if (value === undefined) return
    await call('TagResource', { resourceArn: arn, tags: [{ key: 'deploy:applied', value: change(value) }] })
  }
  const revision = await revisionOf(world, service)
  const family = /\/([^/:]+):\d+$/.exec(revision)?.[1] ?? ''
  switch (disturbance) {
    case 'OtherRevision':
    case 'OlderRevision': {
      await call('RegisterTaskDefinition', {
        family,
        containerDefinitions: [{ name: 'app', image: 'other:1', memory: 64, portMappings: [{ containerPort: 8080 }] }],
      })
      if (disturbance === 'OlderRevision') return
      await call('UpdateService', { cluster: 'main', service, taskDefinition: family })
      simulator.advance(3_600_000)
      return
    }
    case 'Deregistered':
    case 'Deleted':
      await call('DeregisterTaskDefinition', { taskDefinition: revision })
      if (disturbance === 'Deleted') await call('DeleteTaskDefinitions', { taskDefinitions: [revision] })
      return
    case 'Count':
      await call('UpdateService', { cluster: 'main', service, desiredCount: 5 })
      simulator.advance(3_600_000)
      return
    case 'TagGone':
      await call('UntagResource', { resourceArn: arn, tagKeys: ['deploy:applied'] })
      return
    case 'TagOfOld':
      return retag((was) => was.replace(/=.*$/, ''))
    case 'TagSpoilt':
      return retag((was) => was.slice(0, -1))
    case 'TagOfNextVersion':
      return retag((was) => was.replace(/=\d+/, '=99'))
    case 'TagOfAnother': {
      const another = (await tagOf(world, other)).value
      return retag((was) => another ?? was)
    }
    case 'DigestOfAnother':
      return retag((was) => was.replace(/.{5}$/, 'AAAAA'))
  }
}

const withCache = async ({ files, run }: World, cache: Cache): Promise<void> => {
  if (cache === 'None') {
    files.delete(cacheFile)
    return
  }
  if (cache !== 'Old') await run('plan', '--refresh')
  const text = Buffer.from(files.get(cacheFile) ?? '').toString()
  const changed = {
    Fresh: text,
    Old: text,
    Cut: text.slice(0, Math.floor(text.length * 0.7)),
    Spoilt: text.replaceAll('"image":"', '"image":"not-'),
    Foreign: text.replaceAll('https://ecs.us-west-2.amazonaws.com', 'http://localhost:4566'),
    OfNextVersion: text.replace(/\d+\n/, '99\n'),
  } satisfies Record<Exclude<Cache, 'None'>, string>
  files.set(cacheFile, Buffer.from(changed[cache]))
}

const textOf = (services: Edit['after']): Buffer => Buffer.from(dump({ services }, { noRefs: true }))

const arbitraryCase = () =>
  fc.record({
    edit: arbitraryEdit(),
    disturbed: fc.array(fc.record({ at: fc.nat(2), other: fc.nat(2), by: fc.constantFrom(...disturbances) }), {
      maxLength: 3,
    }),
    cache: fc.constantFrom(...caches),
    isEdited: fc.boolean(),
    holdsSecret: fc.boolean(),
  })

/** A variable that looks like a secret: of such a task definition nothing is remembered. */
const withSecret = (services: Edit['after'], isThere: boolean): Edit['after'] =>
  isThere
    ? services.map((service) => ({
        ...service,
        containers: (service['containers'] as readonly object[]).map((container) => ({
          ...container,
          environment: { DB_PASSWORD: 'hunter22' },
        })),
      }))
    : services

describe('a plan for which not everything was read', function () {
  this.timeout(3_600_000)

  it('is the plan of who reads everything, and so is drift', async () => {
    let [spared, asked] = [0, 0]
    await fc.assert(
      fc.asyncProperty(arbitraryCase(), async ({ edit: drawn, disturbed, cache, isEdited, holdsSecret }) => {
        const edit = {
          ...drawn,
          before: withSecret(drawn.before, holdsSecret),
          after: withSecret(drawn.after, holdsSecret),
        }
        const world = aWorld(edit)
        if (edit.before.length > 0) {
          world.files.set('deploy.yml', textOf(edit.before))
          const applied = await world.run('apply', '--yes', '--timeout', '1h')
          expect(applied.told.exitCode, applied.told.err).to.equal(0)
          world.simulator.advance(3_600_000)
        }
        for (const { at, other, by } of disturbed) {
          const nameAt = (index: number): string => world.names[index % world.names.length] ?? ''
          await disturb(world, nameAt(at), nameAt(other), by)
        }
        const isAfter = isEdited || edit.before.length === 0
        world.files.set('deploy.yml', textOf(isAfter ? edit.after : edit.before))
        await withCache(world, cache)
        const kept = world.files.get(cacheFile)
        const allowed = (isAfter ? world.names : []).flatMap((name) => ['--allow-replace', name])
        for (const command of [['plan', ...allowed], ['drift']]) {
          const telling = [...command, '--output', 'json', '--detail', 'full']
          if (kept !== undefined) world.files.set(cacheFile, kept)
          const whole = await world.run(...telling, '--refresh', '--no-cache')
          const remembering = await world.run(...telling)
          const untrusting = await world.run(...telling, '--no-cache')
          expect(remembering.told).to.deep.equal(whole.told)
          expect(untrusting.told).to.deep.equal(whole.told)
          // Where a tag says that something else is wanted, the newest revision is asked for first: in vain where it is not in use.
          expect(remembering.reads).to.be.at.most(whole.reads + world.names.length)
          expect(untrusting.reads).to.be.at.most(whole.reads + world.names.length)
          spared += whole.reads - remembering.reads
          asked += whole.reads
        }
        const again = Buffer.from(world.files.get(cacheFile) ?? '').toString()
        expect(again).not.to.contain('hunter22')
      }),
      runs(150),
    )
    expect(spared, `of ${String(asked)}`).to.be.greaterThan(0)
  })
})
