// DescribeServices' answers, as recorded ones look, in canonical form.
import type { Service } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import type { LiveService } from '../../src/model/service.js'
import { liveServiceFrom, statusFrom } from '../../src/live/service.js'
import { aTaskDefinition, revisionArn } from '../support/builders.js'

const arn = 'arn:aws:ecs:us-west-2:123445564666:service/hello-world-cluster/hello-world-test'
const createdAt = new Date('2026-01-05T09:00:00.123Z')

/** A service in bridge mode that was created with name, definition and count alone. */
const answer: Service = {
  serviceArn: arn,
  serviceName: 'hello-world-test',
  clusterArn: 'arn:aws:ecs:us-west-2:123445564666:cluster/hello-world-cluster',
  loadBalancers: [],
  serviceRegistries: [],
  status: 'ACTIVE',
  desiredCount: 2,
  runningCount: 1,
  pendingCount: 1,
  launchType: 'EC2',
  taskDefinition: revisionArn('hello-world:7'),
  deploymentConfiguration: {
    deploymentCircuitBreaker: { enable: false, rollback: false },
    maximumPercent: 200,
    minimumHealthyPercent: 100,
    strategy: 'ROLLING',
    bakeTimeInMinutes: 0,
  },
  deployments: [
    {
      id: 'ecs-svc/1234567890123456789',
      status: 'PRIMARY',
      taskDefinition: revisionArn('hello-world:7'),
      desiredCount: 2,
      runningCount: 1,
      pendingCount: 1,
      failedTasks: 3,
      createdAt,
      launchType: 'EC2',
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: 'ECS deployment ecs-svc/1234567890123456789 in progress.',
    },
  ],
  events: [{ id: 'e1', createdAt, message: '(service hello-world-test) has started 1 tasks: (task abc).' }],
  createdAt,
  placementConstraints: [],
  placementStrategy: [],
  healthCheckGracePeriodSeconds: 0,
  schedulingStrategy: 'REPLICA',
  deploymentController: { type: 'ECS' },
  createdBy: 'arn:aws:iam::123445564666:user/me',
  enableECSManagedTags: false,
  propagateTags: 'NONE',
  enableExecuteCommand: false,
  availabilityZoneRebalancing: 'ENABLED',
  tags: [
    { key: 'deploy:declared', value: 'count' },
    { key: '__proto__', value: 'x' },
  ],
}

const settingsOf = (others: Partial<Service>) =>
  liveServiceFrom('hello-world-cluster', { ...answer, ...others }).settings

describe('liveServiceFrom', () => {
  it('tells settings, identity and status apart, and drops the rest', () => {
    const expected: LiveService = {
      name: 'hello-world-test',
      cluster: 'hello-world-cluster',
      settings: {
        desiredCount: 2,
        launchType: 'EC2',
        schedulingStrategy: 'REPLICA',
        maximumPercent: 200,
        minimumHealthyPercent: 100,
        deploymentCircuitBreaker: {
          enable: false,
          rollback: false,
          resetOnHealthyTask: true,
          thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
        },
        strategy: 'ROLLING',
        bakeTimeInMinutes: 0,
        healthCheckGracePeriodSeconds: 0,
        enableExecuteCommand: false,
        enableECSManagedTags: false,
        propagateTags: 'NONE',
        availabilityZoneRebalancing: 'ENABLED',
      },
      identity: { arn, taskDefinitionArn: revisionArn('hello-world:7') },
      status: {
        state: 'ACTIVE',
        desiredCount: 2,
        runningCount: 1,
        pendingCount: 1,
        deployments: [
          {
            id: 'ecs-svc/1234567890123456789',
            status: 'PRIMARY',
            taskDefinitionArn: revisionArn('hello-world:7'),
            rolloutState: 'IN_PROGRESS',
            rolloutStateReason: 'ECS deployment ecs-svc/1234567890123456789 in progress.',
            desiredCount: 2,
            runningCount: 1,
            pendingCount: 1,
            failedTasks: 3,
            createdAtMs: createdAt.getTime(),
          },
        ],
        events: [
          {
            id: 'e1',
            message: '(service hello-world-test) has started 1 tasks: (task abc).',
            createdAtMs: createdAt.getTime(),
          },
        ],
        schedulingStrategy: 'REPLICA',
        deploymentController: 'ECS',
      },
      taskDefinition: aTaskDefinition,
      tags: Object.fromEntries([
        ['deploy:declared', 'count'],
        ['__proto__', 'x'],
      ]),
    }
    expect({ ...liveServiceFrom('hello-world-cluster', answer), taskDefinition: aTaskDefinition }).to.deep.equal(
      expected,
    )
  })

  it('takes the service-linked role for none, and keeps one that was given', () => {
    expect(
      [
        settingsOf({
          roleArn: 'arn:aws:iam::123445564666:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
        }),
        settingsOf({ roleArn: 'arn:aws:iam::123445564666:role/ecsServiceRole' }),
      ].map((settings) => settings.role),
    ).to.deep.equal([undefined, 'arn:aws:iam::123445564666:role/ecsServiceRole'])
  })

  it('sorts subnets and groups, and takes no public address for DISABLED', () => {
    expect(
      settingsOf({
        networkConfiguration: {
          awsvpcConfiguration: { subnets: ['subnet-2', 'subnet-1'], securityGroups: ['b', 'a'] },
        },
      }).networkConfiguration,
    ).to.deep.equal({ subnets: ['subnet-1', 'subnet-2'], securityGroups: ['a', 'b'], assignPublicIp: 'DISABLED' })
    expect(
      settingsOf({
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], assignPublicIp: 'ENABLED' } },
      }).networkConfiguration,
    ).to.deep.equal({ subnets: ['subnet-1'], securityGroups: [], assignPublicIp: 'ENABLED' })
  })

  it('sorts load balancers as the file does: by target group or name, then container, then port', () => {
    const group = (name: string) => `arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/${name}/1`
    const entry = (name: string, containerName: string, containerPort: number) => ({
      targetGroupArn: group(name),
      containerName,
      containerPort,
    })
    expect(
      settingsOf({
        loadBalancers: [entry('b', 'web', 80), entry('a', 'web', 443), entry('a', 'web', 80), entry('a', 'api', 8080)],
      }).loadBalancers,
    ).to.deep.equal([entry('a', 'api', 8080), entry('a', 'web', 80), entry('a', 'web', 443), entry('b', 'web', 80)])
    expect(
      settingsOf({ loadBalancers: [{ loadBalancerName: 'elb', containerName: 'web', containerPort: 80 }] })
        .loadBalancers,
    ).to.deep.equal([{ loadBalancerName: 'elb', containerName: 'web', containerPort: 80 }])
  })

  it('has no launch type for a service of capacity providers, and none of a kind that is not known here', () => {
    expect([
      settingsOf({ launchType: undefined }).launchType,
      settingsOf({ launchType: 'MANAGED_INSTANCES' }).launchType,
    ]).to.deep.equal([undefined, undefined])
  })
})

describe('statusFrom', () => {
  it('reads an answer of little as a service of nothing', () => {
    expect(statusFrom({})).to.deep.equal({
      state: 'INACTIVE',
      desiredCount: 0,
      runningCount: 0,
      pendingCount: 0,
      deployments: [],
      events: [],
      schedulingStrategy: 'REPLICA',
      deploymentController: 'ECS',
    })
  })

  it('has no rollout state where ECS tells none, behind a classic load balancer', () => {
    const [deployment] = statusFrom({ deployments: [{ id: 'ecs-svc/1', status: 'ACTIVE' }] }).deployments
    expect(deployment).to.deep.equal({
      id: 'ecs-svc/1',
      status: 'ACTIVE',
      taskDefinitionArn: '',
      desiredCount: 0,
      runningCount: 0,
      pendingCount: 0,
      failedTasks: 0,
      createdAtMs: 0,
    })
  })
})
