/** The arithmetic of a rolling update (ecs-facts 4.1), and how far the newest one is. */
import type { RolloutBounds } from './action.js'
import type { LiveStatus, ServiceSettings } from './service.js'

export interface Percentages {
  readonly minimumHealthyPercent: number
  readonly maximumPercent: number
}

/** What is declared, else what is live, else ECS's defaults 100 and 200. */
export const percentagesOf = (desired: ServiceSettings, live: ServiceSettings | undefined): Percentages => ({
  minimumHealthyPercent: desired.minimumHealthyPercent ?? live?.minimumHealthyPercent ?? 100,
  maximumPercent: desired.maximumPercent ?? live?.maximumPercent ?? 200,
})

export const boundsOf = (count: number, { minimumHealthyPercent, maximumPercent }: Percentages): RolloutBounds => ({
  minimumHealthy: Math.ceil((count * minimumHealthyPercent) / 100),
  maximumRunning: Math.floor((count * maximumPercent) / 100),
})

/** False when ECS may neither start a task before it stops one nor stop one before it starts one. */
export const canMove = (count: number, percentages: Percentages): boolean => {
  const { minimumHealthy, maximumRunning } = boundsOf(count, percentages)
  return count === 0 || maximumRunning > count || minimumHealthy < count
}

/** The newest deployment: the one that what was asked for last is rolled out by. */
export const primaryOf = <D extends { readonly status?: string | undefined }>(
  deployments: readonly D[] | undefined,
): D | undefined => deployments?.find(({ status }) => status === 'PRIMARY')

/**
 * The revision that was the last to complete, as far as the deployments at hand tell: that of one that ECS calls COMPLETED;
 * where ECS says nothing of that (classic load balancers, ecs-facts 4.3), of the only one there is once its count runs.
 */
export const completedRevision = ({ deployments }: Pick<LiveStatus, 'deployments'>): string | undefined => {
  const completed = deployments.find(({ rolloutState }) => rolloutState === 'COMPLETED')
  if (completed !== undefined) return completed.taskDefinitionArn
  const [only, ...others] = deployments
  return only !== undefined &&
    others.length === 0 &&
    only.rolloutState === undefined &&
    only.desiredCount > 0 &&
    only.runningCount >= only.desiredCount
    ? only.taskDefinitionArn
    : undefined
}

/** ECS has given the newest deployment up and starts nothing more of it: what it was to bring will never serve by itself. */
export const isGivenUp = ({ deployments }: Pick<LiveStatus, 'deployments'>): boolean =>
  primaryOf(deployments)?.rolloutState === 'FAILED'
