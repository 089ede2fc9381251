// A count that is scaled: whose it is, what is said of it, and what a plan for something else does with it.
import { expect } from 'chai'
import type { CountRange } from '../../src/model/scaling.js'
import type { DesiredService, LiveService, Scaled } from '../../src/model/service.js'
import { planFor, planScale } from '../../src/planner/planner.js'
import { aDesiredService, aLiveState, anOrigin, aTarget } from '../support/builders.js'
import { actionOf, aDesiredState, aPolicy, kindsOf, liveOf, planOne } from '../support/states.js'

const declared = aDesiredService({ settings: { desiredCount: 2 } })

const at = (count: number, desired: DesiredService = declared): LiveService => {
  const live = liveOf(desired)
  return {
    ...live,
    settings: { ...live.settings, desiredCount: count },
    status: { ...live.status, desiredCount: count, runningCount: count },
  }
}

const ranged = (range: CountRange): readonly Scaled[] => [{ kind: 'Ranged', target: aTarget, range }]

const range = { min: 2, max: 10 }

const planAt = (count: number, scaled: readonly Scaled[], desired = declared) =>
  planOne(desired, at(count), { state: { scaled }, policy: { allowReplace: [aTarget] } })

describe('a count inside the bounds of its scaling', () => {
  it('is left alone at either end, and the plan says whose it is', () => {
    for (const count of [10, 5, 3]) {
      const { actions, hazards, unchanged, ignored } = planAt(count, ranged(range))
      expect({ actions, hazards, unchanged, ignored }).to.deep.equal({
        actions: [],
        hazards: [],
        unchanged: [aTarget],
        ignored: [{ target: aTarget, path: 'desiredCount', value: count, declared: 2, scaledWithin: range }],
      })
    }
  })

  it('is left alone as well while scaling is suspended: somebody wants it to stay', () => {
    const suspended = { ...range, isSuspended: true } as const
    const { actions, ignored } = planAt(5, ranged(suspended))
    expect([actions, ignored.map(({ scaledWithin }) => scaledWithin)]).to.deep.equal([[], [suspended]])
  })

  it('is not sent with a deployment, nor held against what serves, and bounds are reckoned with it', () => {
    const next = aDesiredService({
      settings: { desiredCount: 2, maximumPercent: 150, minimumHealthyPercent: 50 },
      taskDefinition: { ...declared.taskDefinition, family: 'other' },
    })
    const { settings, plannedCount, bounds } = actionOf(planAt(6, ranged(range), next), 'UpdateService')
    expect({ settings, plannedCount, bounds }).to.deep.equal({
      settings: { maximumPercent: 150, minimumHealthyPercent: 50 },
      plannedCount: undefined,
      bounds: { minimumHealthy: 3, maximumRunning: 9 },
    })
  })

  it('stays declared in the books, whoever sets it', () => {
    const next = aDesiredService({ settings: { desiredCount: 2, maximumPercent: 150 } })
    const { tags } = actionOf(planAt(6, ranged(range), next), 'TagResource')
    expect(tags['deploy:declared']).to.equal('count max')
  })

  it('is kept by a service that takes the place of this one', () => {
    const next = aDesiredService({ settings: { desiredCount: 2, launchType: 'FARGATE' } })
    expect(actionOf(planAt(6, ranged(range), next), 'CreateService').settings.desiredCount).to.equal(6)
  })
})

describe('a count outside the bounds of its scaling', () => {
  it('is taken back, with a warning: scaling has not set it', () => {
    const plan = planAt(12, ranged(range))
    expect([kindsOf(plan), plan.ignored, plan.hazards]).to.deep.equal([
      ['ScaleService'],
      [],
      [
        {
          kind: 'CountOutsideScaling',
          level: 'Warning',
          target: aTarget,
          live: 12,
          count: 2,
          range,
          origin: anOrigin(2),
        },
      ],
    ])
  })

  it('goes with a deployment like any other change', () => {
    const next = aDesiredService({ settings: { desiredCount: 2, maximumPercent: 150 } })
    expect(actionOf(planAt(1, ranged(range), next), 'UpdateService').settings).to.deep.equal({
      desiredCount: 2,
      maximumPercent: 150,
    })
  })
})

describe('a count of which nobody says whose it is', () => {
  it('is the file’s where it is registered nowhere, and nothing is said', () => {
    const plan = planAt(5, [])
    expect([kindsOf(plan), plan.hazards, plan.ignored]).to.deep.equal([['ScaleService'], [], []])
  })

  it('is the file’s where it could not be asked, and that is said', () => {
    const plan = planAt(5, [{ kind: 'Untold', target: aTarget }])
    expect([kindsOf(plan), plan.hazards]).to.deep.equal([
      ['ScaleService'],
      [{ kind: 'ScalingUntold', level: 'Warning', target: aTarget, live: 5, count: 2, origin: anOrigin(2) }],
    ])
  })
})

describe('a count that is asked for by itself', () => {
  it('is set, with a warning that it may move again', () => {
    const live = at(5)
    const plan = planScale('deploy.yml', { ...aLiveState([live]), scaled: ranged(range) }, live, 7)
    expect([kindsOf(plan), plan.hazards]).to.deep.equal([
      ['ScaleService'],
      [{ kind: 'CountIsScaled', level: 'Warning', target: aTarget, count: 7, range }],
    ])
  })

  it('is nothing to warn of where it is that already', () => {
    const live = at(5)
    const plan = planScale('deploy.yml', { ...aLiveState([live]), scaled: ranged(range) }, live, 5)
    expect([plan.actions, plan.hazards]).to.deep.equal([[], []])
  })
})

describe('scaling of another service', () => {
  it('says nothing of this one', () => {
    const live = at(5)
    const state = {
      ...aLiveState([live]),
      scaled: [{ ...ranged(range)[0], target: { ...aTarget, service: 'x' } } as Scaled],
    }
    expect(kindsOf(planFor(aDesiredState(declared), state, aPolicy))).to.include('ScaleService')
  })
})
