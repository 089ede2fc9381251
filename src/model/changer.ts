/** Who has changed what, as CloudTrail tells it. Of what was asked for no values are kept that could be secret. */

/** The calls that change a service that is there. */
export const changingCalls = ['UpdateService', 'TagResource', 'UntagResource', 'DeleteService'] as const
/** One of these, as CloudTrail names it. */
export type ChangingCall = (typeof changingCalls)[number]

/** A call that succeeded. */
export interface ChangeEvent {
  readonly id: string
  readonly call: string
  readonly atMs: number
  /** An ARN, as a rule; undefined: the event names nobody. */
  readonly by: string | undefined
  /** The AWS service on whose word it was called. */
  readonly via?: string
  /** The service's cluster and name, or its ARN in the place of the name. */
  readonly cluster: string | undefined
  readonly service: string
  /** The members that the call set; of tags their keys. */
  readonly members: readonly string[]
  readonly desiredCount?: number
  readonly taskDefinition?: string
}

/** Something that differs, and the call that may have made it so. */
export interface Suspected {
  readonly call: ChangingCall
  /** The member that the call must have set; undefined: any will do. */
  readonly member?: string
  /** What it must have been set to, where that is known. */
  readonly desiredCount?: number
  readonly taskDefinition?: string
}

/** The IAM action that asking takes. */
export const trailPermission = 'cloudtrail:LookupEvents'
