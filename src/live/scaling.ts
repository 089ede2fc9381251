/** Whose counts are scaled by Application Auto Scaling: asked only where that decides what a plan does. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import type { AwsError } from '../model/failure.js'
import { type DesiredService, type LiveService, type Scaled, type Target, targetOf } from '../model/service.js'

/** What is known of the scaling of these services. Without the permission that is said of each, and is no failure. */
export const readScaled = (aws: Aws, targets: readonly Target[]): TE.TaskEither<AwsError, readonly Scaled[]> =>
  pipe(
    aws.scaling.countRanges(targets),
    TE.map((ranges) =>
      ranges.flatMap(({ target, range }): readonly Scaled[] =>
        range === undefined ? [] : [{ kind: 'Ranged', target, range }],
      ),
    ),
    TE.orElse((error) =>
      error.trouble === 'AccessDenied'
        ? TE.right<AwsError, readonly Scaled[]>(targets.map((target) => ({ kind: 'Untold', target })))
        : TE.left(error),
    ),
  )

/** Of services whose count is declared, not given away, and another one than ECS has; without such no call is made. */
export const readScaledCounts = (
  aws: Aws,
  pairs: readonly { readonly desired: DesiredService; readonly active: LiveService | undefined }[],
): TE.TaskEither<AwsError, { readonly scaled?: readonly Scaled[] }> => {
  const moved = pairs.flatMap(({ desired, active }) => (hasMoved(desired, active) ? [targetOf(desired)] : []))
  return moved.length === 0
    ? TE.right({})
    : pipe(
        readScaled(aws, moved),
        TE.map((scaled) => ({ scaled })),
      )
}

const hasMoved = ({ settings, ignored = [] }: DesiredService, active: LiveService | undefined): boolean =>
  active?.status.schedulingStrategy === 'REPLICA' &&
  settings.desiredCount !== undefined &&
  settings.desiredCount !== active.status.desiredCount &&
  !ignored.includes('desiredCount')
