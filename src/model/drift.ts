/** How ECS, the file, and what the file last applied stand to each other: three things that drift never mixes. */
import type { Change } from './change.js'
import type { Origin } from './origin.js'
import { isRefused, isWhole, type Plan, type Undeclared } from './plan.js'
import type { CountRange } from './scaling.js'
import type { Target } from './service.js'

/**
 * Who has moved since the file was last applied: ECS (Declared), the file (Undeployed), each of them (Both). Untold: they differ, and
 * nothing says what was applied.
 */
export type Cause = 'Declared' | 'Undeployed' | 'Both' | 'Untold'

/** As JSON and files have them. */
export const causeNames = {
  Declared: 'declared',
  Undeployed: 'undeployed',
  Both: 'both',
  Untold: 'untold',
} as const satisfies Record<Cause, string>

/** One value that is live otherwise than it is declared; of the change `before` is what is live. */
export interface Difference {
  readonly target: Target
  readonly cause: Cause
  readonly change: Change
}

/** What is worth knowing of a service, and no difference. */
export type Note =
  /** The revision in use is not the one that was applied. */
  | {
      readonly kind: 'OtherRevision'
      readonly revision: string
      readonly applied: string | undefined
      readonly by?: string
      readonly atMs?: number
    }
  | { readonly kind: 'RolloutUnderWay'; readonly sinceMs: number }
  /** ECS gave the newest deployment up: what is asked for does not serve. */
  | { readonly kind: 'RolloutFailed'; readonly reason: string | undefined }
  | { readonly kind: 'NotSteady'; readonly running: number; readonly pending: number; readonly wanted: number }
  /** The count is given away, or Application Auto Scaling's within these bounds, and others have moved it. */
  | {
      readonly kind: 'CountMoved'
      readonly live: number
      readonly declared: number
      readonly scaledWithin?: CountRange
    }
  /** The count has drifted, and lies outside the bounds of Application Auto Scaling: that one has not set it. */
  | { readonly kind: 'CountOutsideScaling'; readonly range: CountRange }
  /** The count differs, and these credentials may not ask whether Application Auto Scaling has set it. */
  | { readonly kind: 'ScalingUntold' }
  /** A call that explains some of what has drifted; `via`: the AWS service on whose word it was made. */
  | {
      readonly kind: 'ChangedBy'
      readonly by: string | undefined
      readonly atMs: number
      readonly call: string
      readonly via?: string
    }
  /** Nothing tells who has changed it: among so many events there is no such call, or CloudTrail could not be asked. */
  | { readonly kind: 'ChangerUnknown'; readonly why: 'NotFound'; readonly looked: number; readonly isCut: boolean }
  | { readonly kind: 'ChangerUnknown'; readonly why: 'Denied' }
  | { readonly kind: 'ChangerUnknown'; readonly why: 'NotAnswered'; readonly code: string }

/** A service as it was compared. */
export interface ServiceDrift {
  readonly target: Target
  /** NotDeclared: the file's project made it, and the file names it no longer. */
  readonly state: 'Present' | 'Missing' | 'NotDeclared'
  /** Where the file names it; absent where it does not. */
  readonly origin?: Origin
  /** Whether it is known what was applied last. */
  readonly isRecorded: boolean
  readonly differences: readonly Difference[]
  /** How many of its differences are known and left out; absent: none. */
  readonly quiet?: number
  readonly notes: readonly Note[]
}

/** One thing of drift that may be known: a missing service, a refused plan and a failed rollout are none. */
export type Found =
  | { readonly kind: 'Difference'; readonly difference: Difference }
  | { readonly kind: 'Undeclared'; readonly undeclared: Undeclared }
  /** A service that the file names no longer. */
  | { readonly kind: 'NotDeclared'; readonly target: Target }

/** What came of comparing a file with ECS. */
export interface Drift {
  /** What would mend it, without what is quiet. */
  readonly plan: Plan
  readonly services: readonly ServiceDrift[]
}

/** All that may be known, in the order of the services. */
export const foundIn = ({ plan, services }: Drift): readonly Found[] => [
  ...services.flatMap(({ target, state, differences }): readonly Found[] =>
    state === 'NotDeclared'
      ? [{ kind: 'NotDeclared', target }]
      : differences.map((difference) => ({ kind: 'Difference', difference })),
  ),
  ...plan.undeclared.map((undeclared) => ({ kind: 'Undeclared', undeclared }) as const),
]

/** What makes drift fail. */
export type FailOn = 'declared' | 'undeployed' | 'undeclared'

/** What cannot be told apart, and what is missing, may be either. */
export const hasDrifted = ({ plan, services }: Drift, failOn: readonly FailOn[]): boolean => {
  const fails = (...classes: readonly FailOn[]): boolean => classes.some((one) => failOn.includes(one))
  return (
    (fails('declared', 'undeployed') &&
      (isRefused(plan) || !isWhole(plan) || services.some(({ state }) => state === 'Missing'))) ||
    (fails('undeployed') && services.some(({ state }) => state === 'NotDeclared')) ||
    (fails('declared') && services.some(({ notes }) => notes.some(({ kind }) => kind === 'RolloutFailed'))) ||
    (fails('undeclared') && plan.undeclared.length > 0) ||
    services.some(({ differences }) => differences.some(({ cause }) => isFailing(cause, failOn)))
  )
}

/** Whether a difference of this cause makes drift fail. */
export const isFailing = (cause: Cause, failOn: readonly FailOn[]): boolean =>
  classesOf[cause].some((one) => failOn.includes(one))

const classesOf = {
  Declared: ['declared'],
  Undeployed: ['undeployed'],
  Both: ['declared', 'undeployed'],
  Untold: ['declared', 'undeployed'],
} as const satisfies Record<Cause, readonly FailOn[]>
