// What makes drift fail.
import { expect } from 'chai'
import { type Cause, type Drift, type FailOn, hasDrifted } from '../../src/model/drift.js'
import { aHazard, anUpdatePlan, aCreationPlan, aPlan, aTarget } from '../support/builders.js'
import { aDrift } from '../support/drift.js'

const each: readonly FailOn[] = ['declared', 'undeployed', 'undeclared']

/** Under which of the three alone it fails. */
const failing = (drift: Drift): readonly FailOn[] => each.filter((one) => hasDrifted(drift, [one]))

describe('drift', () => {
  it('fails for whom it is asked about: what may be either counts as both', () => {
    const causes: readonly Cause[] = ['Declared', 'Undeployed', 'Both', 'Untold']
    expect(causes.map((cause) => failing(aDrift(aPlan(anUpdatePlan.actions), cause)))).to.deep.equal([
      ['declared'],
      ['undeployed'],
      ['declared', 'undeployed'],
      ['declared', 'undeployed'],
    ])
  })

  it('is there where a service is missing, a plan is refused or a rollout failed, whatever else is the same', () => {
    const still = aPlan([])
    expect(failing(aDrift(aCreationPlan))).to.deep.equal(['declared', 'undeployed'])
    expect(failing(aDrift(aPlan([], { hazards: [aHazard()] })))).to.deep.equal(['declared', 'undeployed'])
    const service = { target: aTarget, state: 'Present', isRecorded: true, differences: [] } as const
    const failed = { ...service, notes: [{ kind: 'RolloutFailed', reason: undefined } as const] }
    const moved = { ...service, notes: [{ kind: 'CountMoved', live: 3, declared: 2 } as const] }
    expect(failing({ plan: still, services: [failed] })).to.deep.equal(['declared'])
    expect(failing({ plan: still, services: [moved] })).to.deep.equal([])
    expect(failing({ plan: still, services: [{ ...service, notes: [], state: 'NotDeclared' }] })).to.deep.equal([
      'undeployed',
    ])
  })

  it('is what was never declared only where that is asked for', () => {
    const undeclared = [{ target: aTarget, path: 'maximumPercent', value: 150, default: 200 }]
    expect(failing(aDrift(aPlan([], { undeclared })))).to.deep.equal(['undeclared'])
  })
})
