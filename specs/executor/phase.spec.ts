// A row for each phase in which a rollout can be seen.
import { expect } from 'chai'
import { phaseOf } from '../../src/executor/phase.js'

type Row = readonly [
  awaits: Parameters<typeof phaseOf>[0],
  counts: readonly [desired: number, running: number, pending: number],
  ours: Parameters<typeof phaseOf>[2],
  healthy: number | undefined,
  phase: ReturnType<typeof phaseOf>,
]

const rows: readonly Row[] = [
  ['Deployed', [2, 2, 0], undefined, undefined, 'Waiting'],
  ['Deployed', [2, 2, 1], { runningCount: 0 }, undefined, 'Starting'],
  ['Deployed', [2, 3, 0], { runningCount: 1 }, 1, 'Starting'],
  ['Deployed', [2, 4, 0], { runningCount: 2 }, 1, 'Checking'],
  ['Deployed', [2, 4, 0], { runningCount: 2 }, 2, 'Draining'],
  ['Deployed', [2, 4, 0], { runningCount: 2 }, undefined, 'Draining'],
  ['Deployed', [2, 2, 0], { runningCount: 2, rolloutState: 'IN_PROGRESS' }, 2, 'Settling'],
  ['Deployed', [2, 2, 0], { runningCount: 2, rolloutState: 'COMPLETED' }, 2, 'Steady'],
  ['Deployed', [2, 2, 0], { runningCount: 2 }, undefined, 'Settling'],
  ['Deployed', [0, 0, 0], {}, undefined, 'Settling'],
  ['Steady', [3, 1, 0], undefined, undefined, 'Starting'],
  ['Steady', [1, 3, 0], undefined, undefined, 'Draining'],
  ['Steady', [1, 1, 1], undefined, undefined, 'Settling'],
  ['Steady', [1, 1, 0], undefined, undefined, 'Steady'],
  ['Accepted', [1, 1, 0], undefined, undefined, 'Steady'],
  ['Inactive', [0, 2, 0], undefined, undefined, 'Draining'],
  ['Inactive', [0, 0, 1], undefined, undefined, 'Draining'],
  ['Inactive', [0, 0, 0], undefined, undefined, 'Settling'],
]

describe('phaseOf', () => {
  for (const [awaits, [desiredCount, runningCount, pendingCount], ours, healthy, phase] of rows) {
    const seen = JSON.stringify({ desiredCount, runningCount, pendingCount, ours, healthy })
    it(`is ${phase} for ${awaits} at ${seen}`, () => {
      expect(phaseOf(awaits, { desiredCount, runningCount, pendingCount }, ours, healthy)).to.equal(phase)
    })
  }
})
