/** What runs now of what a file declares, before any format: each service with its state, as far as a reader is told of it. */
import { isGivenUp, primaryOf } from '../model/rollout.js'
import {
  activeIn,
  type DesiredState,
  type LiveService,
  type LiveState,
  type LiveStatus,
  type Target,
  targetKey,
  targetOf,
} from '../model/service.js'
import type { Doubts, ShardBasis } from '../model/shard.js'

/** Of the services of a file, or of a part of them. */
export interface StatusView {
  readonly file: string
  readonly region: string
  readonly account?: string
  /** In the order of the file. */
  readonly services: readonly ServiceStatus[]
  /** The services are a part of the file's. */
  readonly shard?: ShardBasis
  /** As those of a plan. */
  readonly doubts?: Doubts
}

/** A declared service. */
export interface ServiceStatus {
  readonly target: Target
  readonly state: ServiceState
  /** Absent where ECS has none. */
  readonly live?: LiveCounts
}

/** What is told of a service that ECS has; of its events the newest alone. */
export type LiveCounts = Pick<LiveService['identity'], 'taskDefinitionArn'> &
  Pick<LiveStatus, 'desiredCount' | 'runningCount' | 'pendingCount' | 'deployments'> & {
    readonly newestEvent?: LiveStatus['events'][number]
  }

/** How far a service is, in one word for programs and colours; the text says it in full. */
export type ServiceState = 'Missing' | 'Draining' | 'RollingOut' | 'RolloutFailed' | 'Short' | 'Steady'

export const statusViewFrom = (live: LiveState, desired: DesiredState): StatusView => {
  const present = new Map(live.services.map((service) => [targetKey(targetOf(service)), service]))
  const active = activeIn(live)
  return {
    file: desired.file,
    region: live.region,
    ...(live.account === undefined ? {} : { account: live.account }),
    services: desired.services.map((service) => {
      const target = targetOf(service)
      const one = active.get(targetKey(target)) ?? present.get(targetKey(target))
      return one === undefined
        ? { target, state: 'Missing' }
        : { target, state: stateOf(one.status), live: countsOf(one) }
    }),
    ...(desired.shard === undefined ? {} : { shard: desired.shard }),
  }
}

const countsOf = ({ identity, status }: LiveService): LiveCounts => {
  const { desiredCount, runningCount, pendingCount, deployments, events } = status
  const [newestEvent] = events
  return {
    taskDefinitionArn: identity.taskDefinitionArn,
    desiredCount,
    runningCount,
    pendingCount,
    deployments,
    ...(newestEvent === undefined ? {} : { newestEvent }),
  }
}

const stateOf = (status: LiveStatus): ServiceState => {
  if (status.state !== 'ACTIVE') return 'Draining'
  if (isGivenUp(status)) return 'RolloutFailed'
  if (primaryOf(status.deployments)?.rolloutState === 'IN_PROGRESS' || status.deployments.length > 1)
    return 'RollingOut'
  return status.runningCount === status.desiredCount && status.pendingCount === 0 ? 'Steady' : 'Short'
}
