/**
 * Calls that are made again: what, after which trouble, how often, after what pause. On our own clock and not the SDK's,
 * so that a pause can be interrupted, shares the rate budget, and takes no time in a sandbox.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { AwsError } from '../model/failure.js'
import type { Clock, Log } from '../model/ports.js'
import type { Buckets } from './buckets.js'
import { type Attempt, attempt, type Call, isClockCorrected, isNeverSent, passingOf } from './errors.js'

export interface Retrying {
  readonly clock: Clock
  readonly buckets: Buckets
  /** From 0 to less than 1: the jitter. */
  readonly random: () => number
  /** Aborted: no more waiting and no repetition; what waits for its turn is not sent. A call that needs no waiting still goes out. */
  readonly signal: AbortSignal
  /** Called when a request goes out; what it gives, when that has ended. */
  readonly busy?: () => () => void
  readonly log?: Log
}

/** Standard full-jitter back-off: the values of the SDK (ecs-facts 3.2). */
const pauses = { Faulty: 100, Throttled: 500 } as const
const longestPauseMs = 20_000

/** How many attempts may end so. A throttled call has had no effect and its turn will come: it is given more of them. */
const most = { Faulty: 8, Throttled: 20 } as const

export const repeating =
  ({ clock, buckets, random, signal, busy, log }: Retrying): Attempt =>
  (call, run) =>
  async () => {
    const ended = { Faulty: 0, Throttled: 0 }
    let isAmbiguous = false
    let hasMistimed = false
    let last: AwsError | undefined
    for (;;) {
      const pass = await buckets.take(call.operation, signal)
      if (pass === undefined) return E.left(last ?? interrupted(call))
      const { answer, thrown } = await sendOnce(call, run, busy)
      if (E.isRight(answer)) {
        pass.succeeded()
        return answer
      }
      const passing = passingOf(answer.left)
      if (passing === 'Throttled') pass.throttled()
      // A refusal is an answer, too; a fault says nothing of the rate.
      else if (passing === undefined) pass.succeeded()
      isAmbiguous ||= call.effect !== undefined && passing === 'Faulty' && !isNeverSent(answer.left)
      last = isAmbiguous ? { ...answer.left, isAmbiguous } : answer.left

      // A wrong clock on this machine: AWS refused the call, and from its answer the SDK has learned the right time.
      const isMistimed: boolean = passing === undefined && !hasMistimed && isClockCorrected(thrown)
      hasMistimed ||= isMistimed
      if (passing === undefined && !isMistimed) return gaveUp(log, last)
      if (passing !== undefined) ended[passing] += 1
      if (passing !== undefined && ended[passing] >= most[passing]) return gaveUp(log, last)
      if (isAmbiguous && call.effect === 'Once') return gaveUp(log, last)
      if (signal.aborted) return gaveUp(log, last)

      const pauseMs = passing === undefined ? 0 : pauseAfter(passing, ended[passing], random)
      const sinceMs = clock.now()
      log?.({
        level: 'debug',
        message: 'repeats',
        fields: { operation: call.operation, trouble: last.trouble, code: last.code, pauseMs },
      })
      if (!(await hasPaused(clock, pauseMs, signal))) return gaveUp(log, last)
      buckets.retried(call.operation, clock.now() - sinceMs)
    }
  }

interface Sent<A> {
  readonly answer: E.Either<AwsError, A>
  /** As the SDK threw it; of a call that succeeded: undefined. */
  readonly thrown: unknown
}

const sendOnce = async <A>(call: Call, run: () => Promise<A>, busy: Retrying['busy']): Promise<Sent<A>> => {
  const done = busy?.()
  let thrown: unknown
  try {
    const answer = await attempt(call, () =>
      run().catch((error: unknown) => {
        thrown = error
        throw error
      }),
    )()
    return { answer, thrown }
  } finally {
    done?.()
  }
}

const pauseAfter = (passing: keyof typeof pauses, times: number, random: () => number): number =>
  Math.floor(random() * Math.min(longestPauseMs, pauses[passing] * 2 ** (times - 1)))

/** Whether the pause was not interrupted. */
const hasPaused = async (clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> => {
  if (ms > 0) await clock.sleep(ms, signal)
  return !signal.aborted
}

/** Absence is an ordinary answer: whether an error is one is for the caller to say. */
const gaveUp = (log: Log | undefined, error: AwsError): E.Either<AwsError, never> => {
  const { operation, trouble, code, requestId, isAmbiguous = false } = error
  log?.({ level: 'warn', message: 'fails', fields: { operation, trouble, code, requestId, isAmbiguous } })
  return E.left(error)
}

const interrupted = ({ operation, subject }: Call): AwsError => ({
  kind: 'AwsError',
  operation,
  trouble: 'Interrupted',
  code: 'Interrupted',
  message: '',
  ...(subject === undefined ? {} : { subject }),
})
