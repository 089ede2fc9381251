// Who is looked at when, however many rollouts are awaited.
import { expect } from 'chai'
import * as fc from 'fast-check'
import { dueAt, nextLook, pauseUntilNext, type Standing } from '../../src/executor/pace.js'
import type { RolloutPhase } from '../../src/model/event.js'

interface Named extends Standing {
  readonly name: string
  readonly cluster: string
}

const standing = (name: string, lookedAtMs: number, phase?: RolloutPhase, cluster = 'main'): Named => ({
  name,
  cluster,
  phase,
  phaseSinceMs: 0,
  lookedAtMs,
})

const pauses: readonly (readonly [RolloutPhase | undefined, lastedMs: number, pauseMs: number])[] = [
  [undefined, 0, 2_000],
  ['Waiting', 0, 2_000],
  ['Starting', 29_999, 2_000],
  ['Starting', 30_000, 5_000],
  ['Starting', 120_000, 10_000],
  ['Checking', 0, 5_000],
  ['Checking', 120_000, 10_000],
  ['Draining', 0, 5_000],
  ['Draining', 200_000, 10_000],
  ['Settling', 0, 2_000],
  ['Steady', 30_000, 5_000],
]

describe('dueAt', () => {
  for (const [phase, lastedMs, pauseMs] of pauses) {
    it(`is ${pauseMs} ms after a look at a rollout that has been ${phase ?? 'unseen'} for ${lastedMs} ms`, () => {
      expect(dueAt(standing('web', lastedMs, phase)) - lastedMs).to.equal(pauseMs)
    })
  }

  it('is at once for one that nobody has looked at', () => {
    expect(dueAt(standing('web', -Infinity))).to.equal(-Infinity)
  })
})

describe('nextLook', () => {
  it('takes whom it is due for, and fills the call up with those that are due next', () => {
    const members = Array.from({ length: 25 }, (_, index) => standing(`s${index}`, 100_000 + index * 1_000, 'Steady'))
    expect(nextLook(members, 105_500).map(({ name }) => name)).to.deep.equal(
      Array.from({ length: 10 }, (_, index) => `s${index}`),
    )
  })

  it('fills up within a cluster alone, since a call is about one', () => {
    const members = [standing('a', 0), standing('b', 9_000), standing('c', 0, undefined, 'other')]
    expect(nextLook(members, 2_000).map(({ name }) => name)).to.deep.equal(['a', 'b', 'c'])
    expect(nextLook(members, 0)).to.deep.equal([])
  })

  it('leaves out nobody who is due, and never makes more calls than those need', () => {
    const member = fc.record({
      name: fc.string(),
      cluster: fc.constantFrom('a', 'b', 'c'),
      phase: fc.constantFrom<RolloutPhase | undefined>(undefined, 'Starting', 'Draining', 'Steady'),
      phaseSinceMs: fc.constant(0),
      lookedAtMs: fc.integer({ min: 0, max: 300_000 }),
    })
    fc.assert(
      fc.property(fc.array(member, { maxLength: 60 }), fc.integer({ min: 0, max: 300_000 }), (members, nowMs) => {
        const due = members.filter((one) => dueAt(one) <= nowMs)
        const looked = nextLook(members, nowMs)
        expect(due.filter((one) => !looked.includes(one))).to.deep.equal([])
        const calls = (all: readonly Named[]): number =>
          ['a', 'b', 'c'].reduce(
            (sum, name) => sum + Math.ceil(all.filter(({ cluster }) => cluster === name).length / 10),
            0,
          )
        const soon = members.filter((one) => dueAt(one) <= nowMs + 500)
        expect(calls(looked)).to.equal(calls(soon))
      }),
    )
  })
})

describe('pauseUntilNext', () => {
  it('ends when the first is due', () => {
    expect(pauseUntilNext([standing('a', 10_000), standing('b', 11_000)], 2, 10_500)).to.equal(1_500)
  })

  it('leaves half of the rate to others when there are thousands', () => {
    expect(pauseUntilNext([standing('a', 0)], 1_000, 0)).to.equal(10_000)
  })

  it('is nothing where one has not been looked at yet', () => {
    expect(pauseUntilNext([standing('a', -Infinity)], 0, 10_500)).to.equal(0)
  })
})
