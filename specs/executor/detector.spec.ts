// Signs that a rollout cannot work: tables of what was seen, and rollouts on the simulator that must, or must never, be given up.
import type { Deployment, Service, ServiceEvent, Task } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  culpritOf,
  type History,
  historyOf,
  shouldLook,
  shouldLookAtTargets,
  signOf,
  stopOf,
  withoutIds,
  withService,
  withStopped,
  withTargets,
} from '../../src/executor/detector.js'
import type { Sign } from '../../src/model/diagnosis.js'
import type { Fault } from '../../src/simulator/simulator.js'
import { runs } from '../support/runs.js'
import {
  behindTargetGroup,
  helloFargate,
  network,
  onlySimulated,
  targetGroupArn,
  type Wire,
  wire,
} from '../support/wireClient.js'

const sinceMs = 1_000_000
const s = (seconds: number): number => sinceMs + seconds * 1000
const at = (seconds: number): Date => new Date(s(seconds))

const ours = (others: Partial<Deployment> = {}): Deployment => ({
  id: 'ecs-svc/2',
  status: 'PRIMARY',
  rolloutState: 'IN_PROGRESS',
  desiredCount: 2,
  runningCount: 0,
  pendingCount: 0,
  failedTasks: 0,
  ...others,
})
const old = (running: number): Deployment => ({
  id: 'ecs-svc/1',
  status: 'ACTIVE',
  rolloutState: 'COMPLETED',
  runningCount: running,
  pendingCount: 0,
})
const event = (seconds: number, text: string): ServiceEvent => ({
  id: `${seconds}/${text}`,
  createdAt: at(seconds),
  message: `(service web) ${text}`,
})
const seen = (deployment: Partial<Deployment> = {}, others: Partial<Service> = {}): Service => ({
  status: 'ACTIVE',
  desiredCount: 2,
  deployments: [ours(deployment), old(2)],
  loadBalancers: [],
  events: [],
  ...others,
})

let serial = 0
const stopped = (createdS: number, stoppedS: number, others: Partial<Task>): Task => ({
  taskArn: `arn:aws:ecs:us-west-2:123445564666:task/c/${String(++serial).padStart(32, '0')}`,
  startedBy: 'ecs-svc/2',
  createdAt: at(createdS),
  stoppingAt: at(stoppedS),
  ...others,
})
const unpullable = (createdS: number, stoppedS: number): Task =>
  stopped(createdS, stoppedS, {
    stopCode: 'TaskFailedToStart',
    stoppedReason: 'CannotPullContainerError: pull image manifest has been retried 5 time(s): hello:3: not found',
  })
const exited = (createdS: number, stoppedS: number, exitCode = 1): Task =>
  stopped(createdS, stoppedS, {
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ name: 'web', exitCode, lastStatus: 'STOPPED' }],
  })
const unhealthy = (createdS: number, stoppedS: number): Task =>
  stopped(createdS, stoppedS, {
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: 'Task failed ELB health checks in (target-group hello)',
  })

/** One look after another, at so many seconds after the start. */
const after = (
  ...looks: readonly (readonly [seconds: number, service: Service, ...tasks: readonly Task[]])[]
): History =>
  looks.reduce(
    (history, [seconds, service, ...tasks]) => {
      const next = withService(history, service, s(seconds))
      return tasks.length === 0 ? next : withStopped(next, tasks, s(seconds))
    },
    historyOf('ecs-svc/2', { sinceMs, nowMs: sinceMs }),
  )

const noInstance = 'was unable to place a task because no container instance met all of its requirements.'
const placement = event(5, noInstance)
const startedWith = event(6, 'has started 1 tasks: (task a).')
const blocked = event(
  5,
  'was unable to stop or start tasks during a deployment because of the service deployment configuration.',
)
const slow = event(5, 'is unable to consistently start tasks successfully.')

type Row = readonly [when: string, history: History, seconds: number, sign: Sign['kind'] | undefined]

const table: readonly Row[] = [
  ['nothing was seen yet', historyOf('ecs-svc/2', { sinceMs, nowMs: sinceMs }), 0, undefined],
  ['nothing happens at all', after([5, seen()], [3_000, seen()]), 3_000, undefined],
  ['one pull failed', after([30, seen({ failedTasks: 1 }), unpullable(5, 25)]), 30, undefined],
  [
    'two pulls failed',
    after([30, seen({ failedTasks: 2 }), unpullable(5, 25), unpullable(5, 26)]),
    30,
    'ImageCannotBePulled',
  ],
  [
    'two pulls failed before the image was there, and tasks run since',
    after([30, seen()], [60, seen({ runningCount: 1 }), unpullable(5, 25), unpullable(5, 26)]),
    60,
    undefined,
  ],
  [
    'two pulls at once ran into a limit that passes',
    after([
      30,
      seen(),
      ...[1, 2].map(() =>
        stopped(5, 25, { stopCode: 'TaskFailedToStart', stoppedReason: 'CannotPullContainerError: toomanyrequests' }),
      ),
    ]),
    30,
    undefined,
  ],
  [
    'a replacement ran into the limit again',
    after([
      90,
      seen(),
      ...[5, 40].map((created) =>
        stopped(created, created + 20, {
          stopCode: 'TaskFailedToStart',
          stoppedReason: 'CannotPullContainerError: toomanyrequests',
        }),
      ),
    ]),
    90,
    'ImageCannotBePulled',
  ],
  [
    'resources failed in the same way twice',
    after([
      30,
      seen(),
      ...['1f0c5c6e8f5e4f7aa0b9c4d2e1f0a9b8', '2f0c5c6e8f5e4f7aa0b9c4d2e1f0a9b8'].map((id) =>
        stopped(5, 25, {
          stopCode: 'TaskFailedToStart',
          stoppedReason: `ResourceInitializationError: failed to validate logger args: log group does not exist: ${id}`,
        }),
      ),
    ]),
    30,
    'SameStopReason',
  ],
  [
    'two starts failed, each in its own way',
    after([
      30,
      seen(),
      ...['CannotStartContainerError: a', 'CannotStartContainerError: b'].map((stoppedReason) =>
        stopped(5, 25, { stopCode: 'TaskFailedToStart', stoppedReason }),
      ),
    ]),
    30,
    undefined,
  ],
  ['a container crashed once', after([30, seen(), exited(5, 20)]), 30, undefined],
  ['it crashed twice', after([60, seen(), exited(5, 20), exited(25, 40)]), 60, undefined],
  [
    'it crashed three times, one after the other',
    after([90, seen(), exited(5, 20), exited(25, 40), exited(45, 60)]),
    90,
    'ContainerExits',
  ],
  [
    'three first tasks crashed at once, and no replacement has',
    after([30, seen(), exited(5, 20), exited(5, 20), exited(5, 21)]),
    30,
    undefined,
  ],
  [
    'three of ten crashed, and the others run',
    after([90, seen({ runningCount: 7 }, { desiredCount: 10 }), exited(5, 20), exited(25, 40), exited(45, 60)]),
    90,
    undefined,
  ],
  ['one task failed its checks', after([200, seen(), unhealthy(5, 180)]), 200, undefined],
  [
    'two tasks failed their checks',
    after([200, seen(), unhealthy(5, 180), unhealthy(5, 181)]),
    200,
    'TargetsNeverHealthy',
  ],
  [
    'tasks of another deployment failed',
    after([30, seen(), { ...unpullable(5, 25), startedBy: 'ecs-svc/1' }, { ...unpullable(5, 25), startedBy: 'me' }]),
    30,
    undefined,
  ],
  [
    'tasks were scaled in or stopped by somebody',
    after([
      30,
      seen(),
      ...[1, 2, 3].flatMap(() => [
        stopped(5, 25, {
          stopCode: 'ServiceSchedulerInitiated',
          stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/3)',
          containers: [{ name: 'web', exitCode: 137 }],
        }),
        stopped(5, 25, { stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user' }),
      ]),
    ]),
    30,
    undefined,
  ],
  [
    'it is completed all the same',
    after([90, seen({ rolloutState: 'COMPLETED' }), unpullable(5, 25), unpullable(5, 26)]),
    90,
    undefined,
  ],
  ['no place was found for 59 s', after([6, seen({}, { events: [placement] })]), 65, undefined],
  ['no place was found for 60 s', after([6, seen({}, { events: [placement] })]), 66, 'NoTaskPlaced'],
  ['a task is pending', after([6, seen({ pendingCount: 1 }, { events: [placement] })]), 600, undefined],
  [
    'a place was found since',
    after(
      [6, seen({}, { events: [placement] })],
      [60, seen({}, { events: [event(55, 'has started 1 tasks: (task a).'), placement] })],
    ),
    90,
    undefined,
  ],
  [
    'the complaint is from before the deployment',
    after([6, seen({}, { events: [{ ...placement, createdAt: at(-1) }] })]),
    600,
    undefined,
  ],
  [
    'a read in between did not know the deployment yet',
    after(
      [6, seen({}, { events: [placement] })],
      [20, seen({}, { deployments: [old(2)], events: [placement] })],
      [66, seen({}, { events: [placement] })],
    ),
    66,
    'NoTaskPlaced',
  ],
  [
    'an old task that makes room still drains',
    after([6, seen({}, { events: [event(6, 'has begun draining connections on 1 tasks.'), placement] })]),
    300,
    undefined,
  ],
  [
    'it has drained, and there is still no place',
    after([6, seen({}, { events: [event(6, 'has begun draining connections on 1 tasks.'), placement] })]),
    370,
    'NoTaskPlaced',
  ],
  [
    'one of two runs, and nothing is left that could make room',
    after(
      [6, seen({ runningCount: 1 }, { deployments: [ours({ runningCount: 1 })], events: [placement] })],
      [70, seen({ runningCount: 1 }, { deployments: [ours({ runningCount: 1 })], events: [placement] })],
    ),
    70,
    'CannotProgress',
  ],
  [
    'one of two was started in the same moment in which the other found no place',
    after(
      [6, seen({ runningCount: 1 }, { deployments: [ours({ runningCount: 1 })], events: [startedWith, placement] })],
      [70, seen({ runningCount: 1 }, { deployments: [ours({ runningCount: 1 })], events: [startedWith, placement] })],
    ),
    70,
    'CannotProgress',
  ],
  [
    'one of two runs, and old tasks have yet to make room',
    after(
      [6, seen({ runningCount: 1 }, { events: [placement] })],
      [70, seen({ runningCount: 1 }, { events: [placement] })],
    ),
    70,
    undefined,
  ],
  ['ECS has just said that percentages block', after([6, seen({}, { events: [blocked] })]), 20, undefined],
  [
    'percentages have blocked for half a minute',
    after([6, seen({}, { events: [blocked] })], [36, seen({}, { events: [blocked] })]),
    36,
    'CannotProgress',
  ],
  [
    'percentages blocked, and then it moved',
    after(
      [6, seen({}, { events: [blocked] })],
      [36, seen({ pendingCount: 1 }, { events: [event(30, 'has started 1 tasks: (task a).'), blocked] })],
    ),
    70,
    undefined,
  ],
  ['ECS slows down, and nothing runs', after([6, seen({}, { events: [slow] })]), 36, 'StartsThrottled'],
  ['ECS slowed down, and a task runs', after([6, seen({ runningCount: 1 }, { events: [slow] })]), 36, undefined],
  [
    'three failed, and why cannot be read',
    withStopped(after([60, seen({ failedTasks: 3 })]), [], s(60)),
    60,
    'TasksFail',
  ],
  ['three failed, and nobody has asked why', after([60, seen({ failedTasks: 3 })]), 60, undefined],
]

describe('signOf', () => {
  for (const [when, history, seconds, sign] of table) {
    it(`${sign === undefined ? 'goes on waiting' : `is ${sign}`} when ${when}`, () => {
      expect(signOf(history, s(seconds))?.kind).to.equal(sign)
    })
  }

  it('says what it has seen', () => {
    const crash = after([90, seen(), exited(5, 20), exited(25, 40), exited(45, 60, 139)])
    expect(signOf(crash, s(90))).to.deep.equal({ kind: 'ContainerExits', container: 'web', exitCode: 139, times: 3 })
    const lost = after([6, seen({}, { events: [placement] })])
    expect(signOf(lost, s(70))).to.deep.equal({
      kind: 'NoTaskPlaced',
      message: `(service web) ${noInstance}`,
      forMs: 64_000,
    })
  })

  const target = { id: '10.0.0.1:80', isHealthy: false, isUnhealthy: true, reason: 'Target.Timeout' }
  const balanced = seen({ runningCount: 1 }, { healthCheckGracePeriodSeconds: 60, loadBalancers: [behindTargetGroup] })

  it('gives up on a target that stays unhealthy for a minute after its grace period', () => {
    const history = withTargets(after([10, balanced]), [target], s(20))
    const still = withTargets(history, [target], s(100))
    expect([129, 130].map((seconds) => signOf(still, s(seconds)))).to.deep.equal([
      undefined,
      { kind: 'TargetsNeverHealthy', check: 'LoadBalancer', reason: 'Target.Timeout', times: 0, forMs: 60_000 },
    ])
  })

  it('does not where one was healthy before, or it has become so', () => {
    const other = { ...target, id: '10.0.0.2:80', isHealthy: true, isUnhealthy: false }
    const history = withTargets(after([10, balanced]), [target, other], s(20))
    expect(signOf(withTargets(history, [target], s(600)), s(600))).to.equal(undefined)
    const better = withTargets(after([10, balanced]), [{ ...target, isUnhealthy: false }], s(20))
    expect(signOf(better, s(600))).to.equal(undefined)
  })
})

describe('shouldLook', () => {
  it('asks for nothing while a rollout goes its usual way', () => {
    const started = event(2, 'has started 2 tasks: (task a) (task b).')
    const usual = [
      event(40, 'has begun draining connections on 2 tasks.'),
      event(39, 'has stopped 2 running tasks: (task x) (task y).'),
      event(30, 'registered 2 targets in (target-group t)'),
      started,
    ]
    const history = after(
      [3, seen({ pendingCount: 0 }, { events: [started] })],
      [8, seen({ pendingCount: 2 }, { events: [started] })],
      [40, seen({ runningCount: 2 }, { events: usual })],
    )
    expect(shouldLook(history, s(40))).to.equal(false)
  })

  const reasons: readonly (readonly [string, History])[] = [
    ['failures grew', after([5, seen()], [30, seen({ failedTasks: 1 })])],
    ['ECS complains', after([6, seen({}, { events: [slow] })])],
    ['a task vanished', after([5, seen({ runningCount: 2 })], [10, seen({ runningCount: 1 })])],
    [
      'a task that was started is not there',
      after(
        [3, seen({ pendingCount: 1 }, { events: [event(2, 'has started 1 tasks: (task a).')] })],
        [
          10,
          seen(
            { pendingCount: 1 },
            { events: [event(9, 'has started 1 tasks: (task b).'), event(2, 'has started 1 tasks: (task a).')] },
          ),
        ],
        [
          15,
          seen(
            { pendingCount: 1 },
            { events: [event(9, 'has started 1 tasks: (task b).'), event(2, 'has started 1 tasks: (task a).')] },
          ),
        ],
      ),
    ],
  ]
  for (const [when, history] of reasons) {
    it(`asks when ${when}, and once it was answered not again`, () => {
      const answered = withStopped(history, [exited(5, 20)], s(31))
      expect([shouldLook(history, s(31)), shouldLook(answered, s(40))]).to.deep.equal([true, false])
    })
  }

  it('asks again for a minute when the answer lags behind', () => {
    const early = withStopped(after([30, seen({ failedTasks: 1 })]), [], s(30))
    expect([35, 40, 90, 91].map((seconds) => shouldLook(early, s(seconds)))).to.deep.equal([false, true, true, false])
  })

  it('asks for targets when ECS says that one is unhealthy, or they take very long, and every 20 s at most', () => {
    const loadBalancers = [behindTargetGroup]
    const quiet = after([10, seen({ runningCount: 1 }, { loadBalancers })])
    expect([100, 189, 190].map((seconds) => shouldLookAtTargets(quiet, s(seconds)))).to.deep.equal([false, false, true])
    const sick = event(9, '(port 80) is unhealthy in (target-group t) due to (reason Request timed out)')
    const told = after([10, seen({ runningCount: 1 }, { loadBalancers, events: [sick] })])
    expect(shouldLookAtTargets(told, s(11))).to.equal(true)
    expect([30, 31].map((seconds) => shouldLookAtTargets(withTargets(told, [], s(11)), s(seconds)))).to.deep.equal([
      false,
      true,
    ])
    expect(shouldLookAtTargets(after([10, seen({ runningCount: 1 })]), s(600))).to.equal(false)
  })
})

describe('stopOf', () => {
  const kinds: readonly (readonly [Partial<Task>, ReturnType<typeof stopOf>])[] = [
    [
      {
        stopCode: 'TaskFailedToStart',
        stoppedReason: 'Task failed to start',
        containers: [{ name: 'web', reason: 'CannotPullContainerError: no such image' }],
      },
      { kind: 'Pull', reason: 'CannotPullContainerError: no such image' },
    ],
    [
      { stoppedReason: 'Task failed container health checks' },
      { kind: 'Health', check: 'Container', reason: 'Task failed container health checks' },
    ],
    [
      { stopCode: 'EssentialContainerExited', containers: [{ name: 'web', reason: 'exec format error', exitCode: 1 }] },
      { kind: 'Start', reason: 'exec format error' },
    ],
    [{ stopCode: 'EssentialContainerExited' }, { kind: 'Exit', container: '', exitCode: undefined }],
    [{ stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' }, undefined],
  ]
  for (const [task, stop] of kinds) {
    it(`takes ${task.stoppedReason ?? task.stopCode ?? ''} for ${stop?.kind ?? 'no failure'}`, () => {
      expect(stopOf(task)).to.deep.equal(stop)
    })
  }

  it('blames the container that failed, not those that ECS stopped afterwards', () => {
    const containers = [
      { name: 'envoy', exitCode: 143 },
      { name: 'log', exitCode: 0 },
      { name: 'web', exitCode: 3 },
    ]
    expect(culpritOf({ containers })?.name).to.equal('web')
    expect(culpritOf({ containers: containers.slice(0, 2) })?.name).to.equal('envoy')
    expect(
      culpritOf({ containers: [...containers, { name: 'db', exitCode: 137, reason: 'OutOfMemoryError: …' }] })?.name,
    ).to.equal('db')
  })

  it('leaves out what differs from task to task', () => {
    expect(withoutIds('(service web) has started 2 tasks: (task 1f) (task 2f).')).to.equal(
      withoutIds('(service web) has started 1 tasks: (task 3f).'),
    )
    expect(withoutIds('request id: 7463029c-9f12-4e3f-b914-f0a1b2c3d4e5 on 10.0.0.1:443')).to.equal(
      'request id: # on #',
    )
  })
})

interface Watched {
  readonly sign: Sign | undefined
  /** Seconds from the beginning. */
  readonly afterS: number
  readonly asks: number
}

/** Looks every five seconds, as the executor does, until there is a sign, the rollout is over or the time is out. */
const watch = async (
  { ecs, simulator, web }: Wire,
  seconds: number,
  during: (elapsedS: number) => void = () => undefined,
): Promise<Watched> => {
  const { id = '', createdAt } = (await web()).deployments![0]!
  const startMs = simulator.now()
  let history = historyOf(id, { sinceMs: createdAt!.getTime(), nowMs: startMs })
  let asks = 0
  for (let elapsedS = 5; elapsedS <= seconds; elapsedS += 5) {
    simulator.advance(5_000)
    during(elapsedS)
    const service = await web()
    history = withService(history, service, simulator.now())
    if (shouldLook(history, simulator.now())) {
      asks += 1
      const { taskArns = [] } = await ecs.listTasks({ cluster: 'c', serviceName: 'web', desiredStatus: 'STOPPED' })
      const { tasks = [] } = taskArns.length === 0 ? {} : await ecs.describeTasks({ cluster: 'c', tasks: taskArns })
      history = withStopped(history, tasks, simulator.now())
    }
    const sign = signOf(history, simulator.now())
    if (sign !== undefined || service.deployments?.[0]?.rolloutState === 'COMPLETED')
      return { sign, afterS: elapsedS, asks }
  }
  return { sign: undefined, afterS: seconds, asks }
}

const image = 'tutum/hello-world'

describe('the detector on the simulator', () => {
  onlySimulated('faults are set')

  const broken: readonly (readonly [string, readonly Fault[], Sign['kind'], number, isBalanced?: boolean])[] = [
    ['an image cannot be pulled', [{ kind: 'ImageCannotBePulled', image }], 'ImageCannotBePulled', 60],
    ['a container exits at once', [{ kind: 'ContainerExits', exitCode: 1, afterMs: 100 }], 'ContainerExits', 150],
    [
      // Without a check ECS would call the deployment complete before.
      'a container exits after 20 s',
      [{ kind: 'ContainerExits', exitCode: 1, afterMs: 20_000 }],
      'ContainerExits',
      180,
      true,
    ],
    ['there is no capacity', [{ kind: 'NoCapacity' }], 'NoTaskPlaced', 75],
    ['targets stay unhealthy', [{ kind: 'TargetUnhealthy' }], 'TargetsNeverHealthy', 300, true],
  ]
  for (const [when, faults, kind, withinS, isBalanced = false] of broken) {
    for (const desiredCount of [1, 3]) {
      it(`gives up ${desiredCount === 1 ? 'one task' : 'three tasks'} in time when ${when}`, async () => {
        const made = wire({ faults })
        made.simulator.ensureTargetGroup(targetGroupArn, { targetType: 'instance', port: 80 })
        await made.service({ desiredCount, loadBalancers: isBalanced ? [behindTargetGroup] : [] })
        const { sign, afterS } = await watch(made, 3_600)
        expect(sign?.kind).to.equal(kind)
        expect(afterS).to.be.at.most(withinS)
      })
    }
  }

  it('gives up a rollout that the percentages block', async () => {
    const made = wire()
    await made.service({
      desiredCount: 1,
      deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 100 },
      availabilityZoneRebalancing: 'DISABLED',
    })
    made.simulator.advance(120_000)
    await made.ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true })
    const { sign, afterS } = await watch(made, 3_600)
    expect([sign?.kind, afterS <= 60]).to.deep.equal(['CannotProgress', true])
  })

  const counts = fc.record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    desiredCount: fc.integer({ min: 1, max: 6 }),
    isFargate: fc.boolean(),
    isBalanced: fc.boolean(),
    percentages: fc.constantFrom([0, 100], [50, 100], [50, 200], [100, 200], [100, 150]),
    graceS: fc.constantFrom(0, 60),
  })

  type Setting = typeof counts extends fc.Arbitrary<infer A> ? A : never

  /** A service that has been rolled out once, and now anew. */
  const rolling = async ({
    seed,
    desiredCount,
    isFargate,
    isBalanced,
    percentages,
    graceS,
  }: Setting): Promise<Wire> => {
    const made = wire({ seed })
    const [minimumHealthyPercent = 100, maximumPercent = 200] = percentages
    made.simulator.ensureTargetGroup(targetGroupArn, { targetType: isFargate ? 'ip' : 'instance', port: 80 })
    if (isFargate) await made.ecs.registerTaskDefinition(helloFargate())
    await made.service({
      desiredCount,
      deploymentConfiguration: { minimumHealthyPercent, maximumPercent },
      healthCheckGracePeriodSeconds: isBalanced ? graceS : 0,
      availabilityZoneRebalancing: 'DISABLED',
      loadBalancers: isBalanced ? [behindTargetGroup] : [],
      ...(isFargate ? { launchType: 'FARGATE', taskDefinition: 'hello-world', networkConfiguration: network } : {}),
    })
    made.simulator.advance(600_000)
    await made.ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true })
    return made
  }

  const canMove = ({ desiredCount, percentages: [least = 100, most = 200] }: Setting): boolean =>
    Math.floor((desiredCount * most) / 100) > desiredCount || Math.ceil((desiredCount * least) / 100) < desiredCount

  it('never gives up a rollout that works, and asks for no task on the way', async () => {
    await fc.assert(
      fc.asyncProperty(counts.filter(canMove), async (setting) => {
        const { sign, asks } = await watch(await rolling(setting), 7_200)
        expect({ sign, asks }).to.deep.equal({ sign: undefined, asks: 0 })
      }),
      runs(40),
    )
  })

  const isAnyStopped = ({ simulator }: Wire, sinceMs: number): boolean =>
    Object.values(simulator.snapshot().ecs.clusters['c']!.tasks).some(
      ({ stoppingAtMs = 0, stopCode }) => stoppingAtMs > sinceMs && stopCode === 'EssentialContainerExited',
    )

  it('never gives up a rollout that one crash of each of its first tasks delays', async () => {
    await fc.assert(
      fc.asyncProperty(counts.filter(canMove), fc.integer({ min: 0, max: 30 }), async (setting, exitS) => {
        const made = await rolling(setting)
        const startMs = made.simulator.now()
        made.simulator.setFaults([{ kind: 'ContainerExits', exitCode: 1, afterMs: exitS * 1000 + 100 }])
        const { sign } = await watch(made, 7_200, () => {
          if (isAnyStopped(made, startMs)) made.simulator.setFaults([])
        })
        expect(sign).to.equal(undefined)
      }),
      runs(40),
    )
  })

  it('never gives up a rollout that finds its place within a minute, or whose health check recovers', async () => {
    const trouble = fc.constantFrom<readonly [Fault, number]>(
      [{ kind: 'NoCapacity' }, 55],
      [{ kind: 'ContainerUnhealthy' }, 50],
      [{ kind: 'TargetUnhealthy' }, 50],
    )
    await fc.assert(
      fc.asyncProperty(counts.filter(canMove), trouble, async (setting, [fault, untilS]) => {
        const made = await rolling({ ...setting, graceS: 60 })
        made.simulator.setFaults([fault])
        const { sign } = await watch(made, 7_200, (elapsedS) => {
          if (elapsedS === untilS) made.simulator.setFaults([])
        })
        expect(sign).to.equal(undefined)
      }),
      runs(40),
    )
  })
})
