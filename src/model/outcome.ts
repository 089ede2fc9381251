/** What became of a plan: exactly one Outcome per Action, in plan order. */
import type { Action } from './action.js'
import type { Diagnosis, Sign } from './diagnosis.js'
import type { AwsError } from './failure.js'
import type { Difference } from './seen.js'
import type { Target } from './service.js'

/** What the rollout that an action started came to, judged from what ECS shows. */
export type Verdict =
  /** The call was all there is to it, or waiting was not asked for. */
  | { readonly kind: 'Accepted' }
  /** As far as waiting was asked for: tasks of the revision have been started, or enough of them serve. */
  | { readonly kind: 'Reached'; readonly stage: 'Started' | 'Serving'; readonly taskDefinitionArn: string }
  /** The revision asked for serves the count asked for, and nothing else runs; `taskDefinitionArn` says which one that is. */
  | { readonly kind: 'Completed'; readonly taskDefinitionArn: string }
  /** The name is free again. */
  | { readonly kind: 'Deleted' }
  /** `alarms`: those that fired, where it was they that ended it. */
  /** `reason`: ECS's own words, where it gives any. */
  | { readonly kind: 'RolloutFailed'; readonly reason?: string; readonly alarms?: readonly string[] }
  /** Somebody deleted the service meanwhile. */
  | { readonly kind: 'ServiceGone' }
  /** It cannot come to a good end as things are; ECS may not have noticed yet. */
  | { readonly kind: 'GaveUp'; readonly sign: Sign }
  /** ECS went back to an older revision: the service is steady, but not with what was asked for. */
  | {
      readonly kind: 'RolledBack'
      readonly reason: string
      readonly taskDefinitionArn: string
      readonly alarms?: readonly string[]
    }
  /** A newer deployment, not ours, took over; `by` registered its revision. */
  | {
      readonly kind: 'Superseded'
      readonly taskDefinitionArn: string
      readonly deploymentId: string
      readonly by?: string
    }
  /** Somebody else asked for another count meanwhile. */
  | { readonly kind: 'CountMoved'; readonly wanted: number; readonly desiredCount: number }
  /** Nothing was called: the service is no longer as the plan saw it. `by` registered the revision that it runs now. */
  | { readonly kind: 'Stale'; readonly differences: readonly Difference[]; readonly by?: string }
  /** Somebody stopped the deployment itself; `taskDefinitionArn` is what ECS went back to, where it did. */
  | { readonly kind: 'Stopped'; readonly reason: string; readonly taskDefinitionArn?: string }
  /** Nothing is being rolled out, and yet not as many tasks run as are asked for. */
  | { readonly kind: 'Short'; readonly runningCount: number; readonly desiredCount: number }
  /** Waiting was interrupted; ECS goes on by itself. */
  | { readonly kind: 'Interrupted' }
  /** ECS refused the call for the moment, until the time was out: nothing was changed. `message`: its last refusal. */
  | { readonly kind: 'NeverAccepted'; readonly afterMs: number; readonly message: string }
  | { readonly kind: 'TimedOut'; readonly afterMs: number; readonly newestEvent: string | undefined }

type GoodKind = 'Accepted' | 'Reached' | 'Completed' | 'Deleted'

/** A rollout that did not bring what was asked for, or not in time. */
export type BadVerdict = Exclude<Verdict, { kind: GoodKind | 'Interrupted' }>

interface OutcomeBase {
  readonly action: Action
  /** Milliseconds since the epoch, on the clock that the executor was given. */
  readonly startedAtMs: number
  readonly finishedAtMs: number
}

/** The call was accepted and its rollout came to a good end, or was not waited for to its end. */
export interface Applied extends OutcomeBase {
  readonly kind: 'Applied'
  readonly verdict: Exclude<Verdict, BadVerdict>
  /** For RegisterTaskDefinition: the revision that was born. */
  readonly taskDefinitionArn?: string
  /** These credentials may not tag: what is declared could not be recorded, and everything else was done. */
  readonly isUnrecorded?: true
  /** Nothing was called: it was so already, by an earlier run or by somebody else. */
  readonly isFound?: true
}

/** AWS refused the call, or a look at what it started; or the call was accepted and came to a bad end. */
export interface Failed extends OutcomeBase {
  readonly kind: 'Failed'
  readonly cause: AwsError | BadVerdict
  /** What was found out about a rollout that came to a bad end. */
  readonly diagnosis?: Diagnosis
}

/** Not called: an action it needed failed, or one before it where the first failure ends all; or the run was interrupted. */
export interface Skipped extends OutcomeBase {
  readonly kind: 'Skipped'
  readonly because:
    | { readonly kind: 'Needs'; readonly action: string }
    | { readonly kind: 'FailedFast'; readonly action: string }
    | { readonly kind: 'Interrupted' }
}

export type Outcome = Applied | Failed | Skipped

/** What became of a rollout that was under way before the plan, and that the plan leaves alone. */
export interface Joined {
  readonly target: Target
  /** An error: AWS refused a look at it. */
  readonly end: AwsError | Verdict
  readonly diagnosis?: Diagnosis
}

const good: ReadonlySet<Verdict['kind']> = new Set<GoodKind>(['Accepted', 'Reached', 'Completed', 'Deleted'])

/** Whether the verdict is one that the user asked for. */
export const isGood = (verdict: Verdict): verdict is Extract<Verdict, { kind: GoodKind }> => good.has(verdict.kind)

/** An interruption is neither good nor bad: the action was done, and its end is open. */
export const isBad = (verdict: Verdict): verdict is BadVerdict => !isGood(verdict) && verdict.kind !== 'Interrupted'

/** What the action came to; undefined where AWS refused it, and where it was never tried. */
export const verdictOf = (outcome: Outcome): Verdict | undefined => {
  switch (outcome.kind) {
    case 'Applied':
      return outcome.verdict
    case 'Failed':
      return outcome.cause.kind === 'AwsError' ? undefined : outcome.cause
    case 'Skipped':
      return undefined
  }
}
