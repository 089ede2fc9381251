import { expect } from 'chai'
import type { CreateServiceCommandInput, Service } from '@aws-sdk/client-ecs'
import { createSimulator } from '../../src/simulator/simulator.js'
import type { Wire } from '../support/wireClient.js'
import {
  behindClassic,
  behindTargetGroup,
  clientOf,
  helloFargate,
  helloWorld,
  network,
  targetGroupArn,
  wire,
} from '../support/wireClient.js'

const texts = ({ events }: Service): readonly string[] =>
  (events ?? []).map(({ message = '' }) =>
    message
      .replace('(service web) ', '')
      .replaceAll(/\(task \w+\)/g, '(task T)')
      .replaceAll(/ecs-svc\/\d+/g, 'ecs-svc/N')
      .replaceAll(/\(container-instance \w+\)/g, '(container-instance I)'),
  )

const rollouts = ({ deployments }: Service): readonly string[] =>
  (deployments ?? []).map(
    ({ status = '', rolloutState = 'none', runningCount = 0, desiredCount = 0 }) =>
      `${status} ${rolloutState} ${runningCount}/${desiredCount}`,
  )

/** A settled service, told to deploy anew. */
const redeployed = async (changes: Partial<CreateServiceCommandInput>): Promise<Wire> => {
  const made = wire()
  await made.service(changes)
  made.simulator.advance(120_000)
  await made.ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true })
  return made
}

/** The most tasks that were not STOPPED, and the fewest RUNNING, in any second. */
const extremes = async ({ ecs, simulator }: Wire, seconds: number) => {
  let [most, fewest] = [0, Infinity]
  for (let second = 0; second < seconds; second += 1) {
    simulator.advance(1000)
    const tasks = Object.values(simulator.snapshot().ecs.clusters['c']!.tasks)
    most = Math.max(most, tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED').length)
    fewest = Math.min(fewest, tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length)
  }
  return {
    most,
    fewest,
    rollouts: rollouts((await ecs.describeServices({ cluster: 'c', services: ['web'] })).services![0]!),
  }
}

describe('the scheduler', () => {
  it('B44 B52 tells the story of a first deployment', async () => {
    const { service, simulator, web } = wire()
    await service({ desiredCount: 2 })
    simulator.advance(60_000)
    const settled = await web()
    expect([rollouts(settled), texts(settled)]).to.deep.equal([
      ['PRIMARY COMPLETED 2/2'],
      [
        'has reached a steady state.',
        '(deployment ecs-svc/N) deployment completed.',
        'has started 2 tasks: (task T) (task T).',
      ],
    ])
    const [steady, completed] = settled.events!
    expect(steady!.createdAt!.getTime() - completed!.createdAt!.getTime()).to.equal(1)
  })

  const limits: readonly (readonly [number, number, number, number, number, string[]])[] = [
    [4, 50, 200, 8, 2, ['PRIMARY COMPLETED 4/4']],
    [1, 100, 200, 2, 1, ['PRIMARY COMPLETED 1/1']],
    [1, 0, 100, 1, 0, ['PRIMARY COMPLETED 1/1']],
    [4, 50, 100, 4, 2, ['PRIMARY COMPLETED 4/4']],
    [2, 75, 100, 2, 2, ['PRIMARY IN_PROGRESS 0/2', 'ACTIVE COMPLETED 2/2']],
    [3, 100, 125, 3, 3, ['PRIMARY IN_PROGRESS 0/3', 'ACTIVE COMPLETED 3/3']],
    [1, 50, 100, 1, 1, ['PRIMARY IN_PROGRESS 0/1', 'ACTIVE COMPLETED 1/1']],
  ]
  for (const [desiredCount, minimumHealthyPercent, maximumPercent, most, fewest, ending] of limits) {
    it(`B41 B42 rolls ${desiredCount} tasks within ${minimumHealthyPercent}/${maximumPercent} percent`, async () => {
      const made = await redeployed({
        desiredCount,
        deploymentConfiguration: { minimumHealthyPercent, maximumPercent },
        availabilityZoneRebalancing: 'DISABLED',
      })
      const seen = await extremes(made, 400)
      expect(seen).to.deep.equal({ most, fewest: seen.fewest, rollouts: ending })
      expect(seen.fewest).to.be.at.least(fewest)
    })
  }

  it('B51 says once that percentages leave no room', async () => {
    const { simulator, web } = await redeployed({
      deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 100 },
      availabilityZoneRebalancing: 'DISABLED',
    })
    simulator.advance(3_600_000)
    const blocked =
      'was unable to stop or start tasks during a deployment because of the service deployment configuration. ' +
      'Update the minimumHealthyPercent or maximumPercent value and try again.'
    expect(texts(await web()).filter((text) => text === blocked)).to.have.length(1)
  })

  it('B45 B55 scales without touching the rollout state', async () => {
    const { ecs, service, simulator, web } = wire()
    await service({ desiredCount: 1 })
    simulator.advance(60_000)
    await ecs.updateService({ cluster: 'c', service: 'web', desiredCount: 3 })
    simulator.advance(5_000)
    expect(rollouts(await web())).to.deep.equal(['PRIMARY COMPLETED 1/3'])
    simulator.advance(60_000)
    await ecs.updateService({ cluster: 'c', service: 'web', desiredCount: 1 })
    simulator.advance(60_000)
    expect(texts(await web()).slice(0, 4)).to.deep.equal([
      'has reached a steady state.',
      'has stopped 2 running tasks: (task T) (task T).',
      'has reached a steady state.',
      'has started 2 tasks: (task T) (task T).',
    ])
  })

  it('B45 completes an empty deployment after twenty seconds', async () => {
    const { service, simulator, web } = wire()
    await service({ desiredCount: 0 })
    simulator.advance(19_000)
    expect(rollouts(await web())).to.deep.equal(['PRIMARY IN_PROGRESS 0/0'])
    simulator.advance(2_000)
    expect(rollouts(await web())).to.deep.equal(['PRIMARY COMPLETED 0/0'])
  })

  it('B44 lets several deployments stand, and the newest win', async () => {
    const { ecs, simulator, web } = await redeployed({ desiredCount: 2 })
    simulator.advance(5_000)
    await ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true })
    expect(rollouts(await web()).map((text) => text.split(' ').slice(0, 2).join(' '))).to.deep.equal([
      'PRIMARY IN_PROGRESS',
      'ACTIVE IN_PROGRESS',
      'ACTIVE COMPLETED',
    ])
    simulator.advance(300_000)
    const after = await web()
    expect(rollouts(after)).to.deep.equal(['PRIMARY COMPLETED 2/2'])
    expect(texts(after)).to.include('stopped 2 pending tasks.')
  })

  it('B71 B51 cannot place two tasks of one host port on an instance, and goes on when the minimum lets it', async () => {
    const made = wire()
    await made.ecs.registerTaskDefinition(
      helloWorld({
        containerDefinitions: [
          { name: 'hello-world', image: 'x', memory: 64, portMappings: [{ containerPort: 80, hostPort: 80 }] },
        ],
      }),
    )
    await made.service({ taskDefinition: 'hello-world', desiredCount: 4 })
    made.simulator.advance(60_000)
    await made.ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true })
    made.simulator.advance(600_000)
    const stuck = await made.web()
    expect(rollouts(stuck)).to.deep.equal(['PRIMARY IN_PROGRESS 0/4', 'ACTIVE COMPLETED 4/4'])
    expect(texts(stuck)[0]).to.equal(
      'was unable to place a task because no container instance met all of its requirements. ' +
        'The closest matching (container-instance I) is already using a port required by your task. ' +
        'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
    )
    await made.ecs.updateService({
      cluster: 'c',
      service: 'web',
      deploymentConfiguration: { minimumHealthyPercent: 50 },
    })
    made.simulator.advance(600_000)
    expect(rollouts(await made.web())).to.deep.equal(['PRIMARY COMPLETED 4/4'])
  })

  const obstacles: readonly (readonly [string, object, object, string])[] = [
    ['CPU', { cpu: 5000 }, {}, 'has insufficient CPU units available'],
    ['memory', { memory: 20_000 }, {}, 'has insufficient memory available'],
    [
      'an attribute',
      {},
      { placementConstraints: [{ type: 'memberOf', expression: 'attribute:disk == ssd' }] },
      'is missing an attribute required by your task',
    ],
  ]
  for (const [what, container, changes, detail] of obstacles) {
    it(`B51 B52 says which instance came closest where ${what} is missing`, async () => {
      const made = wire()
      await made.ecs.registerTaskDefinition(
        helloWorld({ containerDefinitions: [{ name: 'hello-world', image: 'x', memory: 64, ...container }] }),
      )
      await made.service({ taskDefinition: 'hello-world', ...changes })
      made.simulator.advance(60_000)
      expect(texts(await made.web())).to.deep.equal([
        'was unable to place a task because no container instance met all of its requirements. ' +
          `The closest matching (container-instance I) ${detail}. ` +
          'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
      ])
    })
  }

  it('B61 forgets stopped tasks after an hour, also those of a snapshot that does not say in which order they stopped', async () => {
    const { ecs, service, simulator } = wire()
    await service({ desiredCount: 3 })
    simulator.advance(60_000)
    await ecs.updateService({ cluster: 'c', service: 'web', desiredCount: 1 })
    simulator.advance(60_000)
    const { stoppedTasks, ...older } = simulator.snapshot().ecs
    expect(stoppedTasks).to.have.length(2)
    const futures = [simulator.snapshot(), { ...simulator.snapshot(), ecs: older }].map((snapshot) =>
      createSimulator({ snapshot }),
    )
    for (const future of futures) {
      future.advance(3_600_000)
      await clientOf(future).updateService({ cluster: 'c', service: 'web', desiredCount: 0 })
      future.advance(60_000)
    }
    const [plain, upgraded] = futures.map((future) => future.snapshot())
    expect(plain!.ecs.stoppedTasks).to.deep.equal(Object.keys(plain!.ecs.clusters['c']!.tasks).map((id) => `c/${id}`))
    expect(plain!.ecs.stoppedTasks).to.have.length(1)
    expect(upgraded).to.deep.equal(plain)
  })

  it('B43 B60 waits for targets to be healthy, and drains them before tasks stop', async () => {
    const made = wire()
    made.simulator.ensureTargetGroup(targetGroupArn, { targetType: 'ip', port: 80 })
    await made.ecs.registerTaskDefinition(helloFargate())
    await made.service({
      taskDefinition: 'hello-world',
      launchType: 'FARGATE',
      networkConfiguration: network,
      loadBalancers: [behindTargetGroup],
    })
    made.simulator.advance(60_000)
    expect(rollouts(await made.web())).to.deep.equal(['PRIMARY IN_PROGRESS 1/1'])
    made.simulator.advance(180_000)
    expect(rollouts(await made.web())).to.deep.equal(['PRIMARY COMPLETED 1/1'])
    await made.ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true })
    made.simulator.advance(300_000)
    expect(rollouts(await made.web())).to.deep.equal(['PRIMARY IN_PROGRESS 1/1', 'ACTIVE COMPLETED 0/0'])
    const { taskArns } = await made.ecs.listTasks({ cluster: 'c', desiredStatus: 'STOPPED' })
    const { tasks } = await made.ecs.describeTasks({ cluster: 'c', tasks: taskArns! })
    expect(tasks?.map(({ lastStatus }) => lastStatus)).to.deep.equal(['DEACTIVATING'])
    made.simulator.advance(300_000)
    expect(rollouts(await made.web())).to.deep.equal(['PRIMARY COMPLETED 1/1'])
  })

  it('B30 B43 runs the seed behind a classic load balancer, without a rollout state', async () => {
    const made = wire()
    const listeners = [{ loadBalancerPort: 80, instancePort: 80 }]
    made.simulator.ensureClassicLoadBalancer('hello-world-elb', { listeners, healthCheckTarget: 'TCP:22' })
    await made.service({ role: 'ecsServiceRole', loadBalancers: [behindClassic] })
    made.simulator.advance(600_000)
    const settled = await made.web()
    expect([rollouts(settled), texts(settled)]).to.deep.equal([
      ['PRIMARY none 1/1'],
      [
        'has reached a steady state.',
        '(deployment ecs-svc/N) deployment completed.',
        'registered 1 instances in (elb hello-world-elb)',
        'has started 1 tasks: (task T).',
      ],
    ])
  })

  it('B50 replaces tasks whose targets fail, but only after the grace period', async () => {
    const made = wire({ faults: [{ kind: 'TargetUnhealthy' }] })
    made.simulator.ensureTargetGroup(targetGroupArn, { targetType: 'instance', port: 80 })
    await made.service({ loadBalancers: [behindTargetGroup], healthCheckGracePeriodSeconds: 600 })
    made.simulator.advance(590_000)
    expect(texts(await made.web()).some((text) => text.includes('is unhealthy in (target-group'))).to.equal(false)
    made.simulator.advance(60_000)
    const { taskArns } = await made.ecs.listTasks({ cluster: 'c', desiredStatus: 'STOPPED' })
    const { tasks } = await made.ecs.describeTasks({ cluster: 'c', tasks: taskArns! })
    expect(tasks?.[0]?.stoppedReason).to.equal(`Task failed ELB health checks in (target-group ${targetGroupArn})`)
    made.simulator.setFaults([])
    made.simulator.advance(900_000)
    expect(rollouts(await made.web())).to.deep.equal(['PRIMARY COMPLETED 1/1'])
  })

  it('B43 B50 judges by container health checks where there are any', async () => {
    const made = wire({ faults: [{ kind: 'ContainerUnhealthy', image: 'sick' }] })
    const containers = (image: string) => ({
      containerDefinitions: [
        { name: 'hello-world', image, memory: 64, healthCheck: { command: ['CMD', 'true'], interval: 10 } },
      ],
    })
    await made.ecs.registerTaskDefinition(helloWorld({ family: 'well', ...containers('well') }))
    await made.ecs.registerTaskDefinition(helloWorld({ family: 'sick', ...containers('sick') }))
    await made.service({ taskDefinition: 'well' })
    made.simulator.advance(60_000)
    await made.ecs.updateService({ cluster: 'c', service: 'web', taskDefinition: 'sick' })
    made.simulator.advance(120_000)
    expect(rollouts(await made.web())[1]).to.equal('ACTIVE COMPLETED 1/1')
    const { taskArns } = await made.ecs.listTasks({ cluster: 'c', desiredStatus: 'STOPPED' })
    const { tasks } = await made.ecs.describeTasks({ cluster: 'c', tasks: taskArns! })
    expect(new Set(tasks?.map(({ stoppedReason }) => stoppedReason))).to.deep.equal(
      new Set(['Task failed container health checks']),
    )
  })

  it('B46 B47 fails a deployment that cannot start, with nothing to go back to', async () => {
    const made = wire({ faults: [{ kind: 'ImageCannotBePulled', image: 'tutum/hello-world' }] })
    await made.service({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } })
    made.simulator.advance(600_000)
    const failed = await made.web()
    const [deployment] = failed.deployments!
    expect([rollouts(failed), deployment?.rolloutStateReason, deployment?.failedTasks]).to.deep.equal([
      ['PRIMARY FAILED 0/1'],
      'ECS deployment circuit breaker: tasks failed to start.',
      3,
    ])
    const { serviceDeployments } = await made.ecs.listServiceDeployments({ cluster: 'c', service: 'web' })
    expect(serviceDeployments?.map(({ status }) => status)).to.deep.equal(['STOPPED'])
  })

  it('B49 holds starts back where nothing stops them', async () => {
    const made = wire({ faults: [{ kind: 'ContainerExits', container: 'hello-world', exitCode: 1, afterMs: 0 }] })
    await made.service()
    made.simulator.advance(3_600_000)
    const failing = await made.web()
    expect(texts(failing)).to.include(
      'is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
    )
    expect(failing.deployments?.[0]?.failedTasks).to.be.within(6, 14)
    const { taskArns } = await made.ecs.listTasks({ cluster: 'c', desiredStatus: 'STOPPED' })
    const { tasks } = await made.ecs.describeTasks({ cluster: 'c', tasks: taskArns! })
    expect([tasks?.[0]?.stopCode, tasks?.[0]?.containers?.[0]?.exitCode]).to.deep.equal(['EssentialContainerExited', 1])
  })

  it('B83 has no capacity while a fault says so', async () => {
    const made = wire({ faults: [{ kind: 'NoCapacity', cluster: 'c' }] })
    await made.ecs.registerTaskDefinition(helloFargate())
    await made.service({ taskDefinition: 'hello-world', launchType: 'FARGATE', networkConfiguration: network })
    made.simulator.advance(60_000)
    expect(texts(await made.web())).to.have.length(1)
    made.simulator.setFaults([])
    made.simulator.advance(60_000)
    expect(rollouts(await made.web())).to.deep.equal(['PRIMARY COMPLETED 1/1'])
  })

  it('B54 runs a daemon on every instance, also on one that comes later', async () => {
    const made = wire()
    await made.service({ schedulingStrategy: 'DAEMON', desiredCount: undefined })
    made.simulator.advance(60_000)
    expect(rollouts(await made.web())).to.deep.equal(['PRIMARY COMPLETED 4/4'])
    await made.ecs.registerContainerInstance({ cluster: 'c' })
    made.simulator.advance(60_000)
    const grown = await made.web()
    expect([rollouts(grown), grown.desiredCount]).to.deep.equal([['PRIMARY COMPLETED 5/5'], 5])
    await made.ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true })
    made.simulator.advance(300_000)
    expect(rollouts(await made.web())).to.deep.equal(['PRIMARY COMPLETED 5/5'])
  })

  it('B53 drains a deleted service', async () => {
    const made = wire()
    await made.service({ desiredCount: 2 })
    made.simulator.advance(60_000)
    await made.ecs.deleteService({ cluster: 'c', service: 'web', force: true })
    made.simulator.advance(3_000)
    const draining = await made.web()
    expect([draining.status, draining.desiredCount, draining.deployments?.length]).to.deep.equal(['DRAINING', 0, 1])
    made.simulator.advance(60_000)
    const gone = await made.web()
    expect([gone.status, gone.deployments]).to.deep.equal(['INACTIVE', []])
  })
})
