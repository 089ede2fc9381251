import { expect } from 'chai'
import { isSamePlace, worstEffect } from '../../src/model/change.js'
import type { Effect } from '../../src/model/change.js'
import { aChange } from '../support/builders.js'

describe('isSamePlace', () => {
  it('is a path, and what it leads into, in either order', () => {
    const outer = 'containerDefinitions[web].environment'
    expect(
      [outer, `${outer}[A]`, 'containerDefinitions[web]', 'containerDefinitions', `${outer}Files`, 'cpu'].flatMap(
        (path) => [isSamePlace(outer, path), isSamePlace(path, outer)],
      ),
    ).to.deep.equal([true, true, true, true, true, true, true, true, false, false, false, false])
  })
})

describe('worstEffect', () => {
  const rows: readonly (readonly [effects: readonly Effect[], worst: Effect | undefined])[] = [
    [[], undefined],
    [['InPlace'], 'InPlace'],
    [['InPlace', 'Rollout', 'InPlace'], 'Rollout'],
    [['Replace', 'Rollout', 'InPlace'], 'Replace'],
    [['Rollout', 'Replace'], 'Replace'],
  ]
  for (const [effects, worst] of rows) {
    it(`of ${effects.length === 0 ? 'no change' : effects.join(', ')} is ${worst ?? 'none'}`, () => {
      expect(worstEffect(effects.map((effect) => aChange('desiredCount', 1, 2, { effect })))).to.equal(worst)
    })
  }
})
