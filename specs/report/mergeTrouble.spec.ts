import { expect } from 'chai'
import type { MergeTrouble } from '../../src/model/failure.js'
import { mergeTroubleOf } from '../../src/report/mergeTrouble.js'
import type { ShardReport } from '../../src/report/shardReport.js'
import type { ShardResult } from '../../src/report/shardResult.js'
import { aPlan } from '../support/builders.js'
import { wrongFile } from '../support/reports.js'
import { aBasis, aShardReport, serviceNamed, unchangedIn } from '../support/shards.js'

const one = aShardReport(1, unchangedIn(1, ['api', 'db']))
const two = aShardReport(2, unchangedIn(2, ['web']))

const basisOf = (index: number) => ({
  file: 'deploy.yml',
  region: 'us-west-2',
  account: '123445564666',
  shard: aBasis(index),
})

const driftOf = (index: number, others: Partial<Extract<ShardResult, { kind: 'Drift' }>> = {}): ShardResult => ({
  kind: 'Drift',
  drift: { plan: aPlan([], { basis: basisOf(index) }), services: [] },
  failOn: ['declared'],
  ...others,
})

/** Of a part of a file, and of one with a mistake: of that nobody knows how it would have been divided. */
const valid: ShardResult = {
  kind: 'Validation',
  file: 'deploy.yml',
  services: 1,
  issues: [],
  warnings: [],
  shard: aBasis(1),
}
const mistaken: ShardResult = { kind: 'Validation', file: 'deploy.yml', services: 0, issues: wrongFile, warnings: [] }

const files = ['1.json', '2.json']

const troubles: readonly (readonly [what: string, reports: readonly ShardReport[], trouble: MergeTrouble])[] = [
  ['another command made one of them', [one, { ...two, command: 'apply' }], { kind: 'CommandsDiffer', files }],
  ['they are parts of different numbers of shards', [one, { ...two, count: 3 }], { kind: 'CountsDiffer', files }],
  [
    'two are of one shard',
    [one, two, { ...two, file: 'other.json', exitCode: 1 }],
    { kind: 'ShardTwice', shard: { index: 2, count: 2 }, files: ['2.json', 'other.json'] },
  ],
  ['one is missing', [two], { kind: 'ShardsMissing', shards: [{ index: 1, count: 2 }] }],
  [
    'all but one are missing',
    [{ ...two, count: 4 }],
    { kind: 'ShardsMissing', shards: [1, 3, 4].map((index) => ({ index, count: 4 })) },
  ],
  [
    'their files have other names',
    [one, { ...two, report: unchangedIn(2, ['web'], { basis: { ...basisOf(2), file: 'other.yml' } }) }],
    { kind: 'FilesDiffer', files },
  ],
  [
    'their files declare other services',
    [
      one,
      {
        ...two,
        report: unchangedIn(2, ['web'], {
          basis: { ...basisOf(2), shard: aBasis(2, { services: ['api', 'db', 'new'].map(serviceNamed) }) },
        }),
      },
    ],
    { kind: 'FilesDiffer', files },
  ],
  [
    'their files do the same services in another order',
    [
      one,
      { ...two, report: unchangedIn(2, ['web'], { basis: { ...basisOf(2), shard: aBasis(2, { turns: [0, 1, 2] }) } }) },
    ],
    { kind: 'FilesDiffer', files },
  ],
  [
    'they are of other regions',
    [one, { ...two, report: unchangedIn(2, ['web'], { basis: { ...basisOf(2), region: 'eu-west-1' } }) }],
    { kind: 'FilesDiffer', files },
  ],
  [
    'they are of other accounts',
    [one, { ...two, report: unchangedIn(2, ['web'], { basis: { ...basisOf(2), account: '210987654321' } }) }],
    { kind: 'FilesDiffer', files },
  ],
  [
    'one is of a file of another name, and tells of mistakes in it',
    [
      aShardReport(1, valid, { command: 'validate' }),
      aShardReport(2, { ...mistaken, file: 'other.yml' }, { command: 'validate', exitCode: 65 }),
    ],
    { kind: 'FilesDiffer', files },
  ],
  [
    'the files of those that found no mistake declare other services',
    [
      aShardReport(1, mistaken, { command: 'validate', count: 3, exitCode: 65 }),
      aShardReport(2, valid, { command: 'validate', count: 3 }),
      aShardReport(
        3,
        { ...valid, shard: aBasis(3, { services: ['api', 'db', 'new'].map(serviceNamed) }) },
        { command: 'validate', count: 3 },
      ),
    ],
    { kind: 'FilesDiffer', files: [...files, '3.json'] },
  ],
  [
    'drift was told to fail on something else',
    [
      aShardReport(1, driftOf(1), { command: 'drift' }),
      aShardReport(2, driftOf(2, { failOn: ['undeployed'] }), { command: 'drift' }),
    ],
    { kind: 'OptionsDiffer', files },
  ],
  [
    'drift was held against another baseline',
    [
      aShardReport(1, driftOf(1), { command: 'drift' }),
      aShardReport(
        2,
        driftOf(2, {
          quiet: {
            ignored: 0,
            baseline: { file: 'known.json', accepted: { plan: aPlan([]), services: [] }, stale: [] },
          },
        }),
        { command: 'drift' },
      ),
    ],
    { kind: 'OptionsDiffer', files },
  ],
  [
    'two of them tell of one service',
    [one, { ...two, report: unchangedIn(2, ['web', 'db']) }],
    { kind: 'ServiceTwice', target: serviceNamed('db'), files },
  ],
]

describe('reports of shards', () => {
  for (const [what, reports, trouble] of troubles) {
    it(`make no report together where ${what}`, () => {
      expect(mergeTroubleOf(reports)).to.deep.equal(trouble)
    })
  }

  it('make one where they are all of one run, in any order', () => {
    expect([mergeTroubleOf([one, two]), mergeTroubleOf([two, one])]).to.deep.equal([undefined, undefined])
  })

  it('make one where a shard had no service, and so nobody asked for its account', () => {
    const empty = unchangedIn(2, [], { basis: { ...basisOf(2), account: undefined } })
    expect(mergeTroubleOf([one, { ...two, report: empty }])).to.equal(undefined)
  })

  it('make one where a run ended without a result: that says nothing of files and options', () => {
    expect(mergeTroubleOf([one, aShardReport(2, null)])).to.equal(undefined)
  })

  it('make one where only one of them found mistakes: such a run says nothing of how the file is divided', () => {
    const found = aShardReport(2, mistaken, { command: 'validate', exitCode: 65 })
    const checked = aShardReport(1, valid, { command: 'validate' })
    expect([mergeTroubleOf([checked, found]), mergeTroubleOf([found, checked])]).to.deep.equal([undefined, undefined])
  })

  it('make one where one service is told of twice in one of them', () => {
    expect(mergeTroubleOf([{ ...one, report: unchangedIn(1, ['api', 'api']) }, two])).to.equal(undefined)
  })
})
