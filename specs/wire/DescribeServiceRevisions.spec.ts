import { expect } from 'chai'
import { arn, failureOf, onlySimulated, wire } from '../support/wireClient.js'

describe('DescribeServiceRevisions', () => {
  onlySimulated('it needs a service of the simulated account')

  it('B34 shows what a deployment runs under the number of the deployment, until the service is INACTIVE', async () => {
    const { ecs, service, simulator } = wire()
    const created = await service()
    const revision = arn(created.deployments![0]!.id!.replace('ecs-svc/', 'service-revision/c/web/'))
    const missing = arn('service-revision/c/web/1')
    const { serviceRevisions, failures } = await ecs.describeServiceRevisions({
      serviceRevisionArns: [revision, missing],
    })
    expect(serviceRevisions).to.deep.equal([
      {
        serviceRevisionArn: revision,
        serviceArn: arn('service/c/web'),
        clusterArn: arn('cluster/c'),
        taskDefinition: arn('task-definition/hello-world:1'),
        launchType: 'EC2',
        loadBalancers: [],
        serviceRegistries: [],
        containerImages: [{ containerName: 'hello-world', image: 'tutum/hello-world' }],
        guardDutyEnabled: false,
        createdAt: new Date(simulator.now()),
      },
    ])
    expect(failures).to.deep.equal([{ arn: missing, reason: 'MISSING' }])
    const twice = ecs.describeServiceRevisions({ serviceRevisionArns: [revision, revision] })
    expect(await failureOf(twice)).to.match(/^ServerException: /)
    await ecs.deleteService({ cluster: 'c', service: 'web', force: true })
    simulator.advance(60_000)
    expect(await failureOf(ecs.describeServiceRevisions({ serviceRevisionArns: [revision] }))).to.equal(
      'ServiceNotFoundException: Service not found.',
    )
  })
})
