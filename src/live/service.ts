/** DescribeServices' answer → LiveService: the settings in canonical form, identity and status beside them (ecs-facts 1.4). */
import type { Deployment, Service } from '@aws-sdk/client-ecs'
import type { Json, JsonObject } from '../model/json.js'
import { primaryOf } from '../model/rollout.js'
import type { LiveDeployment, LiveService, LiveStatus, ServiceSettings } from '../model/service.js'
import { canonicalSettings } from '../model/serviceSettings.js'

/** What the service runs is not in the answer. */
export const liveServiceFrom = (cluster: string, service: Service): LiveService => ({
  name: service.serviceName ?? '',
  cluster,
  settings: settingsFrom(service),
  identity: { arn: service.serviceArn ?? '', taskDefinitionArn: service.taskDefinition ?? '' },
  status: statusFrom(service),
  taskDefinition: undefined,
  tags: Object.fromEntries((service.tags ?? []).map(({ key, value }) => [key ?? '', value ?? ''])),
})

/** ECS keeps a hundred of each service; of a thousand services that would be most of the memory. */
export const newestEvents = 10

/** What moves by itself: it is shown and waited for, never compared. */
export const statusFrom = (service: Service): LiveStatus => ({
  state: service.status === 'ACTIVE' || service.status === 'DRAINING' ? service.status : 'INACTIVE',
  desiredCount: service.desiredCount ?? 0,
  runningCount: service.runningCount ?? 0,
  pendingCount: service.pendingCount ?? 0,
  deployments: (service.deployments ?? []).map(deploymentFrom),
  events: (service.events ?? []).slice(0, newestEvents).map(({ id, message, createdAt }) => ({
    id: id ?? '',
    message: message ?? '',
    createdAtMs: createdAt?.getTime() ?? 0,
  })),
  schedulingStrategy: service.schedulingStrategy ?? 'REPLICA',
  deploymentController: service.deploymentController?.type ?? 'ECS',
})

const deploymentFrom = (deployment: Deployment): LiveDeployment => ({
  id: deployment.id ?? '',
  status: deployment.status === 'PRIMARY' || deployment.status === 'ACTIVE' ? deployment.status : 'INACTIVE',
  taskDefinitionArn: deployment.taskDefinition ?? '',
  ...(deployment.rolloutState === undefined ? {} : { rolloutState: deployment.rolloutState }),
  ...(deployment.rolloutStateReason === undefined ? {} : { rolloutStateReason: deployment.rolloutStateReason }),
  desiredCount: deployment.desiredCount ?? 0,
  runningCount: deployment.runningCount ?? 0,
  pendingCount: deployment.pendingCount ?? 0,
  failedTasks: deployment.failedTasks ?? 0,
  createdAtMs: deployment.createdAt?.getTime() ?? 0,
})

/**
 * ECS answers some settings on the PRIMARY deployment alone, and some by leaving them out: what is read here is said in
 * full (ecs-facts 1.4). An empty list is nothing.
 */
const settingsFrom = (service: Service): ServiceSettings => {
  const primary = primaryOf(service.deployments)
  const { roleArn } = service
  const settings = canonicalSettings({
    ...(service as unknown as JsonObject),
    role: roleArn === undefined || isServiceLinked(roleArn) ? undefined : roleArn,
    serviceConnectConfiguration: jsonFrom(primary?.serviceConnectConfiguration),
    volumeConfigurations: jsonFrom(primary?.volumeConfigurations),
    vpcLatticeConfigurations: jsonFrom(primary?.vpcLatticeConfigurations),
  })
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => !(Array.isArray(value) && value.length === 0)),
  )
}

/** The SDK's types have no index; what they hold here is JSON. */
const jsonFrom = (value: object | undefined): Json | undefined => value as Json | undefined

/** ECS puts its own role there where the user gave none: that is no difference (ecs-facts 1.4, role rule). */
const isServiceLinked = (role: string): boolean => role.endsWith('/AWSServiceRoleForECS')
