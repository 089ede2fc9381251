import { expect } from 'chai'
import type { Event } from '../../src/model/event.js'
import { liveLine, progressLine } from '../../src/report/progress.js'
import {
  aCreation,
  aDeletion,
  aFailed,
  anApplied,
  anAwsError,
  anUpdate,
  aRegistration,
  aScaling,
  aSkipped,
  aTagging,
  aTarget,
  revisionArn,
} from '../support/builders.js'

const style = { color: false, width: 80 }

const look = (others: Partial<Extract<Event, { kind: 'RolloutObserved' }>> = {}): Event => ({
  kind: 'RolloutObserved',
  awaits: 'Deployed',
  target: aTarget,
  atMs: 0,
  elapsedMs: 12_000,
  desiredCount: 2,
  runningCount: 3,
  pendingCount: 1,
  newRunningCount: 1,
  newestEvent: undefined,
  ...others,
})

describe('progress lines', () => {
  it('say what starts', () => {
    const actions = [aRegistration(), aCreation(), anUpdate(), aScaling(1, 2), aDeletion(), aTagging()]
    const said = actions.map((action) => progressLine({ kind: 'ActionStarted', action, atMs: 0 }, style))
    expect(said).to.deep.equal([
      'hello-world-test: registering a revision of hello-world',
      'hello-world-test: creating the service',
      'hello-world-test: updating the service',
      'hello-world-test: scaling to 2 tasks',
      'hello-world-test: deleting the service',
      'hello-world-test: tagging the service',
    ])
  })

  it('say what it came to, and how long it took', () => {
    const outcomes = [
      anApplied(aRegistration(), { taskDefinitionArn: revisionArn('hello-world:8'), finishedAtMs: 400 }),
      anApplied(anUpdate(), { verdict: { kind: 'Completed', taskDefinitionArn: revisionArn('hello-world:8') } }),
      anApplied(aScaling(1, 2), { verdict: { kind: 'Completed', taskDefinitionArn: revisionArn('hello-world:8') } }),
      aFailed(anUpdate(), anAwsError()),
      aFailed(anUpdate(), { kind: 'RolloutFailed', reason: 'no capacity' }),
      aSkipped(aTagging(), { kind: 'Needs', action: 'x' }),
      aSkipped(aTagging(), { kind: 'Interrupted' }),
    ]
    const said = outcomes.map((outcome) => progressLine({ kind: 'ActionFinished', outcome, atMs: 0 }, style))
    expect(said).to.deep.equal([
      'hello-world-test: Registered hello-world:8. (0.4 s)',
      'hello-world-test: Deployed: hello-world:8 serves. (12 s)',
      'hello-world-test: Scaled to 2 tasks. (12 s)',
      'hello-world-test: AWS refused ecs:UpdateService on hello-world-test. AWS said: InvalidParameterException: Invalid revision number. (request 4f2c) (12 s)',
      'hello-world-test: The rollout failed: no capacity. (12 s)',
      'hello-world-test: Not done: it needs what failed before.',
      'hello-world-test: Not done: interrupted.',
    ])
  })

  it('tell a rollout when it moves, when ECS says something, and each half minute', () => {
    const first = look()
    const said = [
      progressLine(first, style),
      progressLine(look({ elapsedMs: 20_000 }), style, first),
      progressLine(look({ elapsedMs: 20_000, newRunningCount: 2, pendingCount: 0 }), style, first),
      progressLine(look({ elapsedMs: 20_000, newestEvent: '(service hello-world-test) started 1 task' }), style, first),
      progressLine(look({ elapsedMs: 42_000 }), style, first),
      progressLine(look({ target: { ...aTarget, service: 'other' } }), style, first),
    ]
    expect(said).to.deep.equal([
      'hello-world-test: 1 of 2 new running, 1 pending, 2 old, 12 s',
      undefined,
      'hello-world-test: 2 of 2 new running, 1 old, 20 s',
      'hello-world-test: 1 of 2 new running, 1 pending, 2 old, 20 s; ECS: started 1 task.',
      'hello-world-test: 1 of 2 new running, 1 pending, 2 old, 42 s',
      'other: 1 of 2 new running, 1 pending, 2 old, 12 s',
    ])
  })

  it('tell a read that is asked again', () => {
    const event: Event = { kind: 'ReadRetried', operation: 'ecs:DescribeServices', code: 'Throttling', atMs: 0 }
    expect(progressLine(event, style)).to.equal('ecs:DescribeServices answered Throttling; asking again')
    expect(liveLine(event, style)).to.equal(undefined)
  })
})

describe('live lines', () => {
  it('show how far a rollout is', () => {
    expect(liveLine(look(), style)).to.equal(
      'hello-world-test  [#####-----] 1 of 2 new running, 1 pending, 2 old, 12 s',
    )
    expect(liveLine(look({ desiredCount: 0, newRunningCount: 0, runningCount: 0, pendingCount: 0 }), style)).to.equal(
      'hello-world-test  [##########] 0 of 0 new running, not steady yet, 12 s',
    )
  })

  it('never wrap, and say so where they are cut', () => {
    expect(liveLine(look(), { color: false, width: 40 })).to.equal('hello-world-test  [#####-----] 1 of 2 n…')
    const action = anUpdate()
    expect(liveLine({ kind: 'ActionStarted', action, atMs: 0 }, { color: false, width: 10 })).to.equal('hello-wor…')
  })

  it('show what starts and what it came to', () => {
    const action = anUpdate()
    expect([
      liveLine({ kind: 'ActionStarted', action, atMs: 0 }, style),
      liveLine({ kind: 'ActionFinished', outcome: anApplied(action), atMs: 0 }, style),
    ]).to.deep.equal(['hello-world-test  updating the service', 'hello-world-test  ECS accepted the call.'])
  })
})
