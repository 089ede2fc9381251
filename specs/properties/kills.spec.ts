/**
 * A process may die at any call: a run after it makes what an undisturbed run would have made, and leaves nothing else
 * behind. Any edit of any file, on the simulator.
 */
import { expect } from 'chai'
import fc from 'fast-check'
import { arbitraryEdit } from '../support/arbitraryEdit.js'
import { runs } from '../support/runs.js'
import { aTally } from '../support/tally.js'
import {
  aTrial,
  begun,
  type Conditions,
  declared,
  expectGood,
  isWrite,
  type Kill,
  type Made,
  restMs,
} from '../support/trial.js'
import { misnoted, restOf, untruthOf } from '../support/truth.js'

/** Where among its calls, or its writes, a process ends: none of them, 0, to the last, 1. */
interface Moment extends Pick<Kill, 'among' | 'when'> {
  readonly share: number
}

const arbitraryMoments = (): fc.Arbitrary<readonly Moment[]> =>
  fc.array(
    fc.record({
      among: fc.constantFrom('Calls', 'Writes', 'Writes'),
      share: fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100),
      when: fc.constantFrom('Before', 'After'),
    }),
    { minLength: 1, maxLength: 3 },
  )

const killAt = ({ among, share, when }: Moment, calls: readonly Made[]): Kill => {
  const count = calls.filter(({ operation }) => among === 'Calls' || isWrite(operation)).length
  return { among, when, at: 1 + Math.floor(share * count) }
}

describe('killed at any call', function () {
  this.timeout(3_600_000)
  const survived = aTally('survived')

  it('a run is finished by the next one, as if nothing had happened', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryEdit(),
        arbitraryMoments(),
        fc.array(fc.integer({ min: 0, max: 120_000 }), { minLength: 3, maxLength: 3 }),
        async (edit, moments, pausesMs) => {
          const snapshot = await begun(edit)
          const after = declared(edit.after, edit.isChained)
          const undisturbed = aTrial({ snapshot })
          const whole = undisturbed.process()
          expectGood(await whole.apply(after))
          undisturbed.pass(restMs)
          const nothing = { written: 0, refused: 0, denied: [] }
          expect(await undisturbed.process().renew(after)).to.deep.equal(nothing)

          const trial = aTrial({ snapshot })
          const untruths: string[] = []
          const onOutcome: Conditions['onOutcome'] = (outcome, account) => {
            untruths.push(...[untruthOf(outcome, account, after) ?? []].flat())
          }
          for (const [index, moment] of moments.entries()) {
            const kill = killAt(moment, whole.calls)
            const end = await trial.process({ onOutcome, kill }).apply(after)
            if (end === 'Killed')
              survived(
                `SIGKILL ${kill.when === 'Before' ? 'before' : 'after'} ${moment.among === 'Writes' ? 'a write' : 'a call'}`,
              )
            else expectGood(end)
            trial.pass(pausesMs[index] ?? 0)
          }
          expectGood(await trial.process({ onOutcome }).apply(after))
          trial.pass(restMs)
          const { refused, denied } = await trial.process().renew(after)
          expect([refused, denied, misnoted(trial.simulator.snapshot())]).to.deep.equal([0, [], []])
          expect(await trial.process().renew(after)).to.deep.equal(nothing)
          expect(untruths).to.deep.equal([])
          expect((await trial.process().plan(after)).actions).to.deep.equal([])
          expect(restOf(trial.simulator.snapshot())).to.deep.equal(restOf(undisturbed.simulator.snapshot()))
        },
      ),
      runs(60),
    )
  })
})
