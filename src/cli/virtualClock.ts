/**
 * The time of a simulated world: it stands still while anything is being done, and once nothing is it jumps to the moment
 * for which the first sleeper waits. However many wait at once, all wake in the order of their moments.
 */
import type { Clock } from '../model/ports.js'

/** What has a time of its own. */
export interface TimedWorld {
  readonly now: () => number
  readonly advance: (ms: number) => void
}

/** Nobody sleeps on it in vain: time passes as soon as nothing else happens. */
export interface VirtualClock extends Clock {
  /** To be called when a call begins (AwsSettings.busy); what it gives, when that has ended. Time stands still in between. */
  readonly busy: () => () => void
}

interface Sleeper {
  readonly untilMs: number
  readonly signal: AbortSignal
  readonly wake: () => void
  /** A world that throws is a bug, and whoever waits for it is to know. */
  readonly fail: (bug: Error) => void
}

/** A clock over a world. Each sleep of nought on `real` is to give way to everything else that could go on at present. */
export const virtualClock = (world: TimedWorld, real: Clock): VirtualClock => {
  let sleepers: readonly Sleeper[] = []
  let calls = 0
  let waitForCalls: (() => void) | undefined
  /** Grows with everything that shows that somebody is at work. */
  let activity = 0
  let isRunning = false
  const heard = new Map<AbortSignal, () => void>()
  /** Listens once to a signal, however many sleep on it, and as long as one does: Node warns of more than ten listeners. */
  const listen = (signal: AbortSignal): void => {
    if (heard.has(signal)) return
    const wakeAll = (): void => {
      for (const sleeper of sleepers.filter((one) => one.signal === signal)) sleeper.wake()
    }
    heard.set(signal, wakeAll)
    signal.addEventListener('abort', wakeAll)
  }
  const unlisten = (signal: AbortSignal): void => {
    const wakeAll = heard.get(signal)
    if (wakeAll === undefined || sleepers.some((one) => one.signal === signal)) return
    heard.delete(signal)
    signal.removeEventListener('abort', wakeAll)
  }

  /** Resolves once no call is under way and nothing has happened for some turns. */
  const idleness = async (): Promise<void> => {
    for (let quiet = 0, seen = activity; quiet < quietTurns; quiet += 1) {
      if (calls > 0) await new Promise<void>((resolve) => (waitForCalls = resolve))
      await real.sleep(0, never)
      if (calls > 0 || seen !== activity) {
        seen = activity
        quiet = -1
      }
    }
  }
  /** One at a time, so that what the first does comes before the second wakes, were it at the same moment. */
  const run = async (): Promise<void> => {
    if (isRunning) return
    isRunning = true
    while (sleepers.length > 0) {
      await idleness()
      const [next] = sleepers
      if (next === undefined) break
      try {
        world.advance(Math.max(0, next.untilMs - world.now()))
        next.wake()
      } catch (bug) {
        next.fail(bug as Error)
      }
    }
    isRunning = false
  }
  return {
    now: world.now,
    sleep: (ms, signal) => {
      activity += 1
      if (signal.aborted) return Promise.resolve()
      if (ms <= 0) return real.sleep(0, signal)
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          activity += 1
          sleepers = sleepers.filter((other) => other !== sleeper)
          unlisten(signal)
        }
        const sleeper: Sleeper = {
          untilMs: world.now() + ms,
          signal,
          wake: () => {
            leave()
            resolve()
          },
          fail: (bug) => {
            leave()
            reject(bug)
          },
        }
        const later = sleepers.findIndex(({ untilMs }) => untilMs > sleeper.untilMs)
        sleepers = later === -1 ? [...sleepers, sleeper] : sleepers.toSpliced(later, 0, sleeper)
        listen(signal)
        void run()
      })
    },
    busy: () => {
      activity += 1
      calls += 1
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        activity += 1
        calls -= 1
        if (calls === 0) waitForCalls?.()
      }
    },
  }
}

/** Promises are settled within one turn; files and sockets take a few. */
const quietTurns = 3

const never = new AbortController().signal
