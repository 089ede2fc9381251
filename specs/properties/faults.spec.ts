/**
 * Calls are throttled, refused, late, cut off before or after their effect, and answered from the past, in any
 * combination: a run converges or tells the truth, never a success that is none, and leaves nothing behind that an
 * undisturbed run would not have made.
 */
import { expect } from 'chai'
import fc from 'fast-check'
import type { CallFault, WorldFault } from '../../src/simulator/faults.js'
import { arbitraryEdit } from '../support/arbitraryEdit.js'
import { runs } from '../support/runs.js'
import { aTally } from '../support/tally.js'
import { aTrial, begun, type Conditions, declared, expectGood, needlessWrites, restMs } from '../support/trial.js'
import { restOf, untruthOf } from '../support/truth.js'

const arbitraryTrouble = (): fc.Arbitrary<CallFault> =>
  fc
    .record({
      fault: fc.constantFrom<CallFault>(
        { kind: 'Throttle' },
        { kind: 'ServerError', status: 500 },
        { kind: 'ServerError', status: 503 },
        { kind: 'Slow', delayMs: 3_000 },
        { kind: 'Slow', delayMs: 90_000 },
        { kind: 'CutBefore' },
        { kind: 'CutAfter' },
        { kind: 'CutAfter' },
      ),
      operation: fc.constantFrom(
        undefined,
        'RegisterTaskDefinition',
        'CreateService',
        'UpdateService',
        'DeleteService',
        'TagResource',
        'DescribeServices',
      ),
      first: fc.integer({ min: 1, max: 4 }),
      // So many calls in a row.
      length: fc.constantFrom(1, 1, 2, 5, 12),
    })
    .map(({ fault, operation, first, length }) => ({
      ...fault,
      ...(operation === undefined ? {} : { operation }),
      calls: Array.from({ length }, (_, index) => first + index),
    }))

const arbitraryTroubles = (): fc.Arbitrary<readonly CallFault[]> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.array(arbitraryTrouble(), { minLength: 1, maxLength: 5 }) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom<CallFault['kind']>('Throttle', 'ServerError', 'CutBefore', 'CutAfter')
        .map((kind) => [{ kind, probability: 0.3 } as CallFault]),
    },
  )

/** What befalls the tasks of the second file. */
const arbitraryMisfortune = (): fc.Arbitrary<readonly WorldFault[]> =>
  fc.constantFrom<readonly WorldFault[]>(
    [],
    [],
    [{ kind: 'ImageCannotBePulled', image: 'web:2' }],
    [{ kind: 'ContainerExits', image: 'api:2', exitCode: 1, afterMs: 5_000 }],
    [{ kind: 'TargetUnhealthy', image: 'db:2' }],
    [{ kind: 'ContainerUnhealthy', image: 'web:2' }],
    [{ kind: 'NoCapacity' }],
  )

/** What the faults say. */
const passing = /Rate exceeded|Service Unavailable/

describe('with faults of calls', function () {
  this.timeout(3_600_000)
  const survived = aTally('survived')

  it('a run converges or tells the truth, and the next one finishes it without anything made twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryEdit(),
        arbitraryTroubles(),
        arbitraryMisfortune(),
        fc.constantFrom('Started' as const, 'Serving' as const, 'Deployed' as const, 'Drained' as const),
        async (edit, troubles, misfortune, until) => {
          const snapshot = await begun(edit)
          const after = declared(edit.after, edit.isChained)
          const undisturbed = aTrial({ snapshot })
          expectGood(await undisturbed.process().apply(after))
          undisturbed.pass(restMs)

          const trial = aTrial({ snapshot })
          const untruths: string[] = []
          const onOutcome: Conditions['onOutcome'] = (outcome, account) => {
            const untruth = untruthOf(outcome, account, after, { until, hasTaskFaults: misfortune.length > 0 })
            if (untruth !== undefined) untruths.push(untruth)
          }
          const disturbed = trial.process({ onOutcome })
          const planned = await trial.process().plan(after)
          trial.simulator.setFaults([...troubles, ...misfortune])
          await disturbed.perform(planned, { until })
          for (const { kind } of misfortune) survived(kind)
          expect(needlessWrites(planned, disturbed.calls)).to.deep.equal([])
          for (const { end, why } of disturbed.calls) {
            if (end === 'Lost' || passing.test(why ?? '')) survived(why ?? '')
          }
          expect(untruths).to.deep.equal([])

          trial.simulator.setFaults([])
          trial.pass(restMs)
          expectGood(await trial.process().apply(after))
          trial.pass(restMs)
          expect((await trial.process().plan(after)).actions).to.deep.equal([])
          expect(restOf(trial.simulator.snapshot())).to.deep.equal(restOf(undisturbed.simulator.snapshot()))
        },
      ),
      runs(60),
    )
  })

  it('whose reads are of the past a run converges at once, and makes nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryEdit(),
        fc.constantFrom(1_000, 5_000, 15_000, 29_000),
        fc.constantFrom(0.2, 0.5, 0.9),
        fc.constantFrom('Started' as const, 'Serving' as const, 'Deployed' as const, 'Drained' as const),
        fc.integer({ min: 0, max: 1_000 }),
        async (edit, forMs, probability, until, latencyMs) => {
          const snapshot = await begun(edit)
          const after = declared(edit.after, edit.isChained)
          const undisturbed = aTrial({ snapshot })
          expectGood(await undisturbed.process().apply(after))
          undisturbed.pass(restMs)

          const trial = aTrial({ snapshot })
          const untruths: string[] = []
          const onOutcome: Conditions['onOutcome'] = (outcome, account) => {
            const untruth = untruthOf(outcome, account, after, { until })
            if (untruth !== undefined) untruths.push(untruth)
          }
          trial.simulator.setFaults([{ kind: 'StaleReads', forMs, probability }])
          const disturbed = trial.process({ onOutcome, latencyMs: () => latencyMs })
          const { plan } = expectGood(await disturbed.apply(after, { until }))
          survived(`run in which ${probability * 100} % of reads are up to ${forMs / 1_000} s old`)
          expect(untruths).to.deep.equal([])
          expect(needlessWrites(plan, disturbed.calls)).to.deep.equal([])

          trial.simulator.setFaults([])
          trial.pass(restMs)
          expect((await trial.process().plan(after)).actions).to.deep.equal([])
          expect(restOf(trial.simulator.snapshot())).to.deep.equal(restOf(undisturbed.simulator.snapshot()))
        },
      ),
      runs(60),
    )
  })
})
