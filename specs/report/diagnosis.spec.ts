// Whole texts of diagnoses, as they stand below a service, and the JSON of one.
import { expect } from 'chai'
import type { Diagnosis } from '../../src/model/diagnosis.js'
import type { JsonObject } from '../../src/model/json.js'
import { diagnosisJson, diagnosisLines, signSentence } from '../../src/report/diagnosis.js'
import { anAwsError, anOrigin, revisionArn } from '../support/builders.js'
import { plainStyle } from '../support/texts.js'

const at = (clock: string): number => Date.parse(`2026-01-01T${clock}.000Z`)
const arn = 'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/hello/0123456789abcdef'
const task = '1f3a0c5c6e8f5e4f7aa0b9c4d2e1f0a9'

const nothing: Diagnosis = {
  deploymentId: 'ecs-svc/2',
  stoppedTasks: [],
  events: [],
  targetHealth: [],
  logs: [],
  next: { kind: 'KeepsTrying' },
  unread: [],
}

const pullReason =
  'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref tutum/hello-world:3: not found'

const diagnoses: readonly (readonly [says: string, diagnosis: Diagnosis, text: readonly string[]])[] = [
  [
    'an image that is not there',
    {
      ...nothing,
      sign: { kind: 'ImageCannotBePulled', reason: pullReason, times: 2 },
      stoppedTasks: [
        {
          reason: pullReason,
          stopCode: 'TaskFailedToStart',
          count: 2,
          containers: [{ name: 'hello-world', exitCode: undefined, reason: pullReason, count: 2 }],
          example: task,
        },
      ],
      events: [
        {
          message: '(service web) has started 2 tasks: (task a) (task 1f3a0c5c6e8f5e4f7aa0b9c4d2e1f0a9).',
          atMs: at('14:03:07'),
          times: 1,
        },
      ],
      cause: {
        id: 'ImageNotFound',
        advice: 'CheckImage',
        container: 'hello-world',
        suspects: [{ path: 'containerDefinitions[hello-world].image', origin: anOrigin(14), isChanged: true }],
      },
      next: { kind: 'BreakerWillRollBack', afterFailures: 1 },
    },
    [
      '    Stopped tasks',
      '      2 tasks  CannotPullContainerError: pull image manifest has been retried 5',
      '               time(s): failed to resolve ref tutum/hello-world:3: not found',
      '        for example task 1f3a0c5c6e8f5e4f7aa0b9c4d2e1f0a9',
      '    Events (UTC)',
      '      14:03:07  has started 2 tasks: (task a) (task 1f3a0c5c…).',
      '    Likely cause: the registry has no such image → deploy.yml:14 image',
      '    (hello-world) → push the image, or correct its name and tag',
      '    After 1 more failure the circuit breaker takes ECS back to the last revision',
      '    that worked.',
    ],
  ],
  [
    'a container that ends with an error, and its last words',
    {
      ...nothing,
      sign: { kind: 'ContainerExits', container: 'web', exitCode: 1, times: 3 },
      stoppedTasks: [
        {
          reason: 'Essential container in task exited',
          stopCode: 'EssentialContainerExited',
          count: 3,
          containers: [
            { name: 'web', exitCode: 1, reason: undefined, count: 2 },
            { name: 'web', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage', count: 1 },
            { name: 'envoy', exitCode: 143, reason: undefined, count: 3 },
          ],
          example: task,
        },
      ],
      logs: [
        {
          container: 'web',
          group: '/ecs/hello',
          stream: `ecs/web/${task}`,
          kind: 'Lines',
          lines: [
            { atMs: at('14:03:20'), text: 'starting \u001b[31mweb\u001b[0m' },
            {
              atMs: at('14:03:21'),
              text: 'Error: connect ECONNREFUSED 10.0.0.5:5432 at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)',
            },
          ],
        },
        { container: 'envoy', group: '/ecs/mesh', stream: `ecs/envoy/${task}`, kind: 'Denied' },
      ],
      cause: {
        id: 'DependencyUnreachable',
        advice: 'CheckConnections',
        container: 'web',
        suspects: [
          { path: 'containerDefinitions[web].environment[DB_HOST]', origin: anOrigin(21), isChanged: true },
          { path: 'containerDefinitions[web].secrets', origin: anOrigin(25), isChanged: false },
          { path: 'networkConfiguration.securityGroups', origin: anOrigin(29), isChanged: false },
        ],
      },
    },
    [
      '    Stopped tasks',
      '      3 tasks  Essential container in task exited',
      '        web  exit code 1, 2 of 3',
      '        web  exit code 137, 1 of 3, OutOfMemoryError: Container killed due to',
      '             memory usage',
      '        envoy  exit code 143',
      '        for example task 1f3a0c5c6e8f5e4f7aa0b9c4d2e1f0a9',
      '    Last lines of web (/ecs/hello, ecs/web/1f3a0c5c6e8f5e4f7aa0b9c4d2e1f0a9),',
      '    UTC',
      '      14:03:20  starting web',
      '      14:03:21  Error: connect ECONNREFUSED 10.0.0.5:5432 at',
      '                TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)',
      '    The log of envoy (/ecs/mesh, ecs/envoy/1f3a0c5c6e8f5e4f7aa0b9c4d2e1f0a9) may',
      '    not be read with these credentials (logs:GetLogEvents).',
      '    Likely cause: the program cannot reach something that it needs →',
      '    deploy.yml:21 environment.DB_HOST (web) or deploy.yml:25 secrets (web) →',
      '    correct the address in environment, and open the security groups on the way',
      '    ECS keeps trying by itself, until this is mended or the service changes.',
    ],
  ],
  [
    'no place on the instances',
    {
      ...nothing,
      sign: {
        kind: 'NoTaskPlaced',
        message: '(service web) was unable to place a task.',
        forMs: 62_000,
      },
      events: [
        {
          message:
            '(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) is already using a port required by your task.',
          atMs: at('14:03:07'),
          times: 1,
        },
      ],
      cause: {
        id: 'PortsInUse',
        advice: 'MakeRoom',
        suspects: [
          { path: 'containerDefinitions[web].portMappings[80/tcp].hostPort', origin: anOrigin(9), isChanged: true },
          { path: 'minimumHealthyPercent', origin: anOrigin(5), isChanged: true },
        ],
      },
    },
    [
      '    Events (UTC)',
      '      14:03:07  was unable to place a task because no container instance met all',
      '                of its requirements. The closest matching (container-instance 1)',
      '                is already using a port required by your task.',
      '    Likely cause: the host port is taken on every instance → deploy.yml:9 ports',
      '    (web) or deploy.yml:5 minimum_healthy_percent → lower',
      '    minimum_healthy_percent, add an instance, or let Docker choose the host port',
      '    ECS keeps trying by itself, until this is mended or the service changes.',
    ],
  ],
  [
    'targets that answer wrongly',
    {
      ...nothing,
      sign: {
        kind: 'TargetsNeverHealthy',
        check: 'LoadBalancer',
        reason: 'Task failed ELB health checks',
        times: 2,
      },
      stoppedTasks: [
        {
          reason: `Task failed ELB health checks in (target-group ${arn})`,
          stopCode: 'ServiceSchedulerInitiated',
          count: 2,
          containers: [{ name: 'web', exitCode: 0, reason: undefined, count: 2 }],
          example: task,
        },
      ],
      targetHealth: [
        {
          of: { kind: 'TargetGroup', arn },
          state: 'unhealthy',
          reason: 'Target.ResponseCodeMismatch',
          description: 'Health checks failed with these codes: [502]',
          count: 2,
        },
        { of: { kind: 'TargetGroup', arn }, state: 'healthy', reason: undefined, description: undefined, count: 1 },
      ],
      cause: {
        id: 'TargetAnswersWrongCode',
        advice: 'CheckHealthPath',
        suspects: [{ path: 'loadBalancers', origin: anOrigin(7), isChanged: false }],
      },
      next: { kind: 'BreakerWillStop', afterFailures: 2 },
    },
    [
      '    Stopped tasks',
      '      2 tasks  Task failed ELB health checks in (target-group hello)',
      '        for example task 1f3a0c5c6e8f5e4f7aa0b9c4d2e1f0a9',
      '    Targets',
      '      hello  2 unhealthy, Target.ResponseCodeMismatch, Health checks failed with',
      '             these codes: [502]',
      '      hello  1 healthy',
      '    Likely cause: the health check gets another status code than it expects →',
      '    deploy.yml:7 load_balancer → correct the path or the matcher of the target',
      "    group's health check, or what the program answers",
      '    After 2 more failures the circuit breaker stops this rollout; ECS does not',
      '    go back by itself.',
    ],
  ],
  [
    'an instance out of service behind a classic load balancer',
    {
      ...nothing,
      sign: { kind: 'TargetsNeverHealthy', check: 'LoadBalancer', reason: 'x', times: 0, forMs: 60_000 },
      targetHealth: [
        {
          of: { kind: 'ClassicLoadBalancer', name: 'hello-elb' },
          state: 'OutOfService',
          reason: 'Instance',
          description: 'Instance has failed at least the UnhealthyThreshold number of health checks consecutively.',
          count: 1,
        },
      ],
      cause: { id: 'InstanceFailsChecks', advice: 'CheckInstancePort', suspects: [] },
    },
    [
      '    Targets',
      '      hello-elb  1 OutOfService, Instance, Instance has failed at least the',
      '                 UnhealthyThreshold number of health checks consecutively.',
      '    Likely cause: the instance fails the checks of the classic load balancer →',
      '    let the host port and the health check of the load balancer name the same',
      '    port',
      '    ECS keeps trying by itself, until this is mended or the service changes.',
    ],
  ],
  [
    'percentages that leave no room',
    {
      ...nothing,
      sign: { kind: 'CannotProgress', message: 'x' },
      events: [
        {
          message:
            '(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.',
          atMs: at('14:03:07'),
          times: 1,
        },
      ],
      cause: {
        id: 'PercentagesBlock',
        advice: 'ChangePercentages',
        suspects: [
          { path: 'minimumHealthyPercent', origin: anOrigin(5), isChanged: true },
          { path: 'maximumPercent', origin: anOrigin(6), isChanged: true },
        ],
      },
    },
    [
      '    Events (UTC)',
      '      14:03:07  was unable to stop or start tasks during a deployment because of',
      '                the service deployment configuration. Update the',
      '                minimumHealthyPercent or maximumPercent value and try again.',
      '    Likely cause: the percentages leave no room to move → deploy.yml:5',
      '    minimum_healthy_percent or deploy.yml:6 maximum_percent → raise',
      '    maximum_percent or lower minimum_healthy_percent',
      '    ECS keeps trying by itself, until this is mended or the service changes.',
    ],
  ],
  [
    'a secret that may not be read, where the key that did it was removed from the file',
    {
      ...nothing,
      sign: { kind: 'SameStopReason', reason: 'x', times: 2 },
      stoppedTasks: [
        {
          reason: 'ResourceInitializationError: unable to pull secrets or registry auth: AccessDeniedException',
          stopCode: 'TaskFailedToStart',
          count: 2,
          containers: [{ name: 'web', exitCode: undefined, reason: undefined, count: 2 }],
          example: task,
        },
      ],
      cause: {
        id: 'SecretDenied',
        advice: 'AllowSecret',
        suspects: [{ path: 'executionRoleArn', isChanged: true }],
      },
      next: { kind: 'HasStopped' },
    },
    [
      '    Stopped tasks',
      '      2 tasks  ResourceInitializationError: unable to pull secrets or registry',
      '               auth: AccessDeniedException',
      '        for example task 1f3a0c5c6e8f5e4f7aa0b9c4d2e1f0a9',
      '    Likely cause: the execution role may not read a secret → execution_role →',
      '    allow the execution role secretsmanager:GetSecretValue or ssm:GetParameters',
      '    for it',
      '    ECS has stopped this rollout: it starts no further task, and does not go',
      '    back by itself.',
    ],
  ],
  [
    'what could not be read, and a rollback',
    {
      ...nothing,
      logs: [
        { container: 'web', group: 'hello', stream: 's', kind: 'Missing' },
        { container: 'log', group: 'hello', stream: 't', kind: 'Lines', lines: [] },
        { container: 'agent', group: 'hello', stream: 'u', kind: 'Unread', code: 'ThrottlingException' },
      ],
      next: { kind: 'HasRolledBack' },
      unread: [
        anAwsError({ operation: 'ecs:ListTasks', trouble: 'AccessDenied', code: 'AccessDeniedException' }),
        anAwsError({ operation: 'elasticloadbalancing:DescribeTargetHealth', code: 'ThrottlingException' }),
      ],
    },
    [
      '    There is no log of web (hello, s).',
      '    log (hello, t) wrote nothing.',
      '    The log of agent (hello, u) could not be read (ThrottlingException).',
      '    Not known: these credentials may not call ecs:ListTasks.',
      '    Not known: elasticloadbalancing:DescribeTargetHealth answered',
      '    ThrottlingException.',
      '    ECS does not try this revision again, and goes on with the one before.',
    ],
  ],
  [
    'tasks that fail for reasons that are not known',
    { ...nothing, sign: { kind: 'TasksFail', failedTasks: 3 } },
    ['    ECS keeps trying by itself, until this is mended or the service changes.'],
  ],
  [
    'starts that are slowed down, for more reasons than are worth showing',
    {
      ...nothing,
      sign: { kind: 'StartsThrottled', message: 'x' },
      stoppedTasks: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((reason) => ({
        reason,
        stopCode: undefined,
        count: 1,
        containers: [],
        example: reason,
      })),
      events: [{ message: 'is unable to consistently start tasks', atMs: at('14:03:07'), times: 3 }],
    },
    [
      '    Stopped tasks',
      '      1 task  a',
      '        for example task a',
      '      1 task  b',
      '        for example task b',
      '      1 task  c',
      '        for example task c',
      '      1 task  d',
      '        for example task d',
      '      1 task  e',
      '        for example task e',
      '      and 2 other reasons',
      '    Events (UTC)',
      '      14:03:07  is unable to consistently start tasks (3 times)',
      '    ECS keeps trying by itself, until this is mended or the service changes.',
    ],
  ],
]
describe('the text of a diagnosis', () => {
  for (const [says, diagnosis, text] of diagnoses) {
    it(`tells ${says}`, () => {
      expect(diagnosisLines(diagnosis, plainStyle)).to.deep.equal(text)
    })
  }

  it('keeps to a narrow terminal, but for words that are longer', () => {
    for (const [, diagnosis] of diagnoses) {
      const narrow = diagnosisLines(diagnosis, { ...plainStyle, width: 50 }, 2)
      const long = narrow.filter((line) => line.length > 50)
      expect(
        long.filter((line) =>
          line
            .trim()
            .split(/\s+/)
            .every((word) => word.length < 30),
        ),
      ).to.deep.equal([])
    }
  })

  it('says the same in colour', () => {
    for (const [, diagnosis, text] of diagnoses) {
      const painted = diagnosisLines(diagnosis, { ...plainStyle, color: true })
      expect(painted.map((line) => line.replace(/\u001b\[\d+m/g, ''))).to.deep.equal(text)
    }
  })

  it('says where to read what a program wrote: above, in its log, or nowhere yet', () => {
    const cause = { id: 'ApplicationFailed', advice: 'ReadLogs', suspects: [] } as const
    const at = { container: 'web', group: 'g', stream: 's' }
    const adviceWith = (logs: Diagnosis['logs']): string | undefined =>
      diagnosisLines({ ...nothing, cause, logs }, { ...plainStyle, width: 200 }).find((line) => line.includes('→'))
    const told = '    Likely cause: the program ended with an error → '
    expect(adviceWith([{ ...at, kind: 'Lines', lines: [{ atMs: 0, text: 'no' }] }])).to.equal(
      `${told}see its last lines above`,
    )
    expect(adviceWith([{ ...at, kind: 'Denied' }])).to.equal(`${told}read its log`)
    expect(adviceWith([])).to.equal(`${told}read what it wrote; with awslogs in logging it would stand here`)
  })

  it('says what runs meanwhile, and of a time that is out alone nothing more', () => {
    const meanwhile = { taskDefinitionArn: revisionArn('web:7'), runningCount: 2 }
    expect(diagnosisLines(nothing, plainStyle)).to.deep.equal([])
    expect(diagnosisLines({ ...nothing, meanwhile }, plainStyle)).to.deep.equal(['    Meanwhile 2 tasks of web:7 run.'])
    expect(diagnosisLines({ ...nothing, meanwhile, next: { kind: 'HasRolledBack' } }, plainStyle)).to.deep.equal([
      '    ECS does not try this revision again, and goes on with the one before.',
    ])
  })

  it('leaves out what only fills lines: what the verdict says, whole ids, ARNs of target groups, the way to the guide', () => {
    const messages = [
      '(service web) (deployment ecs-svc/9687618370711563763) deployment failed: tasks failed to start.',
      '(service web) rolling back to deployment ecs-svc/9687618370711563763.',
      `(service web) (port 80) is unhealthy in (target-group ${arn}) due to (reason Request timed out).`,
      `(service web) (task ${task}) failed container health checks.`,
      '(service web) was unable to place a task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
    ]
    const events = messages.map((message) => ({ message, atMs: at('14:03:07'), times: 1 }))
    expect(diagnosisLines({ ...nothing, events }, { ...plainStyle, width: 200 })).to.deep.equal([
      '    Events (UTC)',
      '      14:03:07  (port 80) is unhealthy in (target-group hello) due to (reason Request timed out).',
      '      14:03:07  (task 1f3a0c5c…) failed container health checks.',
      '      14:03:07  was unable to place a task.',
    ])
  })

  it('cuts a log line that goes on and on', () => {
    const lines = [{ atMs: 0, text: 'x'.repeat(5_000) }]
    const log = { container: 'web', group: 'g', stream: 's', kind: 'Lines', lines } as const
    expect(diagnosisLines({ ...nothing, logs: [log] }, plainStyle)[1]).to.equal(`      00:00:00  ${'x'.repeat(400)}…`)
  })
})

describe('why waiting was given up', () => {
  it('names the error where ECS has a name for it', () => {
    const reason = 'ResourceInitializationError: unable to pull secrets or registry auth: AccessDeniedException'
    expect(signSentence({ kind: 'SameStopReason', reason, times: 2 })).to.equal(
      '2 tasks stopped before running, each with the same ResourceInitializationError.',
    )
  })

  const sentences = diagnoses.flatMap(([, { sign }]) => (sign === undefined ? [] : [signSentence(sign)]))
  it('is one sentence for each sign', () => {
    expect(sentences).to.deep.equal([
      '2 tasks could not pull an image.',
      'container web ended 3 tasks, last with exit code 1.',
      'ECS has found no place for any new task for 1 min 2 s.',
      '2 tasks stopped for failing the health checks of the load balancer.',
      'the new tasks have failed the health checks of the load balancer for 1 min.',
      'ECS can neither start the missing tasks nor stop old ones.',
      '2 tasks stopped before running, for the same reason.',
      '3 tasks failed in a row and none runs.',
      'tasks fail again and again, so ECS starts them at growing intervals.',
    ])
  })
})

const jsonOf = (says: string): JsonObject => diagnosisJson(diagnoses.find(([which]) => which === says)![1])

describe('the JSON of a diagnosis', () => {
  it('has every member, and null for what is absent', () => {
    expect(diagnosisJson(nothing)).to.deep.equal({
      deploymentId: 'ecs-svc/2',
      sign: null,
      stoppedTasks: [],
      events: [],
      targetHealth: [],
      logs: [],
      cause: null,
      next: {
        kind: 'KeepsTrying',
        afterFailures: null,
        message: 'ECS keeps trying by itself, until this is mended or the service changes.',
      },
      meanwhile: null,
      unread: [],
    })
  })

  it('has all that the text has', () => {
    expect(jsonOf('an image that is not there')).to.deep.equal({
      deploymentId: 'ecs-svc/2',
      sign: {
        kind: 'ImageCannotBePulled',
        message: '2 tasks could not pull an image.',
        reason: pullReason,
        container: null,
        exitCode: null,
        check: null,
        times: 2,
        forMs: null,
      },
      stoppedTasks: [
        {
          reason: pullReason,
          stopCode: 'TaskFailedToStart',
          count: 2,
          containers: [{ name: 'hello-world', exitCode: null, reason: pullReason, count: 2 }],
          example: task,
        },
      ],
      events: [
        {
          at: '2026-01-01T14:03:07.000Z',
          message: '(service web) has started 2 tasks: (task a) (task 1f3a0c5c6e8f5e4f7aa0b9c4d2e1f0a9).',
          times: 1,
        },
      ],
      targetHealth: [],
      logs: [],
      cause: {
        id: 'ImageNotFound',
        message: 'the registry has no such image',
        container: 'hello-world',
        advice: { id: 'CheckImage', message: 'push the image, or correct its name and tag' },
        suspects: [
          {
            path: 'containerDefinitions[hello-world].image',
            changed: true,
            origin: { file: 'deploy.yml', line: 14, column: 5 },
          },
        ],
      },
      next: {
        kind: 'BreakerWillRollBack',
        afterFailures: 1,
        message: 'After 1 more failure the circuit breaker takes ECS back to the last revision that worked.',
      },
      meanwhile: null,
      unread: [],
    })
  })

  it('tells targets of both generations, logs of each status and reads that failed', () => {
    const { targetHealth } = jsonOf('an instance out of service behind a classic load balancer')
    const { logs, unread } = jsonOf('what could not be read, and a rollback')
    const { logs: read } = jsonOf('a container that ends with an error, and its last words')
    expect({ targetHealth, logs, unread, read: (read as readonly JsonObject[])[0]!['lines'] }).to.deep.equal({
      targetHealth: [
        {
          targetGroupArn: null,
          loadBalancerName: 'hello-elb',
          state: 'OutOfService',
          reason: 'Instance',
          description: 'Instance has failed at least the UnhealthyThreshold number of health checks consecutively.',
          count: 1,
        },
      ],
      logs: [
        { container: 'web', group: 'hello', stream: 's', status: 'missing', code: null, lines: [] },
        { container: 'log', group: 'hello', stream: 't', status: 'read', code: null, lines: [] },
        { container: 'agent', group: 'hello', stream: 'u', status: 'unread', code: 'ThrottlingException', lines: [] },
      ],
      unread: [
        {
          operation: 'ecs:ListTasks',
          trouble: 'AccessDenied',
          code: 'AccessDeniedException',
          message: 'Invalid revision number.',
        },
        {
          operation: 'elasticloadbalancing:DescribeTargetHealth',
          trouble: 'Rejected',
          code: 'ThrottlingException',
          message: 'Invalid revision number.',
        },
      ],
      read: [
        { at: '2026-01-01T14:03:20.000Z', text: 'starting \u001b[31mweb\u001b[0m' },
        {
          at: '2026-01-01T14:03:21.000Z',
          text: 'Error: connect ECONNREFUSED 10.0.0.5:5432 at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)',
        },
      ],
    })
  })
})
