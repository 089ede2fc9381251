// What is repeated, after which trouble, how often and after what pause; then the same by the SDK against the simulator.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../../src/aws/aws.js'
import type { Call } from '../../src/aws/errors.js'
import { repeating, type Retrying } from '../../src/aws/retry.js'
import type { AwsError } from '../../src/model/failure.js'
import type { LogEntry } from '../../src/model/ports.js'
import { createSimulator, type Fault, type Simulator } from '../../src/simulator/simulator.js'
import { connectionTo } from '../support/connection.js'

/** As the SDK and Node throw them. */
const exception = (name: string, status: number, metadata: object = {}): Error =>
  Object.assign(new Error('no'), { name, $metadata: { httpStatusCode: status, requestId: 'r', ...metadata } })
const throttled = exception('ThrottlingException', 400)
const fault = exception('ServerException', 500)
const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED' })
const cut = Object.assign(new Error('no'), { code: 'ECONNRESET' })
const denied = exception('AccessDeniedException', 400)

const read: Call = { operation: 'ecs:DescribeServices', subject: 'main' }
const repeatable: Call = { ...read, operation: 'ecs:UpdateService', effect: 'Repeatable' }
const single: Call = { ...read, operation: 'ecs:RegisterTaskDefinition', effect: 'Once' }

/** Something to repeat on: it counts what is sent, and its time passes at once. */
const harness = (others: Partial<Retrying> = {}) => {
  const seen = {
    sent: 0,
    pauses: [] as number[],
    busy: [] as string[],
    passes: [] as string[],
    logged: [] as LogEntry[],
  }
  let nowMs = 0
  const attempt = repeating({
    clock: {
      now: () => nowMs,
      sleep: (ms) => {
        seen.pauses.push(ms)
        nowMs += ms
        return Promise.resolve()
      },
    },
    buckets: {
      take: () =>
        Promise.resolve({
          throttled: () => seen.passes.push('throttled'),
          succeeded: () => seen.passes.push('succeeded'),
        }),
      retried: (_, ms) => seen.passes.push(`retried after ${ms}`),
      counters: () => ({}),
      backlog: () => [],
      toCome: () => () => undefined,
    },
    random: () => 0.5,
    signal: new AbortController().signal,
    busy: () => {
      seen.busy.push('begins')
      return () => seen.busy.push('ends')
    },
    log: (entry) => seen.logged.push(entry),
    ...others,
  })
  /** Sends a call that meets these troubles, one after another, and then succeeds. */
  const send = (call: Call, ...troubles: readonly Error[]): Promise<E.Either<AwsError, string>> =>
    attempt(call, () => {
      const trouble = troubles[seen.sent]
      seen.sent += 1
      return trouble === undefined ? Promise.resolve('done') : Promise.reject(trouble)
    })()
  return { seen, send }
}

const times = (count: number, trouble: Error): readonly Error[] => Array.from({ length: count }, () => trouble)

/** Of an error what a reader decides by. */
const ended = (answer: E.Either<AwsError, unknown>): unknown =>
  E.isRight(answer) ? answer.right : `${answer.left.trouble}${answer.left.isAmbiguous === true ? ', ambiguous' : ''}`

describe('repeating', () => {
  const rows: readonly (readonly [
    call: Call,
    trouble: string,
    troubles: readonly Error[],
    sent: number,
    end: string,
  ])[] = [
    [read, 'is throttled 19 times', times(19, throttled), 20, 'done'],
    [read, 'is throttled 20 times', times(20, throttled), 20, 'Throttled'],
    [read, 'meets 7 faults', times(7, fault), 8, 'done'],
    [read, 'meets 8 faults', times(8, fault), 8, 'ServerFault'],
    [read, 'meets 8 faults and is throttled between', [...times(7, fault), throttled, fault], 9, 'ServerFault'],
    [read, 'is cut off', [cut], 2, 'done'],
    [read, 'is cut off 8 times', times(8, cut), 8, 'Unreachable'],
    [read, 'is denied', [denied], 1, 'AccessDenied'],
    [read, 'meets a quota', [exception('LimitExceededException', 400)], 1, 'Rejected'],
    [read, 'meets a bad certificate', [Object.assign(new Error('no'), { code: 'CERT_HAS_EXPIRED' })], 1, 'Unreachable'],
    [repeatable, 'is cut off', [cut], 2, 'done'],
    [repeatable, 'is cut off 8 times', times(8, cut), 8, 'Unreachable, ambiguous'],
    [repeatable, 'is cut off and then denied', [cut, denied], 2, 'AccessDenied, ambiguous'],
    [repeatable, 'finds nobody listening', times(8, refused), 8, 'Unreachable'],
    [repeatable, 'is throttled 20 times', times(20, throttled), 20, 'Throttled'],
    [repeatable, 'is denied', [denied], 1, 'AccessDenied'],
    [single, 'is throttled 19 times', times(19, throttled), 20, 'done'],
    [single, 'meets a fault', [fault], 1, 'ServerFault, ambiguous'],
    [single, 'is throttled and then cut off', [throttled, cut], 2, 'Unreachable, ambiguous'],
    [single, 'finds nobody listening at first', [refused], 2, 'done'],
    [single, 'meets a quota', [exception('LimitExceededException', 400)], 1, 'Rejected'],
  ]
  for (const [call, trouble, troubles, sent, end] of rows) {
    it(`ends ${call.operation} that ${trouble} after ${sent} attempts: ${end}`, async () => {
      const { seen, send } = harness()
      expect(ended(await send(call, ...troubles))).to.equal(end)
      expect(seen.sent).to.equal(sent)
    })
  }

  it('doubles its pauses after faults, and begins anew with each call', async () => {
    const { seen, send } = harness()
    await send(read, ...times(7, fault))
    expect(seen.pauses).to.deep.equal([50, 100, 200, 400, 800, 1600, 3200])
  })

  it('pauses longer when it is throttled, but never beyond the cap', async () => {
    const { seen, send } = harness()
    await send(read, ...times(19, throttled))
    expect(seen.pauses).to.deep.equal([250, 500, 1000, 2000, 4000, 8000, ...Array<number>(13).fill(10_000)])
  })

  it('draws every pause from nought to its bound', async () => {
    const drawn = [0, 0.999, 0.25]
    const { seen, send } = harness({ random: () => drawn.shift() ?? 0 })
    await send(read, fault, fault, fault)
    expect(seen.pauses).to.deep.equal([199, 100])
  })

  it('tells the bucket of throttling and of answers, refusals among them, and of repetitions', async () => {
    const { seen, send } = harness()
    await send(read, throttled, fault, denied)
    expect(seen.passes).to.deep.equal(['throttled', 'retried after 250', 'retried after 50', 'succeeded'])
  })

  it('is busy while a call is out, and not while it pauses', async () => {
    const { seen, send } = harness({
      clock: {
        now: () => 0,
        sleep: () => {
          seen.busy.push('pauses')
          return Promise.resolve()
        },
      },
    })
    await send(read, fault)
    expect(seen.busy).to.deep.equal(['begins', 'ends', 'pauses', 'begins', 'ends'])
  })

  it('rejects with a bug at once, and is busy no longer', async () => {
    const { seen, send } = harness()
    const bug = new TypeError('x is not a function')
    expect(await send(read, bug).catch((thrown: unknown) => thrown)).to.equal(bug)
    expect([seen.sent, seen.busy]).to.deep.equal([1, ['begins', 'ends']])
  })

  it('logs each repetition for those who debug, and a warning where it gives up', async () => {
    const { seen, send } = harness()
    await send(single, throttled, fault)
    expect(seen.logged).to.deep.equal([
      {
        level: 'debug',
        message: 'repeats',
        fields: { operation: single.operation, trouble: 'Throttled', code: 'ThrottlingException', pauseMs: 250 },
      },
      {
        level: 'warn',
        message: 'fails',
        fields: {
          operation: single.operation,
          trouble: 'ServerFault',
          code: 'ServerException',
          requestId: 'r',
          isAmbiguous: true,
        },
      },
    ])
  })

  it('repeats once and without a pause what was refused for the time of this machine, whatever it does', async () => {
    const { seen, send } = harness()
    const mistimed = exception('InvalidSignatureException', 403, { clockSkewCorrected: true })
    expect(ended(await send(single, mistimed))).to.equal('done')
    expect(seen.pauses).to.deep.equal([])
    const again = harness()
    expect(ended(await again.send(read, mistimed, mistimed))).to.equal('AccessDenied')
    expect(again.seen.sent).to.equal(2)
  })

  it('gives up at once when it is interrupted in a pause, with the error that it has', async () => {
    const controller = new AbortController()
    const { seen, send } = harness({
      signal: controller.signal,
      clock: {
        now: () => 0,
        sleep: (_, signal) => {
          controller.abort()
          return signal.aborted ? Promise.resolve() : Promise.reject(new Error('deaf'))
        },
      },
    })
    expect(ended(await send(repeatable, cut, cut))).to.equal('Unreachable, ambiguous')
    expect(seen.sent).to.equal(1)
  })

  it('sends once what is asked for after an interruption, and repeats nothing', async () => {
    const { seen, send } = harness({ signal: AbortSignal.abort() })
    expect(ended(await send(read, fault))).to.equal('ServerFault')
    expect([seen.sent, seen.pauses]).to.deep.equal([1, []])
  })

  it('does not send what waits for its turn when the interruption comes', async () => {
    const { seen, send } = harness({
      buckets: {
        take: () => Promise.resolve(undefined),
        retried: () => undefined,
        counters: () => ({}),
        backlog: () => [],
        toCome: () => () => undefined,
      },
    })
    expect(await send(single)).to.deep.equal(
      E.left({
        kind: 'AwsError',
        operation: 'ecs:RegisterTaskDefinition',
        trouble: 'Interrupted',
        code: 'Interrupted',
        message: '',
        subject: 'main',
      }),
    )
    expect(seen.sent).to.equal(0)
  })
})

describe('a change that meets a fault on its way to ECS', () => {
  const containerDefinitions = [{ name: 'app', image: 'app:1', memory: 64 }]
  const service = { cluster: 'main', service: 'web' }

  const changes: Readonly<Record<string, (aws: Aws, arn: string) => TE.TaskEither<AwsError, unknown>>> = {
    RegisterTaskDefinition: ({ ecs }) => ecs.registerTaskDefinition({ family: 'other', containerDefinitions }),
    'CreateService with a token': ({ ecs }) =>
      ecs.createService({
        cluster: 'main',
        serviceName: 'api',
        taskDefinition: 'app',
        desiredCount: 1,
        clientToken: 't',
      }),
    'CreateService without one': ({ ecs }) =>
      ecs.createService({ cluster: 'main', serviceName: 'api', taskDefinition: 'app', desiredCount: 1 }),
    UpdateService: ({ ecs }) => ecs.updateService({ ...service, desiredCount: 2 }),
    'UpdateService that forces a deployment': ({ ecs }) => ecs.updateService({ ...service, forceNewDeployment: true }),
    DeleteService: ({ ecs }) => ecs.deleteService({ ...service, force: true }),
    TagResource: ({ ecs }, resourceArn) => ecs.tagResource({ resourceArn, tags: [{ key: 'a', value: 'b' }] }),
    UntagResource: ({ ecs }, resourceArn) => ecs.untagResource({ resourceArn, tagKeys: ['a'] }),
  }
  const singles = ['RegisterTaskDefinition', 'CreateService without one', 'UpdateService that forces a deployment']

  /** What there is of everything that the changes could make twice. */
  const stateOf = async (simulator: Simulator): Promise<unknown> => {
    const { aws } = await connectionTo(simulator)
    const revisions = await aws.ecs.taskDefinitionRevisions('other', 10)()
    const names = await aws.ecs.listServices('main')()
    const described = await aws.ecs.describeServices('main', ['web', 'api'])()
    if (E.isLeft(described)) throw new Error(JSON.stringify(described.left))
    return [
      revisions,
      names,
      described.right.services.map(({ serviceName, status, desiredCount, deployments, tags }) => [
        serviceName,
        status,
        desiredCount,
        deployments?.length,
        tags,
      ]),
    ]
  }

  const sentBy = (aws: Aws): number => Object.values(aws.counters()).reduce((sum, { calls }) => sum + calls, 0)

  const perform = async (change: string, fault: Fault | undefined) => {
    const simulator = createSimulator({ region: 'us-west-2' })
    simulator.ensureCluster('main')
    const { aws } = await connectionTo(simulator)
    await aws.ecs.registerTaskDefinition({ family: 'app', containerDefinitions })()
    const made = await aws.ecs.createService({
      cluster: 'main',
      serviceName: 'web',
      taskDefinition: 'app',
      desiredCount: 1,
      tags: [{ key: 'a', value: 'a' }],
    })()
    if (E.isLeft(made)) throw new Error(JSON.stringify(made.left))
    const before = sentBy(aws)
    simulator.setFaults(fault === undefined ? [] : [fault])
    const answer = await changes[change]!(aws, made.right.serviceArn ?? '')()
    simulator.setFaults([])
    const sent = sentBy(aws) - before
    return { end: E.isRight(answer) ? 'done' : ended(answer), sent, state: await stateOf(simulator) }
  }

  for (const change of Object.keys(changes)) {
    const isSingle = singles.includes(change)
    for (const kind of ['Throttle', 'ServerError', 'CutBefore', 'CutAfter'] as const) {
      const isRepeated = !isSingle || kind === 'Throttle'
      const hasEffect = isRepeated || kind === 'CutAfter'
      it(`${kind} · ${change}: ${isRepeated ? 'is repeated' : 'says that it may have taken effect'}`, async () => {
        const undisturbed = await perform(change, undefined)
        const { end, sent, state } = await perform(change, { kind, calls: [1] })
        expect(end).to.equal(
          isRepeated ? 'done' : kind === 'ServerError' ? 'ServerFault, ambiguous' : 'Unreachable, ambiguous',
        )
        expect(sent).to.equal(isRepeated ? 2 : 1)
        if (hasEffect) expect(state).to.deep.equal(undisturbed.state)
        else expect(state).to.not.deep.equal(undisturbed.state)
      })
    }
  }
})
