// The two reports that GitLab shows on a merge request.
import { expect } from 'chai'
import type { Json } from '../../src/model/json.js'
import { gitlabCodeQuality, gitlabTerraform } from '../../src/report/gitlab.js'
import type { Reported } from '../../src/report/reported.js'
import { anOrigin, aPlan, aTarget } from '../support/builders.js'
import { expectGolden, formatGolden } from '../support/golden.js'
import { everyVerb, reports, wrongFile } from '../support/reports.js'

interface Entry {
  readonly description: string
  readonly fingerprint: string
  readonly severity: string
}

const entriesOf = (reported: Reported): readonly Entry[] =>
  JSON.parse(gitlabCodeQuality(reported, { detail: 'changes' })) as readonly Entry[]

describe('GitLab', () => {
  for (const [name, reported] of Object.entries(reports)) {
    it(`tells the code quality of ${name}`, () => {
      const report = JSON.parse(gitlabCodeQuality(reported, { detail: 'changes' })) as Json
      expectGolden(report, formatGolden(`${name}.codequality.json`))
    })
  }

  it('counts a service that is made anew as deleted and created, and a scaled one as updated', () => {
    expect(gitlabTerraform({ kind: 'Plan', plan: everyVerb })).to.equal('{"create":2,"update":2,"delete":2}')
    expect(gitlabTerraform({ kind: 'Plan', plan: aPlan([]) })).to.equal('{"create":0,"update":0,"delete":0}')
  })

  it('has no Terraform report where there is no plan', () => {
    expect(gitlabTerraform({ kind: 'Failure', command: 'plan', failure: { kind: 'Interrupted' } })).to.equal(undefined)
    expect(gitlabTerraform({ kind: 'Validation', file: 'a', services: 1, issues: [], warnings: [] })).to.equal(
      undefined,
    )
  })

  it('tells of plans what is planned only with all details, but always what a policy wants known', () => {
    const full = JSON.parse(
      gitlabCodeQuality({ kind: 'Plan', plan: everyVerb }, { detail: 'full' }),
    ) as readonly Entry[]
    expect(entriesOf({ kind: 'Plan', plan: everyVerb }).map(({ severity }) => severity)).to.deep.equal([
      'critical',
      'minor',
      'minor',
      'info',
    ])
    expect(full.map(({ severity }) => severity).filter((severity) => severity === 'info')).to.have.length(18)
  })

  it('keeps fingerprints when lines move, and gives each finding its own', () => {
    const [issue] = wrongFile
    if (issue === undefined) throw new Error('no issue')
    const at = (...places: readonly number[]): Reported => ({
      kind: 'Validation',
      file: 'deploy.yml',
      services: 0,
      issues: places.map((line) => ({ ...issue, origin: anOrigin(line) })),
      warnings: [],
    })
    const prints = (reported: Reported): readonly string[] => entriesOf(reported).map(({ fingerprint }) => fingerprint)
    expect(prints(at(7))).to.deep.equal(prints(at(70)))
    expect(new Set(prints(at(7, 8, 9))).size).to.equal(3)
    expect(prints(at(7, 8)).slice(0, 1)).to.deep.equal(prints(at(7)))
    const drain = (service: string): Reported => ({
      kind: 'Plan',
      plan: aPlan([], { hazards: [{ kind: 'ServiceDraining', level: 'Error', target: { ...aTarget, service } }] }),
    })
    expect(prints(drain('a'))).to.not.deep.equal(prints(drain('b')))
  })
})
