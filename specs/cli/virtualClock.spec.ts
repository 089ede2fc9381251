// Time that passes when everybody waits, and in the order in which they do.
import { expect } from 'chai'
import fc from 'fast-check'
import { virtualClock } from '../../src/cli/virtualClock.js'
import { systemClock } from '../../src/node.js'

const never = new AbortController().signal

/** A clock over a world that writes down how far it was moved. */
const harness = () => {
  let nowMs = 0
  const advanced: number[] = []
  const log: string[] = []
  const clock = virtualClock(
    {
      now: () => nowMs,
      advance: (ms) => {
        advanced.push(ms)
        nowMs += ms
      },
    },
    systemClock,
  )
  const sleepThen = async (name: string, ms: number, signal = never): Promise<void> => {
    await clock.sleep(ms, signal)
    log.push(`${name} at ${nowMs}`)
  }
  return { clock, advanced, log, sleepThen }
}

/** Gives way more often than the clock waits for quiet. */
const someTurns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await systemClock.sleep(0, never)
}

describe('virtualClock', () => {
  it('lets those who sleep together sleep at the same time', async () => {
    const { clock, log, sleepThen } = harness()
    await Promise.all([sleepThen('a', 5000), sleepThen('b', 5000)])
    expect([clock.now(), log]).to.deep.equal([5000, ['a at 5000', 'b at 5000']])
  })

  it('wakes each at its own moment, whoever came first', async () => {
    const { advanced, log, sleepThen } = harness()
    await Promise.all([sleepThen('late', 9000), sleepThen('early', 2000), sleepThen('middle', 5000)])
    expect(log).to.deep.equal(['early at 2000', 'middle at 5000', 'late at 9000'])
    expect(advanced).to.deep.equal([2000, 3000, 4000])
  })

  it('lets the first finish what it does next before the second wakes at the same moment', async () => {
    const { clock, log, sleepThen } = harness()
    const first = async (): Promise<void> => {
      await sleepThen('first', 1000)
      const done = clock.busy()
      await someTurns()
      log.push(`first has called at ${clock.now()}`)
      done()
      await sleepThen('first again', 1)
    }
    await Promise.all([first(), sleepThen('second', 1000)])
    expect(log).to.deep.equal(['first at 1000', 'first has called at 1000', 'second at 1000', 'first again at 1001'])
  })

  it('stands still while a call is out, and until the last of several is over', async () => {
    const { clock, log, sleepThen } = harness()
    const [one, other] = [clock.busy(), clock.busy()]
    const sleeping = sleepThen('a', 10)
    await someTurns()
    one()
    one()
    await someTurns()
    expect(clock.now()).to.equal(0)
    other()
    await sleeping
    expect(log).to.deep.equal(['a at 10'])
  })

  it('stands still for a sleeper that comes late, as long as something goes on', async () => {
    const { clock, log, sleepThen } = harness()
    const busy = async (): Promise<void> => {
      for (let call = 0; call < 5; call += 1) {
        const done = clock.busy()
        await systemClock.sleep(0, never)
        done()
        await systemClock.sleep(0, never)
      }
      await sleepThen('short', 10)
    }
    await Promise.all([sleepThen('long', 1000), busy()])
    expect(log).to.deep.equal(['short at 10', 'long at 1000'])
  })

  it('wakes at once, and no other, who is interrupted: no time passes', async () => {
    const { clock, log, sleepThen } = harness()
    const controller = new AbortController()
    const hold = clock.busy()
    const sleeping = Promise.all([sleepThen('other', 100), sleepThen('interrupted', 50, controller.signal)])
    controller.abort()
    await someTurns()
    expect(log).to.deep.equal(['interrupted at 0'])
    hold()
    await sleeping
    expect(log).to.deep.equal(['interrupted at 0', 'other at 100'])
    await sleepThen('after it', 1000, controller.signal)
    expect(clock.now()).to.equal(100)
  })

  it('lets a hundred sleep on one signal without a warning, and wakes them all by it', async () => {
    const warnings: string[] = []
    const warn = ({ name }: Error): void => void warnings.push(name)
    process.on('warning', warn)
    const { clock, log, sleepThen } = harness()
    const controller = new AbortController()
    const hold = clock.busy()
    const sleeping = Promise.all(
      Array.from({ length: 100 }, (_, index) => sleepThen(String(index), 50 - (index % 7), controller.signal)),
    )
    controller.abort()
    await sleeping
    hold()
    await someTurns()
    process.off('warning', warn)
    expect([log.length, clock.now(), warnings]).to.deep.equal([100, 0, []])
  })

  it('gives way, and lets no time pass, for a sleep of nought', async () => {
    const { clock, advanced, log, sleepThen } = harness()
    setImmediate(() => log.push('meanwhile'))
    await sleepThen('a', 0)
    expect([clock.now(), advanced, log]).to.deep.equal([0, [], ['meanwhile', 'a at 0']])
  })

  it('goes on from where a slow answer has moved the time to', async () => {
    let nowMs = 0
    const advanced: number[] = []
    const clock = virtualClock({ now: () => nowMs, advance: (ms) => (advanced.push(ms), (nowMs += ms)) }, systemClock)
    const hold = clock.busy()
    const sleeping = Promise.all([clock.sleep(100, never), clock.sleep(500, never)])
    nowMs = 300
    hold()
    await sleeping
    expect([advanced, nowMs]).to.deep.equal([[0, 200], 500])
  })

  it('rejects with what the world throws', async () => {
    const bug = new Error('no such world')
    const clock = virtualClock(
      {
        now: () => 0,
        advance: () => {
          throw bug
        },
      },
      systemClock,
    )
    expect(await clock.sleep(1, never).catch((thrown: unknown) => thrown)).to.equal(bug)
  })

  it('can be slept on again after all have woken', async () => {
    const { log, sleepThen } = harness()
    await sleepThen('a', 10)
    await someTurns()
    await sleepThen('b', 10)
    expect(log).to.deep.equal(['a at 10', 'b at 20'])
  })

  it('runs any strands side by side: each wakes exactly when it asked to, and the same way every time', async () => {
    const strands = fc.array(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }), {
      maxLength: 6,
    })
    const run = async (pauses: readonly (readonly number[])[]): Promise<readonly string[]> => {
      const { clock, log, sleepThen } = harness()
      await Promise.all(
        pauses.map(async (ones, strand) => {
          for (const [index, ms] of ones.entries()) {
            const done = clock.busy()
            await Promise.resolve()
            done()
            await sleepThen(`${strand}.${index}`, ms)
          }
        }),
      )
      return log
    }
    await fc.assert(
      fc.asyncProperty(strands, async (pauses) => {
        const log = await run(pauses)
        const due = pauses.flatMap((ones, strand) =>
          ones.map((_, index) => `${strand}.${index} at ${ones.slice(0, index + 1).reduce((sum, ms) => sum + ms, 0)}`),
        )
        expect([...log].sort()).to.deep.equal([...due].sort())
        const moments = log.map((line) => Number(line.split(' ').at(-1)))
        expect(moments).to.deep.equal([...moments].sort((one, other) => one - other))
        expect(await run(pauses)).to.deep.equal(log)
      }),
    )
  })
})
