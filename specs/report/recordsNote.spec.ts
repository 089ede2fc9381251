// What is said of deploy's own tags on services that needed no change.
import { expect } from 'chai'
import type { RecordsRenewed } from '../../src/model/record.js'
import { recordsAheadNote, recordsNote } from '../../src/report/report.js'

const told = (written: number, refused: number, ...denied: RecordsRenewed['denied']): string =>
  recordsNote({ written, refused, denied }, { width: 200 })

describe('recordsNote', () => {
  it('says how many were brought up to date, and how many and why not', () => {
    expect([
      told(0, 0),
      told(1, 0),
      told(12, 1),
      told(0, 3, { operation: 'ecs:TagResource', services: 2 }, { operation: 'ecs:DescribeServices', services: 1 }),
    ]).to.deep.equal([
      '',
      'The tag deploy:applied of a service without a change told of an earlier apply, and is up to date now.',
      [
        'The tag deploy:applied of 12 services without a change told of an earlier apply, and is up to date now.',
        'The tag deploy:applied of a service without a change tells of an earlier apply, and could not be written: the next apply tries again.',
      ].join('\n'),
      [
        'The tag deploy:applied of 2 services without a change tells of an earlier apply, and could not be written: these credentials lack ecs:TagResource.',
        'The tag deploy:applied of a service without a change tells of an earlier apply, and could not be written: these credentials lack ecs:DescribeServices.',
        'The tag deploy:applied of 3 services without a change tells of an earlier apply, and could not be written: the next apply tries again.',
      ].join('\n'),
    ])
  })

  it('says before how long many of them take', () => {
    expect(recordsAheadNote(257, 27.05, { width: 200 })).to.equal(
      'The tag deploy:applied of 257 services without a change tells of an earlier apply, and is brought up to date now: about 27 s.',
    )
  })
})
