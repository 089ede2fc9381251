// How often, and of whom, it is asked how many tasks are well: a number for people, for which no verdict waits long.
import type { Service } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import type { Aws } from '../../src/aws/aws.js'
import { type Asked, askForHealth, healthyCountOf } from '../../src/executor/healthyCounts.js'
import type { Awaited } from '../../src/executor/verdict.js'
import type { AwsError } from '../../src/model/failure.js'
import { anAwsError, aTaskDefinition, revisionArn } from '../support/builders.js'

const checked = {
  ...aTaskDefinition,
  containerDefinitions: aTaskDefinition.containerDefinitions.map((container) => ({
    ...container,
    healthCheck: { command: ['CMD', 'true'] },
  })),
}

const awaitedOf = (service: string, others: Partial<Awaited> = {}): Awaited => ({
  target: { cluster: 'main', service },
  completion: 'Deployed',
  until: 'Deployed',
  desiredCount: 2,
  performed: { deployment: { id: `ecs-svc/${service}`, createdAtMs: 0, taskDefinitionArn: revisionArn('web:8') } },
  sinceMs: 0,
  about: { changes: [], mask: (text) => text, taskDefinition: checked },
  ...others,
})

/** Two tasks of its deployment run. */
const serviceOf = (name: string, running = 2): Service => ({
  serviceName: name,
  runningCount: running,
  deployments: [{ id: `ecs-svc/${name}`, status: 'PRIMARY', rolloutState: 'IN_PROGRESS', runningCount: running }],
})

type Member = Asked & { readonly failures: unknown[] }

const member = (service = 'web', others: Partial<Awaited> = {}): Member => {
  const failures: unknown[] = []
  return { awaited: awaitedOf(service, others), healthy: undefined, fail: (bug) => failures.push(bug), failures }
}

const tasksOf = (service: string, well: number) =>
  [0, 1].map((index) => ({
    startedBy: `ecs-svc/${service}`,
    lastStatus: 'RUNNING',
    healthStatus: index < well ? ('HEALTHY' as const) : ('UNKNOWN' as const),
  }))

interface World {
  /** How many tasks of each service are well. */
  well: number
  nowMs: number
  readonly asked: string[]
  error: AwsError | undefined
}

const aWorld = () => {
  const world: World = { well: 0, nowMs: 0, asked: [], error: undefined }
  const serviceTasks = (_: string, service: string) => () => {
    world.asked.push(service)
    return Promise.resolve(world.error === undefined ? E.right(tasksOf(service, world.well)) : E.left(world.error))
  }
  const aws = { ecs: { serviceTasks } } as unknown as Aws
  // Nobody's patience ends by itself.
  const clock = {
    now: () => world.nowMs,
    sleep: (_: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve()
        })
      }),
  }
  const { signal } = new AbortController()
  const ask = (
    members: readonly Member[],
    seen = ({ awaited }: Member): Service | undefined => serviceOf(awaited.target.service),
  ) => askForHealth({ aws, clock, signal }, members, (one) => seen(one as Member))
  return { world, ask, aws, clock }
}

describe('how many tasks are well', () => {
  it('is asked for a rollout whose tasks run, and told as long as it stands so', async () => {
    const { world, ask } = aWorld()
    const web = member()
    world.well = 1
    await ask([web])
    expect(web.healthy).to.deep.equal({ askedAtMs: 0, standing: 'IN_PROGRESS 2 2', count: 1, isRefused: false })
    expect([
      healthyCountOf(web, serviceOf('web')),
      healthyCountOf(web, serviceOf('web', 3)),
      healthyCountOf(member(), serviceOf('web')),
    ]).to.deep.equal([1, undefined, undefined])
  })

  it('is asked again after ten seconds, or at once where the rollout has moved', async () => {
    const { world, ask } = aWorld()
    const web = member()
    const moments = [0, 9_999, 10_000, 10_001].map((nowMs) => ({ nowMs, running: 2 }))
    const asked: number[] = []
    for (const { nowMs, running } of [...moments, { nowMs: 10_002, running: 1 }, { nowMs: 10_003, running: 1 }]) {
      world.nowMs = nowMs
      await ask([web], () => serviceOf('web', running))
      asked.push(world.asked.length)
    }
    expect(asked).to.deep.equal([1, 1, 2, 2, 3, 3])
  })

  it('is asked of ten at once, of those first that were asked longest ago', async () => {
    const { world, ask } = aWorld()
    const members = Array.from({ length: 12 }, (_, index) => member(`service-${index}`))
    await ask(members)
    const first = world.asked.splice(0)
    world.nowMs = 5_000
    await ask(members)
    const second = world.asked.splice(0)
    world.nowMs = 10_000
    await ask(members)
    const names = members.map(({ awaited }) => awaited.target.service)
    expect([first, second, world.asked]).to.deep.equal([names.slice(0, 10), names.slice(10), names.slice(0, 10)])
  })

  const unasked: readonly (readonly [what: string, asked: Member, seen: Service | undefined])[] = [
    ['no task of it runs', member(), serviceOf('web', 0)],
    ['ECS does not show it', member(), undefined],
    ['a count is awaited, and no rollout', member('web', { completion: 'Steady' }), serviceOf('web')],
    [
      'nobody but ECS says whether they are',
      member('web', { about: { changes: [], mask: (text) => text, taskDefinition: aTaskDefinition } }),
      serviceOf('web'),
    ],
  ]
  for (const [what, asked, seen] of unasked) {
    it(`is not asked where ${what}`, async () => {
      const { world, ask } = aWorld()
      await ask([asked], () => seen)
      expect([world.asked, asked.healthy]).to.deep.equal([[], undefined])
    })
  }

  it('is asked of a service behind a target group although its containers have no checks', async () => {
    const { world, aws, clock } = aWorld()
    const web = member('web', { about: { changes: [], mask: (text) => text, taskDefinition: aTaskDefinition } })
    const loadBalancing = { targetHealth: () => () => Promise.resolve(E.left(anAwsError({ trouble: 'AccessDenied' }))) }
    const loadBalancers = [{ targetGroupArn: 'group', containerName: 'hello-world', containerPort: 80 }]
    const deps = { aws: { ...aws, loadBalancing } as unknown as Aws, clock, signal: new AbortController().signal }
    await askForHealth(deps, [web], () => ({ ...serviceOf('web'), loadBalancers }))
    expect(world.asked).to.deep.equal(['web'])
  })

  it('is never asked again of who would not say', async () => {
    const { world, ask } = aWorld()
    const web = member()
    world.error = anAwsError({ trouble: 'AccessDenied' })
    await ask([web])
    world.nowMs = 60_000
    world.error = undefined
    await ask([web])
    expect([world.asked, healthyCountOf(web, serviceOf('web'))]).to.deep.equal([['web'], undefined])
  })

  it('keeps what was heard last while it is asked again, and no look waits longer than a second for it', async () => {
    const { world, ask, clock } = aWorld()
    const web = member()
    world.well = 2
    await ask([web])
    world.nowMs = 10_000
    const slept: number[] = []
    const never = { ecs: { serviceTasks: () => () => new Promise(() => undefined) } } as unknown as Aws
    const impatient = {
      ...clock,
      sleep: (ms: number) => {
        slept.push(ms)
        return Promise.resolve()
      },
    }
    const deps = { aws: never, clock: impatient, signal: new AbortController().signal }
    await askForHealth(deps, [web], () => serviceOf('web'))
    expect([slept, healthyCountOf(web, serviceOf('web'))]).to.deep.equal([[1_000], 2])
  })

  it('is not asked once the run is interrupted', async () => {
    const { world, aws, clock } = aWorld()
    const web = member()
    await askForHealth({ aws, clock, signal: AbortSignal.abort() }, [web], () => serviceOf('web'))
    expect([world.asked, web.healthy]).to.deep.equal([[], undefined])
  })

  it('fails the one rollout in whose question there is a bug', async () => {
    const [web, api] = [member('web'), member('api')]
    const broken = new Error('a bug')
    const aws = {
      ecs: {
        serviceTasks: (_: string, service: string) => () => {
          if (service === 'web') throw broken
          return Promise.resolve(E.right(tasksOf(service, 1)))
        },
      },
    } as unknown as Aws
    const clock = { now: () => 0, sleep: () => new Promise<void>(() => undefined) }
    const { signal } = new AbortController()
    await askForHealth({ aws, clock, signal }, [web, api], ({ awaited }) => serviceOf(awaited.target.service))
    expect([web.failures, api.failures, healthyCountOf(api, serviceOf('api'))]).to.deep.equal([[broken], [], 1])
  })
})
