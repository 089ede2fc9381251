/** The life of a task: started, moved from status to status in the times seen on real AWS, stopped. Knows nothing of services' wishes. */
import { createHash } from 'node:crypto'
import type {
  ContainerDefinition,
  LaunchType,
  NetworkConfiguration,
  Tag,
  TaskDefinition,
  TaskOverride,
} from '@aws-sdk/client-ecs'
import { exitFaultOf, imageFaultOf, secretFaultOf, startFaultOf } from './faults.js'
import { containerHealthOf } from './health.js'
import {
  classicOf,
  deregisterInstance,
  deregisterTarget,
  registerInstance,
  registerTarget,
  targetGroupOf,
} from './loadBalancing.js'
import { logPlaceOf, writeLines } from './logs.js'
import type { Wire } from './model.js'
import { partitionOf } from './operations/partition.js'
import { dynamicPortOn, needsOf } from './placement.js'
import { drawBetween, drawHex, drawUuid } from './random.js'
import { keyOf, listeningKey, own, remove, revisionOf, taskAt, taskDefinitionAt } from './world.js'
import type { ClusterState, ContainerState, InstanceState, Revision, ServiceState, TaskState, World } from './world.js'

// Milliseconds, least and most: together 17 to 31 s from created to RUNNING with a network interface of its own, about 25 s to stop.
const timings = {
  provisioning: [6_000, 9_000],
  pullAwsvpc: [10_000, 20_000],
  pull: [4_000, 12_000],
  activating: [1_000, 2_000],
  abandoning: [2_000, 4_000],
  exiting: [10_000, 20_000],
  deprovisioning: [3_000, 6_000],
} as const

const defaultStopTimeoutSeconds = 30

/** What a starter decides about a task. */
export interface TaskWish {
  readonly taskDefinition: string
  readonly definition: Wire<TaskDefinition>
  readonly launchType: LaunchType
  readonly group: string
  readonly instance?: InstanceState
  readonly service?: string
  readonly deployment?: string
  readonly capacityProviderName?: string
  readonly platformVersion?: string
  readonly startedBy?: string
  readonly overrides?: Wire<TaskOverride>
  readonly networkConfiguration?: Wire<NetworkConfiguration>
  readonly enableExecuteCommand: boolean
  readonly tags: readonly Wire<Tag>[]
}

/** Something about a task that its service wants to say in an event. */
export type Notice = (text: string) => void

/** Creates a task and sends it on its way. */
export const startTask = (world: World, cluster: ClusterState, wish: TaskWish): TaskState => {
  const isAwsvpc = wish.definition.networkMode === 'awsvpc'
  const id = drawHex(world.random, 32)
  const network = isAwsvpc ? networkFor(world, wish.networkConfiguration) : undefined
  const zone = ['a', 'b', 'c'][drawBetween(world.random, 0, 2)] ?? 'a'
  const task: TaskState = {
    id,
    cluster: cluster.name,
    taskDefinition: wish.taskDefinition,
    launchType: wish.launchType,
    group: wish.group,
    overrides: { containerOverrides: [], ...wish.overrides },
    enableExecuteCommand: wish.enableExecuteCommand,
    availabilityZone: wish.instance?.availabilityZone ?? `${world.region}${zone}`,
    createdAtMs: world.nowMs,
    containers: (wish.definition.containerDefinitions ?? []).map(({ name = '', image = '' }) => ({
      name,
      image,
      runtimeId: runtimeIdFrom(`${id}-${drawBetween(world.random, 1_000_000_000, 4_000_000_000)}`, wish.launchType),
      lastStatus: 'PENDING',
      networkBindings: [],
    })),
    listensAt: [],
    targets: [],
    classics: [],
    tags: [...wish.tags],
    lastStatus: isAwsvpc ? 'PROVISIONING' : 'PENDING',
    desiredStatus: 'RUNNING',
    version: 1,
    hasBeenHealthy: false,
    ...(wish.service === undefined ? {} : { service: wish.service }),
    ...(wish.deployment === undefined ? {} : { deployment: wish.deployment }),
    ...(wish.instance === undefined ? {} : { instance: wish.instance.id }),
    ...(wish.capacityProviderName === undefined ? {} : { capacityProviderName: wish.capacityProviderName }),
    ...(wish.platformVersion === undefined ? {} : { platformVersion: wish.platformVersion }),
    ...(wish.startedBy === undefined ? {} : { startedBy: wish.startedBy }),
    ...(network === undefined ? {} : { network }),
    ...(isAwsvpc ? {} : { pullStartedAtMs: world.nowMs }),
  }
  bindPorts(world, task, wish)
  if (wish.instance !== undefined) occupy(wish.instance, task, wish.definition)
  cluster.tasks[id] = task
  moveOn(world, task, drawSpan(world, isAwsvpc ? 'provisioning' : 'pull'))
  return task
}

/** Takes the step that is due now; says whether the task's service should be told (it runs, or it is gone). */
export const stepTask = (world: World, task: TaskState, notice: Notice): 'Runs' | 'Gone' | undefined => {
  remove(world.ecs.movingTasks, keyOf(task.cluster, task.id))
  switch (task.lastStatus) {
    case 'PROVISIONING':
      task.pullStartedAtMs = world.nowMs
      enter(task, 'PENDING')
      moveOn(world, task, drawSpan(world, 'pullAwsvpc'))
      return undefined
    case 'PENDING':
      activate(world, task, notice)
      return undefined
    case 'ACTIVATING':
      if (exitDueContainers(world, task)) return undefined
      run(world, task, notice)
      return 'Runs'
    case 'RUNNING':
      exitDueContainers(world, task)
      return undefined
    case 'DEACTIVATING':
      terminate(world, task)
      return undefined
    case 'STOPPING':
      task.executionStoppedAtMs = world.nowMs
      if (task.network === undefined) return finish(world, task)
      enter(task, 'DEPROVISIONING')
      moveOn(world, task, drawSpan(world, 'deprovisioning'))
      return undefined
    case 'DEPROVISIONING':
      return finish(world, task)
    case 'STOPPED':
      return undefined
  }
}

/**
 * Begins to stop a task: out of the load balancers first, their draining, then SIGTERM and at the latest after the stop timeout
 * SIGKILL. A task that does not run yet, or whose process is gone, skips the draining.
 */
export const stopTask = (
  world: World,
  task: TaskState,
  stopCode: NonNullable<TaskState['stopCode']>,
  reason: string,
  notice: Notice,
): void => {
  if (task.desiredStatus === 'STOPPED') return
  for (const container of task.containers) {
    const health = containerHealthOf(world, task, container)
    if (health !== 'UNKNOWN') container.lastHealth = health
  }
  task.desiredStatus = 'STOPPED'
  task.stopCode = stopCode
  task.stoppedReason = reason
  task.stoppingAtMs = world.nowMs
  const wasRunning = task.lastStatus === 'RUNNING'
  const drainingMs = leaveLoadBalancers(world, task, notice)
  const isProcessGone = stopCode === 'EssentialContainerExited'
  if (wasRunning && !isProcessGone && drainingMs > 0) {
    enter(task, 'DEACTIVATING')
    notice('has begun draining connections on 1 tasks.')
    moveOn(world, task, drainingMs)
  } else if (wasRunning && !isProcessGone) {
    terminate(world, task)
  } else {
    enter(task, 'STOPPING')
    moveOn(world, task, drawSpan(world, 'abandoning'))
  }
}

/** Whether a revision's load balancer entry is a target group or a classic load balancer; ECS demands exactly one. */
export const isBehindClassic = (revision: Revision): boolean =>
  revision.loadBalancers.some(({ loadBalancerName }) => loadBalancerName !== undefined)

// Fargate names a container by its task and a number, Docker by 64 hexadecimal digits.
const runtimeIdFrom = (name: string, launchType: LaunchType): string =>
  launchType === 'FARGATE' ? name : createHash('sha256').update(name).digest('hex')

const enter = (task: TaskState, status: TaskState['lastStatus']): void => {
  task.lastStatus = status
  task.version += 1
}

const moveOn = (world: World, task: TaskState, afterMs: number): void => {
  world.ecs.movingTasks[keyOf(task.cluster, task.id)] = world.nowMs + afterMs
}

const activate = (world: World, task: TaskState, notice: Notice): void => {
  const definition = taskDefinitionAt(world, task.taskDefinition)?.taskDefinition
  const secret = secretFaultOf(world.faults, secretsOf(definition))
  if (secret !== undefined) {
    stopTask(world, task, 'TaskFailedToStart', unfetched(world, task, definition, secret), notice)
    return
  }
  const unpullable = task.containers.find(({ image }) => imageFaultOf(world.faults, image) !== undefined)
  if (unpullable !== undefined) {
    const reason =
      imageFaultOf(world.faults, unpullable.image)?.reason ??
      'CannotPullContainerError: pull image manifest has been retried 5 time(s): ' +
        `failed to resolve ref ${unpullable.image}: not found`
    unpullable.reason = reason
    stopTask(world, task, 'TaskFailedToStart', reason, notice)
    return
  }
  task.pullStoppedAtMs = world.nowMs
  const unstartable = task.containers.find((container) => startFaultOf(world.faults, container) !== undefined)
  if (unstartable !== undefined) {
    unstartable.reason = startFaultOf(world.faults, unstartable)?.reason ?? ''
    stopTask(world, task, 'TaskFailedToStart', 'Task failed to start', notice)
    return
  }
  for (const container of task.containers) {
    container.lastStatus = 'RUNNING'
    const fault = exitFaultOf(world.faults, container)
    if (fault === undefined) continue
    container.exitsAtMs = world.nowMs + fault.afterMs
    container.exitCodeToCome = fault.exitCode
    if (fault.reason !== undefined) container.reasonToCome = fault.reason
    container.linesToCome = fault.lines ?? [`${container.name} exited with code ${fault.exitCode}`]
  }
  for (const container of task.containers) {
    writeLines(world, placeOf(definition, task, container), [`${container.name} started (${container.image})`])
  }
  enter(task, 'ACTIVATING')
  // Several target groups are registered while the task is still ACTIVATING, a single one when it runs.
  if (loadBalancersOf(world, task).length > 1) joinLoadBalancers(world, task, notice)
  const firstExitMs = Math.min(...task.containers.map(({ exitsAtMs }) => exitsAtMs ?? Infinity))
  moveOn(world, task, Math.min(drawSpan(world, 'activating'), Math.max(firstExitMs - world.nowMs, 1)))
}

const run = (world: World, task: TaskState, notice: Notice): void => {
  task.startedAtMs = world.nowMs
  enter(task, 'RUNNING')
  if (task.targets.length + task.classics.length === 0) joinLoadBalancers(world, task, notice)
  awaitNextExit(world, task)
}

const awaitNextExit = (world: World, task: TaskState): void => {
  const nextMs = Math.min(
    ...task.containers.map(({ exitsAtMs, lastStatus }) =>
      lastStatus === 'STOPPED' ? Infinity : (exitsAtMs ?? Infinity),
    ),
  )
  if (nextMs < Infinity) moveOn(world, task, Math.max(nextMs - world.nowMs, 1))
}

// Lets the containers exit whose time has come; true when that ends the whole task.
const exitDueContainers = (world: World, task: TaskState): boolean => {
  const definition = taskDefinitionAt(world, task.taskDefinition)?.taskDefinition
  const due = task.containers.filter(
    ({ lastStatus, exitsAtMs }) => lastStatus !== 'STOPPED' && exitsAtMs !== undefined && exitsAtMs <= world.nowMs,
  )
  for (const container of due) {
    container.lastStatus = 'STOPPED'
    container.exitCode = container.exitCodeToCome ?? 0
    if (container.reasonToCome !== undefined) container.reason = container.reasonToCome
    writeLines(world, placeOf(definition, task, container), container.linesToCome ?? [])
    delete container.linesToCome
  }
  const isEssential = ({ name }: ContainerState) => containerIn(definition, name)?.essential !== false
  if (due.some(isEssential)) {
    stopTask(world, task, 'EssentialContainerExited', 'Essential container in task exited', () => undefined)
    return true
  }
  if (task.lastStatus === 'RUNNING') awaitNextExit(world, task)
  return false
}

const containerIn = (
  definition: Wire<TaskDefinition> | undefined,
  name: string,
): Wire<ContainerDefinition> | undefined => definition?.containerDefinitions?.find((each) => each.name === name)

const placeOf = (definition: Wire<TaskDefinition> | undefined, task: TaskState, container: ContainerState) =>
  logPlaceOf(containerIn(definition, container.name), task, container)

const secretsOf = (definition: Wire<TaskDefinition> | undefined): readonly string[] =>
  (definition?.containerDefinitions ?? []).flatMap(({ secrets, logConfiguration, repositoryCredentials }) => [
    ...[...(secrets ?? []), ...(logConfiguration?.secretOptions ?? [])].flatMap(({ valueFrom }) => valueFrom ?? []),
    ...(repositoryCredentials?.credentialsParameter === undefined ? [] : [repositoryCredentials.credentialsParameter]),
  ])

// In the words of the Fargate agent; that EC2 says the same is a choice.
const unfetched = (
  world: World,
  task: TaskState,
  definition: Wire<TaskDefinition> | undefined,
  { secret, cause }: { readonly secret: string; readonly cause: 'AccessDenied' | 'NotFound' },
): string => {
  const isSecretsManager = secret.includes(':secretsmanager:')
  const partition = partitionOf(world.region)
  const role = (definition?.executionRoleArn ?? 'role/ecsInstanceRole').split('/').at(-1) ?? ''
  const denied = (action: string, resource: string) =>
    `AccessDeniedException: User: arn:${partition}:sts::${world.account}:assumed-role/${role}/${task.id} ` +
    `is not authorized to perform: ${action} on resource: ${resource}`
  const tried = 'service call has been retried 1 time(s)'
  if (isSecretsManager) {
    const why =
      cause === 'NotFound'
        ? "ResourceNotFoundException: Secrets Manager can't find the specified secret."
        : denied('secretsmanager:GetSecretValue', secret)
    return `${initialization} unable to retrieve secret from asm: ${tried}: failed to fetch secret ${secret} from secrets manager: ${why}`
  }
  const parameter = secret.startsWith('arn:')
    ? secret
    : `arn:${partition}:ssm:${world.region}:${world.account}:parameter/${secret.replace(/^\//, '')}`
  const why = cause === 'NotFound' ? `invalid ssm parameters: ${secret}` : denied('ssm:GetParameters', parameter)
  return `${initialization} unable to retrieve secrets from ssm: ${tried}: ${why}`
}

const initialization =
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed:'

// Choice: a container obeys SIGTERM after 10 to 20 seconds; the stop timeout, where shorter, kills it.
const terminate = (world: World, task: TaskState): void => {
  const definitions = taskDefinitionAt(world, task.taskDefinition)?.taskDefinition.containerDefinitions ?? []
  const timeouts = definitions.map(({ stopTimeout }) => (stopTimeout ?? defaultStopTimeoutSeconds) * 1000)
  enter(task, 'STOPPING')
  moveOn(world, task, Math.min(drawSpan(world, 'exiting'), Math.max(...timeouts, 1000)))
}

const finish = (world: World, task: TaskState): 'Gone' => {
  enter(task, 'STOPPED')
  task.stoppedAtMs = world.nowMs
  task.executionStoppedAtMs ??= world.nowMs
  for (const container of task.containers) {
    if (container.lastStatus === 'RUNNING') container.exitCode ??= task.startedAtMs === undefined ? 137 : 0
    container.lastStatus = 'STOPPED'
  }
  for (const key of task.listensAt) {
    if (world.ecs.listening[key]?.task === task.id) remove(world.ecs.listening, key)
  }
  const cluster = world.ecs.clusters[task.cluster]
  const instance = task.instance === undefined ? undefined : cluster?.instances[task.instance]
  if (instance !== undefined) vacate(world, instance, task)
  return 'Gone'
}

// Gives every port mapping its place: on the instance for bridge and host networking, on the interface for awsvpc.
const bindPorts = (world: World, task: TaskState, wish: TaskWish): void => {
  for (const container of task.containers) {
    const definition = wish.definition.containerDefinitions?.find(({ name }) => name === container.name)
    for (const { containerPort, hostPort = 0, protocol = 'tcp' } of definition?.portMappings ?? []) {
      if (containerPort === undefined || wish.definition.networkMode === 'none') continue
      if (task.network !== undefined) {
        listen(world, task, container, task.network.address, containerPort)
      } else if (wish.instance !== undefined) {
        const fixedPort = wish.definition.networkMode === 'host' ? containerPort : hostPort
        const port = fixedPort > 0 ? fixedPort : dynamicPortOn(wish.instance)
        wish.instance.used[protocol === 'udp' ? 'udpPorts' : 'ports'].push(port)
        container.networkBindings.push({ bindIP: '0.0.0.0', containerPort, hostPort: port, protocol })
        listen(world, task, container, wish.instance.ec2InstanceId, port)
      }
    }
  }
}

const occupy = (instance: InstanceState, task: TaskState, definition: Wire<TaskDefinition>): void => {
  const needs = needsOf(definition)
  instance.taskIds.push(task.id)
  instance.used.cpu += needs.cpu
  instance.used.memory += needs.memory
}

const vacate = (world: World, instance: InstanceState, task: TaskState): void => {
  const needs = needsOf(taskDefinitionAt(world, task.taskDefinition)?.taskDefinition ?? {})
  const { used } = instance
  const bindings = task.containers.flatMap(({ networkBindings }) => networkBindings)
  const portsOf = (kind: string) => bindings.filter(({ protocol }) => protocol === kind).map(({ hostPort }) => hostPort)
  instance.taskIds = instance.taskIds.filter((id) => id !== task.id)
  used.cpu -= needs.cpu
  used.memory -= needs.memory
  used.ports = used.ports.filter((port) => !portsOf('tcp').includes(port))
  used.udpPorts = used.udpPorts.filter((port) => !portsOf('udp').includes(port))
}

const listen = (world: World, task: TaskState, container: ContainerState, id: string, port: number): void => {
  const key = listeningKey(id, port)
  task.listensAt.push(key)
  world.ecs.listening[key] = { cluster: task.cluster, task: task.id, container: container.name }
}

const loadBalancersOf = (world: World, task: TaskState): Revision['loadBalancers'] => {
  const service = serviceOf(world, task)
  return service === undefined || task.deployment === undefined
    ? []
    : revisionOf(service, task.deployment).loadBalancers
}

const joinLoadBalancers = (world: World, task: TaskState, notice: Notice): void => {
  const cluster = world.ecs.clusters[task.cluster]
  const instance = task.instance === undefined ? undefined : cluster?.instances[task.instance]
  for (const { targetGroupArn, loadBalancerName, containerName, containerPort } of loadBalancersOf(world, task)) {
    const container = task.containers.find(({ name }) => name === containerName)
    const hostPort = container?.networkBindings.find((binding) => binding.containerPort === containerPort)?.hostPort
    if (targetGroupArn !== undefined) {
      const target =
        task.network === undefined
          ? { id: instance?.ec2InstanceId, port: hostPort }
          : { id: task.network.address, port: containerPort }
      if (target.id === undefined || target.port === undefined) continue
      const place = { id: target.id, port: target.port }
      registerTarget(world.loadBalancing, targetGroupArn, place, world.nowMs)
      task.targets.push({ targetGroupArn, ...place })
      notice(`registered 1 targets in (target-group ${targetGroupArn})`)
    } else if (loadBalancerName !== undefined && instance !== undefined) {
      registerInstance(world.loadBalancing, loadBalancerName, instance.ec2InstanceId, world.nowMs)
      task.classics.push({ name: loadBalancerName, instanceId: instance.ec2InstanceId })
      notice(`registered 1 instances in (elb ${loadBalancerName})`)
    }
  }
}

// Says how long the connections drain. An instance stays in a classic load balancer while another task of it needs to be there.
const leaveLoadBalancers = (world: World, task: TaskState, notice: Notice): number => {
  let seconds = 0
  for (const { targetGroupArn, id, port } of task.targets) {
    deregisterTarget(world.loadBalancing, targetGroupArn, { id, port }, world.nowMs)
    seconds = Math.max(seconds, targetGroupOf(world.loadBalancing, targetGroupArn)?.deregistrationDelaySeconds ?? 0)
    notice(`deregistered 1 targets in (target-group ${targetGroupArn})`)
  }
  for (const { name, instanceId } of task.classics) {
    if (isInstanceNeeded(world, task, name)) continue
    deregisterInstance(world.loadBalancing, name, instanceId, world.nowMs)
    seconds = Math.max(seconds, classicOf(world.loadBalancing, name)?.connectionDrainingSeconds ?? 0)
    notice(`deregistered 1 instances in (elb ${name})`)
  }
  return seconds * 1000
}

const isInstanceNeeded = (world: World, task: TaskState, loadBalancerName: string): boolean => {
  const instance = own(world.ecs.clusters[task.cluster]?.instances ?? {}, task.instance ?? '')
  return (instance?.taskIds ?? []).some((id) => {
    const other = id === task.id ? undefined : taskAt(world, { cluster: task.cluster, task: id })
    return other?.desiredStatus === 'RUNNING' && other.classics.some(({ name }) => name === loadBalancerName)
  })
}

const serviceOf = (world: World, task: TaskState): ServiceState | undefined =>
  task.service === undefined ? undefined : own(world.ecs.clusters[task.cluster]?.services ?? {}, task.service)

const networkFor = (
  world: World,
  configuration: Wire<NetworkConfiguration> | undefined,
): NonNullable<TaskState['network']> => {
  const subnets = configuration?.awsvpcConfiguration?.subnets ?? []
  const number = world.ecs.nextAddress
  world.ecs.nextAddress += 1
  const octets = [Math.floor(number / 65536) % 256, Math.floor(number / 256) % 256, number % 256]
  return {
    attachmentId: drawUuid(world.random),
    interfaceId: `eni-${drawHex(world.random, 17)}`,
    subnetId: subnets[number % Math.max(subnets.length, 1)] ?? 'subnet-unknown',
    address: `10.${octets.join('.')}`,
    macAddress: `0a:00:${octets.map((octet) => octet.toString(16).padStart(2, '0')).join(':')}:01`,
  }
}

const drawSpan = (world: World, span: keyof typeof timings): number =>
  drawBetween(world.random, timings[span][0], timings[span][1])
