import { expect } from 'chai'
import fc from 'fast-check'
import type { ECS } from '@aws-sdk/client-ecs'
import type { Fault, Simulator } from '../../src/simulator/simulator.js'
import {
  behindClassic,
  behindTargetGroup,
  helloFargate,
  helloWorld,
  network,
  targetGroupArn,
  wire,
} from '../support/wireClient.js'

type Step = (ecs: ECS, simulator: Simulator) => Promise<unknown>

const faults: readonly (readonly Fault[])[] = [
  [],
  [{ kind: 'ImageCannotBePulled', image: 'two' }],
  [{ kind: 'ContainerExits', exitCode: 1, afterMs: 20_000 }],
  [{ kind: 'TargetUnhealthy' }],
  [{ kind: 'NoCapacity' }],
  [{ kind: 'ContainerUnhealthy' }],
  [{ kind: 'ContainerExits', exitCode: 137, afterMs: 0, reason: 'OutOfMemoryError', lines: ['a', 'b'] }],
  [{ kind: 'SecretCannotBeFetched' }, { kind: 'AlarmFires', name: 'errors', afterMs: 40_000 }],
  [{ kind: 'StaleReads', forMs: 30_000 }],
]

const service = fc.constantFrom('bridge', 'balanced', 'classic', 'fargate', 'daemon')
const wait = fc.integer({ min: 0, max: 200_000 })

const step: fc.Arbitrary<Step> = fc.oneof(
  wait.map((ms): Step => (_ecs, simulator) => {
    simulator.advance(ms)
    return Promise.resolve()
  }),
  fc.tuple(service, fc.integer({ min: 0, max: 6 })).map(
    ([name, desiredCount]): Step =>
      (ecs) =>
        ecs.updateService({ cluster: 'c', service: name, desiredCount }),
  ),
  service.map(
    (name): Step =>
      (ecs) =>
        ecs.updateService({ cluster: 'c', service: name, forceNewDeployment: true }),
  ),
  fc.tuple(service, fc.constantFrom('one', 'two')).map(
    ([name, taskDefinition]): Step =>
      (ecs) =>
        ecs.updateService({ cluster: 'c', service: name, taskDefinition }),
  ),
  fc.tuple(service, fc.constantFrom(0, 50, 100), fc.constantFrom(100, 150, 200)).map(
    ([name, minimumHealthyPercent, maximumPercent]): Step =>
      (ecs) =>
        ecs.updateService({
          cluster: 'c',
          service: name,
          deploymentConfiguration: { minimumHealthyPercent, maximumPercent },
          availabilityZoneRebalancing: 'DISABLED',
        }),
  ),
  service.map(
    (name): Step =>
      (ecs) =>
        ecs.deleteService({ cluster: 'c', service: name, force: true }),
  ),
  fc.nat(20).map((index): Step => async (ecs) => {
    const { taskArns = [] } = await ecs.listTasks({ cluster: 'c' })
    if (taskArns.length > 0) await ecs.stopTask({ cluster: 'c', task: taskArns[index % taskArns.length] })
  }),
  fc.nat(3).map((index): Step => async (ecs) => {
    const { containerInstanceArns = [] } = await ecs.listContainerInstances({ cluster: 'c' })
    const containerInstance = containerInstanceArns[index]
    if (containerInstance !== undefined) {
      await ecs.deregisterContainerInstance({ cluster: 'c', containerInstance, force: true })
    }
  }),
  fc
    .tuple(service, fc.constantFrom('ROLLBACK' as const, 'ABORT' as const))
    .map(([name, stopType]): Step => async (ecs) => {
      const { services } = await ecs.describeServices({ cluster: 'c', services: [name] })
      const serviceDeploymentArn = services![0]?.currentServiceDeployment
      if (serviceDeploymentArn !== undefined) await ecs.stopServiceDeployment({ serviceDeploymentArn, stopType })
    }),
  fc.tuple(service, fc.boolean(), fc.boolean()).map(
    ([name, enable, rollback]): Step =>
      (ecs) =>
        ecs.updateService({
          cluster: 'c',
          service: name,
          forceNewDeployment: true,
          deploymentConfiguration: { alarms: { alarmNames: ['errors'], enable, rollback } },
        }),
  ),
  fc.constantFrom(...faults).map((set): Step => (_ecs, simulator) => {
    simulator.setFaults(set)
    return Promise.resolve()
  }),
)

const talkative = {
  logConfiguration: { logDriver: 'awslogs' as const, options: { 'awslogs-group': 'g', 'awslogs-region': 'us-west-2' } },
  secrets: [{ name: 'DB', valueFrom: '/web/db' }],
}

const world = async () => {
  const { ecs, simulator } = wire()
  simulator.ensureCluster('c', { instances: 4, cpu: 1024, memory: 2048 })
  simulator.ensureTargetGroup(targetGroupArn, { targetType: 'instance', port: 80 })
  const listeners = [{ loadBalancerPort: 80, instancePort: 80 }]
  simulator.ensureClassicLoadBalancer('hello-world-elb', { listeners, healthCheckTarget: 'TCP:22' })
  const [container] = helloWorld().containerDefinitions!
  for (const family of ['one', 'two']) {
    await ecs.registerTaskDefinition(
      helloWorld({ family, containerDefinitions: [{ ...container, image: family, ...talkative }] }),
    )
  }
  await ecs.registerTaskDefinition(helloFargate({ family: 'fargate' }))
  const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: true } }
  const request = { cluster: 'c', taskDefinition: 'one', desiredCount: 2, deploymentConfiguration }
  await ecs.createService({ ...request, serviceName: 'bridge' })
  await ecs.createService({ ...request, serviceName: 'balanced', loadBalancers: [behindTargetGroup] })
  await ecs.createService({ ...request, serviceName: 'classic', loadBalancers: [behindClassic], role: 'r' })
  const fargate = { taskDefinition: 'fargate', launchType: 'FARGATE' as const, networkConfiguration: network }
  await ecs.createService({ ...request, ...fargate, serviceName: 'fargate' })
  await ecs.createService({ cluster: 'c', serviceName: 'daemon', taskDefinition: 'one', schedulingStrategy: 'DAEMON' })
  return { ecs, simulator }
}

const inspect = async (ecs: ECS, simulator: Simulator): Promise<void> => {
  const cluster = simulator.snapshot().ecs.clusters['c']!
  for (const { used, cpu, memory, taskIds } of Object.values(cluster.instances)) {
    const containers = taskIds.flatMap((id) => cluster.tasks[id]!.containers)
    expect(used.cpu).to.equal(128 * taskIds.length)
    expect(used.cpu <= cpu && used.memory <= memory, 'an instance is too full').to.equal(true)
    expect(used.ports.toSorted()).to.deep.equal(
      containers.flatMap(({ networkBindings }) => networkBindings.map(({ hostPort }) => hostPort)).toSorted(),
    )
    expect(new Set(used.ports).size).to.equal(used.ports.length)
  }
  const living = Object.values(cluster.tasks).filter(({ lastStatus }) => lastStatus !== 'STOPPED')
  const held = Object.values(cluster.services).flatMap(({ taskIds }) => taskIds)
  expect(held.toSorted()).to.deep.equal(living.map(({ id }) => id).toSorted())
  const services = ['bridge', 'balanced', 'classic', 'fargate', 'daemon']
  const described = await ecs.describeServices({ cluster: 'c', services })
  for (const { events = [], deployments = [], status } of described.services!) {
    expect(events.length).to.be.at.most(100)
    expect(deployments.filter((each) => each.status === 'PRIMARY')).to.have.length(status === 'INACTIVE' ? 0 : 1)
  }
}

describe('whatever is asked of the simulator', () => {
  it('B41 B71 B37 B38 B84 keeps its books, never answers outside the model, and comes to rest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { ecs, simulator } = await world()
        for (const take of steps) {
          await take(ecs, simulator).catch((error: unknown) => {
            expect(String(error)).not.to.contain('SIMULATOR BUG')
          })
          await inspect(ecs, simulator)
        }
        simulator.setFaults([])
        for (const name of ['bridge', 'balanced', 'classic', 'fargate', 'daemon']) {
          const deploymentConfiguration = {
            minimumHealthyPercent: name === 'daemon' ? 0 : 50,
            maximumPercent: name === 'daemon' ? 100 : 200,
          }
          await ecs
            .updateService({ cluster: 'c', service: name, deploymentConfiguration, forceNewDeployment: true })
            .catch(() => undefined)
        }
        simulator.ensureCluster('c', { instances: 8, cpu: 1024, memory: 2048 })
        simulator.advance(4 * 3_600_000)
        await inspect(ecs, simulator)
        expect(simulator.snapshot().ecs.movingServices).to.deep.equal({})
        expect(simulator.snapshot().ecs.movingTasks).to.deep.equal({})
      }),
      { numRuns: Number(process.env['RUNS'] ?? 25) },
    )
  })
})
