/** What the stages need from the world, as small interfaces. node.ts has the real ones. */
import type { JsonObject } from './json.js'

/** Milliseconds since the epoch, and a wait that an aborted signal ends early (it resolves; it never rejects). */
export interface Clock {
  readonly now: () => number
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

/** One line of diagnostics. */
export interface LogEntry {
  readonly level: 'error' | 'warn' | 'info' | 'debug'
  readonly message: string
  readonly fields: JsonObject
}

export type Log = (entry: LogEntry) => void
