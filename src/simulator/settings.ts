/** What CreateService and UpdateService have in common: the rules for what a service may be, in the order in which ECS checks them. */
import { createHash } from 'node:crypto'
import type {
  AvailabilityZoneRebalancing,
  CapacityProviderStrategyItem,
  DeploymentConfiguration,
  LaunchType,
  LoadBalancer,
  NetworkConfiguration,
  PlacementConstraint,
  PlacementStrategy,
  SchedulingStrategy,
  TaskDefinition,
} from '@aws-sdk/client-ecs'
import { AwsException, invalidParameter } from './exceptions.js'
import { parseExpression } from './expressions.js'
import { classicOf, targetGroupOf } from './loadBalancing.js'
import type { Wire } from './model.js'
import type { World } from './world.js'

/** A digest of a request, by which a repeated one is recognised; members in any order give the same. */
export const digestOf = (request: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(request, (_key, value: unknown) => sorted(value)))
    .digest('hex')

/** Whether two values are equal as JSON, whatever the order of members. */
export const isSame = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a, (_key, value: unknown) => sorted(value)) ===
  JSON.stringify(b, (_key, value: unknown) => sorted(value))

/** The deployment configuration that results from a request: member by member over what was there. */
export const mergedConfiguration = (
  base: Wire<DeploymentConfiguration>,
  request: Wire<DeploymentConfiguration> | undefined,
): Wire<DeploymentConfiguration> => {
  const breaker = request?.deploymentCircuitBreaker
  const merged = { ...base, ...present(request) }
  if (breaker === undefined || base.deploymentCircuitBreaker === undefined) return merged
  const threshold = {
    ...base.deploymentCircuitBreaker.thresholdConfiguration,
    ...present(breaker.thresholdConfiguration),
  }
  return {
    ...merged,
    deploymentCircuitBreaker: {
      ...base.deploymentCircuitBreaker,
      ...present(breaker),
      thresholdConfiguration: threshold as NonNullable<typeof breaker.thresholdConfiguration>,
    },
  }
}

/** What ECS writes back where a create says nothing. */
export const defaultConfiguration = (strategy: SchedulingStrategy): Wire<DeploymentConfiguration> => ({
  deploymentCircuitBreaker: {
    enable: false,
    rollback: false,
    resetOnHealthyTask: true,
    thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
  },
  maximumPercent: strategy === 'DAEMON' ? 100 : 200,
  minimumHealthyPercent: strategy === 'DAEMON' ? 0 : 100,
  strategy: 'ROLLING',
  bakeTimeInMinutes: 0,
})

/** The network configuration as it is written back; awsvpc demands one, the other modes forbid it. */
export const checkedNetwork = (
  definition: Wire<TaskDefinition>,
  network: Wire<NetworkConfiguration> | undefined,
): Wire<NetworkConfiguration> | undefined => {
  const awsvpc = network?.awsvpcConfiguration
  if (definition.networkMode === 'awsvpc' && awsvpc === undefined) {
    throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
  }
  if (definition.networkMode !== 'awsvpc' && awsvpc !== undefined) {
    throw invalidParameter('Network Configuration is not valid for the given networkMode of this task definition.')
  }
  if (awsvpc === undefined) return undefined
  const { subnets = [], securityGroups = [] } = awsvpc
  if (subnets.length === 0) throw invalidParameter('subnets can not be empty.')
  if (subnets.length > 16) throw invalidParameter('subnets can have at most 16 items.')
  if (securityGroups.length > 5) throw invalidParameter('securityGroups can have at most 5 items.')
  return {
    awsvpcConfiguration: { subnets, securityGroups, assignPublicIp: awsvpc.assignPublicIp ?? 'DISABLED' },
  }
}

/** Percentages, circuit breaker, strategy: refused where real ECS refuses them or where this simulator cannot act them out. */
export const checkConfiguration = (
  configuration: Wire<DeploymentConfiguration>,
  rebalancing: AvailabilityZoneRebalancing,
  strategy: SchedulingStrategy,
): void => {
  const { maximumPercent = 200, minimumHealthyPercent = 100, deploymentCircuitBreaker } = configuration
  if (strategy === 'DAEMON' && maximumPercent !== 100) {
    throw invalidParameter('The daemon scheduling strategy supports only a maximumPercent of 100.')
  }
  if (maximumPercent < 100) throw invalidParameter('maximumPercent must be at least 100')
  if (maximumPercent > 200) throw invalidParameter('maximumPercent must be at most 200')
  if (minimumHealthyPercent > 100) throw invalidParameter('minimumHealthyPercent must be at most 100')
  if (minimumHealthyPercent < 0) throw invalidParameter('minimumHealthyPercent must be at least 0')
  const { type = 'BOUNDED_PERCENT', value = 50 } = deploymentCircuitBreaker?.thresholdConfiguration ?? {}
  if (!['BOUNDED_PERCENT', 'UNBOUNDED_PERCENT', 'COUNT'].includes(type)) {
    throw invalidParameter('Invalid deployment circuit breaker threshold type.')
  }
  if (value < 1 || (type !== 'COUNT' && value > 100)) {
    throw invalidParameter('Invalid deployment circuit breaker threshold value.')
  }
  if (configuration.strategy !== undefined && configuration.strategy !== 'ROLLING') {
    throw new AwsException(
      'UnsupportedFeatureException',
      `The simulator has no deployment strategy ${configuration.strategy}.`,
    )
  }
  if (rebalancing === 'ENABLED' && strategy === 'DAEMON') {
    throw invalidParameter('Availability Zone Rebalancing does not support the DAEMON scheduling strategy.')
  }
  if (rebalancing === 'ENABLED' && maximumPercent <= 100) {
    throw invalidParameter(
      'Availability Zone Rebalancing does not support maximumPercent <= 100 % as deployment configuration.',
    )
  }
}

/** How a service is launched: launch type or capacity providers, never both; the network mode and platform must go with it. */
export const checkLaunch = (request: {
  readonly definition: Wire<TaskDefinition>
  readonly launchType: LaunchType | undefined
  readonly strategy: readonly Wire<CapacityProviderStrategyItem>[]
  readonly platformVersion: string | undefined
  readonly clusterProviders: readonly string[]
}): void => {
  const { definition, launchType, strategy, platformVersion, clusterProviders } = request
  if (launchType !== undefined && strategy.length > 0) {
    throw invalidParameter(
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    )
  }
  const providers = strategy.map(({ capacityProvider = '' }) => capacityProvider)
  const missing = providers.filter((name) => !name.startsWith('FARGATE') && !clusterProviders.includes(name))
  if (missing.length > 0) {
    throw invalidParameter(`The specified capacity provider '${missing[0] ?? ''}' was not found.`)
  }
  if (strategy.length > 20)
    throw invalidParameter('A capacity provider strategy can contain at most 20 capacity providers.')
  if (strategy.length > 0 && strategy.every(({ weight = 0, base = 0 }) => weight === 0 && base === 0)) {
    throw invalidParameter(
      'The capacity provider strategy must have at least one provider with a weight greater than 0.',
    )
  }
  if (strategy.filter(({ base = 0 }) => base > 0).length > 1) {
    throw invalidParameter('Only one capacity provider in a capacity provider strategy can have a base.')
  }
  if (launchType === 'MANAGED_INSTANCES') {
    throw new AwsException('UnsupportedFeatureException', 'The simulator has no managed instances.')
  }
  const isFargate = launchType === 'FARGATE' || providers.some((name) => name.startsWith('FARGATE'))
  if (!isFargate && platformVersion !== undefined) {
    throw invalidParameter('The platform version must be null when specifying an EC2 launch type.')
  }
  if (!isFargate) return
  if (platformVersion !== undefined && !['LATEST', '1.3.0', '1.4.0'].includes(platformVersion)) {
    throw new AwsException('PlatformUnknownException', `The platform version ${platformVersion} is not known.`)
  }
  if (!(definition.compatibilities ?? []).includes('FARGATE')) {
    throw invalidParameter('Task definition does not support launch_type FARGATE.')
  }
}

/** Every load balancer entry: the container and port it names, the target group or classic load balancer, and the role. */
export const checkLoadBalancers = (
  world: World,
  definition: Wire<TaskDefinition>,
  loadBalancers: readonly Wire<LoadBalancer>[],
  launch: { readonly isFargate: boolean },
): void => {
  const isAwsvpc = definition.networkMode === 'awsvpc'
  const classics = loadBalancers.filter(({ loadBalancerName }) => loadBalancerName !== undefined)
  const groups = loadBalancers.filter(({ targetGroupArn }) => targetGroupArn !== undefined)
  if (loadBalancers.some((each) => (each.loadBalancerName === undefined) === (each.targetGroupArn === undefined))) {
    throw invalidParameter('loadBalancerName and targetGroupArn are mutually exclusive, and one of them is required.')
  }
  if (classics.length > 1) throw invalidParameter('load balancers can have at most 1 items.')
  if (groups.length > 5) throw invalidParameter('A service can have at most 5 target groups.')
  if (classics.length > 0 && launch.isFargate) {
    throw invalidParameter('Classic Load Balancers are not supported with Fargate.')
  }
  if (classics.length > 0 && isAwsvpc) {
    throw invalidParameter('Classic Load Balancers are not supported with the awsvpc network mode.')
  }
  for (const entry of loadBalancers) checkContainer(definition, entry)
  for (const { targetGroupArn = '' } of groups) checkTargetGroup(world, definition, targetGroupArn)
  for (const { loadBalancerName = '' } of classics) {
    if (classicOf(world.loadBalancing, loadBalancerName) === undefined) {
      throw invalidParameter(
        'Unable to assume role and validate the listeners configured on your load balancer. ' +
          'Please verify that the ECS service role being passed has the proper permissions.',
      )
    }
  }
}

/** Placement: numbers, kinds and expressions. */
export const checkPlacement = (
  constraints: readonly Wire<PlacementConstraint>[],
  strategies: readonly Wire<PlacementStrategy>[],
  about: { readonly isFargate: boolean; readonly isDaemon: boolean },
): void => {
  if (about.isFargate && constraints.length + strategies.length > 0) {
    throw invalidParameter('Placement constraints and placement strategies are not supported with FARGATE launch type.')
  }
  if (about.isDaemon && strategies.length > 0) {
    throw invalidParameter('Placement strategies are not supported with DAEMON scheduling strategy.')
  }
  if (constraints.length > 10) throw invalidParameter('placement constraints can have at most 10 items.')
  if (strategies.length > 5) throw invalidParameter('placement strategies can have at most 5 items.')
  for (const { type, expression } of constraints) {
    if (type === 'distinctInstance' && expression !== undefined) {
      throw invalidParameter('distinctInstance does not take an expression.')
    }
    if (type === 'memberOf') parseExpression(expression ?? '')
  }
}

/** Placement strategies as they are written back: `host` is `instanceId`, and a binpack's field is upper case. */
export const writtenStrategies = (strategies: readonly Wire<PlacementStrategy>[]): Wire<PlacementStrategy>[] =>
  strategies.map((strategy) => {
    if (strategy.type === 'spread' && strategy.field === 'host') return { ...strategy, field: 'instanceId' }
    if (strategy.type === 'binpack' && strategy.field !== undefined) {
      return { ...strategy, field: strategy.field.toUpperCase() }
    }
    return strategy
  })

/** Tags: at most fifty, keys of 1 to 128 characters without the prefix that AWS keeps for itself. */
export const checkTags = (
  tags: readonly { readonly key?: string | undefined; readonly value?: string | undefined }[] | undefined,
): void => {
  if (tags === undefined) return
  if (tags.length > 50) throw invalidParameter('The maximum number of tags that can be applied to a resource is 50.')
  const keys = tags.map(({ key = '' }) => key)
  if (new Set(keys).size < keys.length) throw invalidParameter('Duplicate tag keys found in the request.')
  for (const { key = '', value = '' } of tags) {
    if (key.length < 1 || key.length > 128) throw invalidParameter('Tag keys must have 1 to 128 characters.')
    if (value.length > 256) throw invalidParameter('Tag values must have at most 256 characters.')
    if (key.toLowerCase().startsWith('aws:')) throw invalidParameter("Tag keys must not start with 'aws:'.")
  }
}

const checkContainer = (definition: Wire<TaskDefinition>, entry: Wire<LoadBalancer>): void => {
  const { containerName = '', containerPort } = entry
  const container = definition.containerDefinitions?.find(({ name }) => name === containerName)
  if (container === undefined) {
    throw invalidParameter(`The container ${containerName} does not exist in the task definition.`)
  }
  const isMapped = container.portMappings?.some(
    (mapping) => mapping.containerPort === containerPort && mapping.protocol !== 'udp',
  )
  const mapsUdp = container.portMappings?.some((mapping) => mapping.containerPort === containerPort)
  if (isMapped !== true && !(mapsUdp === true && entry.targetGroupArn !== undefined)) {
    throw invalidParameter(
      `The container ${containerName} did not have a container port ${containerPort ?? 'undefined'} defined.`,
    )
  }
}

const checkTargetGroup = (world: World, definition: Wire<TaskDefinition>, arn: string): void => {
  const group = targetGroupOf(world.loadBalancing, arn)
  if (group === undefined) {
    throw invalidParameter(
      'Unable to assume role and validate the specified targetGroupArn. ' +
        'Please verify that the ECS service role being passed has the proper permissions.',
    )
  }
  const mode = definition.networkMode ?? 'bridge'
  if ((mode === 'awsvpc') !== (group.targetType === 'ip')) {
    throw invalidParameter(
      `The provided target group ${arn} has target type ${group.targetType}, ` +
        `which is incompatible with the ${mode} network mode specified in the task definition.`,
    )
  }
  if (group.loadBalancerArns.length === 0) {
    throw invalidParameter(`The target group with targetGroupArn ${arn} does not have an associated load balancer.`)
  }
}

const present = <T extends object>(value: T | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([, member]) => member !== undefined)) as Partial<T>

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value
