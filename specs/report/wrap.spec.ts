import { expect } from 'chai'
import fc from 'fast-check'
import { counted, duration, hanging, listed, listedUpTo, wrapped } from '../../src/report/wrap.js'
import { runs } from '../support/runs.js'

describe('wrapping', () => {
  it('breaks at spaces alone and gives a word that is too long a line of its own', () => {
    expect(wrapped('aa bb cccccccc d', 5)).to.deep.equal(['aa bb', 'cccccccc', 'd'])
  })

  it('loses nothing but the spaces at which it breaks, of which none is left on either side', () => {
    expect(wrapped('a  b   c dddddddddd  e ', 4)).to.deep.equal(['a  b', 'c', 'dddddddddd', 'e '])
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(' ', 'a', 'b') }),
        fc.integer({ min: 1, max: 12 }),
        (text, width) => {
          const broken = wrapped(text, width)
          expect(broken.join(' ').replaceAll(/ +/g, ' ')).to.equal(text.replaceAll(/ +/g, ' '))
          expect(broken.slice(0, -1).filter((line) => /^$| $/.test(line))).to.deep.equal([])
          expect(broken.slice(1).filter((line) => line.startsWith(' '))).to.deep.equal([])
        },
      ),
      runs(300),
    )
  })

  it('leaves no space at the end of a line that its first word fills, whatever stands between that and the next', () => {
    const place = 'x/deploy.yml:25:24'
    expect([18, 19, 20].map((width) => hanging('  ', `${place}  it is so`, width + 2))).to.deep.equal(
      Array(3).fill([`  ${place}`, '  it is so']),
    )
  })

  it('indents what follows under what leads', () => {
    expect(hanging('error  ', 'one two three', 14)).to.deep.equal(['error  one two', '       three'])
  })

  it('lists words, counts nouns and tells durations as people do', () => {
    expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'], 'or')]).to.deep.equal([
      '',
      'a',
      'a and b',
      'a, b or c',
    ])
    expect([listedUpTo(2, ['a', 'b']), listedUpTo(2, ['a', 'b', 'c', 'd'])]).to.deep.equal([
      'a and b',
      'a, b and 2 more',
    ])
    expect([0, 1, 2].map((count) => counted(count, 'task'))).to.deep.equal(['no task', '1 task', '2 tasks'])
    expect([0, 440, 9_960, 12_400, 59_700, 60_000, 185_000, 3_600_000, 3_720_000].map(duration)).to.deep.equal([
      '0 s',
      '0.4 s',
      '10 s',
      '12 s',
      '1 min',
      '1 min',
      '3 min 5 s',
      '1 h',
      '1 h 2 min',
    ])
  })
})
