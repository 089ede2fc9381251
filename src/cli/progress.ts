/**
 * Events of a running apply → stderr: lines that are redrawn on a terminal, plain lines elsewhere; and with `--output json`
 * each event as a line on stdout.
 */
import type { Emit, Event } from '../model/event.js'
import type { Joined, Outcome } from '../model/outcome.js'
import type { Clock } from '../model/ports.js'
import type { Target } from '../model/service.js'
import {
  type Board,
  boardOf,
  boardWith,
  endLine,
  endOf,
  eventJson,
  failureOf,
  fleetText,
  frameText,
  interruptedLine,
  jsonLine,
  progressLine,
  type Style,
  tallyText,
  targetOfEnd,
  terseLine,
} from '../report/report.js'
import type { Deps } from './deps.js'
import type { CommonOptions } from './options.js'
import { styleOf } from './style.js'

/** Who tells how far it is. */
export interface Progress {
  readonly emit: Emit
  /** What is redrawn is taken away; what was said for good stays. */
  readonly done: () => Promise<void>
}

/** What there is to follow. */
export interface Undertaking {
  /** By which the events are timed: a sandbox's is virtual. */
  readonly clock: Clock
  /** Of the rollouts of others that are waited for; those of a plan come with the event that it is planned. */
  readonly targets: readonly Target[]
}

/** Redraws only where nothing else is written meanwhile: no stream of events, which may go to the same terminal, and no log. */
export const progressOn = (
  deps: Deps,
  options: Pick<CommonOptions, 'output' | 'color' | 'logLevel'>,
  undertaking: Undertaking,
): Progress => {
  const { err, out, redraw, signal } = deps
  const isStream = options.output.stdout === 'json'
  const style = styleOf(deps, err, options.color)
  const shown =
    redraw === undefined || isStream || options.logLevel !== 'silent'
      ? plainLines(err.write, style, undertaking)
      : liveLines(deps, redraw, style, undertaking)
  const streamed = isStream ? streamOn(out.write) : undefined
  const interrupted = (): void => {
    shown.say(interruptedLine)
  }
  signal.addEventListener('abort', interrupted, { once: true })
  return {
    emit: (event) => {
      shown.emit(event)
      streamed?.(event)
    },
    done: async () => {
      signal.removeEventListener('abort', interrupted)
      await shown.done()
    },
  }
}

/** Of what is waited for before there is anything to follow: a line that is redrawn, or one each half minute. */
export const waitingOn = (deps: Deps, { color, logLevel }: Pick<CommonOptions, 'color' | 'logLevel'>): Progress => {
  const { err, redraw } = deps
  const style = styleOf(deps, err, color)
  const isRateNews = rateNews()
  const isRedrawn = redraw !== undefined && logLevel === 'silent'
  return {
    emit: (event) => {
      if (event.kind !== 'RateLimited') return
      const line = event.waiting === 0 ? '' : (progressLine(event, style) ?? '')
      if (isRedrawn) redraw.update(line)
      else if (isRateNews(event) && line !== '') err.write(`${line}\n`)
    },
    done: async () => {
      if (!isRedrawn) return
      redraw.update('')
      await redraw.done()
    },
  }
}

/** A look at a rollout that shows nothing new is told each half minute only. */
const streamOn = (write: (text: string) => void): Emit => {
  const previous = new Map<string, { readonly shown: string; readonly atMs: number }>()
  const isRateNews = rateNews()
  return (event) => {
    if (event.kind === 'RolloutObserved') {
      const shown = JSON.stringify({ ...event, atMs: 0, elapsedMs: 0 })
      const last = previous.get(keyOf(event))
      if (last?.shown === shown && event.atMs - last.atMs < heartbeatMs) return
      previous.set(keyOf(event), { shown, atMs: event.atMs })
    }
    if (event.kind === 'RateLimited' && !isRateNews(event)) return
    write(`${jsonLine(eventJson(event))}\n`)
  }
}

/** Whether a rate is worth telling: another one than before, that it is over, or the same each half minute. */
const rateNews = (): ((event: Extract<Event, { kind: 'RateLimited' }>) => boolean) => {
  let last: { readonly category: string; readonly atMs: number } | undefined
  return ({ category, waiting, atMs }) => {
    if (waiting > 0 && last?.category === category && atMs - last.atMs < heartbeatMs) return false
    last = waiting > 0 ? { category, atMs } : undefined
    return true
  }
}

interface Shown extends Progress {
  readonly say: (line: string) => void
}

/** A log never keeps silent for longer while anything is looked at. */
const heartbeatMs = 30_000

/** With more services than this each has a few lines only, and they share a heartbeat. */
const mostInDetail = 10

/** With more services than this each has a line when it has ended, and a tally tells each half minute of all others. */
const mostInPhases = 20

const isFleet = ({ places }: Board): boolean => places.size > mostInPhases

/** Of services of a fleet that fail for one cause the first says it, and the others whom they are like. */
const endLines = (): ((end: Outcome | Joined, board: Board, style: Style) => string) => {
  const firstOf = new Map<string, Target>()
  return (end, board, style) => {
    const failure = isFleet(board) ? failureOf(end) : undefined
    if (failure === undefined) return endLine(end, style)
    const first = firstOf.get(failure)
    if (first === undefined) firstOf.set(failure, targetOfEnd(end))
    return endLine(end, style, first)
  }
}

const plainLines = (write: (text: string) => void, style: Style, { clock, targets }: Undertaking): Shown => {
  const previous = new Map<string, Event>()
  const said = new Set<string>()
  const lineOfEnd = endLines()
  const isRateNews = rateNews()
  let board = boardOf(targets)
  const isTerse = (): boolean => board.places.size > mostInDetail
  let lastAtMs = clock.now()
  let talliedAtMs = clock.now()
  const say = (line: string): void => {
    lastAtMs = clock.now()
    write(`${line}\n`)
  }
  const isQuiet = (): boolean => clock.now() - lastAtMs >= heartbeatMs
  const sayTally = (): void => {
    const isDue = isFleet(board) ? clock.now() - talliedAtMs >= heartbeatMs : isTerse() && isQuiet()
    if (!isDue) return
    talliedAtMs = clock.now()
    const tally = isFleet(board) ? fleetText(board, clock.now()) : tallyText(board)
    if (tally !== undefined) say(tally)
  }

  /** undefined: it has been said before, and something else since not long ago. */
  const lineOf = (event: Event): string | undefined => {
    if (isFleet(board) && (event.kind === 'RateLimited' || event.kind === 'RolloutObserved')) return undefined
    if (event.kind === 'RateLimited') {
      return isRateNews(event) && event.waiting > 0 ? progressLine(event, style) : undefined
    }
    const phrase = phraseOf(event, isTerse())
    if (phrase !== undefined) {
      const isNew = !said.has(phrase)
      said.add(phrase)
      if (isNew) return isTerse() ? terseLine(event, style) : progressLine(event, style)
      if (isTerse() || event.kind === 'RolloutObserved') return undefined
      return isQuiet() ? progressLine(event, style) : undefined
    }
    if (isTerse() || (event.kind === 'RolloutFinished' && board.places.size === 1)) return undefined
    const key = keyOf(event)
    const line = progressLine(event, style, previous.get(key))
    // Only a look that was told about is one that the next is compared with: a heartbeat is due after the last line.
    if (line !== undefined && event.kind === 'RolloutObserved') previous.set(key, event)
    return line
  }

  return {
    say,
    emit: (event) => {
      board = boardWith(board, event)
      const line = lineOf(event)
      if (line !== undefined) say(line)
      const end = isTerse() ? endOfEvent(board, event) : undefined
      if (end !== undefined) say(lineOfEnd(end, board, style))
      sayTally()
    },
    done: () => Promise.resolve(),
  }
}

const liveLines = (
  { clock: real }: Deps,
  redraw: NonNullable<Deps['redraw']>,
  { color }: Style,
  { clock, targets }: Undertaking,
): Shown => {
  let board = boardOf(targets)
  const lineOfEnd = endLines()
  const stopped = new AbortController()
  const styleNow = (): Style => ({ color, width: redraw.size().columns })
  const draw = (): void => {
    // The last row is the cursor's.
    const height = Math.max(1, redraw.size().rows - 1)
    redraw.update(frameText(board, { height, nowMs: clock.now() }, styleNow()))
  }
  const say = (line: string): void => {
    redraw.above(line)
    draw()
  }
  // Virtual time stands still or leaps: there is nothing to tick for.
  if (clock === real) void tick(real, stopped.signal, draw)
  return {
    say,
    emit: (event) => {
      board = boardWith(board, event)
      const end = endOfEvent(board, event)
      if (end === undefined) draw()
      else say(lineOfEnd(end, board, styleNow()))
    },
    done: async () => {
      stopped.abort()
      redraw.update('')
      await redraw.done()
    },
  }
}

/** A long silence is not to look like death. */
const tick = async (clock: Clock, stopped: AbortSignal, draw: () => void): Promise<void> => {
  for (;;) {
    await clock.sleep(1_000, stopped)
    if (stopped.aborted) return
    draw()
  }
}

/** What the event's service came to, where the event was its last and is not all that the result will say. */
const endOfEvent = (board: Board, event: Event): ReturnType<typeof endOf> =>
  event.kind === 'ActionFinished'
    ? endOf(board, event.outcome.action.target)
    : event.kind === 'RolloutFinished' && board.places.size > 1
      ? endOf(board, event.joined.target)
      : undefined

/** What is said once and not each time; undefined: the event is none of that kind. */
const phraseOf = (event: Event, isTerse: boolean): string | undefined => {
  switch (event.kind) {
    case 'CallRetried':
      return `call ${isTerse ? '' : keyOf(event)} ${event.message}`
    case 'ReadRetried':
      return `read ${event.operation} ${event.code}`
    case 'RolloutObserved':
      return isTerse ? `phase ${keyOf(event)} ${event.phase}` : undefined
    case 'Planned':
    case 'ActionStarted':
    case 'ActionFinished':
    case 'RolloutFinished':
    case 'RateLimited':
      return undefined
  }
}

const keyOf = (event: Event): string => {
  switch (event.kind) {
    case 'RolloutObserved':
      return nameOf(event.target)
    case 'ActionStarted':
    case 'CallRetried':
      return nameOf(event.action.target)
    case 'ActionFinished':
      return nameOf(event.outcome.action.target)
    case 'RolloutFinished':
      return nameOf(event.joined.target)
    case 'Planned':
    case 'ReadRetried':
    case 'RateLimited':
      return ''
  }
}

const nameOf = ({ cluster, service }: Target): string => `${cluster}/${service}`
