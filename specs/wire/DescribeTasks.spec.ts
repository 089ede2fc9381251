import { expect } from 'chai'
import { arn, failureOf, helloFargate, network, onlySimulated, wire } from '../support/wireClient.js'

describe('DescribeTasks', () => {
  onlySimulated('it needs a task that runs')

  it('B60 B61 shows the whole of a running Fargate task', async () => {
    const { ecs, service, simulator } = wire()
    await ecs.registerTaskDefinition(helloFargate())
    const created = await service({
      taskDefinition: 'hello-world',
      launchType: 'FARGATE',
      networkConfiguration: network,
      propagateTags: 'SERVICE',
      tags: [{ key: 'a', value: 'b' }],
    })
    simulator.advance(60_000)
    const [taskArn] = (await ecs.listTasks({ cluster: 'c' })).taskArns!
    const { tasks } = await ecs.describeTasks({ cluster: 'c', tasks: [taskArn!], include: ['TAGS'] })
    const {
      attachments,
      containers,
      createdAt,
      startedAt,
      pullStartedAt,
      pullStoppedAt,
      connectivityAt,
      version,
      ...rest
    } = tasks![0]!
    expect(rest).to.deep.equal({
      attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
      availabilityZone: rest.availabilityZone,
      clusterArn: arn('cluster/c'),
      connectivity: 'CONNECTED',
      cpu: '256',
      desiredStatus: 'RUNNING',
      enableExecuteCommand: false,
      group: 'service:web',
      healthStatus: 'UNKNOWN',
      lastStatus: 'RUNNING',
      launchType: 'FARGATE',
      memory: '512',
      overrides: { containerOverrides: [] },
      platformFamily: 'Linux',
      platformVersion: '1.4.0',
      ephemeralStorage: { sizeInGiB: 20 },
      startedBy: created.deployments![0]!.id,
      tags: [{ key: 'a', value: 'b' }],
      taskArn,
      taskDefinitionArn: arn('task-definition/hello-world:1'),
    })
    const times = [createdAt, pullStartedAt, pullStoppedAt, startedAt].map((time) => time!.getTime())
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b))
    expect(startedAt!.getTime() - createdAt!.getTime()).to.be.within(17_000, 34_000)
    const address = attachments![0]!.details!.find(({ name }) => name === 'privateIPv4Address')!.value
    expect(containers![0]!.networkInterfaces![0]!.privateIpv4Address).to.equal(address)
    expect([connectivityAt, version]).to.deep.equal([pullStartedAt, 4])
  })

  it('B64 refuses more than a hundred, and reports unknown ones', async () => {
    const { ecs, cluster } = wire()
    await cluster('c')
    const tasks = Array.from({ length: 101 }, (_, index) => `t${index}`)
    expect(await failureOf(ecs.describeTasks({ cluster: 'c', tasks }))).to.match(/^InvalidParameterException: /)
    const { failures } = await ecs.describeTasks({ cluster: 'c', tasks: ['never'] })
    expect(failures).to.deep.equal([{ arn: arn('task/c/never'), reason: 'MISSING' }])
  })
})
