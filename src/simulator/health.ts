/** When a container, a task, a target counts as healthy: pure questions to the world. */
import type { HealthStatus } from '@aws-sdk/client-ecs'
import { isContainerUnhealthy, targetFaultOf } from './faults.js'
import { instanceStateOf, targetStateOf } from './loadBalancing.js'
import { listeningKey, own, revisionOf, taskAt, taskDefinitionAt } from './world.js'
import type { ContainerState, ServiceState, TaskState, World } from './world.js'

/**
 * How a RUNNING task of a service does. `Waiting` has neither failed nor passed; `Settled` passes every check that there is, but
 * does not count towards the healthy minimum yet (a task without any check does so after 40 seconds).
 */
export type TaskHealth =
  | { readonly kind: 'Healthy' }
  | { readonly kind: 'Settled' }
  | { readonly kind: 'Waiting' }
  | { readonly kind: 'Unhealthy'; readonly reason: string; readonly event?: string }

const uncheckedMs = 40_000

/** Whether a running container answers at a target; false while a fault makes its health checks fail. */
export const isServing = (world: World, target: { readonly id: string; readonly port: number }): boolean =>
  answerOf(world, target) === true

/** Whether a running container serves at a target; a number is the HTTP status with which it answers health checks instead. */
export const answerOf = (world: World, target: { readonly id: string; readonly port: number }): boolean | number => {
  const place = own(world.ecs.listening, listeningKey(target.id, target.port))
  const task = place === undefined ? undefined : taskAt(world, place)
  const container = task?.containers.find(({ name }) => name === place?.container)
  if (task === undefined || container?.lastStatus !== 'RUNNING') return false
  const fault = faultAt(world, task)
  return fault === undefined ? true : (fault.status ?? false)
}

/** Whether a port of an instance accepts connections: a task's port while it serves, and 22 on every ACTIVE instance. */
export const isListening = (world: World, ec2InstanceId: string, port: number): boolean => {
  if (port !== 22) return isServing(world, { id: ec2InstanceId, port })
  return Object.values(world.ecs.clusters).some((cluster) =>
    Object.values(cluster.instances).some(
      (instance) =>
        instance.ec2InstanceId === ec2InstanceId &&
        instance.status === 'ACTIVE' &&
        !instance.taskIds.some((id) => {
          const task = taskAt(world, { cluster: cluster.name, task: id })
          return task !== undefined && task.classics.length > 0 && isFaulty(world, task)
        }),
    ),
  )
}

/**
 * What the container's own health check says: HEALTHY after its first interval, UNHEALTHY once a fault used up the retries. Once
 * the task stops, what it said last.
 */
export const containerHealthOf = (world: World, task: TaskState, container: ContainerState): HealthStatus => {
  if (container.lastHealth !== undefined) return container.lastHealth
  const check = definitionOf(world, task, container.name)?.healthCheck
  if (check === undefined || task.startedAtMs === undefined || container.lastStatus !== 'RUNNING') return 'UNKNOWN'
  const intervalMs = (check.interval ?? 30) * 1000
  const elapsedMs = world.nowMs - task.startedAtMs
  if (!isContainerUnhealthy(world.faults, container)) return elapsedMs >= intervalMs ? 'HEALTHY' : 'UNKNOWN'
  return elapsedMs >= (check.startPeriod ?? 0) * 1000 + (check.retries ?? 3) * intervalMs ? 'UNHEALTHY' : 'UNKNOWN'
}

/** The health of a task: UNHEALTHY when an essential container is, HEALTHY when all that have checks are. */
export const taskHealthStatusOf = (world: World, task: TaskState): HealthStatus => {
  const checked = task.containers.filter(({ name }) => {
    const definition = definitionOf(world, task, name)
    return definition?.healthCheck !== undefined && definition.essential !== false
  })
  const states = checked.map((container) => containerHealthOf(world, task, container))
  if (states.includes('UNHEALTHY')) return 'UNHEALTHY'
  return states.length > 0 && states.every((state) => state === 'HEALTHY') ? 'HEALTHY' : 'UNKNOWN'
}

/** The verdict on a RUNNING task of a service: container checks, then target groups, then classic load balancers. */
export const taskHealthOf = (world: World, service: ServiceState, task: TaskState): TaskHealth => {
  const hasChecks = task.containers.some(({ name }) => definitionOf(world, task, name)?.healthCheck !== undefined)
  const container = hasChecks ? taskHealthStatusOf(world, task) : 'UNKNOWN'
  if (container === 'UNHEALTHY') {
    const event = `(task ${task.id}) failed container health checks.`
    return { kind: 'Unhealthy', reason: 'Task failed container health checks', event }
  }
  const balanced = balancedHealthOf(world, task)
  if (balanced?.kind === 'Unhealthy') return balanced
  if ((hasChecks && hasEssentialCheck(world, task) && container !== 'HEALTHY') || balanced?.kind === 'Waiting') {
    return { kind: 'Waiting' }
  }
  const isChecked = balanced !== undefined || (hasChecks && hasEssentialCheck(world, task))
  const expectsBalancer = revisionOf(service, task.deployment ?? '').loadBalancers.length > 0
  if (expectsBalancer && balanced === undefined) return { kind: 'Waiting' }
  const isOldEnough = world.nowMs - (task.startedAtMs ?? world.nowMs) >= uncheckedMs
  return { kind: isChecked || isOldEnough ? 'Healthy' : 'Settled' }
}

const balancedHealthOf = (world: World, task: TaskState): TaskHealth | undefined => {
  if (task.targets.length + task.classics.length === 0) return undefined
  let isWaiting = false
  for (const { targetGroupArn, id, port } of task.targets) {
    const state = targetStateOf(world.loadBalancing, targetGroupArn, { id, port }, world.nowMs, (target) =>
      answerOf(world, target),
    )
    if (state.state === 'unhealthy') {
      return {
        kind: 'Unhealthy',
        reason: `Task failed ELB health checks in (target-group ${targetGroupArn})`,
        event: `(port ${port}) is unhealthy in (target-group ${targetGroupArn}) due to (reason ${state.description ?? 'Health checks failed'}).`,
      }
    }
    isWaiting ||= state.state !== 'healthy'
  }
  for (const { name, instanceId } of task.classics) {
    const state = instanceStateOf(world.loadBalancing, name, instanceId, world.nowMs, (instance, port) =>
      isListening(world, instance, port),
    )
    if (state.description.startsWith('Instance has failed')) {
      return {
        kind: 'Unhealthy',
        reason: `Task failed ELB health checks in (elb ${name})`,
        event: `(instance ${instanceId}) is unhealthy in (elb ${name}) due to (reason Instance has failed at least the UnhealthyThreshold number of health checks consecutively.)`,
      }
    }
    isWaiting ||= state.state !== 'InService'
  }
  return { kind: isWaiting ? 'Waiting' : 'Healthy' }
}

const isFaulty = (world: World, task: TaskState): boolean => faultAt(world, task) !== undefined

const faultAt = (world: World, task: TaskState) =>
  targetFaultOf(world.faults, {
    targetGroupArns: task.targets.map(({ targetGroupArn }) => targetGroupArn),
    loadBalancerNames: task.classics.map(({ name }) => name),
    images: task.containers.map(({ image }) => image),
  })

const hasEssentialCheck = (world: World, task: TaskState): boolean =>
  task.containers.some(({ name }) => {
    const definition = definitionOf(world, task, name)
    return definition?.healthCheck !== undefined && definition.essential !== false
  })

const definitionOf = (world: World, task: TaskState, container: string) =>
  taskDefinitionAt(world, task.taskDefinition)?.taskDefinition.containerDefinitions?.find(
    ({ name }) => name === container,
  )
