import { expect } from 'chai'
import { failureOf, helloFargate, helloWorld, network, onlySimulated, wire } from '../support/wireClient.js'

describe('RunTask', () => {
  onlySimulated('it needs container instances')

  it('B60 B62 starts tasks on instances and on Fargate, which come to run', async () => {
    const { ecs, cluster, simulator } = wire()
    await cluster('c')
    await ecs.registerTaskDefinition(helloWorld())
    await ecs.registerTaskDefinition(helloFargate({ family: 'fargate' }))
    const bridge = await ecs.runTask({ cluster: 'c', taskDefinition: 'hello-world', count: 2, startedBy: 'me' })
    const fargate = await ecs.runTask({
      cluster: 'c',
      taskDefinition: 'fargate',
      launchType: 'FARGATE',
      networkConfiguration: network,
    })
    const started = [...bridge.tasks!, ...fargate.tasks!]
    expect(started.map(({ lastStatus, group }) => `${lastStatus} ${group}`)).to.deep.equal([
      'PENDING family:hello-world',
      'PENDING family:hello-world',
      'PROVISIONING family:fargate',
    ])
    simulator.advance(60_000)
    const { tasks } = await ecs.describeTasks({ cluster: 'c', tasks: started.map(({ taskArn }) => taskArn!) })
    expect(tasks?.map(({ lastStatus, launchType }) => `${lastStatus} ${launchType}`)).to.deep.equal([
      'RUNNING EC2',
      'RUNNING EC2',
      'RUNNING FARGATE',
    ])
    expect(tasks?.[0]?.containers?.[0]?.networkBindings).to.deep.equal([
      { bindIP: '0.0.0.0', containerPort: 80, hostPort: 32768, protocol: 'tcp' },
    ])
  })

  it('B62 B71 reports what cannot be placed as failures, by the resource that is short', async () => {
    const { ecs, simulator } = wire()
    simulator.ensureCluster('c', { instances: 1, cpu: 256, memory: 1024 })
    const containers = (changes: object) => ({
      containerDefinitions: [{ name: 'hello-world', image: 'x', cpu: 128, memory: 64, ...changes }],
    })
    await ecs.registerTaskDefinition(helloWorld({ family: 'cpu', ...containers({ cpu: 512 }) }))
    await ecs.registerTaskDefinition(helloWorld({ family: 'memory', ...containers({ memory: 2048 }) }))
    await ecs.registerTaskDefinition(
      helloWorld({ family: 'ports', ...containers({ portMappings: [{ containerPort: 80, hostPort: 22 }] }) }),
    )
    const reasons = await Promise.all(
      ['cpu', 'memory', 'ports'].map(async (taskDefinition) => {
        const { tasks, failures } = await ecs.runTask({ cluster: 'c', taskDefinition })
        return [tasks?.length, failures?.map(({ reason }) => reason)]
      }),
    )
    expect(reasons).to.deep.equal([
      [0, ['RESOURCE:CPU']],
      [0, ['RESOURCE:MEMORY']],
      [0, ['RESOURCE:PORTS']],
    ])
  })

  it('B62 gives the same tasks for the same token, and a conflict for another request with it', async () => {
    const { ecs, cluster } = wire()
    await cluster('c')
    await ecs.registerTaskDefinition(helloWorld())
    const request = { cluster: 'c', taskDefinition: 'hello-world', clientToken: 'token' }
    const first = await ecs.runTask(request)
    const second = await ecs.runTask(request)
    expect(second.tasks?.map(({ taskArn }) => taskArn)).to.deep.equal(first.tasks?.map(({ taskArn }) => taskArn))
    const conflict = await ecs.runTask({ ...request, count: 2 }).catch((error: unknown) => error)
    expect(conflict).to.include({ name: 'ConflictException' })
    expect(conflict).to.have.deep.property('resourceIds', [first.tasks![0]!.taskArn])
  })

  it('B62 refuses more than ten tasks, unknown containers in overrides, and clusters without instances', async () => {
    const { ecs } = wire()
    await ecs.createCluster({ clusterName: 'empty' })
    await ecs.registerTaskDefinition(helloWorld())
    const request = { cluster: 'empty', taskDefinition: 'hello-world' }
    expect(await failureOf(ecs.runTask({ ...request, count: 11 }))).to.match(/^InvalidParameterException: /)
    const overrides = { containerOverrides: [{ name: 'web' }] }
    expect(await failureOf(ecs.runTask({ ...request, overrides }))).to.match(/is not a container in the TaskDefinition/)
    expect(await failureOf(ecs.runTask(request))).to.equal(
      'InvalidParameterException: No Container Instances were found in your cluster.',
    )
  })
})
