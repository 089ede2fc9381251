/** DescribeServices' answer → LiveService: the settings in canonical form, identity and status beside them (ecs-facts 1.4). */
import type { Deployment, Service } from '@aws-sdk/client-ecs'
import type {
  LiveDeployment,
  LiveService,
  LiveStatus,
  LoadBalancer,
  NetworkConfiguration,
  ServiceSettings,
} from '../model/service.js'
import type { TaskDefinition } from '../model/taskDefinition.js'

export const liveServiceFrom = (
  cluster: string,
  service: Service,
  taskDefinition: TaskDefinition | undefined,
): LiveService => ({
  name: service.serviceName ?? '',
  cluster,
  settings: settingsFrom(service),
  identity: { arn: service.serviceArn ?? '', taskDefinitionArn: service.taskDefinition ?? '' },
  status: statusFrom(service),
  taskDefinition,
  tags: Object.fromEntries((service.tags ?? []).map(({ key, value }) => [key ?? '', value ?? ''])),
})

export const statusFrom = (service: Service): LiveStatus => ({
  state: service.status === 'ACTIVE' || service.status === 'DRAINING' ? service.status : 'INACTIVE',
  desiredCount: service.desiredCount ?? 0,
  runningCount: service.runningCount ?? 0,
  pendingCount: service.pendingCount ?? 0,
  deployments: (service.deployments ?? []).map(deploymentFrom),
  events: (service.events ?? []).map(({ id, message, createdAt }) => ({
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

const settingsFrom = (service: Service): ServiceSettings => {
  const loadBalancers = (service.loadBalancers ?? []).map(loadBalancerFrom).sort(byLoadBalancer)
  const network = networkFrom(service)
  const { maximumPercent, minimumHealthyPercent } = service.deploymentConfiguration ?? {}
  const role = service.roleArn
  return {
    ...(service.desiredCount === undefined ? {} : { desiredCount: service.desiredCount }),
    ...(isLaunchType(service.launchType) ? { launchType: service.launchType } : {}),
    ...(role === undefined || isServiceLinked(role) ? {} : { role }),
    ...(loadBalancers.length === 0 ? {} : { loadBalancers }),
    ...(network === undefined ? {} : { networkConfiguration: network }),
    ...(maximumPercent === undefined ? {} : { maximumPercent }),
    ...(minimumHealthyPercent === undefined ? {} : { minimumHealthyPercent }),
    ...(service.availabilityZoneRebalancing === undefined
      ? {}
      : { availabilityZoneRebalancing: service.availabilityZoneRebalancing }),
  }
}

/** ECS puts its own role there where the user gave none: that is no difference (ecs-facts 1.4, role rule). */
const isServiceLinked = (role: string): boolean => role.endsWith('/AWSServiceRoleForECS')

const isLaunchType = (launchType: string | undefined): launchType is 'EC2' | 'FARGATE' | 'EXTERNAL' =>
  launchType === 'EC2' || launchType === 'FARGATE' || launchType === 'EXTERNAL'

const loadBalancerFrom = (entry: NonNullable<Service['loadBalancers']>[number]): LoadBalancer => ({
  ...(entry.targetGroupArn === undefined ? {} : { targetGroupArn: entry.targetGroupArn }),
  ...(entry.loadBalancerName === undefined ? {} : { loadBalancerName: entry.loadBalancerName }),
  containerName: entry.containerName ?? '',
  containerPort: entry.containerPort ?? 0,
})

/** As the file's are sorted: by target group or name, then container, then port. */
const byLoadBalancer = (a: LoadBalancer, b: LoadBalancer): number =>
  compare(nameOf(a), nameOf(b)) || compare(a.containerName, b.containerName) || a.containerPort - b.containerPort

const nameOf = ({ targetGroupArn, loadBalancerName }: LoadBalancer): string => targetGroupArn ?? loadBalancerName ?? ''

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const networkFrom = (service: Service): NetworkConfiguration | undefined => {
  const found = service.networkConfiguration?.awsvpcConfiguration
  return found === undefined
    ? undefined
    : {
        subnets: [...(found.subnets ?? [])].sort(),
        securityGroups: [...(found.securityGroups ?? [])].sort(),
        assignPublicIp: found.assignPublicIp ?? 'DISABLED',
      }
}
