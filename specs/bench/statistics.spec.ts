import { expect } from 'chai'
import { alternating, fitOf, median, shuffled } from '../../bench/statistics.js'

describe('the statistics of the bench', () => {
  it('takes the middle of the values, or the mean of the two in the middle', () => {
    expect([median([3]), median([9, 1, 4]), median([10, 2, 4, 1]), median([])]).to.deep.equal([3, 4, 3, NaN])
  })

  it('fits a line, and says how much of the values it explains', () => {
    const line = fitOf([
      [1, 5],
      [2, 7],
      [10, 23],
    ])
    expect(line).to.deep.equal({ slope: 2, intercept: 3, rSquared: 1 })
    const hill = fitOf([
      [0, 0],
      [1, 6],
      [2, 0],
    ])
    expect(hill).to.deep.equal({ slope: 0, intercept: 2, rSquared: 0 })
    const flat = fitOf([
      [0, 4],
      [1, 4],
    ])
    expect(flat).to.deep.equal({ slope: 0, intercept: 4, rSquared: 1 })
  })

  it('shuffles as its numbers say, and loses nothing', () => {
    const numbers = [0.9, 0.1, 0.5]
    expect(shuffled(['a', 'b', 'c'], () => numbers.shift() ?? 0)).to.deep.equal(['b', 'c', 'a'])
  })

  it('runs every variant once a round, in a new order, and drops the rounds that warm up', async () => {
    const ran: string[] = []
    const numbers = [0.1, 0.2, 0.9, 0.2, 0.1, 0.2]
    const rounds = await alternating(
      {
        a: () => Promise.resolve(ran.push('a')),
        b: () => Promise.resolve(ran.push('b')),
      },
      { rounds: 2, warmUps: 1, random: () => numbers.shift() ?? 0 },
    )
    expect(ran).to.deep.equal(['a', 'b', 'b', 'a', 'a', 'b'])
    expect(rounds).to.deep.equal([
      { b: 3, a: 4 },
      { a: 5, b: 6 },
    ])
  })
})
