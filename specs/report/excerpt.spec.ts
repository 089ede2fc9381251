// Long values, cut where they differ.
import { expect } from 'chai'
import { mostFor, rowWithin, shownWithin } from '../../src/report/excerpt.js'
import type { Row } from '../../src/report/rows.js'
import type { Shown } from '../../src/report/value.js'

const aRow = (before: Shown | undefined, after: Shown, others: Partial<Row> = {}): Row => ({
  path: 'containerDefinitions[web].environment[NOTE]',
  label: 'environment.NOTE (web)',
  before,
  after,
  members: [],
  remark: undefined,
  effect: 'Rollout',
  place: undefined,
  origin: undefined,
  ...others,
})

const sides = ({ before, after }: Row): readonly (Shown | undefined)[] => [before, after]

describe('an excerpt', () => {
  it('is the whole of values that are short, and of all with all details', () => {
    expect(sides(rowWithin(aRow({ text: 'a' }, { text: 'b' })))).to.deep.equal([{ text: 'a' }, { text: 'b' }])
    const long = { text: 'x'.repeat(100_000) }
    expect(sides(rowWithin(aRow(undefined, long), mostFor('full')))).to.deep.equal([undefined, long])
  })

  it('is the beginning of a long value, and says how much more there is', () => {
    expect(shownWithin({ text: 'x'.repeat(1003), remark: '(known after apply)' })).to.deep.equal({
      text: 'x'.repeat(1000),
      left: 3,
      remark: '(known after apply)',
    })
    expect(shownWithin({ remark: '(not set)' })).to.deep.equal({ remark: '(not set)' })
  })

  it('begins shortly before the difference where two long values begin alike', () => {
    const row = aRow({ text: `${'x'.repeat(5000)}old` }, { text: `${'x'.repeat(5000)}new${'y'.repeat(2000)}` })
    expect(sides(rowWithin(row))).to.deep.equal([
      { text: `${'x'.repeat(100)}old`, skipped: 4900 },
      { text: `${'x'.repeat(100)}new${'y'.repeat(897)}`, skipped: 4900, left: 1103 },
    ])
  })

  it('is of both sides from the beginning where they differ there, whatever their ends', () => {
    const row = aRow({ text: `a${'x'.repeat(1100)}` }, { text: 'b' })
    expect(sides(rowWithin(row))).to.deep.equal([{ text: `a${'x'.repeat(999)}`, left: 101 }, { text: 'b' }])
  })

  it('cuts through no character, and each member of a list by itself', () => {
    const row = aRow({ text: 'a' }, { text: 'b' }, { members: [{ sign: '+', text: '😀'.repeat(1001) }] })
    expect(rowWithin(row).members).to.deep.equal([{ sign: '+', text: '😀'.repeat(1000), left: 1 }])
  })
})
