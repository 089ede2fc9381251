/** The executor against the simulator: what becomes of each action when something goes wrong in between. */
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { dump } from 'js-yaml'
import { type Aws, connect } from '../../src/aws/aws.js'
import { execute, type Waits } from '../../src/executor/executor.js'
import { readLive } from '../../src/live/live.js'
import { decodeManifest } from '../../src/manifest/manifest.js'
import type { Event } from '../../src/model/event.js'
import type { Outcome } from '../../src/model/outcome.js'
import type { DesiredState } from '../../src/model/service.js'
import { planDelete, planFor } from '../../src/planner/planner.js'
import { createSimulator, type Fault, type Simulator } from '../../src/simulator/simulator.js'

const waits: Waits = { wait: true, timeoutMs: 900_000 }

describe('executor', () => {
  it('says which task definition serves', async () => {
    const stage = await aStage()
    expect(await stage.apply(declaring('web:1'))).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['create:main/web', 'Applied', 'Completed web:1'],
    ])
  })

  it('skips what needs a failed action, and goes on with the rest', async () => {
    const stage = await aStage([{ kind: 'AccessDenied', operation: 'RegisterTaskDefinition' }])
    await stage.register('other', 'other:1')
    expect(await stage.apply(declaring('web:1', 'other:1'))).to.deep.equal([
      ['register:web', 'Failed', 'AccessDenied'],
      ['create:main/web', 'Skipped', 'Needs register:web'],
      ['create:main/other', 'Applied', 'Completed other:1'],
    ])
  })

  it('fails nothing for its own books: a service is made and changed by who may not tag, and the outcome says so', async () => {
    const stage = await aStage([{ kind: 'AccessDenied', operation: 'TagResource' }])
    expect(await stage.apply(declaring('web:1'))).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['create:main/web', 'Applied', 'Completed web:1, unrecorded'],
    ])
    expect(await stage.apply(declaring('web:2'))).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['update:main/web', 'Applied', 'Completed web:2'],
      ['tag:main/web', 'Applied', 'Accepted, unrecorded'],
    ])
  })

  it('reports a rollout that ECS rolled back as rolled back, never as done', async () => {
    const stage = await aStage([{ kind: 'ImageCannotBePulled', image: 'web:2' }])
    await stage.apply(declaring('web:1'))
    await stage.call('UpdateService', {
      cluster: 'main',
      service: 'web',
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    })
    expect(await stage.apply(declaring('web:2'))).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['update:main/web', 'Failed', 'RolledBack web:1'],
    ])
  })

  it('reports a rollout that fails and has nothing to go back to as failed', async () => {
    const stage = await aStage([{ kind: 'ImageCannotBePulled', image: 'web:2' }])
    await stage.apply(declaring('web:1'))
    await stage.call('UpdateService', {
      cluster: 'main',
      service: 'web',
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
    })
    const outcomes = await stage.apply(declaring('web:2'))
    expect(outcomes.at(-1)).to.deep.equal(['update:main/web', 'Failed', 'RolloutFailed'])
  })

  it('reports a rollout that somebody else took over as superseded', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    const elsewhere = await stage.register('web', 'web:hotfix')
    stage.meanwhile(() => stage.call('UpdateService', { cluster: 'main', service: 'web', taskDefinition: elsewhere }))
    const outcomes = await stage.apply(declaring('web:3'))
    expect(outcomes.at(-1)).to.deep.equal(['update:main/web', 'Failed', 'Superseded web:2'])
  })

  it('reports a service that was deleted meanwhile', async () => {
    const stage = await aStage([{ kind: 'NoCapacity' }])
    stage.meanwhile(() => stage.call('DeleteService', { cluster: 'main', service: 'web', force: true }))
    const outcomes = await stage.apply(declaring('web:1'))
    expect(outcomes.at(-1)).to.deep.equal(['create:main/web', 'Failed', 'RolloutFailed'])
  })

  it('gives up waiting when its time is out', async () => {
    const stage = await aStage([{ kind: 'NoCapacity' }])
    const outcomes = await stage.apply(declaring('web:1'), { ...waits, timeoutMs: 60_000 })
    expect(outcomes.at(-1)).to.deep.equal(['create:main/web', 'Failed', 'TimedOut'])
  })

  it('does not wait when told not to', async () => {
    const stage = await aStage([{ kind: 'NoCapacity' }])
    const outcomes = await stage.apply(declaring('web:1'), { ...waits, wait: false })
    expect(outcomes.at(-1)).to.deep.equal(['create:main/web', 'Applied', 'Accepted'])
  })

  it('makes no further call once it is interrupted, and says what was done and what not', async () => {
    const stage = await aStage()
    stage.interruptAfter('RegisterTaskDefinition')
    expect(await stage.apply(declaring('web:1', 'other:1'))).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['create:main/web', 'Skipped', 'Interrupted'],
      ['register:other', 'Skipped', 'Interrupted'],
      ['create:main/other', 'Skipped', 'Interrupted'],
    ])
    expect(stage.operations()).to.not.include('CreateService')
  })

  it('stops waiting once it is interrupted, and leaves the rollout to ECS', async () => {
    const stage = await aStage()
    stage.interruptAfter('CreateService')
    expect((await stage.apply(declaring('web:1'))).at(-1)).to.deep.equal(['create:main/web', 'Applied', 'Stopped'])
    stage.simulator.advance(120_000)
    expect(await stage.apply(declaring('web:1'))).to.deep.equal([])
  })

  it('starts a rollout again that ECS has given up, once the cause is gone', async () => {
    const stage = await aStage([{ kind: 'ImageCannotBePulled', image: 'web:2' }])
    await stage.apply(declaring('web:1'))
    await stage.call('UpdateService', {
      cluster: 'main',
      service: 'web',
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
    })
    await stage.apply(declaring('web:2'))
    stage.simulator.setFaults([])
    expect(await stage.apply(declaring('web:2'))).to.deep.equal([['update:main/web', 'Applied', 'Completed web:2']])
    expect(await stage.apply(declaring('web:2'))).to.deep.equal([])
  })

  it('waits for a draining service before it takes its name again', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    await stage.call('DeleteService', { cluster: 'main', service: 'web', force: true })
    expect(await stage.apply(declaring('web:1'))).to.deep.equal([['create:main/web', 'Applied', 'Completed web:1']])
  })

  it('deletes, waits until the name is free, and creates anew', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    expect(await stage.apply(declaring('web:1', { launch_type: 'EXTERNAL' }))).to.deep.equal([
      ['delete:main/web', 'Applied', 'Deleted'],
      ['create:main/web', 'Applied', 'Completed web:1'],
    ])
  })

  it('never deletes a service for one that could not start: a deregistered revision is registered again', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    await stage.call('DeregisterTaskDefinition', { taskDefinition: 'web:1' })
    expect(await stage.apply(declaring('web:1'))).to.deep.equal([])
    expect(await stage.apply(declaring('web:1', { launch_type: 'EXTERNAL' }))).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['delete:main/web', 'Applied', 'Deleted'],
      ['create:main/web', 'Applied', 'Completed web:2'],
    ])
  })

  it('makes no further call when it is interrupted while a name is still taken', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    await stage.call('DeleteService', { cluster: 'main', service: 'web', force: true })
    stage.interruptAfter('CreateService')
    expect(await stage.apply(declaring('web:1'))).to.deep.equal([['create:main/web', 'Skipped', 'Interrupted']])
    expect(stage.operations().filter((name) => name === 'CreateService')).to.have.length(2)
  })

  it('gives up when a name is not free in time', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    await stage.call('DeleteService', { cluster: 'main', service: 'web', force: true })
    expect(await stage.apply(declaring('web:1'), { ...waits, timeoutMs: 1_000 })).to.deep.equal([
      ['create:main/web', 'Failed', 'TimedOut'],
    ])
  })

  it('waits for a deletion that a creation needs, even when told not to wait', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    expect(await stage.apply(declaring('web:1', { launch_type: 'EXTERNAL' }), { ...waits, wait: false })).to.deep.equal(
      [
        ['delete:main/web', 'Applied', 'Deleted'],
        ['create:main/web', 'Applied', 'Accepted'],
      ],
    )
  })

  it('lets the trouble of one cluster be the trouble of that cluster alone', async () => {
    const stage = await aStage()
    stage.simulator.ensureCluster('edge')
    const both = declaring('web:1', 'other:1')
    const services = both.services.map((service) =>
      service.name === 'other' ? { ...service, cluster: 'edge' } : service,
    )
    stage.simulator.setFaults([{ kind: 'AccessDenied', operation: 'DescribeServices', calls: [4] }])
    expect((await stage.apply({ ...both, services })).filter(([id]) => id.startsWith('create'))).to.deep.equal([
      ['create:main/web', 'Applied', 'Completed web:1'],
      ['create:edge/other', 'Failed', 'AccessDenied'],
    ])
  })

  it('deletes a service that is asked to go', async () => {
    const stage = await aStage()
    const desired = declaring('web:1')
    await stage.apply(desired)
    expect(await stage.delete(desired)).to.deep.equal([['delete:main/web', 'Applied', 'Deleted']])
  })

  it('bears throttling and server errors while it waits', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    // More than the attempts that one read is given.
    const calls = Array.from({ length: 12 }, (_, index) => index + 2)
    stage.simulator.setFaults([{ kind: 'ServerError', operation: 'DescribeServices', calls }])
    const outcomes = await stage.apply(declaring('web:2'))
    expect(outcomes.at(-1)).to.deep.equal(['update:main/web', 'Applied', 'Completed web:2'])
    expect(stage.events.some(({ kind }) => kind === 'ReadRetried')).to.equal(true)
  })

  it('stops waiting when it may no longer look, and says so', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    stage.simulator.setFaults([{ kind: 'AccessDenied', operation: 'DescribeServices', calls: [2] }])
    const outcomes = await stage.apply(declaring('web:2'))
    expect(outcomes.at(-1)).to.deep.equal(['update:main/web', 'Failed', 'AccessDenied'])
  })

  it('makes one mutating call per action', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1', 'other:1'))
    expect(stage.operations().filter((name) => !/^(Describe|List)/.test(name))).to.deep.equal([
      'RegisterTaskDefinition',
      'CreateService',
      'RegisterTaskDefinition',
      'CreateService',
    ])
  })
})

/** A file with one service per image; the image's name is the service's and the family's. */
const declaring = (...parts: readonly (string | object)[]): DesiredState => {
  const extra = parts.filter((part) => typeof part === 'object')
  const services = parts.flatMap((image) =>
    typeof image === 'string'
      ? [
          Object.assign(
            {
              name: image.split(':')[0],
              cluster: 'main',
              count: 2,
              family: image.split(':')[0],
              containers: [{ name: 'app', image, memory: 64 }],
            },
            ...extra,
          ) as object,
        ]
      : [],
  )
  const decoded = decodeManifest('deploy.yml', Buffer.from(dump({ services })))
  if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
  return decoded.right
}

/** `[action id, kind of outcome, verdict or error]`, short enough to read in a table. */
type Told = readonly [id: string, kind: Outcome['kind'], how: string]

const told = (outcome: Outcome): Told => [
  outcome.action.id,
  outcome.kind,
  howOf(outcome) + (outcome.kind === 'Applied' && outcome.isUnrecorded === true ? ', unrecorded' : ''),
]

const howOf = (outcome: Outcome): string => {
  if (outcome.kind === 'Skipped') {
    return outcome.because.kind === 'Needs' ? `Needs ${outcome.because.action}` : outcome.because.kind
  }
  const verdict = outcome.kind === 'Failed' ? outcome.cause : outcome.verdict
  if (verdict.kind === 'AwsError') return verdict.trouble
  return 'taskDefinitionArn' in verdict
    ? `${verdict.kind} ${verdict.taskDefinitionArn.split('/').at(-1) ?? ''}`
    : verdict.kind
}

interface Stage {
  readonly simulator: Simulator
  readonly events: readonly Event[]
  readonly apply: (desired: DesiredState, how?: Waits) => Promise<readonly Told[]>
  readonly delete: (desired: DesiredState) => Promise<readonly Told[]>
  readonly call: (operation: string, input: object) => Promise<unknown>
  /** Registers a revision by hand and gives its ARN. */
  readonly register: (family: string, image: string) => Promise<string>
  /** What somebody else does the first time that the executor waits. */
  readonly meanwhile: (act: () => Promise<unknown>) => void
  /** Ctrl-C, right after the first such call has been answered. */
  readonly interruptAfter: (operation: string) => void
  readonly operations: () => readonly string[]
}

const aStage = async (faults: readonly Fault[] = []): Promise<Stage> => {
  const simulator = createSimulator({ region: 'us-west-2' })
  simulator.ensureCluster('main')
  const events: Event[] = []
  const act: (() => Promise<unknown>)[] = []
  const controller = new AbortController()
  let interruptingOperation: string | undefined

  const connected = await connect({
    region: 'us-west-2',
    clock: {
      now: simulator.now,
      sleep: (ms) => {
        simulator.advance(ms)
        return Promise.resolve()
      },
    },
    random: () => 0.5,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: {
      ...simulator.requestHandler,
      handle: async (...request: Parameters<typeof simulator.requestHandler.handle>) => {
        const answer = await simulator.requestHandler.handle(...request)
        if (simulator.calls().at(-1)?.operation === interruptingOperation) controller.abort()
        return answer
      },
    },
  })()
  if (E.isLeft(connected)) throw new Error('not connected')
  const aws: Aws = connected.right
  const read = async (desired: DesiredState) => {
    const live = await readLive(aws, desired)()
    if (E.isLeft(live)) throw new Error(JSON.stringify(live.left))
    return live.right
  }
  const deps = {
    aws,
    clock: {
      now: simulator.now,
      sleep: async (ms: number) => {
        simulator.advance(ms)
        await act.shift()?.()
      },
    },
    emit: (event: Event) => events.push(event),
    signal: controller.signal,
  }
  const call = async (operation: string, input: object): Promise<unknown> => {
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
    return JSON.parse(answer.body)
  }
  const register = async (family: string, image: string): Promise<string> => {
    const containerDefinitions = [{ name: 'app', image, memory: 64 }]
    const answer = await call('RegisterTaskDefinition', { family, networkMode: 'bridge', containerDefinitions })
    return (answer as { taskDefinition: { taskDefinitionArn: string } }).taskDefinition.taskDefinitionArn
  }
  simulator.setFaults([])
  const stage: Stage = {
    simulator,
    events,
    apply: async (desired, how = waits) => {
      const live = await read(desired)
      const allowReplace = desired.services.map(({ cluster, name }) => ({ cluster, service: name }))
      const plan = planFor(desired, live, { allowReplace, fingerprintKey: 'any' })
      return (await execute(deps, plan, how)()).map(told)
    },
    delete: async (desired) => {
      const live = await read(desired)
      const [service] = live.services
      if (service === undefined) throw new Error('there is nothing to delete')
      return (await execute(deps, planDelete(desired.file, live, service), waits)()).map(told)
    },
    call,
    register: async (family, image) => {
      simulator.setFaults([])
      const arn = await register(family, image)
      simulator.setFaults(faults)
      return arn
    },
    meanwhile: (step) => act.push(step),
    interruptAfter: (operation) => {
      interruptingOperation = operation
    },
    operations: () => simulator.calls().map(({ operation }) => operation),
  }
  simulator.setFaults(faults)
  return stage
}
