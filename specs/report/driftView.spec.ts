// Drift before any format: who has moved, for the service and for each row.
import { expect } from 'chai'
import { asService, driftViewFrom } from '../../src/report/driftView.js'
import type { Cause, Drift } from '../../src/model/drift.js'
import type { Hazard } from '../../src/model/hazard.js'
import { aChange, aHazard, anUpdatePlan, aPlan, aScaling, aTarget } from '../support/builders.js'
import { aDrift } from '../support/drift.js'
import { everyVerb } from '../support/reports.js'

/** The drift of anUpdatePlan with a cause for each of its differences, in their order; the last for all others. */
const withCauses = (...causes: readonly Cause[]): Drift => {
  const drift = aDrift(anUpdatePlan)
  return {
    ...drift,
    services: drift.services.map((service) => ({
      ...service,
      differences: service.differences.map((difference, index) => ({
        ...difference,
        cause: causes[Math.min(index, causes.length - 1)] ?? 'Declared',
      })),
    })),
  }
}

describe('the view of drift', () => {
  it('has a headline for each service: missing, left over, or how it differs', () => {
    const { services } = driftViewFrom(aDrift({ ...everyVerb, hazards: [] }))
    expect(
      services.map(({ symbol, name, headline, isDrifting }) => [symbol, name, headline, isDrifting]),
    ).to.deep.equal([
      ['~', 'web', 'drifted since deploy.yml was applied', true],
      ['+', 'api', 'missing: ECS has no such service', true],
      ['-/+', 'db', 'drifted since deploy.yml was applied', true],
      ['~', 'worker', 'drifted since deploy.yml was applied', true],
      ['-', 'old', 'made by the project of deploy.yml, which no longer declares it', true],
    ])
  })

  it('says in the headline who has moved, and of each row only where that is not the same for all', () => {
    const told = (...causes: readonly Cause[]) => {
      const [service] = driftViewFrom(withCauses(...causes)).services
      return [service?.headline, [...new Set(service?.rows.map(({ who }) => who))]]
    }
    expect(told('Declared')).to.deep.equal(['drifted since deploy.yml was applied', [undefined]])
    expect(told('Undeployed')).to.deep.equal(['not deployed: deploy.yml has changed', [undefined]])
    expect(told('Declared', 'Undeployed')).to.deep.equal([
      'drifted, and deploy.yml has changed',
      ['(not deployed)', '(drifted)'],
    ])
  })

  it('says where nothing tells the two apart', () => {
    const [service] = driftViewFrom(aDrift(anUpdatePlan, 'Untold')).services
    expect([service?.headline, service?.notes]).to.deep.equal([
      'differs from deploy.yml',
      [
        'Nothing records what was applied last, so drift and what is not deployed cannot be told apart; the next apply records it.',
      ],
    ])
  })

  it('has no rows of a service that is missing, and none of services that are as declared', () => {
    const { services } = driftViewFrom(aDrift({ ...everyVerb, hazards: [] }))
    expect(services.find(({ name }) => name === 'api')?.rows).to.deep.equal([])
    expect(driftViewFrom(aDrift(aPlan([], { unchanged: [aTarget] }))).services).to.deep.equal([])
  })

  it('shows a service that does not differ for its notes alone', () => {
    const drift: Drift = {
      plan: aPlan([], { unchanged: [aTarget] }),
      services: [
        {
          target: aTarget,
          state: 'Present',
          isRecorded: true,
          differences: [],
          notes: [{ kind: 'NotSteady', running: 1, wanted: 2, pending: 1 }],
        },
      ],
    }
    const { services } = driftViewFrom(drift)
    expect(services.map(({ headline, isDrifting, notes }) => [headline, isDrifting, notes])).to.deep.equal([
      ['is as deploy.yml declares it', false, ['It is not steady: 1 of 2 running, 1 pending.']],
    ])
  })

  it('says of a service that differs in known values alone, and that a rollout is still bringing about, what it is', () => {
    const of = (hazards: readonly Hazard[], others: object) => {
      const plan = aPlan([], { unchanged: [aTarget], hazards })
      const service = { target: aTarget, state: 'Present', isRecorded: true, differences: [], ...others } as const
      const notes = [{ kind: 'RolloutUnderWay', sinceMs: 0 }] as const
      return driftViewFrom({ plan, services: [{ ...service, notes }] }).services.map(({ headline }) => headline)
    }
    const underWay = {
      kind: 'RolloutUnderWay',
      level: 'Warning',
      target: aTarget,
      deployments: 2,
      isReplaced: false,
    } as const
    expect([of([], { quiet: 2 }), of([underWay], { quiet: 1 }), of([underWay], {}), of([aHazard()], {})]).to.deep.equal(
      [
        ['is as deploy.yml declares it, beside 2 known differences'],
        ['is as deploy.yml declares it, beside 1 known difference'],
        ['is as deploy.yml declares it'],
        ['cannot be applied'],
      ],
    )
  })

  it('is shown as a service of a plan is, without steps', () => {
    const change = aChange('desiredCount', 1, 2, { effect: 'InPlace' })
    const [service] = driftViewFrom(aDrift(aPlan([aScaling(1, 2, { changes: [change] })]))).services
    const { steps, why, rows } = asService(service!)
    expect([steps, why, rows.map(({ before, after }) => [before, after])]).to.deep.equal([
      [],
      undefined,
      [[{ text: '1' }, { text: '2' }]],
    ])
  })
})
