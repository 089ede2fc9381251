import { expect } from 'chai'
import type { Action } from '../../src/model/action.js'
import { hazardsOf, isEmpty, isRefused, servicePlansOf, type ServiceVerb, summaryOf } from '../../src/model/plan.js'
import {
  aCreation,
  aDeletion,
  aHazard,
  aPlan,
  aRegistration,
  aScaling,
  aTagging,
  aTarget,
  anUpdate,
} from '../support/builders.js'

describe('servicePlansOf', () => {
  const rows: readonly (readonly [verb: ServiceVerb, actions: readonly Action[]])[] = [
    ['create', [aRegistration(), aCreation()]],
    ['update', [aRegistration(), anUpdate()]],
    ['update', [anUpdate(), aTagging()]],
    ['update', [aTagging()]],
    ['scale', [aScaling(1, 2)]],
    ['scale', [aScaling(1, 2), aTagging()]],
    ['replace', [aRegistration(), aDeletion(), aCreation()]],
    ['delete', [aDeletion()]],
  ]
  for (const [verb, actions] of rows) {
    it(`says ${verb} for ${actions.map(({ kind }) => kind).join(', ')}`, () => {
      expect(servicePlansOf(aPlan(actions))).to.deep.equal([{ target: aTarget, verb, actions }])
    })
  }

  it("gathers each service's actions, in the order in which the services come up", () => {
    const other = { cluster: 'other', service: aTarget.service }
    const [first, second, third] = [aRegistration(), anUpdate({ target: other }), anUpdate()]
    expect(servicePlansOf(aPlan([first, second, third]))).to.deep.equal([
      { target: aTarget, verb: 'update', actions: [first, third] },
      { target: other, verb: 'update', actions: [second] },
    ])
  })
})

describe('summaryOf', () => {
  it('counts services, not actions', () => {
    const services = ['a', 'b', 'c'].map((service) => ({ cluster: 'prod', service }))
    const plan = aPlan(
      [
        aRegistration({ target: services[0]! }),
        aCreation({ target: services[0]! }),
        aDeletion({ target: services[1]! }),
        aCreation({ target: services[1]! }),
        aScaling(1, 2, { target: services[2]! }),
      ],
      { unchanged: [aTarget] },
    )
    expect(summaryOf(plan)).to.deep.equal({ create: 1, update: 0, scale: 1, replace: 1, delete: 0, unchanged: 1 })
  })
})

describe('a plan', () => {
  it('is refused for an error and not for a warning', () => {
    const hazard = aHazard()
    expect([
      isRefused(aPlan([])),
      isRefused(aPlan([], { hazards: [{ ...hazard, level: 'Warning' }] })),
      isRefused(aPlan([], { hazards: [{ ...hazard, level: 'Warning' }, hazard] })),
    ]).to.deep.equal([false, false, true])
  })

  it('is empty when nothing would be called', () => {
    expect([isEmpty(aPlan([])), isEmpty(aPlan([aTagging()]))]).to.deep.equal([true, false])
  })

  it("tells each service's hazards apart, by cluster too", () => {
    const hazard = aHazard()
    const plan = aPlan([], { hazards: [hazard, { ...hazard, target: { ...aTarget, cluster: 'other' } }] })
    expect(hazardsOf(plan, aTarget)).to.deep.equal([hazard])
  })
})
