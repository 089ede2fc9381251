// A report that was put together, for eyes: where its doubts stand, in which colour, and with whose names.
import { expect } from 'chai'
import type { Doubts, LostShard } from '../../src/model/shard.js'
import { doubtBlocks, doubtsText } from '../../src/report/doubtsText.js'
import { plainStyle } from '../support/texts.js'

const lost = (index: number, ...services: LostShard['services']): LostShard => ({
  shard: { index, count: 3 },
  because: 'Credentials have expired.',
  services,
})
const api = { cluster: 'shop', service: 'api' }
const web = { cluster: 'other', service: 'web' }
const apart = { oldest: '1.json', newest: '3.json', apartMs: 60_000 }

describe('doubtsText', () => {
  it('is nothing where there is no doubt', () => {
    expect([undefined, { lost: [] }].map((doubts) => doubtsText(doubts, plainStyle, 'full'))).to.deep.equal(['', ''])
  })

  it('names services with their clusters where those that are lost are of several, and none where none is known', () => {
    const doubts: Doubts = { lost: [lost(1), lost(2, api), lost(3, web)] }
    expect(doubtsText(doubts, plainStyle, 'full').split('\n')).to.deep.equal([
      '! shard 1/3                   nothing is known of it',
      '    It ended without a result: Credentials have expired.',
      '',
      '! shard 2/3                   nothing is known of 1 service',
      '    It ended without a result: Credentials have expired.',
      '    services  shop/api',
      '',
      '! shard 3/3                   nothing is known of 1 service',
      '    It ended without a result: Credentials have expired.',
      '    services  other/web',
    ])
  })

  it('begins in the column of what it stands beside, the title of what is lost in red and the warning in yellow', () => {
    const blocks = doubtBlocks({ lost: [lost(3, api)], apart }, 14, 'summary', { color: true, width: 200 })
    expect(blocks).to.deep.equal([
      [
        '\u001b[31m! shard 3/3   nothing is known of 1 service\u001b[39m',
        '    It ended without a result: Credentials have expired.',
      ],
      [
        '\u001b[33mwarning: 1.json is 1 min older than 3.json: they may be of different runs, and what they tell together may never have been so.\u001b[39m',
      ],
    ])
  })
})
