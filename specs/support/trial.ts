/**
 * Processes of deploy on one simulated account, each with its own connection: they can be killed at any call, their calls
 * take time, and what they say of an outcome is held against the account as it truly is at that moment.
 */
import { HttpResponse } from '@smithy/core/protocols'
import type { HttpRequest } from '@smithy/core/protocols'
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { dump } from 'js-yaml'
import { furnish } from '../../src/cli/sandbox.js'
import { virtualClock } from '../../src/cli/virtualClock.js'
import { execute, renewRecords, type Waits } from '../../src/executor/executor.js'
import type { Emit } from '../../src/model/event.js'
import { readLive, readSeen } from '../../src/live/live.js'
import { decodeManifest } from '../../src/manifest/manifest.js'
import { isGood, type Outcome } from '../../src/model/outcome.js'
import type { Plan } from '../../src/model/plan.js'
import type { RecordsRenewed } from '../../src/model/record.js'
import { type DesiredState, type LiveState, targetOf } from '../../src/model/service.js'
import { canonicalTaskDefinition } from '../../src/model/taskDefinition.js'
import { systemClock } from '../../src/node.js'
import { planFor, staleRecords } from '../../src/planner/planner.js'
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
  type Snapshot,
  type WireRequest,
} from '../../src/simulator/simulator.js'
import type { Edit } from './arbitraryEdit.js'
import { connectionTo } from './connection.js'
import { executorOn } from './stage.js'

const account = '123445564666'

/** What a manifest of these services declares; with `isChained` each waits for the one before it. */
export const declared = (services: readonly object[], isChained = false): DesiredState => {
  const decoded = decodeManifest('deploy.yml', Buffer.from(dump({ services }, { noRefs: true })))
  if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
  const state = decoded.right
  return isChained
    ? {
        ...state,
        services: state.services.map((service, index) => {
          const previous = state.services[index - 1]
          return previous === undefined ? service : { ...service, dependsOn: [targetOf(previous)] }
        }),
      }
    : state
}

/** Where a process ends as if by SIGKILL: at a call of its own, the first being 1. */
export interface Kill {
  /** Counted among all calls, or among those alone that change something. */
  readonly among: 'Calls' | 'Writes'
  readonly at: number
  readonly when: 'Before' | 'After'
}

/** One request of a process. */
export interface Made {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** What came back: an answer, a refusal, or nothing. */
  readonly end: 'Answered' | 'Refused' | 'Lost' | 'Killed'
  /** What a refusal says, or how the connection ended. */
  readonly why: string | undefined
}

export const isWrite = (operation: string): boolean => !/^(Describe|List|Get)/.test(operation)

/**
 * The writes that a plan does not ask for, or asks for once: what was answered is done and not repeated, and what was
 * refused is repeated only where the refusal passes by itself.
 */
export const needlessWrites = ({ actions }: Plan, calls: readonly Made[]): readonly string[] => {
  const planned = actions.map((action) =>
    action.kind === 'RegisterTaskDefinition'
      ? contentKey(action.content)
      : `${action.kind === 'ScaleService' ? 'UpdateService' : action.kind} ${
          'arn' in action ? action.arn : `${action.target.cluster}/${action.target.service}`
        }`,
  )
  const writes = calls.filter(({ operation }) => isWrite(operation))
  return [...new Set(writes.map(writeKey))].flatMap((key) => {
    const alike = writes.filter((call) => writeKey(call) === key)
    const times = planned.filter((one) => one === key).length
    const answered = alike.filter(({ end }) => end === 'Answered').length
    const stubborn = alike.slice(0, -1).filter(({ end, why }) => end === 'Refused' && !passing.test(why ?? ''))
    return [
      ...(answered > times ? [`${key}: planned ${times} times, answered ${answered} times`] : []),
      ...(times === 0 ? [`${key}: not planned`] : []),
      ...stubborn.map(({ why }) => `${key}: repeated after ${why ?? ''}`),
    ]
  })
}

const passing = /Rate exceeded|Service Unavailable|still Draining|deployments are active/

/** The tags of a revision are no part of its content. */
const contentKey = (content: Readonly<Record<string, unknown>>): string =>
  `RegisterTaskDefinition ${JSON.stringify(inOrder(canonicalTaskDefinition({ ...content, tags: undefined })))}`

const inOrder = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(inOrder)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort()
            .map(([key, member]) => [key, inOrder(member)]),
        )
      : value

const writeKey = ({ operation, input }: Made): string => {
  if (operation === 'RegisterTaskDefinition') return contentKey(input)
  const { resourceArn, cluster, serviceName, service } = input as Readonly<Record<string, string | undefined>>
  return `${operation} ${resourceArn ?? `${cluster ?? ''}/${serviceName ?? service ?? ''}`}`
}

export interface Applied {
  readonly plan: Plan
  readonly outcomes: readonly Outcome[]
}

export interface Process {
  readonly calls: readonly Made[]
  readonly read: (desired: DesiredState) => Promise<LiveState>
  readonly plan: (desired: DesiredState) => Promise<Plan>
  /** 'Killed': it ended in the midst. */
  readonly perform: (plan: Plan, waits?: Partial<Waits>) => Promise<readonly Outcome[] | 'Killed'>
  readonly apply: (desired: DesiredState, waits?: Partial<Waits>) => Promise<Applied | 'Killed'>
  /** The last step of `deploy apply`, where there is nothing else to do. */
  readonly renew: (desired: DesiredState) => Promise<RecordsRenewed>
}

export interface Conditions {
  readonly accessKeyId?: string
  readonly kill?: Kill
  /** How long the next request is under way, in milliseconds, in each direction. */
  readonly latencyMs?: () => number
  /** Called at each outcome, while time stands still. */
  readonly onOutcome?: (outcome: Outcome, account: Snapshot) => void
}

export interface Trial {
  readonly simulator: Simulator
  readonly process: (conditions?: Conditions) => Process
  /** Lets time pass while nobody works. */
  readonly pass: (ms: number) => void
}

export interface TrialOptions extends SimulatorOptions {
  /** Everything that these files take for granted is there. */
  readonly furnishedFor?: readonly DesiredState[]
  /** Called in each second of virtual time. */
  readonly onSecond?: (simulator: Simulator) => void
}

/** Longer than any rollout, any draining, any memory of the past. */
export const restMs = 3_600_000

/** The account at rest with what the first file declares, and with all that the second one takes for granted. */
export const begun = async ({ before, after }: Edit): Promise<Snapshot> => {
  const trial = aTrial({ furnishedFor: [declared(before), declared(after)] })
  if (before.length > 0) expectGood(await trial.process().apply(declared(before)))
  trial.pass(restMs)
  return trial.simulator.snapshot()
}

/** That it came to its end, and each action to a good one. */
export const expectGood = (applied: Applied | 'Killed'): Applied => {
  if (applied === 'Killed') throw new Error('it was not to be killed')
  const bad = applied.outcomes.filter((outcome) => outcome.kind !== 'Applied' || !isGood(outcome.verdict))
  expect(bad).to.deep.equal([])
  return applied
}

const waits: Waits = { until: 'Deployed', timeoutMs: 3_600_000, parallelism: 10, isFailFast: false }

/** As in aws.ts: a call that is not answered by then is given up. */
const requestTimeoutMs = 60_000

export const aTrial = ({ furnishedFor = [], onSecond, ...options }: TrialOptions): Trial => {
  const simulator = createSimulator({ region: 'us-west-2', account, ...options })
  for (const desired of furnishedFor) furnish(simulator, desired)
  const pass = (ms: number): void => {
    if (onSecond === undefined) {
      simulator.advance(ms)
      return
    }
    for (let left = ms; left > 0; left -= 1_000) {
      simulator.advance(Math.min(left, 1_000))
      onSecond(simulator)
    }
  }
  const clock = virtualClock({ now: simulator.now, advance: pass }, systemClock)
  return { simulator, pass, process: (conditions = {}) => aProcess(simulator, clock, conditions) }
}

const aProcess = (
  simulator: Simulator,
  clock: ReturnType<typeof virtualClock>,
  { accessKeyId = 'somebody', kill, latencyMs = () => 0, onOutcome }: Conditions,
): Process => {
  const calls: Made[] = []
  const life = aLife(clock)
  const counts = { Calls: 0, Writes: 0 }

  /** Time goes on while a request is on its way. */
  const travel = async (ms: number): Promise<void> => {
    if (ms > 0) await life.outside(() => clock.sleep(ms, never))
    if (life.isOver()) await life.ending
  }
  const handle = async (request: HttpRequest) => {
    const wireRequest = wireRequestFrom(request)
    const { operation, input } = parsed(wireRequest)
    const isChanging = isWrite(operation)
    counts.Calls += 1
    if (isChanging) counts.Writes += 1
    const here = { ...counts }
    const endsHere = (when: Kill['when']): boolean =>
      kill?.when === when && kill.at === here[kill.among] && (kill.among === 'Calls' || isChanging)
    const note = (end: Made['end'], why?: string): void => {
      calls.push({ operation, input, end, why })
    }
    await travel(latencyMs())
    if (endsHere('Before')) {
      note('Killed')
      await life.end()
    }
    const answered = await simulator.handle(wireRequest).catch((cut: unknown) => cut as Error)
    if (endsHere('After')) {
      note('Killed')
      await life.end()
    }
    if (answered instanceof Error) {
      note('Lost', 'ECONNRESET')
      throw answered
    }
    const lateMs = answered.delayMs ?? 0
    await travel(Math.min(lateMs, requestTimeoutMs) + latencyMs())
    if (lateMs > requestTimeoutMs) {
      note('Lost', 'TimeoutError')
      throw Object.assign(new Error('timed out'), { name: 'TimeoutError' })
    }
    note(answered.status === 200 ? 'Answered' : 'Refused', refusalIn(answered.body))
    const { status: statusCode, headers, body } = answered
    return { response: new HttpResponse({ statusCode, headers: { ...headers }, body: new TextEncoder().encode(body) }) }
  }

  const connecting = connectionTo(simulator, {
    clock,
    busy: life.inside,
    credentials: { accessKeyId, secretAccessKey: 'b' },
    requestHandler: { ...simulator.requestHandler, handle },
  })
  const connected = async () => (await connecting).aws
  const read = async (desired: DesiredState): Promise<LiveState> => {
    const live = await readLive(await connected(), desired)()
    if (E.isLeft(live)) throw new Error(JSON.stringify(live.left))
    return live.right
  }
  const planOn = (desired: DesiredState, live: LiveState): Plan =>
    planFor(desired, live, { allowReplace: desired.services.map(targetOf), fingerprintKey: 'any' })
  const plan = async (desired: DesiredState): Promise<Plan> => planOn(desired, await read(desired))
  const perform = async (planned: Plan, how: Partial<Waits> = {}): Promise<readonly Outcome[]> => {
    const aws = await connected()
    const emit: Emit = (event) => {
      if (event.kind === 'ActionFinished') onOutcome?.(event.outcome, simulator.snapshot())
    }
    const executor = executorOn(aws, { clock, emit, signal: never, runId: accessKeyId })
    return execute(executor, planned, { ...waits, ...how })()
  }
  const untilKilled = <A>(work: Promise<A>): Promise<A | 'Killed'> =>
    Promise.race([work, life.killed.then(() => 'Killed' as const)])
  return {
    calls,
    read,
    plan,
    perform: (planned, how) => untilKilled(perform(planned, how)),
    apply: (desired, how) =>
      untilKilled(plan(desired).then(async (planned) => ({ plan: planned, outcomes: await perform(planned, how) }))),
    renew: async (desired) => {
      const [aws, live] = [await connected(), await read(desired)]
      const stale = staleRecords(desired, live, planOn(desired, live))
      return renewRecords({ aws, live: { seen: readSeen(aws) }, signal: never }, stale)()
    },
  }
}

const wireRequestFrom = ({ method, path, headers, body }: HttpRequest): WireRequest => ({
  method,
  path,
  headers,
  body: typeof body === 'string' ? body : Buffer.from(body as Uint8Array).toString('utf8'),
})

/** ECS speaks JSON, load balancers forms. */
const parsed = ({ headers, body }: WireRequest): Pick<Made, 'operation' | 'input'> => {
  const target = headers['x-amz-target']
  if (target !== undefined) {
    return { operation: target.split('.').at(-1) ?? '', input: JSON.parse(String(body)) as Made['input'] }
  }
  const input = Object.fromEntries(new URLSearchParams(String(body)))
  return { operation: input['Action'] ?? '', input }
}

/** What a refusal says, in both protocols. */
const refusalIn = (body: string): string | undefined =>
  /"message":"([^"]*)"/.exec(body)?.[1] ?? /<Message>([^<]*)/.exec(body)?.[1]

interface Life {
  /** As AwsSettings.busy. */
  readonly inside: () => () => void
  /** Does something for which time may pass. */
  readonly outside: (wait: () => Promise<void>) => Promise<void>
  /** Kills, and never resolves. */
  readonly end: () => Promise<never>
  readonly killed: Promise<void>
  /** Never resolves: whatever awaits it is dead. */
  readonly ending: Promise<never>
  readonly isOver: () => boolean
}

/** Time stands still while a process works, and passes while all its requests are on their way; the dead stop nothing. */
const aLife = (clock: ReturnType<typeof virtualClock>): Life => {
  let isOver = false
  let open = 0
  let release: (() => void) | undefined
  let tell = (): void => undefined
  const killed = new Promise<void>((resolve) => (tell = resolve))
  const ending = new Promise<never>(() => undefined)
  const enter = (): void => {
    open += 1
    if (!isOver) release ??= clock.busy()
  }
  const leave = (): void => {
    open -= 1
    if (open > 0) return
    release?.()
    release = undefined
  }
  return {
    inside: () => {
      enter()
      return leave
    },
    outside: async (wait) => {
      leave()
      await wait()
      enter()
    },
    end: () => {
      isOver = true
      release?.()
      release = undefined
      tell()
      return ending
    },
    killed,
    ending,
    isOver: () => isOver,
  }
}

const never = new AbortController().signal
