// How rollouts end, when several end in the same look.
import type { Service } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import type { Aws } from '../../src/aws/aws.js'
import type { Ecs } from '../../src/aws/ecs.js'
import type { LoadBalancing } from '../../src/aws/loadBalancing.js'
import type { Awaited } from '../../src/executor/verdict.js'
import { type WatchDeps, watchOn } from '../../src/executor/watch.js'

const revision = 'arn:aws:ecs:us-west-2:1:task-definition/web:1'

const serviceOf = (name: string): Service => ({
  serviceName: name,
  status: 'ACTIVE',
  desiredCount: 1,
  runningCount: 0,
  pendingCount: 1,
  taskDefinition: revision,
  deployments: [
    {
      id: `ecs-svc/${name}`,
      status: 'PRIMARY',
      rolloutState: 'IN_PROGRESS',
      taskDefinition: revision,
      desiredCount: 1,
    },
  ],
})

const awaitedOf = (service: string): Awaited => ({
  target: { cluster: 'main', service },
  completion: 'Deployed',
  until: 'Deployed',
  desiredCount: 1,
  performed: { deployment: { id: `ecs-svc/${service}`, createdAtMs: 0, taskDefinitionArn: revision } },
  sinceMs: 0,
  about: { changes: [], mask: (text) => text },
})

/** Time passes only while somebody sleeps. */
const aClock = () => {
  let nowMs = 0
  return {
    now: () => nowMs,
    sleep: (ms: number) =>
      new Promise<void>((resolve) => {
        setImmediate(() => {
          nowMs += ms
          resolve()
        })
      }),
  }
}

const watchWith = (serviceTasks: Ecs['serviceTasks']) => {
  const describeServices: Ecs['describeServices'] = (_, names) => () =>
    Promise.resolve(E.right({ services: names.map(serviceOf), failures: [] }))
  const aws = { ecs: { describeServices, serviceTasks } } as unknown as Aws
  return watchOn({ aws, clock: aClock(), emit: () => undefined, signal: new AbortController().signal })
}

/** Each behind a target group of its own, complete, and said to be well once `targetHealth` says so. */
const watchOfComplete = (targetHealth: LoadBalancing['targetHealth']) => {
  const complete = (name: string): Service => ({
    ...serviceOf(name),
    runningCount: 1,
    pendingCount: 0,
    loadBalancers: [{ targetGroupArn: name, containerName: 'web', containerPort: 80 }],
    deployments: serviceOf(name).deployments?.map((deployment) => ({ ...deployment, rolloutState: 'COMPLETED' })),
  })
  const describeServices: Ecs['describeServices'] = (_, names) => () =>
    Promise.resolve(E.right({ services: names.map(complete), failures: [] }))
  const aws = { ecs: { describeServices }, loadBalancing: { targetHealth } } as unknown as Aws
  const events: string[] = []
  const emit: WatchDeps['emit'] = (event) => {
    if (event.kind === 'RolloutObserved') events.push(event.target.service)
  }
  return { events, watch: watchOn({ aws, clock: aClock(), emit, signal: new AbortController().signal }) }
}

const well = E.right([{ Target: { Id: 'i-1' }, TargetHealth: { State: 'healthy' as const } }])

describe('watchOn', () => {
  it('diagnoses all that end badly in a look side by side: none waits for what is read for another', async () => {
    const asked: string[] = []
    let answer: () => void = () => undefined
    const allAsked = new Promise<void>((resolve) => (answer = resolve))
    const watch = watchWith((_, service) => async () => {
      asked.push(service)
      if (asked.length === 3) answer()
      await allAsked
      return E.right([])
    })
    const names = ['api', 'web', 'worker']
    const settled = await Promise.all(names.map((name) => watch.until(awaitedOf(name), 1_000)))
    expect(asked).to.deep.equal(names)
    expect(settled.map(({ end, diagnosis }) => [end, diagnosis?.deploymentId])).to.deep.equal(
      names.map((name) => [E.right({ kind: 'TimedOut', afterMs: 1_000, newestEvent: undefined }), `ecs-svc/${name}`]),
    )
  })

  it('lets a bug in what is found out of one be the bug of that one', async () => {
    const watch = watchWith((_, service) => () => {
      if (service === 'web') throw new Error('a bug')
      return Promise.resolve(E.right([]))
    })
    const settled = await Promise.allSettled(['api', 'web'].map((name) => watch.until(awaitedOf(name), 1_000)))
    expect(settled.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected'])
  })

  it('confirms all that are complete in a look side by side, so many at once, and ends none twice', async () => {
    let asked = 0
    let atOnce = 0
    let most = 0
    const { watch, events } = watchOfComplete(() => async () => {
      asked += 1
      atOnce += 1
      most = Math.max(most, atOnce)
      await new Promise((resolve) => setImmediate(resolve))
      atOnce -= 1
      return well
    })
    const names = Array.from({ length: 25 }, (_, index) => `service-${index}`)
    const settled = await Promise.all(names.map((name) => watch.until(awaitedOf(name), 60_000)))
    expect(settled.map(({ end }) => end)).to.deep.equal(
      names.map(() => E.right({ kind: 'Completed', taskDefinitionArn: revision })),
    )
    expect({ asked, most, events }).to.deep.equal({ asked: 25, most: 20, events: names })
  })

  it('ends who is well while it is still asked of another whether that is', async () => {
    let answer: () => void = () => undefined
    const ended = new Promise<void>((resolve) => (answer = resolve))
    const { watch } = watchOfComplete((arn) => async () => {
      if (arn === 'slow') await ended
      return well
    })
    // The first look is at who came first alone.
    const [, slow, web] = ['first', 'slow', 'web'].map((name) => watch.until(awaitedOf(name), 60_000))
    await web
    answer()
    expect((await slow)?.end).to.deep.equal(E.right({ kind: 'Completed', taskDefinitionArn: revision }))
  })
})
