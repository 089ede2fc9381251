/** What answers show of the world, in the shapes of the API: absent members, empty lists and defaults as real ECS returns them. */
import type {
  Cluster,
  ContainerInstance,
  Deployment,
  Resource,
  Service,
  ServiceDeployment,
  ServiceRevision,
  Task,
} from '@aws-sdk/client-ecs'
import {
  clusterArn,
  deploymentId,
  instanceArn,
  serviceArn,
  serviceDeploymentArn,
  serviceRevisionArn,
  taskArn,
} from './arns.js'
import { userArn } from './callers.js'
import { currentServiceDeployment } from './deployments.js'
import { containerHealthOf, taskHealthStatusOf } from './health.js'
import type { Wire } from './model.js'
import { remainingOf } from './placement.js'
import { launchTypeOf, resolvedPlatform, wantedCountOf } from './scheduler.js'
import { isBehindClassic } from './tasks.js'
import { own, revisionOf, taskDefinitionAt, tasksOf } from './world.js'
import type {
  ClusterState,
  ContainerState,
  DeploymentState,
  InstanceState,
  Revision,
  ServiceDeploymentState,
  ServiceState,
  TaskState,
  World,
} from './world.js'

/** Epoch seconds with a fraction, as awsJson1_1 writes times. */
export const secondsFrom = (ms: number): number => ms / 1000

/** `{ [name]: value }`, or nothing at all when the value is absent. */
const maybe = <Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> =>
  value === undefined ? {} : ({ [name]: value } as Partial<Record<Name, Value>>)

const maybeTime = <Name extends string>(name: Name, ms: number | undefined): Partial<Record<Name, number>> =>
  maybe(name, ms === undefined ? undefined : secondsFrom(ms))

/** A cluster; tags, settings and the rest only when `include` names them. */
export const clusterShape = (world: World, cluster: ClusterState, include: readonly string[] = []): Wire<Cluster> => {
  const tasks = Object.values(cluster.tasks)
  const services = Object.values(cluster.services)
  return {
    clusterArn: clusterArn(world, cluster.name),
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: Object.values(cluster.instances).filter(({ status }) => status !== 'INACTIVE')
      .length,
    runningTasksCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingTasksCount: tasks.filter(isPending).length,
    activeServicesCount: services.filter(({ status }) => status === 'ACTIVE').length,
    statistics: [],
    tags: include.includes('TAGS') ? cluster.tags : [],
    settings: include.includes('SETTINGS')
      ? (cluster.request.settings ?? [{ name: 'containerInsights', value: 'disabled' }])
      : [],
    capacityProviders: cluster.request.capacityProviders ?? [],
    defaultCapacityProviderStrategy: cluster.request.defaultCapacityProviderStrategy ?? [],
    ...maybe('configuration', include.includes('CONFIGURATIONS') ? cluster.request.configuration : undefined),
  }
}

/** A service. Answers differ in whether they show tags and the service deployment under way. */
export const serviceShape = (
  world: World,
  service: ServiceState,
  show: { readonly tags: boolean; readonly currentDeployment: boolean },
): Wire<Service> => {
  const revision = latestRevisionOf(service)
  const tasks = tasksOf(world, service)
  const launch = launchTypeOf(revision)
  const isFargate = launch.launchType === 'FARGATE'
  const current = show.currentDeployment ? currentServiceDeployment(service) : undefined
  return {
    serviceArn: serviceArn(world, service.cluster, service.name),
    serviceName: service.name,
    clusterArn: clusterArn(world, service.cluster),
    loadBalancers: [...revision.loadBalancers],
    serviceRegistries: [...revision.serviceRegistries],
    status: service.status,
    desiredCount: wantedCountOf(world, service),
    runningCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingCount: tasks.filter(isPending).length,
    ...launchMembers(revision),
    ...(isFargate ? { platformVersion: revision.platformVersion ?? 'LATEST', platformFamily: 'Linux' } : {}),
    taskDefinition: revision.taskDefinition,
    deploymentConfiguration: service.deploymentConfiguration,
    deployments: service.deployments.map((deployment) => deploymentShape(world, service, deployment)),
    ...maybe('roleArn', service.roleArn ?? linkedRoleOf(world, revision)),
    events: service.events.map(({ id, createdAtMs, message }) => ({
      id,
      createdAt: secondsFrom(createdAtMs),
      message,
    })),
    createdAt: secondsFrom(service.createdAtMs),
    ...maybe(
      'currentServiceDeployment',
      current === undefined ? undefined : serviceDeploymentArn(world, service.cluster, service.name, current.id),
    ),
    placementConstraints: service.placementConstraints,
    placementStrategy: service.placementStrategy,
    ...maybe('networkConfiguration', revision.networkConfiguration),
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    schedulingStrategy: service.schedulingStrategy,
    deploymentController: { type: 'ECS' },
    ...(show.tags ? { tags: service.tags } : {}),
    createdBy: service.createdBy ?? userArn(world, 'sandbox'),
    enableECSManagedTags: service.enableECSManagedTags,
    propagateTags: service.propagateTags,
    enableExecuteCommand: service.enableExecuteCommand,
    availabilityZoneRebalancing: service.availabilityZoneRebalancing,
  }
}

/** The revision that a service asked for last (its PRIMARY deployment's; the newest one once it has none). */
export const latestRevisionOf = (service: ServiceState): Revision => {
  const number = service.deployments[0]?.number ?? service.revisions.at(-1)?.number
  return revisionOf(service, number ?? '')
}

/** A record of a service deployment. */
export const serviceDeploymentShape = (
  world: World,
  service: ServiceState,
  record: ServiceDeploymentState,
): Wire<ServiceDeployment> => {
  const tasks = tasksOf(world, service)
  const count = (number: string, test: (task: TaskState) => boolean) =>
    tasks.filter((task) => task.deployment === number && test(task)).length
  const summary = (number: string) => ({
    arn: revisionArn(world, service, number),
    requestedTaskCount: service.deployments.find((each) => each.number === number)?.desiredCount ?? 0,
    runningTaskCount: count(number, ({ lastStatus }) => lastStatus === 'RUNNING'),
    pendingTaskCount: count(number, isPending),
  })
  return {
    ...serviceDeploymentBrief(world, service, record),
    updatedAt: secondsFrom(record.updatedAtMs),
    sourceServiceRevisions: record.sources.map(summary),
    targetServiceRevision: summary(record.target),
    deploymentConfiguration: record.deploymentConfiguration,
    deploymentCircuitBreaker: {
      status: record.breakerStatus,
      failureCount: record.failureCount,
      threshold: record.threshold,
    },
    ...(record.alarms === undefined
      ? {}
      : {
          alarms: {
            status: record.alarms.status,
            alarmNames: [...record.alarms.names],
            triggeredAlarmNames: [...record.alarms.triggered],
          },
        }),
    ...maybeTime('stoppedAt', record.stoppedAtMs),
    ...(record.rollback === undefined
      ? {}
      : {
          rollback: {
            reason: record.rollback.reason,
            startedAt: secondsFrom(record.rollback.startedAtMs),
            serviceRevisionArn: record.rollback.revision,
          },
        }),
  }
}

/** The members that ListServiceDeployments and DescribeServiceDeployments have in common. */
export const serviceDeploymentBrief = (world: World, service: ServiceState, record: ServiceDeploymentState) => ({
  serviceDeploymentArn: serviceDeploymentArn(world, service.cluster, service.name, record.id),
  serviceArn: serviceArn(world, service.cluster, service.name),
  clusterArn: clusterArn(world, service.cluster),
  createdAt: secondsFrom(record.createdAtMs),
  startedAt: secondsFrom(record.createdAtMs),
  status: record.status,
  ...maybeTime('finishedAt', record.finishedAtMs),
  ...maybe('statusReason', record.statusReason),
})

/** The ARN of a revision of a service. */
export const revisionArn = (world: World, service: ServiceState, number: string): string =>
  serviceRevisionArn(world, service.cluster, service.name, number)

/** A service revision. */
export const revisionShape = (world: World, service: ServiceState, revision: Revision): Wire<ServiceRevision> => {
  const definition = taskDefinitionAt(world, revision.taskDefinition)?.taskDefinition
  const isFargate = launchTypeOf(revision).launchType === 'FARGATE'
  return {
    serviceRevisionArn: revisionArn(world, service, revision.number),
    serviceArn: serviceArn(world, service.cluster, service.name),
    clusterArn: clusterArn(world, service.cluster),
    taskDefinition: revision.taskDefinition,
    ...launchMembers(revision),
    ...(isFargate ? { platformVersion: resolvedPlatform(revision.platformVersion), platformFamily: 'Linux' } : {}),
    loadBalancers: [...revision.loadBalancers],
    serviceRegistries: [...revision.serviceRegistries],
    ...maybe('networkConfiguration', revision.networkConfiguration),
    containerImages: (definition?.containerDefinitions ?? []).map(({ name, image }) => ({
      ...maybe('containerName', name),
      ...maybe('image', image),
    })),
    guardDutyEnabled: false,
    ...maybe('serviceConnectConfiguration', revision.serviceConnectConfiguration),
    ...maybe('volumeConfigurations', revision.volumeConfigurations),
    ...maybe('vpcLatticeConfigurations', revision.vpcLatticeConfigurations),
    ...maybe('monitoring', revision.monitoring),
    createdAt: secondsFrom(revision.createdAtMs),
  }
}

/** A task; tags only when asked for. */
export const taskShape = (world: World, task: TaskState, showTags: boolean): Wire<Task> => {
  const definition = taskDefinitionAt(world, task.taskDefinition)?.taskDefinition
  const arn = taskArn(world, task.cluster, task.id)
  const { network } = task
  return {
    attachments:
      network === undefined
        ? []
        : [
            {
              id: network.attachmentId,
              type: 'ElasticNetworkInterface',
              status: attachmentStatusOf(task),
              details: [
                { name: 'subnetId', value: network.subnetId },
                { name: 'networkInterfaceId', value: network.interfaceId },
                { name: 'macAddress', value: network.macAddress },
                { name: 'privateIPv4Address', value: network.address },
              ],
            },
          ],
    attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
    availabilityZone: task.availabilityZone,
    clusterArn: clusterArn(world, task.cluster),
    connectivity: 'CONNECTED',
    ...maybeTime('connectivityAt', task.pullStartedAtMs),
    containers: task.containers.map((container) => containerShape(world, task, container)),
    cpu: task.overrides.cpu ?? definition?.cpu ?? String(sumOf(definition?.containerDefinitions, 'cpu')),
    createdAt: secondsFrom(task.createdAtMs),
    desiredStatus: task.desiredStatus,
    enableExecuteCommand: task.enableExecuteCommand,
    group: task.group,
    healthStatus: taskHealthStatusOf(world, task),
    lastStatus: task.lastStatus,
    memory: task.overrides.memory ?? definition?.memory ?? String(sumOf(definition?.containerDefinitions, 'memory')),
    overrides: task.overrides,
    ...(task.capacityProviderName === undefined
      ? { launchType: task.launchType }
      : { capacityProviderName: task.capacityProviderName, launchType: task.launchType }),
    ...(task.launchType === 'FARGATE'
      ? {
          platformVersion: task.platformVersion,
          platformFamily: 'Linux',
          ephemeralStorage: definition?.ephemeralStorage ?? { sizeInGiB: 20 },
        }
      : {}),
    ...maybe(
      'containerInstanceArn',
      task.instance === undefined ? undefined : instanceArn(world, task.cluster, task.instance),
    ),
    ...maybeTime('pullStartedAt', task.pullStartedAtMs),
    ...maybeTime('pullStoppedAt', task.pullStoppedAtMs),
    ...maybeTime('startedAt', task.startedAtMs),
    ...maybeTime('stoppingAt', task.stoppingAtMs),
    ...maybeTime('executionStoppedAt', task.executionStoppedAtMs),
    ...maybeTime('stoppedAt', task.stoppedAtMs),
    ...maybe('startedBy', task.startedBy),
    ...maybe('stopCode', task.stopCode),
    ...maybe('stoppedReason', task.stoppedReason),
    tags: showTags ? task.tags : [],
    taskArn: arn,
    taskDefinitionArn: task.taskDefinition,
    version: task.version,
  }
}

/** A container instance with what is registered and what is left of it. */
export const instanceShape = (
  world: World,
  cluster: ClusterState,
  instance: InstanceState,
  showTags: boolean,
): Wire<ContainerInstance> => {
  const remaining = remainingOf(instance)
  const tasks = instance.taskIds.flatMap((id) => own(cluster.tasks, id) ?? [])
  return {
    containerInstanceArn: instanceArn(world, cluster.name, instance.id),
    ec2InstanceId: instance.ec2InstanceId,
    version: 1,
    versionInfo: instance.versionInfo ?? { agentVersion: '1.86.0', dockerVersion: 'DockerVersion: 25.0.3' },
    remainingResources: resources(remaining),
    registeredResources: resources(instance),
    status: instance.status,
    agentConnected: instance.status !== 'INACTIVE',
    runningTasksCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingTasksCount: tasks.filter(isPending).length,
    attributes: instance.attributes.map(({ name, value }) => ({ name, ...maybe('value', value) })),
    registeredAt: secondsFrom(instance.registeredAtMs),
    attachments: [],
    tags: showTags ? instance.tags : [],
  }
}

/** Whether a task counts as pending: it is wanted and on its way to RUNNING. */
export const isPending = ({ lastStatus }: TaskState): boolean =>
  lastStatus === 'PROVISIONING' || lastStatus === 'PENDING' || lastStatus === 'ACTIVATING'

const resources = (amount: {
  readonly cpu: number
  readonly memory: number
  readonly ports: readonly number[]
  readonly udpPorts: readonly number[]
}): Wire<Resource>[] => [
  integerResource('CPU', amount.cpu),
  integerResource('MEMORY', amount.memory),
  portsResource('PORTS', amount.ports),
  portsResource('PORTS_UDP', amount.udpPorts),
]

const integerResource = (name: string, integerValue: number): Wire<Resource> => ({
  name,
  type: 'INTEGER',
  doubleValue: 0,
  longValue: 0,
  integerValue,
})

const portsResource = (name: string, ports: readonly number[]): Wire<Resource> => ({
  name,
  type: 'STRINGSET',
  doubleValue: 0,
  longValue: 0,
  integerValue: 0,
  stringSetValue: ports.map(String),
})

// `rolloutState` is shown only where no classic load balancer is involved.
const deploymentShape = (world: World, service: ServiceState, deployment: DeploymentState): Wire<Deployment> => {
  const revision = revisionOf(service, deployment.number)
  const tasks = tasksOf(world, service).filter((task) => task.deployment === deployment.number)
  const isFargate = launchTypeOf(revision).launchType === 'FARGATE'
  return {
    id: deploymentId(deployment.number),
    status: deployment.status,
    taskDefinition: revision.taskDefinition,
    desiredCount: deployment.desiredCount,
    pendingCount: tasks.filter(isPending).length,
    runningCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    failedTasks: deployment.failedTasks,
    createdAt: secondsFrom(deployment.createdAtMs),
    updatedAt: secondsFrom(deployment.updatedAtMs),
    ...launchMembers(revision),
    ...(isFargate ? { platformVersion: resolvedPlatform(revision.platformVersion), platformFamily: 'Linux' } : {}),
    ...maybe('networkConfiguration', revision.networkConfiguration),
    ...(isBehindClassic(revision)
      ? {}
      : { rolloutState: deployment.rolloutState, rolloutStateReason: deployment.rolloutStateReason }),
    ...maybe('serviceConnectConfiguration', revision.serviceConnectConfiguration),
    ...maybe('volumeConfigurations', revision.volumeConfigurations),
    ...maybe('vpcLatticeConfigurations', revision.vpcLatticeConfigurations),
  }
}

const launchMembers = (revision: Revision) =>
  revision.capacityProviderStrategy === undefined || revision.capacityProviderStrategy.length === 0
    ? { launchType: revision.launchType ?? ('EC2' as const) }
    : { capacityProviderStrategy: [...revision.capacityProviderStrategy] }

// Without a role of its own a service acts through the service-linked role wherever it must touch networks or load balancers.
const linkedRoleOf = (world: World, revision: Revision): string | undefined =>
  revision.networkConfiguration !== undefined || revision.loadBalancers.length > 0
    ? `arn:aws:iam::${world.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`
    : undefined

const containerShape = (world: World, task: TaskState, container: ContainerState) => {
  const definition = taskDefinitionAt(world, task.taskDefinition)?.taskDefinition.containerDefinitions?.find(
    ({ name }) => name === container.name,
  )
  const { network } = task
  return {
    containerArn: `${taskArn(world, task.cluster, task.id).replace(':task/', ':container/')}/${container.runtimeId}`,
    taskArn: taskArn(world, task.cluster, task.id),
    name: container.name,
    image: container.image,
    ...(task.pullStoppedAtMs === undefined ? {} : { runtimeId: container.runtimeId }),
    lastStatus: container.lastStatus,
    ...maybe('exitCode', container.exitCode),
    ...maybe('reason', container.reason),
    networkBindings: task.pullStoppedAtMs === undefined ? [] : container.networkBindings,
    networkInterfaces:
      network === undefined ? [] : [{ attachmentId: network.attachmentId, privateIpv4Address: network.address }],
    healthStatus: containerHealthOf(world, task, container),
    cpu: String(definition?.cpu ?? 0),
    ...maybe('memory', definition?.memory === undefined ? undefined : String(definition.memory)),
    ...maybe(
      'memoryReservation',
      definition?.memoryReservation === undefined ? undefined : String(definition.memoryReservation),
    ),
  }
}

const attachmentStatusOf = ({ lastStatus }: TaskState): string => {
  if (lastStatus === 'PROVISIONING') return 'PRECREATED'
  return lastStatus === 'STOPPED' ? 'DELETED' : 'ATTACHED'
}

const sumOf = (
  containers: readonly { readonly cpu?: number | undefined; readonly memory?: number | undefined }[] | undefined,
  member: 'cpu' | 'memory',
): number => (containers ?? []).reduce((sum, container) => sum + (container[member] ?? 0), 0)
