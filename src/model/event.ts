/** What a running apply says while it runs. Progress lines and logs are made from these; nothing decides by them. */
import type { Action, Completion } from './action.js'
import type { Joined, Outcome } from './outcome.js'
import type { Plan } from './plan.js'
import type { Target } from './service.js'

export type Event =
  /** What is going to be performed, before anything is. */
  | { readonly kind: 'Planned'; readonly plan: Plan; readonly atMs: number }
  | { readonly kind: 'ActionStarted'; readonly action: Action; readonly atMs: number }
  | { readonly kind: 'ActionFinished'; readonly outcome: Outcome; readonly atMs: number }
  /** One look at a service whose rollout is awaited. */
  | {
      readonly kind: 'RolloutObserved'
      readonly target: Target
      /** What the look is for: the counts read differently for a deletion. */
      readonly awaits: Completion['kind']
      readonly phase: RolloutPhase
      readonly atMs: number
      readonly elapsedMs: number
      readonly desiredCount: number
      readonly runningCount: number
      readonly pendingCount: number
      /** Running tasks of the deployment that is awaited. */
      readonly newRunningCount: number
      /** Of those, the ones that load balancers and health checks call well; undefined: nothing checks them, or nobody may know. */
      readonly healthyCount: number | undefined
      readonly newestEvent: string | undefined
    }
  /** What a rollout came to that the plan left alone and that was waited for all the same. */
  | { readonly kind: 'RolloutFinished'; readonly joined: Joined; readonly atMs: number }
  /** ECS does not know yet what it must know for this call (ecs-facts 5.5): it is made again. */
  | { readonly kind: 'CallRetried'; readonly action: Action; readonly message: string; readonly atMs: number }
  /** AWS takes only so many calls of this category a second: this many wait for their turn, and the last for so long. */
  | {
      readonly kind: 'RateLimited'
      /** As AWS names it: `Task definition modify`. */
      readonly category: string
      readonly waiting: number
      readonly perSecond: number
      readonly leftMs: number
      readonly atMs: number
    }
  | { readonly kind: 'ReadRetried'; readonly operation: string; readonly code: string; readonly atMs: number }

/**
 * How far what is awaited has come: ECS shows nothing of it yet, starts tasks, has all of them and waits for them to be
 * well, takes old ones out, has the right counts and has not said that it is done, or is done.
 */
export type RolloutPhase = 'Waiting' | 'Starting' | 'Checking' | 'Draining' | 'Settling' | 'Steady'

export type Emit = (event: Event) => void
