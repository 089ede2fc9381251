/** Deployments of a service: begun, counted against, completed, failed and rolled back (ECS controller, rolling updates). */
import type { DeploymentConfiguration } from '@aws-sdk/client-ecs'
import { deploymentId, serviceRevisionArn } from './arns.js'
import { addEvent, settleComplaints } from './events.js'
import type { Wire } from './model.js'
import { drawDeploymentNumber, drawHex } from './random.js'
import { isBehindClassic } from './tasks.js'
import { revisionOf, wakeService } from './world.js'
import type { DeploymentState, Revision, ServiceDeploymentState, ServiceState, TaskState, World } from './world.js'

// Choice, from the recorded seven seconds between a create and its first task.
const reactionMs = { create: 6_000, update: 2_000 }

/** The start of back-offs after failed starts, doubling to the limit. */
const backOff = { freeFailures: 2, firstMs: 10_000, mostMs: 900_000 }

const keptServiceDeployments = 100

/** A revision without the number and time that `startDeployment` gives it. */
export type RevisionSettings = Omit<Revision, 'number' | 'createdAtMs'>

/** Makes a new PRIMARY deployment of these settings; what was PRIMARY becomes ACTIVE and keeps its rollout state. */
export const startDeployment = (world: World, service: ServiceState, settings: RevisionSettings): DeploymentState => {
  const number = drawDeploymentNumber(world.random)
  const previous = service.deployments
  for (const each of previous) each.status = 'ACTIVE'
  const deployment: DeploymentState = {
    number,
    status: 'PRIMARY',
    desiredCount: service.desiredCount,
    createdAtMs: world.nowMs,
    updatedAtMs: world.nowMs,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${deploymentId(number)} in progress.`,
    failedTasks: 0,
    breakerFailures: 0,
    hasRun: false,
    isRollback: false,
  }
  service.revisions.push({ ...settings, number, createdAtMs: world.nowMs })
  service.deployments = [deployment, ...previous]
  supersede(world, service)
  service.serviceDeployments = [
    newServiceDeployment(world, service, number, previous),
    ...service.serviceDeployments,
  ].slice(0, keptServiceDeployments)
  startAfresh(service)
  wakeService(world, service, world.nowMs + (previous.length === 0 ? reactionMs.create : reactionMs.update))
  return deployment
}

/** Closes the PRIMARY deployment: it is COMPLETED, and the others disappear. */
export const completeDeployment = (world: World, service: ServiceState, deployment: DeploymentState): void => {
  deployment.rolloutState = 'COMPLETED'
  deployment.rolloutStateReason = `ECS deployment ${deploymentId(deployment.number)} completed.`
  deployment.updatedAtMs = world.nowMs
  service.deployments = [deployment]
  const record = currentServiceDeployment(service)
  if (record !== undefined) {
    record.status = record.rollback === undefined ? 'SUCCESSFUL' : 'ROLLBACK_SUCCESSFUL'
    if (record.rollback !== undefined) record.statusReason = record.rollback.reason
    record.finishedAtMs = world.nowMs
    record.updatedAtMs = world.nowMs
    if (record.breakerStatus === 'MONITORING') record.breakerStatus = 'MONITORING_COMPLETE'
  }
  addEvent(world, service, `(deployment ${deploymentId(deployment.number)}) deployment completed.`, world.nowMs - 1)
}

/** The record of the deployment or rollback that is under way, or undefined. */
export const currentServiceDeployment = (service: ServiceState): ServiceDeploymentState | undefined =>
  service.serviceDeployments.find(({ finishedAtMs }) => finishedAtMs === undefined)

/** A task of the deployment reached RUNNING. */
export const countRun = (service: ServiceState, task: TaskState): void => {
  const deployment = deploymentOf(service, task)
  service.startFailures = 0
  service.nextStartMs = 0
  settleComplaints(service, 'is unable to consistently start')
  if (deployment === undefined) return
  deployment.hasRun = true
  deployment.failedTasks = 0
}

/** A task of the deployment became healthy for the first time: by default that clears the circuit breaker's count. */
export const countHealthy = (service: ServiceState, task: TaskState): void => {
  const deployment = deploymentOf(service, task)
  if (deployment === undefined) return
  if (service.deploymentConfiguration.deploymentCircuitBreaker?.resetOnHealthyTask === false) return
  deployment.breakerFailures = 0
  noteFailures(service, deployment)
}

/** A task stopped before it ran: the starts are held back more and more, and the circuit breaker counts (first stage). */
export const countFailedStart = (world: World, service: ServiceState, task: TaskState): void => {
  service.startFailures += 1
  const steps = Math.max(service.startFailures - backOff.freeFailures, 0)
  const delayMs = steps === 0 ? 0 : Math.min(backOff.firstMs * 2 ** (steps - 1), backOff.mostMs)
  service.nextStartMs = world.nowMs + delayMs
  const deployment = deploymentOf(service, task)
  if (deployment === undefined) return
  deployment.failedTasks += 1
  if (!deployment.hasRun) deployment.breakerFailures += 1
  noteFailures(service, deployment)
}

/** A running task failed a health check and is being stopped: the circuit breaker counts (second stage). */
export const countFailedHealth = (service: ServiceState, task: TaskState): void => {
  const deployment = deploymentOf(service, task)
  if (deployment === undefined) return
  deployment.failedTasks += 1
  deployment.breakerFailures += 1
  noteFailures(service, deployment)
}

/** The failures that trip the circuit breaker of a service with this many desired tasks. */
export const breakerThreshold = (configuration: Wire<DeploymentConfiguration>, desiredCount: number): number => {
  const { type = 'BOUNDED_PERCENT', value = 50 } = configuration.deploymentCircuitBreaker?.thresholdConfiguration ?? {}
  if (type === 'COUNT') return value
  const share = Math.ceil((value / 100) * desiredCount)
  return type === 'UNBOUNDED_PERCENT' ? Math.max(share, 1) : Math.min(Math.max(share, 3), 200)
}

/** Fails the PRIMARY deployment when its circuit breaker trips, and rolls back where that is asked for and possible. */
export const tripBreaker = (world: World, service: ServiceState): void => {
  const [failed, ...others] = service.deployments
  if (failed === undefined || !isMonitored(service, failed)) return
  if (failed.breakerFailures < breakerThreshold(service.deploymentConfiguration, service.desiredCount)) return
  failed.rolloutState = 'FAILED'
  failed.rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.'
  failed.updatedAtMs = world.nowMs
  addEvent(world, service, `(deployment ${deploymentId(failed.number)}) deployment failed: tasks failed to start.`)
  const record = currentServiceDeployment(service)
  if (record !== undefined) {
    record.breakerStatus = 'TRIGGERED'
    record.updatedAtMs = world.nowMs
  }
  const good = others.find(({ rolloutState }) => rolloutState === 'COMPLETED')
  const wantsRollback = service.deploymentConfiguration.deploymentCircuitBreaker?.rollback === true
  if (wantsRollback && good !== undefined) rollBack(world, service, failed, good)
  else if (record !== undefined) finishFailed(world, record)
}

const rollBack = (world: World, service: ServiceState, failed: DeploymentState, good: DeploymentState): void => {
  const id = deploymentId(good.number)
  failed.status = 'ACTIVE'
  Object.assign(good, {
    status: 'PRIMARY',
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${id}.`,
    updatedAtMs: world.nowMs,
    isRollback: true,
    breakerFailures: 0,
  } satisfies Partial<DeploymentState>)
  service.deployments = [good, ...service.deployments.filter((each) => each !== good)]
  const record = currentServiceDeployment(service)
  if (record !== undefined) {
    record.status = 'ROLLBACK_IN_PROGRESS'
    record.statusReason = 'Service deployment is rolling back because the circuit breaker threshold was exceeded.'
    record.rollback = {
      reason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
      startedAtMs: world.nowMs,
      revision: serviceRevisionArn(world, service.cluster, service.name, good.number),
    }
  }
  addEvent(world, service, `rolling back to deployment ${id}.`)
  startAfresh(service)
}

const finishFailed = (world: World, record: ServiceDeploymentState): void => {
  record.status = 'STOPPED'
  record.statusReason = 'Service deployment stopped because the circuit breaker threshold was exceeded.'
  record.finishedAtMs = world.nowMs
}

// Not behind a classic load balancer, where there is no rollout state to fail; not for a rollback, which has nothing to go back to.
const isMonitored = (service: ServiceState, deployment: DeploymentState): boolean =>
  service.deploymentConfiguration.deploymentCircuitBreaker?.enable === true &&
  deployment.rolloutState === 'IN_PROGRESS' &&
  !deployment.isRollback &&
  !isBehindClassic(revisionOf(service, deployment.number))

const newServiceDeployment = (
  world: World,
  service: ServiceState,
  number: string,
  previous: readonly DeploymentState[],
): ServiceDeploymentState => {
  const isGuarded = service.deploymentConfiguration.deploymentCircuitBreaker?.enable === true
  return {
    id: drawHex(world.random, 20),
    target: number,
    sources: previous.map((each) => each.number),
    createdAtMs: world.nowMs,
    deploymentConfiguration: service.deploymentConfiguration,
    updatedAtMs: world.nowMs,
    status: 'IN_PROGRESS',
    breakerStatus: isGuarded ? 'MONITORING' : 'DISABLED',
    failureCount: 0,
    threshold: breakerThreshold(service.deploymentConfiguration, service.desiredCount),
  }
}

const supersede = (world: World, service: ServiceState): void => {
  for (const record of service.serviceDeployments) {
    if (record.finishedAtMs !== undefined) continue
    record.status = 'STOPPED'
    record.statusReason = 'Service deployment was superseded by a newer service deployment.'
    record.finishedAtMs = world.nowMs
    record.updatedAtMs = world.nowMs
  }
}

const startAfresh = (service: ServiceState): void => {
  service.isSteady = false
  service.startFailures = 0
  service.nextStartMs = 0
  settleComplaints(service)
}

const noteFailures = (service: ServiceState, deployment: DeploymentState): void => {
  const record = currentServiceDeployment(service)
  if (record?.target === deployment.number) record.failureCount = deployment.breakerFailures
}

const deploymentOf = (service: ServiceState, task: TaskState): DeploymentState | undefined =>
  service.deployments.find(({ number }) => number === task.deployment)
