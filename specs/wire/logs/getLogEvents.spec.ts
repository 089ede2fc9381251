import { expect } from 'chai'
import type { Fault } from '../../../src/simulator/simulator.js'
import { failureOf, helloLogs, helloWorld, logsOf, network, onlySimulated, wire } from '../../support/wireClient.js'

const logged = async (faults: readonly Fault[] = [], forMs = 60_000) => {
  const made = wire({ faults })
  await made.ecs.registerTaskDefinition(helloLogs())
  await made.service({ taskDefinition: 'hello-world', launchType: 'FARGATE', networkConfiguration: network })
  made.simulator.advance(forMs)
  const desiredStatus = faults.length === 0 ? 'RUNNING' : 'STOPPED'
  const [task = ''] = (await made.ecs.listTasks({ cluster: 'c', desiredStatus })).taskArns!
  const stream = { logGroupName: 'hello', logStreamName: `web/hello-world/${task.split('/').at(-1)!}` }
  return { ...made, logs: logsOf(made.simulator), task, stream }
}

describe('logs GetLogEvents', () => {
  onlySimulated('it needs a task that runs')

  it('G1 G2 shows what a container printed when it started, in the stream prefix/container/task', async () => {
    const { ecs, logs, stream, task } = await logged()
    const { tasks } = await ecs.describeTasks({ cluster: 'c', tasks: [task] })
    const startedMs = tasks![0]!.pullStoppedAt!.getTime()
    const { events } = await logs.getLogEvents(stream)
    expect(events).to.deep.equal([
      { timestamp: startedMs, message: 'hello-world started (tutum/hello-world)', ingestionTime: startedMs },
    ])
  })

  it('G2 ends with what a fault lets the container print before it exits, else with its exit code', async () => {
    const exits = { kind: 'ContainerExits', exitCode: 3, afterMs: 500 } as const
    const lines = ['cannot reach the database', 'giving up']
    const messages = async (fault: Fault) => {
      const { logs, stream } = await logged([fault])
      const { events } = await logs.getLogEvents({ ...stream, startFromHead: true })
      return events!.map(({ message }) => message)
    }
    const started = 'hello-world started (tutum/hello-world)'
    expect(await messages({ ...exits, lines })).to.deep.equal([started, ...lines])
    expect(await messages(exits)).to.deep.equal([started, 'hello-world exited with code 3'])
  })

  it('G1 names a stream without a prefix after the Docker container', async () => {
    const made = wire()
    const [container] = helloWorld().containerDefinitions!
    const options = { 'awslogs-group': 'bare', 'awslogs-region': 'us-west-2' }
    const logConfiguration = { logDriver: 'awslogs' as const, options }
    await made.ecs.registerTaskDefinition(helloWorld({ containerDefinitions: [{ ...container, logConfiguration }] }))
    await made.service({ taskDefinition: 'hello-world' })
    made.simulator.advance(60_000)
    const { taskArns } = await made.ecs.listTasks({ cluster: 'c' })
    const { tasks } = await made.ecs.describeTasks({ cluster: 'c', tasks: taskArns! })
    const { runtimeId } = tasks![0]!.containers![0]!
    expect(runtimeId).to.match(/^[0-9a-f]{64}$/)
    const { events } = await logsOf(made.simulator).getLogEvents({ logGroupName: 'bare', logStreamName: runtimeId })
    expect(events?.map(({ message }) => message)).to.deep.equal(['hello-world started (tutum/hello-world)'])
  })

  it('G3 gives the newest events first asked, and leads on by tokens in both directions', async () => {
    const lines = ['one', 'two', 'three', 'four']
    const { logs, stream } = await logged([{ kind: 'ContainerExits', exitCode: 1, afterMs: 500, lines }])
    const textsOf = async (request: object) => {
      const answer = await logs.getLogEvents({ ...stream, limit: 2, ...request })
      return { ...answer, texts: answer.events!.map(({ message }) => message) }
    }
    const newest = await textsOf({})
    expect(newest.texts).to.deep.equal(['three', 'four'])
    const before = await textsOf({ nextToken: newest.nextBackwardToken })
    expect(before.texts).to.deep.equal(['one', 'two'])
    const end = await textsOf({ nextToken: newest.nextForwardToken })
    expect([end.texts, end.nextForwardToken]).to.deep.equal([[], newest.nextForwardToken])
    expect((await textsOf({ startFromHead: true })).texts[1]).to.equal('one')
    const exitedAt = newest.events![0]!.timestamp!
    expect((await textsOf({ endTime: exitedAt })).texts).to.deep.equal(['hello-world started (tutum/hello-world)'])
  })

  it('G4 refuses groups, streams, tokens and limits that there are not', async () => {
    const { logs, stream } = await logged()
    const refusals = [
      { ...stream, logGroupName: 'never' },
      { ...stream, logStreamName: 'never' },
      { ...stream, nextToken: 'never' },
      { ...stream, limit: 0 },
    ]
    const failures = await Promise.all(refusals.map((request) => failureOf(logs.getLogEvents(request))))
    expect(failures).to.deep.equal([
      'ResourceNotFoundException: The specified log group does not exist.',
      'ResourceNotFoundException: The specified log stream does not exist.',
      'InvalidParameterException: The specified nextToken is invalid.',
      'InvalidParameterException: limit must be between 1 and 10000.',
    ])
  })

  it('G5 forgets a stream with its task', async () => {
    const { ecs, logs, simulator, stream } = await logged()
    await ecs.updateService({ cluster: 'c', service: 'web', desiredCount: 0 })
    simulator.advance(3_500_000)
    expect((await logs.getLogEvents(stream)).events).to.have.length(1)
    simulator.advance(600_000)
    await ecs.updateService({ cluster: 'c', service: 'web', desiredCount: 1 })
    simulator.advance(60_000)
    await ecs.updateService({ cluster: 'c', service: 'web', desiredCount: 0 })
    simulator.advance(60_000)
    expect(await failureOf(logs.getLogEvents(stream))).to.equal(
      'ResourceNotFoundException: The specified log stream does not exist.',
    )
  })

  it('B83 G4 is struck by faults in the words of CloudWatch Logs', async () => {
    const { logs, simulator, stream } = await logged()
    const faults: readonly Fault[] = [
      { kind: 'AccessDenied', operation: 'GetLogEvents', calls: [1] },
      { kind: 'Throttle', operation: 'GetLogEvents', calls: [2] },
      { kind: 'ServerError', operation: 'GetLogEvents', calls: [3], status: 503 },
    ]
    simulator.setFaults(faults)
    const failures = [
      await failureOf(logs.getLogEvents(stream)),
      await failureOf(logs.getLogEvents(stream)),
      await failureOf(logs.getLogEvents(stream)),
    ]
    expect(failures).to.deep.equal([
      'AccessDeniedException: User: arn:aws:iam::123445564666:user/sandbox is not authorized to perform: logs:GetLogEvents on resource: *',
      'ThrottlingException: Rate exceeded',
      'ServiceUnavailableException: Service Unavailable. Please try again later.',
    ])
    expect(simulator.calls().at(-1)?.service).to.equal('logs')
  })
})
