/** The planner and the executor on a simulated cluster, with somebody who may do something in between. */
import * as E from 'fp-ts/lib/Either.js'
import { dump } from 'js-yaml'
import type { Aws } from '../../src/aws/aws.js'
import { execute, type ExecutorDeps, join, type Waits, watchOn } from '../../src/executor/executor.js'
import { readLive, readRecentRevisions, readSeen } from '../../src/live/live.js'
import { decodeManifest } from '../../src/manifest/manifest.js'
import type { Event } from '../../src/model/event.js'
import type { Outcome } from '../../src/model/outcome.js'
import type { Plan } from '../../src/model/plan.js'
import type { Clock } from '../../src/model/ports.js'
import type { DesiredState } from '../../src/model/service.js'
import { planDelete, planFor } from '../../src/planner/planner.js'
import { createSimulator, type Fault, type Simulator } from '../../src/simulator/simulator.js'
import { connectionTo } from './connection.js'
import { withoutRecord } from './states.js'

export const waits: Waits = { until: 'Deployed', timeoutMs: 900_000, parallelism: 10, isFailFast: false }

/** A file with one service per image; the image's name is the service's and the family's. */
export const declaring = (...parts: readonly (string | object)[]): DesiredState => {
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
export type Told = readonly [id: string, kind: Outcome['kind'], how: string]

const told = (outcome: Outcome): Told => [
  outcome.action.id,
  outcome.kind,
  howOf(outcome) +
    (outcome.kind === 'Applied' && outcome.isUnrecorded === true ? ', unrecorded' : '') +
    (outcome.kind === 'Applied' && outcome.isFound === true ? ', found' : ''),
]

const howOf = (outcome: Outcome): string => {
  if (outcome.kind === 'Skipped') {
    return outcome.because.kind === 'Interrupted'
      ? outcome.because.kind
      : `${outcome.because.kind} ${outcome.because.action}`
  }
  const verdict = outcome.kind === 'Failed' ? outcome.cause : outcome.verdict
  if (verdict.kind === 'AwsError') return verdict.trouble
  if (verdict.kind === 'Stale') return `Stale ${verdict.differences.map(({ path }) => path).join(', ')}`
  const words = [verdict.kind, ...('stage' in verdict ? [verdict.stage] : [])]
  const revision = 'taskDefinitionArn' in verdict ? [verdict.taskDefinitionArn.split('/').at(-1)] : []
  return [...words, ...revision].join(' ')
}

export interface Stage {
  readonly simulator: Simulator
  readonly events: readonly Event[]
  readonly apply: (desired: DesiredState, how?: Waits) => Promise<readonly Told[]>
  readonly plan: (desired: DesiredState) => Promise<Plan>
  readonly perform: (plan: Plan, how?: Waits) => Promise<readonly Told[]>
  /** Waits for each of its services by itself, as `deploy wait` does. */
  readonly join: (desired: DesiredState) => Promise<void>
  readonly delete: (desired: DesiredState) => Promise<readonly Told[]>
  readonly call: (operation: string, input: object) => Promise<unknown>
  /** Registers a revision by hand and gives its ARN. */
  readonly register: (family: string, image: string) => Promise<string>
  /** What somebody else does the first time that the executor waits. */
  readonly meanwhile: (act: () => Promise<unknown>) => void
  /** What somebody else does right after the first such call, before the executor has its answer. */
  readonly rightAfter: (operation: string, act: () => Promise<unknown>) => void
  /** Ctrl-C, right after the first such call has been answered. */
  readonly interruptAfter: (operation: string) => void
  readonly operations: () => readonly string[]
}

/** The executor on a connection, for one run; nothing is known of the file. */
export const executorOn = (
  aws: Aws,
  world: Pick<ExecutorDeps, 'clock' | 'emit' | 'signal' | 'runId'>,
): ExecutorDeps => ({
  ...world,
  aws,
  watch: watchOn({ ...world, aws }),
  live: { seen: readSeen(aws), recent: readRecentRevisions(aws) },
  declared: () => undefined,
})

/** `simulator`: somebody else's, where two work on the same world; `accessKeyId` tells them apart. */
export const aStage = async (
  faults: readonly Fault[] = [],
  {
    simulator = aSimulator(),
    accessKeyId = 'somebody',
  }: { readonly simulator?: Simulator; readonly accessKeyId?: string } = {},
): Promise<Stage> => {
  const events: Event[] = []
  const act: (() => Promise<unknown>)[] = []
  const controller = new AbortController()
  let interruptingOperation: string | undefined
  let struck: { readonly operation: string; readonly act: () => Promise<unknown> } | undefined

  const { aws, clock: virtual } = await connectionTo(simulator, {
    credentials: { accessKeyId, secretAccessKey: 'b' },
    requestHandler: {
      ...simulator.requestHandler,
      handle: async (...request: Parameters<typeof simulator.requestHandler.handle>) => {
        const answer = await simulator.requestHandler.handle(...request)
        const operation = simulator.calls().at(-1)?.operation
        if (operation === interruptingOperation) controller.abort()
        if (struck !== undefined && operation === struck.operation) {
          const { act: strike } = struck
          struck = undefined
          await strike()
        }
        return answer
      },
    },
  })
  const clock: Clock = {
    now: virtual.now,
    sleep: async (ms, signal) => {
      await virtual.sleep(ms, signal)
      await act.shift()?.()
    },
  }
  const read = async (desired: DesiredState) => {
    const live = await readLive(aws, desired)()
    if (E.isLeft(live)) throw new Error(JSON.stringify(live.left))
    return live.right
  }
  const emit = (event: Event): void => {
    events.push(event)
  }
  const deps = executorOn(aws, { clock, emit, signal: controller.signal, runId: accessKeyId })
  const plan = async (desired: DesiredState): Promise<Plan> => {
    const allowReplace = desired.services.map(({ cluster, name }) => ({ cluster, service: name }))
    return withoutRecord(planFor(desired, await read(desired), { allowReplace, fingerprintKey: 'any' }))
  }
  const perform = async (planned: Plan, how = waits): Promise<readonly Told[]> =>
    (await execute(deps, planned, how)()).map(told)
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
    apply: async (desired, how = waits) => perform(await plan(desired), how),
    plan,
    perform,
    join: async (desired) => {
      const live = await read(desired)
      await Promise.all(live.services.map((service) => join(deps, [service], waits)()))
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
    rightAfter: (operation, step) => {
      struck = { operation, act: step }
    },
    interruptAfter: (operation) => {
      interruptingOperation = operation
    },
    operations: () => simulator.calls().map(({ operation }) => operation),
  }
  simulator.setFaults(faults)
  return stage
}

const aSimulator = (): Simulator => {
  const simulator = createSimulator({ region: 'us-west-2' })
  simulator.ensureCluster('main')
  return simulator
}
