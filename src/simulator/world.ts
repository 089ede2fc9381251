/**
 * The state of a simulated account: plain JSON, changed in place by operations and by the scheduler, so that a copy of it is a
 * complete snapshot. Times are milliseconds of virtual time since the epoch; what AWS calls by ARN is kept by name or id.
 */
import type {
  AvailabilityZoneRebalancing,
  CapacityProviderStrategyItem,
  CreateCapacityProviderRequest,
  CreateClusterRequest,
  CreateServiceRequest,
  DeploymentConfiguration,
  HealthStatus,
  LaunchType,
  LoadBalancer,
  NetworkConfiguration,
  PlacementConstraint,
  PlacementStrategy,
  PropagateTags,
  RegisterContainerInstanceRequest,
  SchedulingStrategy,
  ServiceDeploymentStatus,
  Tag,
  TaskDefinition,
  TaskOverride,
} from '@aws-sdk/client-ecs'
import type { FaultState } from './faults.js'
import { emptyLoadBalancing } from './loadBalancing.js'
import type { LoadBalancing } from './loadBalancing.js'
import type { Wire } from './model.js'
import { randomFrom } from './random.js'
import type { Random } from './random.js'

/** Everything: two snapshots that are equal have the same future. */
export interface World {
  readonly formatVersion: 1
  readonly region: string
  readonly account: string
  readonly seed: number
  nowMs: number
  readonly random: Random
  readonly ecs: Ecs
  readonly loadBalancing: LoadBalancing
  readonly faults: FaultState
  /** CloudWatch Logs: streams by group and name. */
  logs?: Record<string, Record<string, LogStream>>
  /** The worlds before the latest writes, oldest first: what stale reads answer from. Empty unless that fault is set. */
  past?: PastEcs[]
  /** The token buckets of request throttling by category; absent where it is not enforced. */
  rates?: Record<string, TokenBucket>
  /** Application Auto Scaling's targets by resource id: `service/CLUSTER/NAME`. */
  autoscaling?: Record<string, ScalableTargetState>
  /** What CloudTrail keeps of writes, oldest first; `record` in trail.ts adds to it. */
  trail?: TrailEventState[]
}

/** A service whose count Application Auto Scaling may set. */
export interface ScalableTargetState {
  readonly resourceId: string
  readonly createdAtMs: number
  readonly min: number
  readonly max: number
  readonly suspended: { readonly in: boolean; readonly out: boolean; readonly scheduled: boolean }
  /** The counts that it has set, newest first. */
  activities: readonly { readonly id: string; readonly atMs: number; readonly count: number; readonly cause: string }[]
}

/** A write that CloudTrail has seen. */
export interface TrailEventState {
  /** Of those that are kept each has the next one. */
  readonly number: number
  readonly id: string
  readonly atMs: number
  readonly service: 'ecs' | 'application-autoscaling'
  readonly operation: string
  readonly caller: string
  readonly invokedBy?: string
  /** Without what is sensitive. */
  readonly request: unknown
  readonly error?: { readonly name: string; readonly message: string }
}

/** What one container printed. */
export interface LogStream {
  readonly events: { readonly atMs: number; readonly message: string }[]
}

/** ECS as it was right before a write. */
export interface PastEcs {
  readonly atMs: number
  readonly ecs: Ecs
}

/** What was left of a bucket at a time. */
export interface TokenBucket {
  readonly tokens: number
  readonly atMs: number
}

/** The ECS half. Keys of `moving*` and `listening` are made by `keyOf` and `listeningKey`. */
export interface Ecs {
  readonly clusters: Record<string, ClusterState>
  /** Those that CreateCapacityProvider made; Fargate's two are not among them. */
  readonly capacityProviders?: Record<string, CapacityProviderState>
  readonly families: Record<string, FamilyState>
  /** The services that the scheduler must look at again, with the time when; one that rests is not here. */
  readonly movingServices: Record<string, number>
  /** The tasks on their way to another status, with the time of the next step. */
  readonly movingTasks: Record<string, number>
  /** Which task listens at `id:port`: instance id and host port, or interface address and container port. */
  readonly listening: Record<string, Place & { readonly container: string }>
  nextAddress: number
  /** The tasks that are STOPPED, by `keyOf`, in the order in which they stopped; made from the clusters where it is absent. */
  stoppedTasks?: string[]
}

/** Where a task is found. */
export interface Place {
  readonly cluster: string
  readonly task: string
}

export interface ClusterState {
  readonly name: string
  status: 'ACTIVE' | 'INACTIVE'
  request: Wire<CreateClusterRequest>
  tags: Wire<Tag>[]
  readonly services: Record<string, ServiceState>
  readonly tasks: Record<string, TaskState>
  readonly instances: Record<string, InstanceState>
  /** RunTask's tokens, with a digest of the request they came with. */
  readonly runTokens: Record<string, { readonly digest: string; readonly tasks: readonly string[] }>
}

/** A capacity provider of Auto Scaling groups. */
export interface CapacityProviderState {
  readonly name: string
  readonly autoScalingGroupProvider: NonNullable<Wire<CreateCapacityProviderRequest>['autoScalingGroupProvider']>
  tags: Wire<Tag>[]
}

/** A family of task definitions. Numbers are never used twice. */
export interface FamilyState {
  lastRevision: number
  readonly revisions: Record<string, TaskDefinitionState>
}

export interface TaskDefinitionState {
  readonly taskDefinition: Wire<TaskDefinition>
  tags: Wire<Tag>[]
}

/** What one deployment runs: the part of a service that a new deployment replaces as a whole (a service revision). */
export interface Revision {
  readonly number: string
  readonly createdAtMs: number
  readonly taskDefinition: string
  readonly loadBalancers: readonly Wire<LoadBalancer>[]
  readonly serviceRegistries: NonNullable<Wire<CreateServiceRequest>['serviceRegistries']>
  readonly networkConfiguration?: Wire<NetworkConfiguration>
  readonly launchType?: LaunchType
  readonly capacityProviderStrategy?: readonly Wire<CapacityProviderStrategyItem>[]
  readonly platformVersion?: string
  readonly serviceConnectConfiguration?: Wire<CreateServiceRequest>['serviceConnectConfiguration']
  readonly volumeConfigurations?: Wire<CreateServiceRequest>['volumeConfigurations']
  readonly vpcLatticeConfigurations?: Wire<CreateServiceRequest>['vpcLatticeConfigurations']
  readonly monitoring?: Wire<CreateServiceRequest>['monitoring']
}

/** A deployment of a service; the first of a service's list is the PRIMARY one. */
export interface DeploymentState {
  readonly number: string
  status: 'PRIMARY' | 'ACTIVE'
  desiredCount: number
  readonly createdAtMs: number
  updatedAtMs: number
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED'
  rolloutStateReason: string
  /** Consecutive failures, as DescribeServices shows them. */
  failedTasks: number
  /** What the circuit breaker counts. */
  breakerFailures: number
  hasRun: boolean
  isRollback: boolean
  /** Until when it waits for alarms after everything has arrived. */
  bakesUntilMs?: number
}

/** The record of a deployment that outlives it (ListServiceDeployments). */
export interface ServiceDeploymentState {
  readonly id: string
  readonly target: string
  readonly sources: readonly string[]
  readonly createdAtMs: number
  readonly deploymentConfiguration: Wire<DeploymentConfiguration>
  updatedAtMs: number
  finishedAtMs?: number
  status: ServiceDeploymentStatus
  statusReason?: string
  breakerStatus: 'TRIGGERED' | 'MONITORING' | 'MONITORING_COMPLETE' | 'DISABLED'
  failureCount: number
  readonly threshold: number
  /** The alarms that are watched, and those that fired. */
  alarms?: {
    readonly names: readonly string[]
    readonly triggered: readonly string[]
    readonly status: 'TRIGGERED' | 'MONITORING' | 'MONITORING_COMPLETE'
  }
  stoppedAtMs?: number
  rollback?: { readonly reason: string; readonly startedAtMs: number; readonly revision: string }
}

export interface ServiceEventState {
  readonly id: string
  readonly createdAtMs: number
  readonly message: string
}

export interface ServiceState {
  readonly name: string
  readonly cluster: string
  readonly createdAtMs: number
  /** The token and a digest of the request that made it, for repeated requests. */
  readonly creation: { readonly clientToken?: string; readonly digest: string }
  readonly schedulingStrategy: SchedulingStrategy
  /** The launch type it was created with, to which an empty capacity provider strategy returns it. */
  readonly originalLaunchType?: LaunchType
  readonly roleArn?: string
  /** The ARN of the user who made it. */
  readonly createdBy?: string
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE'
  inactiveAtMs?: number
  desiredCount: number
  deploymentConfiguration: Wire<DeploymentConfiguration>
  placementConstraints: Wire<PlacementConstraint>[]
  placementStrategy: Wire<PlacementStrategy>[]
  healthCheckGracePeriodSeconds: number
  enableECSManagedTags: boolean
  propagateTags: PropagateTags
  enableExecuteCommand: boolean
  availabilityZoneRebalancing: AvailabilityZoneRebalancing
  tags: Wire<Tag>[]
  deployments: DeploymentState[]
  revisions: Revision[]
  serviceDeployments: ServiceDeploymentState[]
  events: ServiceEventState[]
  /** The tasks that are not STOPPED. */
  taskIds: string[]
  isSteady: boolean
  /** Standing complaints by their text, with the time of the last event about it: not repeated while they stand. */
  readonly complaints: Record<string, number>
  startFailures: number
  nextStartMs: number
}

export interface ContainerState {
  readonly name: string
  readonly image: string
  readonly runtimeId: string
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED'
  /** Set by a fault: when it will exit, and with which code. */
  exitsAtMs?: number
  exitCodeToCome?: number
  reasonToCome?: string
  linesToCome?: readonly string[]
  exitCode?: number
  reason?: string
  /** What its health check said last, once the task stops. */
  lastHealth?: HealthStatus
  networkBindings: {
    readonly bindIP: string
    readonly containerPort: number
    readonly hostPort: number
    readonly protocol: 'tcp' | 'udp'
  }[]
}

export type TaskStatus =
  'PROVISIONING' | 'PENDING' | 'ACTIVATING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'DEPROVISIONING' | 'STOPPED'

export interface TaskState {
  readonly id: string
  readonly cluster: string
  readonly taskDefinition: string
  readonly service?: string
  /** The number of the deployment that started it. */
  readonly deployment?: string
  readonly instance?: string
  readonly launchType: LaunchType
  readonly capacityProviderName?: string
  readonly platformVersion?: string
  readonly group: string
  readonly startedBy?: string
  readonly overrides: Wire<TaskOverride>
  readonly enableExecuteCommand: boolean
  readonly availabilityZone: string
  readonly network?: {
    readonly attachmentId: string
    readonly interfaceId: string
    readonly subnetId: string
    readonly address: string
    readonly macAddress: string
  }
  readonly createdAtMs: number
  readonly containers: ContainerState[]
  /** Its keys in `Ecs.listening`. */
  listensAt: string[]
  /** Where load balancers were told to send traffic: target groups by ARN, classic ones by name. */
  targets: { readonly targetGroupArn: string; readonly id: string; readonly port: number }[]
  classics: { readonly name: string; readonly instanceId: string }[]
  tags: Wire<Tag>[]
  lastStatus: TaskStatus
  desiredStatus: 'RUNNING' | 'STOPPED'
  version: number
  pullStartedAtMs?: number
  pullStoppedAtMs?: number
  startedAtMs?: number
  stoppingAtMs?: number
  executionStoppedAtMs?: number
  stoppedAtMs?: number
  hasBeenHealthy: boolean
  stopCode?: 'TaskFailedToStart' | 'EssentialContainerExited' | 'UserInitiated' | 'ServiceSchedulerInitiated'
  stoppedReason?: string
}

export interface InstanceState {
  readonly id: string
  readonly ec2InstanceId: string
  readonly availabilityZone: string
  readonly registeredAtMs: number
  readonly cpu: number
  readonly memory: number
  readonly ports: readonly number[]
  readonly udpPorts: readonly number[]
  readonly attributes: readonly { readonly name: string; readonly value?: string }[]
  readonly versionInfo?: Wire<RegisterContainerInstanceRequest>['versionInfo']
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE'
  tags: Wire<Tag>[]
  /** The tasks on it that are not STOPPED, and what they take (dynamic host ports included). */
  taskIds: string[]
  readonly used: { cpu: number; memory: number; ports: number[]; udpPorts: number[] }
}

/** A world with nothing in it. */
export const emptyWorld = (settings: {
  readonly seed: number
  readonly startAtMs: number
  readonly region: string
  readonly account: string
}): World => ({
  formatVersion: 1,
  region: settings.region,
  account: settings.account,
  seed: settings.seed,
  nowMs: settings.startAtMs,
  random: randomFrom(settings.seed),
  ecs: {
    clusters: {},
    capacityProviders: {},
    families: {},
    movingServices: {},
    movingTasks: {},
    listening: {},
    nextAddress: 10,
  },
  loadBalancing: emptyLoadBalancing(),
  faults: { list: [], calls: {} },
  logs: {},
})

/** A member of a record by a key that came over the wire: `constructor` is no cluster. */
export const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

/** A copy of a value without some of its members. */
export const without = <Value extends object, Name extends keyof Value>(
  value: Value,
  ...names: readonly Name[]
): Omit<Value, Name> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !(names as readonly string[]).includes(name))) as Omit<
    Value,
    Name
  >

/** Takes a member out of a record. */
export const remove = (record: Readonly<Record<string, unknown>>, key: string): void => {
  Reflect.deleteProperty(record, key)
}

/** The key of a service or task in the queues of the scheduler. */
export const keyOf = (cluster: string, name: string): string => `${cluster}/${name}`

/** The key of a place in `listening`. */
export const listeningKey = (id: string, port: number): string => `${id}:${port}`

/** The task that a key of `movingTasks`, or a place, leads to. */
export const taskAt = (world: World, { cluster, task }: Place): TaskState | undefined => {
  const home = own(world.ecs.clusters, cluster)
  return home === undefined ? undefined : own(home.tasks, task)
}

/** Puts a service into the scheduler's queue, no later than `atMs`. */
export const wakeService = (world: World, service: ServiceState, atMs: number): void => {
  const key = keyOf(service.cluster, service.name)
  const queue = world.ecs.movingServices
  queue[key] = Math.min(own(queue, key) ?? atMs, atMs)
}

/** Puts every service of a cluster (or of all) into the queue: what they depend on may have changed. */
export const wakeServices = (world: World, cluster?: string): void => {
  for (const home of Object.values(world.ecs.clusters)) {
    if (cluster !== undefined && home.name !== cluster) continue
    for (const service of Object.values(home.services)) {
      if (service.status !== 'INACTIVE') wakeService(world, service, world.nowMs)
    }
  }
}

/** A task definition by ARN, whatever its status. */
export const taskDefinitionAt = (world: World, arn: string): TaskDefinitionState | undefined => {
  const [family = '', revision = ''] = arn.slice(arn.lastIndexOf('/') + 1).split(':')
  const home = own(world.ecs.families, family)
  return home === undefined ? undefined : own(home.revisions, revision)
}

/** The revision that a deployment runs. */
export const revisionOf = (service: ServiceState, number: string): Revision => {
  const revision = service.revisions.find((each) => each.number === number)
  if (revision === undefined) throw new Error(`SIMULATOR BUG: service ${service.name} has no revision ${number}`)
  return revision
}

/** The tasks of a service that are not STOPPED, oldest first. */
export const tasksOf = (world: World, service: ServiceState): TaskState[] =>
  service.taskIds.flatMap((task) => taskAt(world, { cluster: service.cluster, task }) ?? [])

/** Sets a member by a key that came over the wire: `__proto__` is a name like any other. */
export const put = <Value>(record: Record<string, Value>, key: string, value: Value): void => {
  Object.defineProperty(record, key, { value, configurable: true, enumerable: true, writable: true })
}
