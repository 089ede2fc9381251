/** The executor against the simulator: what becomes of each action when something goes wrong in between. */
import { expect } from 'chai'
import type { Waits } from '../../src/executor/executor.js'
import type { DesiredState } from '../../src/model/service.js'
import { aStage, declaring, waits } from '../support/stage.js'

describe('executor', () => {
  it('says which task definition serves', async () => {
    const stage = await aStage()
    expect(await stage.apply(declaring('web:1'))).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['create:main/web', 'Applied', 'Completed web:1'],
    ])
  })

  it('skips what needs a failed action, and goes on with the rest', async () => {
    const stage = await aStage([{ kind: 'AccessDenied', operation: 'RegisterTaskDefinition' }])
    await stage.register('other', 'other:1')
    expect(await stage.apply(declaring('web:1', 'other:1'))).to.deep.equal([
      ['register:web', 'Failed', 'AccessDenied'],
      ['create:main/web', 'Skipped', 'Needs register:web'],
      ['create:main/other', 'Applied', 'Completed other:1'],
    ])
  })

  it('fails nothing for its own books: a service is made and changed by who may not tag, and the outcome says so', async () => {
    const stage = await aStage([{ kind: 'AccessDenied', operation: 'TagResource' }])
    expect(await stage.apply(declaring('web:1'))).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['create:main/web', 'Applied', 'Completed web:1, unrecorded'],
    ])
    expect(await stage.apply(declaring('web:2'))).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['update:main/web', 'Applied', 'Completed web:2'],
      ['tag:main/web', 'Applied', 'Accepted, unrecorded'],
    ])
  })

  it('reports a rollout that ECS rolled back as rolled back, never as done', async () => {
    const stage = await aStage([{ kind: 'ImageCannotBePulled', image: 'web:2' }])
    await stage.apply(declaring('web:1'))
    await stage.call('UpdateService', {
      cluster: 'main',
      service: 'web',
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    })
    expect(await stage.apply(declaring('web:2'))).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['update:main/web', 'Failed', 'RolledBack web:1'],
    ])
  })

  it('reports a rollout that fails and has nothing to go back to as failed', async () => {
    const stage = await aStage([{ kind: 'ImageCannotBePulled', image: 'web:2' }])
    await stage.apply(declaring('web:1'))
    await stage.call('UpdateService', {
      cluster: 'main',
      service: 'web',
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
    })
    const outcomes = await stage.apply(declaring('web:2'))
    expect(outcomes.at(-1)).to.deep.equal(['update:main/web', 'Failed', 'RolloutFailed'])
  })

  it('reports a rollout that somebody else took over as superseded', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    const elsewhere = await stage.register('web', 'web:hotfix')
    stage.meanwhile(() => stage.call('UpdateService', { cluster: 'main', service: 'web', taskDefinition: elsewhere }))
    const outcomes = await stage.apply(declaring('web:3'))
    expect(outcomes.at(-1)).to.deep.equal(['update:main/web', 'Failed', 'Superseded web:2'])
  })

  it('reports a rollout that somebody stopped, and what ECS went back to, as no judgement of ECS', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    stage.meanwhile(async () => {
      const answer = await stage.call('ListServiceDeployments', { cluster: 'main', service: 'web' })
      const { serviceDeployments } = answer as { serviceDeployments: readonly { serviceDeploymentArn: string }[] }
      const { serviceDeploymentArn } = serviceDeployments[0]!
      await stage.call('StopServiceDeployment', { serviceDeploymentArn, stopType: 'ROLLBACK' })
    })
    const outcomes = await stage.apply(declaring('web:2'))
    expect(outcomes.at(-1)).to.deep.equal(['update:main/web', 'Failed', 'Stopped web:1'])
  })

  it('reports a service that was deleted meanwhile', async () => {
    const stage = await aStage([{ kind: 'NoCapacity' }])
    stage.meanwhile(() => stage.call('DeleteService', { cluster: 'main', service: 'web', force: true }))
    const outcomes = await stage.apply(declaring('web:1'))
    expect(outcomes.at(-1)).to.deep.equal(['create:main/web', 'Failed', 'ServiceGone'])
  })

  it('gives up waiting when its time is out', async () => {
    const stage = await aStage([{ kind: 'NoCapacity' }])
    const outcomes = await stage.apply(declaring('web:1'), { ...waits, timeoutMs: 60_000 })
    expect(outcomes.at(-1)).to.deep.equal(['create:main/web', 'Failed', 'TimedOut'])
  })

  it('does not wait when told not to', async () => {
    const stage = await aStage([{ kind: 'NoCapacity' }])
    const outcomes = await stage.apply(declaring('web:1'), { ...waits, until: 'Accepted' })
    expect(outcomes.at(-1)).to.deep.equal(['create:main/web', 'Applied', 'Accepted'])
  })

  it('makes no further call once it is interrupted, and says what was done and what not', async () => {
    const stage = await aStage()
    stage.interruptAfter('RegisterTaskDefinition')
    expect(await stage.apply(declaring('web:1', 'other:1'), { ...waits, parallelism: 1 })).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['create:main/web', 'Skipped', 'Interrupted'],
      ['register:other', 'Skipped', 'Interrupted'],
      ['create:main/other', 'Skipped', 'Interrupted'],
    ])
    expect(stage.operations()).to.not.include('CreateService')
  })

  it('stops waiting once it is interrupted, and leaves the rollout to ECS', async () => {
    const stage = await aStage()
    stage.interruptAfter('CreateService')
    expect((await stage.apply(declaring('web:1'))).at(-1)).to.deep.equal(['create:main/web', 'Applied', 'Interrupted'])
    stage.simulator.advance(120_000)
    expect(await stage.apply(declaring('web:1'))).to.deep.equal([])
  })

  it('starts a rollout again that ECS has given up, once the cause is gone', async () => {
    const stage = await aStage([{ kind: 'ImageCannotBePulled', image: 'web:2' }])
    await stage.apply(declaring('web:1'))
    await stage.call('UpdateService', {
      cluster: 'main',
      service: 'web',
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
    })
    await stage.apply(declaring('web:2'))
    stage.simulator.setFaults([])
    expect(await stage.apply(declaring('web:2'))).to.deep.equal([['update:main/web', 'Applied', 'Completed web:2']])
    expect(await stage.apply(declaring('web:2'))).to.deep.equal([])
  })

  it('waits for a draining service before it takes its name again', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    await stage.call('DeleteService', { cluster: 'main', service: 'web', force: true })
    expect(await stage.apply(declaring('web:1'))).to.deep.equal([['create:main/web', 'Applied', 'Completed web:1']])
  })

  it('deletes, waits until the name is free, and creates anew', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    expect(await stage.apply(declaring('web:1', { launch_type: 'EXTERNAL' }))).to.deep.equal([
      ['delete:main/web', 'Applied', 'Deleted'],
      ['create:main/web', 'Applied', 'Completed web:1'],
    ])
  })

  it('never deletes a service for one that could not start: a deregistered revision is registered again', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    await stage.call('DeregisterTaskDefinition', { taskDefinition: 'web:1' })
    expect(await stage.apply(declaring('web:1'))).to.deep.equal([])
    expect(await stage.apply(declaring('web:1', { launch_type: 'EXTERNAL' }))).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['delete:main/web', 'Applied', 'Deleted'],
      ['create:main/web', 'Applied', 'Completed web:2'],
    ])
  })

  it('makes no further call when it is interrupted while a name is still taken', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    await stage.call('DeleteService', { cluster: 'main', service: 'web', force: true })
    stage.interruptAfter('CreateService')
    expect(await stage.apply(declaring('web:1'))).to.deep.equal([['create:main/web', 'Skipped', 'Interrupted']])
    expect(stage.operations().filter((name) => name === 'CreateService')).to.have.length(2)
  })

  it('gives up when a name is not free in time', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    await stage.call('DeleteService', { cluster: 'main', service: 'web', force: true })
    expect(await stage.apply(declaring('web:1'), { ...waits, timeoutMs: 1_000 })).to.deep.equal([
      ['create:main/web', 'Failed', 'NeverAccepted'],
    ])
  })

  it('waits for a deletion that a creation needs, even when told not to wait', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    expect(
      await stage.apply(declaring('web:1', { launch_type: 'EXTERNAL' }), { ...waits, until: 'Accepted' }),
    ).to.deep.equal([
      ['delete:main/web', 'Applied', 'Deleted'],
      ['create:main/web', 'Applied', 'Accepted'],
    ])
  })

  it('lets the trouble of one cluster be the trouble of that cluster alone', async () => {
    const stage = await aStage()
    stage.simulator.ensureCluster('edge')
    const both = declaring('web:1', 'other:1')
    const services = both.services.map((service) =>
      service.name === 'other' ? { ...service, cluster: 'edge' } : service,
    )
    stage.simulator.setFaults([{ kind: 'AccessDenied', operation: 'DescribeServices', calls: [4] }])
    expect((await stage.apply({ ...both, services })).filter(([id]) => id.startsWith('create'))).to.deep.equal([
      ['create:main/web', 'Applied', 'Completed web:1'],
      ['create:edge/other', 'Failed', 'AccessDenied'],
    ])
  })

  it('deletes a service that is asked to go', async () => {
    const stage = await aStage()
    const desired = declaring('web:1')
    await stage.apply(desired)
    expect(await stage.delete(desired)).to.deep.equal([['delete:main/web', 'Applied', 'Deleted']])
  })

  it('bears throttling and server errors while it waits', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    // More than the attempts that one read is given.
    const calls = Array.from({ length: 12 }, (_, index) => index + 3)
    stage.simulator.setFaults([{ kind: 'ServerError', operation: 'DescribeServices', calls }])
    const outcomes = await stage.apply(declaring('web:2'))
    expect(outcomes.at(-1)).to.deep.equal(['update:main/web', 'Applied', 'Completed web:2'])
    expect(stage.events.some(({ kind }) => kind === 'ReadRetried')).to.equal(true)
  })

  it('stops waiting when it may no longer look, and says so', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    stage.simulator.setFaults([{ kind: 'AccessDenied', operation: 'DescribeServices', calls: [2] }])
    const outcomes = await stage.apply(declaring('web:2'))
    expect(outcomes.at(-1)).to.deep.equal(['update:main/web', 'Failed', 'AccessDenied'])
  })

  it('makes one mutating call per action', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1', 'other:1'))
    expect(
      stage
        .operations()
        .filter((name) => !/^(Describe|List)/.test(name))
        .sort(),
    ).to.deep.equal(['CreateService', 'CreateService', 'RegisterTaskDefinition', 'RegisterTaskDefinition'])
  })

  it('calls nothing for what an earlier run has done: the same revision is found, and so is a service that is so already', async () => {
    const stage = await aStage()
    const plan = await stage.plan(declaring('web:1'))
    expect(await stage.perform(plan)).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['create:main/web', 'Applied', 'Completed web:1'],
    ])
    expect(await stage.perform(plan)).to.deep.equal([
      ['register:web', 'Applied', 'Accepted, found'],
      ['create:main/web', 'Applied', 'Completed web:1, found'],
    ])
    expect(stage.operations().filter((name) => /^(Register|Create)/.test(name))).to.have.length(2)
  })

  it('overwrites nobody: a service that somebody else has changed since the plan was made is left as it is', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    const plan = await stage.plan(declaring('web:3'))
    const elsewhere = await stage.register('web', 'web:hotfix')
    await stage.call('UpdateService', { cluster: 'main', service: 'web', taskDefinition: elsewhere })
    expect((await stage.perform(plan)).at(-1)).to.deep.equal([
      'update:main/web',
      'Failed',
      'Stale taskDefinition, deployment',
    ])
    expect(stage.operations().filter((name) => name === 'UpdateService')).to.have.length(1)
  })

  it('lets one of two win that apply at once, and the other say so', async () => {
    const one = await aStage()
    await one.apply(declaring('web:1'))
    const other = await aStage([], { simulator: one.simulator, accessKeyId: 'another' })
    const plans = await Promise.all([one.plan(declaring('web:2')), other.plan(declaring('web:3'))])
    const ends = await Promise.all([one.perform(plans[0]), other.perform(plans[1])])
    const kinds = ends.map((end) => end.at(-1)?.[2].split(' ')[0]).sort()
    expect(kinds[0]).to.equal('Completed')
    expect(kinds[1]).to.be.oneOf(['Stale', 'Superseded'])
  })

  it('makes a service once when two create it at once', async () => {
    const one = await aStage()
    const other = await aStage([], { simulator: one.simulator, accessKeyId: 'another' })
    const plans = await Promise.all([one.plan(declaring('web:1')), other.plan(declaring('web:2'))])
    const ends = await Promise.all([one.perform(plans[0]), other.perform(plans[1])])
    expect(ends.map((end) => end.at(-1)?.[2].split(' ')[0]).sort()).to.deep.equal(['Completed', 'Stale'])
    const causes = [...one.events, ...other.events].flatMap((event) =>
      event.kind === 'ActionFinished' && event.outcome.kind === 'Failed' ? [event.outcome.cause] : [],
    )
    const loser = ends[0].at(-1)?.[2].startsWith('Stale') === true ? 'somebody' : 'another'
    const by = `arn:aws:iam::123456789012:user/${loser === 'somebody' ? 'another' : 'somebody'}`
    expect(causes).to.deep.equal([
      { kind: 'Stale', differences: [{ path: 'status', before: 'INACTIVE', after: 'ACTIVE' }], by },
    ])
  })

  it('looks for the revision whose registration was not answered, and makes no second one', async () => {
    const stage = await aStage([{ kind: 'CutAfter', operation: 'RegisterTaskDefinition', calls: [1] }])
    expect(await stage.apply(declaring('web:1'))).to.deep.equal([
      ['register:web', 'Applied', 'Accepted, found'],
      ['create:main/web', 'Applied', 'Completed web:1'],
    ])
  })

  it('finds it among those of other services that share the family and were registered meanwhile', async () => {
    const stage = await aStage([{ kind: 'CutAfter', operation: 'RegisterTaskDefinition', calls: [1] }])
    expect(await stage.apply(declaring('web:1', 'api:1', { family: 'shared' }))).to.deep.equal([
      ['register:shared', 'Applied', 'Accepted, found'],
      ['create:main/web', 'Applied', 'Completed shared:1'],
      ['register:shared#2', 'Applied', 'Accepted'],
      ['create:main/api', 'Applied', 'Completed shared:2'],
    ])
    expect(stage.operations().filter((name) => name === 'RegisterTaskDefinition')).to.have.length(2)
  })

  it('sets no tags on a service that somebody else has taken over since, and says who', async () => {
    const one = await aStage()
    await one.apply(declaring('web:1', { tags: { edition: 'first' } }))
    const hotfix = await one.register('web', 'web:hotfix')
    const plan = await one.plan(declaring('web:3', { tags: { edition: 'third' } }))
    one.rightAfter('UpdateService', () =>
      one.call('UpdateService', { cluster: 'main', service: 'web', taskDefinition: hotfix }),
    )
    expect(await one.perform(plan)).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['update:main/web', 'Failed', 'Superseded web:2'],
      ['tag:main/web', 'Failed', 'Stale deployment'],
    ])
  })

  it('follows the deployment whose start was not answered, and starts no second one', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    stage.simulator.setFaults([{ kind: 'CutAfter', operation: 'UpdateService', calls: [1] }])
    expect((await stage.apply(declaring('web:2'))).at(-1)).to.deep.equal([
      'update:main/web',
      'Applied',
      'Completed web:2',
    ])
  })

  it('changes a service once all that it depends on serves', async () => {
    const stage = await aStage()
    const desired = depending(declaring('web:1', 'db:1'), 'web', 'db')
    expect(await stage.apply(desired)).to.deep.equal([
      ['register:db', 'Applied', 'Accepted'],
      ['create:main/db', 'Applied', 'Completed db:1'],
      ['register:web', 'Applied', 'Accepted'],
      ['create:main/web', 'Applied', 'Completed web:1'],
    ])
    const finished = stage.events.flatMap((event) => (event.kind === 'ActionFinished' ? [event.outcome.action.id] : []))
    expect(finished.indexOf('create:main/db')).to.be.lessThan(finished.indexOf('create:main/web'))
  })

  it('leaves a service alone whose dependency does not serve, and finishes the others', async () => {
    const stage = await aStage([{ kind: 'NoCapacity' }])
    const desired = depending(declaring('web:1', 'db:1', 'other:1'), 'web', 'db')
    const outcomes = await stage.apply(desired, { ...waits, timeoutMs: 60_000 })
    expect(outcomes.filter(([id]) => id.startsWith('create'))).to.deep.equal([
      ['create:main/db', 'Failed', 'TimedOut'],
      ['create:main/web', 'Skipped', 'Needs create:main/db'],
      ['create:main/other', 'Failed', 'TimedOut'],
    ])
  })

  it('begins no further service after a failure when told so', async () => {
    const stage = await aStage([{ kind: 'NoCapacity' }])
    const how: Waits = { ...waits, timeoutMs: 60_000, parallelism: 1, isFailFast: true }
    expect((await stage.apply(declaring('web:1', 'other:1'), how)).map(([, ...end]) => end)).to.deep.equal([
      ['Applied', 'Accepted'],
      ['Failed', 'TimedOut'],
      ['Skipped', 'FailedFast create:main/web'],
      ['Skipped', 'FailedFast create:main/web'],
    ])
  })

  it('tells of each look how far the rollout is, and how many tasks are healthy where target groups say so', async () => {
    const stage = await aStage()
    const arn = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/web/0123456789abcdef'
    stage.simulator.ensureTargetGroup(arn, { targetType: 'instance', port: 80 })
    const balanced = {
      containers: [{ name: 'app', image: 'web:1', memory: 64, ports: ['80'] }],
      load_balancer: { target_group_arn: arn, container_name: 'app', container_port: 80 },
    }
    expect((await stage.apply(declaring('web:1', balanced))).at(-1)).to.deep.equal([
      'create:main/web',
      'Applied',
      'Completed web:1',
    ])
    const seen = stage.events.flatMap((event) =>
      event.kind === 'RolloutObserved' ? [`${event.phase} ${event.newRunningCount} ${event.healthyCount ?? '-'}`] : [],
    )
    expect(seen.filter((text, index) => text !== seen[index - 1])).to.deep.equal([
      'Starting 0 -',
      'Starting 1 0',
      'Checking 2 0',
      'Steady 2 2',
    ])
  })

  it('works on so many services at once and no more', async () => {
    const stage = await aStage()
    await stage.apply(declaring('a:1', 'b:1', 'c:1', 'd:1'), { ...waits, parallelism: 2 })
    let [open, most] = [0, 0]
    for (const event of stage.events) {
      if (event.kind === 'ActionStarted' && event.action.kind === 'CreateService') open += 1
      if (event.kind === 'ActionFinished' && event.outcome.action.kind === 'CreateService') open -= 1
      most = Math.max(most, open)
    }
    expect(most).to.equal(2)
  })

  it('writes the tags of a service as soon as its change is accepted: they wait for no change of another one', async () => {
    const stage = await aStage()
    const names = Array.from({ length: 80 }, (_, index) => `s${index}:1`)
    const how = { ...waits, parallelism: Infinity }
    await stage.apply(declaring(...names, { count: 0, tags: { edition: 'first' } }), how)
    stage.simulator.advance(3_600_000)
    const before = stage.simulator.calls().length
    await stage.apply(declaring(...names, { count: 1, tags: { edition: 'second' } }), how)
    const since = stage.simulator.calls().slice(before)
    const timesOf = (operation: string) => since.filter((call) => call.operation === operation).map(({ atMs }) => atMs)
    const [updates, tags] = [timesOf('UpdateService'), timesOf('TagResource')]
    expect([updates.length, tags.length]).to.deep.equal([80, 80])
    // 45 updates go out at once, and 18 tags: what is left of these is made up for while updates wait, a tenth of a second each.
    expect(tags.filter((atMs, index) => atMs - (updates[index] ?? NaN) > 3_000)).to.deep.equal([])
    expect((tags.at(-1) ?? NaN) - (updates.at(-1) ?? NaN)).to.be.within(0, 250)
  })

  it('calls no task serving that has not passed its own checks, and behind a classic load balancer none before the end', async () => {
    const stage = await aStage()
    const health_check = { command: 'true', interval: 20 }
    const containers = [{ name: 'app', image: 'web:1', memory: 64, ports: ['80:80'], health_check }]
    expect(await stage.apply(declaring('web:1', { containers }), { ...waits, until: 'Serving' })).to.deep.equal([
      ['register:web', 'Applied', 'Accepted'],
      ['create:main/web', 'Applied', 'Reached Serving web:1'],
    ])
    const { tasks } = (await stage.call('DescribeTasks', {
      cluster: 'main',
      tasks: ((await stage.call('ListTasks', { cluster: 'main' })) as { taskArns: readonly string[] }).taskArns,
    })) as { readonly tasks: readonly { readonly healthStatus: string }[] }
    expect(tasks.map(({ healthStatus }) => healthStatus)).to.deep.equal(['HEALTHY', 'HEALTHY'])

    const listeners = [{ loadBalancerPort: 80, instancePort: 80 }]
    stage.simulator.ensureClassicLoadBalancer('elb', { listeners, healthCheckTarget: 'TCP:80' })
    const load_balancer = { load_balancer_name: 'elb', container_name: 'app', container_port: 80 }
    const behind = declaring('api:1', { containers: [{ ...containers[0], ports: ['80:80'] }], load_balancer, count: 1 })
    expect((await stage.apply(behind, { ...waits, until: 'Serving' })).at(-1)).to.deep.equal([
      'create:main/api',
      'Applied',
      'Completed api:1',
    ])
  })

  for (const until of ['Started', 'Serving', 'Deployed', 'Drained'] as const) {
    it(`follows a rollout as far as ${until}`, async () => {
      const stage = await aStage()
      await stage.apply(declaring('web:1'))
      const end = (await stage.apply(declaring('web:2'), { ...waits, until })).at(-1)
      expect(end?.slice(1)).to.deep.equal(
        until === 'Started' || until === 'Serving'
          ? ['Applied', `Reached ${until} web:2`]
          : ['Applied', 'Completed web:2'],
      )
    })
  }

  it('looks at twenty rollouts in two calls a look, whoever waits for them', async () => {
    const stage = await aStage()
    const names = Array.from({ length: 20 }, (_, index) => `s${index}:1`)
    await stage.apply(declaring(...names), { ...waits, until: 'Accepted' })
    const before = stage.operations().filter((name) => name === 'DescribeServices').length
    const since = stage.simulator.now()
    await stage.join(declaring(...names))
    const looks = Math.ceil((stage.simulator.now() - since) / 2_000) + 1
    const calls = stage.operations().filter((name) => name === 'DescribeServices').length - before
    expect(calls).to.be.within(2, 2 * looks + 2)
  })

  it('calls no rollout done whose declared count somebody else has moved meanwhile', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    stage.meanwhile(() => stage.call('UpdateService', { cluster: 'main', service: 'web', desiredCount: 0 }))
    expect((await stage.apply(declaring('web:2'))).at(-1)).to.deep.equal(['update:main/web', 'Failed', 'CountMoved'])
  })

  it('overwrites no count that somebody else has moved since the plan, where the file declares one', async () => {
    const stage = await aStage()
    await stage.apply(declaring('web:1'))
    const plan = await stage.plan(declaring('web:2'))
    await stage.call('UpdateService', { cluster: 'main', service: 'web', desiredCount: 0 })
    expect((await stage.perform(plan)).at(-1)).to.deep.equal(['update:main/web', 'Failed', 'Stale desiredCount'])
  })
})

/** The file with one of its services depending on another. */
const depending = (desired: DesiredState, name: string, on: string): DesiredState => ({
  ...desired,
  services: desired.services.map((service) =>
    service.name === name ? { ...service, dependsOn: [{ cluster: service.cluster, service: on }] } : service,
  ),
})
