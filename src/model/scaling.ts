/** Counts that Application Auto Scaling sets, and between which bounds it does. */

/** Between these Application Auto Scaling sets the count of a service. */
export interface CountRange {
  readonly min: number
  readonly max: number
  /** All scaling is suspended: the count is kept where it is until somebody resumes it. */
  readonly isSuspended?: true
}

/** The IAM action that asking takes. */
export const scalingPermission = 'application-autoscaling:DescribeScalableTargets'

/** Bounds included. */
export const isWithin = ({ min, max }: CountRange, count: number): boolean => min <= count && count <= max
