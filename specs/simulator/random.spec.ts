import { expect } from 'chai'
import { drawBetween, drawDeploymentNumber, drawHex, drawUuid, randomFrom } from '../../src/simulator/random.js'

describe('the seeded generator', () => {
  it('B82 draws the same for the same seed, and goes on from a copy of its state', () => {
    const draws = (random: ReturnType<typeof randomFrom>) =>
      Array.from({ length: 8 }, () => drawBetween(random, 0, 999))
    const [a, b] = [randomFrom(7), randomFrom(7)]
    expect(draws(a)).to.deep.equal(draws(b))
    const copy = structuredClone(a)
    expect(draws(a)).to.deep.equal(draws(copy))
    expect(draws(randomFrom(8))).not.to.deep.equal(draws(randomFrom(7)))
  })

  it('makes the identifiers of AWS', () => {
    const random = randomFrom(1)
    expect(drawHex(random, 32)).to.match(/^[0-9a-f]{32}$/)
    expect(drawDeploymentNumber(random)).to.match(/^[1-9]\d{18}$/)
    expect(drawUuid(random)).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
