/**
 * What a plan does, as data: an action is one mutating AWS call, named as the field names it, with all that is needed
 * to make it. Actions print, save and compare; nothing in them runs.
 */
import type { Change } from './change.js'
import type { ServiceSettings, Target } from './service.js'
import type { TaskDefinition } from './taskDefinition.js'

/** Unique inside a plan and stable for the same plan: `register:hello-world`, `register:hello-world#2`, `update:cluster/service`. */
export type ActionId = string

/** Why the action is there. For display only: nothing may decide by it. */
export type Reason =
  | 'ServiceMissing'
  | 'TaskDefinitionDiffers'
  | 'SettingsDiffer'
  | 'CountDiffers'
  /** ECS gave the last deployment of what is declared up. */
  | 'RolloutFailed'
  | 'CannotChangeInPlace'
  | 'DeclaredKeysDiffer'
  /** The file once made it, by the tag of its project, and no longer declares it. */
  | 'NotDeclared'
  | 'TagsDiffer'
  | 'Requested'
  /** It was so before the plan that this one undoes. */
  | 'Undone'

/** What must be seen in ECS before the action counts as done; printed in the plan as the line "then wait …". */
export type Completion =
  | { readonly kind: 'Accepted' }
  /** The deployment that the call starts is the one that serves. */
  | { readonly kind: 'Deployed' }
  /** The counts match: a change of count starts no deployment (ecs-facts 4.3). */
  | { readonly kind: 'Steady' }
  /** The service is INACTIVE; its name is free again. */
  | { readonly kind: 'Inactive' }

/** A revision that exists, or the one that an earlier action registers. */
export type RevisionReference =
  | { readonly kind: 'Known'; readonly arn: string }
  | { readonly kind: 'KnownAfterApply'; readonly action: ActionId; readonly likely?: string }

/** How many tasks a rolling update keeps and allows: `ceil(count × minimum%)` and `floor(count × maximum%)`. */
export interface RolloutBounds {
  readonly minimumHealthy: number
  readonly maximumRunning: number
}

interface ActionBase {
  readonly id: ActionId
  /** The service that the action is for; for a task definition that several services share, the first of them. */
  readonly target: Target
  readonly reason: Reason
  readonly changes: readonly Change[]
  /** Actions that must have been accepted before. */
  readonly after: readonly ActionId[]
  /** Actions that must have come to their good end before: a name must be free, a service that this one needs must serve. */
  readonly awaits: readonly ActionId[]
  readonly completion: Completion
}

export interface RegisterTaskDefinition extends ActionBase {
  readonly kind: 'RegisterTaskDefinition'
  readonly content: TaskDefinition
  /** deploy's own, and no part of what is compared: they are set in the same call, or not at all where tagging is denied. */
  readonly tags?: Readonly<Record<string, string>>
}

export interface CreateService extends ActionBase {
  readonly kind: 'CreateService'
  readonly settings: ServiceSettings
  readonly taskDefinition: RevisionReference
  readonly tags: Readonly<Record<string, string>>
}

/** Holds changed members alone: sending an unchanged one is a risk without benefit (ecs-facts section 2). */
export interface UpdateService extends ActionBase {
  readonly kind: 'UpdateService'
  readonly settings: ServiceSettings
  readonly taskDefinition?: RevisionReference
  /** A deployment is asked for, because ECS takes one of the changes only with it (ecs-facts 2: capacity providers). */
  readonly forceNewDeployment?: true
  /**
   * The count that the file declares, changed or not. A deployment is asked for together with it, so that nobody's count gets
   * in between; what serves is held against it.
   */
  readonly plannedCount?: number
  /** Tasks that stop and start again; 0 when no deployment starts. */
  readonly tasksRestart: number
  readonly bounds?: RolloutBounds
}

/** A change of count alone: UpdateService with desiredCount and nothing else. Starts or stops tasks, restarts none. */
export interface ScaleService extends ActionBase {
  readonly kind: 'ScaleService'
  readonly desiredCount: number
}

/** Always forced: one call that cannot leave a service at zero behind. Tasks drain as in any scale-in. */
export interface DeleteService extends ActionBase {
  readonly kind: 'DeleteService'
  readonly tasksStop: number
  /** Pruned: it must still be of this project when the call is made. */
  readonly project?: string
}

/** Declared tags and deploy's own (`deploy:…`); UpdateService has no `tags` member. */
export interface TagResource extends ActionBase {
  readonly kind: 'TagResource'
  readonly arn: string
  readonly tags: Readonly<Record<string, string>>
  /** The revision whose number `deploy:applied` ends in, where it is still to come. */
  readonly revision?: RevisionReference
}

/** Tags that the file declared once and no longer does. */
export interface UntagResource extends ActionBase {
  readonly kind: 'UntagResource'
  readonly arn: string
  readonly keys: readonly string[]
}

export type Action =
  RegisterTaskDefinition | CreateService | UpdateService | ScaleService | DeleteService | TagResource | UntagResource

export type ActionKind = Action['kind']
