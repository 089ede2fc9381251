import { expect } from 'chai'
import type { CreateServiceCommandInput } from '@aws-sdk/client-ecs'
import {
  arn,
  behindClassic,
  behindTargetGroup,
  failureOf,
  helloFargate,
  helloWorld,
  network,
  onlySimulated,
  targetGroupArn,
  wire,
} from '../support/wireClient.js'

const linkedRole = 'arn:aws:iam::123445564666:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS'

describe('CreateService', () => {
  onlySimulated('the ARNs are those of the simulated account, and load balancers must be there')

  it('B20 writes back the defaults of real ECS and starts a first deployment', async () => {
    const { service, simulator } = wire()
    const created = await service({ tags: [{ key: 'team', value: 'web' }] })
    const now = new Date(simulator.now())
    const id = created.deployments![0]!.id!
    expect(id).to.match(/^ecs-svc\/\d{19}$/)
    expect(created).to.deep.equal({
      serviceArn: arn('service/c/web'),
      serviceName: 'web',
      clusterArn: arn('cluster/c'),
      loadBalancers: [],
      serviceRegistries: [],
      status: 'ACTIVE',
      desiredCount: 1,
      runningCount: 0,
      pendingCount: 0,
      launchType: 'EC2',
      taskDefinition: arn('task-definition/hello-world:1'),
      deploymentConfiguration: {
        deploymentCircuitBreaker: {
          enable: false,
          rollback: false,
          resetOnHealthyTask: true,
          thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
        },
        maximumPercent: 200,
        minimumHealthyPercent: 100,
        strategy: 'ROLLING',
        bakeTimeInMinutes: 0,
      },
      deployments: [
        {
          id,
          status: 'PRIMARY',
          taskDefinition: arn('task-definition/hello-world:1'),
          desiredCount: 1,
          pendingCount: 0,
          runningCount: 0,
          failedTasks: 0,
          createdAt: now,
          updatedAt: now,
          launchType: 'EC2',
          rolloutState: 'IN_PROGRESS',
          rolloutStateReason: `ECS deployment ${id} in progress.`,
        },
      ],
      events: [],
      createdAt: now,
      placementConstraints: [],
      placementStrategy: [],
      healthCheckGracePeriodSeconds: 0,
      schedulingStrategy: 'REPLICA',
      deploymentController: { type: 'ECS' },
      tags: [{ key: 'team', value: 'web' }],
      createdBy: 'arn:aws:iam::123445564666:user/sandbox',
      enableECSManagedTags: false,
      propagateTags: 'NONE',
      enableExecuteCommand: false,
      availabilityZoneRebalancing: 'ENABLED',
    })
  })

  it('B20 B25 shows platform and linked role of a Fargate service, and the number of its platform per deployment', async () => {
    const { ecs, service } = wire()
    await ecs.registerTaskDefinition(helloFargate())
    const created = await service({
      taskDefinition: 'hello-world',
      launchType: 'FARGATE',
      networkConfiguration: network,
    })
    const { platformVersion, platformFamily, roleArn, networkConfiguration, deployments } = created
    expect({ platformVersion, platformFamily, roleArn, networkConfiguration }).to.deep.equal({
      platformVersion: 'LATEST',
      platformFamily: 'Linux',
      roleArn: linkedRole,
      networkConfiguration: {
        awsvpcConfiguration: { subnets: ['subnet-1', 'subnet-2'], securityGroups: [], assignPublicIp: 'DISABLED' },
      },
    })
    expect(deployments?.[0]?.platformVersion).to.equal('1.4.0')
  })

  it('B22 answers a repeated request by its token, tags aside, and refuses every other repetition', async () => {
    const { ecs, service } = wire()
    const first = await service({ clientToken: 'token', tags: [{ key: 'a', value: 'b' }] })
    const request = { cluster: 'c', serviceName: 'web', taskDefinition: 'hello-world', desiredCount: 1 }
    const second = await ecs.createService({ ...request, clientToken: 'token' })
    expect(second.service?.deployments).to.deep.equal(first.deployments)
    for (const changes of [{}, { clientToken: 'other' }, { clientToken: 'token', desiredCount: 2 }]) {
      expect(await failureOf(ecs.createService({ ...request, ...changes }))).to.equal(
        'InvalidParameterException: Creation of service was not idempotent.',
      )
    }
  })

  it('B23 waits for a draining service of the same name, then forgets it', async () => {
    const { ecs, service, simulator, web } = wire()
    await service()
    simulator.advance(60_000)
    await ecs.deleteService({ cluster: 'c', service: 'web', force: true })
    expect(await failureOf(service({ taskDefinition: 'hello-world' }))).to.equal(
      'InvalidParameterException: Unable to Start a service that is still Draining.',
    )
    simulator.advance(120_000)
    await service({ taskDefinition: 'hello-world' })
    expect((await web()).events).to.deep.equal([])
  })

  it('B24 decides about rebalancing where nothing is said', async () => {
    const { ecs, service } = wire()
    await service()
    const base = { cluster: 'c', taskDefinition: 'hello-world', desiredCount: 1 }
    const tight = await ecs.createService({
      ...base,
      serviceName: 'tight',
      deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0 },
    })
    expect(tight.service?.availabilityZoneRebalancing).to.equal('DISABLED')
    const asked = ecs.createService({
      ...base,
      serviceName: 'asked',
      availabilityZoneRebalancing: 'ENABLED',
      deploymentConfiguration: { maximumPercent: 100 },
    })
    expect(await failureOf(asked)).to.contain('does not support maximumPercent <= 100 %')
  })

  it('B25 B26 accepts the seed: a classic load balancer and a role by name; no rollout state behind it', async () => {
    const { service, simulator } = wire()
    simulator.ensureClassicLoadBalancer('hello-world-elb', { listeners: [{ loadBalancerPort: 80, instancePort: 80 }] })
    const created = await service({ role: 'ecsServiceRole', loadBalancers: [behindClassic] })
    expect([created.roleArn, created.loadBalancers, created.deployments?.[0]?.rolloutState]).to.deep.equal([
      'arn:aws:iam::123445564666:role/ecsServiceRole',
      [behindClassic],
      undefined,
    ])
  })

  const refused: readonly (readonly [string, Partial<CreateServiceCommandInput>, string])[] = [
    ['an unknown cluster', { cluster: 'never' }, 'ClusterNotFoundException: Cluster not found.'],
    ['an unknown definition', { taskDefinition: 'never' }, 'ClientException: TaskDefinition not found.'],
    ['a long token', { clientToken: 'x'.repeat(37) }, 'InvalidParameterException: idempotency token longer than 36.'],
    ['no count', { desiredCount: undefined }, 'InvalidParameterException: DesiredCount is missing'],
    ['a negative count', { desiredCount: -1 }, 'InvalidParameterException: DesiredCount can not be lesser than 0'],
    [
      'awsvpc without a network',
      { taskDefinition: 'fargate' },
      "InvalidParameterException: Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    [
      'an unknown strategy',
      { schedulingStrategy: 'SOMETIMES' as never },
      'InvalidParameterException: Scheduling strategy should be one of [REPLICA,DAEMON]',
    ],
    [
      'a maximum below 100',
      { deploymentConfiguration: { maximumPercent: 99 }, availabilityZoneRebalancing: 'DISABLED' },
      'InvalidParameterException: maximumPercent must be at least 100',
    ],
    [
      'a minimum above 100',
      { deploymentConfiguration: { minimumHealthyPercent: 101 } },
      'InvalidParameterException: minimumHealthyPercent must be at most 100',
    ],
    [
      'a breaker threshold of nothing',
      {
        deploymentConfiguration: {
          deploymentCircuitBreaker: {
            enable: true,
            rollback: false,
            thresholdConfiguration: { type: 'COUNT', value: 0 },
          },
        },
      },
      'InvalidParameterException: Invalid deployment circuit breaker threshold value.',
    ],
    [
      'an unknown container',
      { loadBalancers: [{ ...behindTargetGroup, containerName: 'web' }] },
      'InvalidParameterException: The container web does not exist in the task definition.',
    ],
    [
      'an unknown port',
      { loadBalancers: [{ ...behindTargetGroup, containerPort: 81 }] },
      'InvalidParameterException: The container hello-world did not have a container port 81 defined.',
    ],
    [
      'an unknown target group',
      { loadBalancers: [{ ...behindTargetGroup, targetGroupArn: `${targetGroupArn}0` }] },
      'InvalidParameterException: Unable to assume role and validate the specified targetGroupArn. Please verify that the ECS service role being passed has the proper permissions.',
    ],
    [
      'an unknown classic load balancer',
      { loadBalancers: [behindClassic] },
      'InvalidParameterException: Unable to assume role and validate the listeners configured on your load balancer. Please verify that the ECS service role being passed has the proper permissions.',
    ],
    [
      'a target group of the wrong type',
      { taskDefinition: 'fargate', networkConfiguration: network, loadBalancers: [behindTargetGroup] },
      `InvalidParameterException: The provided target group ${targetGroupArn} has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.`,
    ],
    [
      'a role in awsvpc',
      { taskDefinition: 'fargate', networkConfiguration: network, role: 'r' },
      'InvalidParameterException: You cannot specify an IAM role for services that require a service linked role.',
    ],
    [
      'a grace period without anything to wait for',
      { healthCheckGracePeriodSeconds: 10 },
      'InvalidParameterException: Health check grace period is only valid for services configured to use load balancers',
    ],
    [
      'a platform version on instances',
      { platformVersion: '1.4.0' },
      'InvalidParameterException: The platform version must be null when specifying an EC2 launch type.',
    ],
    [
      'a count for a daemon',
      { schedulingStrategy: 'DAEMON' },
      'InvalidParameterException: The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again',
    ],
  ]
  for (const [what, changes, message] of refused) {
    it(`B21 B26 B35 refuses ${what}`, async () => {
      const { ecs, simulator, cluster } = wire()
      await cluster('c')
      await ecs.registerTaskDefinition(helloWorld())
      await ecs.registerTaskDefinition(helloFargate({ family: 'fargate' }))
      simulator.ensureTargetGroup(targetGroupArn, { targetType: 'instance', port: 80 })
      const input = { cluster: 'c', serviceName: 'web', taskDefinition: 'hello-world', desiredCount: 1, ...changes }
      expect(await failureOf(ecs.createService(input))).to.equal(message)
    })
  }
})
