// What left the file of a project: which services that is, in what order they go, and what stands in the way.
import { expect } from 'chai'
import type { LiveService } from '../../src/model/service.js'
import { inverseOf, straysAmong, withPruned } from '../../src/planner/planner.js'
import { needsTag, tagsAnew } from '../../src/planner/tags.js'
import { aDesiredService, aHazard, aLiveState, anUpdate, aPlan } from '../support/builders.js'
import { aDesiredState, liveOf } from '../support/states.js'

const aProject = { ...aDesiredState(aDesiredService()), project: 'shop' }

/** Live as the project's file once had it, with what it depended on. */
const aStray = (
  name: string,
  needs: readonly string[] = [],
  {
    cluster = 'main',
    status = {},
  }: { readonly cluster?: string; readonly status?: Partial<LiveService['status']> } = {},
): LiveService => {
  const desired = aDesiredService({
    name,
    cluster,
    project: 'shop',
    dependsOn: needs.map((service) => ({ cluster: 'main', service })),
  })
  const live = liveOf(desired)
  return { ...live, tags: tagsAnew(desired, undefined), status: { ...live.status, ...status } }
}

const allowing = (...allowDelete: readonly LiveService[]) => ({
  project: 'shop',
  allowDelete: allowDelete.map(({ cluster, name }) => ({ cluster, service: name })),
})

describe('straysAmong', () => {
  const live = aLiveState([])

  it('are the ACTIVE services of exactly this project that the file does not declare', () => {
    const stray = aStray('worker')
    const others = [
      { ...stray, name: 'untagged', tags: {} },
      { ...stray, name: 'of another', tags: { 'deploy:project': 'shop2' } },
      { ...stray, name: 'of another case', tags: { 'deploy:project': 'Shop' } },
      aStray('draining', [], { status: { state: 'DRAINING' } }),
      { ...liveOf(aDesiredService({ project: 'shop' })), tags: { 'deploy:project': 'shop' } },
    ]
    expect(straysAmong([stray, ...others], aProject, live)).to.deep.equal([stray])
  })

  it('are none without a project', () => {
    expect(straysAmong([aStray('worker')], aDesiredState(aDesiredService()), live)).to.deep.equal([])
  })

  it('are not what the file declares under another name of its cluster', () => {
    const declared = liveOf(aDesiredService({ project: 'shop' }))
    const alias = {
      ...declared,
      cluster: 'arn:aws:ecs:us-west-2:123445564666:cluster/x',
      tags: { 'deploy:project': 'shop' },
    }
    expect(straysAmong([alias], aProject, aLiveState([declared]))).to.deep.equal([])
  })

  it('may have a declared name in another cluster', () => {
    const namesake = aStray('hello-world-test', [], { cluster: 'old' })
    expect(straysAmong([namesake], aProject, live)).to.deep.equal([namesake])
  })
})

describe('withPruned', () => {
  it('deletes what depended on another before it, and all after everything else', () => {
    const update = anUpdate()
    const [db, api, web] = [aStray('db'), aStray('api', ['db']), aStray('web', ['api', 'db'])]
    const plan = withPruned(aPlan([update]), [db, web, api], allowing())
    expect(plan.actions.slice(1).map((action) => ({ ...action, target: action.target.service }))).to.deep.equal(
      [
        ['web', []],
        ['api', ['delete:main/web']],
        ['db', ['delete:main/web', 'delete:main/api']],
      ].map(([name, dependents]) => ({
        kind: 'DeleteService',
        id: `delete:main/${String(name)}`,
        target: name,
        reason: 'NotDeclared',
        changes: [],
        after: [],
        awaits: [update.id, ...(dependents as string[])],
        completion: { kind: 'Inactive' },
        tasksStop: 2,
        project: 'shop',
      })),
    )
    expect(plan.seen.map(({ target }) => target.service)).to.deep.equal(['web', 'api', 'db'])
    expect(plan.hazards).to.deep.equal([])
  })

  it('cuts a circle of records of different days', () => {
    const plan = withPruned(aPlan([]), [aStray('a', ['b']), aStray('b', ['a'])], allowing())
    expect(plan.actions.map(({ id, awaits }) => [id, awaits])).to.deep.equal([
      ['delete:main/b', []],
      ['delete:main/a', ['delete:main/b']],
    ])
  })

  it('is the same plan where nothing left the file', () => {
    const plan = aPlan([anUpdate()])
    expect(withPruned(plan, [], allowing())).to.equal(plan)
  })

  it('deletes what another controller deploys only where it is named', () => {
    const stray = aStray('worker', [], { status: { deploymentController: 'CODE_DEPLOY' } })
    const target = { cluster: 'main', service: 'worker' }
    expect(withPruned(aPlan([]), [stray], allowing()).hazards).to.deep.equal([
      { kind: 'PruneNotAllowed', level: 'Error', target, controller: 'CODE_DEPLOY' },
    ])
    expect(withPruned(aPlan([]), [stray], allowing(stray)).hazards).to.deep.equal([])
  })

  it('does not go beside a rollout that the plan leaves alone, whose end nothing awaits', () => {
    const rollout = {
      ...aHazard(),
      kind: 'RolloutUnderWay',
      level: 'Warning',
      deployments: 2,
      isReplaced: false,
    } as const
    const { hazards } = withPruned(aPlan([], { hazards: [rollout] }), [aStray('worker')], allowing())
    expect(hazards.slice(1)).to.deep.equal([
      { kind: 'PruneBeforeRollout', level: 'Error', target: rollout.target, services: 1 },
    ])
  })

  it('is undone by making the services again, what is needed first, with the tags that tell whose they are', () => {
    const [db, web] = [aStray('db'), aStray('web', ['db'])]
    const { plan, irreversible } = inverseOf(
      withPruned(aPlan([]), [db, web], allowing()),
      aLiveState([db, web]),
      'a key',
    )
    expect(
      plan.actions.map((action) => action.kind === 'CreateService' && [action.id, action.awaits, action.tags]),
    ).to.deep.equal([
      ['create:main/db', [], db.tags],
      ['create:main/web', ['create:main/db'], web.tags],
    ])
    expect(Object.keys(web.tags)).to.deep.equal(['deploy:declared', 'deploy:project', needsTag])
    expect(irreversible.map(({ kind, target }) => [kind, target.service])).to.deep.equal([
      ['ServiceAnew', 'db'],
      ['ServiceAnew', 'web'],
    ])
  })
})
