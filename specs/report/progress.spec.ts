import { expect } from 'chai'
import type { Event } from '../../src/model/event.js'
import { endLine, phaseWord, progressLine, terseLine } from '../../src/report/progress.js'
import {
  aCreation,
  aDeletion,
  aFailed,
  aPlan,
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

type Look = Extract<Event, { kind: 'RolloutObserved' }>

const aLook = (others: Partial<Look> = {}): Look => ({
  kind: 'RolloutObserved',
  awaits: 'Deployed',
  phase: 'Starting',
  target: aTarget,
  atMs: 0,
  elapsedMs: 12_000,
  desiredCount: 2,
  runningCount: 3,
  pendingCount: 1,
  newRunningCount: 1,
  healthyCount: undefined,
  newestEvent: undefined,
  ...others,
})

/** As an event among others. */
const look: (others?: Partial<Look>) => Event = aLook

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
  })

  it('tell that it is AWS that is slow, and for how long', () => {
    const limited = { kind: 'RateLimited', category: 'Service modify', perSecond: 4.5, atMs: 0 } as const
    const said = [
      progressLine({ ...limited, waiting: 900, leftMs: 200_000 }, style),
      progressLine({ ...limited, perSecond: 0.28125, waiting: 1, leftMs: 3_556 }, style),
    ]
    expect(said).to.deep.equal([
      '900 calls of "Service modify" wait for AWS\'s rate limit, 4.5 a second: about 3 min 20 s',
      '1 call of "Service modify" waits for AWS\'s rate limit, 0.28 a second: about 3.6 s',
    ])
  })
})

describe('progress lines of services that are checked', () => {
  it('say how many are well', () => {
    const said = [
      look({ healthyCount: 0 }),
      look({ newRunningCount: 2, runningCount: 2, pendingCount: 0, healthyCount: 1 }),
    ]
    expect(said.map((event) => progressLine(event, style))).to.deep.equal([
      'hello-world-test: 1 of 2 new running, 1 pending, 2 old, 0 healthy, 12 s',
      'hello-world-test: 2 of 2 new running, 1 healthy, not steady yet, 12 s',
    ])
  })
})

describe('progress lines of rollouts that others began', () => {
  it('say what they came to', () => {
    const ends = [
      { kind: 'Completed', taskDefinitionArn: revisionArn('hello-world:8') },
      { kind: 'Interrupted' },
      anAwsError(),
    ] as const
    const said = ends.map((end) =>
      progressLine({ kind: 'RolloutFinished', joined: { target: aTarget, end }, atMs: 0 }, { ...style, color: true }),
    )
    expect(said).to.deep.equal([
      'hello-world-test: Deployed: hello-world:8 serves.',
      'hello-world-test: Interrupted while waiting: ECS goes on with the rollout by itself; `deploy status` shows how far it is, `deploy wait` waits for it.',
      'hello-world-test: \u001B[31mAWS said: InvalidParameterException: Invalid revision number. (request 4f2c)\u001B[39m',
    ])
  })
})

describe('terse lines', () => {
  it('say what a rollout enters into, and nothing of the steps around it', () => {
    const action = anUpdate()
    const events: readonly Event[] = [
      { kind: 'Planned', plan: aPlan([action]), atMs: 0 },
      { kind: 'ActionStarted', action, atMs: 0 },
      { kind: 'ActionFinished', outcome: anApplied(action), atMs: 0 },
      look({ phase: 'Waiting' }),
      look({ newestEvent: '(service hello-world-test) has started 1 tasks' }),
      look({ phase: 'Checking', newRunningCount: 2, pendingCount: 0, healthyCount: 1 }),
      look({ phase: 'Draining', newRunningCount: 2, pendingCount: 0, healthyCount: 2 }),
      look({ phase: 'Settling' }),
      look({ phase: 'Steady' }),
      { kind: 'CallRetried', action, message: 'Unable to assume role', atMs: 0 },
      { kind: 'ReadRetried', operation: 'ecs:DescribeServices', code: 'Throttling', atMs: 0 },
    ]
    expect(events.map((event) => terseLine(event, style)).filter((line) => line !== undefined)).to.deep.equal([
      'hello-world-test: starting: 1 of 2 new running, 1 pending, 2 old, 12 s',
      'hello-world-test: checking: 2 of 2 new running, 1 old, 1 healthy, 12 s',
      'hello-world-test: draining: 2 of 2 new running, 1 old, 2 healthy, 12 s',
      'hello-world-test: ECS says Unable to assume role. Asking again.',
      'ecs:DescribeServices answered Throttling; asking again',
    ])
  })
})

describe('the last line of a service', () => {
  it('is red where it is bad', () => {
    const said = [anApplied(anUpdate()), aFailed(anUpdate(), { kind: 'RolloutFailed', reason: 'no capacity' })]
    expect(said.map((end) => endLine(end, { ...style, color: true }))).to.deep.equal([
      'hello-world-test: ECS accepted the call. (12 s)',
      'hello-world-test: \u001B[31mThe rollout failed: no capacity.\u001B[39m (12 s)',
    ])
  })
})

describe('phaseWord', () => {
  it('is a word for each action and each phase', () => {
    const actions = [aRegistration(), aCreation(), anUpdate(), aScaling(1, 2), aDeletion(), aTagging()]
    const phases = ['Waiting', 'Starting', 'Checking', 'Draining', 'Settling', 'Steady'] as const
    expect([
      ...actions.map((action) => phaseWord({ kind: 'ActionStarted', action, atMs: 0 })),
      ...phases.map((phase) => phaseWord(aLook({ phase }))),
    ]).to.deep.equal([
      ...['registering', 'creating', 'updating', 'scaling', 'deleting', 'tagging'],
      ...['waiting', 'starting', 'checking', 'draining', 'settling', 'steady'],
    ])
  })
})
