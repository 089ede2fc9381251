/** The keys of a service that are not its task definition's → a body of CreateService, and from there the canonical settings. */
import type * as t from 'io-ts'
import type { JsonObject } from '../model/json.js'
import type { IgnoredField, ServiceSettings } from '../model/service.js'
import { nearestOf } from '../model/nearest.js'
import { canonicalSettings } from '../model/serviceSettings.js'
import { deployment, deploymentConfigurationFrom, deploymentPlaces } from './deployment.js'
import { loadBalancer, loadBalancerPlaces, loadBalancersFrom } from './loadBalancer.js'
import { mapOf } from './mapOf.js'
import { anyText, gracePeriod, maximumPercent, minimumHealthyPercent, taskCount } from './memberCodecs.js'
import { networkConfigurationFrom, networkPlaces, vpcConfiguration } from './networkConfiguration.js'
import type { Path } from './parse.js'
import { nearestPlace, placesOfKeys, type Place } from './places.js'
import { type rawBlock, rawPlaces, withRawMembers } from './rawMembers.js'
import { flag, list, oneOf, scalar, text, textOf } from './scalars.js'
import {
  capacityProviderStrategyFrom,
  placementConstraintsFrom,
  placementStrategyFrom,
  schedulingKeys,
} from './scheduling.js'
import { serviceConnect, serviceConnectFrom, serviceDiscovery, serviceRegistriesFrom } from './serviceConnect.js'
import { shaped } from './shape.js'
import { volumeConfigurations, volumeConfigurationsFrom } from './volumeConfigurations.js'

/** Fields of a service by their names in the file, as `ignore` takes them. */
export const ignorable = {
  count: 'desiredCount',
  scheduling_strategy: 'schedulingStrategy',
  launch_type: 'launchType',
  capacity_provider_strategy: 'capacityProviderStrategy',
  platform_version: 'platformVersion',
  service_role_arn: 'role',
  load_balancer: 'loadBalancers',
  service_discovery: 'serviceRegistries',
  vpc_configuration: 'networkConfiguration',
  maximum_percent: 'maximumPercent',
  minimum_healthy_percent: 'minimumHealthyPercent',
  'deployment.circuit_breaker': 'deploymentCircuitBreaker',
  'deployment.alarms': 'alarms',
  'deployment.strategy': 'strategy',
  'deployment.bake_time': 'bakeTimeInMinutes',
  placement_constraints: 'placementConstraints',
  placement_strategy: 'placementStrategy',
  health_check_grace_period: 'healthCheckGracePeriodSeconds',
  enable_exec: 'enableExecuteCommand',
  enable_ecs_managed_tags: 'enableECSManagedTags',
  propagate_tags: 'propagateTags',
  service_connect: 'serviceConnectConfiguration',
  volume_configurations: 'volumeConfigurations',
  availability_zone_rebalancing: 'availabilityZoneRebalancing',
  tags: 'tags',
} as const satisfies Readonly<Record<string, IgnoredField>>

type IgnorableName = keyof typeof ignorable

const ignorableNames = Object.keys(ignorable) as readonly IgnorableName[]

/** What may be meant by an entry of `ignore` that is none: ECS's name of a field, a block of which the members are given away, a slip. */
const givenAwayInstead = (entry: unknown): string => {
  const name = textOf(entry) ?? ''
  const known = ignorableNames.find((key) => ignorable[key] === name)
  const members = ignorableNames.filter((key) => key.startsWith(`${name}.`))
  const nearest = known ?? nearestOf(name, ignorableNames)
  if (members.length > 0) return `write one of its members: ${members.join(', ')}`
  if (nearest !== undefined) return `write ${nearest}`
  return 'docs/manifest.md lists them under `ignore`; a task definition is always what the file says'
}

const ignored = shaped(
  scalar(
    'a key that can be given away',
    (value) => ignorableNames.find((name) => name === textOf(value)),
    givenAwayInstead,
  ),
  { enum: ignorableNames },
)

/** Keys of a service; a new one is a row here, a member of the body and one of the places. */
export const optionalSettingKeys = {
  count: taskCount,
  launch_type: oneOf('EC2', 'FARGATE', 'EXTERNAL'),
  load_balancer: loadBalancer,
  service_role_arn: text,
  vpc_configuration: vpcConfiguration,
  maximum_percent: maximumPercent,
  minimum_healthy_percent: minimumHealthyPercent,
  ...schedulingKeys,
  deployment,
  health_check_grace_period: gracePeriod,
  enable_exec: flag,
  enable_ecs_managed_tags: flag,
  propagate_tags: oneOf('TASK_DEFINITION', 'SERVICE', 'NONE'),
  service_connect: serviceConnect,
  service_discovery: serviceDiscovery,
  volume_configurations: volumeConfigurations,
  tags: mapOf('a mapping of tags', anyText),
  ignore: list('a list of keys of this service', ignored),
}

export type SettingKeys = {
  readonly [K in keyof typeof optionalSettingKeys]?: t.TypeOf<(typeof optionalSettingKeys)[K]>
} & { readonly aws?: t.TypeOf<typeof rawBlock> }

/** The role may stand in the load balancer's block or beside it. */
export const roleOf = (written: SettingKeys): string | undefined =>
  written.load_balancer?.role ?? written.service_role_arn

/** Short keys first, raw members over them. */
export const settingsFrom = (written: SettingKeys): ServiceSettings => canonicalSettings(serviceBodyFrom(written))

/** The settings of a service with the way back to the file; made once for all rules. */
export const compiledSettingsFrom = (written: SettingKeys): CompiledSettings => {
  const known = compiled.get(written)
  if (known !== undefined) return known
  let places: ReadonlyMap<string, Path> | undefined
  const fresh: CompiledSettings = {
    settings: settingsFrom(written),
    at: (member) => {
      places ??= new Map(settingPlaces(written, []))
      return nearestPlace(places, member) ?? ['name']
    },
  }
  compiled.set(written, fresh)
  return fresh
}

export interface CompiledSettings {
  readonly settings: ServiceSettings
  /** Where the service says a setting (`desiredCount`, `tags[Team]`), by a short key or a raw member; else what is around it. */
  readonly at: (member: string) => Path
}

const compiled = new WeakMap<SettingKeys, CompiledSettings>()

/** Declared tags; undefined where the file has none. */
export const tagsFrom = (written: SettingKeys): Readonly<Record<string, string>> | undefined => {
  const raw = written.aws?.service?.['tags']
  if (!Array.isArray(raw)) return written.tags
  const entries = (raw as readonly JsonObject[]).map(({ key, value }) => [textIn(key), textIn(value)] as const)
  return Object.fromEntries([...Object.entries(written.tags ?? {}), ...entries])
}

/** Where the file says what a change path of ECS names; `at` is the service's own path. A raw member counts before a short key. */
export const settingPlaces = (written: SettingKeys, at: Path): readonly Place[] => {
  const { load_balancer: balancer, vpc_configuration: vpc, deployment } = written
  return [
    ...placesOfKeys(written, at, settingKeys),
    ...placesOfKeys(written, at, {
      placementConstraints:
        written.placement_constraints === undefined ? 'placementConstraints' : 'placement_constraints',
      placementStrategy: written.placement_strategy === undefined ? 'placementStrategy' : 'placement_strategy',
    }),
    ...(balancer === undefined ? [] : loadBalancerPlaces(balancer, [...at, 'load_balancer'])),
    ...(vpc === undefined ? [] : networkPlaces(vpc, [...at, 'vpc_configuration'])),
    ...(deployment === undefined ? [] : deploymentPlaces(deployment, [...at, 'deployment'])),
    ...Object.keys(written.tags ?? {}).map((key): Place => [`tags[${key}]`, [...at, 'tags', key]]),
    ...rawPlaces(written.aws?.service, '', [...at, 'aws', 'service']).map(([inEcs, inFile]): Place => [
      withoutWrapping(inEcs),
      inFile,
    ]),
  ]
}

/** The members of CreateService as the file says them, the raw ones of `aws:` merged last; made once for all rules. */
export const serviceBodyFrom = (written: SettingKeys): JsonObject => {
  const known = bodies.get(written)
  if (known !== undefined) return known
  const body = bodyFrom(written)
  bodies.set(written, body)
  return body
}

const bodies = new WeakMap<SettingKeys, JsonObject>()

const bodyFrom = (written: SettingKeys): JsonObject => {
  const { load_balancer: balancer, vpc_configuration: vpc, deployment, service_discovery: discovery } = written
  const made: JsonObject = {
    schedulingStrategy: written.scheduling_strategy,
    capacityProviderStrategy: capacityProviderStrategyFrom(written),
    platformVersion: written.platform_version,
    placementConstraints: placementConstraintsFrom(written),
    placementStrategy: placementStrategyFrom(written),
    availabilityZoneRebalancing: written.availability_zone_rebalancing,
    desiredCount: written.count,
    launchType: written.launch_type,
    role: roleOf(written),
    loadBalancers: balancer === undefined ? undefined : loadBalancersFrom(balancer).map((entry) => ({ ...entry })),
    serviceRegistries: discovery === undefined ? undefined : serviceRegistriesFrom(discovery),
    networkConfiguration: vpc === undefined ? undefined : { awsvpcConfiguration: { ...networkConfigurationFrom(vpc) } },
    deploymentConfiguration: {
      ...(deployment === undefined ? {} : deploymentConfigurationFrom(deployment)),
      maximumPercent: written.maximum_percent,
      minimumHealthyPercent: written.minimum_healthy_percent,
    },
    healthCheckGracePeriodSeconds: written.health_check_grace_period,
    enableExecuteCommand: written.enable_exec,
    enableECSManagedTags: written.enable_ecs_managed_tags,
    propagateTags: written.propagate_tags,
    serviceConnectConfiguration:
      written.service_connect === undefined ? undefined : serviceConnectFrom(written.service_connect),
    volumeConfigurations:
      written.volume_configurations === undefined ? undefined : volumeConfigurationsFrom(written.volume_configurations),
  }
  return withRawMembers(made, written.aws?.service)
}

const settingKeys = {
  desiredCount: 'count',
  schedulingStrategy: 'scheduling_strategy',
  launchType: 'launch_type',
  capacityProviderStrategy: 'capacity_provider_strategy',
  platformVersion: 'platform_version',
  role: 'service_role_arn',
  serviceRegistries: 'service_discovery',
  maximumPercent: 'maximum_percent',
  minimumHealthyPercent: 'minimum_healthy_percent',
  healthCheckGracePeriodSeconds: 'health_check_grace_period',
  enableExecuteCommand: 'enable_exec',
  enableECSManagedTags: 'enable_ecs_managed_tags',
  propagateTags: 'propagate_tags',
  serviceConnectConfiguration: 'service_connect',
  volumeConfigurations: 'volume_configurations',
  availabilityZoneRebalancing: 'availability_zone_rebalancing',
  autoScalingGroup: 'autoscalinggroup_name',
  tags: 'tags',
} as const satisfies Readonly<Record<string, keyof SettingKeys>>

/** Settings stand without the two members that wrap some of them in CreateService. */
export const withoutWrapping = (path: string): string =>
  path
    .replace(/^deploymentConfiguration\.(?=.)/, '')
    .replace(/^networkConfiguration\.awsvpcConfiguration/, 'networkConfiguration')

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '')
