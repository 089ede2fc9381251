/** Drift right after an apply is none; what somebody changes then is named, and it alone, as theirs. On the simulator, through the command line. */
import { expect } from 'chai'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { cli } from '../../src/cli/cli.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { aStream } from '../support/deps.js'
import { runs } from '../support/runs.js'
import { virtualDeps } from '../support/transcript.js'

const manifest = (count: number, percent: number, image: string, level: string) => ({
  services: [
    {
      name: 'web',
      cluster: 'main',
      count,
      family: 'web',
      maximum_percent: percent,
      minimum_healthy_percent: 0,
      tags: { team: level },
      containers: [{ name: 'app', image, memory: 64, environment: { LEVEL: level, API_TOKEN: `secret-${level}` } }],
    },
  ],
})

const parts = ['count', 'percent', 'image', 'level'] as const
type Part = (typeof parts)[number]

const paths: Readonly<Record<Part, readonly string[]>> = {
  count: ['desiredCount'],
  percent: ['maximumPercent'],
  image: ['containerDefinitions[app].image'],
  level: [
    'containerDefinitions[app].environment[API_TOKEN]',
    'containerDefinitions[app].environment[LEVEL]',
    'tags[team]',
  ],
}

const textOf = (changed: readonly Part[]): Buffer =>
  Buffer.from(
    dump(
      manifest(
        changed.includes('count') ? 3 : 2,
        changed.includes('percent') ? 150 : 200,
        changed.includes('image') ? 'web:2' : 'web:1',
        changed.includes('level') ? 'debug' : 'info',
      ),
    ),
  )

interface Told {
  readonly differences: readonly { readonly path: string; readonly cause: string }[]
}

const aWorld = () => {
  const files = new Map<string, Uint8Array>()
  const world = createSimulator({ region: 'us-west-2', account: '123445564666' })
  world.ensureCluster('main')
  const run = async (...argv: readonly string[]) => {
    const printed: string[] = []
    const out = { write: (text: string) => printed.push(text), isTerminal: false, columns: undefined }
    const exitCode = await cli(argv, virtualDeps({ files, world, environment: {} }, out, aStream()))
    return { exitCode, printed: printed.join('') }
  }
  const call = async (operation: string, input: object): Promise<unknown> => {
    const answer = await world.handle({
      method: 'POST',
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
      },
      body: JSON.stringify(input),
    })
    if (answer.status !== 200) throw new Error(answer.body)
    return JSON.parse(answer.body)
  }
  return {
    files,
    run,
    call,
    pass: () => {
      world.advance(600_000)
    },
  }
}

/** Somebody else gives these parts a third value each. */
const disturb = async ({ call, pass }: ReturnType<typeof aWorld>, parts: readonly Part[]): Promise<void> => {
  const service = { cluster: 'main', service: 'web' }
  if (parts.includes('count')) await call('UpdateService', { ...service, desiredCount: 4 })
  if (parts.includes('percent')) {
    const deploymentConfiguration = { maximumPercent: 170, minimumHealthyPercent: 0 }
    await call('UpdateService', { ...service, deploymentConfiguration })
  }
  if (parts.includes('level')) {
    const resourceArn = 'arn:aws:ecs:us-west-2:123445564666:service/main/web'
    await call('TagResource', { resourceArn, tags: [{ key: 'team', value: 'warn' }] })
  }
  if (parts.includes('image') || parts.includes('level')) {
    const level = parts.includes('level') ? 'warn' : 'info'
    const { taskDefinition } = (await call('RegisterTaskDefinition', {
      family: 'web',
      containerDefinitions: [
        {
          name: 'app',
          image: parts.includes('image') ? 'web:3' : 'web:1',
          memory: 64,
          environment: [
            { name: 'LEVEL', value: level },
            { name: 'API_TOKEN', value: `secret-${level}` },
          ],
        },
      ],
    })) as { readonly taskDefinition: { readonly taskDefinitionArn: string } }
    await call('UpdateService', { ...service, taskDefinition: taskDefinition.taskDefinitionArn })
  }
  pass()
}

const drift = async ({ run }: ReturnType<typeof aWorld>, ...options: readonly string[]) => {
  const { exitCode, printed } = await run('drift', '--output', 'json', ...options)
  const { differences } = JSON.parse(printed) as Told
  return { exitCode, causes: Object.fromEntries(differences.map(({ path, cause }) => [path, cause])) }
}

describe('drift', function () {
  this.timeout(600_000)

  it('is none after an apply, and names what differs then, and that alone, by who has moved: the file, ECS or both; what a baseline accepts is quiet', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray([...parts]), fc.subarray([...parts]), async (edited, disturbed) => {
        const world = aWorld()
        world.files.set('deploy.yml', textOf([]))
        expect((await world.run('apply', '--yes')).exitCode).to.equal(0)
        expect(await drift(world)).to.deep.equal({ exitCode: 0, causes: {} })
        world.files.set('deploy.yml', textOf(edited))
        await disturb(world, disturbed)
        const moved = parts.filter((part) => edited.includes(part) || disturbed.includes(part))
        const causeOf = (part: Part): string =>
          !edited.includes(part) ? 'declared' : disturbed.includes(part) ? 'both' : 'undeployed'
        expect(await drift(world)).to.deep.equal({
          exitCode: moved.length === 0 ? 0 : 2,
          causes: Object.fromEntries(moved.flatMap((part) => paths[part].map((path) => [path, causeOf(part)]))),
        })
        const told = await drift(world, '--fail-on', 'declared')
        expect(told.exitCode).to.equal(disturbed.length === 0 ? 0 : 2)
        expect(await drift(world, '--ignore', 'web:*')).to.deep.equal({ exitCode: 0, causes: {} })
        // Of a secret that the file has changed no revision holds both sides.
        const token = 'containerDefinitions[app].environment[API_TOKEN]'
        const left = edited.includes('level')
          ? { exitCode: 2, causes: { [token]: causeOf('level') } }
          : { exitCode: 0, causes: {} }
        expect(await drift(world, '--baseline', 'known.json', '--update-baseline')).to.deep.equal(left)
        expect(await drift(world, '--baseline', 'known.json')).to.deep.equal(left)
        expect(Buffer.from(world.files.get('known.json') ?? []).toString()).to.not.match(/secret-/)
        expect((await world.run('apply', '--yes')).exitCode).to.equal(0)
        expect(await drift(world)).to.deep.equal({ exitCode: 0, causes: {} })
      }),
      runs(40),
    )
  })
})
