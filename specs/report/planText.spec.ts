// A plan for eyes, whole.
import { expect } from 'chai'
import { planText } from '../../src/report/planText.js'
import {
  aChange,
  aCreation,
  aCreationPlan,
  aDeletion,
  anotherTarget,
  anUpdate,
  anUpdatePlan,
  aPlan,
  aRegistration,
  aReplacementPlan,
  aScaling,
  aTagging,
  aTarget,
  inContainer,
  plain,
  registerId,
} from '../support/builders.js'
import { everyVerb } from '../support/reports.js'
import { heading, lines, plainStyle } from '../support/texts.js'

describe('plan text', () => {
  it('tells an update: why, from what to what, what restarts, which calls and waits', () => {
    expect(planText(anUpdatePlan, plainStyle)).to.equal(
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
    expect(planText(aCreationPlan, plainStyle)).to.equal(
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
    expect(planText(aReplacementPlan, plainStyle)).to.equal(
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
    ].map((action) => planText(aPlan([action]), plainStyle).split('\n')[2])
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
    expect(
      planText(aPlan([], { unchanged: [aTarget, anotherTarget, { ...anotherTarget, service: 'c' }] }), plainStyle),
    ).to.equal(lines(heading, '', 'No changes. 3 services are as deploy.yml declares them.'))
    expect(planText(aPlan([], { unchanged: [aTarget] }), plainStyle)).to.equal(
      lines(heading, '', 'No changes. 1 service is as deploy.yml declares it.'),
    )
  })

  it('says nothing about the file when the command itself said what it wants', () => {
    expect(planText(aPlan([], { unchanged: [aTarget] }), plainStyle, { isRequested: true })).to.equal(
      lines(heading, '', 'No changes. hello-world-test is that way already.'),
    )
  })

  it('shows a service that cannot be planned, for its hazard', () => {
    const hazard = { kind: 'ServiceDraining', level: 'Error', target: aTarget } as const
    expect(planText(aPlan([], { hazards: [hazard] }), plainStyle)).to.equal(
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
    const text = planText(plan, plainStyle, { detail: 'full' }).split('\n')
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
      target: anotherTarget,
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
    const text = planText(aPlan([aRegistration(), anUpdate(), other]), plainStyle)
    expect(text).to.include('    task definition           hello-world:7 → hello-world:8 (known after apply)')
    expect(text).to.include('    3  update service             to hello-world:8 of step 1')
  })

  it('tells members of a list apart, and numbers from text that reads alike', () => {
    const plan = aPlan([
      anUpdate({
        changes: [
          aChange('networkConfiguration', { subnets: ['a', 'b', 'c'] }, { subnets: ['a', 'c', 'd'] }),
          aChange(inContainer('dockerLabels[n]'), 1, '1'),
          aChange('maximumPercent', 150, undefined, { effect: 'InPlace' }),
        ],
      }),
    ])
    const text = planText(plan, plainStyle).split('\n').slice(4, 9)
    expect(text).to.deep.equal([
      '    vpc_configuration.subnets  - b',
      '                               + d  (restarts tasks)',
      '    maximum_percent            150 → (not set)',
      '    labels.n (hello-world)     1 → "1"',
      '',
    ])
  })

  it('names a revision that nobody can foretell by its family and its step', () => {
    const unforeseen = { kind: 'KnownAfterApply', action: registerId } as const
    const text = planText(aPlan([aRegistration(), aCreation({ taskDefinition: unforeseen })]), plainStyle)
    expect(text).to.include('    1  register task definition   hello-world (revision known after apply)')
    expect(text).to.include('    2  create service             with the revision of step 1, 2 tasks')
  })

  it('tells with the detail summary a line for each service, and what stands in the way', () => {
    expect(planText(everyVerb, plainStyle, { detail: 'summary' })).to.equal(
      lines(
        'deploy.yml → shop · us-west-2 · account 123445564666',
        '',
        '~ web                         rolling update: 2 tasks restart',
        '    warning  deploy.yml:15  Host port 8080 is fixed, so an instance has room for',
        '             one such task: 2 tasks need as many instances, and a rolling update',
        '             needs one more that is free, unless minimum_healthy_percent lets a',
        '             task stop first.',
        '    note     deploy.yml:12  The image is not scanned. (checks.js)',
        '+ api                         new service: 2 tasks',
        '-/+ db                        deleted and made anew: 2 tasks stop first',
        '    error    deploy.yml:40  ECS cannot change launch_type of a running service:',
        '             db would be deleted and made anew. If that may happen, say',
        '             --allow-replace db.',
        '~ worker                      count 4 → 1: 3 tasks stop, none restarts',
        '- old                         deleted: 3 tasks stop',
        '! mail                        no changes',
        '    warning  What is declared is still being rolled out, and may yet fail: see',
        '             deploy status.',
        '',
        'Plan: 1 to create, 1 to update, 1 to scale, 1 to replace, 1 to delete, 2',
        'unchanged. Undeclared: 1 (maximum_percent on mail). Ignored: 1 (count on',
        'search).',
        'Refused: 1 error stands in the way, so this plan is not applied.',
      ),
    )
  })

  it('tells with all details long values whole, and what it leaves as it is', () => {
    const note = { path: inContainer('environment[NOTE]'), before: plain('a'), after: plain('b'.repeat(1500)) }
    const plan = aPlan([aRegistration({ changes: [{ ...note, effect: 'Rollout' }] }), anUpdate()], {
      unchanged: [anotherTarget],
      undeclared: [{ target: anotherTarget, path: 'maximumPercent', value: 150, default: 200 }],
      ignored: [{ target: anotherTarget, path: 'desiredCount', value: 7, declared: 2 }],
    })
    expect(planText(plan, plainStyle)).to.include(`${'b'.repeat(1000)}\n          … 500 more characters`)
    const full = planText(plan, plainStyle, { detail: 'full' })
    expect(full).to.include(`→ ${'b'.repeat(1500)}\n`)
    expect(full.slice(full.indexOf('Undeclared: live'))).to.equal(
      lines(
        'Undeclared: live values that the file never names, so they are left alone',
        '    maximum_percent                 150 (AWS default: 200) on hello-world-prod',
        '',
        'Ignored: values that the file declares and gives away',
        '    count                           7 (declared: 2) on hello-world-prod',
        '',
        'Unchanged: hello-world-prod',
        '',
        'Plan: 1 to update, 1 unchanged. Undeclared: 1 (maximum_percent on',
        'hello-world-prod). Ignored: 1 (count on hello-world-prod).',
      ),
    )
  })
})
