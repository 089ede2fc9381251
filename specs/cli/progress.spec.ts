// Where the events of a running apply go: lines into a log, lines that are redrawn, or a stream of JSON on stdout.
import { expect } from 'chai'
import type { Deps } from '../../src/cli/deps.js'
import { progressOn } from '../../src/cli/progress.js'
import type { Event } from '../../src/model/event.js'
import type { Target } from '../../src/model/service.js'
import { eventJson, interruptedLine, progressLine } from '../../src/report/report.js'
import {
  aFailed,
  aPlan,
  aRegistration,
  aTarget,
  anApplied,
  anAwsError,
  anUpdate,
  revisionArn,
} from '../support/builders.js'
import { aStream, someDeps } from '../support/deps.js'

const style = { color: false, width: 80 }
const options = { output: { files: [] }, color: 'auto', logLevel: 'silent' } as const

const observed = (elapsedMs: number, others: Partial<Extract<Event, { kind: 'RolloutObserved' }>> = {}): Event => ({
  kind: 'RolloutObserved',
  awaits: 'Deployed',
  phase: 'Starting',
  target: aTarget,
  atMs: elapsedMs,
  elapsedMs,
  desiredCount: 2,
  runningCount: 2,
  pendingCount: 0,
  newRunningCount: 0,
  healthyCount: undefined,
  newestEvent: undefined,
  ...others,
})

const started: Event = { kind: 'ActionStarted', action: anUpdate(), atMs: 0 }
const deployed = anApplied(anUpdate(), {
  verdict: { kind: 'Completed', taskDefinitionArn: revisionArn('hello-world:8') },
})
const finished: Event = { kind: 'ActionFinished', outcome: deployed, atMs: 12_000 }
const readRetried = (atMs: number): Event => ({
  kind: 'ReadRetried',
  operation: 'ecs:DescribeServices',
  code: 'ThrottlingException',
  atMs,
})
const callRetried = (atMs: number, message = 'Unable to assume role'): Event => ({
  kind: 'CallRetried',
  action: anUpdate(),
  message,
  atMs,
})
const joined = (target: Target): Event => ({
  kind: 'RolloutFinished',
  joined: { target, end: { kind: 'Completed', taskDefinitionArn: revisionArn('hello-world:8') } },
  atMs: 20_000,
})

/** A clock that stands at the newest event. */
const aClock = () => {
  let nowMs = 0
  const wakers: (() => void)[] = []
  return {
    now: () => nowMs,
    sleep: (_: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        wakers.push(resolve)
        signal.addEventListener('abort', () => {
          resolve()
        })
      }),
    set: (ms: number) => {
      nowMs = ms
    },
    /** Whoever sleeps wakes. */
    tick: async (ms: number) => {
      nowMs += ms
      for (const wake of wakers.splice(0)) wake()
      await new Promise((resolve) => setImmediate(resolve))
    },
    sleepers: () => wakers.length,
  }
}

describe('progress into a log', () => {
  const linesOf = (events: readonly Event[], targets: readonly Target[] = [aTarget]): readonly string[] => {
    const err = aStream()
    const clock = aClock()
    const { emit } = progressOn(someDeps({ err }), options, { clock, targets })
    for (const event of events) {
      clock.set(event.atMs)
      emit(event)
    }
    return err.text().split('\n').slice(0, -1)
  }

  it('has a line for each event', async () => {
    const events = [started, observed(0), finished, readRetried(0)]
    expect(linesOf(events)).to.deep.equal(events.map((event) => progressLine(event, style)))
    await progressOn(someDeps(), options, { clock: aClock(), targets: [] }).done()
  })

  it('does not repeat a look that shows what the last line of its service showed, whatever others said between', () => {
    const elsewhere = observed(1_000, { target: { cluster: 'other', service: aTarget.service } })
    expect(linesOf([observed(0), elsewhere, started, observed(2_000), observed(4_000)])).to.have.length(3)
  })

  it('says again each half minute that it waits', () => {
    const looks = Array.from({ length: 31 }, (_, index) => observed(index * 2_000))
    expect(linesOf(looks)).to.have.length(3)
  })

  it('tells what moves', () => {
    expect(linesOf([observed(0), observed(2_000, { newRunningCount: 1 })])).to.have.length(2)
  })

  it('says once what is asked again and again, and once more when nothing else has been said for half a minute', () => {
    const reads = Array.from({ length: 35 }, (_, index) => readRetried(index * 2_000))
    expect(linesOf(reads)).to.deep.equal(
      Array<string>(3).fill('ecs:DescribeServices answered ThrottlingException; asking again'),
    )
    expect(
      linesOf([callRetried(0), callRetried(2_000), callRetried(4_000, 'Not yet'), callRetried(6_000)]),
    ).to.deep.equal([
      'hello-world-test: ECS says Unable to assume role. Asking again.',
      'hello-world-test: ECS says Not yet. Asking again.',
    ])
  })

  it('tells the end of a rollout of others, unless it is all that the result will say', () => {
    const other = { cluster: 'main', service: 'other' }
    expect(linesOf([joined(aTarget)])).to.deep.equal([])
    expect(linesOf([joined(aTarget)], [aTarget, other])).to.deep.equal([
      'hello-world-test: Deployed: hello-world:8 serves.',
    ])
  })

  it('says at once what Ctrl-C does, and nothing of it once all is over', async () => {
    const controllers = [new AbortController(), new AbortController()] as const
    const err = aStream()
    const open = (signal: AbortSignal) =>
      progressOn(someDeps({ err, signal }), options, { clock: aClock(), targets: [aTarget] })
    open(controllers[0].signal)
    await open(controllers[1].signal).done()
    for (const controller of controllers) controller.abort()
    expect(err.text()).to.equal(`${interruptedLine}\n`)
  })

  /** All that happens to a service that is deployed. */
  const deployedAt = (target: Target, atMs: number): readonly Event[] => {
    const action = anUpdate({ target })
    const look = (ms: number, others: Parameters<typeof observed>[1]): Event =>
      observed(ms, { target, atMs: atMs + ms, ...others })
    return [
      { kind: 'ActionStarted', action: aRegistration({ target }), atMs },
      { kind: 'ActionFinished', outcome: anApplied(aRegistration({ target })), atMs },
      { kind: 'ActionStarted', action, atMs },
      { kind: 'CallRetried', action, message: 'Unable to assume role', atMs },
      look(0, { phase: 'Waiting' }),
      look(2_000, { pendingCount: 1, newestEvent: 'has started 1 tasks' }),
      look(4_000, { newRunningCount: 1 }),
      look(6_000, { newRunningCount: 2, phase: 'Draining', runningCount: 4 }),
      look(8_000, { newRunningCount: 2, phase: 'Draining', runningCount: 3 }),
      look(9_000, { newRunningCount: 2, phase: 'Settling' }),
      {
        kind: 'ActionFinished',
        outcome: anApplied(action, { verdict: { kind: 'Completed', taskDefinitionArn: revisionArn('s:2') } }),
        atMs: atMs + 9_000,
      },
    ]
  }
  const manyTargets = (count: number): readonly [Target, ...Target[]] => [
    { cluster: 'main', service: 's0' },
    ...Array.from({ length: count - 1 }, (_, index) => ({ cluster: 'main', service: `s${index + 1}` })),
  ]
  const plannedFor = (targets: readonly Target[]): Event => ({
    kind: 'Planned',
    plan: aPlan(targets.flatMap((target) => [aRegistration({ target }), anUpdate({ target })])),
    atMs: 0,
  })
  const refused = (target: Target, atMs: number): Event => ({
    kind: 'ActionFinished',
    outcome: aFailed(anUpdate({ target }), anAwsError()),
    atMs,
  })
  const refusedText =
    'AWS refused ecs:UpdateService on hello-world-test. AWS said: InvalidParameterException: Invalid revision number. (request 4f2c) (12 s)'

  it('has a few lines for each of up to twenty services, and one heartbeat for all of them', () => {
    const targets = manyTargets(20)
    const lines = linesOf([plannedFor(targets), ...deployedAt(targets[0], 0)], [])
    expect(lines).to.deep.equal([
      's0: ECS says Unable to assume role. Asking again.',
      's0: starting: 0 of 2 new running, 1 pending, 2 old, 2 s',
      's0: draining: 2 of 2 new running, 2 old, 6 s',
      's0: Deployed: s:2 serves. (12 s)',
    ])
    const all = targets.flatMap((target, index) => deployedAt(target, index * 10_000))
    expect(linesOf([plannedFor(targets), ...all], [])).to.have.length(61)
    const elsewhere = { cluster: 'main', service: 'elsewhere' }
    const silence = Array.from({ length: 5 }, (_, index) =>
      observed(0, { target: elsewhere, atMs: 1_000 + index * 15_000 }),
    )
    expect(linesOf([refused(targets[0], 1_000), ...silence], [...targets.slice(0, 19), elsewhere])).to.deep.equal([
      `s0: ${refusedText}`,
      'elsewhere: starting: 0 of 2 new running, 2 old, 0 s',
      '0 of 20 done, 1 failed, 1 under way, 18 waiting',
      '0 of 20 done, 1 failed, 1 under way, 18 waiting',
    ])
  })

  it('has a line for each of more services when it has ended, and a tally each half minute, whatever else is said', () => {
    const targets = manyTargets(21)
    const rate: Event = {
      kind: 'RateLimited',
      category: 'Task definition modify',
      waiting: 17,
      perSecond: 0.95,
      leftMs: 18_000,
      atMs: 31_000,
    }
    const [first, second, third, fourth, slow] = targets
    const lines = linesOf(
      [
        plannedFor(targets),
        ...deployedAt(first, 0),
        observed(0, { target: slow!, atMs: 9_500 }),
        ...deployedAt(second!, 10_000),
        { kind: 'ActionFinished', outcome: anApplied(aRegistration({ target: third! })), atMs: 20_000 },
        refused(third!, 21_000),
        rate,
        { ...rate, atMs: 40_000 },
        { ...rate, waiting: 0, atMs: 50_000 },
        ...deployedAt(fourth!, 51_000),
        ...[1, 2, 3].map((step) => observed(0, { target: slow!, atMs: 60_000 + step * 30_000 })),
      ],
      [],
    )
    expect(lines).to.deep.equal([
      's0: ECS says Unable to assume role. Asking again.',
      's0: Deployed: s:2 serves. (12 s)',
      's1: Deployed: s:2 serves. (12 s)',
      `s2: ${refusedText}`,
      '2 of 21 done, 1 failed, 1 under way, 17 waiting; 17 calls of "Task definition modify" wait for AWS\'s rate limit, 0.95 a second: about 18 s',
      's3: Deployed: s:2 serves. (12 s)',
      '3 of 21 done, 1 failed, 1 under way, 16 waiting',
      '3 of 21 done, 1 failed, 1 under way, 16 waiting',
      '3 of 21 done, 1 failed, 1 under way, 16 waiting; still s4 (starting, 2 min 21 s)',
    ])
  })

  it('says once why services of a fleet fail, and of others that fail so whom they are like', () => {
    const targets = manyTargets(21)
    const [first, second, third, fourth, fifth] = targets
    const denied = (target: Target): Event => ({
      kind: 'ActionFinished',
      outcome: aFailed(anUpdate({ target }), anAwsError({ subject: target.service, requestId: target.service })),
      atMs: 0,
    })
    const rolledBack = (target: Target): Event => ({
      kind: 'RolloutFinished',
      joined: { target, end: { kind: 'RolloutFailed', reason: 'tasks failed to start' } },
      atMs: 0,
    })
    const says = 'AWS said: InvalidParameterException: Invalid revision number.'
    const lines = [
      `s0: AWS refused ecs:UpdateService on s0. ${says} (request s0) (12 s)`,
      's1: Failed for the same cause as s0. (12 s)',
      's2: The rollout failed: tasks failed to start.',
      's3: Failed for the same cause as s2.',
      's4: Failed for the same cause as s0. (12 s)',
    ]
    const events = [denied(first), denied(second!), rolledBack(third!), rolledBack(fourth!), denied(fifth!)]
    expect(linesOf(events, targets)).to.deep.equal(lines)
    expect(linesOf(events.slice(0, 2), targets.slice(0, 20))).to.deep.equal([
      lines[0],
      `s1: AWS refused ecs:UpdateService on s1. ${says} (request s1) (12 s)`,
    ])
  })

  it('has no more lines for a fleet than services and half minutes', () => {
    const targets = manyTargets(300)
    const all = targets.flatMap((target, index) => deployedAt(target, index * 1_000))
    const lines = linesOf([plannedFor(targets), ...all.sort((one, other) => one.atMs - other.atMs)], [])
    expect(lines.filter((line) => line.includes('Deployed'))).to.have.length(300)
    expect(lines.filter((line) => line.includes(' of 300 done'))).to.have.length(10)
    expect(lines).to.have.length(311)
  })
})

describe('progress as JSON', () => {
  it('streams each event on stdout, and has plain lines on stderr even on a terminal', () => {
    const [out, err] = [aStream(), aStream({ isTerminal: true })]
    const { redraw, screen } = aScreen()
    const { emit } = progressOn(
      someDeps({ out, err, redraw }),
      { ...options, output: { stdout: 'json', files: [] } },
      { clock: aClock(), targets: [aTarget] },
    )
    const looks = Array.from({ length: 16 }, (_, index) => observed(index * 2_000))
    const events = [started, ...looks, observed(31_000, { newRunningCount: 1 }), finished]
    for (const event of events) emit(event)
    const told = out
      .text()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as unknown)
    const news = [started, observed(0), observed(30_000), observed(31_000, { newRunningCount: 1 }), finished]
    expect(told).to.deep.equal(news.map(eventJson))
    expect([err.text().split('\n').length > 3, screen()]).to.deep.equal([true, []])
  })
})

/** A terminal as redraw sees it: lines that stay, and below them what was drawn last. */
const aScreen = (columns = 80, rows = 24) => {
  const stays: string[] = []
  const size = { columns, rows }
  let drawn = ''
  let ended = 0
  const redraw: NonNullable<Deps['redraw']> = {
    size: () => ({ ...size }),
    update: (text) => {
      drawn = text
    },
    above: (text) => {
      stays.push(text)
    },
    done: () => {
      ended += 1
      return Promise.resolve()
    },
  }
  return {
    redraw,
    size,
    screen: (): readonly string[] => [...stays, ...(drawn === '' ? [] : drawn.split('\n'))],
    ended: () => ended,
  }
}

describe('progress on a terminal', () => {
  const other = { cluster: 'main', service: 'other' }

  it('redraws a line for each service that moves at the width of the moment, and keeps one of each that has ended', async () => {
    const { redraw, screen, size, ended } = aScreen(80)
    const err = aStream()
    const clock = aClock()
    const deps = someDeps({ err, redraw, clock })
    const progress = progressOn(deps, options, { clock, targets: [aTarget, other] })
    const screens: (readonly string[])[] = []
    const then = (event: Event, columns = 80): void => {
      clock.set(event.atMs)
      size.columns = columns
      progress.emit(event)
      screens.push(screen())
    }
    then(started)
    then(observed(2_000, { newestEvent: '(service hello-world-test) has started 2 tasks: (task 1).' }))
    then(observed(4_000, { newRunningCount: 1, runningCount: 3 }), 40)
    then(observed(6_000, { newRunningCount: 1, runningCount: 3 }), 10)
    then({ kind: 'ActionStarted', action: anUpdate({ target: other }), atMs: 7_000 }, 80)
    then(finished)
    await progress.done()
    expect([...screens, screen()]).to.deep.equal([
      ['| hello-world-test  updating  0 s', 'and 1 more: 1 waiting'],
      ['- hello-world-test  starting  0 of 2 new, 2 old  2 s  has started 2 tasks: (tas…', 'and 1 more: 1 waiting'],
      ['| hello-world-test starting 1/2 4s', 'and 1 more: 1 waiting'],
      ['…-test 1/2', 'and 1 mor…'],
      [
        '\\ hello-world-test  starting  1 of 2 new, 2 old  7 s',
        '\\ other             updating                     0 s',
      ],
      ['hello-world-test: Deployed: hello-world:8 serves. (12 s)', '| other  updating  5 s'],
      ['hello-world-test: Deployed: hello-world:8 serves. (12 s)'],
    ])
    expect([ended(), err.text()]).to.deep.equal([1, ''])
  })

  it('shows what fits above the cursor', () => {
    const { redraw, screen } = aScreen(80, 3)
    const names = ['a', 'b', 'c'].map((service) => ({ cluster: 'main', service }))
    const clock = aClock()
    const { emit } = progressOn(someDeps({ redraw, clock }), options, { clock, targets: names })
    for (const target of names) emit({ kind: 'ActionStarted', action: anUpdate({ target }), atMs: 0 })
    expect(screen()).to.deep.equal(['| a  updating  0 s', 'and 2 more: 2 under way'])
  })

  it('ticks while nothing happens, on real time alone, and no more when it is done', async () => {
    const { redraw, screen } = aScreen()
    const clock = aClock()
    const progress = progressOn(someDeps({ redraw, clock }), options, { clock, targets: [aTarget] })
    progress.emit(started)
    const screens = [screen()]
    for (const ms of [1_000, 1_000, 600_000]) {
      await clock.tick(ms)
      screens.push(screen())
    }
    expect(screens).to.deep.equal([
      ['| hello-world-test  updating  0 s'],
      ['/ hello-world-test  updating  1 s'],
      ['- hello-world-test  updating  2 s'],
      ['- hello-world-test  updating  10 min 2 s'],
    ])
    await progress.done()
    await clock.tick(1_000)
    expect([screen(), clock.sleepers()]).to.deep.equal([[], 0])

    const virtual = aClock()
    const inSandbox = progressOn(someDeps({ redraw, clock }), options, { clock: virtual, targets: [aTarget] })
    expect([clock.sleepers(), virtual.sleepers()]).to.deep.equal([0, 0])
    await inSandbox.done()
  })

  it('says at once what Ctrl-C does, above what goes on', () => {
    const { redraw, screen } = aScreen()
    const clock = aClock()
    const controller = new AbortController()
    const deps = someDeps({ redraw, clock, signal: controller.signal })
    progressOn(deps, options, { clock, targets: [aTarget] }).emit(started)
    controller.abort()
    expect(screen()).to.deep.equal([interruptedLine, '| hello-world-test  updating  0 s'])
  })

  it('leaves the end of the one rollout that is waited for to the result', () => {
    const { redraw, screen } = aScreen()
    const clock = aClock()
    const { emit } = progressOn(someDeps({ redraw, clock }), options, { clock, targets: [aTarget] })
    for (const event of [observed(0), joined(aTarget)]) emit(event)
    expect(screen()).to.deep.equal([])
  })

  it('says once why services of a fleet fail', () => {
    const { redraw, screen } = aScreen()
    const clock = aClock()
    const targets = Array.from({ length: 21 }, (_, index) => ({ cluster: 'main', service: `s${index}` }))
    const { emit } = progressOn(someDeps({ redraw, clock }), options, { clock, targets })
    for (const target of targets.slice(0, 2)) {
      const outcome = aFailed(anUpdate({ target }), anAwsError({ subject: target.service }))
      emit({ kind: 'ActionFinished', outcome, atMs: 0 })
    }
    expect(screen()).to.deep.equal([
      's0: AWS refused ecs:UpdateService on s0. AWS said: InvalidParameterException: Invalid revision number. (request 4f2c) (12 s)',
      's1: Failed for the same cause as s0. (12 s)',
      '2 failed, 19 waiting',
    ])
  })

  it('has plain lines where a log is written to the same place', () => {
    const { redraw, screen } = aScreen()
    const err = aStream()
    const clock = aClock()
    progressOn(someDeps({ err, redraw, clock }), { ...options, logLevel: 'info' }, { clock, targets: [aTarget] }).emit(
      started,
    )
    expect([screen(), err.text()]).to.deep.equal([[], 'hello-world-test: updating the service\n'])
  })
})
