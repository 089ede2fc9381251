// Where the events of a running apply go: lines into a log, or one line for each service, redrawn.
import { expect } from 'chai'
import { progressOn } from '../../src/cli/progress.js'
import type { Event } from '../../src/model/event.js'
import { liveLine, progressLine } from '../../src/report/report.js'
import { anApplied, aRegistration, aTarget, anUpdate } from '../support/builders.js'
import { aStream, someDeps } from '../support/deps.js'

const style = { color: false, width: 80 }

const observed = (elapsedMs: number, others: Partial<Extract<Event, { kind: 'RolloutObserved' }>> = {}): Event => ({
  kind: 'RolloutObserved',
  awaits: 'Deployed',
  target: aTarget,
  atMs: elapsedMs,
  elapsedMs,
  desiredCount: 2,
  runningCount: 2,
  pendingCount: 0,
  newRunningCount: 0,
  newestEvent: undefined,
  ...others,
})

const started: Event = { kind: 'ActionStarted', action: anUpdate(), atMs: 0 }
const other: Event = {
  kind: 'ActionStarted',
  action: aRegistration({ target: { cluster: 'other', service: aTarget.service } }),
  atMs: 0,
}
const finished: Event = { kind: 'ActionFinished', outcome: anApplied(anUpdate()), atMs: 12_000 }
const retried: Event = { kind: 'ReadRetried', operation: 'ecs:DescribeServices', code: 'ThrottlingException', atMs: 0 }

describe('progress into a log', () => {
  const linesOf = (...events: readonly Event[]): readonly string[] => {
    const err = aStream()
    const { emit } = progressOn(someDeps({ err }), style)
    for (const event of events) emit(event)
    return err.text().split('\n').slice(0, -1)
  }

  it('has a line for each event', async () => {
    const events = [started, observed(0), finished, retried]
    expect(linesOf(...events)).to.deep.equal(events.map((event) => progressLine(event, style)))
    await progressOn(someDeps(), style).done()
  })

  it('does not repeat a look that shows what the last line of its service showed, whatever others said between', () => {
    const elsewhere = observed(1_000, { target: { cluster: 'other', service: aTarget.service } })
    expect(linesOf(observed(0), elsewhere, started, observed(2_000), observed(4_000))).to.have.length(3)
  })

  it('says again each half minute that it waits', () => {
    const looks = Array.from({ length: 31 }, (_, index) => observed(index * 2_000))
    expect(linesOf(...looks)).to.have.length(3)
  })

  it('tells what moves', () => {
    expect(linesOf(observed(0), observed(2_000, { newRunningCount: 1 }))).to.have.length(2)
  })
})

describe('progress on a terminal', () => {
  it('redraws one line for each service, the newest news of each', async () => {
    const screens: string[] = []
    let ended = 0
    const redraw = {
      update: (text: string) => {
        screens.push(text)
      },
      done: () => {
        ended += 1
        return Promise.resolve()
      },
    }
    const err = aStream()
    const progress = progressOn(someDeps({ err, redraw }), style)
    for (const event of [started, other, retried, observed(2_000), finished]) {
      progress.emit(event)
    }
    await progress.done()
    const line = (event: Event): string => liveLine(event, style) ?? ''
    expect(screens).to.deep.equal([
      line(started),
      `${line(started)}\n${line(other)}`,
      `${line(observed(2_000))}\n${line(other)}`,
      `${line(finished)}\n${line(other)}`,
    ])
    expect([ended, err.text()]).to.deep.equal([1, ''])
  })
})
