import { expect } from 'chai'
import * as t from 'io-ts'
import { closed } from '../../src/manifest/closed.js'

const inner = closed('a pair', { left: t.string }, { right: t.string })
const outer = closed('a whole', { pair: inner }, {})

const errorsOf = (value: unknown): unknown => {
  const decoded = outer.decode(value)
  return decoded._tag === 'Right'
    ? decoded.right
    : decoded.left.map((error) => [
        error.context
          .slice(1)
          .map(({ key }) => key)
          .join('.'),
        'problem' in error ? error.problem : 'no problem of its own',
      ])
}

describe('closed', () => {
  it('gives back the known keys', () => {
    expect(errorsOf({ pair: { left: 'a' } })).to.deep.equal({ pair: { left: 'a' } })
  })

  it('refuses an unknown key at its own path, with the one that was probably meant', () => {
    expect(errorsOf({ pair: { left: 'a', rihgt: 'b' } })).to.deep.equal([
      ['pair.rihgt', { kind: 'UnknownKey', key: 'rihgt', known: ['left', 'right'], nearest: 'right' }],
    ])
  })

  it('misses a key where it belongs, unless it is there under a wrong name', () => {
    expect(errorsOf({ pair: {} })).to.deep.equal([['pair', { kind: 'MissingKey', key: 'left' }]])
    expect(errorsOf({ pair: { lefd: 'a' } })).to.deep.equal([
      ['pair.lefd', { kind: 'UnknownKey', key: 'lefd', known: ['left', 'right'], nearest: 'left' }],
    ])
  })

  it('refuses what is no mapping', () => {
    expect(errorsOf({ pair: ['left'] })).to.deep.equal([
      ['pair', { kind: 'WrongType', expected: 'a pair', found: 'a list' }],
    ])
  })
})
