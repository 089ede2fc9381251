import { expect } from 'chai'
import { words } from '../../src/manifest/words.js'

const wordsOf = (value: unknown): unknown => {
  const decoded = words.decode(value)
  return decoded._tag === 'Right' ? decoded.right : 'refused'
}

describe('words', () => {
  it('are split as a shell splits them, and nothing is expanded', () => {
    expect(wordsOf(`sh -c "echo \\"$HOME\\" 'a b'" 'it''s' a\\ b ~ *`)).to.deep.equal([
      'sh',
      '-c',
      `echo "$HOME" 'a b'`,
      'its',
      'a b',
      '~',
      '*',
    ])
  })

  it('are taken from a list as they are', () => {
    expect(wordsOf(['sh -c', '', '"x'])).to.deep.equal(['sh -c', '', '"x'])
  })

  it('are none in an empty string', () => {
    expect(wordsOf(' ')).to.deep.equal([])
  })

  it('are refused with a quote that is not closed, or a backslash at the end', () => {
    expect(['echo "a', "echo 'a", 'echo a\\'].map(wordsOf)).to.deep.equal(['refused', 'refused', 'refused'])
  })
})
