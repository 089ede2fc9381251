// What of drift is told: what is left out by patterns and by the file's silence, and what is said of that.
import { expect } from 'chai'
import { quietened } from '../../src/cli/quietened.js'
import type { Drift } from '../../src/model/drift.js'
import { aChange, aPlan, aTarget } from '../support/builders.js'
import { aStream, someDeps } from '../support/deps.js'

const undeclared = { target: aTarget, path: 'maximumPercent', value: 150, default: 200 }
const drifted = (others: Partial<Drift['services'][number]> = {}): Drift => ({
  plan: aPlan([], { undeclared: [undeclared] }),
  services: [
    {
      target: aTarget,
      state: 'Present',
      isRecorded: true,
      differences: [{ target: aTarget, cause: 'Declared', change: aChange('desiredCount', 3, 2) }],
      notes: [],
      ...others,
    },
  ],
})
const quiet = { color: 'never', failOn: ['declared'], ignore: [] } as const
const sources = {
  drift: drifted(),
  isWhole: true,
  areStraysKnown: true,
  areStraysDenied: false,
  scope: { declared: { file: 'deploy.yml', services: [], warnings: [] } },
  baseline: undefined,
}
const none = { place: {}, entries: [] }

describe('quietened', () => {
  it('leaves out what the file never names, unless it is asked for or makes drift fail', () => {
    const told = [quiet, { ...quiet, undeclared: true }, { ...quiet, failOn: ['undeclared'] }] as const
    expect(told.map((options) => quietened(someDeps(), options, sources).drift.plan.undeclared)).to.deep.equal([
      [],
      [undeclared],
      [undeclared],
    ])
  })

  it('leaves out what a pattern names, counts it, and says on stderr which pattern names nothing', () => {
    const err = aStream()
    const ignore = [`${aTarget.service}:count`, 'other:count']
    const { drift, ...rest } = quietened(someDeps({ err }), { ...quiet, ignore }, sources)
    expect([drift.services, rest, err.text()]).to.deep.equal([
      drifted({ differences: [], quiet: 1 }).services,
      { quiet: { ignored: 1 }, content: none },
      "note: --ignore 'other:count' matches no difference.\n",
    ])
  })

  it('says that services that left the file could not be looked for', () => {
    const { quiet: known } = quietened(someDeps(), quiet, { ...sources, areStraysKnown: false, areStraysDenied: true })
    expect(known).to.deep.equal({ ignored: 0, areStraysDenied: true })
  })

  it('calls an entry of the baseline for a service that left the file stale only where such services could be looked for', () => {
    const gone = { kind: 'NotDeclared', target: { cluster: aTarget.cluster, service: 'gone' } } as const
    const baseline = { file: 'b.yml', isUpdated: false, isNew: false, bytes: undefined, place: {}, entries: [gone] }
    const known = [true, false].map(
      (areStraysKnown) => quietened(someDeps(), quiet, { ...sources, baseline, areStraysKnown }).quiet.baseline?.stale,
    )
    expect(known).to.deep.equal([[gone], []])
  })
})
