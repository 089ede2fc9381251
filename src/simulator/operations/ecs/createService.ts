/** CreateService: checks in ECS's order, answers a repeated request with the same token, starts the first deployment. */
import type {
  CapacityProviderStrategyItem,
  CreateServiceRequest,
  CreateServiceResponse,
  LaunchType,
} from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import { startDeployment } from '../../deployments.js'
import { AwsException, accessDenied, invalidParameter } from '../../exceptions.js'
import { deniesTagging } from '../../faults.js'
import { clusterFor, taskDefinitionFor } from '../../lookups.js'
import type { Wire } from '../../model.js'
import {
  checkConfiguration,
  checkLaunch,
  checkLoadBalancers,
  checkPlacement,
  checkTags,
  checkedNetwork,
  defaultConfiguration,
  digestOf,
  mergedConfiguration,
  writtenStrategies,
} from '../../settings.js'
import { serviceShape } from '../../shapes.js'
import { own, put, without } from '../../world.js'
import type { ClusterState, ServiceState, TaskDefinitionState } from '../../world.js'

export const createService = (context: Context, input: Wire<CreateServiceRequest>): Wire<CreateServiceResponse> => {
  const { world } = context
  refuseTagging(context, input)
  const cluster = clusterFor(world, input.cluster)
  refuseControllers(input)
  const definition = taskDefinitionFor(world, input.taskDefinition ?? '')
  if (input.clientToken !== undefined && !/^[!-~]{0,36}$/.test(input.clientToken)) {
    throw invalidParameter('idempotency token longer than 36.')
  }
  const network = checkedNetwork(definition.taskDefinition, input.networkConfiguration)
  const schedulingStrategy = checkedStrategy(input)
  const launch = launchOf(cluster, input)
  const isFargate = isOnFargate(launch)
  const rebalancing = rebalancingOf(input)
  const deploymentConfiguration = mergedConfiguration(
    defaultConfiguration(schedulingStrategy),
    input.deploymentConfiguration,
  )
  checkConfiguration(deploymentConfiguration, rebalancing, schedulingStrategy)
  checkLaunch({
    definition: definition.taskDefinition,
    launchType: input.launchType,
    strategy: input.capacityProviderStrategy ?? [],
    platformVersion: input.platformVersion,
    clusterProviders: cluster.request.capacityProviders ?? [],
  })
  if (isFargate && schedulingStrategy === 'DAEMON') {
    throw invalidParameter(
      'The daemon scheduling strategy does not support the FARGATE launch type. Change the launch type and try again',
    )
  }
  checkPlacement(input.placementConstraints ?? [], input.placementStrategy ?? [], {
    isFargate,
    isDaemon: schedulingStrategy === 'DAEMON',
  })
  checkLoadBalancers(world, definition.taskDefinition, input.loadBalancers ?? [], { isFargate })
  checkRole(input, definition)
  checkGracePeriod(input, definition)
  checkTags(input.tags)
  if (!/^[\w-]{1,255}$/.test(input.serviceName ?? '')) throw invalidParameter('Invalid service name.')

  const existing = own(cluster.services, input.serviceName ?? '')
  if (existing?.status === 'DRAINING') throw invalidParameter('Unable to Start a service that is still Draining.')
  const creation = creationOf(input)
  if (existing?.status === 'ACTIVE') {
    if (creation.clientToken === undefined || JSON.stringify(creation) !== JSON.stringify(existing.creation)) {
      throw invalidParameter('Creation of service was not idempotent.')
    }
    return { service: serviceShape(world, existing, { tags: true, currentDeployment: false }) }
  }

  const service: ServiceState = {
    name: input.serviceName ?? '',
    cluster: cluster.name,
    createdAtMs: context.now,
    creation,
    schedulingStrategy,
    ...(launch.launchType === undefined ? {} : { originalLaunchType: launch.launchType }),
    ...(input.role === undefined || input.role === '' ? {} : { roleArn: roleArnFrom(context, input.role) }),
    createdBy: context.caller,
    status: 'ACTIVE',
    desiredCount: input.desiredCount ?? 0,
    deploymentConfiguration,
    placementConstraints: input.placementConstraints ?? [],
    placementStrategy: writtenStrategies(input.placementStrategy ?? []),
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? 0,
    enableECSManagedTags: input.enableECSManagedTags ?? false,
    propagateTags: input.propagateTags ?? 'NONE',
    enableExecuteCommand: input.enableExecuteCommand ?? false,
    availabilityZoneRebalancing: rebalancing,
    tags: input.tags ?? [],
    deployments: [],
    revisions: [],
    serviceDeployments: [],
    events: [],
    taskIds: [],
    isSteady: false,
    complaints: {},
    startFailures: 0,
    nextStartMs: 0,
  }
  put(cluster.services, service.name, service)
  startDeployment(world, service, {
    taskDefinition: definition.taskDefinition.taskDefinitionArn ?? '',
    loadBalancers: input.loadBalancers ?? [],
    serviceRegistries: input.serviceRegistries ?? [],
    ...launch,
    ...(network === undefined ? {} : { networkConfiguration: network }),
    ...(isFargate ? { platformVersion: input.platformVersion ?? 'LATEST' } : {}),
    ...(input.serviceConnectConfiguration === undefined
      ? {}
      : { serviceConnectConfiguration: input.serviceConnectConfiguration }),
    ...(input.volumeConfigurations === undefined ? {} : { volumeConfigurations: input.volumeConfigurations }),
    ...(input.vpcLatticeConfigurations === undefined
      ? {}
      : { vpcLatticeConfigurations: input.vpcLatticeConfigurations }),
    ...(input.monitoring === undefined ? {} : { monitoring: input.monitoring }),
  })
  return { service: serviceShape(world, service, { tags: input.tags !== undefined, currentDeployment: false }) }
}

interface Launch {
  readonly launchType?: LaunchType
  readonly capacityProviderStrategy?: Wire<CapacityProviderStrategyItem>[]
}

const launchOf = (cluster: ClusterState, input: Wire<CreateServiceRequest>): Launch => {
  if (input.capacityProviderStrategy !== undefined && input.capacityProviderStrategy.length > 0) {
    return { capacityProviderStrategy: writtenProviders(input.capacityProviderStrategy) }
  }
  const byDefault = cluster.request.defaultCapacityProviderStrategy ?? []
  if (input.launchType === undefined && byDefault.length > 0)
    return { capacityProviderStrategy: writtenProviders(byDefault) }
  return { launchType: input.launchType ?? 'EC2' }
}

/** Weight and base are written back as 0 where they are absent. */
export const writtenProviders = (
  strategy: readonly Wire<CapacityProviderStrategyItem>[],
): Wire<CapacityProviderStrategyItem>[] => strategy.map((item) => ({ weight: 0, base: 0, ...item }))

/** Whether tasks launched so run on Fargate. */
export const isOnFargate = (launch: Launch): boolean =>
  launch.launchType === 'FARGATE' ||
  (launch.capacityProviderStrategy ?? []).some(({ capacityProvider = '' }) => capacityProvider.startsWith('FARGATE'))

// Tags of what is made need ecs:TagResource beside ecs:CreateService.
const refuseTagging = ({ world, caller }: Context, { tags = [] }: Wire<CreateServiceRequest>): void => {
  if (tags.length > 0 && deniesTagging(world.faults)) {
    throw accessDenied(`User: ${caller} is not authorized to perform: ecs:TagResource on resource: *`)
  }
}

const refuseControllers = ({ deploymentController }: Wire<CreateServiceRequest>): void => {
  if (deploymentController !== undefined && deploymentController.type !== 'ECS') {
    throw new AwsException(
      'UnsupportedFeatureException',
      `The simulator has no deployment controller ${deploymentController.type ?? ''}.`,
    )
  }
}

const checkedStrategy = (input: Wire<CreateServiceRequest>): 'REPLICA' | 'DAEMON' => {
  const strategy: string = input.schedulingStrategy ?? 'REPLICA'
  if (strategy !== 'REPLICA' && strategy !== 'DAEMON') {
    throw invalidParameter('Scheduling strategy should be one of [REPLICA,DAEMON]')
  }
  if (strategy === 'DAEMON' && input.desiredCount !== undefined) {
    throw invalidParameter(
      'The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again',
    )
  }
  if (strategy === 'REPLICA' && input.desiredCount === undefined) throw invalidParameter('DesiredCount is missing')
  if ((input.desiredCount ?? 0) < 0) throw invalidParameter('DesiredCount can not be lesser than 0')
  return strategy
}

// Where a create says nothing, rebalancing is on if the rest of the service allows it.
const rebalancingOf = (input: Wire<CreateServiceRequest>): 'ENABLED' | 'DISABLED' => {
  const [first] = input.placementStrategy ?? []
  const spreadsZones = first === undefined || first.field === 'attribute:ecs.availability-zone'
  const hasClassic = input.loadBalancers?.some(({ loadBalancerName }) => loadBalancerName !== undefined) === true
  if (input.availabilityZoneRebalancing === 'ENABLED' && (hasClassic || !spreadsZones)) {
    throw invalidParameter(
      hasClassic
        ? 'Availability Zone Rebalancing does not support Classic Load Balancers.'
        : 'Availability Zone Rebalancing requires a spread over Availability Zones as the first placement strategy.',
    )
  }
  if (input.availabilityZoneRebalancing !== undefined) return input.availabilityZoneRebalancing
  const maximumPercent = input.deploymentConfiguration?.maximumPercent ?? 200
  const isCompatible = maximumPercent > 100 && input.schedulingStrategy !== 'DAEMON' && spreadsZones && !hasClassic
  return isCompatible ? 'ENABLED' : 'DISABLED'
}

const checkRole = (input: Wire<CreateServiceRequest>, { taskDefinition }: TaskDefinitionState): void => {
  if (input.role === undefined || input.role === '') return
  const balancers = input.loadBalancers ?? []
  const needsLinkedRole =
    taskDefinition.networkMode === 'awsvpc' || balancers.length > 1 || (input.serviceRegistries ?? []).length > 0
  if (needsLinkedRole) {
    throw invalidParameter('You cannot specify an IAM role for services that require a service linked role.')
  }
  if (balancers.length === 0) {
    throw invalidParameter('IAM roles are only valid for services configured to use load balancers.')
  }
  if (input.role.startsWith('arn:') && !/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(input.role)) {
    throw invalidParameter(
      'Unable to assume role and validate the listeners configured on your load balancer. ' +
        'Please verify that the ECS service role being passed has the proper permissions.',
    )
  }
}

const checkGracePeriod = (input: Wire<CreateServiceRequest>, { taskDefinition }: TaskDefinitionState): void => {
  const seconds = input.healthCheckGracePeriodSeconds ?? 0
  if (seconds < 0 || seconds > 2_147_483_647) throw invalidParameter('Health check grace period is out of range.')
  const hasChecks = taskDefinition.containerDefinitions?.some(({ healthCheck }) => healthCheck !== undefined) === true
  const hasBalancers = (input.loadBalancers ?? []).length + (input.vpcLatticeConfigurations ?? []).length > 0
  if (seconds > 0 && !hasBalancers && !hasChecks) {
    throw invalidParameter('Health check grace period is only valid for services configured to use load balancers')
  }
}

const creationOf = (input: Wire<CreateServiceRequest>): ServiceState['creation'] => {
  const { clientToken } = input
  const digest = digestOf(without(input, 'clientToken', 'tags'))
  return { ...(clientToken === undefined ? {} : { clientToken }), digest }
}

const roleArnFrom = ({ account }: Context, role: string): string =>
  role.startsWith('arn:') ? role : `arn:aws:iam::${account}:role/${role}`
