import { expect } from 'chai'
import { arn, failureOf, helloWorld, onlySimulated, wire } from '../support/wireClient.js'

const deploymentCircuitBreaker = { enable: true, rollback: true }

describe('DescribeServiceDeployments', () => {
  onlySimulated('it needs an image that cannot be pulled')

  it('B33 B46 B47 tells of a rollback: why, since when, to which revision', async () => {
    const { ecs, service, simulator, web } = wire({ faults: [{ kind: 'ImageCannotBePulled', image: 'broken' }] })
    await service({ deploymentConfiguration: { deploymentCircuitBreaker } })
    simulator.advance(60_000)
    const good = (await web()).deployments![0]!.id!
    const broken = [{ name: 'hello-world', image: 'broken', memory: 64 }]
    await ecs.registerTaskDefinition(helloWorld({ containerDefinitions: broken }))
    await ecs.updateService({ cluster: 'c', service: 'web', taskDefinition: 'hello-world' })
    const arns = (await ecs.listServiceDeployments({ cluster: 'c', service: 'web' })).serviceDeployments!.map(
      ({ serviceDeploymentArn }) => serviceDeploymentArn!,
    )
    simulator.advance(600_000)
    const missing = `${arns[0]!}0`
    const { serviceDeployments, failures } = await ecs.describeServiceDeployments({
      serviceDeploymentArns: [arns[0]!, missing],
    })
    const [deployment] = serviceDeployments!
    expect([deployment?.status, deployment?.deploymentCircuitBreaker, failures]).to.deep.equal([
      'ROLLBACK_SUCCESSFUL',
      { status: 'TRIGGERED', failureCount: 3, threshold: 3 },
      [{ arn: missing, reason: 'MISSING' }],
    ])
    expect(deployment?.rollback?.serviceRevisionArn).to.equal(
      arn(`service-revision/c/web/${good.replace('ecs-svc/', '')}`),
    )
    const after = await web()
    expect(after.deployments?.map(({ id, rolloutState }) => [id, rolloutState])).to.deep.equal([[good, 'COMPLETED']])
    expect(after.taskDefinition).to.equal(arn('task-definition/hello-world:1'))
  })
})

describe('DescribeServiceDeployments, against any endpoint', () => {
  it('B33 refuses what is no service deployment', async () => {
    const { ecs } = wire()
    expect(await failureOf(ecs.describeServiceDeployments({ serviceDeploymentArns: ['web'] }))).to.match(
      /^InvalidParameterException: /,
    )
  })
})
