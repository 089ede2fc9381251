// How many rollouts end, when several end in the same look.
import type { Service } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import type { Aws } from '../../src/aws/aws.js'
import type { Ecs } from '../../src/aws/ecs.js'
import type { Awaited } from '../../src/executor/verdict.js'
import { watchOn } from '../../src/executor/watch.js'

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
})
