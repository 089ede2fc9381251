/** UpdateService: omitted keeps, an empty list clears, equal values change nothing; what a revision holds makes one new deployment. */
import type { UpdateServiceRequest, UpdateServiceResponse } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import { startDeployment } from '../../deployments.js'
import type { RevisionSettings } from '../../deployments.js'
import { AwsException, invalidParameter } from '../../exceptions.js'
import { clusterFor, serviceFor, taskDefinitionFor } from '../../lookups.js'
import type { Wire } from '../../model.js'
import {
  checkConfiguration,
  checkLaunch,
  checkLoadBalancers,
  checkPlacement,
  checkedNetwork,
  isSame,
  mergedConfiguration,
  writtenStrategies,
} from '../../settings.js'
import { latestRevisionOf, serviceShape } from '../../shapes.js'
import { taskDefinitionAt, wakeService, without } from '../../world.js'
import type { ClusterState, Revision, ServiceState } from '../../world.js'
import { isOnFargate, writtenProviders } from './createService.js'

export const updateService = (context: Context, input: Wire<UpdateServiceRequest>): Wire<UpdateServiceResponse> => {
  const { world } = context
  const cluster = clusterFor(world, input.cluster)
  const service = serviceFor(world, cluster, input.service ?? '')
  if (service.status !== 'ACTIVE') throw new AwsException('ServiceNotActiveException', 'Service was not ACTIVE.')
  if (input.deploymentController !== undefined && input.deploymentController.type !== 'ECS') {
    throw new AwsException('UnsupportedFeatureException', 'The simulator has no deployment controller but ECS.')
  }
  const current = latestRevisionOf(service)
  const settings = settingsFor(context, cluster, service, current, input)
  const configuration = mergedConfiguration(service.deploymentConfiguration, input.deploymentConfiguration)
  const rebalancing = input.availabilityZoneRebalancing ?? service.availabilityZoneRebalancing
  checkCount(service, input.desiredCount)
  checkConfiguration(configuration, rebalancing, service.schedulingStrategy)
  checkPlacement(
    input.placementConstraints ?? service.placementConstraints,
    input.placementStrategy ?? service.placementStrategy,
    { isFargate: isOnFargate(launchOf(settings)), isDaemon: service.schedulingStrategy === 'DAEMON' },
  )

  service.desiredCount = input.desiredCount ?? service.desiredCount
  service.deploymentConfiguration = configuration
  service.availabilityZoneRebalancing = rebalancing
  service.placementConstraints = input.placementConstraints ?? service.placementConstraints
  service.placementStrategy =
    input.placementStrategy === undefined ? service.placementStrategy : writtenStrategies(input.placementStrategy)
  service.healthCheckGracePeriodSeconds = input.healthCheckGracePeriodSeconds ?? service.healthCheckGracePeriodSeconds
  service.enableECSManagedTags = input.enableECSManagedTags ?? service.enableECSManagedTags
  service.propagateTags = input.propagateTags ?? service.propagateTags
  service.enableExecuteCommand = input.enableExecuteCommand ?? service.enableExecuteCommand
  const running = without(current, 'number', 'createdAtMs')
  if (input.forceNewDeployment === true || !isSame(settings, running)) startDeployment(world, service, settings)
  else wakeService(world, service, context.now)
  return { service: serviceShape(world, service, { tags: false, currentDeployment: false }) }
}

// The settings of the revision that the request asks for, checked as a whole wherever it touches them.
const settingsFor = (
  context: Context,
  cluster: ClusterState,
  service: ServiceState,
  current: Revision,
  input: Wire<UpdateServiceRequest>,
): RevisionSettings => {
  const { world } = context
  const definition =
    input.taskDefinition === undefined
      ? taskDefinitionAt(world, current.taskDefinition)
      : taskDefinitionFor(world, input.taskDefinition)
  if (definition === undefined) throw new Error(`SIMULATOR BUG: ${current.taskDefinition} is lost`)
  const launch = launchFor(service, current, input)
  const isFargate = isOnFargate(launch)
  const network = checkedNetwork(definition.taskDefinition, input.networkConfiguration ?? current.networkConfiguration)
  const platformVersion = input.platformVersion ?? current.platformVersion ?? 'LATEST'
  checkLaunch({
    definition: definition.taskDefinition,
    launchType: launch.launchType,
    strategy: launch.capacityProviderStrategy ?? [],
    platformVersion: isFargate ? platformVersion : input.platformVersion,
    clusterProviders: cluster.request.capacityProviders ?? [],
  })
  const loadBalancers = input.loadBalancers ?? current.loadBalancers
  if (input.loadBalancers !== undefined || input.taskDefinition !== undefined) {
    checkLoadBalancers(world, definition.taskDefinition, loadBalancers, { isFargate })
  }
  const connect = input.serviceConnectConfiguration ?? current.serviceConnectConfiguration
  const volumes = input.volumeConfigurations ?? current.volumeConfigurations
  const lattice = input.vpcLatticeConfigurations ?? current.vpcLatticeConfigurations
  const monitoring = input.monitoring ?? current.monitoring
  return {
    taskDefinition: definition.taskDefinition.taskDefinitionArn ?? '',
    loadBalancers,
    serviceRegistries: input.serviceRegistries ?? current.serviceRegistries,
    ...launch,
    ...(network === undefined ? {} : { networkConfiguration: network }),
    ...(isFargate ? { platformVersion } : {}),
    ...(connect === undefined ? {} : { serviceConnectConfiguration: connect }),
    ...(volumes === undefined ? {} : { volumeConfigurations: volumes }),
    ...(lattice === undefined ? {} : { vpcLatticeConfigurations: lattice }),
    ...(monitoring === undefined ? {} : { monitoring }),
  }
}

type Launch = Parameters<typeof isOnFargate>[0]

const launchOf = ({ launchType, capacityProviderStrategy }: RevisionSettings): Launch => ({
  ...(launchType === undefined ? {} : { launchType }),
  ...(capacityProviderStrategy === undefined ? {} : { capacityProviderStrategy: [...capacityProviderStrategy] }),
})

// An empty strategy returns the service to the launch type it was created with; any change of strategy must be forced.
const launchFor = (service: ServiceState, current: Revision, input: Wire<UpdateServiceRequest>): Launch => {
  const asked = input.capacityProviderStrategy
  const before = launchOf(current)
  if (asked === undefined) return before
  const after: Launch =
    asked.length === 0
      ? { launchType: service.originalLaunchType ?? 'EC2' }
      : { capacityProviderStrategy: writtenProviders(asked) }
  if (!isSame(before, after) && input.forceNewDeployment !== true) {
    throw invalidParameter(
      'When switching from launch type to capacity provider strategy on an existing service, or making a change to a ' +
        'capacity provider strategy on a service that is already using one, you must force a new deployment.',
    )
  }
  return after
}

const checkCount = (service: ServiceState, desiredCount: number | undefined): void => {
  if (desiredCount === undefined) return
  if (service.schedulingStrategy === 'DAEMON') {
    throw invalidParameter(
      'The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again',
    )
  }
  if (desiredCount < 0) throw invalidParameter('Task count can not be lesser than 0')
}
