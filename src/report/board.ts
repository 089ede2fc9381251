/**
 * Where each service of a running apply stands, folded from the events, and the picture of it that a terminal is shown: a line
 * for each service that moves, and how many others there are. What has ended is told once and leaves the picture. Pure.
 */
import type { Event } from '../model/event.js'
import { groupsBy } from '../model/groups.js'
import type { Joined, Outcome } from '../model/outcome.js'
import { isBad, isGood } from '../model/outcome.js'
import type { Target } from '../model/service.js'
import { columnsOf, cutEnd, cutStart, padded } from './columns.js'
import { isDone } from './outcomesView.js'
import { countsText, newestWords, phaseWord, rateLimitedText, readRetriedText } from './progress.js'
import { printable } from './printable.js'
import { paletteOf, type Style } from './style.js'
import { duration } from './wrap.js'

export interface Board {
  /** Where each service stands among the rows. */
  readonly places: ReadonlyMap<string, number>
  /** The rows in the order in which the plan names them, so many in a piece: of thousands each event renews one piece. */
  readonly pieces: readonly (readonly Row[])[]
  /** What keeps all of them from being looked at. */
  readonly note: string | undefined
  /** What keeps calls waiting. */
  readonly rate: string | undefined
}

interface Row {
  readonly target: Target
  /** How many ends are still to come. */
  readonly left: number
  /** undefined: nothing of it has begun. */
  readonly sinceMs: number | undefined
  readonly latest: Latest | undefined
  readonly ends: readonly (Outcome | Joined)[]
}

type Latest = Extract<Event, { kind: 'ActionStarted' | 'RolloutObserved' | 'CallRetried' }>

/** A board on which nothing has begun. `targets`: of the rollouts of others that are waited for; a plan brings its own. */
export const boardOf = (targets: readonly Target[]): Board =>
  withTargets({ places: new Map(), pieces: [], note: undefined, rate: undefined }, targets)

const withTargets = (board: Board, targets: readonly Target[]): Board => {
  const rows = new Map(rowsOf(board).map((row) => [keyOf(row.target), row]))
  for (const target of targets) {
    const row = rows.get(keyOf(target)) ?? nothingOf(target)
    rows.set(keyOf(target), { ...row, left: row.left + 1 })
  }
  const all = [...rows.values()]
  return {
    ...board,
    places: new Map([...rows.keys()].map((key, place) => [key, place])),
    pieces: Array.from({ length: Math.ceil(all.length / perPiece) }, (_, at) =>
      all.slice(at * perPiece, (at + 1) * perPiece),
    ),
  }
}

const perPiece = 64

const rowsOf = ({ pieces }: Board): readonly Row[] => pieces.flat()

const rowOf = ({ places, pieces }: Board, target: Target): Row | undefined => {
  const place = places.get(keyOf(target))
  return place === undefined ? undefined : pieces[Math.floor(place / perPiece)]?.[place % perPiece]
}

const nothingOf = (target: Target): Row => ({ target, left: 0, sinceMs: undefined, latest: undefined, ends: [] })

export const boardWith = (board: Board, event: Event): Board => {
  switch (event.kind) {
    case 'Planned':
      return withTargets(
        board,
        event.plan.actions.map(({ target }) => target),
      )
    case 'ActionStarted':
    case 'CallRetried':
      return withRow(board, event.action.target, (row) => ({
        ...row,
        sinceMs: row.sinceMs ?? event.atMs,
        latest: event,
      }))
    case 'RolloutObserved':
      return {
        ...withRow(board, event.target, (row) => ({
          ...row,
          sinceMs: row.sinceMs ?? event.atMs - event.elapsedMs,
          latest: event,
        })),
        note: undefined,
      }
    case 'ActionFinished':
      return withRow(board, event.outcome.action.target, (row) => withEnd(row, event.outcome))
    case 'RolloutFinished':
      return withRow(board, event.joined.target, (row) => withEnd(row, event.joined))
    case 'ReadRetried':
      return { ...board, note: readRetriedText(event) }
    case 'RateLimited':
      return { ...board, rate: event.waiting === 0 ? undefined : rateLimitedText(event) }
  }
}

/** What a service came to, once all of it has ended: what went wrong, else what was waited for, else the last thing done. */
export const endOf = (board: Board, target: Target): Outcome | Joined | undefined => {
  const row = rowOf(board, target)
  if (row === undefined || row.left > 0) return undefined
  return (
    row.ends.find((end) => 'kind' in end && end.kind === 'Failed') ??
    row.ends.find((end) => 'kind' in end && end.kind === 'Applied' && !isGood(end.verdict)) ??
    row.ends.find((end) => 'kind' in end && end.kind === 'Skipped') ??
    row.ends.findLast((end) => !('kind' in end) || end.action.completion.kind !== 'Accepted') ??
    row.ends.at(-1)
  )
}

/** `28 of 100 done, 2 failed, 10 under way, 60 waiting`. */
export const tallyText = (board: Board): string => {
  const { moving, done, failed, unfinished, waiting } = sorted(board)
  return [
    `${done.length} of ${board.places.size} done`,
    ...countsBehind(failed, unfinished),
    ...(moving.length === 0 ? [] : [`${moving.length} under way`]),
    ...(waiting.length === 0 ? [] : [`${waiting.length} waiting`]),
  ].join(', ')
}

/**
 * The tally of a fleet, of whose rollouts a log is told nothing else before they end: with what is under way for longest, and with
 * what keeps calls waiting. undefined: all of it has ended.
 */
export const fleetText = (board: Board, nowMs: number): string | undefined => {
  const { moving, waiting } = sorted(board)
  if (moving.length + waiting.length === 0) return undefined
  const since = ({ sinceMs = nowMs }: Row): number => Math.max(0, nowMs - sinceMs)
  const slow = moving.filter((row) => since(row) >= slowMs).sort((one, other) => since(other) - since(one))
  const nameOf = namesOn(board)
  const names = slow
    .slice(0, mostSlow)
    .map(
      (row) =>
        `${printable(nameOf(row.target))} (${row.latest === undefined ? '' : `${phaseWord(row.latest)}, `}${duration(since(row))})`,
    )
  return [
    tallyText(board),
    ...(names.length === 0 ? [] : [`${slow.length <= mostSlow ? 'still' : 'longest'} ${names.join(', ')}`]),
    ...(board.rate === undefined ? [] : [board.rate]),
  ].join('; ')
}

/** A rollout for which this is long is worth its name. */
const slowMs = 120_000

const mostSlow = 3

const countsBehind = (failed: readonly Row[], unfinished: readonly Row[]): readonly string[] => [
  ...(failed.length === 0 ? [] : [`${failed.length} failed`]),
  ...(unfinished.length === 0 ? [] : [`${unfinished.length} not finished`]),
]

/** How a terminal is shown the board at a moment: at most `height` lines, none wider than the style. */
export const frameText = (board: Board, { height, nowMs }: { height: number; nowMs: number }, style: Style): string => {
  const { moving, done, failed, unfinished, waiting } = sorted(board)
  const notes = [board.rate, board.note].filter((note) => note !== undefined)
  const hasRoom = moving.length + notes.length + (waiting.length > 0 ? 1 : 0) <= height
  const shown = hasRoom ? moving : moving.slice(0, Math.max(0, height - notes.length - 1))
  const others = board.places.size - shown.length
  const words = [
    ...(shown.length === moving.length ? [] : [`${moving.length - shown.length} under way`]),
    ...(done.length === 0 ? [] : [`${done.length} done`]),
    ...countsBehind(failed, unfinished),
    ...(waiting.length === 0 ? [] : [`${waiting.length} waiting`]),
  ].join(', ')
  const footer = hasRoom && waiting.length === 0 ? [] : [shown.length === 0 ? words : `and ${others} more: ${words}`]
  const { dim } = paletteOf(style)
  return [
    ...rowLines(shown, board, nowMs, style),
    ...[...footer, ...notes].map((line) => dim(cutEnd(line, style.width))),
  ]
    .slice(0, height)
    .join('\n')
}

type Standing = 'moving' | 'waiting' | 'done' | 'failed' | 'unfinished'

const sorted = (board: Board): Readonly<Record<Standing, readonly Row[]>> => {
  const byStanding = groupsBy(rowsOf(board), standingOf)
  const of = (standing: Standing): readonly Row[] => byStanding.get(standing) ?? []
  return {
    moving: of('moving'),
    waiting: of('waiting'),
    done: of('done'),
    failed: of('failed'),
    unfinished: of('unfinished'),
  }
}

const standingOf = ({ left, latest, ends }: Row): Standing => {
  if (left > 0) return latest === undefined ? 'waiting' : 'moving'
  if (ends.some(hasFailed)) return 'failed'
  return ends.every((end) => ('kind' in end ? isDone(end) : end.end.kind !== 'AwsError' && isGood(end.end)))
    ? 'done'
    : 'unfinished'
}

const hasFailed = (end: Outcome | Joined): boolean =>
  'kind' in end ? end.kind === 'Failed' : end.end.kind === 'AwsError' || isBad(end.end)

/** The words of one row, before they are brought to a width. */
interface Cells {
  readonly name: string
  readonly phase: string
  readonly counts: string
  /** `1/2`. */
  readonly ratio: string
  readonly elapsed: string
  readonly shortElapsed: string
  readonly newest: string
}

/** All rows in the widest of three forms in which every one fits; an event may be cut, a name loses its beginning. */
const rowLines = (rows: readonly Row[], board: Board, nowMs: number, style: Style): readonly string[] => {
  const { cyan, dim } = paletteOf(style)
  const spinner = spinners[Math.floor(nowMs / 1000) % spinners.length] ?? ''
  const nameOf = namesOn(board)
  const cells = rows.map((row) => cellsOf(row, nameOf(row.target), nowMs))
  const widest = (member: keyof Cells): number => Math.max(0, ...cells.map((one) => columnsOf(one[member])))
  const { width } = style

  const nameWidth = Math.min(widest('name'), Math.max(Math.floor(width / 3), 12))
  const [phaseWidth, countsWidth, elapsedWidth] = [widest('phase'), widest('counts'), widest('elapsed')]
  const countsRoom = countsWidth === 0 ? 0 : countsWidth + 2
  const fullWidth = 2 + nameWidth + 2 + phaseWidth + 2 + countsRoom + elapsedWidth
  if (fullWidth <= width) {
    return cells.map(({ name, phase, counts, elapsed, newest }) => {
      const left = width - fullWidth - 2
      const event = newest === '' || left < shortestEvent ? '' : cutEnd(newest, left)
      const head = `${spinner} ${padded(cutStart(name, nameWidth), nameWidth)}  `
      const tail = `  ${padded(counts === '' ? '' : `${counts}  `, countsRoom)}`
      return (
        head +
        cyan(padded(phase, phaseWidth)) +
        (event === '' ? `${tail}${elapsed}`.trimEnd() : `${tail}${padded(elapsed, elapsedWidth)}  ${dim(event)}`)
      )
    })
  }

  const [ratioWidth, shortWidth] = [widest('ratio'), widest('shortElapsed')]
  const besideName = 2 + (ratioWidth === 0 ? 0 : 1 + ratioWidth) + 1 + shortWidth
  const midName = Math.min(widest('name'), width - besideName - 1 - phaseWidth)
  const hasPhase = midName >= Math.min(widest('name'), shortestName)
  const narrowName = hasPhase ? midName : Math.min(widest('name'), width - besideName)
  return cells.map(({ name, phase, ratio, shortElapsed }) => {
    if (narrowName < Math.min(widest('name'), leastName))
      return cutEnd(`${cutStart(name, Math.max(leastName, width - ratioWidth - 1))} ${ratio}`.trimEnd(), width)
    const numbers = `${ratioWidth === 0 ? '' : ` ${padded(ratio, ratioWidth)}`} ${shortElapsed}`
    const head = `${spinner} ${padded(cutStart(name, narrowName), narrowName)}`
    return hasPhase ? `${head} ${cyan(padded(phase, phaseWidth))}${numbers}` : `${head}${numbers}`
  })
}

const spinners = ['|', '/', '-', '\\'] as const
const shortestEvent = 12
const shortestName = 10
const leastName = 4

const cellsOf = ({ latest, sinceMs = 0 }: Row, name: string, nowMs: number): Cells => {
  const elapsedMs = Math.max(0, nowMs - sinceMs)
  const base = {
    name: printable(name),
    phase: latest === undefined ? '' : phaseWord(latest),
    // Whole seconds: a clock that ticks once a second shows no tenths.
    elapsed: elapsedMs < 10_000 ? `${Math.floor(elapsedMs / 1000)} s` : duration(elapsedMs),
    shortElapsed: clockText(elapsedMs),
    newest: latest === undefined ? '' : newestWords(latest),
  }
  return latest?.kind === 'RolloutObserved' ? { ...base, ...countsText(latest) } : { ...base, counts: '', ratio: '' }
}

/** `12s`, `1m05`, `1h02`. */
const clockText = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  const two = (count: number): string => String(count).padStart(2, '0')
  if (seconds < 60) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes}m${two(seconds % 60)}` : `${Math.floor(minutes / 60)}h${two(minutes % 60)}`
}

/** Its own name, and its cluster's where another cluster has a service of that name. */
const namesOn = (board: Board): ((target: Target) => string) => {
  const clusters = groupsBy(rowsOf(board), ({ target }) => target.service)
  return ({ cluster, service }) => ((clusters.get(service)?.length ?? 0) > 1 ? `${cluster}/${service}` : service)
}

const withRow = (board: Board, target: Target, change: (row: Row) => Row): Board => {
  const place = board.places.get(keyOf(target))
  if (place === undefined) return withRow(withTargets(board, [target]), target, change)
  const at = Math.floor(place / perPiece)
  const piece = board.pieces[at]?.map((row, index) => (index === place % perPiece ? change(row) : row)) ?? []
  return { ...board, pieces: board.pieces.with(at, piece) }
}

const withEnd = (row: Row, end: Outcome | Joined): Row => ({
  ...row,
  left: Math.max(0, row.left - 1),
  ends: [...row.ends, end],
})

const keyOf = ({ cluster, service }: Target): string => `${cluster}/${service}`
