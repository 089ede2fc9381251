import { expect } from 'chai'
import fc from 'fast-check'
import type { Target } from '../../src/model/service.js'
import { inFileOrder, inTurn } from '../../src/report/wholeOrder.js'
import { runs } from '../support/runs.js'
import { aBasis, serviceNamed } from '../support/shards.js'

const itself = (target: Target): Target => target

/** Services as the file has them, each with its turn in a plan. */
const aWhole = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 8 }).map((turns) => ({
  services: turns.map((_, at) => serviceNamed(`service-${at}`)),
  turns,
}))

describe('the order of the whole', () => {
  it('is that of the file, or of a plan, in whatever order the parts came', () => {
    fc.assert(
      fc.property(aWhole, fc.array(fc.nat(), { maxLength: 8 }), ({ services, turns }, keys) => {
        const basis = aBasis(1, { services, turns })
        const given = services
          .map((target, at) => ({ target, key: keys[at] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ target }) => target)
        const planned = services
          .map((target, at) => ({ target, turn: turns[at] ?? 0 }))
          .sort((a, b) => a.turn - b.turn)
          .map(({ target }) => target)
        expect(inFileOrder(given, basis, itself)).to.deep.equal(services)
        expect(inTurn(given, basis, itself)).to.deep.equal(planned)
      }),
      runs(200),
    )
  })

  it('leaves what is about one service as it was given, and puts last what is about none of them', () => {
    const given = [
      ['old', 1],
      ['web', 1],
      ['api', 1],
      ['older', 1],
      ['web', 2],
      ['api', 2],
    ] as const
    const target = ([name]: readonly [string, number]): Target => serviceNamed(name)
    expect(inTurn(given, aBasis(1), target)).to.deep.equal([
      ['web', 1],
      ['web', 2],
      ['api', 1],
      ['api', 2],
      ['old', 1],
      ['older', 1],
    ])
    expect(inFileOrder(given, aBasis(1), target).map(([name]) => name)).to.deep.equal([
      'api',
      'api',
      'web',
      'web',
      'old',
      'older',
    ])
  })

  it('takes a service of the same name in another cluster for another one', () => {
    const elsewhere: Target = { cluster: 'lab', service: 'api' }
    const given = [elsewhere, serviceNamed('web'), serviceNamed('api')]
    expect(inFileOrder(given, aBasis(1), itself)).to.deep.equal([serviceNamed('api'), serviceNamed('web'), elsewhere])
  })

  it('is the given one where nothing was divided', () => {
    const given = ['web', 'api', 'db'].map(serviceNamed)
    expect([inTurn(given, undefined, itself), inFileOrder(given, undefined, itself)]).to.deep.equal([given, given])
  })
})
