// Which revision a service is to run: the one in use, an equal one that exists, or a new one that equal services share.
import { expect } from 'chai'
import type { DesiredService, LiveDeployment, LiveService, LiveState } from '../../src/model/service.js'
import { canonicalTaskDefinition, type TaskDefinition } from '../../src/model/taskDefinition.js'
import { planFor } from '../../src/planner/planner.js'
import { aDesiredService, aLiveState, anOrigin, plain, revisionArn } from '../support/builders.js'
import { actionOf, aDesiredState, aPolicy, kindsOf, liveOf, planOne, withoutRecord } from '../support/states.js'

const contentOf = (image: string, family = 'hello-world'): TaskDefinition =>
  canonicalTaskDefinition({ family, containerDefinitions: [{ name: 'web', image }] })

const service = (name: string, taskDefinition: TaskDefinition): DesiredService =>
  aDesiredService({ name, settings: { desiredCount: 1 }, taskDefinition })

const planAll = (desired: readonly DesiredService[], live: readonly LiveService[], state: Partial<LiveState> = {}) =>
  withoutRecord(planFor(aDesiredState(...desired), { ...aLiveState(live), ...state }, aPolicy))

const newest = (name: string, content: TaskDefinition): Pick<LiveState, 'newest'> => ({
  newest: { [content.family]: { arn: revisionArn(name), content } },
})

describe('the revision of a service', () => {
  const old = service('api', contentOf('nginx:1'))
  const now = service('api', contentOf('nginx:2'))

  it('stays when its content is as declared, though a newer one exists', () => {
    const plan = planOne(old, liveOf(old), { state: newest('hello-world:9', contentOf('nginx:2')) })
    expect(plan.actions).to.deep.equal([])
  })

  it('is one that was registered before the newest, where several services share the family', () => {
    const plan = planAll([now, service('worker', contentOf('nginx:3'))], [liveOf(old)], {
      ...newest('hello-world:9', contentOf('nginx:3')),
      earlier: { 'hello-world': [{ arn: revisionArn('hello-world:8'), content: contentOf('nginx:2') }] },
    })
    expect(kindsOf(plan)).to.deep.equal(['UpdateService', 'CreateService'])
    expect(actionOf(plan, 'UpdateService').taskDefinition).to.deep.equal({
      kind: 'Known',
      arn: revisionArn('hello-world:8'),
    })
  })

  it('stays when it differs in the spelling of a role alone', () => {
    const role = (taskRoleArn: string): DesiredService => ({
      ...old,
      taskDefinition: { ...old.taskDefinition, taskRoleArn },
    })
    expect(planOne(role('app'), liveOf(role('arn:aws:iam::123445564666:role/app'))).actions).to.deep.equal([])
  })

  it('is registered when it differs; the change says what differs and where the file says so', () => {
    const desired = { ...now, origins: { family: anOrigin(3), 'containerDefinitions[web].image': anOrigin(9) } }
    const plan = planOne(desired, liveOf(old), { state: newest('hello-world:9', contentOf('nginx:1')) })
    expect(kindsOf(plan)).to.deep.equal(['RegisterTaskDefinition', 'UpdateService'])
    expect(actionOf(plan, 'RegisterTaskDefinition')).to.deep.include({
      reason: 'TaskDefinitionDiffers',
      changes: [
        {
          path: 'containerDefinitions[web].image',
          before: plain('nginx:1'),
          after: plain('nginx:2'),
          effect: 'Rollout',
          origin: anOrigin(9),
        },
      ],
    })
    expect(actionOf(plan, 'UpdateService')).to.deep.include({
      settings: {},
      after: ['register:hello-world'],
      changes: [
        {
          path: 'taskDefinition',
          before: plain('hello-world:7'),
          after: { kind: 'KnownAfterApply', action: 'register:hello-world', likely: 'hello-world:10' },
          effect: 'Rollout',
          origin: anOrigin(3),
        },
      ],
    })
  })

  it('carries the name of the revision that had completed before, where there is one, and is compared without it', () => {
    const live = liveOf(old)
    const [primary] = live.status.deployments
    const during = (rolloutState: 'IN_PROGRESS' | 'FAILED', others: readonly LiveDeployment[]): LiveService => ({
      ...live,
      status: { ...live.status, deployments: [{ ...primary!, rolloutState }, ...others] },
    })
    const completed = {
      ...primary!,
      id: 'ecs-svc/0',
      status: 'ACTIVE' as const,
      rolloutState: 'COMPLETED' as const,
      taskDefinitionArn: revisionArn('hello-world:5'),
    }
    const tags = [undefined, live, during('IN_PROGRESS', [completed]), during('FAILED', [])].map(
      (service) => actionOf(planOne(now, service), 'RegisterTaskDefinition').tags,
    )
    expect(tags).to.deep.equal([
      undefined,
      { 'deploy:previous': 'hello-world:7' },
      { 'deploy:previous': 'hello-world:5' },
      undefined,
    ])
  })

  it('is the newest one when that is as declared: a run that broke off is gone on with', () => {
    const plan = planOne(now, liveOf(old), { state: newest('hello-world:9', contentOf('nginx:2')) })
    expect(kindsOf(plan)).to.deep.equal(['UpdateService'])
    const update = actionOf(plan, 'UpdateService')
    expect(update).to.deep.include({ after: [], taskDefinition: { kind: 'Known', arn: revisionArn('hello-world:9') } })
    expect(update.changes.map(({ path }) => path)).to.deep.equal(['taskDefinition', 'containerDefinitions[web].image'])
  })

  it('is the newest one for a new service too', () => {
    const plan = planOne(now, undefined, { state: newest('hello-world:9', contentOf('nginx:2')) })
    expect(kindsOf(plan)).to.deep.equal(['CreateService'])
    expect(actionOf(plan, 'CreateService')).to.deep.include({
      after: [],
      taskDefinition: { kind: 'Known', arn: revisionArn('hello-world:9') },
    })
  })

  it('is registered anew when ECS has lost the one in use', () => {
    const plan = planOne(old, { ...liveOf(old), taskDefinition: undefined })
    expect(kindsOf(plan)).to.deep.equal(['RegisterTaskDefinition', 'UpdateService'])
  })

  it('changes when its family does', () => {
    const plan = planOne(service('api', contentOf('nginx:1', 'other')), liveOf(old))
    expect(actionOf(plan, 'UpdateService').taskDefinition).to.deep.equal({
      kind: 'KnownAfterApply',
      action: 'register:other',
    })
  })

  for (const family of ['constructor', '__proto__', 'toString']) {
    it(`may be of a family called ${family}`, () => {
      const desired = service('api', contentOf('nginx:1', family))
      expect(kindsOf(planOne(desired, undefined))).to.deep.equal(['RegisterTaskDefinition', 'CreateService'])
    })
  }
})

describe('the name that a revision will likely have', () => {
  const desired = service('api', contentOf('nginx:2'))

  it('is one more than the newest', () => {
    const plan = planOne(desired, undefined, { state: newest('hello-world:9', contentOf('nginx:1')) })
    expect(actionOf(plan, 'CreateService').taskDefinition).to.have.property('likely', 'hello-world:10')
  })

  it('is one more than the one in use where newer ones were deregistered: numbers are never used again', () => {
    const plan = planOne(desired, liveOf(service('api', contentOf('nginx:1')), 'hello-world:12'), {
      state: newest('hello-world:9', contentOf('nginx:1')),
    })
    expect(actionOf(plan, 'UpdateService').taskDefinition).to.have.property('likely', 'hello-world:13')
  })

  it('is not known for a family of which nothing is', () => {
    expect(actionOf(planOne(desired, undefined), 'CreateService').taskDefinition).not.to.have.property('likely')
  })
})

describe('services that share a family', () => {
  const first = service('api', contentOf('nginx:2'))
  const second = service('worker', contentOf('nginx:2'))
  const other = service('cron', contentOf('nginx:3'))
  const third = service('batch', contentOf('nginx:3'))
  const state = newest('hello-world:9', contentOf('nginx:1'))

  it('share one registration of one content, and both come after it', () => {
    const plan = planAll([first, second], [], state)
    expect(plan.actions.map(({ id, after }) => [id, after])).to.deep.equal([
      ['register:hello-world', []],
      ['create:hello-world-cluster/api', ['register:hello-world']],
      ['create:hello-world-cluster/worker', ['register:hello-world']],
    ])
  })

  it('have one registration for each content, each with the name that its turn will give it', () => {
    const plan = planAll([first, other, second, third], [], state)
    const references = plan.actions.flatMap((action) =>
      action.kind === 'CreateService' ? [[action.target.service, action.taskDefinition] as const] : [],
    )
    expect(plan.actions.map(({ id }) => id)).to.deep.equal([
      'register:hello-world',
      'create:hello-world-cluster/api',
      'register:hello-world#2',
      'create:hello-world-cluster/cron',
      'create:hello-world-cluster/worker',
      'create:hello-world-cluster/batch',
    ])
    const one = { kind: 'KnownAfterApply', action: 'register:hello-world', likely: 'hello-world:10' }
    const two = { kind: 'KnownAfterApply', action: 'register:hello-world#2', likely: 'hello-world:11' }
    expect(references).to.deep.equal([
      ['api', one],
      ['cron', two],
      ['worker', one],
      ['batch', two],
    ])
  })

  it('are each told how their content changes, the one that does not register it too', () => {
    const before = (name: string) => liveOf(service(name, contentOf('nginx:1')))
    const plan = planAll([first, second], [before('api'), before('worker')], state)
    expect(plan.actions.map(({ id, changes }) => [id, changes.map(({ path }) => path)])).to.deep.equal([
      ['register:hello-world', ['containerDefinitions[web].image']],
      ['update:hello-world-cluster/api', ['taskDefinition']],
      ['update:hello-world-cluster/worker', ['taskDefinition', 'containerDefinitions[web].image']],
    ])
  })
})
