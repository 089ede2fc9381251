/**
 * At no moment of a rolling update do fewer tasks serve than the file's percentages promise: looked at in each second,
 * with new tasks that start as well as with such that never do.
 */
import { expect } from 'chai'
import fc from 'fast-check'
import type { DesiredService } from '../../src/model/service.js'
import { targetOf } from '../../src/model/service.js'
import type { Fault, Snapshot } from '../../src/simulator/simulator.js'
import { arbitraryEdit } from '../support/arbitraryEdit.js'
import { runs } from '../support/runs.js'
import { aTally } from '../support/tally.js'
import { aTrial, begun, declared } from '../support/trial.js'
import { standingOf } from '../support/truth.js'

/** Such that no new task ever counts as healthy: a task that has, and fails then, is no fault of a rolling update. */
const neverHealthy: readonly (readonly Fault[])[] = [
  [],
  [],
  ['web:2', 'api:2', 'db:2'].map((image) => ({ kind: 'ImageCannotBePulled', image })),
  ['web:2', 'api:2', 'db:2'].map((image) => ({ kind: 'ContainerExits', image, exitCode: 1, afterMs: 5_000 })),
  [{ kind: 'NoCapacity' }],
  [
    { kind: 'Throttle', probability: 0.2 },
    { kind: 'CutAfter', probability: 0.1 },
  ],
]

/** ceil(count × minimum%), as far as there were so many before (ecs-facts 4.1). */
const floorOf = ({ settings, ...service }: DesiredService, before: Snapshot): number => {
  const { desiredCount = 0, minimumHealthyPercent = 100 } = settings
  return Math.min(
    Math.ceil((desiredCount * minimumHealthyPercent) / 100),
    standingOf(before, targetOf(service))?.healthy ?? 0,
  )
}

describe('a rolling update', function () {
  this.timeout(3_600_000)
  const watched = aTally('watched')

  it('keeps as many healthy tasks as its percentages promise, in each second', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryEdit(['Image', 'Image', 'Count', 'Percentages', 'Everything']),
        fc.constantFrom(...neverHealthy),
        async (edit, faults) => {
          const snapshot = await begun(edit)
          const after = declared(edit.after, edit.isChained)
          const floors = after.services.map((service) => ({
            target: targetOf(service),
            floor: floorOf(service, snapshot),
          }))
          const broken: string[] = []
          const trial = aTrial({
            snapshot,
            onSecond: (simulator) => {
              const world = simulator.snapshot()
              for (const { target, floor } of floors) {
                const { healthy = 0 } = standingOf(world, target) ?? {}
                watched('seconds of a service')
                if (healthy < floor) {
                  broken.push(`${target.service} at ${new Date(world.nowMs).toISOString()}: ${healthy} of ${floor}`)
                }
              }
            },
          })
          const plan = await trial.process().plan(after)
          trial.simulator.setFaults(faults)
          await trial.process().perform(plan, { timeoutMs: 90_000 })
          trial.pass(20_000)
          expect(broken).to.deep.equal([])
        },
      ),
      runs(30),
    )
  })
})
