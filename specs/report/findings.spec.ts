// What somebody should look at in drift: by who has moved, and by what makes the command fail.
import { expect } from 'chai'
import type { Drift, FailOn } from '../../src/model/drift.js'
import { findingsOf } from '../../src/report/findings.js'
import { githubOutputs } from '../../src/report/github.js'
import { junitText } from '../../src/report/junit.js'
import { type Reported, tallyOf } from '../../src/report/reported.js'
import { aChange, anOrigin, anUpdate, aPlan, aScaling, aTarget } from '../support/builders.js'
import { aDrift } from '../support/drift.js'

const reported = (drift: Drift, ...failOn: readonly FailOn[]): Reported => ({ kind: 'Drift', drift, failOn })

const scaled = aPlan([aScaling(2, 3)])
const nothing = aPlan([])
const quiet = { isRecorded: true, differences: [], notes: [] } as const

const told = (of: Reported): readonly string[] =>
  findingsOf(of, 'changes').map(({ level, kind, message }) => `${level} ${kind}: ${message}`)

const failures = (of: Reported): string | undefined =>
  / failures="(\d+)"/.exec(junitText(of, { detail: 'changes' }))?.[1]

const drifted = (of: Reported): string | undefined => /^drifted=(.*)$/m.exec(githubOutputs(of, 'x'))?.[1]

describe('findings of drift', () => {
  it('say who has moved', () => {
    const row = 'count: live 2, declared 3'
    const all = ['declared', 'undeployed'] as const
    expect(told(reported(aDrift(scaled, 'Declared'), ...all))).to.deep.equal([`Warning Drift: ${row} (drifted)`])
    expect(told(reported(aDrift(scaled, 'Undeployed'), ...all))).to.deep.equal([
      `Warning Undeployed: ${row} (not deployed)`,
    ])
    expect(told(reported(aDrift(scaled, 'Both'), ...all))).to.deep.equal([
      `Warning Drift: ${row} (drifted, not deployed)`,
    ])
    expect(told(reported(aDrift(scaled, 'Untold'), ...all))).to.deep.equal([`Warning Drift: ${row}`])
  })

  it('stand where the file names the service, where what differs stands nowhere in it', () => {
    const { origin, ...nowhere } = aChange('desiredCount', 1, 2)
    const plan = aPlan([anUpdate({ changes: [nowhere] })])
    const drift = reported(aDrift(plan, 'Declared', { origin: anOrigin(7) }), 'declared')
    expect(findingsOf(drift, 'changes').map((finding) => finding.origin)).to.deep.equal([anOrigin(7)])
    expect(origin).not.to.deep.equal(anOrigin(7))
  })

  it('are merely told where they make nothing fail', () => {
    const undeployed = reported(aDrift(scaled, 'Undeployed'), 'declared')
    expect(told(undeployed)).to.deep.equal(['Notice Undeployed: count: live 2, declared 3 (not deployed)'])
    expect([failures(undeployed), drifted(undeployed)]).to.deep.equal(['0', 'false'])
    const moved = reported(aDrift(scaled, 'Declared'), 'declared')
    expect([failures(moved), drifted(moved)]).to.deep.equal(['1', 'true'])
  })

  it('have what no plan would mend: a service that the file no longer names, a rollout that ECS gave up', () => {
    const stray = reported(
      { plan: nothing, services: [{ ...quiet, target: aTarget, state: 'NotDeclared' }] },
      'undeployed',
    )
    expect(told(stray)).to.deep.equal([
      'Warning ServiceNotDeclared: made by the project of deploy.yml, which no longer declares it',
    ])
    const given = reported(
      {
        plan: nothing,
        services: [
          { ...quiet, target: aTarget, state: 'Present', notes: [{ kind: 'RolloutFailed', reason: 'tasks failed.' }] },
        ],
      },
      'declared',
    )
    expect(told(given)).to.deep.equal(['Warning RolloutFailed: ECS gave its last rollout up: tasks failed.'])
    for (const one of [stray, given]) {
      expect([failures(one), drifted(one), tallyOf(one)]).to.deep.equal([
        '1',
        'true',
        '1 service differs from deploy.yml',
      ])
    }
  })

  it('have undeclared values as more than a remark only where those make it fail', () => {
    const undeclared = [{ target: aTarget, path: 'maximumPercent', value: 150, default: 200 }]
    const drift = { plan: aPlan([], { undeclared }), services: [] }
    const message = 'maximum_percent is 150 and the file never names it (AWS default: 200)'
    expect(told(reported(drift, 'declared'))).to.deep.equal([`Notice Undeclared: ${message}`])
    expect(told(reported(drift, 'undeclared'))).to.deep.equal([`Warning Undeclared: ${message}`])
  })
})
