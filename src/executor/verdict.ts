/** (what an action waits for, what ECS shows now) → a verdict, or undefined: not yet. Pure; follows ecs-facts section 4. */
import type { Deployment, Service } from '@aws-sdk/client-ecs'
import type { InstanceHealth } from '../aws/loadBalancing.js'
import type { Completion } from '../model/action.js'
import type { Verdict } from '../model/outcome.js'
import { primaryOf } from '../model/rollout.js'
import type { Target } from '../model/service.js'
import type { Question } from './evidence.js'
import type { Performed } from './perform.js'

/** How far a rollout is followed; docs/guarantees.md says what each promises. */
export type WaitUntil = 'Accepted' | 'Started' | 'Serving' | 'Deployed' | 'Drained'

/** A service whose end is awaited, and what that end is. */
export interface Awaited {
  readonly target: Target
  readonly completion: Completion['kind']
  /** Of a rollout; a deletion or a change of count has one end only. */
  readonly until: Exclude<WaitUntil, 'Accepted'>
  /** The count that was asked for, where one was. */
  readonly desiredCount: number | undefined
  readonly performed: Performed
  /** When its call had been answered: what was written is no younger. */
  readonly sinceMs: number
  /** What a diagnosis rests on, should there be need of one. */
  readonly about: About
}

/** What the plan and the file know of a rollout. */
export type About = Pick<Question, 'taskDefinition' | 'changes' | 'origins' | 'mask'>

export interface Observation {
  /** undefined: DescribeServices reports the name as MISSING. */
  readonly service: Service | undefined
  readonly nowMs: number
  /** The worst health among the classic load balancers that the service names; asked for only where it matters, else None. */
  readonly instances: InstanceHealth
}

export const judge = (awaited: Awaited, observation: Observation): Verdict | undefined => {
  switch (awaited.completion) {
    case 'Accepted':
      return { kind: 'Accepted' }
    case 'Inactive':
      return isGone(observation.service) ? { kind: 'Deleted' } : undefined
    case 'Steady':
      return judgeCounts(awaited, observation)
    case 'Deployed':
      return judgeDeployment(awaited, observation)
  }
}

/**
 * ECS reports no rolloutState behind a classic load balancer (ecs-facts 4.3): there the counts decide, and the
 * instances' health in the load balancer. True where that is the case and the counts are right, so that the health is worth asking for.
 */
export const needsInstanceHealth = (service: Service | undefined): boolean =>
  service !== undefined && classicNames(service).length > 0 && hasSettled(service)

export const classicNames = (service: Service): readonly string[] =>
  (service.loadBalancers ?? []).flatMap(({ loadBalancerName }) => loadBalancerName ?? [])

/** Reads may lag behind writes for some seconds (ecs-facts section 6): until then an unexpected view proves nothing. */
const staleReadsMs = 30_000

const judgeDeployment = (awaited: Awaited, { service, nowMs, instances }: Observation): Verdict | undefined => {
  const wanted = awaited.performed.deployment
  const isRecent = nowMs - awaited.sinceMs < staleReadsMs
  if (isEnding(service)) {
    return isRecent ? undefined : { kind: 'ServiceGone' }
  }
  const deployments = service.deployments ?? []
  const primary = primaryOf(deployments)
  if (wanted === undefined) {
    return hasSettled(service) && !isRecent
      ? { kind: 'Completed', taskDefinitionArn: service.taskDefinition ?? '' }
      : undefined
  }
  const ours = deployments.find(({ id }) => id === wanted.id)
  if (ours?.rolloutState === 'FAILED') {
    const reason = ours.rolloutStateReason
    return primary?.id === wanted.id || primary === undefined
      ? { kind: 'RolloutFailed', ...(reason === undefined ? {} : { reason }) }
      : { kind: 'RolledBack', reason: reason ?? '', taskDefinitionArn: primary.taskDefinition ?? '' }
  }
  if (primary?.id === undefined) return undefined
  if (primary.id !== wanted.id) {
    const createdAtMs = primary.createdAt?.getTime()
    const isNewer = createdAtMs !== undefined && wanted.createdAtMs !== undefined && createdAtMs >= wanted.createdAtMs
    const told = rollbackEvent(service, wanted.createdAtMs ?? awaited.sinceMs)
    if (!isNewer && isRecent && told === undefined) return undefined
    const rollback = isRollback(primary.rolloutStateReason) ? primary.rolloutStateReason : told
    const taskDefinitionArn = primary.taskDefinition ?? ''
    return rollback === undefined
      ? { kind: 'Superseded', deploymentId: primary.id, taskDefinitionArn }
      : { kind: 'RolledBack', reason: rollback, taskDefinitionArn }
  }
  // Of a classic load balancer no health of a task can be told: there a rollout serves once it is complete.
  const stage =
    awaited.until === 'Serving' && classicNames(service).length > 0 ? undefined : stageReached(awaited.until, primary)
  if (stage !== undefined) return { kind: 'Reached', stage, taskDefinitionArn: wanted.taskDefinitionArn }
  const isDone =
    hasSettled(service) &&
    (primary.rolloutState === undefined
      ? classicNames(service).length === 0 || isServedBy(instances, service, wanted.createdAtMs ?? awaited.sinceMs)
      : primary.rolloutState === 'COMPLETED')
  if (!isDone) return undefined
  // The version may be the right one and its count somebody else's by now.
  if (awaited.desiredCount !== undefined && service.desiredCount !== awaited.desiredCount) {
    return isRecent
      ? undefined
      : { kind: 'CountMoved', wanted: awaited.desiredCount, desiredCount: service.desiredCount ?? 0 }
  }
  // A deployment that is reused for a rollback would keep its id: what serves is told by the revision alone (ecs-facts 4.5).
  const taskDefinitionArn = primary.taskDefinition ?? ''
  return taskDefinitionArn === wanted.taskDefinitionArn
    ? { kind: 'Completed', taskDefinitionArn }
    : { kind: 'Superseded', deploymentId: primary.id, taskDefinitionArn }
}

/** ECS's counts say that tasks run, not that they are healthy: that is asked for before `Serving` is believed. */
const stageReached = (
  until: Awaited['until'],
  { desiredCount = 0, runningCount = 0, pendingCount = 0 }: Deployment,
): 'Started' | 'Serving' | undefined => {
  if (until === 'Started') return desiredCount === 0 || runningCount + pendingCount > 0 ? until : undefined
  return until === 'Serving' && desiredCount > 0 && runningCount >= desiredCount ? until : undefined
}

/**
 * Instances of a classic load balancer may be other services' and out of service for reasons of their own: where not all
 * are well, ECS's word that this deployment is steady is needed beside one that is.
 */
const isServedBy = (instances: InstanceHealth, { desiredCount, events }: Service, sinceMs: number): boolean =>
  desiredCount === 0 ||
  instances === 'All' ||
  (instances === 'Some' &&
    (events ?? []).some(
      ({ createdAt, message }) =>
        (createdAt?.getTime() ?? 0) >= sinceMs && (message ?? '').includes('has reached a steady state'),
    ))

const isRollback = (text: string | undefined): boolean => text?.includes('rolling back') ?? false

/** Once a rollback is complete only the events tell of it; those from before our deployment tell of another one. */
const rollbackEvent = ({ events }: Service, sinceMs: number): string | undefined =>
  events?.find(({ createdAt, message }) => (createdAt?.getTime() ?? 0) >= sinceMs && isRollback(message))?.message

const judgeCounts = (awaited: Awaited, { service, nowMs }: Observation): Verdict | undefined => {
  const isRecent = nowMs - awaited.sinceMs < staleReadsMs
  if (isEnding(service)) {
    return isRecent ? undefined : { kind: 'ServiceGone' }
  }
  const primary = primaryOf(service.deployments)
  const wanted = awaited.desiredCount
  const taskDefinitionArn = primary?.taskDefinition ?? service.taskDefinition ?? ''
  if (wanted !== undefined && service.desiredCount !== wanted) {
    return isRecent ? undefined : { kind: 'CountMoved', wanted, desiredCount: service.desiredCount ?? 0 }
  }
  // Other controllers have task sets in place of deployments: there the counts decide once they can be trusted.
  const isSteady =
    (service.deployments ?? []).length === 0
      ? !isRecent && service.runningCount === service.desiredCount && (service.pendingCount ?? 0) === 0
      : hasSettled(service) && primary?.desiredCount === service.desiredCount
  return isSteady ? { kind: 'Completed', taskDefinitionArn } : undefined
}

const hasSettled = (service: Service): boolean =>
  service.deployments?.length === 1 &&
  service.runningCount === service.desiredCount &&
  (service.pendingCount ?? 0) === 0

/** A service that drains has been deleted: its counts go to zero, which is no success of any rollout (ecs-facts 4.7). */
const isEnding = (service: Service | undefined): service is undefined =>
  service === undefined || service.status === 'INACTIVE' || service.status === 'DRAINING'

const isGone = (service: Service | undefined): service is undefined =>
  service === undefined || service.status === 'INACTIVE'
