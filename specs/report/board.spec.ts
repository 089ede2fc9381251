// What a terminal is shown of a running apply, as whole pictures.
import { expect } from 'chai'
import fc from 'fast-check'
import type { Action } from '../../src/model/action.js'
import type { Event, RolloutPhase } from '../../src/model/event.js'
import type { Outcome } from '../../src/model/outcome.js'
import type { Target } from '../../src/model/service.js'
import { boardOf, boardWith, endOf, fleetText, frameText, tallyText } from '../../src/report/board.js'
import {
  aDeletion,
  aFailed,
  anApplied,
  anAwsError,
  anUpdate,
  aPlan,
  aRegistration,
  aScaling,
  aSkipped,
  revisionArn,
} from '../support/builders.js'
import { runs } from '../support/runs.js'

const target = (service: string, cluster = 'main'): Target => ({ cluster, service })
const api = target('api')
const shop = target('shop-checkout-prod')

const startedAt = (atMs: number, action: Action = anUpdate({ target: api })): Event => ({
  kind: 'ActionStarted',
  action,
  atMs,
})

const look = (others: Partial<Extract<Event, { kind: 'RolloutObserved' }>> = {}): Event => ({
  kind: 'RolloutObserved',
  awaits: 'Deployed',
  phase: 'Starting',
  target: api,
  atMs: 65_000,
  elapsedMs: 60_000,
  desiredCount: 3,
  runningCount: 4,
  pendingCount: 2,
  newRunningCount: 1,
  healthyCount: undefined,
  newestEvent: undefined,
  ...others,
})

const finished = (service: Target): Event => ({
  kind: 'ActionFinished',
  outcome: anApplied(anUpdate({ target: service }), {
    verdict: { kind: 'Completed', taskDefinitionArn: revisionArn('web:8') },
  }),
  atMs: 70_000,
})

const boardAfter = (targets: readonly Target[], ...events: readonly Event[]) =>
  events.reduce(boardWith, boardOf(targets))

const draw = (board: ReturnType<typeof boardOf>, width: number, height = 24, nowMs = 70_000): readonly string[] =>
  frameText(board, { height, nowMs }, { color: false, width }).split('\n')

const two = boardAfter(
  [api, shop],
  startedAt(5_000),
  startedAt(62_000, aRegistration({ target: shop })),
  look({ healthyCount: 0, newestEvent: '(service api) has started 2 tasks: (task 83e0).' }),
)

describe('a board', () => {
  it('knows of each service whether it has ended, of however many and in whatever order they end', () => {
    const fleet = Array.from({ length: 200 }, (_, index) => target(`service-${index}`, `cluster-${index % 2}`))
    fc.assert(
      fc.property(fc.shuffledSubarray(fleet), (ended) => {
        const board = boardAfter(fleet, ...ended.map(finished))
        const names = (targets: readonly Target[]): readonly string[] => targets.map(({ service }) => service).sort()
        expect(names(fleet.filter((one) => endOf(board, one) !== undefined))).to.deep.equal(names(ended))
        expect(tallyText(board).split(' ', 3).join(' ')).to.equal(`${ended.length} of 200`)
      }),
      runs(20),
    )
  })
})

describe('frameText', () => {
  it('has a line for each service that moves: phase, counts, time and the newest event', () => {
    expect(draw(two, 120)).to.deep.equal([
      '- api                 starting     1 of 3 new, 3 old, 0 healthy  1 min 5 s  has started 2 tasks: (task 83e0).',
      '- shop-checkout-prod  registering                                8 s',
    ])
  })

  it('cuts the event to the width', () => {
    expect(draw(two, 96)).to.deep.equal([
      '- api                 starting     1 of 3 new, 3 old, 0 healthy  1 min 5 s  has started 2 tasks…',
      '- shop-checkout-prod  registering                                8 s',
    ])
    expect(draw(two, 80)).to.deep.equal([
      '- api                 starting     1 of 3 new, 3 old, 0 healthy  1 min 5 s',
      '- shop-checkout-prod  registering                                8 s',
    ])
  })

  it('says the same in fewer words on a narrow terminal, and keeps the ends of names', () => {
    expect(draw(two, 40)).to.deep.equal([
      '- api               starting    1/3 1m05',
      '- …op-checkout-prod registering     8s',
    ])
    expect(draw(two, 30)).to.deep.equal(['- api                1/3 1m05', '- shop-checkout-prod     8s'])
    expect(draw(two, 20)).to.deep.equal(['- api       1/3 1m05', '- …out-prod     8s'])
    expect(draw(two, 10)).to.deep.equal(['api 1/3', '…-prod'])
  })

  it('never draws wider than the terminal, nor higher, whatever the size', () => {
    for (let width = 1; width <= 130; width += 1) {
      for (const height of [1, 2, 3, 24]) {
        const lines = draw(two, width, height)
        expect(lines.length, `${width} × ${height}`).to.be.at.most(height)
        expect(Math.max(...lines.map((line) => line.length)), `${width} × ${height}`).to.be.at.most(width)
      }
    }
  })

  it('has colour around words only, and cuts none of its codes', () => {
    const board = boardAfter([api], startedAt(5_000), look({ newestEvent: '(service api) was unable to place a task' }))
    expect(frameText(board, { height: 24, nowMs: 70_000 }, { color: true, width: 64 })).to.equal(
      '- api  \u001B[36mstarting\u001B[39m  1 of 3 new, 3 old  1 min 5 s  \u001B[2mwas unable to pl…\u001B[22m',
    )
  })

  it('shows those that move and counts the others', () => {
    const names = Array.from({ length: 40 }, (_, index) => target(`s${index}`))
    const done = names.slice(0, 30).map(finished)
    const moving = names.slice(30, 33).map((one) => look({ target: one }))
    expect(draw(boardAfter(names, ...done, ...moving), 80)).to.deep.equal([
      '- s30  starting  1 of 3 new, 3 old  1 min 5 s',
      '- s31  starting  1 of 3 new, 3 old  1 min 5 s',
      '- s32  starting  1 of 3 new, 3 old  1 min 5 s',
      'and 37 more: 30 done, 7 waiting',
    ])
    expect(draw(boardAfter(names, ...done, ...moving), 80, 3)).to.deep.equal([
      '- s30  starting  1 of 3 new, 3 old  1 min 5 s',
      '- s31  starting  1 of 3 new, 3 old  1 min 5 s',
      'and 38 more: 1 under way, 30 done, 7 waiting',
    ])
    expect(draw(boardAfter(names, ...done, ...moving), 20, 1)).to.deep.equal(['3 under way, 30 don…'])
    expect(draw(boardAfter(names, ...done), 80)).to.deep.equal(['30 done, 10 waiting'])
    expect(draw(boardAfter(names, ...names.map(finished)), 80)).to.deep.equal([''])
  })

  it('says what keeps it from looking, until a look succeeds', () => {
    const failing: Event = { kind: 'ReadRetried', operation: 'ecs:DescribeServices', code: 'Throttling', atMs: 66_000 }
    const board = boardAfter([api], startedAt(5_000), failing)
    expect(draw(board, 80)).to.deep.equal([
      '- api  updating  1 min 5 s',
      'ecs:DescribeServices answered Throttling; asking again',
    ])
    expect(draw(boardWith(board, look()), 80)).to.have.length(1)
  })

  it("says for how long calls wait because of AWS's rates, until none does", () => {
    const limited: Event = {
      kind: 'RateLimited',
      category: 'Task definition modify',
      waiting: 80,
      perSecond: 0.9,
      leftMs: 88_889,
      atMs: 66_000,
    }
    const board = boardAfter([api], startedAt(5_000), limited, look())
    expect(draw(board, 120).slice(1)).to.deep.equal([
      '80 calls of "Task definition modify" wait for AWS\'s rate limit, 0.9 a second: about 1 min 29 s',
    ])
    expect(draw(boardWith(board, { ...limited, waiting: 0 }), 120)).to.have.length(1)
  })

  it('says what a call waits for', () => {
    const action = anUpdate({ target: api })
    const board = boardAfter([api], startedAt(5_000), {
      kind: 'CallRetried',
      action,
      message: 'Unable to assume role',
      atMs: 6_000,
    })
    expect(draw(board, 80)).to.deep.equal(['- api  updating  1 min 5 s  ECS says Unable to assume role. Asking again.'])
  })

  it('turns a spinner once a second, and counts seconds, minutes and hours', () => {
    const board = boardAfter([api], startedAt(0))
    const at = (nowMs: number, width: number) => draw(board, width, 24, nowMs)[0]
    expect(
      [0, 1_000, 2_999, 3_000, 59_000, 3_599_000, 7_260_000].map((nowMs) => [at(nowMs, 80), at(nowMs, 20)]),
    ).to.deep.equal([
      ['| api  updating  0 s', '| api  updating  0 s'],
      ['/ api  updating  1 s', '/ api  updating  1 s'],
      ['- api  updating  2 s', '- api  updating  2 s'],
      ['\\ api  updating  3 s', '\\ api  updating  3 s'],
      ['\\ api  updating  59 s', '\\ api updating 59s'],
      ['\\ api  updating  59 min 59 s', '\\ api updating 59m59'],
      ['| api  updating  2 h 1 min', '| api updating 2h01'],
    ])
  })

  it('counts what a deletion and a change of count wait for in their own words, and names clusters where names alone are not enough', () => {
    const board = boardAfter(
      [api, target('api', 'other')],
      look({ awaits: 'Inactive', phase: 'Draining', runningCount: 2, pendingCount: 1 }),
      look({ target: target('api', 'other'), awaits: 'Steady', phase: 'Starting', runningCount: 1, elapsedMs: 1_000 }),
    )
    expect(draw(board, 80)).to.deep.equal([
      '- main/api   draining  3 left          1 min 5 s',
      '- other/api  starting  1 of 3 running  6 s',
    ])
  })

  it('takes a service in that nobody announced', () => {
    expect(draw(boardAfter([], look()), 80)).to.deep.equal(['- api  starting  1 of 3 new, 3 old  1 min 5 s'])
  })
})

describe('endOf', () => {
  const ends = (...outcomes: readonly Extract<Event, { kind: 'ActionFinished' }>['outcome'][]) =>
    endOf(
      boardAfter(
        outcomes.map(({ action }) => action.target),
        ...outcomes.map((outcome): Event => ({ kind: 'ActionFinished', outcome, atMs: 0 })),
      ),
      api,
    )
  const registered = anApplied(aRegistration({ target: api }), { taskDefinitionArn: revisionArn('web:8') })
  const updated = anApplied(anUpdate({ target: api }), { verdict: { kind: 'Completed', taskDefinitionArn: '' } })

  it('is there once all actions of the service have ended: a failure first, else what was waited for', () => {
    const failed = aFailed(aRegistration({ target: api }), anAwsError())
    const skipped = aSkipped(anUpdate({ target: api }), { kind: 'Needs', action: 'x' })
    const interrupted = anApplied(aScaling(1, 2, { target: api }), { verdict: { kind: 'Interrupted' } })
    expect([
      ends(registered, updated),
      ends(updated, registered),
      ends(failed, skipped),
      ends(interrupted, skipped),
      ends(registered, skipped),
      ends(registered),
      ends(anApplied(aDeletion({ target: shop }))),
    ]).to.deep.equal([updated, updated, failed, interrupted, skipped, registered, undefined])
    expect(endOf(boardAfter([api, api], finished(api)), api)).to.equal(undefined)
  })

  it('is what a rollout of others came to', () => {
    const joined = { target: api, end: { kind: 'Completed', taskDefinitionArn: revisionArn('web:8') } } as const
    expect(endOf(boardAfter([api], { kind: 'RolloutFinished', joined, atMs: 0 }), api)).to.deep.equal(joined)
  })
})

describe('boardWith', () => {
  it('learns from a plan what is going to be done, beside what is waited for', () => {
    const actions = [aRegistration({ target: api }), anUpdate({ target: api })]
    const board = boardAfter([shop], { kind: 'Planned', plan: aPlan(actions), atMs: 0 }, startedAt(0))
    expect([draw(board, 80), tallyText(board)]).to.deep.equal([
      ['- api  updating  1 min 10 s', 'and 1 more: 1 waiting'],
      '0 of 2 done, 1 under way, 1 waiting',
    ])
    const once = boardWith(board, finished(api))
    const twice = boardWith(once, finished(api))
    expect([once, twice].map((one) => endOf(one, api) !== undefined)).to.deep.equal([false, true])
  })
})

describe('tallyText', () => {
  it('counts what is done, under way and waiting', () => {
    const names = [api, shop, target('web')]
    expect([
      tallyText(boardOf(names)),
      tallyText(boardAfter(names, look())),
      tallyText(boardAfter(names, finished(api), look({ target: shop }))),
      tallyText(boardAfter(names, ...names.map(finished))),
    ]).to.deep.equal([
      '0 of 3 done, 3 waiting',
      '0 of 3 done, 1 under way, 2 waiting',
      '1 of 3 done, 1 under way, 1 waiting',
      '3 of 3 done',
    ])
  })

  it('tells what failed and what was not finished from what is done', () => {
    const names = [api, shop, target('web'), target('mail')]
    const ended = (outcome: Outcome): Event => ({ kind: 'ActionFinished', outcome, atMs: 0 })
    const joined: Event = {
      kind: 'RolloutFinished',
      joined: { target: target('mail'), end: { kind: 'TimedOut', afterMs: 1, newestEvent: undefined } },
      atMs: 0,
    }
    const board = boardAfter(
      names,
      ended(aFailed(anUpdate({ target: api }), anAwsError())),
      ended(aSkipped(anUpdate({ target: shop }), { kind: 'Interrupted' })),
      finished(target('web')),
      joined,
    )
    expect(tallyText(board)).to.equal('1 of 4 done, 2 failed, 1 not finished')
    expect(
      draw(boardAfter([...names, target('last')], ended(aFailed(anUpdate({ target: api }), anAwsError()))), 80),
    ).to.deep.equal(['1 failed, 4 waiting'])
  })
})

describe('fleetText', () => {
  const names = ['a', 'b', 'c', 'd', 'e'].map((name) => target(name))
  const since = (service: Target, sinceMs: number, phase: RolloutPhase = 'Starting'): Event =>
    look({ target: service, phase, atMs: sinceMs, elapsedMs: 0 })

  it('names what is under way for two minutes, at most three, the longest first', () => {
    const [a, b, c, d] = names.map((name, index) => since(name, index * 60_000, index === 1 ? 'Draining' : 'Starting'))
    const board = boardAfter(names, a!, b!, c!, d!)
    expect([60_000, 120_000, 239_000, 300_000].map((nowMs) => fleetText(board, nowMs))).to.deep.equal([
      '0 of 5 done, 4 under way, 1 waiting',
      '0 of 5 done, 4 under way, 1 waiting; still a (starting, 2 min)',
      '0 of 5 done, 4 under way, 1 waiting; still a (starting, 3 min 59 s), b (draining, 2 min 59 s)',
      '0 of 5 done, 4 under way, 1 waiting; longest a (starting, 5 min), b (draining, 4 min), c (starting, 3 min)',
    ])
  })

  it('says what keeps calls waiting, and nothing once all has ended', () => {
    const rate: Event = {
      kind: 'RateLimited',
      category: 'Task definition modify',
      waiting: 135,
      perSecond: 0.95,
      leftMs: 142_000,
      atMs: 0,
    }
    expect(fleetText(boardAfter(names, rate, ...names.slice(1).map(finished)), 0)).to.equal(
      '4 of 5 done, 1 waiting; 135 calls of "Task definition modify" wait for AWS\'s rate limit, 0.95 a second: about 2 min 22 s',
    )
    expect(fleetText(boardAfter(names, rate, ...names.map(finished)), 0)).to.equal(undefined)
  })
})
