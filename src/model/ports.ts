/** What the stages need from the world, as small interfaces. node.ts has the real ones. */

/** Milliseconds since the epoch, and a wait that an aborted signal ends early (it resolves; it never rejects). */
export interface Clock {
  readonly now: () => number
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
}
