import { expect } from 'chai'
import { counted, duration, hanging, listed, listedUpTo, wrapped } from '../../src/report/wrap.js'

describe('wrapping', () => {
  it('breaks at spaces alone and gives a word that is too long a line of its own', () => {
    expect(wrapped('aa bb cccccccc d', 5)).to.deep.equal(['aa bb', 'cccccccc', 'd'])
  })

  it('loses nothing: the lines joined by a space are the text', () => {
    const text = 'a  b   c dddddddddd  e '
    expect(wrapped(text, 4).join(' ')).to.equal(text)
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
