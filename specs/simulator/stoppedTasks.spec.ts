import { expect } from 'chai'
import type { Task } from '@aws-sdk/client-ecs'
import type { Fault } from '../../src/simulator/simulator.js'
import {
  behindClassic,
  behindTargetGroup,
  helloFargate,
  helloWorld,
  network,
  targetGroupArn,
  wire,
} from '../support/wireClient.js'
import type { Wire } from '../support/wireClient.js'

const why = ({ stopCode, stoppedReason, containers }: Task) => ({
  stopCode,
  stoppedReason,
  containers: containers!.map(({ name, exitCode, reason, healthStatus }) => ({ name, exitCode, reason, healthStatus })),
})

/** The task that stopped last, as DescribeTasks explains it. */
const lastStopped = async ({ ecs }: Wire) => {
  const { taskArns } = await ecs.listTasks({ cluster: 'c', desiredStatus: 'STOPPED' })
  const { tasks } = await ecs.describeTasks({ cluster: 'c', tasks: taskArns! })
  const [task] = tasks!.filter(({ lastStatus }) => lastStatus === 'STOPPED')
  return { reason: why(task!), id: task!.taskArn!.split('/').at(-1)! }
}

const container = (name: string, changes: object = {}) => ({ name, image: `${name}:1`, memory: 64, ...changes })

/** Why the first task of a service of these containers stopped. */
const reasonFor = async (faults: readonly Fault[], containerDefinitions: readonly object[]) => {
  const made = wire({ faults })
  await made.ecs.registerTaskDefinition(
    helloFargate({
      containerDefinitions: [...containerDefinitions],
      executionRoleArn: 'arn:aws:iam::123445564666:role/execution',
    }),
  )
  await made.service({ taskDefinition: 'hello-world', launchType: 'FARGATE', networkConfiguration: network })
  made.simulator.advance(180_000)
  return lastStopped(made)
}

const unknown = { exitCode: undefined, reason: undefined, healthStatus: 'UNKNOWN' }

describe('stopped tasks', () => {
  it('B61 B83 say that an image cannot be pulled', async () => {
    const { id, reason } = await reasonFor(
      [{ kind: 'ImageCannotBePulled', image: 'web:1' }],
      [container('web'), container('log')],
    )
    const text =
      'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref web:1: not found'
    expect(id).to.match(/^[0-9a-f]{32}$/)
    expect(reason).to.deep.equal({
      stopCode: 'TaskFailedToStart',
      stoppedReason: text,
      containers: [
        { ...unknown, name: 'web', reason: text },
        { ...unknown, name: 'log' },
      ],
    })
  })

  it('B61 B83 say why an image cannot be pulled as the fault has it', async () => {
    const text = 'CannotPullContainerError: pull access denied for web'
    const { reason } = await reasonFor(
      [{ kind: 'ImageCannotBePulled', image: 'web:1', reason: text }],
      [container('web')],
    )
    expect(reason).to.deep.equal({
      stopCode: 'TaskFailedToStart',
      stoppedReason: text,
      containers: [{ ...unknown, name: 'web', reason: text }],
    })
  })

  it('B61 B83 say that a container cannot be started', async () => {
    const text = 'CannotStartContainerError: exec format error'
    const { reason } = await reasonFor(
      [{ kind: 'ContainerCannotStart', container: 'web', reason: text }],
      [container('web'), container('log')],
    )
    expect(reason).to.deep.equal({
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'Task failed to start',
      containers: [
        { ...unknown, name: 'web', reason: text },
        { ...unknown, name: 'log' },
      ],
    })
  })

  it('B61 B83 say that an essential container exited, and with which code', async () => {
    const { reason } = await reasonFor(
      [{ kind: 'ContainerExits', container: 'web', exitCode: 2, afterMs: 20_000 }],
      [container('web'), container('log')],
    )
    expect(reason).to.deep.equal({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [
        { ...unknown, name: 'web', exitCode: 2 },
        { ...unknown, name: 'log', exitCode: 0 },
      ],
    })
  })

  it('B61 B83 say that a container ran out of memory', async () => {
    const text = 'OutOfMemoryError: Container killed due to memory usage'
    const { reason } = await reasonFor(
      [{ kind: 'ContainerExits', image: 'web:1', exitCode: 137, afterMs: 20_000, reason: text }],
      [container('web')],
    )
    expect(reason).to.deep.equal({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ ...unknown, name: 'web', exitCode: 137, reason: text }],
    })
  })

  const secret = 'arn:aws:secretsmanager:us-west-2:123445564666:secret:db-Ab12Cd'
  const beginning =
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: '
  const retried = 'service call has been retried 1 time(s): '
  const denied = (id: string, action: string, resource: string) =>
    `AccessDeniedException: User: arn:aws:sts::123445564666:assumed-role/execution/${id} is not authorized to perform: ${action} on resource: ${resource}`
  const secretCases: readonly (readonly [string, string, Fault, (id: string) => string])[] = [
    [
      'a secret of Secrets Manager may not be read',
      secret,
      { kind: 'SecretCannotBeFetched', valueFrom: secret },
      (id) =>
        `unable to retrieve secret from asm: ${retried}failed to fetch secret ${secret} from secrets manager: ` +
        denied(id, 'secretsmanager:GetSecretValue', secret),
    ],
    [
      'a secret of Secrets Manager does not exist',
      secret,
      { kind: 'SecretCannotBeFetched', cause: 'NotFound' },
      () =>
        `unable to retrieve secret from asm: ${retried}failed to fetch secret ${secret} from secrets manager: ` +
        "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
    ],
    [
      'a parameter may not be read',
      '/web/db',
      { kind: 'SecretCannotBeFetched' },
      (id) =>
        `unable to retrieve secrets from ssm: ${retried}` +
        denied(id, 'ssm:GetParameters', 'arn:aws:ssm:us-west-2:123445564666:parameter/web/db'),
    ],
    [
      'a parameter does not exist',
      '/web/db',
      { kind: 'SecretCannotBeFetched', cause: 'NotFound' },
      () => `unable to retrieve secrets from ssm: ${retried}invalid ssm parameters: /web/db`,
    ],
  ]
  for (const [title, valueFrom, fault, text] of secretCases) {
    it(`B61 B83 say that ${title}`, async () => {
      const { id, reason } = await reasonFor([fault], [container('web', { secrets: [{ name: 'DB', valueFrom }] })])
      expect(reason).to.deep.equal({
        stopCode: 'TaskFailedToStart',
        stoppedReason: beginning + text(id),
        containers: [{ ...unknown, name: 'web' }],
      })
    })
  }

  it('B83 fetch every secret but the one that a fault names', async () => {
    const made = wire({ faults: [{ kind: 'SecretCannotBeFetched', valueFrom: 'other' }] })
    const secrets = [{ name: 'DB', valueFrom: secret }]
    await made.ecs.registerTaskDefinition(helloWorld({ containerDefinitions: [container('web', { secrets })] }))
    await made.service({ taskDefinition: 'hello-world' })
    made.simulator.advance(60_000)
    expect((await made.web()).runningCount).to.equal(1)
  })

  it('B50 B52 B61 say that a container failed its own health check, as does an event', async () => {
    const made = wire({ faults: [{ kind: 'ContainerUnhealthy' }] })
    const healthCheck = { command: ['CMD', 'true'], interval: 10 }
    await made.ecs.registerTaskDefinition(helloWorld({ containerDefinitions: [container('web', { healthCheck })] }))
    await made.service({ taskDefinition: 'hello-world' })
    made.simulator.advance(90_000)
    const { id, reason } = await lastStopped(made)
    expect(reason).to.deep.equal({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Task failed container health checks',
      containers: [{ name: 'web', exitCode: 0, reason: undefined, healthStatus: 'UNHEALTHY' }],
    })
    expect((await made.web()).events!.map(({ message }) => message)).to.include(
      `(service web) (task ${id}) failed container health checks.`,
    )
  })

  it('B50 B52 B61 say which target group they failed in, as does an event', async () => {
    const made = wire({ faults: [{ kind: 'TargetUnhealthy' }] })
    made.simulator.ensureTargetGroup(targetGroupArn, { targetType: 'ip', port: 80 })
    await made.ecs.registerTaskDefinition(helloFargate())
    await made.service({
      taskDefinition: 'hello-world',
      launchType: 'FARGATE',
      networkConfiguration: network,
      loadBalancers: [behindTargetGroup],
    })
    made.simulator.advance(480_000)
    const { reason } = await lastStopped(made)
    expect(reason).to.deep.equal({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Task failed ELB health checks in (target-group ${targetGroupArn})`,
      containers: [{ ...unknown, name: 'hello-world', exitCode: 0 }],
    })
    expect((await made.web()).events!.map(({ message }) => message)).to.include(
      `(service web) (port 80) is unhealthy in (target-group ${targetGroupArn}) due to (reason Request timed out).`,
    )
  })

  it('B50 B52 B83 say with which status a target answers instead', async () => {
    const made = wire({ faults: [{ kind: 'TargetUnhealthy', status: 404 }] })
    made.simulator.ensureTargetGroup(targetGroupArn, { targetType: 'ip', port: 80 })
    await made.ecs.registerTaskDefinition(helloFargate())
    await made.service({
      taskDefinition: 'hello-world',
      launchType: 'FARGATE',
      networkConfiguration: network,
      loadBalancers: [behindTargetGroup],
    })
    made.simulator.advance(480_000)
    expect((await made.web()).events!.map(({ message }) => message)).to.include(
      `(service web) (port 80) is unhealthy in (target-group ${targetGroupArn}) due to (reason Health checks failed with these codes: [404]).`,
    )
  })

  it('B50 B52 B61 say which classic load balancer they failed in, as does an event', async () => {
    const made = wire({ faults: [{ kind: 'TargetUnhealthy' }] })
    const listeners = [{ loadBalancerPort: 80, instancePort: 80 }]
    made.simulator.ensureClassicLoadBalancer('hello-world-elb', { listeners, healthCheckTarget: 'TCP:22' })
    await made.service({ role: 'ecsServiceRole', loadBalancers: [behindClassic] })
    made.simulator.advance(300_000)
    const { reason } = await lastStopped(made)
    expect(reason).to.deep.equal({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Task failed ELB health checks in (elb hello-world-elb)',
      containers: [{ ...unknown, name: 'hello-world', exitCode: 0 }],
    })
    const events = (await made.web()).events!.map(({ message = '' }) => message.replace(/i-[0-9a-f]{17}/, 'i-1'))
    expect(events).to.include(
      '(service web) (instance i-1) is unhealthy in (elb hello-world-elb) due to (reason Instance has failed at least the UnhealthyThreshold number of health checks consecutively.)',
    )
  })
})
