/**
 * The service scheduler on virtual time. It wakes at whole seconds, moves the tasks that are due, then lets every service that is
 * due take one step towards what it wants; a service that has arrived leaves the queue and costs nothing.
 */
import type { CapacityProviderStrategyItem, LaunchType } from '@aws-sdk/client-ecs'
import { deploymentId } from './arns.js'
import {
  actOnRequestedStop,
  bakesUntilMsOf,
  completeDeployment,
  countFailedHealth,
  countFailedStart,
  countHealthy,
  countRun,
  nextAlarmMsOf,
  tripAlarms,
  tripBreaker,
} from './deployments.js'
import { addEvent, complain, settleComplaints } from './events.js'
import { failsHealthChecks, lacksCapacity } from './faults.js'
import { taskHealthOf } from './health.js'
import type { TaskHealth } from './health.js'
import { forgetStream, logPlaceOf } from './logs.js'
import type { Wire } from './model.js'
import { eligibleInstances, place } from './placement.js'
import { startTask, stepTask, stopTask } from './tasks.js'
import { keyOf, own, remove, revisionOf, taskAt, taskDefinitionAt, tasksOf, wakeService } from './world.js'
import type { ClusterState, DeploymentState, InstanceState, Revision, ServiceState, TaskState, World } from './world.js'

const tickMs = 1_000
/** How long an empty deployment takes, and a deletion without tasks (4.3 and 4.8 of the recorded behaviour). */
const settling = { emptyDeploymentMs: 20_000, deletionMs: 5_000 }
/** How often a service looks again at what does not announce itself: target health, capacity, a blocked rollout. */
const lookAgain = { healthMs: 5_000, capacityMs: 10_000, blockedMs: 30_000 }
const keptStoppedMs = 3_600_000
/** The largest number of tasks that one step starts or stops. */
const batch = 10

/** Moves time on, through every tick in between at which something is due. */
export const advance = (world: World, ms: number): void => {
  const endMs = world.nowMs + ms
  for (let atMs = nextTickMs(world); atMs <= endMs; atMs = nextTickMs(world)) {
    world.nowMs = atMs
    tick(world)
  }
  world.nowMs = endMs
}

/** The launch type that a revision's tasks get, and the capacity provider they come from. */
export const launchTypeOf = (
  revision: Pick<Revision, 'launchType' | 'capacityProviderStrategy'>,
  index = 0,
): { readonly launchType: LaunchType; readonly capacityProviderName?: string } => {
  const strategy = revision.capacityProviderStrategy ?? []
  if (strategy.length === 0) return { launchType: revision.launchType ?? 'EC2' }
  const capacityProviderName = providerOf(strategy, index)
  return { launchType: capacityProviderName.startsWith('FARGATE') ? 'FARGATE' : 'EC2', capacityProviderName }
}

/** The number of tasks a service wants: its desired count, or one per suitable instance for DAEMON. */
export const wantedCountOf = (world: World, service: ServiceState): number =>
  service.schedulingStrategy === 'DAEMON' && service.status === 'ACTIVE'
    ? daemonInstances(world, service).length
    : service.desiredCount

const nextTickMs = (world: World): number => {
  const { movingServices, movingTasks } = world.ecs
  let dueMs = Infinity
  for (const key in movingTasks) dueMs = Math.min(dueMs, movingTasks[key] ?? Infinity)
  for (const key in movingServices) dueMs = Math.min(dueMs, movingServices[key] ?? Infinity)
  const nextMs = Math.floor(world.nowMs / tickMs) * tickMs + tickMs
  return Math.max(Math.ceil(dueMs / tickMs) * tickMs, nextMs)
}

const tick = (world: World): void => {
  const { movingServices, movingTasks } = world.ecs
  for (const key of dueKeys(movingTasks, world.nowMs)) moveTask(world, key)
  for (const key of dueKeys(movingServices, world.nowMs)) {
    remove(movingServices, key)
    const [cluster = '', name = ''] = key.split('/')
    const service = own(own(world.ecs.clusters, cluster)?.services ?? {}, name)
    const againMs = service === undefined ? undefined : reconcile(world, service)
    if (service !== undefined && againMs !== undefined) wakeService(world, service, againMs)
  }
}

const dueKeys = (queue: Readonly<Record<string, number>>, nowMs: number): readonly string[] => {
  const due: string[] = []
  for (const key in queue) if ((queue[key] ?? Infinity) <= nowMs) due.push(key)
  return due
}

const moveTask = (world: World, key: string): void => {
  const task = taskOf(world, key)
  if (task === undefined) {
    remove(world.ecs.movingTasks, key)
    return
  }
  const service =
    task.service === undefined ? undefined : own(world.ecs.clusters[task.cluster]?.services ?? {}, task.service)
  const wasWanted = isWanted(task)
  const news = stepTask(world, task, (text) => {
    if (service !== undefined) addEvent(world, service, text)
  })
  if (news === 'Gone') forgetStoppedTasks(world, task)
  if (service?.taskIds.includes(task.id) !== true) return
  if (news === 'Runs') countRun(service, task)
  if (news === 'Gone') service.taskIds = service.taskIds.filter((each) => each !== task.id)
  if (wasWanted && !isWanted(task) && task.startedAtMs === undefined) countFailedStart(world, service, task)
  // A task that left RUNNING on its own must be replaced as well.
  if (news !== undefined || task.desiredStatus === 'STOPPED') wakeService(world, service, world.nowMs)
}

// Stopped tasks stay visible for an hour (lists and descriptions filter by time); this only keeps the world small.
const forgetStoppedTasks = (world: World, stopped: TaskState): void => {
  const queue = (world.ecs.stoppedTasks ??= stoppedTasksIn(world)
    .filter((task) => task !== stopped)
    .map(keyOfTask))
  queue.push(keyOfTask(stopped))
  const isOver = (task: TaskState | undefined) =>
    task?.stoppedAtMs === undefined || world.nowMs - task.stoppedAtMs > keptStoppedMs
  let over = 0
  for (const key of queue) {
    const task = taskOf(world, key)
    if (!isOver(task)) break
    over += 1
    if (task !== undefined) forgetTask(world, task)
  }
  if (over > 0) queue.splice(0, over)
}

const stoppedTasksIn = (world: World): readonly TaskState[] =>
  Object.values(world.ecs.clusters)
    .flatMap(({ tasks }) => Object.values(tasks))
    .filter(({ stoppedAtMs }) => stoppedAtMs !== undefined)
    .toSorted((a, b) => (a.stoppedAtMs ?? 0) - (b.stoppedAtMs ?? 0))

const forgetTask = (world: World, task: TaskState): void => {
  const definition = taskDefinitionAt(world, task.taskDefinition)?.taskDefinition
  for (const container of task.containers) {
    const containerDefinition = definition?.containerDefinitions?.find(({ name }) => name === container.name)
    forgetStream(world, logPlaceOf(containerDefinition, task, container))
  }
  remove(world.ecs.clusters[task.cluster]?.tasks ?? {}, task.id)
}

const keyOfTask = ({ cluster, id }: TaskState): string => keyOf(cluster, id)

const taskOf = (world: World, key: string): TaskState | undefined => {
  const [cluster = '', task = ''] = key.split('/')
  return taskAt(world, { cluster, task })
}

/** One step of one service; returns when to look again, or undefined when only news (a task, a request) can change anything. */
const reconcile = (world: World, service: ServiceState): number | undefined => {
  if (service.status === 'INACTIVE') return undefined
  if (service.status === 'DRAINING') return drain(world, service)
  const healths = judgeTasks(world, service)
  actOnRequestedStop(world, service)
  tripBreaker(world, service)
  tripAlarms(world, service)
  const step = service.schedulingStrategy === 'DAEMON' ? stepDaemon : stepReplica
  const blockedUntilMs = step(world, service, healths)
  for (const deployment of service.deployments) deployment.desiredCount = desiredOf(world, service, deployment)
  if (!settle(world, service, healths)) return nextLookMs(world, service, healths, blockedUntilMs)
  // A fault that fails health checks shows only as time passes.
  return failsHealthChecks(world.faults) ? world.nowMs + lookAgain.healthMs : undefined
}

const desiredOf = (world: World, service: ServiceState, deployment: DeploymentState): number =>
  deployment.status === 'PRIMARY'
    ? wantedCountOf(world, service)
    : tasksOf(world, service).filter((task) => task.deployment === deployment.number && isWanted(task)).length

type Healths = ReadonlyMap<string, TaskHealth>

// Judges the RUNNING tasks; those that fail their checks after the grace period are stopped.
const judgeTasks = (world: World, service: ServiceState): Healths => {
  const healths = new Map<string, TaskHealth>()
  const stopped: TaskState[] = []
  for (const task of tasksOf(world, service)) {
    if (task.lastStatus !== 'RUNNING' || !isWanted(task)) continue
    const health = taskHealthOf(world, service, task)
    if (health.kind === 'Healthy' && !task.hasBeenHealthy) {
      task.hasBeenHealthy = true
      countHealthy(service, task)
    }
    const graceEndMs = (task.startedAtMs ?? 0) + service.healthCheckGracePeriodSeconds * 1000
    if (health.kind !== 'Unhealthy' || world.nowMs < graceEndMs) {
      healths.set(task.id, health)
      continue
    }
    if (health.event !== undefined) addEvent(world, service, health.event)
    countFailedHealth(service, task)
    stopTask(world, task, 'ServiceSchedulerInitiated', health.reason, noticeOf(world, service))
    stopped.push(task)
  }
  announceStops(world, service, stopped)
  return healths
}

// Percentages as in the documentation: at most `floor(desired × maximum)` tasks that are not STOPPED, at least `ceil(desired × minimum)` healthy.
const limitsOf = (service: ServiceState, desired: number): { readonly most: number; readonly leastHealthy: number } => {
  const { maximumPercent = 200, minimumHealthyPercent = 100 } = service.deploymentConfiguration
  return {
    most: Math.floor((desired * maximumPercent) / 100),
    leastHealthy: Math.ceil((desired * minimumHealthyPercent) / 100),
  }
}

// Returns until when nothing can be done that is not announced, or undefined when the service is not blocked.
const stepReplica = (world: World, service: ServiceState, healths: Healths): number | undefined => {
  const [primary] = service.deployments
  if (primary === undefined) return undefined
  const desired = service.desiredCount
  const { most } = limitsOf(service, desired)
  const all = tasksOf(world, service)
  const current = all.filter((task) => isWanted(task) && task.deployment === primary.number)
  const old = all.filter((task) => isWanted(task) && task.deployment !== primary.number)
  if (primary.rolloutState === 'FAILED') {
    const excess = old.length + current.length - desired
    const unborn = current.filter(({ lastStatus }) => lastStatus !== 'RUNNING')
    // What never came up goes before anything that serves.
    stopExcess(world, service, unborn, [], excess)
    stopExcess(
      world,
      service,
      old,
      current.filter((task) => !unborn.includes(task)),
      excess - unborn.length,
    )
    return undefined
  }
  stopExcess(world, service, current, [], current.length - desired)
  const missing = Math.max(desired - current.length, 0)
  const room = Math.max(most - all.length, 0)
  const start = startMissing(world, service, primary, Math.min(missing, room))
  const isShort = missing > 0 && (room === 0 || start.kind === 'Unplaced')
  const stopped = retireOld(world, service, primary, { old, current, healths, desired, isShort })
  const isProven = all.every((task) => healths.get(task.id)?.kind === 'Healthy')
  if (missing > 0 && room === 0 && stopped === 0 && old.length > 0 && isProven) {
    complain(
      world,
      service,
      'was unable to stop or start tasks during a deployment because of the service deployment configuration. ' +
        'Update the minimumHealthyPercent or maximumPercent value and try again.',
    )
    return world.nowMs + lookAgain.blockedMs
  }
  if (start.kind === 'Unplaced') return world.nowMs + lookAgain.capacityMs
  return start.kind === 'Throttled' ? service.nextStartMs : undefined
}

type Start = { readonly kind: 'Started' } | { readonly kind: 'Throttled' } | { readonly kind: 'Unplaced' }

const startMissing = (world: World, service: ServiceState, primary: DeploymentState, count: number): Start => {
  if (count <= 0) return { kind: 'Started' }
  if (world.nowMs < service.nextStartMs) {
    complain(
      world,
      service,
      'is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
    )
    return { kind: 'Throttled' }
  }
  const started: TaskState[] = []
  let isUnplaced = false
  while (started.length < Math.min(count, batch) && !isUnplaced) {
    const task = startOne(world, service, primary)
    if (task === undefined) isUnplaced = true
    else started.push(task)
  }
  if (started.length > 0) {
    announceStarts(world, service, started)
    if (!isUnplaced) settleComplaints(service, 'was unable to place')
  }
  return { kind: isUnplaced ? 'Unplaced' : 'Started' }
}

const startOne = (
  world: World,
  service: ServiceState,
  deployment: DeploymentState,
  only?: InstanceState,
): TaskState | undefined => {
  const cluster = clusterOf(world, service)
  const revision = revisionOf(service, deployment.number)
  const definition = taskDefinitionAt(world, revision.taskDefinition)?.taskDefinition
  const peers = tasksOf(world, service).filter(isWanted)
  const launch = launchTypeOf(revision, peers.filter((task) => task.deployment === deployment.number).length)
  if (definition === undefined) return undefined
  if (lacksCapacity(world.faults, cluster.name)) {
    complain(world, service, lackingCapacity(launch.launchType))
    return undefined
  }
  let instance: InstanceState | undefined
  if (launch.launchType !== 'FARGATE') {
    const placement = place(world, cluster, {
      definition,
      constraints: service.placementConstraints,
      strategies: service.placementStrategy,
      peers,
      ...(only === undefined ? {} : { candidates: [only] }),
    })
    if (placement.kind === 'Unplaced') {
      complain(world, service, placementComplaint(placement))
      return undefined
    }
    instance = placement.instance
  }
  const { networkConfiguration, platformVersion } = revision
  const task = startTask(world, cluster, {
    taskDefinition: revision.taskDefinition,
    definition,
    ...launch,
    group: `service:${service.name}`,
    service: service.name,
    deployment: deployment.number,
    startedBy: deploymentId(deployment.number),
    enableExecuteCommand: service.enableExecuteCommand,
    tags: propagatedTags(world, service, revision),
    ...(instance === undefined ? {} : { instance }),
    ...(networkConfiguration === undefined ? {} : { networkConfiguration }),
    ...(launch.launchType === 'FARGATE' ? { platformVersion: resolvedPlatform(platformVersion) } : {}),
  })
  service.taskIds.push(task.id)
  service.isSteady = false
  return task
}

/** The platform version that Fargate makes of the one asked for. */
export const resolvedPlatform = (platformVersion: string | undefined): string =>
  platformVersion === undefined || platformVersion === 'LATEST' ? '1.4.0' : platformVersion

// Old tasks that do no good stop at once; healthy ones once enough others are there, or where room must be made.
const retireOld = (
  world: World,
  service: ServiceState,
  primary: DeploymentState,
  view: {
    readonly old: readonly TaskState[]
    readonly current: readonly TaskState[]
    readonly healths: Healths
    readonly desired: number
    readonly isShort: boolean
  },
): number => {
  const { leastHealthy } = limitsOf(service, view.desired)
  const isHealthy = (task: TaskState) => view.healths.get(task.id)?.kind === 'Healthy'
  const useless = view.old.filter((task) => !isHealthy(task))
  const useful = view.old.filter(isHealthy)
  const running = view.current.filter(({ lastStatus }) => lastStatus === 'RUNNING').length
  const healthy = view.current.filter(isHealthy).length + useful.length
  const replaced = view.isShort ? useful.length : Math.max(running + useful.length - view.desired, 0)
  const spare = Math.max(Math.min(healthy - leastHealthy, replaced), 0)
  const retiring = [...useless, ...useful.slice(0, spare)].slice(0, Math.max(batch, useless.length))
  stopTasks(world, service, retiring, primary)
  return retiring.length
}

// Scaling in: tasks that do not run yet first, then from the fullest instance, the newest first.
const stopExcess = (
  world: World,
  service: ServiceState,
  first: readonly TaskState[],
  then: readonly TaskState[],
  count: number,
): void => {
  const [primary] = service.deployments
  if (count <= 0 || primary === undefined) return
  const loadOf = ({ instance }: TaskState) => [...first, ...then].filter((task) => task.instance === instance).length
  const order = (tasks: readonly TaskState[]) =>
    tasks.toSorted(
      (a, b) =>
        Number(a.lastStatus === 'RUNNING') - Number(b.lastStatus === 'RUNNING') ||
        loadOf(b) - loadOf(a) ||
        b.createdAtMs - a.createdAtMs,
    )
  stopTasks(world, service, [...order(first), ...order(then)].slice(0, count), primary)
}

const stepDaemon = (world: World, service: ServiceState, healths: Healths): number | undefined => {
  const [primary] = service.deployments
  if (primary === undefined || primary.rolloutState === 'FAILED') return undefined
  const instances = daemonInstances(world, service)
  const { leastHealthy } = limitsOf(service, instances.length)
  const all = tasksOf(world, service)
  const homeless = all.filter((task) => isWanted(task) && !instances.some(({ id }) => id === task.instance))
  const old = all.filter((task) => isWanted(task) && task.deployment !== primary.number && !homeless.includes(task))
  const isHealthy = (task: TaskState) => healths.get(task.id)?.kind === 'Healthy'
  const healthy = all.filter((task) => isWanted(task) && isHealthy(task)).length
  const spare = Math.max(healthy - leastHealthy, 0)
  const retiring = [...old.filter((task) => !isHealthy(task)), ...old.filter(isHealthy).slice(0, spare)]
  stopTasks(world, service, [...homeless, ...retiring], primary)
  const bare = instances.filter(({ id }) => !all.some((task) => task.instance === id))
  if (bare.length > 0 && world.nowMs < service.nextStartMs) return service.nextStartMs
  const started = bare.map((instance) => startOne(world, service, primary, instance))
  announceStarts(
    world,
    service,
    started.flatMap((task) => task ?? []),
  )
  return started.includes(undefined) ? world.nowMs + lookAgain.capacityMs : undefined
}

const daemonInstances = (world: World, service: ServiceState): readonly InstanceState[] => {
  const [primary] = service.deployments
  const definition =
    primary === undefined
      ? undefined
      : taskDefinitionAt(world, revisionOf(service, primary.number).taskDefinition)?.taskDefinition
  if (definition === undefined) return []
  const wish = { definition, constraints: service.placementConstraints, peers: [] }
  return eligibleInstances(world, clusterOf(world, service), wish)
}

// True when the service has arrived; the deployment is completed and the steady state announced on the way.
const settle = (world: World, service: ServiceState, healths: Healths): boolean => {
  const [primary] = service.deployments
  if (primary === undefined) return true
  const tasks = tasksOf(world, service)
  const wanted = wantedCountOf(world, service)
  const isWaiting =
    primary.rolloutState === 'IN_PROGRESS' &&
    wanted === 0 &&
    world.nowMs < primary.createdAtMs + settling.emptyDeploymentMs
  const isThere =
    tasks.length === wanted &&
    tasks.every((task) => task.deployment === primary.number && isSettled(healths.get(task.id)))
  if (!isThere || isWaiting || primary.rolloutState === 'FAILED') return false
  if (world.nowMs < bakesUntilMsOf(world, service, primary)) return false
  if (primary.rolloutState === 'IN_PROGRESS') completeDeployment(world, service, primary)
  if (!service.isSteady) addEvent(world, service, 'has reached a steady state.')
  service.isSteady = true
  settleComplaints(service)
  return true
}

const isSettled = (health: TaskHealth | undefined): boolean => health?.kind === 'Healthy' || health?.kind === 'Settled'

// While tasks move they bring news; while they prove their health somebody must look.
const nextLookMs = (
  world: World,
  service: ServiceState,
  healths: Healths,
  blockedUntilMs: number | undefined,
): number | undefined => {
  const looks = [...healths.values()].map(({ kind }) =>
    kind === 'Healthy' ? Infinity : world.nowMs + lookAgain.healthMs,
  )
  const [primary] = service.deployments
  const emptyMs =
    primary !== undefined && service.taskIds.length === 0 && primary.rolloutState === 'IN_PROGRESS'
      ? Math.max(primary.createdAtMs + settling.emptyDeploymentMs, world.nowMs + tickMs)
      : Infinity
  const alarmMs = nextAlarmMsOf(world, service)
  const bakedMs = (primary?.bakesUntilMs ?? 0) > world.nowMs ? (primary?.bakesUntilMs ?? Infinity) : Infinity
  const isBusy = hasMoreToDo(world, service) ? world.nowMs + tickMs : Infinity
  const nextMs = Math.min(blockedUntilMs ?? isBusy, emptyMs, alarmMs, bakedMs, ...looks)
  return nextMs === Infinity ? undefined : nextMs
}

// After a full batch, or with healthy old tasks still to retire, the next step follows at the next tick.
const hasMoreToDo = (world: World, service: ServiceState): boolean => {
  const [primary] = service.deployments
  if (primary === undefined || primary.rolloutState === 'FAILED') return false
  const tasks = tasksOf(world, service)
  const wanted = tasks.filter(isWanted)
  const current = wanted.filter((task) => task.deployment === primary.number)
  const { most } = limitsOf(service, service.desiredCount)
  return (
    (service.schedulingStrategy === 'REPLICA' && current.length < service.desiredCount && tasks.length < most) ||
    (current.length === wantedCountOf(world, service) && wanted.length > current.length && isStill(tasks))
  )
}

const drain = (world: World, service: ServiceState): number | undefined => {
  const tasks = tasksOf(world, service)
  const [primary] = service.deployments
  for (const deployment of service.deployments) deployment.desiredCount = 0
  if (primary !== undefined) stopTasks(world, service, tasks.filter(isWanted), primary)
  if (tasks.length > 0) return undefined
  const sinceMs = (service.inactiveAtMs ??= world.nowMs + settling.deletionMs)
  if (world.nowMs < sinceMs) return sinceMs
  service.status = 'INACTIVE'
  service.inactiveAtMs = world.nowMs
  service.deployments = []
  return undefined
}

const stopTasks = (world: World, service: ServiceState, tasks: readonly TaskState[], by: DeploymentState): void => {
  if (tasks.length === 0) return
  service.isSteady = false
  const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING')
  const reason = `Scaling activity initiated by (deployment ${deploymentId(by.number)})`
  for (const task of tasks) stopTask(world, task, 'ServiceSchedulerInitiated', reason, noticeOf(world, service))
  announceStops(world, service, running)
  const pending = tasks.length - running.length
  if (pending > 0) addEvent(world, service, `stopped ${pending} pending tasks.`)
}

const announceStarts = (world: World, service: ServiceState, tasks: readonly TaskState[]): void => {
  if (tasks.length > 0) addEvent(world, service, `has started ${tasks.length} tasks: ${listOf(tasks)}.`)
}

const announceStops = (world: World, service: ServiceState, tasks: readonly TaskState[]): void => {
  if (tasks.length > 0) addEvent(world, service, `has stopped ${tasks.length} running tasks: ${listOf(tasks)}.`)
}

const listOf = (tasks: readonly TaskState[]): string => tasks.map(({ id }) => `(task ${id})`).join(' ')

const noticeOf = (world: World, service: ServiceState) => (text: string) => {
  addEvent(world, service, text)
}

const isWanted = ({ desiredStatus }: TaskState): boolean => desiredStatus === 'RUNNING'

const isStill = (tasks: readonly TaskState[]): boolean =>
  tasks.every((task) => isWanted(task) && task.lastStatus === 'RUNNING')

const placementComplaint = (placement: { readonly closest?: string; readonly explanation: string }): string => {
  const cause =
    placement.closest === undefined
      ? `Reason: ${placement.explanation}`
      : `The closest matching (container-instance ${placement.closest}) ${placement.explanation}.`
  return (
    `was unable to place a task because no container instance met all of its requirements. ${cause} ` +
    'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.'
  )
}

const lackingCapacity = (launchType: LaunchType): string =>
  launchType === 'FARGATE'
    ? 'was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.'
    : placementComplaint({ explanation: 'No Container Instances were found in your cluster.' })

const propagatedTags = (world: World, service: ServiceState, revision: Revision): TaskState['tags'] => {
  const managed = service.enableECSManagedTags
    ? [
        { key: 'aws:ecs:clusterName', value: service.cluster },
        { key: 'aws:ecs:serviceName', value: service.name },
      ]
    : []
  if (service.propagateTags === 'SERVICE') return [...managed, ...service.tags]
  if (service.propagateTags === 'TASK_DEFINITION') {
    return [...managed, ...(taskDefinitionAt(world, revision.taskDefinition)?.tags ?? [])]
  }
  return managed
}

const clusterOf = (world: World, service: ServiceState): ClusterState => {
  const cluster = own(world.ecs.clusters, service.cluster)
  if (cluster === undefined) throw new Error(`SIMULATOR BUG: no cluster for ${keyOf(service.cluster, service.name)}`)
  return cluster
}

// The base of the strategy first, then in proportion to the weights.
const providerOf = (strategy: readonly Wire<CapacityProviderStrategyItem>[], index: number): string => {
  const based = strategy.find(({ base = 0 }) => index < base)
  if (based?.capacityProvider !== undefined) return based.capacityProvider
  const slots = strategy.flatMap(({ capacityProvider = '', weight = 0 }) =>
    Array.from({ length: weight }, () => capacityProvider),
  )
  return slots[index % Math.max(slots.length, 1)] ?? strategy[0]?.capacityProvider ?? 'FARGATE'
}
