// The arithmetic of a rolling update, by the table of examples that ECS documents.
import { expect } from 'chai'
import { boundsOf, canMove, isGivenUp, percentagesOf } from '../../src/model/rollout.js'
import { aLiveService } from '../support/builders.js'

const rows: readonly (readonly [
  count: number,
  minimum: number,
  maximum: number,
  healthy: number,
  running: number,
  moves: boolean,
])[] = [
  [4, 50, 200, 2, 8, true],
  [2, 75, 100, 2, 2, false],
  [3, 100, 125, 3, 3, false],
  [1, 50, 100, 1, 1, false],
  [1, 0, 100, 0, 1, true],
  [1, 100, 200, 1, 2, true],
  [5, 100, 100, 5, 5, false],
  [0, 100, 100, 0, 0, true],
]

describe('a rolling update', () => {
  for (const [count, minimumHealthyPercent, maximumPercent, minimumHealthy, maximumRunning, moves] of rows) {
    it(`of ${count} tasks at ${minimumHealthyPercent}/${maximumPercent} keeps ${minimumHealthy} healthy, has at most ${maximumRunning} and ${moves ? 'moves' : 'is stuck'}`, () => {
      const percentages = { minimumHealthyPercent, maximumPercent }
      expect([boundsOf(count, percentages), canMove(count, percentages)]).to.deep.equal([
        { minimumHealthy, maximumRunning },
        moves,
      ])
    })
  }

  it('takes percentages from the file, else from what is live, else from ECS', () => {
    expect([
      percentagesOf({ maximumPercent: 150 }, { maximumPercent: 110, minimumHealthyPercent: 50 }),
      percentagesOf({}, undefined),
    ]).to.deep.equal([
      { minimumHealthyPercent: 50, maximumPercent: 150 },
      { minimumHealthyPercent: 100, maximumPercent: 200 },
    ])
  })
})

describe('a rollout', () => {
  it('is given up when the newest deployment has failed, whatever an older one came to', () => {
    const [primary] = aLiveService().status.deployments
    const newest = { ...primary!, rolloutState: 'FAILED' } as const
    const older = { ...primary!, status: 'ACTIVE' } as const
    expect([
      isGivenUp({ deployments: [newest, older] }),
      isGivenUp({ deployments: [primary!, { ...older, rolloutState: 'FAILED' }] }),
      isGivenUp({ deployments: [{ ...primary!, rolloutState: 'IN_PROGRESS' }] }),
      isGivenUp({ deployments: [] }),
    ]).to.deep.equal([true, false, false, false])
  })
})
