// What a diagnosis gathers: from reads that are given, where each detail matters, and from a simulated rollout as a whole.
import type { Service, Task } from '@aws-sdk/client-ecs'
import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { historyOf, withService, withStopped } from '../../src/executor/detector.js'
import {
  diagnose,
  type EvidenceReads,
  healthyTasks,
  lookAtTargets,
  type Question,
} from '../../src/executor/evidence.js'
import type { Diagnosis } from '../../src/model/diagnosis.js'
import type { AwsError } from '../../src/model/failure.js'
import type { JsonObject } from '../../src/model/json.js'
import { canonicalTaskDefinition } from '../../src/model/taskDefinition.js'
import { aChange, anAwsError, anOrigin } from '../support/builders.js'
import { connectionTo } from '../support/connection.js'
import { helloLogs, network, onlySimulated, wire } from '../support/wireClient.js'

const target = { cluster: 'c', service: 'web' }
const arn = 'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/hello/0123456789abcdef'

const denied = (operation: string): AwsError =>
  anAwsError({ operation, trouble: 'AccessDenied', code: 'AccessDeniedException', message: 'no' })

const taskArn = (id: string): string => `arn:aws:ecs:us-west-2:123445564666:task/c/${id}`

const crashed = (id: string, others: Partial<Task> = {}): Task => ({
  taskArn: taskArn(id),
  startedBy: 'ecs-svc/2',
  createdAt: new Date(10_000),
  startedAt: new Date(20_000),
  stoppingAt: new Date(30_000),
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  containers: [
    { name: 'envoy', exitCode: 143, runtimeId: `${id}-1` },
    { name: 'web', exitCode: 1, runtimeId: `${id}-2` },
  ],
  ...others,
})

const service = (others: Partial<Service> = {}): Service => ({
  status: 'ACTIVE',
  desiredCount: 2,
  loadBalancers: [],
  deployments: [
    { id: 'ecs-svc/2', status: 'PRIMARY', rolloutState: 'IN_PROGRESS', runningCount: 0, failedTasks: 0 },
    { id: 'ecs-svc/1', status: 'ACTIVE', rolloutState: 'COMPLETED', runningCount: 2 },
  ],
  events: [],
  ...others,
})

const reads = (others: {
  readonly stopped?: readonly Task[]
  readonly running?: readonly Task[]
  readonly ecs?: Partial<EvidenceReads['ecs']>
  readonly loadBalancing?: Partial<EvidenceReads['loadBalancing']>
  readonly logs?: EvidenceReads['logs']['lastLines']
}): EvidenceReads => ({
  ecs: {
    serviceTasks: (_cluster, _service, status) =>
      TE.right((status === 'STOPPED' ? others.stopped : others.running) ?? []),
    instanceIds: () => TE.right({}),
    ...others.ecs,
  },
  loadBalancing: { targetHealth: () => TE.right([]), instanceStates: () => TE.right([]), ...others.loadBalancing },
  logs: { lastLines: others.logs ?? (() => TE.right([])) },
})

const question = (seen: Service, others: Partial<Question> = {}): Question => ({
  target,
  history: withService(historyOf('ecs-svc/2', { sinceMs: 0, nowMs: 0 }), seen, 60_000),
  changes: [],
  mask: (text) => text,
  ...others,
})

const logging = (options: JsonObject): JsonObject => ({ logDriver: 'awslogs', options })
const definition = canonicalTaskDefinition({
  family: 'web',
  containerDefinitions: [
    { name: 'envoy', image: 'envoy:1', logConfiguration: logging({ 'awslogs-group': 'mesh' }) },
    {
      name: 'web',
      image: 'hello:3',
      logConfiguration: logging({
        'awslogs-group': 'hello',
        'awslogs-region': 'eu-west-1',
        'awslogs-stream-prefix': 'ecs',
      }),
    },
    { name: 'quiet', image: 'quiet:1', logConfiguration: { logDriver: 'json-file' } },
  ],
})

describe('diagnose', () => {
  it('groups the stopped tasks of this deployment alone, the container that ended them first', async () => {
    const { stoppedTasks } = await diagnose(
      reads({
        stopped: [
          crashed('b', { stoppingAt: new Date(50_000) }),
          crashed('a'),
          crashed('other', { startedBy: 'ecs-svc/1' }),
          crashed('scaled', {
            stopCode: 'ServiceSchedulerInitiated',
            stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/3)',
          }),
          crashed('stopped', { stopCode: 'UserInitiated', stoppedReason: 'by hand', containers: [] }),
        ],
      }),
      question(service()),
    )()
    expect(stoppedTasks).to.deep.equal([
      {
        reason: 'Essential container in task exited',
        stopCode: 'EssentialContainerExited',
        count: 2,
        containers: [
          { name: 'web', exitCode: 1, reason: undefined, count: 2 },
          { name: 'envoy', exitCode: 143, reason: undefined, count: 2 },
        ],
        example: 'b',
      },
      { reason: 'by hand', stopCode: 'UserInitiated', count: 1, containers: [], example: 'stopped' },
    ])
  })

  it('keeps what the looks before have seen, though ECS has forgotten it', async () => {
    const asked = question(service())
    const history = withStopped(asked.history, [crashed('a')], 60_000)
    const { stoppedTasks } = await diagnose(reads({ stopped: [crashed('b')] }), { ...asked, history })()
    expect(stoppedTasks.map(({ count }) => count)).to.deep.equal([2])
  })

  it('says what of the deployments before runs meanwhile, and nothing where none does', async () => {
    const old = (id: string, runningCount: number) => ({ id, runningCount, taskDefinition: taskArn(id) })
    const meanwhileOf = async (...others: readonly object[]) =>
      (
        await diagnose(
          reads({}),
          question(service({ deployments: [{ id: 'ecs-svc/2', status: 'PRIMARY' }, ...others] })),
        )()
      ).meanwhile
    expect(await meanwhileOf(old('ecs-svc/1', 2), old('ecs-svc/0', 1))).to.deep.equal({
      taskDefinitionArn: taskArn('ecs-svc/1'),
      runningCount: 3,
    })
    expect(await meanwhileOf(old('ecs-svc/1', 0))).to.equal(undefined)
  })

  it('shows each kind of event once, newest first, none from before the deployment and none of the usual course', async () => {
    const at = (ms: number, message: string) => ({ id: `${ms}`, createdAt: new Date(ms), message })
    const { events } = await diagnose(
      reads({}),
      question(
        service({
          events: [
            at(9_000, '(service web) has started 1 tasks: (task b).'),
            at(8_000, '(service web) is unable to consistently start tasks successfully.'),
            at(7_000, '(service web) has started 2 tasks: (task a) (task c).'),
            at(-1, '(service web) has reached a steady state.'),
          ],
        }),
      ),
    )()
    expect(events).to.deep.equal([
      { message: '(service web) is unable to consistently start tasks successfully.', atMs: 8_000, times: 1 },
    ])
  })

  it('reads the last lines where the containers log to, that of the culprit first, and says why where it cannot', async () => {
    const asked: object[] = []
    const answers = [
      TE.right([{ atMs: 1, text: 'the key is hunter2\n' }]),
      TE.left(anAwsError({ code: 'ResourceNotFoundException' })),
    ]
    const { logs, unread } = await diagnose(
      reads({
        stopped: [crashed('1f')],
        logs: (request) => {
          asked.push(request)
          return answers[asked.length - 1]!
        },
      }),
      question(service(), {
        taskDefinition: definition,
        mask: (text) => text.replaceAll('hunter2', '(secret)'),
        sign: { kind: 'ContainerExits', container: 'web', exitCode: 1, times: 3 },
      }),
    )()
    expect(asked).to.deep.equal([
      { group: 'hello', stream: 'ecs/web/1f', limit: 10, region: 'eu-west-1' },
      { group: 'mesh', stream: '1f-1', limit: 10 },
    ])
    expect({ logs, unread }).to.deep.equal({
      logs: [
        {
          container: 'web',
          group: 'hello',
          stream: 'ecs/web/1f',
          kind: 'Lines',
          lines: [{ atMs: 1, text: 'the key is (secret)' }],
        },
        { container: 'envoy', group: 'mesh', stream: '1f-1', kind: 'Missing' },
      ],
      unread: [],
    })
  })

  it('masks a secret that only its shape tells, in any text', async () => {
    const { logs, stoppedTasks } = await diagnose(
      reads({
        stopped: [crashed('1f', { stoppedReason: 'exec: "run --db-password hunter2": not found' })],
        logs: () => TE.right([{ atMs: 1, text: 'postgres://web:hunter2@db/web refused' }]),
      }),
      question(service(), { taskDefinition: definition }),
    )()
    expect(JSON.stringify([logs, stoppedTasks])).not.to.include('hunter2')
  })

  it('asks for no log of tasks that never ran', async () => {
    const { logs } = await diagnose(
      reads({
        stopped: [
          {
            taskArn: taskArn('1f'),
            startedBy: 'ecs-svc/2',
            stopCode: 'TaskFailedToStart',
            stoppedReason: 'CannotPullContainerError: not found',
          },
        ],
        logs: () => {
          throw new Error('asked')
        },
      }),
      question(service(), { taskDefinition: definition }),
    )()
    expect(logs).to.deep.equal([])
  })

  it('tolerates every read that is denied or fails, and notes each once', async () => {
    const found = await diagnose(
      reads({
        ecs: { serviceTasks: () => TE.left(denied('ecs:ListTasks')) },
        loadBalancing: { targetHealth: () => TE.left(denied('elasticloadbalancing:DescribeTargetHealth')) },
        logs: () => TE.left(denied('logs:GetLogEvents')),
      }),
      {
        ...question(service({ loadBalancers: [{ targetGroupArn: arn, containerName: 'web', containerPort: 80 }] })),
        history: withStopped(
          question(service({ loadBalancers: [{ targetGroupArn: arn, containerName: 'web', containerPort: 80 }] }))
            .history,
          [crashed('1f')],
          60_000,
        ),
        taskDefinition: definition,
      },
    )()
    expect([found.unread.map(({ operation }) => operation), found.logs.map(({ kind }) => kind)]).to.deep.equal([
      ['ecs:ListTasks', 'elasticloadbalancing:DescribeTargetHealth'],
      ['Denied', 'Denied'],
    ])
  })

  describe('of targets', () => {
    const health = (Id: string, Port: number, State: 'healthy' | 'unhealthy', Reason?: 'Target.Timeout') => ({
      Target: { Id, Port },
      TargetHealth: { State, ...(Reason === undefined ? {} : { Reason, Description: 'Request timed out' }) },
    })
    const entry = { targetGroupArn: arn, containerName: 'web', containerPort: 80 }
    const state = {
      of: { kind: 'TargetGroup', arn },
      state: 'unhealthy',
      reason: 'Target.Timeout',
      description: 'Request timed out',
    }
    const statesOf = async (
      running: readonly Task[],
      targets: readonly TargetHealthDescription[],
      ids: AwsError | Readonly<Record<string, string>> = {},
    ) => {
      const { targetHealth } = await diagnose(
        reads({
          running,
          loadBalancing: { targetHealth: () => TE.right(targets) },
          ecs: { instanceIds: () => ('kind' in ids ? TE.left(ids as AwsError) : TE.right(ids)) },
        }),
        question(service({ loadBalancers: [entry] })),
      )()
      return targetHealth
    }
    const withAddress = (id: string, address: string): Task => ({
      taskArn: taskArn(id),
      startedBy: 'ecs-svc/2',
      attachments: [{ type: 'ElasticNetworkInterface', details: [{ name: 'privateIPv4Address', value: address }] }],
    })
    const onInstance = (id: string, hostPort: number): Task => ({
      taskArn: taskArn(id),
      startedBy: 'ecs-svc/2',
      containerInstanceArn: 'instance/1',
      containers: [{ name: 'web', networkBindings: [{ containerPort: 80, hostPort }] }],
    })

    it('counts those of its tasks by address, and none of another service in the same group', async () => {
      const targets = ['10.0.0.1', '10.0.0.2', '10.0.0.9'].map((ip) => health(ip, 80, 'unhealthy', 'Target.Timeout'))
      expect(await statesOf([withAddress('a', '10.0.0.1'), withAddress('b', '10.0.0.2')], targets)).to.deep.equal([
        { ...state, count: 2 },
      ])
    })

    it('knows those on instances by instance and host port, and by the port where instances may not be read', async () => {
      const targets = [
        health('i-1', 32_768, 'unhealthy', 'Target.Timeout'),
        health('i-2', 32_768, 'healthy'),
        health('i-1', 32_769, 'healthy'),
      ]
      const tasks = [onInstance('a', 32_768)]
      expect(await statesOf(tasks, targets, { 'instance/1': 'i-1' })).to.deep.equal([{ ...state, count: 1 }])
      expect(
        (await statesOf(tasks, targets, denied('ecs:DescribeContainerInstances'))).map(({ count }) => count),
      ).to.deep.equal([1, 1])
    })

    it('shows the instances of a classic load balancer that its tasks are on', async () => {
      const { targetHealth } = await diagnose(
        reads({
          running: [onInstance('a', 80)],
          ecs: { instanceIds: () => TE.right({ 'instance/1': 'i-1' }) },
          loadBalancing: {
            instanceStates: () =>
              TE.right([
                {
                  InstanceId: 'i-1',
                  State: 'OutOfService',
                  ReasonCode: 'Instance',
                  Description: 'Instance has failed',
                },
                { InstanceId: 'i-2', State: 'InService', ReasonCode: 'N/A', Description: 'N/A' },
              ]),
          },
        }),
        question(service({ loadBalancers: [{ loadBalancerName: 'elb', containerName: 'web', containerPort: 80 }] })),
      )()
      expect(targetHealth).to.deep.equal([
        {
          of: { kind: 'ClassicLoadBalancer', name: 'elb' },
          state: 'OutOfService',
          reason: 'Instance',
          description: 'Instance has failed',
          count: 1,
        },
      ])
    })

    it('gives the detector the targets of its own running tasks', async () => {
      const asked = question(service({ loadBalancers: [entry] }))
      const targets = [health('10.0.0.1', 80, 'unhealthy', 'Target.Timeout'), health('10.0.0.9', 80, 'healthy')]
      const from = reads({
        running: [withAddress('a', '10.0.0.1'), { ...withAddress('b', '10.0.0.9'), startedBy: 'ecs-svc/1' }],
        loadBalancing: { targetHealth: () => TE.right(targets) },
      })
      expect(await lookAtTargets(from, target, asked.history)()).to.deep.equal([
        { id: `${arn}/10.0.0.1:80`, isHealthy: false, isUnhealthy: true, reason: 'Target.Timeout: Request timed out' },
      ])
    })

    describe('of how many tasks are well', () => {
      const running = (id: string, address: string, healthStatus: 'HEALTHY' | 'UNHEALTHY' = 'HEALTHY'): Task => ({
        ...withAddress(id, address),
        lastStatus: 'RUNNING',
        healthStatus,
      })
      const tasks = [
        running('a', '10.0.0.1'),
        running('b', '10.0.0.2', 'UNHEALTHY'),
        running('c', '10.0.0.3'),
        { ...running('d', '10.0.0.4'), lastStatus: 'PENDING' },
        { ...running('e', '10.0.0.5'), startedBy: 'ecs-svc/1' },
      ]
      const targets = [1, 2, 4, 5].map((part) => health(`10.0.0.${part}`, 80, 'healthy'))
      const from = reads({
        running: tasks,
        loadBalancing: { targetHealth: () => TE.right([...targets, health('10.0.0.3', 80, 'unhealthy')]) },
      })
      const asked = (hasChecks: boolean, loadBalancers: Service['loadBalancers'] = [entry], of = from) =>
        healthyTasks(of, target, { service: service({ loadBalancers }), deploymentId: 'ecs-svc/2', hasChecks })()

      it('counts its running tasks that every check calls healthy', async () => {
        expect([await asked(false), await asked(true), await asked(true, []), await asked(false, [])]).to.deep.equal([
          2, 1, 2, 3,
        ])
      })

      it('does not know where something may not be read', async () => {
        const mute = reads({
          running: tasks,
          loadBalancing: { targetHealth: () => TE.left(denied('elasticloadbalancing:DescribeTargetHealth')) },
        })
        const blind = reads({ ecs: { serviceTasks: () => TE.left(denied('ecs:DescribeTasks')) } })
        expect([
          await asked(false, [entry], mute),
          await asked(false, [], mute),
          await asked(true, [], blind),
        ]).to.deep.equal([undefined, 3, undefined])
      })
    })
  })

  describe('of what ECS does next', () => {
    const breaker = (rollback: boolean, others: object = {}) => ({
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback, ...others } },
    })
    const failing = (failedTasks: number, isFirst = false): Partial<Service> => ({
      deployments: [
        { id: 'ecs-svc/2', status: 'PRIMARY', rolloutState: 'IN_PROGRESS', failedTasks },
        ...(isFirst ? [] : [{ id: 'ecs-svc/1', status: 'ACTIVE', rolloutState: 'COMPLETED' } as const]),
      ],
    })
    const rows: readonly (readonly [string, Partial<Service>, Diagnosis['next'], Question['sign']?])[] = [
      ['there is no breaker', failing(2), { kind: 'KeepsTrying' }],
      ['nothing counts as failed', { ...failing(0), ...breaker(true) }, { kind: 'KeepsTrying' }],
      [
        'it finds no place',
        { ...failing(1), ...breaker(true) },
        { kind: 'KeepsTrying' },
        { kind: 'NoTaskPlaced', message: '', forMs: 60_000 },
      ],
      ['two of three failed', { ...failing(2), ...breaker(true) }, { kind: 'BreakerWillRollBack', afterFailures: 1 }],
      [
        'the threshold grows with the count',
        { ...failing(2), ...breaker(true), desiredCount: 25 },
        { kind: 'BreakerWillRollBack', afterFailures: 11 },
      ],
      [
        'the threshold is a count',
        { ...failing(2), ...breaker(false, { thresholdConfiguration: { type: 'COUNT', value: 6 } }) },
        { kind: 'BreakerWillStop', afterFailures: 4 },
      ],
      [
        'there is nothing to go back to',
        { ...failing(2, true), ...breaker(true) },
        { kind: 'BreakerWillStop', afterFailures: 1 },
      ],
      [
        'it has failed and stays',
        { deployments: [{ id: 'ecs-svc/2', status: 'PRIMARY', rolloutState: 'FAILED' }] },
        { kind: 'HasStopped' },
      ],
      [
        'another one is PRIMARY',
        { deployments: [{ id: 'ecs-svc/1', status: 'PRIMARY', rolloutState: 'COMPLETED' }] },
        { kind: 'HasRolledBack' },
      ],
    ]
    for (const [when, others, next, sign] of rows) {
      it(`says ${next.kind} when ${when}`, async () => {
        const asked = question(service(others), sign === undefined ? {} : { sign })
        expect((await diagnose(reads({}), asked)()).next).to.deep.equal(next)
      })
    }
  })
})

describe('diagnose on the simulator', () => {
  onlySimulated('a fault is set')

  it('tells a crash with its log line, its cause and the line of the file', async () => {
    const made = wire({ faults: [{ kind: 'ContainerExits', exitCode: 1, afterMs: 100 }] })
    await made.ecs.registerTaskDefinition(helloLogs())
    await made.service({ launchType: 'FARGATE', taskDefinition: 'hello-world', networkConfiguration: network })
    made.simulator.advance(60_000)
    const { aws } = await connectionTo(made.simulator)
    const seen = await made.web()
    const { id = '', createdAt } = seen.deployments![0]!
    const { taskDefinition } = await made.ecs.describeTaskDefinition({ taskDefinition: 'hello-world' })
    const history = withService(
      historyOf(id, { sinceMs: createdAt!.getTime(), nowMs: made.simulator.now() }),
      seen,
      made.simulator.now(),
    )
    const { stoppedTasks, cause, next, unread } = await diagnose(aws, {
      target,
      history,
      taskDefinition: canonicalTaskDefinition(taskDefinition as unknown as JsonObject),
      changes: [aChange('containerDefinitions[hello-world].image', 'a:1', 'a:2', { origin: anOrigin(14) })],
      mask: (text) => text,
    })()
    expect({
      stopped: stoppedTasks.map(({ reason, stopCode, containers }) => [reason, stopCode, containers[0]?.exitCode]),
      cause,
      next,
      unread,
    }).to.deep.equal({
      stopped: [['Essential container in task exited', 'EssentialContainerExited', 1]],
      cause: {
        id: 'ApplicationFailed',
        advice: 'ReadLogs',
        container: 'hello-world',
        suspects: [{ path: 'containerDefinitions[hello-world].image', origin: anOrigin(14), isChanged: true }],
      },
      next: { kind: 'KeepsTrying' },
      unread: [],
    })
  })
})
