/** What a running apply says while it runs. Progress lines and logs are made from these; nothing decides by them. */
import type { Action, Completion } from './action.js'
import type { Outcome } from './outcome.js'
import type { Target } from './service.js'

export type Event =
  | { readonly kind: 'ActionStarted'; readonly action: Action; readonly atMs: number }
  | { readonly kind: 'ActionFinished'; readonly outcome: Outcome; readonly atMs: number }
  /** One look at a service whose rollout is awaited. */
  | {
      readonly kind: 'RolloutObserved'
      readonly target: Target
      /** What the look is for: the counts read differently for a deletion. */
      readonly awaits: Completion['kind']
      readonly atMs: number
      readonly elapsedMs: number
      readonly desiredCount: number
      readonly runningCount: number
      readonly pendingCount: number
      /** Running tasks of the deployment that is awaited. */
      readonly newRunningCount: number
      readonly newestEvent: string | undefined
    }
  /** ECS does not know yet what it must know for this call (ecs-facts 5.5): it is made again. */
  | { readonly kind: 'CallRetried'; readonly action: Action; readonly message: string; readonly atMs: number }
  | { readonly kind: 'ReadRetried'; readonly operation: string; readonly code: string; readonly atMs: number }

export type Emit = (event: Event) => void
