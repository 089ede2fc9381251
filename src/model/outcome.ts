/** What became of a plan: exactly one Outcome per Action, in plan order. */
import type { Action } from './action.js'
import type { AwsError } from './failure.js'
import type { Target } from './service.js'

/** What the rollout that an action started came to, judged from what ECS shows. */
export type Verdict =
  /** The call was all there is to it, or waiting was not asked for. */
  | { readonly kind: 'Accepted' }
  /** The revision asked for serves the count asked for; `taskDefinitionArn` says which one that is. */
  | { readonly kind: 'Completed'; readonly taskDefinitionArn: string }
  /** The name is free again. */
  | { readonly kind: 'Deleted' }
  | { readonly kind: 'RolloutFailed'; readonly reason: string }
  /** ECS went back to an older revision: the service is steady, but not with what was asked for. */
  | { readonly kind: 'RolledBack'; readonly reason: string; readonly taskDefinitionArn: string }
  /** A newer deployment, not ours, took over. */
  | { readonly kind: 'Superseded'; readonly taskDefinitionArn: string; readonly deploymentId: string }
  /** Waiting was interrupted; ECS goes on by itself. */
  | { readonly kind: 'Stopped' }
  | { readonly kind: 'TimedOut'; readonly afterMs: number; readonly newestEvent: string | undefined }

/** A rollout that did not bring what was asked for, or not in time. */
export type BadVerdict = Extract<Verdict, { kind: 'RolloutFailed' | 'RolledBack' | 'Superseded' | 'TimedOut' }>

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
}

/** AWS refused the call, or a look at what it started; or the call was accepted and came to a bad end. */
export interface Failed extends OutcomeBase {
  readonly kind: 'Failed'
  readonly cause: AwsError | BadVerdict
}

/** Not called: an action it needed failed, or the run was interrupted before. */
export interface Skipped extends OutcomeBase {
  readonly kind: 'Skipped'
  readonly because: { readonly kind: 'Needs'; readonly action: string } | { readonly kind: 'Interrupted' }
}

export type Outcome = Applied | Failed | Skipped

/** What became of a rollout that was under way before the plan, and that the plan leaves alone. */
export interface Joined {
  readonly target: Target
  /** An error: AWS refused a look at it. */
  readonly end: AwsError | Verdict
}

/** Whether the verdict is one that the user asked for. */
export const isGood = (verdict: Verdict): boolean =>
  verdict.kind === 'Accepted' || verdict.kind === 'Completed' || verdict.kind === 'Deleted'

export const isBad = (verdict: Verdict): verdict is BadVerdict =>
  verdict.kind === 'RolloutFailed' ||
  verdict.kind === 'RolledBack' ||
  verdict.kind === 'Superseded' ||
  verdict.kind === 'TimedOut'

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
