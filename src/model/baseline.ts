/** Differences that are known and accepted: what a baseline file holds, and what became of it in one run of drift. */
import { type Cause, type Drift, foundIn } from './drift.js'
import type { Json } from './json.js'
import type { Target } from './service.js'

/**
 * Version of the file; one that is not known is refused, since an entry that is half understood would hide what nobody accepted.
 * 1.0 had no place.
 */
export const baselineFormatVersion = '1.1'

/** Where what is accepted is: services of the same names elsewhere are others. A member that is absent is not known. */
export interface BaselinePlace {
  readonly region?: string
  /** Its twelve digits. */
  readonly account?: string
}

/** What a baseline file holds. */
export interface BaselineContent {
  readonly place: BaselinePlace
  readonly entries: readonly BaselineEntry[]
}

/** One side of a difference: a value in canonical form (undefined: not set), or of a secret the revision that holds it, `family:revision`. */
export type Side =
  | { readonly kind: 'Value'; readonly value: Json | undefined }
  | { readonly kind: 'InRevision'; readonly revision: string }

/** One thing that drift would tell. It is accepted exactly as it is here: with another value it is another one. */
export type BaselineEntry = (
  | {
      readonly kind: 'Difference'
      readonly target: Target
      readonly path: string
      readonly cause: Cause
      readonly live: Side
      readonly declared: Side
    }
  | { readonly kind: 'Undeclared'; readonly target: Target; readonly path: string; readonly live: Json }
  /** The file's project made the service, and the file names it no longer. */
  | { readonly kind: 'NotDeclared'; readonly target: Target }
) & {
  /** The users' own words; they make no difference to what is accepted. */
  readonly reason?: string
}

/** Why something that is told cannot be in a baseline. */
export type Refusal =
  | { readonly kind: 'Missing' | 'Refused' | 'RolloutFailed'; readonly target: Target }
  /** Secret: no revision holds both of its sides. KnownAfterApply: its value comes into being with an apply. */
  | { readonly kind: 'Secret' | 'KnownAfterApply'; readonly target: Target; readonly path: string }

/** What is there and is not told, and why. */
export interface Quiet {
  /** How many by `--ignore`. */
  readonly ignored: number
  /** Services that left the file could not be looked for: these credentials may not list services. */
  readonly areStraysDenied?: true
  /** Absent: there was no baseline. */
  readonly baseline?: BaselineUse
}

/** What became of a baseline in one run. */
export interface BaselineUse {
  readonly file: string
  /** It does not say where it holds: elsewhere it would accept the same of other services. */
  readonly isUnplaced?: true
  /** Nothing but what the file accepts. */
  readonly accepted: Drift
  /** What matches nothing any more, and is still in the file. */
  readonly stale: readonly BaselineEntry[]
  /** Absent: the file was read alone. */
  readonly update?: BaselineUpdate | undefined
}

/** What `--update-baseline` has made of the file; `kept`: how many entries are as they were. */
export interface BaselineUpdate {
  readonly added: readonly BaselineEntry[]
  readonly removed: readonly BaselineEntry[]
  readonly kept: number
  readonly refused: readonly Refusal[]
  /** It says where it holds, and did not before. */
  readonly isPlacedAnew?: true
}

/** How many differences the baseline accepts. */
export const acceptedCount = ({ baseline }: Quiet): number =>
  baseline === undefined ? 0 : foundIn(baseline.accepted).length
