/** Two apply at once what they have planned for the same service: exactly one wins, and the other says who did. */
import { expect } from 'chai'
import fc from 'fast-check'
import type { Outcome } from '../../src/model/outcome.js'
import { runs } from '../support/runs.js'
import { aTally } from '../support/tally.js'
import { type Applied, aTrial, begun, declared, type Process, restMs } from '../support/trial.js'
import { standingOf } from '../support/truth.js'

const names = ['ada', 'bob'] as const

const fileOf = (edition: string, others: object = {}): readonly Readonly<Record<string, unknown>>[] => [
  {
    name: 'web',
    cluster: 'main',
    count: 2,
    family: 'web',
    tags: { edition },
    containers: [{ name: 'app', image: `web:${edition}`, memory: 64 }],
    ...others,
  },
]

/** How long each call of a process is under way, there and back. */
const arbitraryLatencies = (): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 4_000 })), {
    minLength: 1,
    maxLength: 8,
  })

const inTurn = (values: readonly number[]): (() => number) => {
  let turn = 0
  return () => {
    turn += 1
    return values[turn % values.length] ?? 0
  }
}

/** What became of the service itself. */
const endOf = (outcomes: readonly Outcome[]): Outcome => {
  const found = outcomes.find(({ action: { kind } }) => kind === 'CreateService' || kind === 'UpdateService')
  if (found === undefined) throw new Error('nothing was done to the service')
  return found
}

const outcomesOf = async (process: Process, plan: Applied['plan']): Promise<readonly Outcome[]> => {
  const outcomes = await process.perform(plan)
  if (outcomes === 'Killed') throw new Error('it was not to be killed')
  return outcomes
}

describe('two at once', function () {
  this.timeout(3_600_000)
  const seen = aTally('seen')

  it('have one winner, and the other one knows who it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.constantFrom({}, { count: 3 }, { minimum_healthy_percent: 50 }),
        fc.tuple(arbitraryLatencies(), arbitraryLatencies()),
        async (isThere, others, latencies) => {
          const snapshot = await begun({ before: isThere ? fileOf('old') : [], after: fileOf('new'), isChained: false })
          const trial = aTrial({ snapshot })
          const files = [declared(fileOf('ada')), declared(fileOf('bob', others))] as const
          const processes = names.map((accessKeyId, index) =>
            trial.process({ accessKeyId, latencyMs: inTurn(latencies[index] ?? []) }),
          )
          const plans = await Promise.all(files.map((file, index) => processes[index]!.plan(file)))
          const outcomes = await Promise.all(plans.map((plan, index) => outcomesOf(processes[index]!, plan)))
          const ends = outcomes.map(endOf)
          trial.pass(restMs)

          const winner = ends.findIndex(({ kind }) => kind === 'Applied')
          const [won, lost] = [ends[winner], ends[1 - winner]]
          expect(won?.kind === 'Applied' && won.verdict.kind, JSON.stringify(ends)).to.equal('Completed')
          const cause = lost?.kind === 'Failed' ? lost.cause : undefined
          expect(cause?.kind, JSON.stringify(ends)).to.be.oneOf(['Stale', 'Superseded'])
          seen(`${lost?.action.kind ?? ''} that ended ${cause?.kind ?? ''}`)
          expect(cause).to.deep.include({ by: `arn:aws:iam::123445564666:user/${names[winner] ?? ''}` })

          const standing = standingOf(trial.simulator.snapshot(), { cluster: 'main', service: 'web' })
          const [service] = files[winner]!.services
          expect(standing?.content).to.deep.equal(service?.taskDefinition)
          // What got in between a look and a write stays where the winner did not name it.
          if (cause?.kind === 'Stale') {
            expect(standing?.desiredCount).to.equal(service?.settings.desiredCount)
            expect((await trial.process().plan(files[winner]!)).actions).to.deep.equal([])
          }
        },
      ),
      runs(60),
    )
  })
})
