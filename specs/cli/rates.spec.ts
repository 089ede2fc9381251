// When people are told that AWS's rate limits are what they wait for.
import { expect } from 'chai'
import type { Backlog } from '../../src/aws/buckets.js'
import { tellingRates, tellingReads } from '../../src/cli/rates.js'
import type { Deps } from '../../src/cli/deps.js'
import type { Event } from '../../src/model/event.js'
import type { Clock } from '../../src/model/ports.js'
import { aPlan, aSkipped, anUpdate } from '../support/builders.js'
import { aStream, someDeps } from '../support/deps.js'

/** What is told while the queues stand like this, one look after the other. */
const told = (...looks: readonly (readonly Backlog[])[]): Promise<readonly Event[]> => toldAfter([], ...looks)

const toldAfter = async (
  before: readonly Event[],
  ...looks: readonly (readonly Backlog[])[]
): Promise<readonly Event[]> => {
  const events: Event[] = []
  let nowMs = 0
  let at = -1
  let ended: () => void = () => undefined
  const work = new Promise<void>((resolve) => (ended = resolve))
  await tellingRates(
    {
      aws: { backlog: () => looks[at] ?? [] },
      clock: {
        now: () => nowMs,
        sleep: async (ms, signal) => {
          at += 1
          nowMs += ms
          if (at < looks.length) return
          ended()
          await new Promise<void>((resolve) => {
            signal.addEventListener('abort', () => {
              resolve()
            })
          })
        },
      },
    },
    (event) => events.push(event),
    (emit) => {
      for (const event of before) emit(event)
      return work
    },
  )
  expect(events.splice(0, before.length)).to.deep.equal(before)
  return events
}

const register = (waiting: number): Backlog => ({ category: 'Task definition modify', waiting, perSecond: 0.5 })
const update = (waiting: number): Backlog => ({ category: 'Service modify', waiting, perSecond: 4 })

describe('tellingRates', () => {
  it('tells of the queue that lasts longest, and when it has gone', async () => {
    expect(await told([update(100), register(20)], [register(10)], [], [])).to.deep.equal([
      { kind: 'RateLimited', ...register(20), leftMs: 40_000, atMs: 5_000 },
      { kind: 'RateLimited', ...register(10), leftMs: 20_000, atMs: 10_000 },
      { kind: 'RateLimited', category: 'Task definition modify', waiting: 0, perSecond: 0, leftMs: 0, atMs: 15_000 },
    ])
  })

  it('counts what the plan has not begun, which is going to wait for the same rate', async () => {
    const actions = ['a', 'b', 'c', 'd'].map((service) =>
      anUpdate({ id: service, target: { cluster: 'main', service } }),
    )
    const [first, second] = actions.map((action) => ({ kind: 'ActionStarted', action, atMs: 0 }) as const)
    const skipped = {
      kind: 'ActionFinished',
      outcome: aSkipped(actions[2] ?? anUpdate(), { kind: 'Interrupted' }),
      atMs: 0,
    }
    const planned = { kind: 'Planned', plan: aPlan(actions), atMs: 0 } as const
    const begun = [first, second, skipped].filter((event) => event !== undefined) as readonly Event[]
    expect(await toldAfter([planned, ...begun], [{ ...update(2), perSecond: 0.1 }])).to.deep.equal([
      { kind: 'RateLimited', category: 'Service modify', waiting: 3, perSecond: 0.1, leftMs: 30_000, atMs: 5_000 },
    ])
  })

  it('says nothing of what waits a moment', async () => {
    expect(await told([update(30), register(4)], [])).to.deep.equal([])
  })

  it('gives what the work gives, and its failure', async () => {
    const still = {
      aws: { backlog: () => [] },
      clock: {
        now: () => 0,
        sleep: (_: number, signal: AbortSignal) =>
          new Promise<void>((resolve) => {
            signal.addEventListener('abort', () => {
              resolve()
            })
          }),
      },
    }
    expect(
      await tellingRates(
        still,
        () => undefined,
        () => Promise.resolve(7),
      ),
    ).to.equal(7)
    const failed = tellingRates(
      still,
      () => undefined,
      () => Promise.reject(new Error('a bug')),
    )
    expect(await failed.catch((bug: unknown) => bug)).to.deep.include({ message: 'a bug' })
  })
})

describe('tellingReads', () => {
  const options = { color: 'auto', logLevel: 'silent' } as const
  const limited: Backlog = { category: 'Task definition read', waiting: 900, perSecond: 18 }

  /** Reads that last for so many looks at the queue, one each five seconds. */
  const reading = async (looks: number, others: Partial<Deps> = {}, isSandbox = false) => {
    let nowMs = 0
    let ended: () => void = () => undefined
    const read = new Promise<void>((resolve) => (ended = resolve))
    const clock: Clock = {
      now: () => nowMs,
      sleep: async (ms, signal) => {
        nowMs += ms
        if (nowMs <= looks * ms) return new Promise((resolve) => setImmediate(resolve))
        ended()
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            resolve()
          })
        })
      },
    }
    const err = aStream()
    const deps = someDeps({ err, ...(isSandbox ? {} : { clock }), ...others })
    await tellingReads(deps, options, { aws: { backlog: () => [limited] }, clock }, () =>
      isSandbox ? Promise.resolve() : read,
    )
    return err.text()
  }

  const line = `900 calls of "Task definition read" wait for AWS's rate limit, 18 a second: about 50 s`

  it('say what they wait for, once each half minute', async () => {
    expect(await reading(5)).to.equal(`${line}\n`)
    expect(await reading(7)).to.equal(`${line}\n${line}\n`)
  })

  it('say nothing when they are quick, and nothing in a sandbox', async () => {
    expect(await reading(0)).to.equal('')
    expect(await reading(9, {}, true)).to.equal('')
  })

  it('redraw one line where that can be, and take it away', async () => {
    const drawn: string[] = []
    const redraw = {
      size: () => ({ columns: 80, rows: 24 }),
      update: (text: string) => drawn.push(text),
      above: () => undefined,
      done: () => Promise.resolve(),
    }
    expect(await reading(2, { redraw })).to.equal('')
    expect(drawn).to.deep.equal([line, line, ''])
  })
})
