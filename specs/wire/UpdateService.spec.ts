import { expect } from 'chai'
import type { Service, UpdateServiceCommandInput } from '@aws-sdk/client-ecs'
import type { Wire } from '../support/wireClient.js'
import {
  arn,
  behindTargetGroup,
  failureOf,
  helloWorld,
  onlySimulated,
  targetGroupArn,
  wire,
} from '../support/wireClient.js'

const settled = async (): Promise<Wire> => {
  const settled = wire()
  settled.simulator.ensureTargetGroup(targetGroupArn, { targetType: 'instance', port: 80 })
  await settled.service()
  settled.simulator.advance(60_000)
  return settled
}

const update = async ({ ecs }: Wire, changes: Partial<UpdateServiceCommandInput>): Promise<Service> => {
  const { service } = await ecs.updateService({ cluster: 'c', service: 'web', ...changes })
  return service!
}

const statuses = ({ deployments }: Service) =>
  deployments?.map(({ status, rolloutState }) => `${status} ${rolloutState}`)

describe('UpdateService', () => {
  onlySimulated('it needs a service that runs')

  it('B28 B44 makes one new deployment of a new revision, and keeps the old one ACTIVE until it is done', async () => {
    const web = await settled()
    await web.ecs.registerTaskDefinition(helloWorld())
    const updated = await update(web, { taskDefinition: 'hello-world', desiredCount: 2 })
    expect(statuses(updated)).to.deep.equal(['PRIMARY IN_PROGRESS', 'ACTIVE COMPLETED'])
    expect([updated.taskDefinition, updated.tags]).to.deep.equal([arn('task-definition/hello-world:2'), undefined])
    web.simulator.advance(300_000)
    const after = await web.web()
    expect(statuses(after)).to.deep.equal(['PRIMARY COMPLETED'])
    expect(after.deployments?.[0]?.id).to.equal(updated.deployments?.[0]?.id)
  })

  const quiet: readonly (readonly [string, Partial<UpdateServiceCommandInput>])[] = [
    ['nothing', {}],
    ['the count', { desiredCount: 2 }],
    ['the same definition', { taskDefinition: 'hello-world' }],
    ['the same load balancers', { loadBalancers: [] }],
    ['percentages', { deploymentConfiguration: { maximumPercent: 150 } }],
    ['placement', { placementStrategy: [{ type: 'spread', field: 'host' }] }],
    ['the grace period', { healthCheckGracePeriodSeconds: 30 }],
    ['managed tags', { enableECSManagedTags: true, propagateTags: 'SERVICE', enableExecuteCommand: true }],
  ]
  for (const [what, changes] of quiet) {
    it(`B28 B45 changes ${what} without a new deployment`, async () => {
      const web = await settled()
      expect(statuses(await update(web, changes))).to.deep.equal(['PRIMARY COMPLETED'])
    })
  }

  const loud: readonly (readonly [string, Partial<UpdateServiceCommandInput>])[] = [
    ['force', { forceNewDeployment: true }],
    ['load balancers', { loadBalancers: [behindTargetGroup] }],
    ['registries', { serviceRegistries: [{ registryArn: 'arn:aws:servicediscovery:us-west-2:1:service/s' }] }],
    ['Service Connect', { serviceConnectConfiguration: { enabled: false } }],
  ]
  for (const [what, changes] of loud) {
    it(`B28 makes a new deployment for ${what}`, async () => {
      const web = await settled()
      expect(statuses(await update(web, changes))).to.deep.equal(['PRIMARY IN_PROGRESS', 'ACTIVE COMPLETED'])
    })
  }

  it('B27 keeps what is omitted, clears with an empty list, merges the deployment configuration to the inside', async () => {
    const web = await settled()
    await update(web, {
      loadBalancers: [behindTargetGroup],
      placementStrategy: [{ type: 'binpack', field: 'cpu' }],
      deploymentConfiguration: {
        minimumHealthyPercent: 50,
        deploymentCircuitBreaker: { enable: true, rollback: true, resetOnHealthyTask: false },
      },
    })
    const kept = await update(web, {
      placementStrategy: [],
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: false } },
    })
    expect([kept.loadBalancers, kept.placementStrategy, kept.deploymentConfiguration]).to.deep.equal([
      [behindTargetGroup],
      [],
      {
        deploymentCircuitBreaker: {
          enable: false,
          rollback: false,
          resetOnHealthyTask: false,
          thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
        },
        maximumPercent: 200,
        minimumHealthyPercent: 50,
        strategy: 'ROLLING',
        bakeTimeInMinutes: 0,
      },
    ])
    expect((await update(web, { loadBalancers: [] })).loadBalancers).to.deep.equal([])
  })

  it('B29 demands force for capacity providers, and returns to the launch type with an empty strategy', async () => {
    const web = await settled()
    const capacityProviderStrategy = [{ capacityProvider: 'own', weight: 1 }]
    await web.ecs.createCluster({ clusterName: 'provided', capacityProviders: ['own'] })
    await web.ecs.createService({
      cluster: 'provided',
      serviceName: 'web',
      taskDefinition: 'hello-world',
      desiredCount: 0,
    })
    const there = { ...web, ecs: web.ecs }
    expect(await failureOf(update(there, { cluster: 'provided', capacityProviderStrategy }))).to.match(
      /^InvalidParameterException: When switching from launch type to capacity provider strategy/,
    )
    const forced = await update(there, { cluster: 'provided', capacityProviderStrategy, forceNewDeployment: true })
    expect([forced.launchType, forced.capacityProviderStrategy]).to.deep.equal([
      undefined,
      [{ capacityProvider: 'own', weight: 1, base: 0 }],
    ])
    const back = await update(there, { cluster: 'provided', capacityProviderStrategy: [], forceNewDeployment: true })
    expect([back.launchType, back.capacityProviderStrategy]).to.deep.equal(['EC2', undefined])
  })

  it('B24 B29 refuses a missing service, a deleted one, a negative count, a tight maximum under rebalancing', async () => {
    const web = await settled()
    expect(await failureOf(update(web, { service: 'never' }))).to.equal('ServiceNotFoundException: Service not found.')
    expect(await failureOf(update(web, { desiredCount: -1 }))).to.equal(
      'InvalidParameterException: Task count can not be lesser than 0',
    )
    expect(await failureOf(update(web, { deploymentConfiguration: { maximumPercent: 100 } }))).to.contain(
      'Availability Zone Rebalancing does not support maximumPercent <= 100 %',
    )
    await web.ecs.deleteService({ cluster: 'c', service: 'web', force: true })
    expect(await failureOf(update(web, {}))).to.equal('ServiceNotActiveException: Service was not ACTIVE.')
  })

  it('B26 refuses a new definition that drops the port of the load balancer', async () => {
    const web = await settled()
    await update(web, { loadBalancers: [behindTargetGroup] })
    await web.ecs.registerTaskDefinition(
      helloWorld({ containerDefinitions: [{ name: 'hello-world', image: 'x', memory: 64 }] }),
    )
    expect(await failureOf(update(web, { taskDefinition: 'hello-world' }))).to.equal(
      'InvalidParameterException: The container hello-world did not have a container port 80 defined.',
    )
  })

  it('B36 cannot take a service out of awsvpc: what it is not sent it keeps', async () => {
    const web = wire()
    await web.cluster('c')
    await web.ecs.registerTaskDefinition(helloWorld({ networkMode: 'awsvpc' }))
    await web.service({
      taskDefinition: 'hello-world',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    })
    await web.ecs.registerTaskDefinition(helloWorld())
    expect(await failureOf(update(web, { taskDefinition: 'hello-world' }))).to.equal(
      'InvalidParameterException: Network Configuration is not valid for the given networkMode of this task definition.',
    )
  })
})
