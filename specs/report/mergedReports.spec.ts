import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import type { LostShard } from '../../src/model/shard.js'
import { mergedFrom } from '../../src/report/mergedReports.js'
import type { ShardReport } from '../../src/report/shardReport.js'
import type { ShardResult } from '../../src/report/shardResult.js'
import { aPlan } from '../support/builders.js'
import { wrongFile } from '../support/reports.js'
import { aBasis, aShardReport, serviceNamed, unchangedIn } from '../support/shards.js'

const place = { file: 'deploy.yml', region: 'us-west-2', account: '123445564666' }
const one = aShardReport(1, unchangedIn(1, ['api', 'db']))
const two = aShardReport(2, unchangedIn(2, ['web']))

const lost = (index: number, services: readonly string[]): LostShard => ({
  shard: { index, count: 2 },
  because: 'Credentials have expired.',
  services: services.map(serviceNamed),
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

  it('tell of a run that ended without a result as of a shard, with the services that are therefore not known', () => {
    expect(mergedFrom([aShardReport(1, null, { exitCode: 1 }), two])).to.deep.equal(
      E.right({
        reported: {
          kind: 'Plan',
          plan: aPlan([], {
            basis: place,
            unchanged: [serviceNamed('web')],
            doubts: { lost: [lost(1, ['api', 'db'])] },
          }),
          command: 'plan',
        },
        exitCode: 1,
        validated: [],
      }),
    )
  })

  it('tell of one that drift was to come from, and of none of its services', () => {
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
            plan: { ...drift, basis: place, doubts: { lost: [lost(1, ['api', 'db'])] } },
            services: [],
          },
          failOn: ['declared'],
        },
        exitCode: 64,
        validated: [],
      }),
    )
  })

  it('are a failure where no run had a result, as bad as theirs, and never a good end', () => {
    const shards = [1, 2].map((index) => lost(index, []))
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
        shards: [lost(1, ['api', 'db'])],
        exitCode: 65,
      }),
    )
  })

  it('say what is wrong with a file, whatever part of it could not be checked', () => {
    const wrong: ShardResult = { kind: 'Validation', file: 'deploy.yml', services: 0, issues: wrongFile, warnings: [] }
    expect(
      mergedFrom([
        aShardReport(1, null, { command: 'validate', exitCode: 1 }),
        aShardReport(2, wrong, { command: 'validate', exitCode: 65 }),
      ]),
    ).to.deep.equal(E.right({ reported: { ...wrong, doubts: { lost: [lost(1, [])] } }, exitCode: 1, validated: [] }))
  })

  it('say what is wrong with a file where only one of them found it, whichever that is', () => {
    for (const [mistaken, valid] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const found: ShardResult = {
        kind: 'Validation',
        file: 'deploy.yml',
        services: 0,
        issues: wrongFile,
        warnings: [],
      }
      expect(
        mergedFrom([
          aShardReport(mistaken, found, { command: 'validate', exitCode: 65 }),
          aShardReport(valid, checked(valid), { command: 'validate', validated: [named('web'), named('api')] }),
        ]),
      ).to.deep.equal(E.right({ reported: found, exitCode: 65, validated: [named('api'), named('web')] }))
    }
  })

  it('name what a lost one was to check, although another found mistakes', () => {
    const found: ShardResult = { kind: 'Validation', file: 'deploy.yml', services: 0, issues: wrongFile, warnings: [] }
    const of3 = { command: 'validate', count: 3 }
    const basis = aBasis(2, { count: 3, shards: [1, 2, 3] })
    const doubts = {
      lost: [{ shard: { index: 3, count: 3 }, because: 'Credentials have expired.', services: [serviceNamed('web')] }],
    }
    expect(
      mergedFrom([
        aShardReport(1, found, { ...of3, exitCode: 65 }),
        aShardReport(2, { ...checked(2), shard: basis } as ShardResult, of3),
        aShardReport(3, null, { ...of3, exitCode: 1 }),
      ]),
    ).to.deep.equal(E.right({ reported: { ...found, doubts }, exitCode: 1, validated: [] }))
  })

  describe('that say when they were begun', () => {
    const at = (index: number, startedAt: string) => ({
      ...(index === 1 ? one : two),
      file: `${startedAt}.json`,
      startedAt: `2026-01-05T${startedAt}:00.000Z`,
    })
    const doubtsOf = (given: readonly ShardReport[]) => {
      const merged = mergedFrom(given)
      if (E.isLeft(merged) || merged.right.reported.kind !== 'Plan') throw new Error(JSON.stringify(merged))
      return merged.right.reported.plan.doubts
    }

    it('are doubted where one is more than an hour older than another', () => {
      expect(doubtsOf([at(1, '10:01'), at(2, '09:00')])).to.deep.equal({
        lost: [],
        apart: { oldest: '09:00.json', newest: '10:01.json', apartMs: 3_660_000 },
      })
    })

    it('are not where they are an hour apart', () => {
      expect(doubtsOf([at(1, '10:00'), at(2, '09:00')])).to.equal(undefined)
    })

    it('are doubted for what one without a result says, too', () => {
      const begun = { startedAt: '2026-01-05T07:00:00.000Z' }
      expect(doubtsOf([aShardReport(1, null, begun), at(2, '09:00')])).to.deep.equal({
        lost: [lost(1, ['api', 'db'])],
        apart: { oldest: '1.json', newest: '09:00.json', apartMs: 7_200_000 },
      })
    })
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
