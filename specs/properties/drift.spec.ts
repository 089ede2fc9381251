/** Drift right after an apply is none; what somebody changes then is named, and it alone, as theirs. On the simulator, through the command line. */
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { cli } from '../../src/cli/cli.js'
import { furnish } from '../../src/cli/sandbox.js'
import { decodeManifest } from '../../src/manifest/manifest.js'
import type { DesiredService } from '../../src/model/service.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { arbitraryLayout, arbitraryLayoutWithAliases, commentsOf, laidOut } from '../support/arbitraryLayout.js'
import { arbitraryManifest } from '../support/arbitraryManifest.js'
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
    simulator: world,
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

type Wire = Readonly<Record<string, unknown>>

/** One thing that somebody changes in ECS, in a service and its task definition as they are live; undefined: not in this one. */
interface Disturbance {
  readonly path: (container: string) => string
  readonly change: (
    service: Wire,
    container: Wire,
  ) => { readonly service?: Wire; readonly container?: Wire } | undefined
}

const others = (list: unknown, name: string): readonly Wire[] =>
  ((list ?? []) as readonly Wire[]).filter((one) => one['name'] !== name)

const disturbances: readonly Disturbance[] = [
  {
    path: () => 'desiredCount',
    change: ({ desiredCount }) => ({ service: { desiredCount: Number(desiredCount) + 4 } }),
  },
  {
    path: () => 'maximumPercent',
    // With 193 % of one task no rollout could move, and the file's rules know that.
    change: ({ deploymentConfiguration, desiredCount }) => {
      if (Number(desiredCount) < 2) return undefined
      const { maximumPercent, minimumHealthyPercent } = deploymentConfiguration as Wire
      const changed = { maximumPercent: maximumPercent === 200 ? 193 : 200, minimumHealthyPercent }
      return { service: { deploymentConfiguration: changed } }
    },
  },
  {
    path: () => 'enableExecuteCommand',
    change: ({ enableExecuteCommand: is }) => ({ service: { enableExecuteCommand: is !== true } }),
  },
  {
    path: () => 'enableECSManagedTags',
    change: ({ enableECSManagedTags: is }) => ({ service: { enableECSManagedTags: is !== true } }),
  },
  {
    path: (name) => `containerDefinitions[${name}].image`,
    change: () => ({ container: { image: 'example/hotfix:9' } }),
  },
  {
    path: (name) => `containerDefinitions[${name}].workingDirectory`,
    change: () => ({ container: { workingDirectory: '/else: where #1' } }),
  },
  {
    path: (name) => `containerDefinitions[${name}].stopTimeout`,
    change: ({ launchType }, { stopTimeout }) => ({
      container: { stopTimeout: stopTimeout === 21 || launchType === undefined ? 22 : 21 },
    }),
  },
  {
    path: (name) => `containerDefinitions[${name}].environment[ADDED]`,
    change: (_, { environment }) => ({
      container: { environment: [...others(environment, 'ADDED'), { name: 'ADDED', value: 'yes, it\'s "new"\n' }] },
    }),
  },
  {
    path: (name) => `containerDefinitions[${name}].command`,
    change: () => ({ container: { command: ['sh', '-c', 'sleep 7 # seconds'] } }),
  },
  {
    path: (name) => `containerDefinitions[${name}].user`,
    change: () => ({ container: { user: '7:7' } }),
  },
]

const statuses = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
]

/** Somebody changes one thing of the first service; the path of it, undefined where it cannot be changed. */
const disturbOne = async (
  { call, pass }: ReturnType<typeof aWorld>,
  target: { readonly name: string; readonly cluster: string },
  { path, change }: Disturbance,
): Promise<string | undefined> => {
  const described = (await call('DescribeServices', { cluster: target.cluster, services: [target.name] })) as {
    readonly services: readonly Wire[]
  }
  const service = described.services[0] ?? {}
  const { taskDefinition } = (await call('DescribeTaskDefinition', {
    taskDefinition: service['taskDefinition'],
  })) as { readonly taskDefinition: Wire & { readonly containerDefinitions: readonly Wire[] } }
  const [first = {}, ...rest] = taskDefinition.containerDefinitions
  const changed = change(service, first)
  if (changed === undefined) return undefined
  const update: Record<string, unknown> = { cluster: target.cluster, service: target.name, ...changed.service }
  if (changed.container !== undefined) {
    const input = Object.fromEntries(Object.entries(taskDefinition).filter(([member]) => !statuses.includes(member)))
    const registered = (await call('RegisterTaskDefinition', {
      ...input,
      containerDefinitions: [{ ...first, ...changed.container }, ...rest],
    })) as { readonly taskDefinition: { readonly taskDefinitionArn: string } }
    update['taskDefinition'] = registered.taskDefinition.taskDefinitionArn
  }
  await call('UpdateService', update)
  pass()
  return path(String(first['name']))
}

/** Whether the file says such a thing of its first service; a task definition is wholly the file's. */
const isDeclared = ({ settings, ignored = [] }: DesiredService, path: string): boolean =>
  path.startsWith('containerDefinitions[') ||
  (settings[path as keyof typeof settings] !== undefined && !(ignored as readonly string[]).includes(path))

interface Adoption {
  readonly adoption: { readonly written: boolean; readonly refused: readonly unknown[] }
}

const adopts = (): void => {
  it('names the one field that somebody changes, as theirs, and --adopt makes it quiet again and loses no comment', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryManifest(),
        arbitraryLayout(),
        fc.constantFrom(...disturbances),
        async (content, layout, disturbance) => {
          const world = aWorld()
          const text = laidOut(content, layout)
          world.files.set('deploy.yml', text)
          const decoded = decodeManifest('deploy.yml', text)
          if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
          furnish(world.simulator, decoded.right)
          const [service] = decoded.right.services
          if (service === undefined || service.settings.schedulingStrategy === 'DAEMON') return
          if ((await world.run('apply', '--yes', '--timeout', '1h')).exitCode !== 0) return
          const path = await disturbOne(world, service, disturbance)
          const expected = path !== undefined && isDeclared(service, path) ? { [path]: 'declared' } : {}
          expect((await drift(world)).causes).to.deep.equal(expected)
          const { exitCode, printed } = await world.run('drift', '--adopt', '--yes', '--output', 'json')
          const after = Buffer.from(world.files.get('deploy.yml') ?? []).toString()
          expect(exitCode, `${printed}\n${after}`).to.equal(0)
          expect((JSON.parse(printed) as Adoption).adoption).to.deep.include({
            written: Object.keys(expected).length > 0,
            refused: [],
          })
          expect(await drift(world), after).to.deep.equal({ exitCode: 0, causes: {} })
          expect(commentsOf(after)).to.deep.equal(commentsOf(text.toString()))
          expect(after.startsWith('\ufeff')).to.equal(layout.hasMark)
          if (layout.hasCrLf) expect(after).to.not.match(/[^\r]\n/)
          else expect(after).to.not.include('\r')
        },
      ),
      runs(40),
    )
  })
}

interface Service {
  readonly name: string
  readonly cluster: string
}

/** Two files of the same services, that have nothing else in common. */
const aPairOfManifests = (): fc.Arbitrary<readonly [object, object]> =>
  fc.tuple(arbitraryManifest(), arbitraryManifest()).map(([a, b]) => {
    const [first, second] = [a, b].map((one) => (one as { readonly services: readonly Service[] }).services)
    const size = Math.min(first?.length ?? 0, second?.length ?? 0)
    const before = (first ?? []).slice(0, size).map((service) => ({ ...service, depends_on: [] }))
    const after = before.map(({ name, cluster }, index) => ({ ...second?.[index], name, cluster, depends_on: [] }))
    return [{ services: before }, { services: after }]
  })

interface Tag {
  readonly key: string
  readonly value: string
}

/** The books as they were, so that what another file has done is what somebody has done by hand. */
const withBooksKept = async (
  { call }: ReturnType<typeof aWorld>,
  services: readonly Service[],
  act: () => Promise<unknown>,
): Promise<void> => {
  const arns = services.map(({ name, cluster }) => `arn:aws:ecs:us-west-2:123445564666:service/${cluster}/${name}`)
  const booksOf = async (resourceArn: string): Promise<readonly Tag[]> => {
    const { tags } = (await call('ListTagsForResource', { resourceArn })) as { readonly tags: readonly Tag[] }
    return tags.filter(({ key }) => key.startsWith('deploy:'))
  }
  const books = await Promise.all(arns.map(booksOf))
  await act()
  for (const [index, resourceArn] of arns.entries()) {
    await call('UntagResource', { resourceArn, tagKeys: (await booksOf(resourceArn)).map(({ key }) => key) })
    await call('TagResource', { resourceArn, tags: books[index] })
  }
}

const adoptsAnything = (): void => {
  it('adopts whatever becomes of services, but for what it says it has not', async () => {
    await fc.assert(
      fc.asyncProperty(aPairOfManifests(), arbitraryLayoutWithAliases(), async ([before, after], layout) => {
        const world = aWorld()
        world.files.set('deploy.yml', laidOut(before, layout))
        world.files.set('other.yml', Buffer.from(dump(after)))
        const services: Service[] = []
        for (const [file, bytes] of world.files) {
          const decoded = decodeManifest(file, bytes)
          // Services that depend on no other one may lack what the rules ask of those that do.
          if (E.isLeft(decoded)) return
          furnish(world.simulator, decoded.right)
          if (file === 'deploy.yml') services.push(...decoded.right.services)
        }
        if ((await world.run('apply', '--yes', '--timeout', '1h')).exitCode !== 0) return
        let applied = 1
        await withBooksKept(world, services, async () => {
          applied = (await world.run('apply', '--yes', '--timeout', '1h', '-f', 'other.yml')).exitCode
        })
        // Not all can be changed in place.
        if (applied !== 0) return
        const { printed } = await world.run('drift', '--adopt', '--yes', '--output', 'json')
        const { adoption } = JSON.parse(printed) as {
          readonly adoption: { readonly refused: readonly { readonly path: string }[] }
        }
        const { causes } = await drift(world)
        const left = Object.keys(causes).filter((path) => causes[path] !== 'undeployed')
        const text = Buffer.from(world.files.get('deploy.yml') ?? []).toString()
        expect(left.sort(), text).to.deep.equal([...new Set(adoption.refused.map(({ path }) => path))].sort())
      }),
      runs(40),
    )
  })
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

  adopts()
  adoptsAnything()
})
