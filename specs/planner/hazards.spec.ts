// What stands in a plan's way or deserves a look, one by one: when, at which level, and from which line of the file.
import { expect } from 'chai'
import type { JsonObject } from '../../src/model/json.js'
import type { DesiredService, LiveService, LiveState } from '../../src/model/service.js'
import { canonicalTaskDefinition, type TaskDefinition } from '../../src/model/taskDefinition.js'
import { aDesiredService, aTarget, anOrigin } from '../support/builders.js'
import { liveOf, planOne } from '../support/states.js'

const definitionOf = (container: JsonObject = {}, networkMode = 'bridge'): TaskDefinition =>
  canonicalTaskDefinition({
    family: 'hello-world',
    networkMode,
    containerDefinitions: [{ name: 'web', image: 'nginx:1', ...container }],
  })

const old = aDesiredService({ settings: { desiredCount: 2 }, taskDefinition: definitionOf() })
const now: DesiredService = { ...old, taskDefinition: definitionOf({ image: 'nginx:2' }) }

const withStatus = (live: LiveService, status: Partial<LiveService['status']>): LiveService => ({
  ...live,
  status: { ...live.status, ...status },
})

const hazardsOf = (desired: DesiredService, live: LiveService | undefined, state: Partial<LiveState> = {}) =>
  planOne(desired, live, { state }).hazards

describe('a plan for an ordinary change', () => {
  it('has nothing in its way', () => {
    expect([hazardsOf(old, liveOf(old)), hazardsOf(now, liveOf(old)), hazardsOf(now, undefined)]).to.deep.equal([
      [],
      [],
      [],
    ])
  })
})

describe('a service that drains', () => {
  const draining = (live: LiveService): LiveService => withStatus(live, { state: 'DRAINING' })

  it('is warned of: its name must be free first', () => {
    expect(hazardsOf(old, draining(liveOf(old)))).to.deep.equal([
      { kind: 'ServiceDraining', level: 'Warning', target: aTarget, origin: anOrigin(2) },
    ])
  })

  it('counts for nothing else: neither its controller nor its percentages are those of the new one', () => {
    const live = withStatus(
      liveOf({ ...old, settings: { desiredCount: 2, maximumPercent: 100, launchType: 'FARGATE' } }),
      { deploymentController: 'CODE_DEPLOY' },
    )
    const desired = { ...old, settings: { desiredCount: 2, launchType: 'EC2' as const } }
    expect(hazardsOf(desired, draining(live)).map(({ kind }) => kind)).to.deep.equal(['ServiceDraining'])
  })
})

describe('a service under another controller', () => {
  const under = (deploymentController: string): LiveService => withStatus(liveOf(old), { deploymentController })

  const rows: readonly (readonly [controller: string, desired: DesiredService, paths: readonly string[]])[] = [
    ['CODE_DEPLOY', now, ['taskDefinition']],
    ['CODE_DEPLOY', { ...old, settings: { desiredCount: 3, maximumPercent: 150 } }, []],
    ['EXTERNAL', { ...old, settings: { desiredCount: 3 } }, []],
    ['EXTERNAL', { ...old, settings: { desiredCount: 2, maximumPercent: 150 } }, ['maximumPercent']],
    ['EXTERNAL', old, []],
    ['ECS', now, []],
  ]
  for (const [controller, desired, paths] of rows) {
    it(`of kind ${controller} is refused ${paths.length === 0 ? 'nothing' : paths.join(', ')} when ${Object.keys(desired.settings).join(', ')} are declared`, () => {
      expect(hazardsOf(desired, under(controller))).to.deep.equal(
        paths.length === 0
          ? []
          : [{ kind: 'OtherController', level: 'Error', controller, paths, target: aTarget, origin: anOrigin(2) }],
      )
    })
  }
})

describe('a rollout under way', () => {
  const [deployment] = liveOf(old).status.deployments
  const moving = withStatus(liveOf(old), { deployments: [{ ...deployment!, rolloutState: 'IN_PROGRESS' }] })
  const two = withStatus(liveOf(old), {
    deployments: [deployment!, { ...deployment!, id: 'ecs-svc/0', status: 'ACTIVE' as const }],
  })

  it('is warned of when another one would start', () => {
    expect([hazardsOf(now, moving), hazardsOf(now, two)]).to.deep.equal([
      [
        {
          kind: 'RolloutUnderWay',
          level: 'Warning',
          deployments: 1,
          isReplaced: true,
          target: aTarget,
          origin: anOrigin(2),
        },
      ],
      [
        {
          kind: 'RolloutUnderWay',
          level: 'Warning',
          deployments: 2,
          isReplaced: true,
          target: aTarget,
          origin: anOrigin(2),
        },
      ],
    ])
  })

  it('is told where nothing would change: what is declared does not serve yet', () => {
    expect(hazardsOf(old, moving).map((hazard) => ({ ...hazard, origin: undefined }))).to.deep.equal([
      {
        kind: 'RolloutUnderWay',
        level: 'Warning',
        deployments: 1,
        isReplaced: false,
        target: aTarget,
        origin: undefined,
      },
    ])
  })

  it('is none of the business of a change that starts none', () => {
    expect(hazardsOf({ ...old, settings: { desiredCount: 3 } }, moving)).to.deep.equal([])
  })
})

describe('percentages that let nothing move', () => {
  const stuck = { desiredCount: 2, minimumHealthyPercent: 100, maximumPercent: 100 }
  const hazard = {
    kind: 'RolloutCannotMove',
    count: 2,
    minimumHealthyPercent: 100,
    maximumPercent: 100,
    target: aTarget,
  }
  const origins = { '': anOrigin(2), minimumHealthyPercent: anOrigin(5), maximumPercent: anOrigin(6) }

  it('are an error where a rollout would be stuck', () => {
    const desired = { ...now, settings: stuck, origins }
    expect(hazardsOf(desired, liveOf({ ...old, settings: stuck }))).to.deep.equal([
      { ...hazard, level: 'Error', origin: anOrigin(5) },
    ])
  })

  it('are a warning for a first rollout, which only fills up', () => {
    const settings = { ...stuck, minimumHealthyPercent: 75 }
    expect(hazardsOf({ ...now, settings, origins }, undefined)).to.deep.equal([
      { ...hazard, minimumHealthyPercent: 75, level: 'Warning', origin: anOrigin(5) },
    ])
  })

  it('are an error for a service to be made where both are 100, the one that is left out too: ECS refuses that', () => {
    const settings = { desiredCount: 2, maximumPercent: 100 }
    expect(hazardsOf({ ...now, settings, origins }, undefined)).to.deep.equal([
      { ...hazard, level: 'Error', origin: anOrigin(6) },
    ])
  })

  it('are a warning where they alone change: the next rollout would be stuck', () => {
    const desired = { ...old, settings: { desiredCount: 2, maximumPercent: 100 }, origins }
    expect(hazardsOf(desired, liveOf(old))).to.deep.equal([{ ...hazard, level: 'Warning', origin: anOrigin(6) }])
  })

  it('are seen where they are live and not declared', () => {
    const live = { ...liveOf({ ...old, settings: stuck }), tags: {} }
    expect(hazardsOf(now, live).map(({ kind, level }) => [kind, level])).to.deep.equal([['RolloutCannotMove', 'Error']])
  })

  it('are no hazard of a plan that changes nothing', () => {
    const desired = { ...old, settings: stuck }
    expect(hazardsOf(desired, liveOf(desired))).to.deep.equal([])
  })
})

describe('a static host port that stays', () => {
  const ported = (image: string, ports: readonly JsonObject[], networkMode = 'bridge'): DesiredService => ({
    ...old,
    taskDefinition: definitionOf({ image, portMappings: ports }, networkMode),
    origins: { '': anOrigin(2), 'containerDefinitions[web].portMappings': anOrigin(9) },
  })
  const eighty = [{ containerPort: 80, hostPort: 8000 }]

  it('is warned of, with the line of the ports: a new task needs an instance where it is free', () => {
    expect(hazardsOf(ported('nginx:2', eighty), liveOf(ported('nginx:1', eighty)))).to.deep.equal([
      { kind: 'StaticHostPort', level: 'Warning', hostPort: 8000, count: 2, target: aTarget, origin: anOrigin(9) },
    ])
  })

  it('is found among others that change', () => {
    const before = [{ containerPort: 81, hostPort: 8001 }, ...eighty]
    const after = [{ containerPort: 81, hostPort: 7001 }, ...eighty]
    expect(hazardsOf(ported('nginx:2', after), liveOf(ported('nginx:1', before)))).to.have.length(1)
  })

  const harmless: readonly (readonly [says: string, desired: DesiredService, live: LiveService | undefined])[] = [
    ['a first rollout', ported('nginx:2', eighty), undefined],
    [
      'a port that changes',
      ported('nginx:2', [{ containerPort: 80, hostPort: 8001 }]),
      liveOf(ported('nginx:1', eighty)),
    ],
    [
      'a port that Docker chooses',
      ported('nginx:2', [{ containerPort: 80 }]),
      liveOf(ported('nginx:1', [{ containerPort: 80 }])),
    ],
    [
      'tasks with a network interface of their own',
      ported('nginx:2', [{ containerPort: 80 }], 'awsvpc'),
      liveOf(ported('nginx:1', [{ containerPort: 80 }], 'awsvpc')),
    ],
    [
      'a rollout that may stop a task first',
      { ...ported('nginx:2', eighty), settings: { desiredCount: 2, minimumHealthyPercent: 50 } },
      liveOf(ported('nginx:1', eighty)),
    ],
    [
      'a change of count',
      { ...ported('nginx:1', eighty), settings: { desiredCount: 3 } },
      liveOf(ported('nginx:1', eighty)),
    ],
    [
      'a service of no task',
      { ...ported('nginx:2', eighty), settings: { desiredCount: 0 } },
      liveOf(ported('nginx:1', eighty)),
    ],
  ]
  for (const [says, desired, live] of harmless) {
    it(`is no hazard for ${says}`, () => {
      expect(hazardsOf(desired, live)).to.deep.equal([])
    })
  }
})

describe('a target group that is newly attached', () => {
  const arn = 'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/web/0123456789abcdef'
  const behind = (networkMode = 'bridge'): DesiredService => ({
    ...old,
    settings: { desiredCount: 2, loadBalancers: [{ targetGroupArn: arn, containerName: 'web', containerPort: 80 }] },
    taskDefinition: definitionOf({}, networkMode),
    origins: { '': anOrigin(2), [`loadBalancers[${arn}]`]: anOrigin(7) },
  })
  const found = { arn, targetType: 'instance', loadBalancerArns: ['arn:aws:elasticloadbalancing:…'] }
  const hazard = { level: 'Error', target: aTarget, origin: anOrigin(7), arn }

  it('may be missing', () => {
    expect(hazardsOf(behind(), undefined, { targetGroups: { [arn]: undefined } })).to.deep.equal([
      { kind: 'TargetGroupMissing', ...hazard },
    ])
  })

  it('may belong to no load balancer', () => {
    expect(
      hazardsOf(behind(), undefined, { targetGroups: { [arn]: { ...found, loadBalancerArns: [] } } }),
    ).to.deep.equal([{ kind: 'TargetGroupUnattached', ...hazard }])
  })

  for (const [networkMode, targetType, wanted] of [
    ['bridge', 'ip', 'instance'],
    ['host', 'ip', 'instance'],
    ['awsvpc', 'instance', 'ip'],
    ['awsvpc', 'lambda', 'ip'],
  ] as const) {
    it(`may have targets of type ${targetType}, which do not go with ${networkMode}`, () => {
      expect(
        hazardsOf(behind(networkMode), undefined, { targetGroups: { [arn]: { ...found, targetType } } }),
      ).to.deep.equal([{ kind: 'TargetTypeMismatch', ...hazard, targetType, networkMode, wanted }])
    })
  }

  it('may be as it should, or not have been looked at', () => {
    expect([
      hazardsOf(behind(), undefined, { targetGroups: { [arn]: found } }),
      hazardsOf(behind('awsvpc'), undefined, { targetGroups: { [arn]: { ...found, targetType: 'ip' } } }),
      hazardsOf(behind(), undefined),
    ]).to.deep.equal([[], [], []])
  })
})

describe('a classic load balancer that is newly attached', () => {
  const behind = (name: string, ports: readonly JsonObject[]): DesiredService => ({
    ...old,
    settings: { desiredCount: 2, loadBalancers: [{ loadBalancerName: name, containerName: 'web', containerPort: 80 }] },
    taskDefinition: definitionOf({ portMappings: ports }),
    origins: {
      '': anOrigin(2),
      [`loadBalancers[${name}]`]: anOrigin(7),
      'containerDefinitions[web].portMappings': anOrigin(9),
    },
  })
  const eighty = [{ containerPort: 80, hostPort: 80 }]

  it('may be missing', () => {
    expect(hazardsOf(behind('elb', eighty), undefined, { classicLoadBalancers: { elb: undefined } })).to.deep.equal([
      { kind: 'ClassicLoadBalancerMissing', level: 'Error', name: 'elb', target: aTarget, origin: anOrigin(7) },
    ])
  })

  it('may forward to another port than the one that the container has on the instance', () => {
    const state = { classicLoadBalancers: { elb: { name: 'elb', instancePorts: [8000, 8001] } } }
    expect(hazardsOf(behind('elb', eighty), undefined, state)).to.deep.equal([
      {
        kind: 'ClassicLoadBalancerPortMismatch',
        level: 'Error',
        name: 'elb',
        hostPort: 80,
        instancePorts: [8000, 8001],
        target: aTarget,
        origin: anOrigin(9),
      },
    ])
  })

  it('may forward to a port that Docker would have to hit upon', () => {
    const state = { classicLoadBalancers: { elb: { name: 'elb', instancePorts: [80] } } }
    expect(hazardsOf(behind('elb', [{ containerPort: 80 }]), undefined, state)).to.deep.equal([
      {
        kind: 'ClassicLoadBalancerDynamicPort',
        level: 'Warning',
        name: 'elb',
        containerPort: 80,
        instancePorts: [80],
        target: aTarget,
        origin: anOrigin(9),
      },
    ])
  })

  it('may be as it should, or not have been looked at', () => {
    const state = { classicLoadBalancers: { elb: { name: 'elb', instancePorts: [80] } } }
    expect([
      hazardsOf(behind('elb', eighty), undefined, state),
      hazardsOf(behind('elb', eighty), undefined),
      hazardsOf(behind('constructor', eighty), undefined),
    ]).to.deep.equal([[], [], []])
  })
})
