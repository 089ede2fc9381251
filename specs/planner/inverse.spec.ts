// The plan that undoes a plan, and what it cannot bring back; the property is specs/properties/inverse.spec.ts.
import { expect } from 'chai'
import type { DesiredService, LiveService } from '../../src/model/service.js'
import { inverseOf } from '../../src/planner/planner.js'
import { aDesiredService, aLiveState, aTarget, revisionArn } from '../support/builders.js'
import { liveOf, planOne } from '../support/states.js'

const desired = aDesiredService({ settings: { desiredCount: 2 } })
const live = liveOf(desired)

/** What undoes the way from `before` to `after`. */
const inverse = (after: DesiredService, before: LiveService | 'Nothing' = live) => {
  const found = before === 'Nothing' ? undefined : before
  const plan = planOne(after, found, { policy: { allowReplace: [aTarget] } })
  return inverseOf(plan, aLiveState(found === undefined ? [] : [found]), 'a key for specs')
}

const kindsOf = (undone: ReturnType<typeof inverse>) => [
  undone.plan.actions.map(({ id }) => id.split(':')[0]),
  undone.irreversible.map(({ kind }) => kind),
]

const withImage = (image: string): DesiredService => ({
  ...desired,
  taskDefinition: {
    ...desired.taskDefinition,
    containerDefinitions: desired.taskDefinition.containerDefinitions.map((container) => ({ ...container, image })),
  },
})

describe('inverseOf', () => {
  it('of a plan without changes is empty', () => {
    expect(kindsOf(inverse(desired))).to.deep.equal([[], []])
  })

  it('of a new service is its end', () => {
    expect(kindsOf(inverse(desired, 'Nothing'))).to.deep.equal([['delete'], ['RevisionStays', 'ServiceEnds']])
  })

  it('of a new version is the old revision, with each change the other way round', () => {
    const undone = inverse(withImage('other:2'))
    const [update] = undone.plan.actions
    expect(update).to.deep.include({
      kind: 'UpdateService',
      reason: 'Undone',
      taskDefinition: { kind: 'Known', arn: live.identity.taskDefinitionArn },
      tasksRestart: 2,
    })
    expect(update?.changes.map(({ path, before, after }) => [path, before, after]).slice(0, 1)).to.deep.equal([
      [
        'containerDefinitions[hello-world].image',
        { kind: 'Plain', value: 'other:2' },
        { kind: 'Plain', value: desired.taskDefinition.containerDefinitions[0]?.image },
      ],
    ])
    expect(undone.irreversible).to.deep.equal([
      { kind: 'RevisionStays', target: aTarget, family: 'hello-world', likely: 'hello-world:8' },
    ])
  })

  it('of another count is the count', () => {
    const undone = inverse({ ...desired, settings: { desiredCount: 5 } })
    expect(undone.plan.actions).to.have.length(1)
    expect(undone.plan.actions[0]).to.deep.include({ kind: 'ScaleService', desiredCount: 2 })
    expect(undone.irreversible).to.deep.equal([])
  })

  it('of a setting that was never set is what ECS takes it for, with the books as they were', () => {
    const undone = inverse({ ...desired, settings: { desiredCount: 2, healthCheckGracePeriodSeconds: 60 } })
    const [update, tag] = undone.plan.actions
    expect(update).to.deep.include({ kind: 'UpdateService', settings: { healthCheckGracePeriodSeconds: 0 } })
    expect(tag).to.deep.include({ kind: 'TagResource', tags: { 'deploy:declared': 'count' } })
  })

  it('of new tags takes them away, and of tags that went sets them again', () => {
    const tagged = { ...live, tags: { ...live.tags, old: '1', 'deploy:tags': '' } }
    const undone = inverse({ ...desired, tags: { team: 'web' } }, tagged)
    const untag = undone.plan.actions.find((action) => action.kind === 'UntagResource')
    expect(untag?.keys).to.deep.equal(['team'])
  })

  it('of a replacement is another one, with what the old service had', () => {
    const undone = inverse({ ...desired, settings: { desiredCount: 2, role: 'arn:aws:iam::1:role/r' } })
    expect(kindsOf(undone)).to.deep.equal([['delete', 'create'], ['ServiceAnew']])
    expect(undone.plan.actions[1]).to.deep.include({
      awaits: ['delete:hello-world-cluster/hello-world-test'],
      taskDefinition: { kind: 'Known', arn: live.identity.taskDefinitionArn },
      tags: live.tags,
    })
  })

  it('of the way off a deregistered revision registers its content once more', () => {
    const arn = revisionArn('hello-world:7')
    const off = { ...live, identity: { ...live.identity, taskDefinitionArn: arn, isRevisionInactive: true } } as const
    const undone = inverse(withImage('other:2'), off)
    expect(kindsOf(undone)).to.deep.equal([
      ['register', 'update'],
      ['RevisionStays', 'RevisionAnew'],
    ])
    expect(undone.plan.actions[0]).to.deep.include({ content: live.taskDefinition })
  })

  it('says where there is no way back: a content that ECS no longer has', () => {
    const identity = { ...live.identity, isRevisionInactive: true } as const
    const lost = { ...live, identity, taskDefinition: undefined }
    expect(kindsOf(inverse(withImage('other:2'), lost))).to.deep.equal([[], ['RevisionStays', 'RevisionLost']])
  })

  it('says that a deployment that was asked for by itself cannot be undone', () => {
    const failed = liveOf(desired)
    const deployments = failed.status.deployments.map((one) => ({ ...one, rolloutState: 'FAILED' as const }))
    const undone = inverse(desired, { ...failed, status: { ...failed.status, deployments } })
    expect(kindsOf(undone)).to.deep.equal([[], ['TasksRestarted']])
  })

  it('puts a network that cannot be taken away back by a replacement', () => {
    const awsvpc = {
      ...desired,
      settings: {
        desiredCount: 2,
        networkConfiguration: { subnets: ['subnet-a'], securityGroups: [], assignPublicIp: 'DISABLED' },
      },
      taskDefinition: { ...desired.taskDefinition, networkMode: 'awsvpc' },
    } as const
    expect(kindsOf(inverse(awsvpc))).to.deep.equal([
      ['delete', 'create'],
      ['RevisionStays', 'ServiceAnew'],
    ])
  })
})
