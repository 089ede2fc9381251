import { expect } from 'chai'
import fc from 'fast-check'
import { isSameName, nearestOf, stepsBetween } from '../../src/model/nearest.js'

describe('nearestOf', () => {
  const keys = ['count', 'launch_type', 'execution_role', 'memory', 'links', 'cpu']

  it('forgives a slip of the finger, two letters that changed places, another style of writing', () => {
    const slips = ['cuont', 'lanch_type', 'executionRole', 'EXECUTION-ROLE', 'memroy', 'link', 'cpus', 'CPU']
    expect(slips.map((key) => nearestOf(key, keys))).to.deep.equal([
      'count',
      'launch_type',
      'execution_role',
      'execution_role',
      'memory',
      'links',
      'cpu',
      'cpu',
    ])
  })

  it('does not guess, least of all by one letter or two', () => {
    const others = ['colour', '', 'desired', 'x', 'c', 'cp', 'pu', 'u']
    expect(others.map((key) => nearestOf(key, keys))).to.deep.equal(others.map(() => undefined))
  })

  it('takes a short name that is only written in another style', () => {
    expect(nearestOf('AZ', ['az', 'id'])).to.equal('az')
    expect(nearestOf('I_D', ['az', 'id'])).to.equal('id')
  })

  it('takes the nearest of several, and of equally near ones the first', () => {
    expect(nearestOf('web-prof', ['web-prod', 'web-proof', 'api'])).to.equal('web-prod')
    expect(nearestOf('memori', ['memory', 'memoria'])).to.equal('memory')
  })

  it('finds a name at the end of a long list', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `service-number-${index}-of-many`)
    expect(nearestOf('wroker', [...many, 'worker'])).to.equal('worker')
  })
})

describe('isSameName', () => {
  it('knows a name in another style', () => {
    expect(isSameName('executionRole', 'execution_role')).to.equal(true)
    expect(isSameName('executionRoles', 'execution_role')).to.equal(false)
  })
})

describe('stepsBetween', () => {
  it('counts letters that are added, dropped, changed, and neighbours that changed places', () => {
    const pairs = [
      ['', 'abc', 3],
      ['count', 'counts', 1],
      ['count', 'cout', 1],
      ['count', 'mount', 1],
      ['count', 'cuont', 1],
      ['kitten', 'sitting', 3],
    ] as const
    expect(pairs.map(([a, b]) => stepsBetween(a, b))).to.deep.equal(pairs.map(([, , steps]) => steps))
  })

  it('is none between a name and itself alone, is the same both ways, and never more than the longer name', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') })
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(stepsBetween(a, b) === 0).to.equal(a === b)
        expect(stepsBetween(a, b)).to.equal(stepsBetween(b, a))
        expect(stepsBetween(a, b)).to.be.within(Math.abs(a.length - b.length), Math.max(a.length, b.length))
      }),
    )
  })
})
