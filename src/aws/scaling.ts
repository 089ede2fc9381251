/** Application Auto Scaling as the stages see it: between which bounds it sets the counts of services. */
import type { ApplicationAutoScalingClient, ScalableTarget } from '@aws-sdk/client-application-auto-scaling'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { AwsError } from '../model/failure.js'
import { type CountRange, scalingPermission } from '../model/scaling.js'
import type { Target } from '../model/service.js'
import { batchesOf, callsInFlight, inFlight } from './batches.js'
import type { Attempt } from './errors.js'

/** Reads alone. */
export interface Scaling {
  /** Any number of services, in fifties, each with its range in their order; undefined: its count is not scaled. */
  readonly countRanges: (
    services: readonly Target[],
  ) => TE.TaskEither<AwsError, readonly { readonly target: Target; readonly range: CountRange | undefined }[]>
}

/** What DescribeScalableTargets takes and answers in one call (API reference: ResourceIds, MaxResults). */
const targetsPerCall = 50

/** `client` is made when it is needed first. */
export const scalingFrom = (client: () => Promise<ApplicationAutoScalingClient>, attempt: Attempt): Scaling => ({
  countRanges: (services) =>
    pipe(
      inFlight(callsInFlight, batchesOf(targetsPerCall, [...new Set(services.map(resourceIdOf))]), (ids) =>
        targetsOf(client, attempt, ids),
      ),
      TE.map((answers) => {
        const ranges = new Map(answers.flat().map((target) => [target.ResourceId, rangeOf(target)]))
        return services.map((target) => ({ target, range: ranges.get(resourceIdOf(target)) }))
      }),
    ),
})

const targetsOf =
  (
    client: () => Promise<ApplicationAutoScalingClient>,
    attempt: Attempt,
    ids: readonly string[],
  ): TE.TaskEither<AwsError, readonly ScalableTarget[]> =>
  async () => {
    const found: ScalableTarget[] = []
    let nextToken: string | undefined
    do {
      const page = await attempt({ operation: scalingPermission, ...subjectOf(ids) }, async () => {
        const { DescribeScalableTargetsCommand } = await import('@aws-sdk/client-application-auto-scaling')
        return (await client()).send(
          new DescribeScalableTargetsCommand({
            ServiceNamespace: 'ecs',
            ScalableDimension: 'ecs:service:DesiredCount',
            ResourceIds: [...ids],
            NextToken: nextToken,
          }),
        )
      })()
      if (E.isLeft(page)) return page
      found.push(...(page.right.ScalableTargets ?? []))
      nextToken = page.right.NextToken
    } while (nextToken !== undefined)
    return E.right(found)
  }

const subjectOf = ([first, ...others]: readonly string[]): { readonly subject?: string } =>
  first === undefined || others.length > 0 ? {} : { subject: first }

/** A cluster goes by its name there, never by its ARN. */
const resourceIdOf = ({ cluster, service }: Target): string =>
  `service/${cluster.slice(cluster.lastIndexOf('/') + 1)}/${service}`

/** With one way of scaling left the count may still move by itself. */
const rangeOf = ({
  MinCapacity: min = 0,
  MaxCapacity: max = 0,
  SuspendedState: suspended,
}: ScalableTarget): CountRange => ({
  min,
  max,
  ...(suspended?.DynamicScalingInSuspended === true &&
  suspended.DynamicScalingOutSuspended === true &&
  suspended.ScheduledScalingSuspended === true
    ? { isSuspended: true }
    : {}),
})
