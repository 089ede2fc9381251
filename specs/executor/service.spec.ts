// The inputs of the calls that actions become: whole values, since a member too many is a change that nobody planned.
import { expect } from 'chai'
import fc from 'fast-check'
import {
  createServiceInput,
  deleteServiceInput,
  scaleServiceInput,
  tagResourceInput,
  updateServiceInput,
} from '../../src/executor/service.js'
import { serviceFields } from '../../src/planner/serviceFields.js'
import { aCreation, aDeletion, aScaling, aTagging, anUpdate, revisionArn } from '../support/builders.js'

const arn = revisionArn('hello-world:8')

const network = { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'ENABLED' as const }

const all = {
  desiredCount: 2,
  launchType: 'FARGATE' as const,
  role: 'ecsServiceRole',
  loadBalancers: [{ loadBalancerName: 'elb', containerName: 'web', containerPort: 80 }],
  networkConfiguration: network,
  maximumPercent: 150,
  minimumHealthyPercent: 50,
  availabilityZoneRebalancing: 'DISABLED' as const,
  schedulingStrategy: 'REPLICA' as const,
  capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }],
  platformVersion: '1.4.0',
  serviceRegistries: [{ registryArn: 'arn:aws:servicediscovery:us-west-2:123445564666:service/srv-1' }],
  deploymentCircuitBreaker: {
    enable: true,
    rollback: true,
    resetOnHealthyTask: true,
    thresholdConfiguration: { type: 'COUNT', value: 5 },
  },
  alarms: { alarmNames: ['errors'], enable: true, rollback: false },
  strategy: 'CANARY',
  bakeTimeInMinutes: 5,
  lifecycleHooks: [{ hookTargetArn: 'arn:aws:lambda:us-west-2:123445564666:function:check' }],
  linearConfiguration: { stepPercent: 20 },
  canaryConfiguration: { canaryPercent: 5 },
  earlySuccessCriteria: {},
  placementConstraints: [{ type: 'distinctInstance' }],
  placementStrategy: [{ type: 'binpack', field: 'memory' }],
  healthCheckGracePeriodSeconds: 30,
  enableExecuteCommand: true,
  enableECSManagedTags: true,
  propagateTags: 'SERVICE',
  serviceConnectConfiguration: { enabled: true, namespace: 'shop' },
  volumeConfigurations: [{ name: 'data', managedEBSVolume: { roleArn: 'ecsInfrastructureRole' } }],
  vpcLatticeConfigurations: [{ roleArn: 'lattice', targetGroupArn: 'tg', portName: 'web' }],
}

const shared = {
  desiredCount: 2,
  loadBalancers: all.loadBalancers,
  networkConfiguration: { awsvpcConfiguration: network },
  deploymentConfiguration: {
    maximumPercent: 150,
    minimumHealthyPercent: 50,
    deploymentCircuitBreaker: all.deploymentCircuitBreaker,
    alarms: all.alarms,
    strategy: 'CANARY',
    bakeTimeInMinutes: 5,
    lifecycleHooks: all.lifecycleHooks,
    linearConfiguration: all.linearConfiguration,
    canaryConfiguration: all.canaryConfiguration,
    earlySuccessCriteria: all.earlySuccessCriteria,
  },
  availabilityZoneRebalancing: 'DISABLED',
  capacityProviderStrategy: all.capacityProviderStrategy,
  platformVersion: '1.4.0',
  serviceRegistries: all.serviceRegistries,
  placementConstraints: all.placementConstraints,
  placementStrategy: all.placementStrategy,
  healthCheckGracePeriodSeconds: 30,
  enableExecuteCommand: true,
  enableECSManagedTags: true,
  propagateTags: 'SERVICE',
  serviceConnectConfiguration: all.serviceConnectConfiguration,
  volumeConfigurations: all.volumeConfigurations,
  vpcLatticeConfigurations: all.vpcLatticeConfigurations,
}

describe('createServiceInput', () => {
  it('holds all that the action holds', () => {
    expect(Object.keys(all).sort()).to.deep.equal(serviceFields.map(({ path }) => path).sort())
    const { clientToken, ...input } = createServiceInput(
      aCreation({ settings: all, tags: { 'deploy:declared': 'count', team: 'web' } }),
      arn,
      'a run',
    )
    expect(clientToken).to.match(/^[0-9a-f]{36}$/)
    expect(input).to.deep.equal({
      cluster: 'hello-world-cluster',
      serviceName: 'hello-world-test',
      taskDefinition: arn,
      ...shared,
      launchType: 'FARGATE',
      role: 'ecsServiceRole',
      schedulingStrategy: 'REPLICA',
      tags: [
        { key: 'deploy:declared', value: 'count' },
        { key: 'team', value: 'web' },
      ],
    })
  })

  it('holds nothing that the action does not hold', () => {
    const { clientToken, ...input } = createServiceInput(aCreation({ settings: { desiredCount: 0 } }), arn, 'a run')
    expect(clientToken).to.be.a('string')
    expect(input).to.deep.equal({
      cluster: 'hello-world-cluster',
      serviceName: 'hello-world-test',
      taskDefinition: arn,
      desiredCount: 0,
      tags: [],
    })
  })

  it('has the same token for the same request, and another for another', () => {
    const tokenFor = (count: number, taskDefinition: string) =>
      createServiceInput(aCreation({ settings: { desiredCount: count } }), taskDefinition, 'a run').clientToken
    fc.assert(
      fc.property(
        fc.nat(9),
        fc.nat(9),
        fc.constantFrom('a:1', 'a:2'),
        fc.constantFrom('a:1', 'a:2'),
        (a, b, one, other) => {
          expect(tokenFor(a, one) === tokenFor(b, other)).to.equal(a === b && one === other)
        },
      ),
    )
  })
})

describe('updateServiceInput', () => {
  it('holds all that UpdateService can be told', () => {
    expect(updateServiceInput(anUpdate({ settings: all }), arn)).to.deep.equal({
      cluster: 'hello-world-cluster',
      service: 'hello-world-test',
      taskDefinition: arn,
      ...shared,
    })
  })

  it('holds the changed members alone, one percentage without the other', () => {
    expect(updateServiceInput(anUpdate({ settings: { maximumPercent: 150 } }), undefined)).to.deep.equal({
      cluster: 'hello-world-cluster',
      service: 'hello-world-test',
      deploymentConfiguration: { maximumPercent: 150 },
    })
  })

  it('takes the last load balancer away with an empty list', () => {
    expect(updateServiceInput(anUpdate({ settings: { loadBalancers: [] } }), undefined)).to.deep.include({
      loadBalancers: [],
    })
  })
})

describe('the inputs of the other calls', () => {
  it('hold what they are about and nothing else', () => {
    expect([
      scaleServiceInput(aScaling(1, 0)),
      deleteServiceInput(aDeletion()),
      tagResourceInput(aTagging({ tags: { a: '1' } })),
    ]).to.deep.equal([
      { cluster: 'hello-world-cluster', service: 'hello-world-test', desiredCount: 0 },
      { cluster: 'hello-world-cluster', service: 'hello-world-test', force: true },
      {
        resourceArn: 'arn:aws:ecs:us-west-2:123445564666:service/hello-world-cluster/hello-world-test',
        tags: [{ key: 'a', value: '1' }],
      },
    ])
  })
})
