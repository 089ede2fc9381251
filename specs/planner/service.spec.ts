// What a plan does to one service: the Field table row by row, ownership by the declared tag, replacement, and the order
// of what is done. Hazards have a spec of their own.
import { expect } from 'chai'
import type { Effect } from '../../src/model/change.js'
import type { Plan } from '../../src/model/plan.js'
import type { LiveService, ServiceSettings } from '../../src/model/service.js'
import { alarmsOff, breakerOff } from '../../src/model/serviceSettings.js'
import { serviceFields } from '../../src/planner/serviceFields.js'
import { aDesiredService, aTarget, aTaskDefinition, anOrigin, plain, revisionArn } from '../support/builders.js'
import { actionOf, kindsOf, liveOf, planOne } from '../support/states.js'

const targetGroup = 'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/web/0123456789abcdef'
const toGroup = [{ targetGroupArn: targetGroup, containerName: 'hello-world', containerPort: 80 }]
const toClassic = [{ loadBalancerName: 'my-elb', containerName: 'hello-world', containerPort: 80 }]
const network = { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' as const }

const desiredWith = (settings: ServiceSettings) => aDesiredService({ settings })

/** Live as `before` declared it. */
const liveWith = (before: ServiceSettings, others: Partial<LiveService> = {}): LiveService => ({
  ...liveOf(desiredWith(before)),
  ...others,
})

const withStatus = (live: LiveService, status: Partial<LiveService['status']>): LiveService => ({
  ...live,
  status: { ...live.status, ...status },
})

const nothing = (plan: Plan): void => {
  expect({ actions: plan.actions, unchanged: plan.unchanged }).to.deep.equal({ actions: [], unchanged: [aTarget] })
}

describe('the Field table', () => {
  it('has one row for each setting, each with a short name of its own', () => {
    expect(serviceFields.map(({ path, shortName }) => [path, shortName])).to.deep.equal([
      ['desiredCount', 'count'],
      ['schedulingStrategy', 'sched'],
      ['launchType', 'launch'],
      ['capacityProviderStrategy', 'cps'],
      ['platformVersion', 'platform'],
      ['role', 'role'],
      ['loadBalancers', 'lb'],
      ['serviceRegistries', 'disc'],
      ['networkConfiguration', 'vpc'],
      ['maximumPercent', 'max'],
      ['minimumHealthyPercent', 'min'],
      ['deploymentCircuitBreaker', 'breaker'],
      ['alarms', 'alarms'],
      ['strategy', 'strat'],
      ['bakeTimeInMinutes', 'bake'],
      ['lifecycleHooks', 'hooks'],
      ['linearConfiguration', 'linear'],
      ['canaryConfiguration', 'canary'],
      ['earlySuccessCriteria', 'early'],
      ['placementConstraints', 'constr'],
      ['placementStrategy', 'place'],
      ['healthCheckGracePeriodSeconds', 'grace'],
      ['enableExecuteCommand', 'exec'],
      ['enableECSManagedTags', 'mtags'],
      ['propagateTags', 'ptags'],
      ['serviceConnectConfiguration', 'connect'],
      ['volumeConfigurations', 'vols'],
      ['vpcLatticeConfigurations', 'lattice'],
      ['availabilityZoneRebalancing', 'az'],
    ])
  })

  /** A change in the file, what it does, and what UpdateService is sent for it. */
  const rows: readonly (readonly [
    says: string,
    before: ServiceSettings,
    after: ServiceSettings,
    effect: Effect,
    sent: ServiceSettings | undefined,
  ])[] = [
    ['a launch type', { launchType: 'EC2' }, { launchType: 'FARGATE' }, 'Replace', undefined],
    ['a role', { role: 'a', loadBalancers: toGroup }, { role: 'b', loadBalancers: toGroup }, 'Replace', undefined],
    ['a first target group', {}, { loadBalancers: toGroup }, 'Rollout', { loadBalancers: toGroup }],
    [
      'a port of a target group',
      { loadBalancers: toGroup },
      { loadBalancers: [{ ...toGroup[0]!, containerPort: 443 }] },
      'Rollout',
      { loadBalancers: [{ ...toGroup[0]!, containerPort: 443 }] },
    ],
    [
      'a classic load balancer, without a role',
      { loadBalancers: toClassic },
      { loadBalancers: toGroup },
      'Rollout',
      { loadBalancers: toGroup },
    ],
    [
      'a classic load balancer, with a role',
      { role: 'a', loadBalancers: toClassic },
      { role: 'a', loadBalancers: toGroup },
      'Replace',
      undefined,
    ],
    [
      'a subnet',
      { networkConfiguration: network },
      { networkConfiguration: { ...network, subnets: ['subnet-1', 'subnet-2'] } },
      'Rollout',
      { networkConfiguration: { ...network, subnets: ['subnet-1', 'subnet-2'] } },
    ],
    ['a maximum', { maximumPercent: 200 }, { maximumPercent: 150 }, 'InPlace', { maximumPercent: 150 }],
    [
      'a minimum',
      { minimumHealthyPercent: 100 },
      { minimumHealthyPercent: 50 },
      'InPlace',
      { minimumHealthyPercent: 50 },
    ],
  ]
  const strategy = [{ capacityProvider: 'spot', weight: 1, base: 0 }]
  const breaker = {
    enable: true,
    rollback: true,
    resetOnHealthyTask: true,
    thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
  }
  const alarms = { alarmNames: ['errors'], enable: true, rollback: false }
  const volumes = [{ name: 'data', managedEBSVolume: { roleArn: 'r' } }]
  const lattice = [{ roleArn: 'r', targetGroupArn: 'tg', portName: 'http' }]
  const registries = [{ registryArn: 'arn:aws:servicediscovery:us-west-2:123445564666:service/srv-1' }]
  /** Set where nothing was, and back to what a service has by itself. */
  const settings: readonly (readonly [setting: ServiceSettings, usual: ServiceSettings, effect: Effect])[] = [
    [{ schedulingStrategy: 'DAEMON' }, {}, 'Replace'],
    [{ capacityProviderStrategy: strategy }, { capacityProviderStrategy: [] }, 'Rollout'],
    [{ serviceRegistries: registries }, { serviceRegistries: [] }, 'Rollout'],
    [{ deploymentCircuitBreaker: breaker }, { deploymentCircuitBreaker: breakerOff }, 'InPlace'],
    [{ alarms }, { alarms: alarmsOff }, 'InPlace'],
    [{ strategy: 'CANARY' }, { strategy: 'ROLLING' }, 'InPlace'],
    [{ bakeTimeInMinutes: 5 }, { bakeTimeInMinutes: 0 }, 'InPlace'],
    [{ lifecycleHooks: [{ hookTargetArn: 'x' }] }, { lifecycleHooks: [] }, 'InPlace'],
    [{ placementConstraints: [{ type: 'distinctInstance' }] }, { placementConstraints: [] }, 'InPlace'],
    [{ healthCheckGracePeriodSeconds: 30 }, { healthCheckGracePeriodSeconds: 0 }, 'InPlace'],
    [{ enableExecuteCommand: true }, { enableExecuteCommand: false }, 'InPlace'],
    [{ enableECSManagedTags: true }, { enableECSManagedTags: false }, 'InPlace'],
    [{ propagateTags: 'SERVICE' }, { propagateTags: 'NONE' }, 'InPlace'],
    [
      { serviceConnectConfiguration: { enabled: true } },
      { serviceConnectConfiguration: { enabled: false } },
      'Rollout',
    ],
    [{ volumeConfigurations: volumes }, { volumeConfigurations: [] }, 'Rollout'],
    [{ vpcLatticeConfigurations: lattice }, { vpcLatticeConfigurations: [] }, 'Rollout'],
  ]
  for (const [setting, usual, effect] of settings) {
    const [path = ''] = Object.keys(setting)
    it(`sets ${path} by ${effect}, goes back to the default when it leaves the file, and is quiet where that is live`, () => {
      const policy = { allowReplace: [aTarget] }
      const count = { desiredCount: 1 }
      const isDaemon = setting.schedulingStrategy === 'DAEMON'
      const isProvided = setting.capacityProviderStrategy !== undefined
      const desired = desiredWith({ ...(isDaemon ? {} : count), ...setting })
      const base = liveWith(count)
      const bare = {
        ...base,
        settings: isProvided ? { ...base.settings, capacityProviderStrategy: [] } : base.settings,
      }
      const setPlan = planOne(desired, bare, { policy })
      const told = setPlan.actions.flatMap((action) => ('settings' in action ? [action] : []))
      expect(told.map((action) => action.settings)).to.have.length(1)
      expect(told[0]?.settings).to.deep.include(setting)
      expect(new Set(told.flatMap(({ changes }) => changes.map((change) => change.effect)))).to.include(effect)
      const live = liveOf(desired)
      const withoutLaunch = Object.entries(live.settings).filter(([member]) => !(isProvided && member === 'launchType'))
      const set = { ...live, settings: Object.fromEntries(withoutLaunch) as ServiceSettings }
      nothing(planOne(desired, set))
      if (isDaemon) return
      expect(actionOf(planOne(desiredWith(count), set), 'UpdateService').settings).to.deep.equal(usual)
      nothing(
        planOne(desiredWith({ ...count, ...usual }), {
          ...liveOf(desiredWith({ ...count, ...usual })),
          settings: base.settings,
        }),
      )
    })
  }

  it('changes capacity providers only together with a forced deployment', () => {
    const providers = { capacityProviderStrategy: strategy }
    const forced = (before: ServiceSettings, after: ServiceSettings) =>
      actionOf(planOne(desiredWith(after), liveWith(before)), 'UpdateService').forceNewDeployment
    expect([
      forced({ launchType: 'EC2' }, providers),
      forced({ launchType: 'EC2', maximumPercent: 200 }, { launchType: 'EC2', maximumPercent: 150 }),
    ]).to.deep.equal([true, undefined])
  })

  it('returns from capacity providers to a launch type by making the service anew: which one ECS would choose is not known', () => {
    const live = liveWith({ capacityProviderStrategy: strategy })
    const { launchType, ...settings } = live.settings
    expect(launchType).to.equal('EC2')
    const plan = planOne(
      desiredWith({ launchType: 'EC2' }),
      { ...live, settings },
      { policy: { allowReplace: [aTarget] } },
    )
    expect(actionOf(plan, 'CreateService').settings).to.deep.equal({
      desiredCount: 1,
      launchType: 'EC2',
    })
  })

  it('makes a service anew whose tasks have no network of their own any more', () => {
    const awsvpc = { ...aTaskDefinition, networkMode: 'awsvpc' }
    const before = aDesiredService({ settings: { networkConfiguration: network }, taskDefinition: awsvpc })
    const plan = planOne(desiredWith({}), liveOf(before), { policy: { allowReplace: [aTarget] } })
    expect(kindsOf(plan)).to.deep.equal(['RegisterTaskDefinition', 'DeleteService', 'CreateService'])
    expect(actionOf(plan, 'CreateService').settings).not.to.have.property('networkConfiguration')
  })

  it('leaves placement behind on the way to Fargate, where ECS refuses it', () => {
    const live = liveWith({ placementStrategy: [{ type: 'random' }] })
    const plan = planOne(
      desiredWith({ capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }] }),
      { ...live, tags: {} },
    )
    expect(actionOf(plan, 'UpdateService').settings).to.deep.include({ placementStrategy: [] })
  })

  it('tells a member of the task definition apart from one of the service that has its name', () => {
    const constrained = { ...aTaskDefinition, placementConstraints: [{ type: 'memberOf', expression: 'x' }] }
    const arn = revisionArn('hello-world:9')
    const desired = { ...desiredWith({ desiredCount: 1 }), taskDefinition: constrained }
    const plan = planOne(desired, liveWith({ desiredCount: 1 }), {
      state: { newest: { 'hello-world': { arn, content: constrained } } },
    })
    expect(actionOf(plan, 'UpdateService').settings).to.deep.equal({})
    expect(actionOf(plan, 'UpdateService').changes.map(({ path }) => path)).to.include(
      'taskDefinition.placementConstraints',
    )
  })

  for (const [says, before, after, effect, sent] of rows) {
    it(`changes ${says} by ${effect}, and sends the changed member alone`, () => {
      const plan = planOne(desiredWith(after), liveWith(before), { policy: { allowReplace: [aTarget] } })
      const service = plan.actions.filter(({ kind }) => kind !== 'TagResource')
      expect(new Set(service.flatMap(({ changes }) => changes.map((change) => change.effect)))).to.deep.equal(
        new Set([effect]),
      )
      if (sent === undefined) {
        expect(kindsOf(plan)).to.deep.equal(['DeleteService', 'CreateService'])
      } else {
        expect(actionOf(plan, 'UpdateService').settings).to.deep.equal(sent)
      }
    })
  }

  it('calls no name and ARN of one role a change', () => {
    const live = liveWith({ role: 'arn:aws:iam::123445564666:role/ecsServiceRole', loadBalancers: toGroup })
    nothing(planOne(desiredWith({ role: 'ecsServiceRole', loadBalancers: toGroup }), live))
  })
})

describe('a plan for a service that is as declared', () => {
  it('is empty', () => {
    const desired = desiredWith({ desiredCount: 2, loadBalancers: toClassic, role: 'a', maximumPercent: 150 })
    nothing(planOne(desired, liveOf(desired)))
  })

  it('is empty without the tag too: nothing is written for bookkeeping alone', () => {
    const desired = desiredWith({ desiredCount: 2 })
    nothing(planOne(desired, { ...liveOf(desired), tags: {} }))
  })

  it('is empty where a service of old does not say how it spreads over zones', () => {
    const desired = desiredWith({ desiredCount: 2, maximumPercent: 100, loadBalancers: toClassic })
    const live = liveOf(desired)
    const spoken = Object.entries(live.settings).filter(([member]) => member !== 'availabilityZoneRebalancing')
    nothing(planOne(desired, { ...live, settings: Object.fromEntries(spoken) }))
  })
})

describe('a service that is missing', () => {
  const plan = planOne(desiredWith({}), undefined)

  it('is created after its definition was registered, with one task where no count is declared', () => {
    const [register, create] = plan.actions
    expect(kindsOf(plan)).to.deep.equal(['RegisterTaskDefinition', 'CreateService'])
    expect(register).to.deep.include({
      id: 'register:hello-world',
      target: aTarget,
      reason: 'ServiceMissing',
      after: [],
      awaits: [],
      completion: { kind: 'Accepted' },
      content: aTaskDefinition,
    })
    expect(create).to.deep.equal({
      kind: 'CreateService',
      id: 'create:hello-world-cluster/hello-world-test',
      target: aTarget,
      reason: 'ServiceMissing',
      changes: [
        { path: 'desiredCount', after: plain(1), effect: 'InPlace' },
        {
          path: 'taskDefinition',
          after: { kind: 'KnownAfterApply', action: 'register:hello-world' },
          effect: 'Rollout',
          origin: anOrigin(2),
        },
      ],
      after: ['register:hello-world'],
      awaits: [],
      completion: { kind: 'Deployed' },
      settings: { desiredCount: 1 },
      taskDefinition: { kind: 'KnownAfterApply', action: 'register:hello-world' },
      tags: { 'deploy:declared': 'none' },
    })
  })

  it('is told of its content by the registration, leaf by leaf', () => {
    expect(actionOf(plan, 'RegisterTaskDefinition').changes.map(({ path }) => path)).to.deep.equal([
      'containerDefinitions[hello-world].essential',
      'containerDefinitions[hello-world].image',
      'containerDefinitions[hello-world].name',
      'family',
      'networkMode',
    ])
  })

  it('carries the short names of all that is declared in its tag', () => {
    const settings = { desiredCount: 3, loadBalancers: toGroup, launchType: 'EC2', maximumPercent: 150 } as const
    expect(actionOf(planOne(desiredWith(settings), undefined), 'CreateService').tags).to.deep.equal({
      'deploy:declared': 'count launch lb max',
    })
  })

  it('is told not to spread over zones where ECS refuses that, and nothing otherwise', () => {
    const toldFor = (settings: ServiceSettings) =>
      actionOf(planOne(desiredWith(settings), undefined), 'CreateService').settings.availabilityZoneRebalancing
    expect([
      toldFor({ maximumPercent: 100 }),
      toldFor({ loadBalancers: toClassic }),
      toldFor({ loadBalancers: toGroup }),
      toldFor({ maximumPercent: 150 }),
    ]).to.deep.equal(['DISABLED', 'DISABLED', undefined, undefined])
  })

  it('is one that drains too: its name is free in the end, and nothing of it is kept', () => {
    const live = withStatus(liveWith({ desiredCount: 5, launchType: 'FARGATE' }), { state: 'DRAINING' })
    const draining = planOne(desiredWith({ launchType: 'EC2' }), live)
    expect(kindsOf(draining)).to.deep.equal(['RegisterTaskDefinition', 'CreateService'])
    expect(actionOf(draining, 'CreateService').settings).to.deep.equal({ desiredCount: 1, launchType: 'EC2' })
    expect(draining.undeclared).to.deep.equal([])
  })
})

describe('a change of count', () => {
  it('alone is scaling: no deployment, no task restarts', () => {
    const plan = planOne(
      aDesiredService({ settings: { desiredCount: 3 }, origins: { desiredCount: anOrigin(4) } }),
      liveWith({ desiredCount: 1 }),
    )
    expect(plan.actions).to.deep.equal([
      {
        kind: 'ScaleService',
        id: 'scale:hello-world-cluster/hello-world-test',
        target: aTarget,
        reason: 'CountDiffers',
        changes: [{ path: 'desiredCount', before: plain(1), after: plain(3), effect: 'InPlace', origin: anOrigin(4) }],
        after: [],
        awaits: [],
        completion: { kind: 'Steady' },
        desiredCount: 3,
      },
    ])
  })

  it('to none is one too', () => {
    expect(
      actionOf(planOne(desiredWith({ desiredCount: 0 }), liveWith({ desiredCount: 1 })), 'ScaleService'),
    ).to.include({
      desiredCount: 0,
    })
  })

  it('is left to others where no count is declared', () => {
    nothing(planOne(desiredWith({}), { ...liveWith({ desiredCount: 7 }), tags: {} }))
  })

  it('beside another setting is one call, after which the counts must match', () => {
    const plan = planOne(
      desiredWith({ desiredCount: 2, maximumPercent: 150 }),
      liveWith({ desiredCount: 1, maximumPercent: 200 }),
    )
    expect(actionOf(plan, 'UpdateService')).to.deep.include({
      settings: { desiredCount: 2, maximumPercent: 150 },
      completion: { kind: 'Steady' },
      tasksRestart: 0,
      reason: 'SettingsDiffer',
    })
  })

  it('beside an image is one call, which starts one deployment', () => {
    const before = desiredWith({ desiredCount: 1 })
    const image = {
      ...aTaskDefinition,
      containerDefinitions: [{ ...aTaskDefinition.containerDefinitions[0]!, image: 'nginx:2' }],
    }
    const plan = planOne({ ...desiredWith({ desiredCount: 4 }), taskDefinition: image }, liveOf(before))
    expect(kindsOf(plan)).to.deep.equal(['RegisterTaskDefinition', 'UpdateService'])
    expect(actionOf(plan, 'UpdateService')).to.deep.include({
      kind: 'UpdateService',
      id: 'update:hello-world-cluster/hello-world-test',
      target: aTarget,
      reason: 'TaskDefinitionDiffers',
      after: ['register:hello-world'],
      awaits: [],
      completion: { kind: 'Deployed' },
      settings: { desiredCount: 4 },
      taskDefinition: { kind: 'KnownAfterApply', action: 'register:hello-world', likely: 'hello-world:8' },
      tasksRestart: 1,
      bounds: { minimumHealthy: 4, maximumRunning: 8 },
    })
  })

  it('is no business of a daemon', () => {
    const live = withStatus(liveWith({ desiredCount: 7 }), { schedulingStrategy: 'DAEMON' })
    nothing(planOne(desiredWith({ desiredCount: 1 }), { ...live, tags: {} }))
  })
})

describe('a setting that starts no deployment', () => {
  it('is done when ECS has accepted it', () => {
    const plan = planOne(desiredWith({ maximumPercent: 150 }), liveWith({ maximumPercent: 200 }))
    expect(actionOf(plan, 'UpdateService')).to.deep.include({ completion: { kind: 'Accepted' }, tasksRestart: 0 })
    expect(actionOf(plan, 'UpdateService')).not.to.have.any.keys('bounds', 'taskDefinition')
  })

  it('brings the end of zone rebalancing where ECS refuses it beside the new one', () => {
    const plan = planOne(desiredWith({ maximumPercent: 100 }), liveWith({ maximumPercent: 200 }))
    expect(actionOf(plan, 'UpdateService').settings).to.deep.equal({
      maximumPercent: 100,
      availabilityZoneRebalancing: 'DISABLED',
    })
  })

  it('so does a first classic load balancer', () => {
    const plan = planOne(desiredWith({ loadBalancers: toClassic }), liveWith({}))
    expect(actionOf(plan, 'UpdateService').settings).to.deep.equal({
      loadBalancers: toClassic,
      availabilityZoneRebalancing: 'DISABLED',
    })
  })
})

describe('the declared tag', () => {
  it('sends a key that left the file back to its default, says so, and claims no line of the file for it', () => {
    const plan = planOne(
      desiredWith({ desiredCount: 1 }),
      liveWith({ desiredCount: 1, maximumPercent: 150, minimumHealthyPercent: 50 }),
    )
    expect(actionOf(plan, 'UpdateService')).to.deep.include({
      settings: { maximumPercent: 200, minimumHealthyPercent: 100 },
      changes: [
        { path: 'maximumPercent', before: plain(150), after: plain(200), effect: 'InPlace' },
        { path: 'minimumHealthyPercent', before: plain(50), after: plain(100), effect: 'InPlace' },
      ],
    })
    expect(actionOf(plan, 'TagResource')).to.deep.equal({
      kind: 'TagResource',
      id: 'tag:hello-world-cluster/hello-world-test',
      target: aTarget,
      reason: 'DeclaredKeysDiffer',
      changes: [
        { path: 'tags[deploy:declared]', before: plain('count max min'), after: plain('count'), effect: 'InPlace' },
      ],
      after: ['update:hello-world-cluster/hello-world-test'],
      awaits: [],
      completion: { kind: 'Accepted' },
      arn: 'arn:aws:ecs:us-west-2:123445564666:service/hello-world-cluster/hello-world-test',
      tags: { 'deploy:declared': 'count' },
    })
    expect(plan.undeclared).to.deep.equal([])
  })

  it('detaches the load balancers of a file that names none any more', () => {
    const plan = planOne(desiredWith({}), liveWith({ loadBalancers: toGroup }))
    expect(actionOf(plan, 'UpdateService')).to.deep.include({
      settings: { loadBalancers: [] },
      completion: { kind: 'Deployed' },
    })
  })

  it('replaces a service whose role left the file', () => {
    const plan = planOne(desiredWith({ loadBalancers: toGroup }), liveWith({ loadBalancers: toGroup, role: 'a' }), {
      policy: { allowReplace: [aTarget] },
    })
    expect(plan.undeclared).to.deep.equal([])
    expect(actionOf(plan, 'CreateService').settings).not.to.have.property('role')
    expect(actionOf(plan, 'CreateService').changes).to.deep.include({
      path: 'role',
      before: plain('a'),
      effect: 'Replace',
    })
  })

  it('keeps the count of a file that names none any more: it has no default', () => {
    const plan = planOne(desiredWith({}), liveWith({ desiredCount: 7 }))
    expect(kindsOf(plan)).to.deep.equal(['TagResource'])
  })

  it('is written alone where a key left the file and nothing else differs', () => {
    const plan = planOne(desiredWith({ desiredCount: 1 }), liveWith({ desiredCount: 1, maximumPercent: 200 }))
    expect(kindsOf(plan)).to.deep.equal(['TagResource'])
    expect(actionOf(plan, 'TagResource')).to.deep.include({ after: [], tags: { 'deploy:declared': 'count' } })
  })

  it('gets the name of one more setting, that was so already, with the next change alone', () => {
    const live = liveWith({ desiredCount: 1 })
    expect(kindsOf(planOne(desiredWith({ desiredCount: 1, maximumPercent: 200 }), live))).to.deep.equal([])
    const plan = planOne(desiredWith({ desiredCount: 2, maximumPercent: 200 }), live)
    expect(kindsOf(plan)).to.deep.equal(['ScaleService', 'TagResource'])
    expect(actionOf(plan, 'TagResource').tags).to.deep.equal({ 'deploy:declared': 'count max' })
  })

  it('is written beside the first change of a service that has none', () => {
    const plan = planOne(desiredWith({ desiredCount: 2 }), { ...liveWith({ desiredCount: 1 }), tags: {} })
    expect(kindsOf(plan)).to.deep.equal(['ScaleService', 'TagResource'])
    expect(actionOf(plan, 'TagResource').changes).to.deep.equal([
      { path: 'tags[deploy:declared]', after: plain('count'), effect: 'InPlace' },
    ])
  })

  it('is not written to a service with a short ARN, which ECS does not tag', () => {
    const live = liveWith({ desiredCount: 1 })
    const short = {
      ...live,
      tags: {},
      identity: { ...live.identity, arn: 'arn:aws:ecs:us-west-2:1:service/hello-world-test' },
    }
    expect(kindsOf(planOne(desiredWith({ desiredCount: 2 }), short))).to.deep.equal(['ScaleService'])
  })

  it('does not mind names that this version does not know', () => {
    const live = { ...liveWith({ desiredCount: 1 }), tags: { 'deploy:declared': 'count sometime' } }
    expect(kindsOf(planOne(desiredWith({ desiredCount: 1 }), live))).to.deep.equal(['TagResource'])
  })

  it('goes back to the defaults of a daemon for a daemon', () => {
    const live = withStatus(liveWith({ maximumPercent: 100, minimumHealthyPercent: 50 }), {
      schedulingStrategy: 'DAEMON',
    })
    expect(actionOf(planOne(desiredWith({}), live), 'UpdateService').settings).to.deep.equal({
      minimumHealthyPercent: 0,
    })
  })
})

describe('what is live and was never declared', () => {
  const live = {
    ...liveWith({
      maximumPercent: 150,
      launchType: 'FARGATE',
      loadBalancers: toGroup,
      role: 'a',
      networkConfiguration: network,
    }),
    tags: {},
  }

  it('is left alone and listed where it differs from what ECS takes by itself', () => {
    const plan = planOne(desiredWith({ desiredCount: 1 }), live)
    nothing(plan)
    expect(plan.undeclared).to.deep.equal([
      { target: aTarget, path: 'launchType', value: 'FARGATE', default: 'EC2' },
      { target: aTarget, path: 'role', value: 'a', default: undefined },
      { target: aTarget, path: 'loadBalancers', value: toGroup, default: [] },
      { target: aTarget, path: 'networkConfiguration', value: network, default: undefined },
      { target: aTarget, path: 'maximumPercent', value: 150, default: 200 },
    ])
  })

  it('is not listed where it is declared, or where it is the default', () => {
    const desired = desiredWith({ desiredCount: 1, maximumPercent: 150 })
    expect(planOne(desired, liveOf(desired)).undeclared).to.deep.equal([])
  })

  it('is measured by the defaults of a daemon for a daemon', () => {
    const daemon = withStatus(liveWith({ maximumPercent: 100, minimumHealthyPercent: 0 }), {
      schedulingStrategy: 'DAEMON',
    })
    expect(planOne(desiredWith({}), { ...daemon, tags: {} }).undeclared).to.deep.equal([])
  })
})

describe('a field that is given away', () => {
  const given = aDesiredService({ settings: { desiredCount: 2, maximumPercent: 150 }, ignored: ['desiredCount'] })

  it('is told to a new service', () => {
    const create = actionOf(planOne(given, undefined), 'CreateService')
    expect(create.settings).to.deep.equal({ desiredCount: 2, maximumPercent: 150 })
    expect(create.tags).to.deep.equal({ 'deploy:declared': 'max' })
  })

  it('never differs, is not sent, and is shown where it differs', () => {
    const live = liveOf(aDesiredService({ settings: { desiredCount: 7, maximumPercent: 150 } }))
    const plan = planOne(given, { ...live, tags: { 'deploy:declared': 'max' } })
    nothing(plan)
    expect(plan.ignored).to.deep.equal([{ target: aTarget, path: 'desiredCount', value: 7, declared: 2 }])
  })

  it('is not reset when it is given away, nor listed as undeclared', () => {
    const before = liveOf(aDesiredService({ settings: { desiredCount: 2, maximumPercent: 150 } }))
    const plan = planOne(aDesiredService({ settings: { desiredCount: 2 }, ignored: ['maximumPercent'] }), before)
    expect([kindsOf(plan), plan.undeclared]).to.deep.equal([['TagResource'], []])
  })

  it('keeps its live value in a replacement', () => {
    const live = liveOf(aDesiredService({ settings: { desiredCount: 7, launchType: 'EC2' } }))
    const desired = aDesiredService({ settings: { desiredCount: 2, launchType: 'FARGATE' }, ignored: ['desiredCount'] })
    const plan = planOne(desired, live, { policy: { allowReplace: [aTarget] } })
    expect(actionOf(plan, 'CreateService').settings).to.deep.include({ desiredCount: 7 })
  })
})

describe('a daemon', () => {
  const daemon = withStatus(liveWith({ schedulingStrategy: 'DAEMON' }), { desiredCount: 4 })

  it('is created without a count, and is told not to spread over zones', () => {
    expect(
      actionOf(planOne(desiredWith({ schedulingStrategy: 'DAEMON' }), undefined), 'CreateService').settings,
    ).to.deep.equal({
      schedulingStrategy: 'DAEMON',
      availabilityZoneRebalancing: 'DISABLED',
    })
  })

  it('stays one when it is made anew', () => {
    const desired = desiredWith({ schedulingStrategy: 'DAEMON', launchType: 'EXTERNAL' })
    const create = actionOf(planOne(desired, daemon, { policy: { allowReplace: [aTarget] } }), 'CreateService')
    expect(create.settings).to.deep.equal({
      schedulingStrategy: 'DAEMON',
      launchType: 'EXTERNAL',
      availabilityZoneRebalancing: 'DISABLED',
    })
  })

  it('becomes a REPLICA with the count of the file, else with one task', () => {
    const countOf = (settings: ServiceSettings) =>
      actionOf(planOne(desiredWith(settings), daemon, { policy: { allowReplace: [aTarget] } }), 'CreateService')
        .settings.desiredCount
    expect([countOf({ desiredCount: 3 }), countOf({ schedulingStrategy: 'REPLICA' })]).to.deep.equal([3, 1])
  })
})

describe('a service that ECS cannot change in place', () => {
  const before = desiredWith({ desiredCount: 3, launchType: 'EC2' })
  const after = desiredWith({ launchType: 'FARGATE' })

  it('is deleted and made anew, in this order, with the consent of the user', () => {
    const plan = planOne(after, liveOf(before), { policy: { allowReplace: [aTarget] } })
    const [removal, creation] = plan.actions
    expect(kindsOf(plan)).to.deep.equal(['DeleteService', 'CreateService'])
    expect(removal).to.deep.equal({
      kind: 'DeleteService',
      id: 'delete:hello-world-cluster/hello-world-test',
      target: aTarget,
      reason: 'CannotChangeInPlace',
      changes: [],
      after: [],
      awaits: [],
      completion: { kind: 'Inactive' },
      tasksStop: 3,
    })
    expect(creation).to.deep.include({
      reason: 'CannotChangeInPlace',
      after: [],
      awaits: ['delete:hello-world-cluster/hello-world-test'],
      taskDefinition: { kind: 'Known', arn: revisionArn('hello-world:7') },
    })
    expect(plan.hazards).to.deep.equal([])
  })

  it('is planned all the same without it, and stopped by an error that names the attribute', () => {
    const plan = planOne({ ...after, origins: { launchType: anOrigin(6) } }, liveOf(before))
    expect(kindsOf(plan)).to.deep.equal(['DeleteService', 'CreateService'])
    expect(plan.hazards).to.deep.equal([
      { kind: 'ReplaceNotAllowed', level: 'Error', target: aTarget, paths: ['launchType'], origin: anOrigin(6) },
    ])
  })

  it('waits for a new definition before it deletes anything', () => {
    const taskDefinition = { ...aTaskDefinition, networkMode: 'awsvpc' }
    const plan = planOne({ ...after, taskDefinition }, liveOf(before), { policy: { allowReplace: [aTarget] } })
    expect(plan.actions.map(({ kind, after: needs, awaits }) => [kind, needs, awaits])).to.deep.equal([
      ['RegisterTaskDefinition', [], []],
      ['DeleteService', ['register:hello-world'], []],
      ['CreateService', ['register:hello-world'], ['delete:hello-world-cluster/hello-world-test']],
    ])
  })

  it('keeps all that the file leaves open: count, settings and tags', () => {
    const undeclared = liveWith({
      desiredCount: 3,
      launchType: 'EC2',
      loadBalancers: toGroup,
      maximumPercent: 150,
      minimumHealthyPercent: 50,
    })
    const live = { ...undeclared, tags: { team: 'web', 'aws:cloudformation:stack-name': 'x' } }
    const create = actionOf(planOne(after, live, { policy: { allowReplace: [aTarget] } }), 'CreateService')
    expect([create.settings, create.tags]).to.deep.equal([
      {
        desiredCount: 3,
        launchType: 'FARGATE',
        loadBalancers: toGroup,
        maximumPercent: 150,
        minimumHealthyPercent: 50,
      },
      { team: 'web', 'deploy:declared': 'launch' },
    ])
  })

  it('does not keep what left the file', () => {
    const live = liveWith({ launchType: 'EC2', maximumPercent: 150, networkConfiguration: network })
    const create = actionOf(planOne(after, live, { policy: { allowReplace: [aTarget] } }), 'CreateService')
    expect(create.settings).to.deep.equal({
      desiredCount: 1,
      launchType: 'FARGATE',
      maximumPercent: 200,
    })
    expect(create.changes.map(({ path }) => path)).to.include.members(['launchType', 'maximumPercent'])
  })

  it('is told not to spread over zones where ECS refuses that of a new service', () => {
    const live = { ...liveWith({ role: 'a', loadBalancers: toClassic }), tags: {} }
    const enabled = { ...live, settings: { ...live.settings, availabilityZoneRebalancing: 'ENABLED' as const } }
    const plan = planOne(desiredWith({ role: 'b', loadBalancers: toClassic }), enabled, {
      policy: { allowReplace: [aTarget] },
    })
    expect(actionOf(plan, 'CreateService').settings).to.deep.include({ availabilityZoneRebalancing: 'DISABLED' })
  })

  it('gives up a role that the new service may not have', () => {
    const live = { ...liveWith({ role: 'a', loadBalancers: toGroup, launchType: 'EC2' }), tags: {} }
    const desired = { ...after, taskDefinition: { ...aTaskDefinition, networkMode: 'awsvpc' } }
    const create = actionOf(planOne(desired, live, { policy: { allowReplace: [aTarget] } }), 'CreateService')
    expect(create.settings).not.to.have.property('role')
    expect(create.changes).to.deep.include({ path: 'role', before: plain('a'), effect: 'Replace' })
  })
})
