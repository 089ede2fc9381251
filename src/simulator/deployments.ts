/** Deployments of a service: begun, counted against, completed, failed and rolled back (ECS controller, rolling updates). */
import type { DeploymentConfiguration } from '@aws-sdk/client-ecs'
import { deploymentId, serviceRevisionArn } from './arns.js'
import { addEvent, settleComplaints } from './events.js'
import { alarmsOf } from './faults.js'
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

/** Choice: how long alarms are watched after everything has arrived. AWS derives it from the alarms, which are only names here. */
const bakeMs = 300_000

/** Choice: a requested stop is acted on after as long as an update. */
const stopReactionMs = reactionMs.update

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
    if (record.alarms?.status === 'MONITORING') record.alarms = { ...record.alarms, status: 'MONITORING_COMPLETE' }
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
  fail(world, service, failed, 'ECS deployment circuit breaker: tasks failed to start.')
  addEvent(world, service, `(deployment ${deploymentId(failed.number)}) deployment failed: tasks failed to start.`)
  const record = currentServiceDeployment(service)
  if (record !== undefined) record.breakerStatus = 'TRIGGERED'
  const good = others.find(({ rolloutState }) => rolloutState === 'COMPLETED')
  const wantsRollback = service.deploymentConfiguration.deploymentCircuitBreaker?.rollback === true
  if (wantsRollback && good !== undefined) rollBack(world, service, failed, good, breakerWords)
  else if (record !== undefined) finishStopped(world, record, breakerWords.stopped)
}

/** Fails the PRIMARY deployment when an alarm that it watches goes into ALARM, and rolls back where that is asked for and possible. */
export const tripAlarms = (world: World, service: ServiceState): void => {
  const [failed, ...others] = service.deployments
  if (failed === undefined) return
  const firing = alarmsToCome(world, service, failed).filter(({ atMs }) => atMs <= world.nowMs)
  if (firing.length === 0) return
  fail(world, service, failed, 'ECS deployment failed: alarm detected.')
  addEvent(world, service, `(deployment ${deploymentId(failed.number)}) deployment failed: alarm detected.`)
  const record = currentServiceDeployment(service)
  if (record?.alarms !== undefined) {
    record.alarms = { ...record.alarms, triggered: firing.map(({ name }) => name), status: 'TRIGGERED' }
  }
  const good = others.find(({ rolloutState }) => rolloutState === 'COMPLETED')
  const wantsRollback = service.deploymentConfiguration.alarms?.rollback === true
  if (wantsRollback && good !== undefined) rollBack(world, service, failed, good, alarmWords)
  else if (record !== undefined) finishStopped(world, record, alarmWords.stopped)
}

/** When the next alarm fires that the PRIMARY deployment watches; Infinity when none will. */
export const nextAlarmMsOf = (world: World, service: ServiceState): number => {
  const [primary] = service.deployments
  if (primary === undefined) return Infinity
  return alarmsToCome(world, service, primary).find(({ atMs }) => atMs > world.nowMs)?.atMs ?? Infinity
}

/** Until when a deployment that has arrived waits for its alarms; counted from the first time of asking, 0 when it watches none. */
export const bakesUntilMsOf = (world: World, service: ServiceState, deployment: DeploymentState): number => {
  if (!watchesAlarms(service, deployment)) return 0
  deployment.bakesUntilMs ??= world.nowMs + bakeMs
  return deployment.bakesUntilMs
}

/** Where a rollback would lead: to the newest COMPLETED deployment that is still listed, else to the one before (choice). */
export const previousOf = (service: ServiceState): DeploymentState | undefined => {
  const [, ...others] = service.deployments
  return others.find(({ rolloutState }) => rolloutState === 'COMPLETED') ?? others[0]
}

/** Asks for the end of the service deployment that is under way. */
export const requestStop = (
  world: World,
  service: ServiceState,
  record: ServiceDeploymentState,
  stopType: 'ROLLBACK' | 'ABORT',
): void => {
  record.status = stopType === 'ROLLBACK' ? 'ROLLBACK_REQUESTED' : 'STOP_REQUESTED'
  record.updatedAtMs = world.nowMs
  wakeService(world, service, world.nowMs + stopReactionMs)
}

/** Does what `requestStop` asked for: goes back, or (choice) leaves the deployment as it is, failed. */
export const actOnRequestedStop = (world: World, service: ServiceState): void => {
  const record = currentServiceDeployment(service)
  const [stopped] = service.deployments
  if (record === undefined || stopped === undefined || world.nowMs < record.updatedAtMs + stopReactionMs) return
  if (record.status === 'STOP_REQUESTED') {
    fail(world, service, stopped, requestWords.failed)
    finishStopped(world, record, requestWords.stopped)
    return
  }
  const previous = previousOf(service)
  if (record.status !== 'ROLLBACK_REQUESTED' || previous === undefined) return
  fail(world, service, stopped, requestWords.failed)
  rollBack(world, service, stopped, previous, requestWords)
}

/** How a rollback is explained where. What is said of alarms and requests is a choice, save the events. */
interface RollbackWords {
  readonly rollout: string
  readonly isRollingBack: string
  readonly rolledBack: string
  readonly stopped: string
}

const breakerWords: RollbackWords = {
  rollout: 'ECS deployment circuit breaker',
  isRollingBack: 'Service deployment is rolling back because the circuit breaker threshold was exceeded.',
  rolledBack: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
  stopped: 'Service deployment stopped because the circuit breaker threshold was exceeded.',
}

const alarmWords: RollbackWords = {
  rollout: 'ECS deployment alarm',
  isRollingBack: 'Service deployment is rolling back because a CloudWatch alarm was triggered.',
  rolledBack: 'Service deployment rolled back because a CloudWatch alarm was triggered.',
  stopped: 'Service deployment stopped because a CloudWatch alarm was triggered.',
}

const requestWords: RollbackWords & { readonly failed: string } = {
  rollout: 'ECS deployment stopped by request',
  isRollingBack: 'Service deployment is rolling back because it was requested.',
  rolledBack: 'Service deployment rolled back because it was requested.',
  stopped: 'Service deployment stopped because it was requested.',
  failed: 'ECS deployment failed: stopped by request.',
}

const fail = (world: World, service: ServiceState, deployment: DeploymentState, reason: string): void => {
  deployment.rolloutState = 'FAILED'
  deployment.rolloutStateReason = reason
  deployment.updatedAtMs = world.nowMs
  const record = currentServiceDeployment(service)
  if (record !== undefined) record.updatedAtMs = world.nowMs
}

const rollBack = (
  world: World,
  service: ServiceState,
  failed: DeploymentState,
  good: DeploymentState,
  words: RollbackWords,
): void => {
  const id = deploymentId(good.number)
  failed.status = 'ACTIVE'
  Object.assign(good, {
    status: 'PRIMARY',
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `${words.rollout}: rolling back to deploymentId ${id}.`,
    updatedAtMs: world.nowMs,
    isRollback: true,
    breakerFailures: 0,
  } satisfies Partial<DeploymentState>)
  service.deployments = [good, ...service.deployments.filter((each) => each !== good)]
  const record = currentServiceDeployment(service)
  if (record !== undefined) {
    record.status = 'ROLLBACK_IN_PROGRESS'
    record.statusReason = words.isRollingBack
    record.rollback = {
      reason: words.rolledBack,
      startedAtMs: world.nowMs,
      revision: serviceRevisionArn(world, service.cluster, service.name, good.number),
    }
  }
  addEvent(world, service, `rolling back to deployment ${id}.`)
  startAfresh(service)
}

const finishStopped = (world: World, record: ServiceDeploymentState, reason: string): void => {
  record.status = 'STOPPED'
  record.statusReason = reason
  record.finishedAtMs = world.nowMs
  record.updatedAtMs = world.nowMs
  record.stoppedAtMs = world.nowMs
}

// Those that are in ALARM already when a deployment starts say nothing about it.
const alarmsToCome = (world: World, service: ServiceState, deployment: DeploymentState) =>
  watchesAlarms(service, deployment)
    ? alarmsOf(world.faults, service.deploymentConfiguration.alarms?.alarmNames ?? []).filter(
        ({ atMs }) => atMs > deployment.createdAtMs,
      )
    : []

// Neither for a rollback nor behind a classic load balancer, as with the circuit breaker (choices).
const watchesAlarms = (service: ServiceState, deployment: DeploymentState): boolean => {
  const { alarms } = service.deploymentConfiguration
  return alarms?.enable === true && (alarms.alarmNames ?? []).length > 0 && canFail(service, deployment)
}

const canFail = (service: ServiceState, deployment: DeploymentState): boolean =>
  deployment.rolloutState === 'IN_PROGRESS' &&
  !deployment.isRollback &&
  !isBehindClassic(revisionOf(service, deployment.number))

// Not behind a classic load balancer, where there is no rollout state to fail; not for a rollback, which has nothing to go back to.
const isMonitored = (service: ServiceState, deployment: DeploymentState): boolean =>
  service.deploymentConfiguration.deploymentCircuitBreaker?.enable === true && canFail(service, deployment)

const newServiceDeployment = (
  world: World,
  service: ServiceState,
  number: string,
  previous: readonly DeploymentState[],
): ServiceDeploymentState => {
  const isGuarded = service.deploymentConfiguration.deploymentCircuitBreaker?.enable === true
  const { alarms } = service.deploymentConfiguration
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
    ...(alarms?.enable === true
      ? { alarms: { names: alarms.alarmNames ?? [], triggered: [], status: 'MONITORING' as const } }
      : {}),
  }
}

const supersede = (world: World, service: ServiceState): void => {
  for (const record of service.serviceDeployments) {
    if (record.finishedAtMs !== undefined) continue
    record.status = 'STOPPED'
    record.statusReason = 'Service deployment was superseded by a newer service deployment.'
    record.finishedAtMs = world.nowMs
    record.updatedAtMs = world.nowMs
    record.stoppedAtMs = world.nowMs
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
