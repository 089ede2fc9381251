/** Whatever else a plan changes, and whatever is declared: a live count within the bounds of its scaling is in none of its actions. */
import { expect } from 'chai'
import fc from 'fast-check'
import type { Scaled } from '../../src/model/service.js'
import { planFor } from '../../src/planner/planner.js'
import { aDesiredService, aLiveState, aTarget } from '../support/builders.js'
import { runs } from '../support/runs.js'
import { aDesiredState, aPolicy, liveOf } from '../support/states.js'

const aCase = fc.record({
  declared: fc.nat(20),
  bounds: fc.tuple(fc.nat(20), fc.nat(20)).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
  within: fc.nat(20),
  isSuspended: fc.boolean(),
  maximumPercent: fc.constantFrom(150, 200),
  image: fc.constantFrom('web:1', 'web:2'),
  launchType: fc.constantFrom('EC2', 'FARGATE'),
  isGivenUp: fc.boolean(),
})

describe('a count within the bounds of its scaling', () => {
  it('is changed, sent and awaited by no action, and kept by a service that is made anew', () => {
    fc.assert(
      fc.property(aCase, ({ declared, bounds, within, isSuspended, maximumPercent, image, launchType, isGivenUp }) => {
        const count = bounds.min + (within % (bounds.max - bounds.min + 1))
        fc.pre(count !== declared)
        const before = aDesiredService({ settings: { desiredCount: declared } })
        const desired = aDesiredService({
          settings: { desiredCount: declared, maximumPercent, launchType },
          taskDefinition: {
            ...before.taskDefinition,
            containerDefinitions: before.taskDefinition.containerDefinitions.map((one) => ({ ...one, image })),
          },
        })
        const live = liveOf(before)
        const moved = {
          ...live,
          settings: { ...live.settings, desiredCount: count },
          status: {
            ...live.status,
            desiredCount: count,
            deployments: live.status.deployments.map((one) =>
              isGivenUp ? { ...one, rolloutState: 'FAILED' as const } : one,
            ),
          },
        }
        const range = { ...bounds, ...(isSuspended ? { isSuspended } : {}) }
        const scaled: readonly Scaled[] = [{ kind: 'Ranged', target: aTarget, range }]
        const plan = planFor(
          aDesiredState(desired),
          { ...aLiveState([moved]), scaled },
          { ...aPolicy, allowReplace: [aTarget] },
        )
        const touched = plan.actions.filter((action) => {
          switch (action.kind) {
            case 'ScaleService':
              return true
            case 'UpdateService':
              return action.settings.desiredCount !== undefined || action.plannedCount !== undefined
            case 'CreateService':
              return action.settings.desiredCount !== count
            default:
              return action.changes.some(({ path }) => path === 'desiredCount')
          }
        })
        expect(touched).to.deep.equal([])
        expect(plan.ignored).to.deep.equal([
          { target: aTarget, path: 'desiredCount', value: count, declared, scaledWithin: range },
        ])
      }),
      runs(200),
    )
  })
})
