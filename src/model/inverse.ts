/** The plan that would undo a plan once that was applied, and what it cannot bring back. */
import type { Plan } from './plan.js'
import type { Target } from './service.js'

export interface Inverse {
  /** The plan that is undone. */
  readonly of: Plan
  /** For the state that the other plan leaves behind; it has seen nothing of that yet. */
  readonly plan: Plan
  readonly irreversible: readonly Irreversible[]
}

/** Something that stays as the plan leaves it, or does not come back as it was. */
export type Irreversible = { readonly target: Target } &
  /** Nothing is deregistered, and a number is never given again (ecs-facts 1.2). `likely`: its name, so far as it is known. */
  (
    | { readonly kind: 'RevisionStays'; readonly family: string; readonly likely?: string }
    /** Deregistered meanwhile or before: its content is registered once more, under a new number. */
    | { readonly kind: 'RevisionAnew'; readonly revision: string }
    /** ECS no longer has its content: the service stays on the plan's own, or stays away. */
    | { readonly kind: 'RevisionLost'; readonly revision: string }
    /** Made by the plan: with the service go its events and deployments; what its tasks did is done. */
    | { readonly kind: 'ServiceEnds' }
    /** Deleted and made once more: other tasks, no events, no deployments to go back to. */
    | { readonly kind: 'ServiceAnew'; readonly tasks: number }
    /** A DAEMON runs on the instances that there are then. */
    | { readonly kind: 'DaemonPlaced' }
    /** Only its own controller could make it as it was. */
    | { readonly kind: 'ControllerLost'; readonly controller: string }
    /** The deployment was asked for by itself; tasks that were restarted stay so. */
    | { readonly kind: 'TasksRestarted'; readonly tasks: number }
    /** Had no value, and ECS takes none away. */
    | { readonly kind: 'SettingStays'; readonly path: string }
  )
