import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import type { Change } from '../../src/model/change.js'
import type { LoadBalancer } from '../../src/model/service.js'
import type { Style } from '../../src/report/style.js'
import { driftText } from '../../src/report/driftText.js'
import { outcomesText } from '../../src/report/outcomesText.js'
import { planText } from '../../src/report/planText.js'
import {
  aChange,
  aCreation,
  aDeletion,
  aFailed,
  aHazard,
  anApplied,
  anAwsError,
  anOrigin,
  anUpdate,
  aPlan,
  aRegistration,
  aScaling,
  aSkipped,
  aTagging,
  aTarget,
  registerId,
  revisionArn,
  secret,
} from '../support/builders.js'

const style: Style = { color: false, width: 80 }
const web = (member: string): string => `containerDefinitions[hello-world].${member}`
const lines = (...text: readonly string[]): string => text.join('\n')
const heading = 'deploy.yml → hello-world-cluster · us-west-2 · account 123445564666'
const prod = { cluster: 'hello-world-cluster', service: 'hello-world-prod' }

const secretChange: Change = {
  path: web('environment[API_KEY]'),
  before: secret('8f2a'),
  after: secret('c41d'),
  effect: 'Rollout',
  origin: anOrigin(20),
}

const sample = aPlan([aRegistration({ changes: [...aRegistration().changes, secretChange] }), anUpdate(), aTagging()], {
  unchanged: [prod, { ...prod, service: 'a' }, { ...prod, service: 'b' }],
  undeclared: [{ target: prod, path: 'placementStrategy', value: [], default: undefined }],
})

const command = ['/usr/bin/supervisord', '--nodaemon', '--configuration', '/etc/supervisor/conf.d/app.conf']
const balancer: LoadBalancer = {
  targetGroupArn: 'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/web/73e2',
  containerName: 'hello-world',
  containerPort: 80,
}

const replacement = aPlan(
  [
    aDeletion({ reason: 'CannotChangeInPlace' }),
    aCreation({
      reason: 'CannotChangeInPlace',
      settings: { desiredCount: 2, loadBalancers: [balancer] },
      changes: [
        aChange('launchType', 'EC2', 'FARGATE', { effect: 'Replace' }),
        aChange('loadBalancers[elb].loadBalancerName', 'elb', undefined, { effect: 'Replace' }),
        aChange('loadBalancers[elb].containerName', 'hello-world', undefined, { effect: 'Replace' }),
        aChange('loadBalancers[elb].containerPort', 80, undefined, { effect: 'Replace' }),
        ...Object.entries(balancer).map(([member, value]) =>
          aChange(`loadBalancers[${balancer.targetGroupArn ?? ''}].${member}`, undefined, value as string, {
            effect: 'Replace',
          }),
        ),
        aChange(web('command'), command.slice(0, 1), [...command, 'two words'], { origin: anOrigin(15) }),
      ],
      taskDefinition: { kind: 'Known', arn: revisionArn('hello-world:9') },
    }),
  ],
  { hazards: [aHazard()] },
)

const creation = aPlan([
  aRegistration({
    reason: 'ServiceMissing',
    changes: [
      aChange('family', undefined, 'hello-world'),
      aChange('networkMode', undefined, 'bridge'),
      aChange(web('name'), undefined, 'hello-world'),
      aChange(web('essential'), undefined, true),
      aChange(web('environment[EMPTY]'), undefined, ''),
      aChange(web('environment[URL]'), undefined, 'https://example.com/a?b=c'),
      aChange(web('image'), undefined, 'tutum/hello-world'),
      aChange(web('portMappings[80/tcp].containerPort'), undefined, 80),
      aChange(web('portMappings[80/tcp].hostPort'), undefined, 8000),
      aChange(web('portMappings[80/tcp].protocol'), undefined, 'tcp'),
      aChange(web('portMappings[53/udp].containerPort'), undefined, 53),
      aChange(web('portMappings[53/udp].protocol'), undefined, 'udp'),
    ],
  }),
  aCreation(),
])

const all = [sample, replacement, creation, aPlan([aScaling(3, 1)]), aPlan([aDeletion()]), aPlan([aTagging()])]

describe('plan text', () => {
  it('tells an update: why, from what to what, what restarts, which calls and waits', () => {
    expect(planText(sample, style)).to.equal(
      lines(
        heading,
        '',
        '~ hello-world-test                     rolling update: 2 tasks restart',
        '    because its task definition differs from deploy.yml',
        '    count                              1 → 2',
        '    image (hello-world)                tutum/hello-world:1 → tutum/hello-world:2',
        '    environment.API_KEY (hello-world)  (secret) changed, 8f2a… → c41d…',
        '',
        '    1  register task definition   hello-world:8 (known after apply)',
        '    2  update service             to hello-world:8, 2 tasks',
        '       then wait until deployed   at least 1 healthy, at most 4 running',
        '    3  tag service                deploy:declared',
        '',
        'Plan: 1 to update, 3 unchanged. Undeclared: 1 (placement_strategy on',
        'hello-world-prod).',
      ),
    )
  })

  it('tells a new service without what goes without saying, ports as the file writes them', () => {
    expect(planText(creation, style)).to.equal(
      lines(
        heading,
        '',
        '+ hello-world-test                   new service: 2 tasks',
        '    because ECS has no such service yet',
        '    count                            2',
        '    family                           hello-world',
        '    image (hello-world)              tutum/hello-world',
        '    ports (hello-world)              8000:80, 53/udp',
        '    environment.EMPTY (hello-world)  ""',
        '    environment.URL (hello-world)    https://example.com/a?b=c',
        '',
        '    1  register task definition   hello-world:1 (known after apply)',
        '    2  create service             with hello-world:1, 2 tasks',
        '       then wait until deployed   2 tasks running',
        '',
        'Plan: 1 to create.',
      ),
    )
  })

  it('tells a replacement, what forces it, and the consent it needs', () => {
    expect(planText(replacement, style)).to.equal(
      lines(
        heading,
        '',
        '-/+ hello-world-test          deleted and made anew: 2 tasks stop first',
        '    because ECS cannot change launch_type and load_balancer in place',
        '    launch_type               EC2 → FARGATE  (makes the service anew)',
        '    load_balancer',
        '        - elb to hello-world:80',
        '        + arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/web/73e2',
        '          to hello-world:80  (makes the service anew)',
        '    command (hello-world)       /usr/bin/supervisord',
        '                              + --nodaemon',
        '                              + --configuration',
        '                              + /etc/supervisor/conf.d/app.conf',
        '                              + "two words"',
        '    error    deploy.yml:5  ECS cannot change launch_type of a running service:',
        '             hello-world-test would be deleted and made anew. If that may',
        '             happen, say --allow-replace hello-world-test.',
        '',
        '    1  delete service             2 tasks stop',
        '       then wait until gone       its name is free again',
        '    2  create service             with hello-world:9, 2 tasks',
        '       then wait until deployed   2 tasks running',
        '',
        'Plan: 1 to replace.',
        'Refused: 1 error stands in the way, so this plan is not applied.',
      ),
    )
  })

  it('tells a change of count, a deletion and bookkeeping each in its own words', () => {
    const headlines = [
      aScaling(1, 2),
      aScaling(3, 1),
      aScaling(1, 0),
      aDeletion(),
      aDeletion({ tasksStop: 0 }),
      aTagging(),
    ].map((action) => planText(aPlan([action]), style).split('\n')[2])
    expect(headlines).to.deep.equal([
      '~ hello-world-test            count 1 → 2: no task restarts',
      '~ hello-world-test            count 3 → 1: 2 tasks stop, none restarts',
      '~ hello-world-test            count 1 → 0: 1 task stops, none restarts',
      '- hello-world-test            deleted: 2 tasks stop',
      '- hello-world-test            deleted: no task is running',
      '~ hello-world-test            bookkeeping alone: no task restarts',
    ])
  })

  it('says that nothing changes, of one service and of several', () => {
    expect(planText(aPlan([], { unchanged: [aTarget, prod, { ...prod, service: 'c' }] }), style)).to.equal(
      lines(heading, '', 'No changes. 3 services are as deploy.yml declares them.'),
    )
    expect(planText(aPlan([], { unchanged: [aTarget] }), style)).to.equal(
      lines(heading, '', 'No changes. 1 service is as deploy.yml declares it.'),
    )
  })

  it('says nothing about the file when the command itself said what it wants', () => {
    expect(planText(aPlan([], { unchanged: [aTarget] }), style, { isRequested: true })).to.equal(
      lines(heading, '', 'No changes. hello-world-test is that way already.'),
    )
  })

  it('shows a service that cannot be planned, for its hazard', () => {
    const hazard = { kind: 'ServiceDraining', level: 'Error', target: aTarget } as const
    expect(planText(aPlan([], { hazards: [hazard] }), style)).to.equal(
      lines(
        heading,
        '',
        '! hello-world-test            cannot be applied',
        '    error    hello-world-test is being deleted: ECS is still draining its tasks',
        '             and accepts no change. Wait until it is gone, then run this again.',
        '',
        'Nothing can be planned.',
        'Refused: 1 error stands in the way, so this plan is not applied.',
      ),
    )
  })

  it('names the cluster of each service where there are several, and three of many clusters above', () => {
    const plan = aPlan(
      ['a', 'b', 'c', 'd', 'e'].map((cluster) => aScaling(1, 2, { id: cluster, target: { cluster, service: 'web' } })),
    )
    const text = planText(plan, style).split('\n')
    expect(text[0]).to.equal('deploy.yml → a, b, c and 2 more · us-west-2 · account 123445564666')
    expect(text.filter((line) => line.startsWith('~')).map((line) => line.trim().split(/\s+/)[1])).to.deep.equal([
      'a/web',
      'b/web',
      'c/web',
      'd/web',
      'e/web',
    ])
    expect(text.filter((line) => /^ +\d/.test(line)).map((line) => line.trim().split(/\s+/)[0])).to.deep.equal([
      '1',
      '2',
      '3',
      '4',
      '5',
    ])
  })

  it('refers to the step of another service that registers a shared task definition', () => {
    const other = anUpdate({
      id: 'other',
      target: prod,
      changes: [
        {
          path: 'taskDefinition',
          before: { kind: 'Plain', value: 'hello-world:7' },
          after: { kind: 'KnownAfterApply', action: registerId, likely: 'hello-world:8' },
          effect: 'Rollout',
        },
      ],
      settings: {},
    })
    const text = planText(aPlan([aRegistration(), anUpdate(), other]), style)
    expect(text).to.include('    task definition           hello-world:7 → hello-world:8 (known after apply)')
    expect(text).to.include('    3  update service             to hello-world:8 of step 1')
  })

  it('tells members of a list apart, and numbers from text that reads alike', () => {
    const plan = aPlan([
      anUpdate({
        changes: [
          aChange('networkConfiguration', { subnets: ['a', 'b', 'c'] }, { subnets: ['a', 'c', 'd'] }),
          aChange(web('dockerLabels[n]'), 1, '1'),
          aChange('maximumPercent', 150, undefined, { effect: 'InPlace' }),
        ],
      }),
    ])
    const text = planText(plan, style).split('\n').slice(4, 9)
    expect(text).to.deep.equal([
      '    vpc_configuration.subnets  - b',
      '                               + d  (restarts tasks)',
      '    maximum_percent            150 → (not set)',
      '    labels.n (hello-world)     1 → "1"',
      '',
    ])
  })

  it('keeps to the width wherever values permit', () => {
    for (const width of [60, 80, 120]) {
      for (const plan of all) {
        const texts = [planText(plan, { color: false, width }), driftText(plan, { color: false, width })]
        const tooLong = texts
          .flatMap((text) => text.split('\n'))
          .filter(
            (line) =>
              line.length > width && line.trim().split(/ +/).length > (/^\s*([-+→]|live|declared) /.test(line) ? 2 : 1),
          )
        expect(tooLong).to.deep.equal([])
      }
    }
  })

  it('adds nothing with colour but escape codes', () => {
    for (const plan of all) {
      for (const render of [planText, driftText]) {
        const colored = render(plan, { color: true, width: 80 })
        expect(colored).to.not.equal(render(plan, style))
        expect(stripVTControlCharacters(colored)).to.equal(render(plan, style))
      }
    }
  })

  it('lets no character of a name, value or message reach the terminal unescaped', () => {
    const evil = 'x\u001b[2J\u009b\u202e'
    const target = { cluster: evil, service: evil }
    const plan = aPlan(
      [
        anUpdate({
          target,
          changes: [
            aChange('desiredCount', evil, [evil, evil]),
            aChange(web(`environment[${evil}]`), { a: evil }, { [evil]: evil }),
          ],
          taskDefinition: { kind: 'Known', arn: evil },
        }),
      ],
      {
        basis: { file: evil, region: evil, account: evil },
        hazards: [
          { kind: 'TargetGroupMissing', level: 'Error', arn: evil, target, origin: { file: evil, line: 1, column: 1 } },
        ],
        undeclared: [{ target, path: evil, value: evil, default: evil }],
      },
    )
    const [update] = plan.actions
    const outcomes = [
      aFailed(update!, anAwsError({ message: evil, code: evil, subject: evil, requestId: evil, operation: evil })),
      aFailed(update!, { kind: 'RolledBack', reason: evil, taskDefinitionArn: evil }),
    ]
    for (const text of [
      planText(plan, style),
      driftText(plan, style),
      ...outcomes.map((outcome) => outcomesText(plan, [outcome], style)),
    ]) {
      expect(text).to.not.match(/[^\P{Cc}\n]|\p{Cf}/u)
      expect(text).to.include('x\\x1b[2J\\x9b\\u202e')
    }
  })
})

describe('drift text', () => {
  it('sets live beside declared, with the line of the file, and lists what was never declared', () => {
    const plan = aPlan(sample.actions, {
      undeclared: [{ target: aTarget, path: 'maximumPercent', value: 150, default: 200 }],
      unchanged: [prod],
    })
    expect(driftText(plan, style)).to.equal(
      lines(
        heading,
        '',
        '~ hello-world-test                     differs from deploy.yml',
        '    count                              live 1, declared 2  deploy.yml:4',
        '    image (hello-world)                live      tutum/hello-world:1',
        '                                       declared  tutum/hello-world:2',
        '                                       deploy.yml:12',
        '    environment.API_KEY (hello-world)  (secret) live 8f2a…, declared c41d…',
        '                                       deploy.yml:20',
        '',
        'Undeclared: live values that the file never names, so they are left alone',
        '    maximum_percent                    150 (AWS default: 200) on',
        '                                       hello-world-test',
        '',
        'Drift: 1 service differs from deploy.yml, 1 does not.',
      ),
    )
  })

  it('tells a service that is not there in one line, whatever it should be', () => {
    expect(driftText(creation, style)).to.equal(
      lines(
        heading,
        '',
        '+ hello-world-test                   missing: ECS has no such service',
        '',
        'Drift: 1 service differs from deploy.yml.',
      ),
    )
  })

  it('says that there is none', () => {
    expect(driftText(aPlan([], { unchanged: [aTarget] }), style)).to.equal(
      lines(heading, '', 'No drift. 1 service is as deploy.yml declares it.'),
    )
  })
})

describe('outcomes text', () => {
  const [register, update, tag] = sample.actions

  it('tells a good end in a line for each call', () => {
    const outcomes = [
      anApplied(register!, { taskDefinitionArn: revisionArn('hello-world:8'), finishedAtMs: 400 }),
      anApplied(update!, {
        verdict: { kind: 'Completed', taskDefinitionArn: revisionArn('hello-world:8') },
        startedAtMs: 400,
        finishedAtMs: 72_000,
      }),
      anApplied(tag!, { startedAtMs: 72_000, finishedAtMs: 72_300 }),
    ]
    expect(outcomesText(sample, outcomes, style)).to.equal(
      lines(
        '~ hello-world-test                     deployed: hello-world:8 serves',
        '    1  register task definition   hello-world:8 registered, 0.4 s',
        '    2  update service             done, 1 min 12 s',
        '    3  tag service                done, 0.3 s',
        '',
        'Apply: 1 of 1 service done, in 1 min 12 s.',
      ),
    )
  })

  it('tells a rollback, what was left undone for it, and the lines of the file that it may be owed to', () => {
    const reason = 'ECS deployment circuit breaker: tasks failed to start.'
    const outcomes = [
      anApplied(register!, { taskDefinitionArn: revisionArn('hello-world:8') }),
      aFailed(update!, { kind: 'RolledBack', reason, taskDefinitionArn: revisionArn('hello-world:7') }),
      aSkipped(tag!, { kind: 'Needs', action: update!.id }),
    ]
    expect(outcomesText(sample, outcomes, style)).to.equal(
      lines(
        '! hello-world-test                     rolled back to hello-world:7',
        '    1  register task definition   hello-world:8 registered, 12 s',
        '    2  update service             failed, 12 s',
        '       Rolled back: ECS went back to hello-world:7, so what was asked for does',
        '       not serve. ECS says: ECS deployment circuit breaker: tasks failed to',
        '       start.',
        '    3  tag service                skipped',
        '       Not called: it needs step 2, which was not done.',
        '    This rollout changed',
        '      deploy.yml:12  image (hello-world)',
        '      deploy.yml:20  environment.API_KEY (hello-world)',
        '',
        'Apply: 0 of 1 service done, 1 failed, in 12 s.',
      ),
    )
  })

  it('tells a call that AWS refused in AWS’s words, and an interruption', () => {
    const outcomes = [
      anApplied(register!, { taskDefinitionArn: revisionArn('hello-world:8') }),
      aFailed(update!, anAwsError()),
      aSkipped(tag!, { kind: 'Interrupted' }),
    ]
    expect(outcomesText(sample, outcomes, style)).to.equal(
      lines(
        '! hello-world-test                     failed',
        '    1  register task definition   hello-world:8 registered, 12 s',
        '    2  update service             failed, 12 s',
        '       AWS refused ecs:UpdateService on hello-world-test.',
        '       AWS said: InvalidParameterException: Invalid revision number. (request',
        '       4f2c)',
        '    3  tag service                skipped',
        '       Not called: the run was interrupted before.',
        '',
        'Apply: 0 of 1 service done, 1 failed, in 12 s.',
      ),
    )
  })

  it('tells a scaling by its count: no revision is deployed', () => {
    const verdict = { kind: 'Completed', taskDefinitionArn: revisionArn('hello-world:7') } as const
    expect(outcomesText(aPlan([aScaling(1, 2)]), [anApplied(aScaling(1, 2), { verdict })], style)).to.equal(
      lines(
        '~ hello-world-test            scaled to 2 tasks',
        '    1  scale service              done, 12 s',
        '',
        'Apply: 1 of 1 service done, in 12 s.',
      ),
    )
  })

  it('says of each service that was not waited for, and in how many all ended', () => {
    const other = { cluster: 'hello-world-cluster', service: 'hello-world-prod' }
    const plan = aPlan([aScaling(1, 2), aScaling(1, 2, { id: 'other', target: other })])
    expect(
      outcomesText(
        plan,
        plan.actions.map((action) => anApplied(action)),
        style,
      ),
    ).to.equal(
      lines(
        '~ hello-world-test            applied; the rollout was not waited for',
        '    1  scale service              done, 12 s',
        '',
        '~ hello-world-prod            applied; the rollout was not waited for',
        '    2  scale service              done, 12 s',
        '',
        'Apply: 2 of 2 services done, in 12 s.',
      ),
    )
  })

  it('calls done what needs no waiting', () => {
    const text = outcomesText(aPlan([aTagging()]), [anApplied(aTagging())], style)
    expect(text.split('\n')[0]).to.equal('~ hello-world-test            done')
  })

  it('names a revision that nobody can foretell by its family and its step', () => {
    const unforeseen = { kind: 'KnownAfterApply', action: registerId } as const
    const text = planText(aPlan([aRegistration(), aCreation({ taskDefinition: unforeseen })]), style)
    expect(text).to.include('    1  register task definition   hello-world (revision known after apply)')
    expect(text).to.include('    2  create service             with the revision of step 1, 2 tasks')
  })

  it('does not call an interrupted wait done', () => {
    const outcomes = [anApplied(aScaling(1, 2), { verdict: { kind: 'Stopped' } })]
    expect(outcomesText(aPlan([aScaling(1, 2)]), outcomes, style)).to.equal(
      lines(
        '! hello-world-test            interrupted while waiting',
        '    1  scale service              called, 12 s',
        '       Interrupted while waiting: ECS goes on with the rollout by itself;',
        '       `deploy status` shows how far it is.',
        '',
        'Apply: 0 of 1 service done, 1 not finished, in 12 s.',
      ),
    )
  })
})
