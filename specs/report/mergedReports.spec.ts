import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import type { Hazard } from '../../src/model/hazard.js'
import { mergedFrom } from '../../src/report/mergedReports.js'
import type { ShardResult } from '../../src/report/shardResult.js'
import { aPlan } from '../support/builders.js'
import { aBasis, aShardReport, serviceNamed, unchangedIn } from '../support/shards.js'

const place = { file: 'deploy.yml', region: 'us-west-2', account: '123445564666' }
const one = aShardReport(1, unchangedIn(1, ['api', 'db']))
const two = aShardReport(2, unchangedIn(2, ['web']))

const lost = (index: number): Hazard => ({
  kind: 'ShardLost',
  level: 'Error',
  target: { cluster: 'shop', service: `shard ${index}/2` },
  shard: { index, count: 2 },
  because: 'Credentials have expired.',
})

const checked = (index: number): ShardResult => ({
  kind: 'Validation',
  file: 'deploy.yml',
  services: 1,
  issues: [],
  warnings: [],
  shard: aBasis(index),
})

const named = (service: string) => ({ target: { ...serviceNamed(service) }, region: 'us-west-2' })

describe('the reports of all shards', () => {
  it('are one report, in whatever order they are given, and however often one is', () => {
    const whole = E.right({
      reported: {
        kind: 'Plan',
        plan: aPlan([], { basis: place, unchanged: ['web', 'api', 'db'].map(serviceNamed) }),
        command: 'plan',
      },
      exitCode: 0,
      validated: [],
    })
    const copy = { ...one, file: 'copy.json' }
    for (const given of [
      [one, two],
      [two, one],
      [copy, two, one],
    ]) {
      expect(mergedFrom(given)).to.deep.equal(whole)
    }
  })

  it('are none where two of one shard differ, if only in how they ended', () => {
    expect(mergedFrom([one, two, { ...two, file: 'again.json', exitCode: 2 }])).to.deep.equal(
      E.left({
        kind: 'ReportsNotMerged',
        because: { kind: 'ShardTwice', shard: { index: 2, count: 2 }, files: ['2.json', 'again.json'] },
      }),
    )
  })

  it('end as the worst of them did', () => {
    const codes = [
      [0, 2, 2],
      [3, 1, 3],
      [2, 5, 5],
      [130, 4, 4],
    ] as const
    for (const [first, second, worst] of codes) {
      const merged = mergedFrom([
        { ...one, exitCode: first },
        { ...two, exitCode: second },
      ])
      expect(E.isRight(merged) ? merged.right.exitCode : merged.left).to.equal(worst)
    }
  })

  it('tell of a run that ended without a result as an error beside what the others know', () => {
    expect(mergedFrom([aShardReport(1, null, { exitCode: 1 }), two])).to.deep.equal(
      E.right({
        reported: {
          kind: 'Plan',
          plan: aPlan([], { basis: place, unchanged: [serviceNamed('web')], hazards: [lost(1)] }),
          command: 'plan',
        },
        exitCode: 1,
        validated: [],
      }),
    )
  })

  it('tell of one that drift was to come from as of a service, since what it looks after may have drifted', () => {
    const basis = { ...place, shard: aBasis(2) }
    const drift = aPlan([], { basis, unchanged: [serviceNamed('web')] })
    const known: ShardResult = { kind: 'Drift', drift: { plan: drift, services: [] }, failOn: ['declared'] }
    expect(
      mergedFrom([
        aShardReport(1, null, { command: 'drift', exitCode: 64 }),
        aShardReport(2, known, { command: 'drift' }),
      ]),
    ).to.deep.equal(
      E.right({
        reported: {
          kind: 'Drift',
          drift: {
            plan: { ...drift, basis: place, hazards: [lost(1)] },
            services: [
              {
                target: { cluster: 'shop', service: 'shard 1/2' },
                state: 'Present',
                isRecorded: true,
                differences: [],
                notes: [],
              },
            ],
          },
          failOn: ['declared'],
        },
        exitCode: 64,
        validated: [],
      }),
    )
  })

  it('are a failure where no run had a result, as bad as theirs, and never a good end', () => {
    const shards = [1, 2].map((index) => ({ shard: { index, count: 2 }, because: 'Credentials have expired.' }))
    const both = (first: 0 | 65, second: 0 | 65) =>
      mergedFrom([aShardReport(1, null, { exitCode: first }), aShardReport(2, null, { exitCode: second })])
    expect(both(65, 0)).to.deep.equal(E.left({ kind: 'ShardsFailed', shards, exitCode: 65 }))
    expect(both(0, 0)).to.deep.equal(E.left({ kind: 'ShardsFailed', shards, exitCode: 1 }))
  })

  it('are a failure where one part of a file could not be checked: the others say nothing about it', () => {
    expect(
      mergedFrom([
        aShardReport(1, null, { command: 'validate', exitCode: 65 }),
        aShardReport(2, checked(2), { command: 'validate' }),
      ]),
    ).to.deep.equal(
      E.left({
        kind: 'ShardsFailed',
        shards: [{ shard: { index: 1, count: 2 }, because: 'Credentials have expired.' }],
        exitCode: 65,
      }),
    )
  })

  it('list the services of a checked file as it declares them, and last what names none', () => {
    const merged = mergedFrom([
      aShardReport(1, checked(1), { command: 'validate', validated: [{}, named('web'), named('api')] }),
      aShardReport(2, checked(2), { command: 'validate', validated: [null, { target: { service: 4 } }, named('db')] }),
    ])
    expect(E.isRight(merged) ? merged.right.validated : merged.left).to.deep.equal([
      named('api'),
      named('db'),
      named('web'),
      {},
      null,
      { target: { service: 4 } },
    ])
  })
})
