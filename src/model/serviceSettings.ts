/**
 * A service's settings in canonical form. What a file says and what ECS answers pass through the same function before
 * anything compares them, because ECS fills in defaults and reorders sets (ecs-facts 1.3 and 1.4).
 */
import { isList, isObject, type Json, type JsonObject } from './json.js'
import type {
  CapacityProvider,
  CircuitBreaker,
  LaunchType,
  LoadBalancer,
  NetworkConfiguration,
  PlacementStrategy,
  ServiceSettings,
} from './service.js'

/**
 * `raw` is a body of CreateService, or an answer of ECS with the members of its PRIMARY deployment. A member that is not
 * there stays away. Applying it to its own result, written out as a body, changes nothing.
 */
export const canonicalSettings = (raw: JsonObject): ServiceSettings => {
  const deployment = objectIn(raw['deploymentConfiguration']) ?? {}
  return present({
    desiredCount: numberIn(raw['desiredCount']),
    launchType: launchTypeIn(raw['launchType']),
    capacityProviderStrategy: listIn(raw['capacityProviderStrategy'], canonicalProvider, 'AsSet'),
    platformVersion: textIn(raw['platformVersion']),
    schedulingStrategy: oneOf(['REPLICA', 'DAEMON'] as const, raw['schedulingStrategy']),
    role: textIn(raw['role']),
    loadBalancers: canonicalLoadBalancers(raw['loadBalancers']),
    serviceRegistries: listIn(raw['serviceRegistries'], pruned, 'AsSet'),
    networkConfiguration: canonicalNetwork(objectIn(raw['networkConfiguration'])?.['awsvpcConfiguration']),
    maximumPercent: numberIn(deployment['maximumPercent']),
    minimumHealthyPercent: numberIn(deployment['minimumHealthyPercent']),
    deploymentCircuitBreaker: canonicalBreaker(deployment['deploymentCircuitBreaker']),
    alarms: canonicalAlarms(deployment['alarms']),
    strategy: textIn(deployment['strategy']),
    bakeTimeInMinutes: numberIn(deployment['bakeTimeInMinutes']),
    lifecycleHooks: listIn(deployment['lifecycleHooks'], pruned, 'AsSet'),
    linearConfiguration: objectIn(deployment['linearConfiguration']),
    canaryConfiguration: objectIn(deployment['canaryConfiguration']),
    earlySuccessCriteria: objectIn(deployment['earlySuccessCriteria']),
    placementConstraints: listIn(raw['placementConstraints'], pruned, 'AsSet'),
    placementStrategy: listIn(raw['placementStrategy'], canonicalPlacement, 'InOrder'),
    healthCheckGracePeriodSeconds: numberIn(raw['healthCheckGracePeriodSeconds']),
    enableExecuteCommand: flagIn(raw['enableExecuteCommand']),
    enableECSManagedTags: flagIn(raw['enableECSManagedTags']),
    propagateTags: textIn(raw['propagateTags']),
    serviceConnectConfiguration: canonicalConnect(raw['serviceConnectConfiguration']),
    volumeConfigurations: listIn(raw['volumeConfigurations'], pruned, 'AsSet'),
    vpcLatticeConfigurations: listIn(raw['vpcLatticeConfigurations'], pruned, 'AsSet'),
    availabilityZoneRebalancing: oneOf(['ENABLED', 'DISABLED'] as const, raw['availabilityZoneRebalancing']),
  })
}

/** Settings that ECS wraps in `deploymentConfiguration`. */
export const deploymentMembers: ReadonlySet<string> = new Set<keyof ServiceSettings>([
  'maximumPercent',
  'minimumHealthyPercent',
  'deploymentCircuitBreaker',
  'alarms',
  'strategy',
  'bakeTimeInMinutes',
  'lifecycleHooks',
  'linearConfiguration',
  'canaryConfiguration',
  'earlySuccessCriteria',
])

/** Alarms that are off; ECS answers nothing then (ecs-facts 1.4), and wants to be told exactly this (section 2, note 3). */
export const alarmsOff = { alarmNames: [], enable: false, rollback: false } as const

/** A circuit breaker as ECS has it where nobody asked for one (ecs-facts 1.4). */
export const breakerOff: CircuitBreaker = {
  enable: false,
  rollback: false,
  resetOnHealthyTask: true,
  thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
}

/** Service Connect switched off (ecs-facts 2, note 6). */
export const connectOff = { enabled: false } as const

/** Whether tasks that are launched so run on Fargate. */
export const isOnFargate = ({ launchType, capacityProviderStrategy }: ServiceSettings): boolean =>
  launchType === 'FARGATE' || (capacityProviderStrategy ?? []).some(isFargateProvider)

/** `FARGATE` and `FARGATE_SPOT`; names that users choose may not begin so (CreateCapacityProvider documentation). */
export const isFargateProvider = ({ capacityProvider }: { readonly capacityProvider: string }): boolean =>
  /^fargate/i.test(capacityProvider)

const launchTypeIn = (value: Json | undefined): LaunchType | undefined =>
  oneOf(['EC2', 'FARGATE', 'EXTERNAL'] as const, value)

const canonicalProvider = (item: JsonObject): CapacityProvider => ({
  capacityProvider: textIn(item['capacityProvider']) ?? '',
  weight: numberIn(item['weight']) ?? 0,
  base: numberIn(item['base']) ?? 0,
})

/** ECS answers `CPU` for `cpu` and `instanceId` for `host` (ecs-facts 1.4). */
const canonicalPlacement = (item: JsonObject): PlacementStrategy => {
  const [type, field] = [textIn(item['type']) ?? '', textIn(item['field'])]
  if (field === undefined) return { type }
  if (/^(host|instanceid)$/i.test(field)) return { type, field: 'instanceId' }
  return { type, field: /^(cpu|memory)$/i.test(field) ? field.toLowerCase() : field }
}

/** Sorted by target group or name, then container, then port. */
const canonicalLoadBalancers = (value: Json | undefined): readonly LoadBalancer[] | undefined =>
  objectsIn(value)
    ?.map((entry): LoadBalancer => {
      const advanced = objectIn(entry['advancedConfiguration'])
      return {
        ...present({
          targetGroupArn: textIn(entry['targetGroupArn']),
          loadBalancerName: textIn(entry['loadBalancerName']),
        }),
        containerName: textIn(entry['containerName']) ?? '',
        containerPort: numberIn(entry['containerPort']) ?? 0,
        ...(advanced === undefined ? {} : { advancedConfiguration: pruned(advanced) }),
      }
    })
    .sort(
      (a, b) =>
        compare(nameOf(a), nameOf(b)) || compare(a.containerName, b.containerName) || a.containerPort - b.containerPort,
    )

const nameOf = ({ targetGroupArn, loadBalancerName }: LoadBalancer): string => targetGroupArn ?? loadBalancerName ?? ''

/** Subnets and groups are sets: sorted, each once. Without a word about public addresses there are none. */
const canonicalNetwork = (value: Json | undefined): NetworkConfiguration | undefined => {
  const found = objectIn(value)
  return found === undefined
    ? undefined
    : {
        subnets: asSet(textsIn(found['subnets'])),
        securityGroups: asSet(textsIn(found['securityGroups'])),
        assignPublicIp: found['assignPublicIp'] === 'ENABLED' ? 'ENABLED' : 'DISABLED',
      }
}

/** Declared as a whole: what is left out of it is at its default. Answers of some age lack two of its members. */
const canonicalBreaker = (value: Json | undefined): CircuitBreaker | undefined => {
  const found = objectIn(value)
  if (found === undefined) return undefined
  const { type, value: threshold } = objectIn(found['thresholdConfiguration']) ?? {}
  return {
    enable: flagIn(found['enable']) ?? false,
    rollback: flagIn(found['rollback']) ?? false,
    resetOnHealthyTask: flagIn(found['resetOnHealthyTask']) ?? true,
    thresholdConfiguration: {
      type: textIn(type) ?? breakerOff.thresholdConfiguration.type,
      value: numberIn(threshold) ?? breakerOff.thresholdConfiguration.value,
    },
  }
}

const canonicalAlarms = (value: Json | undefined): ServiceSettings['alarms'] => {
  const found = objectIn(value)
  return found === undefined
    ? undefined
    : {
        alarmNames: asSet(textsIn(found['alarmNames'])),
        enable: flagIn(found['enable']) ?? false,
        rollback: flagIn(found['rollback']) ?? false,
      }
}

/** Off is off, whatever stands beside it. A service that has no name of its own for discovery goes by its port's. */
const canonicalConnect = (value: Json | undefined): JsonObject | undefined => {
  const found = objectIn(value)
  if (found === undefined) return undefined
  if (found['enabled'] !== true) return connectOff
  const services = (objectsIn(found['services']) ?? [])
    .map((service) => ({ ...service, discoveryName: service['discoveryName'] ?? service['portName'] }))
    .map(pruned)
    .sort(byText)
  return pruned({ ...found, services })
}

/** Without members that are null, [] or {}: all of those mean absent (ecs-facts 1.1). */
const pruned = (object: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(object)
      .map(([member, value]) => [member, prunedValue(value ?? null)] as const)
      .filter(([, value]) => !isNothing(value)),
  )

const prunedValue = (value: Json): Json =>
  isList(value) ? value.map(prunedValue) : isObject(value) ? pruned(value) : value

const isNothing = (value: Json): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0)

const listIn = <Entry extends object>(
  value: Json | undefined,
  canonical: (entry: JsonObject) => Entry,
  order: 'AsSet' | 'InOrder',
): readonly Entry[] | undefined => {
  const entries = objectsIn(value)?.map(canonical)
  return order === 'AsSet' ? entries?.sort(byText) : entries
}

/** By all members, whatever their order. */
const byText = (a: object, b: object): number => compare(textOf(a), textOf(b))

const textOf = (value: object): string =>
  JSON.stringify(value, (_, inner: Json) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compare(a, b))) : inner,
  )

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const asSet = (values: readonly string[]): readonly string[] => [...new Set(values)].sort()

const present = <T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } => {
  const kept: { [K in keyof T]?: T[K] } = {}
  for (const member in members) if (members[member] !== undefined) kept[member] = members[member]
  return kept as { [K in keyof T]?: Exclude<T[K], undefined> }
}

const objectIn = (value: Json | undefined): JsonObject | undefined => (isObject(value) ? value : undefined)

const objectsIn = (value: Json | undefined): JsonObject[] | undefined =>
  isList(value) ? value.filter(isObject) : undefined

const textsIn = (value: Json | undefined): readonly string[] =>
  isList(value) ? value.filter((member) => typeof member === 'string') : []

const textIn = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const numberIn = (value: Json | undefined): number | undefined => (typeof value === 'number' ? value : undefined)

const flagIn = (value: Json | undefined): boolean | undefined => (typeof value === 'boolean' ? value : undefined)

const oneOf = <W extends string>(words: readonly W[], value: Json | undefined): W | undefined =>
  words.find((word) => word === value)
