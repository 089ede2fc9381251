/** One difference between what is declared and what is live. */
import type { Json } from './json.js'
import type { Origin } from './origin.js'

/**
 * What making the change does to running tasks, from mildest to worst: nothing; a new deployment that restarts them;
 * the service is deleted and made anew. The effect of an action is the worst of its changes.
 */
export type Effect = 'InPlace' | 'Rollout' | 'Replace'

/** A value of a Change. Secret values are masked here, when the Change is made: nothing after the planner ever holds one. */
export type ChangeValue =
  | { readonly kind: 'Plain'; readonly value: Json }
  /** A keyed fingerprint shows that two secrets differ; the key lives for one process, so it can't be guessed offline. */
  | { readonly kind: 'Secret'; readonly fingerprint: string }
  /** Born in an earlier action of the same plan; `likely` is what it will be if nobody registers in between. */
  | { readonly kind: 'KnownAfterApply'; readonly action: string; readonly likely?: string }

export interface Change {
  /** In ECS's words, lists keyed: `desiredCount`, `containerDefinitions[web].image`, `containerDefinitions[web].environment[VAR1]`. */
  readonly path: string
  /** Absent: not set before. */
  readonly before?: ChangeValue
  /** Absent: not set afterwards. */
  readonly after?: ChangeValue
  readonly effect: Effect
  /** Where the file says so; absent for what the file does not say (a key that was removed from it). */
  readonly origin?: Origin
}

/** Whether one path is the other, or leads into it: a list may be told as a whole, or by its entries. */
export const isSamePlace = (a: string, b: string): boolean => isIn(a, b) || isIn(b, a)

const isIn = (inner: string, outer: string): boolean =>
  inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`)

const severity = { InPlace: 0, Rollout: 1, Replace: 2 } as const satisfies Record<Effect, number>

/** The worst effect among changes; undefined when there are none. */
export const worstEffect = (changes: readonly Change[]): Effect | undefined =>
  changes.map(({ effect }) => effect).sort((a, b) => severity[b] - severity[a])[0]
