import { expect } from 'chai'
import { type Figure, isMet, type Section, sectionText, summaryText, withBlock } from '../../bench/figures.js'

const figures: readonly Figure[] = [
  { what: 'start', goal: { kind: 'AtMost', value: 1.25, unit: '×' }, measured: 1.2, of: '36 ms : 30 ms' },
  { what: 'memory', goal: { kind: 'AtMost', value: 45, unit: 'MiB' }, measured: 55.5 },
  { what: 'calls', goal: { kind: 'Exactly', value: 100, unit: 'calls' }, measured: 100 },
  { what: 'throttled', goal: { kind: 'Exactly', value: 0, unit: 'calls' }, measured: 0 },
  { what: 'quicker', goal: { kind: 'AtLeast', value: 50, unit: '×' }, measured: 22.31, of: '75 s : 3 s' },
  { what: 'other', goal: { kind: 'AtMost', value: 0.25, unit: '×' }, measured: { skipped: 'not installed' } },
]

const section: Section = {
  title: 'Start-up',
  method: ['By the clock.'],
  figures,
  tables: [{ caption: 'Medians:', head: ['what', 'wall'], rows: [['a | b', '1 s'], ['c']] }],
}

describe('the figures of the bench', () => {
  it('meets a goal that is a most, a least or an exact number, and says nothing of what was not measured', () => {
    expect(figures.map(isMet)).to.deep.equal([true, false, true, true, false, undefined])
  })

  it('is told as tables, with the goal, what was measured, and the ratio of both', () => {
    expect(sectionText(section)).to.equal(`## Start-up

| figure    | goal              | measured      | ratio | met?   |
| --------- | ----------------- | ------------- | ----- | ------ |
| start     | ≤ 1.25×           | 36 ms : 30 ms | 1.20× | yes    |
| memory    | ≤ 45 MiB          | 55.5 MiB      | 1.23× | **no** |
| calls     | exactly 100 calls | 100 calls     | 1×    | yes    |
| throttled | exactly 0 calls   | 0 calls       | 1×    | yes    |
| quicker   | ≥ 50×             | 75 s : 3 s    | 22.3× | **no** |
| other     | ≤ 0.25×           | not installed | –     | –      |

Medians:

| what   | wall |
| ------ | ---- |
| a \\| b | 1 s  |
| c      |      |

How it was measured:

- By the clock.`)
  })

  it('counts the goals that are met and names those that are missed', () => {
    expect(summaryText(figures)).to.equal(`3 of 5 goals met, 1 not measured.
Missed: memory: 55.5 MiB, ≤ 45 MiB wanted.
Missed: quicker: 75 s : 3 s, ≥ 50× wanted.`)
  })
})

describe('a page that keeps output of the bench', () => {
  const page = 'Before.\n\n<!-- bench a -->\n\nold\n\n<!-- end of bench a -->\n\nAfter.\n'

  it('has its block replaced, and the rest left as it is', () => {
    expect(withBlock(page, 'a', 'new\n')).to.equal(
      'Before.\n\n<!-- bench a -->\n\nnew\n\n<!-- end of bench a -->\n\nAfter.\n',
    )
  })

  it('is given the block at its end where it has none', () => {
    expect(withBlock('Before.\n', 'b', 'new')).to.equal(
      'Before.\n\n<!-- bench b -->\n\nnew\n\n<!-- end of bench b -->\n',
    )
  })
})
