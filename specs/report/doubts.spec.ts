// What keeps a report that was put together from being all there is to know is told of shards, never of services.
import { expect } from 'chai'
import type { Doubts } from '../../src/model/shard.js'
import { apartSentence, butLost, lostSentence, lostTally, lostViewsFrom } from '../../src/report/doubts.js'
import { doubtsText } from '../../src/report/doubtsText.js'
import { githubAnnotations } from '../../src/report/github.js'
import { htmlPage } from '../../src/report/html.js'
import { junitText } from '../../src/report/junit.js'
import { markdownText } from '../../src/report/markdown.js'
import { type Reported, tallyOf } from '../../src/report/reported.js'
import { sarifText } from '../../src/report/sarif.js'
import { aPlan } from '../support/builders.js'
import { wrongFile } from '../support/reports.js'
import { plainStyle } from '../support/texts.js'

const lostIn = (index: number, services: readonly string[], cluster = 'shop'): Doubts['lost'][number] => ({
  shard: { index, count: 3 },
  because: 'Credentials have expired.',
  services: services.map((service) => ({ cluster, service })),
})
const one: Doubts = { lost: [lostIn(3, ['api', 'db'])] }
const two: Doubts = { lost: [lostIn(2, ['api', 'db']), lostIn(3, ['web'], 'other')] }
const apart: Doubts = { lost: [], apart: { oldest: '1.json', newest: '3.json', apartMs: 5_400_000 } }

const nothingDone = (doubts: Doubts): Reported => ({ kind: 'Plan', plan: aPlan([], { doubts }) })
const wrong = (doubts: Doubts): Reported => ({
  kind: 'Validation',
  file: 'deploy.yml',
  services: 0,
  issues: wrongFile,
  warnings: [],
  doubts,
})

describe('what is in doubt', () => {
  it('is nothing of a report that is whole', () => {
    expect([
      lostTally(undefined),
      butLost(undefined),
      apartSentence(undefined),
      lostViewsFrom(undefined),
    ]).to.deep.equal([undefined, '', undefined, []])
    expect(lostTally(apart)).to.equal(undefined)
  })

  it('is counted by shards and by services, as far as these are known', () => {
    expect([one, two, { lost: [lostIn(1, [])] }].map(lostTally)).to.deep.equal([
      'shard 3/3 is not known (2 services)',
      'shards 2/3 and 3/3 are not known (3 services)',
      'shard 1/3 is not known',
    ])
  })

  it('is said of a shard with why it ended, and with the clusters where services are of several', () => {
    expect(lostViewsFrom(two).map((lost) => [lost.name, lostSentence(lost), lost.services])).to.deep.equal([
      [
        'shard 2/3',
        'Nothing is known of 2 services. It ended without a result: Credentials have expired.',
        ['shop/api', 'shop/db'],
      ],
      [
        'shard 3/3',
        'Nothing is known of 1 service. It ended without a result: Credentials have expired.',
        ['other/web'],
      ],
    ])
  })

  it('is a block of text for each shard, with the names that the detail asks for', () => {
    const names = Array.from({ length: 12 }, (_, index) => `s${String(index)}`)
    const many: Doubts = { ...apart, lost: [lostIn(3, names)] }
    const [summary, changes, full] = (['summary', 'changes', 'full'] as const).map((detail) =>
      doubtsText(many, plainStyle, detail).split('\n'),
    )
    const head = [
      '! shard 3/3                   nothing is known of 12 services',
      '    It ended without a result: Credentials have expired.',
    ]
    const foot = [
      '',
      'warning: 1.json is 1 h 30 min older than 3.json: they may be of different runs,',
      '         and what they tell together may never have been so.',
    ]
    expect([summary, changes, full]).to.deep.equal([
      [...head, ...foot],
      [
        ...head,
        '    services  s0, s1, s2, s3, s4, s5, s6, s7, s8, s9 and 2 more (--detail full',
        '              names all)',
        ...foot,
      ],
      [...head, '    services  s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11', ...foot],
    ])
  })

  it('leaves no plan without changes, and no file with mistakes, as if that were all', () => {
    expect([one, apart].map((doubts) => tallyOf(nothingDone(doubts)))).to.deep.equal([
      'no change known; shard 3/3 is not known (2 services)',
      'no changes',
    ])
    expect(tallyOf(wrong(one))).to.match(/^\d+ errors?; shard 3\/3 is not known \(2 services\)/)
  })

  it('is in each format of a file with mistakes, too', () => {
    const reported = wrong({ ...one, ...apart, lost: one.lost })
    const options = { detail: 'changes', key: 'k' } as const
    const texts = [
      markdownText(reported, options),
      githubAnnotations(reported, options),
      junitText(reported, options),
      sarifText(reported, options),
      htmlPage(reported, options),
    ].map((text) => text.replaceAll(/`|<\/?code>/g, ''))
    expect(texts.filter((text) => !text.includes('Nothing is known of 2 services. It ended without'))).to.deep.equal([])
    expect(texts.filter((text) => !text.includes('1.json is 1 h 30 min older than 3.json'))).to.deep.equal([])
  })

  it('is a failed execution to code scanning, and no result that somebody could mend in the file', () => {
    const { runs } = JSON.parse(sarifText(nothingDone(two), { detail: 'changes' })) as {
      readonly runs: readonly { readonly invocations: readonly object[]; readonly results: readonly object[] }[]
    }
    expect(runs.map(({ invocations, results }) => [invocations, results])).to.deep.equal([
      [
        [
          {
            executionSuccessful: false,
            toolExecutionNotifications: lostViewsFrom(two).map((lost) => ({
              descriptor: { id: 'ShardLost' },
              level: 'error',
              message: { text: `${lost.name}: ${lostSentence(lost)}` },
            })),
          },
        ],
        [],
      ],
    ])
  })
})
