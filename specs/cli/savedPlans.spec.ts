/** Whole stories of saved plans: through the real command line, on a simulated account that others change in between. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { dump } from 'js-yaml'
import { cli } from '../../src/cli/cli.js'
import { virtualClock } from '../../src/cli/virtualClock.js'
import { systemClock, systemFiles } from '../../src/node.js'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.js'
import { virtualDeps } from '../support/transcript.js'

const web = (image: string, others: object = {}) => ({
  name: 'web',
  cluster: 'main',
  count: 2,
  family: 'web',
  containers: [{ name: 'app', image, memory: 64, environment: { DB_PASSWORD: 'correct horse', LOG: 'info' } }],
  ...others,
})

const yaml = (...services: readonly object[]): Uint8Array => Buffer.from(dump({ services }))

interface Ended {
  readonly exitCode: number
  readonly out: string
  readonly err: string
  /** What was called that changes something. */
  readonly writes: readonly string[]
}

const isWrite = (operation: string): boolean => !/^(Describe|List|Get)/.test(operation)

/** A folder and an account; `deploy` runs a command line there, `somebody` calls ECS, `killAfter` kills the next command. */
const aStory = (world: Simulator = aWorld()) => {
  const files = new Map<string, Uint8Array>()
  // One time for all who work on the account at once; that of a killed process stands still.
  let clock = virtualClock(world, systemClock)
  let killing: string | undefined
  const run = async (argv: readonly string[], environment: Record<string, string> = {}): Promise<Ended> => {
    const [out, err]: [string[], string[]] = [[], []]
    const stream = (lines: string[]) => ({ write: (text: string) => lines.push(text), isTerminal: false, columns: 100 })
    const before = world.calls().length
    const deps = virtualDeps({ files, world, environment }, stream(out), stream(err), clock)
    const killed = killing
    const exitCode = await Promise.race([
      cli(argv, deps),
      new Promise<number>((resolve) => {
        if (killed !== undefined)
          onCall(world, killed, () =>
            setImmediate(() => {
              resolve(137)
            }),
          )
      }),
    ])
    if (killed !== undefined) clock = virtualClock(world, systemClock)
    killing = undefined
    const writes = world
      .calls()
      .slice(before)
      .map(({ operation }) => operation)
      .filter(isWrite)
    return { exitCode, out: out.join(''), err: err.join(''), writes }
  }
  return {
    files,
    world,
    deploy: (...argv: readonly string[]) => run(argv),
    deployIn: (environment: Record<string, string>, ...argv: readonly string[]) => run(argv, environment),
    killAfter: (operation: string) => {
      killing = operation
    },
    declare: (...services: readonly object[]) => files.set('deploy.yml', yaml(...services)),
    saved: () => Buffer.from(files.get('plan.json') ?? []).toString(),
    somebody: (operation: string, input: object) => somebody(world, operation, input),
  }
}

const onCall = (world: Simulator, operation: string, act: () => void): void => {
  const { requestHandler } = world
  const handle = requestHandler.handle.bind(requestHandler)
  let isOver = false
  requestHandler.handle = async (...request) => {
    if (isOver) return new Promise(() => undefined)
    const answer = await handle(...request)
    if (world.calls().at(-1)?.operation !== operation) return answer
    isOver = true
    requestHandler.handle = handle
    act()
    return new Promise(() => undefined)
  }
}

const aWorld = (): Simulator => {
  const world = createSimulator({ region: 'us-west-2', account: '123445564666' })
  world.ensureCluster('main')
  return world
}

const somebody = async (world: Simulator, operation: string, input: object): Promise<unknown> => {
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

/** A service that runs, a file that says more of it, and the plan between the two in plan.json. */
const aSavedUpdate = async () => {
  const story = aStory()
  story.declare(web('web:1'))
  expect(await story.deploy('apply', '--yes')).to.include({ exitCode: 0 })
  story.declare(web('web:2'))
  expect(await story.deploy('plan', '--out', 'plan.json')).to.deep.include({ exitCode: 0, writes: [] })
  return story
}

const imageOf = async (story: ReturnType<typeof aStory>): Promise<unknown> => {
  const { services } = (await story.somebody('DescribeServices', { cluster: 'main', services: ['web'] })) as {
    services: { taskDefinition: string }[]
  }
  const { taskDefinition } = (await story.somebody('DescribeTaskDefinition', {
    taskDefinition: services[0]?.taskDefinition,
  })) as { taskDefinition: { taskDefinitionArn: string; containerDefinitions: { image: string }[] } }
  return [taskDefinition.taskDefinitionArn.split('/').at(-1), taskDefinition.containerDefinitions[0]?.image]
}

describe('a saved plan', () => {
  it('is applied as it was saved, and once', async () => {
    const story = await aSavedUpdate()
    const first = await story.deploy('apply', 'plan.json', '--yes')
    expect([first.exitCode, first.writes]).to.deep.equal([
      0,
      ['RegisterTaskDefinition', 'UpdateService', 'TagResource'],
    ])
    expect(await imageOf(story)).to.deep.equal(['web:2', 'web:2'])
    const second = await story.deploy('apply', 'plan.json')
    expect([second.exitCode, second.writes]).to.deep.equal([0, []])
    expect(second.err).to.include('plan.json has been applied already: nothing is called.')
    expect(second.out).to.include('deployed: web:2 serves')
    expect(await story.deploy('plan', '--detailed-exitcode')).to.include({ exitCode: 0 })
  })

  it('makes a new service, and finds it made', async () => {
    const story = aStory()
    story.declare(web('web:1'))
    await story.deploy('plan', '--out', 'plan.json')
    const first = await story.deploy('apply', 'plan.json', '--yes')
    expect([first.exitCode, first.writes]).to.deep.equal([0, ['RegisterTaskDefinition', 'CreateService']])
    const second = await story.deploy('apply', 'plan.json')
    expect([second.exitCode, second.writes]).to.deep.equal([0, []])
  })

  it('is found applied however many revisions others have registered since', async () => {
    const story = await aSavedUpdate()
    await story.deploy('apply', 'plan.json', '--yes')
    await story.somebody('RegisterTaskDefinition', {
      family: 'web',
      containerDefinitions: [{ name: 'app', image: 'web:9', memory: 64 }],
    })
    const again = await story.deploy('apply', 'plan.json')
    expect([again.exitCode, again.writes]).to.deep.equal([0, []])
  })

  it('replaces a service once', async () => {
    const story = aStory()
    story.declare(web('web:1'))
    await story.deploy('apply', '--yes')
    story.declare(web('web:1', { scheduling_strategy: 'DAEMON', count: undefined }))
    const planned = await story.deploy('plan', '--out', 'plan.json', '--allow-replace', 'web')
    expect(planned.exitCode, planned.out + planned.err).to.equal(0)
    const first = await story.deploy('apply', 'plan.json', '--yes')
    expect([first.exitCode, first.writes], first.out).to.deep.equal([0, ['DeleteService', 'CreateService']])
    const second = await story.deploy('apply', 'plan.json', '--yes')
    expect([second.exitCode, second.writes], second.err).to.deep.equal([0, []])
  })

  for (const operation of ['RegisterTaskDefinition', 'UpdateService', 'TagResource']) {
    it(`is finished after the process was killed behind ${operation}, with no revision more`, async () => {
      const story = aStory()
      story.declare(web('web:1'))
      await story.deploy('apply', '--yes')
      story.declare(web('web:2', { tags: { team: 'shop' } }))
      await story.deploy('plan', '--out', 'plan.json')
      story.killAfter(operation)
      const killed = await story.deploy('apply', 'plan.json', '--yes')
      expect([killed.exitCode, killed.writes.at(-1)]).to.deep.equal([137, operation])
      const again = await story.deploy('apply', 'plan.json', '--yes')
      expect(again.exitCode, again.err + again.out).to.equal(0)
      expect([...killed.writes, ...again.writes]).to.deep.equal([
        'RegisterTaskDefinition',
        'UpdateService',
        'TagResource',
      ])
      expect(await imageOf(story)).to.deep.equal(['web:2', 'web:2'])
      expect(await story.deploy('plan', '--detailed-exitcode')).to.include({ exitCode: 0 })
    })
  }

  for (const operation of ['DeleteService', 'CreateService']) {
    it(`goes on with a replacement after the process was killed behind ${operation}`, async () => {
      const story = aStory()
      story.declare(web('web:1'))
      await story.deploy('apply', '--yes')
      story.declare(web('web:1', { scheduling_strategy: 'DAEMON', count: undefined }))
      await story.deploy('plan', '--out', 'plan.json', '--allow-replace', 'web')
      story.killAfter(operation)
      await story.deploy('apply', 'plan.json', '--yes')
      const again = await story.deploy('apply', 'plan.json', '--yes')
      expect(again.exitCode, again.err + again.out).to.equal(0)
      expect(await story.deploy('plan', '--detailed-exitcode')).to.include({ exitCode: 0 })
      // One at first, one in its place: the second run made none beside that of the first.
      expect(story.world.calls().filter((call) => call.operation === 'CreateService')).to.have.length(2)
    })
  }

  it('wins once where two are applied at once, and the other says who did', async () => {
    const story = await aSavedUpdate()
    story.declare(web('web:3'))
    await story.deploy('plan', '--out', 'other.json')
    const ended = await Promise.all([
      story.deploy('apply', 'plan.json', '--yes'),
      story.deploy('apply', 'other.json', '--yes'),
    ])
    expect(ended.map(({ exitCode }) => exitCode).sort()).to.deep.equal([0, 4])
    const loser = ended.find(({ exitCode }) => exitCode === 4)
    expect((loser?.out ?? '') + (loser?.err ?? '')).to.match(/Stale|Superseded|stale/)
    const winner = ended[0].exitCode === 0 ? 'web:2' : 'web:3'
    expect(((await imageOf(story)) as string[])[1]).to.equal(winner)
  })

  const stale: readonly (readonly [what: string, act: (story: Story) => Promise<unknown>, says: RegExp])[] = [
    [
      'the image',
      async ({ somebody: call }) => {
        await call('RegisterTaskDefinition', {
          family: 'web',
          containerDefinitions: [{ name: 'app', image: 'web:7', memory: 64 }],
        })
        await call('UpdateService', { cluster: 'main', service: 'web', taskDefinition: 'web:2' })
      },
      /web: taskDefinition from web:1 to web:2 \(registered by arn:aws:iam::123445564666:user\/\S+\)/,
    ],
    [
      'a setting',
      ({ somebody: call }) =>
        call('UpdateService', { cluster: 'main', service: 'web', deploymentConfiguration: { maximumPercent: 150 } }),
      /web: maximumPercent from 200 to 150/,
    ],
    [
      'the whole service',
      ({ somebody: call }) => call('DeleteService', { cluster: 'main', service: 'web', force: true }),
      /web: status from ACTIVE to (DRAINING|INACTIVE)/,
    ],
    [
      'the newest revision',
      ({ somebody: call }) =>
        call('RegisterTaskDefinition', {
          family: 'web',
          containerDefinitions: [{ name: 'app', image: 'web:7', memory: 64 }],
        }),
      /family web: newest revision from web:1 to web:2/,
    ],
  ]
  for (const [what, act, says] of stale) {
    it(`is stale once somebody has changed ${what}, and calls nothing`, async () => {
      const story = await aSavedUpdate()
      await act(story)
      const ended = await story.deploy('apply', 'plan.json', '--yes')
      expect([ended.exitCode, ended.writes]).to.deep.equal([4, []])
      expect(ended.err.replace(/\n\s+/g, ' ')).to.match(says)
    })
  }

  it('is stale by a count that it changes, and not by one that it leaves to others', async () => {
    const story = aStory()
    story.declare(web('web:1'))
    await story.deploy('apply', '--yes')
    const scaled = () => story.somebody('UpdateService', { cluster: 'main', service: 'web', desiredCount: 3 })

    story.declare(web('web:2', { ignore: ['count'] }))
    await story.deploy('plan', '--out', 'ignoring.json')
    story.declare(web('web:1', { count: 5 }))
    await story.deploy('plan', '--out', 'counting.json')
    await scaled()
    const counting = await story.deploy('apply', 'counting.json', '--yes')
    expect([counting.exitCode, counting.writes]).to.deep.equal([4, []])
    expect(counting.err).to.include('web: desiredCount from 2 to 3')
    const ignoring = await story.deploy('apply', 'ignoring.json', '--yes')
    expect(ignoring.exitCode, ignoring.err).to.equal(0)
  })

  it('is stale by a target group that it attaches', async () => {
    const arn = 'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/web/73e2d6bc24d8a067'
    const world = aWorld()
    world.ensureTargetGroup(arn, { targetType: 'instance', port: 80 })
    const story = aStory(world)
    const load_balancer = { target_group_arn: arn, container_name: 'app', container_port: 80 }
    const containers = [{ name: 'app', image: 'web:1', memory: 64, ports: ['80'] }]
    story.declare(web('web:1', { load_balancer, containers }))
    const planned = await story.deploy('plan', '--out', 'plan.json')
    expect(planned.exitCode, planned.out + planned.err).to.equal(0)
    world.setFaults([])
    const moved = aWorld()
    moved.ensureTargetGroup(arn, { targetType: 'ip', port: 80 })
    const elsewhere = aStory(moved)
    for (const [name, content] of story.files) elsewhere.files.set(name, content)
    const ended = await elsewhere.deploy('apply', 'plan.json', '--yes')
    expect([ended.exitCode, ended.writes]).to.deep.equal([4, []])
    expect(ended.err.replace(/\n\s+/g, ' ')).to.include('targetType from instance to ip')
  })
})

type Story = ReturnType<typeof aStory>

describe('what a saved plan holds', () => {
  it('is no secret, and each is taken again from the manifest', async () => {
    const story = await aSavedUpdate()
    expect(story.saved()).to.not.include('correct horse')
    expect(story.saved()).to.include('info')
    expect(await story.deploy('apply', 'plan.json', '--yes')).to.include({ exitCode: 0 })
    const { taskDefinition } = (await story.somebody('DescribeTaskDefinition', { taskDefinition: 'web:2' })) as {
      taskDefinition: { containerDefinitions: { environment: object[] }[] }
    }
    expect(taskDefinition.containerDefinitions[0]?.environment).to.deep.include({
      name: 'DB_PASSWORD',
      value: 'correct horse',
    })
  })

  it('makes it stale where the manifest says another secret by now, or none', async () => {
    const other = await aSavedUpdate()
    const containers = (environment: object) => [{ name: 'app', image: 'web:2', memory: 64, environment }]
    other.declare(web('', { containers: containers({ DB_PASSWORD: 'battery staple', LOG: 'info' }) }))
    const changed = await other.deploy('apply', 'plan.json', '--yes')
    expect([changed.exitCode, changed.writes]).to.deep.equal([4, []])
    expect(changed.err.replace(/\n\s+/g, ' ')).to.match(
      /web: environment\.DB_PASSWORD \(app\) is another secret than the plan was made with \(deploy\.yml:\d+\)/,
    )
    expect(changed.err).to.not.match(/battery|horse/)
    other.declare(web('', { containers: containers({ LOG: 'info' }) }))
    const gone = await other.deploy('apply', 'plan.json', '--yes')
    expect([gone.exitCode, gone.writes]).to.deep.equal([4, []])
    expect(gone.err.replace(/\n\s+/g, ' ')).to.include(
      'web: environment.DB_PASSWORD (app) is a secret that the file does not say any more',
    )
  })

  it('is enough without the manifest where it holds no secret', async () => {
    const story = aStory()
    story.declare(web('', { containers: [{ name: 'app', image: 'web:1', memory: 64 }] }))
    await story.deploy('plan', '--out', 'plan.json')
    story.files.delete('deploy.yml')
    const ended = await story.deploy('apply', 'plan.json', '--yes')
    expect(ended.exitCode, ended.err).to.equal(0)
  })

  it('is applied as it was saved when the manifest has changed in anything else, which is said', async () => {
    const story = await aSavedUpdate()
    story.declare(web('web:3'))
    const ended = await story.deploy('apply', 'plan.json', '--yes')
    expect(ended.exitCode, ended.err).to.equal(0)
    expect(ended.err).to.include('deploy.yml has changed since plan.json was made from it.')
    expect(await imageOf(story)).to.deep.equal(['web:2', 'web:2'])
  })

  it('hides what a secret reference gave, wherever it stands, and asks for it again', async () => {
    const story = aStory()
    const command = ['run', '--with', '${env.MY_TOKEN}']
    story.declare(web('', { containers: [{ name: 'app', image: 'web:1', memory: 64, command }] }))
    const token = 'swordfish-and-chips'
    const planned = await story.deploy('plan', '--out', 'plan.json', '--env', `MY_TOKEN=${token}`)
    expect(planned.exitCode, planned.err).to.equal(0)
    expect(story.saved()).to.not.include(token)
    const without = await story.deploy('apply', 'plan.json', '--yes')
    expect([without.exitCode, without.writes]).to.deep.equal([65, []])
    const other = await story.deploy('apply', 'plan.json', '--yes', '--env', 'MY_TOKEN=sardines-and-chips')
    expect([other.exitCode, other.writes]).to.deep.equal([4, []])
    const ended = await story.deploy('apply', 'plan.json', '--yes', '--env', `MY_TOKEN=${token}`)
    expect(ended.exitCode, ended.err).to.equal(0)
  })
})

describe('the file of a saved plan', () => {
  const changed = (text: string): readonly (readonly [why: string, content: string, says: string])[] => [
    ['is not JSON', text.slice(0, -20), 'it is not JSON'],
    ['is another document', '{"document": "plan"}', 'no saved plan'],
    ['is of another version', text.replace('"formatVersion": "1.0"', '"formatVersion": "9.0"'), 'version 9.0'],
    ['has been edited', text.replace('web:2', 'web:3'), 'has been edited or damaged'],
  ]

  it('is refused where it is not as it was written', async () => {
    const story = await aSavedUpdate()
    for (const [why, content, says] of changed(story.saved())) {
      story.files.set('plan.json', Buffer.from(content))
      const ended = await story.deploy('apply', 'plan.json', '--yes')
      expect([ended.exitCode, ended.writes], why).to.deep.equal([65, []])
      expect(ended.err.replace(/\n\s+/g, ' '), why).to.include(says)
    }
  })

  it('is refused in another account, and in another region', async () => {
    const story = await aSavedUpdate()
    const region = await story.deploy('apply', 'plan.json', '--yes', '--region', 'eu-west-1')
    expect([region.exitCode, region.writes]).to.deep.equal([1, []])
    const world = createSimulator({ region: 'us-west-2', account: '999999999999' })
    const elsewhere = aStory(world)
    for (const [name, content] of story.files) elsewhere.files.set(name, content)
    const account = await elsewhere.deploy('apply', 'plan.json', '--yes')
    expect([account.exitCode, account.writes]).to.deep.equal([1, []])
    expect(account.err.replace(/\n\s+/g, ' ')).to.include(
      'plan.json was made for account 123445564666, and this is account 999999999999',
    )
  })

  it('never takes the place of another file, and is no stream', async () => {
    const story = aStory()
    story.declare(web('web:1'))
    const before = story.files.get('deploy.yml')
    expect(await story.deploy('plan', '--out', 'deploy.yml')).to.include({ exitCode: 1 })
    expect(story.files.get('deploy.yml')).to.equal(before)
    expect(await story.deploy('plan', '--out', '-')).to.include({ exitCode: 64 })
    expect(await story.deploy('plan', '--out', 'plan.json')).to.include({ exitCode: 0 })
    expect(await story.deploy('plan', '--out', 'plan.json')).to.include({ exitCode: 0 })
  })

  it('is for its owner alone to read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'deploy-'))
    try {
      const [manifest, plan] = [join(folder, 'deploy.yml'), join(folder, 'plan.json')]
      await writeFile(manifest, yaml(web('web:1')))
      const world = aWorld()
      const silent = { write: () => undefined, isTerminal: false, columns: undefined }
      const deps = { ...virtualDeps({ files: new Map(), world, environment: {} }, silent, silent), files: systemFiles }
      expect(await cli(['plan', '-f', manifest, '--out', plan], deps)).to.equal(0)
      expect((await stat(plan)).mode & 0o777).to.equal(0o600)
      expect(await readFile(plan, 'utf8')).to.not.include('correct horse')
      expect(await cli(['apply', plan, '--yes'], deps)).to.equal(0)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('is not written for a plan that is refused', async () => {
    const story = aStory()
    story.declare(web('web:1'))
    await story.deploy('apply', '--yes')
    story.declare(web('web:1', { scheduling_strategy: 'DAEMON', count: undefined }))
    const ended = await story.deploy('plan', '--out', 'plan.json')
    expect([ended.exitCode, story.files.has('plan.json')]).to.deep.equal([1, false])
    expect(ended.err).to.include('Not saved: a plan that is refused could not be applied.')
  })

  it('of an empty plan does nothing', async () => {
    const story = aStory()
    story.declare(web('web:1'))
    await story.deploy('apply', '--yes')
    await story.deploy('plan', '--out', 'plan.json')
    const ended = await story.deploy('apply', 'plan.json')
    expect([ended.exitCode, ended.writes]).to.deep.equal([0, []])
    expect(ended.out).to.include('No changes.')
  })

  it('is told from the name of a service, which wins', async () => {
    const story = aStory()
    story.declare(web('web:1'))
    await story.deploy('plan', '--out', 'web')
    await story.deploy('plan', '--out', 'saved')
    story.declare(web('web:5'))
    const service = await story.deploy('apply', 'web', '--yes')
    expect([service.exitCode, await imageOf(story)]).to.deep.equal([0, ['web:1', 'web:5']])
    const file = await story.deploy('apply', 'saved', '--yes')
    expect(file.err.replace(/\n\s+/g, ' ')).to.include('saved is stale')
    const neither = await story.deploy('apply', 'wob', '--yes')
    expect([neither.exitCode, neither.writes]).to.deep.equal([64, []])
    expect(neither.err.replace(/\n\s+/g, ' ')).to.include('Nor is there a saved plan of that name')
    expect(await story.deploy('apply', './nothing')).to.include({ exitCode: 64 })
    expect(await story.deploy('apply', 'saved', 'web')).to.include({ exitCode: 64 })
    expect(await story.deploy('apply', './saved', '--allow-replace', 'web')).to.include({ exitCode: 64 })
    expect(await story.deploy('apply', './saved', '--prune')).to.include({ exitCode: 64 })
  })

  it('works in a sandbox', async () => {
    const story = aStory()
    story.declare(web('web:1'))
    expect(await story.deploy('plan', '--sandbox', '--out', 'plan.json')).to.include({ exitCode: 0 })
    const first = await story.deploy('apply', '--sandbox', 'plan.json', '--yes')
    expect(first.exitCode, first.err).to.equal(0)
    const second = await story.deploy('apply', '--sandbox', 'plan.json', '--yes')
    expect(second.err, second.out).to.include('has been applied already')
    expect(await story.deploy('plan', '--sandbox', '--detailed-exitcode')).to.include({ exitCode: 0 })
  })

  it('can be looked at without being applied', async () => {
    const story = await aSavedUpdate()
    const ended = await story.deploy('apply', 'plan.json', '--plan', '--detailed-exitcode')
    expect([ended.exitCode, ended.writes]).to.deep.equal([2, []])
    expect(ended.out).to.include('Plan: 1 to update.')
  })
})
