/** What a service has been through: its deployments as ECS remembers them, and where it could go back to. */
import type { LiveService, ServiceSettings } from './service.js'

/** A service deployment (ecs-facts 4.12), with the service revision that it was to bring. */
export interface PastDeployment {
  readonly arn: string
  /** In ECS's words: `SUCCESSFUL`, `IN_PROGRESS`, `ROLLBACK_SUCCESSFUL` … */
  readonly status: string
  /** Why it ended so, where ECS says. */
  readonly statusReason?: string
  /** Milliseconds since the epoch, as all times here. */
  readonly startedAtMs: number
  /** Absent while it is under way. */
  readonly finishedAtMs?: number
  /** Of the service revision; undefined where ECS does not describe it (any more). */
  readonly taskDefinitionArn: string | undefined
  /** What of the service's settings belongs to the service revision; one that is not there was not set. */
  readonly settings: ServiceSettings
}

/** A revision of a task definition, by who made it and when, where these credentials may know. */
export interface KnownRevision {
  readonly arn: string
  readonly registeredBy?: string
  readonly registeredAtMs?: number
}

/** Newest first. */
export interface Deployments {
  readonly deployments: readonly PastDeployment[]
  /** These credentials may not read them: that there are none means nothing. */
  readonly isDenied?: true
}

/** Where a service can go back to. */
export type WayBack =
  | {
      readonly kind: 'Found'
      readonly taskDefinitionArn: string
      /** The deployment that brought it; undefined: its settings are not known. */
      readonly deployment?: PastDeployment
    }
  /** ECS remembers deployments, and none of another version has come to a good end. */
  | { readonly kind: 'NeverCompleted' }
  /** Nothing is known of what the service was before. */
  | { readonly kind: 'Unknown' }

/** All that is told of a service's past. */
export interface History extends Deployments {
  readonly service: LiveService
  /** Of the revisions that are told about, by ARN. */
  readonly revisions: Readonly<Record<string, KnownRevision>>
  /** Where there are no deployments: the ACTIVE revisions of the family, newest first. */
  readonly active: readonly string[]
  readonly wayBack: WayBack
}

/** Whether the deployment has brought what it was to bring. */
export const hasSucceeded = ({ status }: PastDeployment): boolean => status === 'SUCCESSFUL'

/** The deployment whose tasks serve: the newest that has succeeded, as long as tasks of it run. */
export const servingAmong = (
  deployments: readonly PastDeployment[],
  { status }: LiveService,
): PastDeployment | undefined => {
  const newest = deployments.find(hasSucceeded)
  return status.deployments.some(
    ({ taskDefinitionArn, runningCount }) => taskDefinitionArn === newest?.taskDefinitionArn && runningCount > 0,
  )
    ? newest
    : undefined
}
