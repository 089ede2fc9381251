import { expect } from 'chai'
import type { ReportUnreadable } from '../../src/model/failure.js'
import { reportsUnreadable } from '../../src/report/reportsUnreadable.js'

const versions = { written: '1.0.0', reading: '2.0.0' }

/** What is said of one file, and of two. */
const sentences: readonly (readonly [ReportUnreadable['why'], one: string, two: string, advice: string])[] = [
  [
    'IsDirectory',
    'a/ is a folder, and a report is a file.',
    'a/ and b are folders, and a report is a file.',
    'Name the files in it, as a/*.json.',
  ],
  [
    'NotPermitted',
    'a/ may not be read by this user.',
    'a/ and b may not be read by this user.',
    'Change the owner or the mode.',
  ],
  ['NotOpened', 'a/ cannot be read.', 'a/ and b cannot be read.', 'Look at what is there.'],
  [
    'TooLarge',
    'a/ is too large to be read as the report of a shard.',
    'a/ and b are too large to be read as the report of a shard.',
    'Of more shards each report is smaller.',
  ],
  [
    'CutOff',
    'a/ ends with an event: the run was ended before it could report.',
    'a/ and b end with an event: the run was ended before it could report.',
    'Run the shard again: what it has done is found, and not done twice.',
  ],
  [
    'NoShard',
    'a/ is a report, but not of a shard.',
    'a/ and b are reports, but not of a shard.',
    'Have each run say which part of the services is its own: --shard I/N --output json=FILE.',
  ],
  [
    'OtherVersion',
    'a/ was written by version 1.0.0 of deploy, and this is version 2.0.0.',
    'a/ and b were written by version 1.0.0 of deploy, and this is version 2.0.0.',
    'Have all shards run, and merge their reports, with one version.',
  ],
  [
    'Damaged',
    'a/ was changed since it was written.',
    'a/ and b were changed since they were written.',
    'Merge reports as they were written.',
  ],
]

describe('files that are no reports of shards', () => {
  for (const [why, one, two, advice] of sentences) {
    it(`are told where it is ${why}, one or several at once`, () => {
      const reports = ['a/', 'b'].map((file) => ({ file, why, ...(why === 'OtherVersion' ? { versions } : {}) }))
      expect(reportsUnreadable(reports.slice(0, 1))).to.deep.equal([one, advice])
      expect(reportsUnreadable(reports)).to.deep.equal([two, advice])
    })
  }
})
