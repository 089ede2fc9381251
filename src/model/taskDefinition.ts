/**
 * A task definition in canonical form. What a file says and what ECS answers pass through the same function before
 * anything compares them, because ECS fills in defaults and reorders lists (ecs-facts 1.2 and 1.3).
 */
import { isList, isObject, type Json, type JsonObject } from './json.js'

export type PortMapping = {
  /** Absent where a range of ports is mapped: `containerPortRange`. */
  readonly containerPort?: number
  /** Absent where Docker chooses one: bridge mode without a host port, which ECS answers as 0. */
  readonly hostPort?: number
  readonly protocol: string
  readonly [member: string]: Json | undefined
}

export type KeyValue = {
  readonly name: string
  readonly value: string
}

/** An ECS ContainerDefinition: the members that we reason about by name, and all others as they are. */
export type ContainerDefinition = {
  readonly name: string
  readonly image: string
  readonly essential: boolean
  readonly portMappings?: readonly PortMapping[]
  readonly environment?: readonly KeyValue[]
  readonly [member: string]: Json | undefined
}

/** The body of RegisterTaskDefinition: the members that we reason about by name, and all others as they are. */
export type TaskDefinition = {
  readonly family: string
  /** `bridge` where the file says nothing: ECS answers no networkMode then, and means bridge. */
  readonly networkMode: string
  readonly containerDefinitions: readonly ContainerDefinition[]
  readonly [member: string]: Json | undefined
}

/**
 * The canonical form: status members dropped, empty members pruned, ECS's defaults filled in, sets sorted.
 * Applying it twice changes nothing. `raw` is a RegisterTaskDefinition body or a DescribeTaskDefinition answer.
 */
export const canonicalTaskDefinition = (raw: JsonObject): TaskDefinition => {
  // Pruned first: a null member must neither set two equal members of a set apart nor hide a default.
  const kept = pruneObject(Object.fromEntries(Object.entries(raw).filter(([member]) => !isStatus(member))))
  const networkMode = typeof kept['networkMode'] === 'string' ? kept['networkMode'] : 'bridge'
  const pruned = pruneObject({ ...canonicalMembers(kept, taskMembers, networkMode), networkMode })
  return { containerDefinitions: [], ...pruned } as unknown as TaskDefinition
}

/**
 * Counts what "canonical" has meant so far: what is remembered of a content, a digest in a tag or a file on disk, says nothing
 * to a program that means something else by it. The specs hold a digest that changes with it.
 */
export const canonicalVersion = 1

/** The family and revision of a task definition ARN: `hello-world:8`. */
export const revisionName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

/** The family of a revision: `hello-world` for `…:task-definition/hello-world:8`. */
export const familyName = (arn: string): string => {
  const name = revisionName(arn)
  return name.slice(0, Math.max(name.lastIndexOf(':'), 0))
}

/** The number of a revision: 8 for `…:task-definition/hello-world:8`. */
export const revisionNumber = (arn: string): number => Number(arn.slice(arn.lastIndexOf(':') + 1))

const statusMembers = new Set([
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
  'deleteRequestedAt',
])

const isStatus = (member: string): boolean => statusMembers.has(member)

type Members = Readonly<Record<string, (value: Json | undefined, networkMode: string) => Json | undefined>>

/** Of the members that there can be, most definitions have few. */
const canonicalMembers = (definition: JsonObject, members: Members, networkMode: string): JsonObject =>
  Object.fromEntries(
    Object.entries(definition).map(([member, value]) => {
      const canonical = Object.hasOwn(members, member) ? members[member] : undefined
      return [member, canonical === undefined ? value : canonical(value, networkMode)] as const
    }),
  )

const taskMembers: Members = {
  cpu: (value) => canonicalUnits(value, 'vcpu'),
  memory: (value) => canonicalUnits(value, 'gb'),
  taskRoleArn: (value) => (value === '' ? null : value),
  runtimePlatform: (value) => canonicalRuntimePlatform(value),
  requiresCompatibilities: (value) => sorted(value, byText),
  placementConstraints: (value) => sorted(value, byText),
  volumes: (value) => sorted(objects(value).map(canonicalVolume), by('name')),
  proxyConfiguration: (value) => canonicalProxy(value),
  enableFaultInjection: (value) => (value === true ? true : null),
  containerDefinitions: (value, networkMode) =>
    sorted(
      objects(value).map((container) => canonicalContainer(container, networkMode)),
      by('name'),
    ),
}

const canonicalContainer = (container: JsonObject, networkMode: string): JsonObject => ({
  ...canonicalMembers(container, containerMembers, networkMode),
  ...(container['essential'] === undefined ? { essential: true } : {}),
})

const containerMembers: Members = {
  cpu: (value) => (value === 0 ? null : value),
  portMappings: (value, networkMode) =>
    sorted(
      objects(value).map((mapping) => canonicalPort(mapping, networkMode)),
      byText,
    ),
  environment: (value) => sorted(value, by('name')),
  secrets: (value) => sorted(value, by('name')),
  mountPoints: (value) => sorted(objects(value).map(withReadOnly), byText),
  volumesFrom: (value) => sorted(objects(value).map(withReadOnly), byText),
  ulimits: (value) => sorted(value, by('name')),
  extraHosts: (value) => sorted(value, byText),
  systemControls: (value) => sorted(value, by('namespace')),
  resourceRequirements: (value) => sorted(value, byText),
  dependsOn: (value) => sorted(value, by('containerName')),
  logConfiguration: (value) => canonicalLogging(value),
  healthCheck: (value) => canonicalHealthCheck(value),
  restartPolicy: (value) => canonicalRestartPolicy(value),
  linuxParameters: (value) => canonicalLinuxParameters(value),
  versionConsistency: (value) => (value === 'enabled' ? null : value),
}

/** awsvpc and host: the host port is the container port, whether said or not. bridge: 0 means that Docker chooses. */
const canonicalPort = (mapping: JsonObject, networkMode: string): JsonObject => {
  const { hostPort, ...rest } = mapping
  const fixed = networkMode === 'awsvpc' || networkMode === 'host' ? mapping['containerPort'] : undefined
  const host = hostPort === undefined || hostPort === 0 ? fixed : hostPort
  return { ...rest, protocol: mapping['protocol'] ?? 'tcp', ...(host === undefined ? {} : { hostPort: host }) }
}

const canonicalLogging = (logging: Json | undefined): Json =>
  isObject(logging) ? { ...logging, secretOptions: sorted(logging['secretOptions'], by('name')) } : null

/** A start period of 0 is none: it is off where nothing is said. */
const canonicalHealthCheck = (healthCheck: Json | undefined): Json => {
  if (!isObject(healthCheck)) return null
  const { startPeriod, ...rest } = healthCheck
  return { interval: 30, timeout: 5, retries: 3, ...rest, ...(startPeriod === 0 ? {} : { startPeriod }) }
}

/** A container must have run for 300 seconds before it is started anew, unless the policy says otherwise (the ECS API reference). */
const canonicalRestartPolicy = (policy: Json | undefined): Json => {
  if (!isObject(policy)) return null
  const { restartAttemptPeriod: period, ...rest } = policy
  return {
    ...rest,
    ignoredExitCodes: sorted(policy['ignoredExitCodes'], byText),
    ...(period === 300 ? {} : { restartAttemptPeriod: period }),
  }
}

const canonicalLinuxParameters = (parameters: Json | undefined): Json => {
  if (!isObject(parameters)) return null
  const capabilities = isObject(parameters['capabilities']) ? parameters['capabilities'] : {}
  return {
    ...parameters,
    capabilities: {
      ...capabilities,
      add: sorted(capabilities['add'], byText),
      drop: sorted(capabilities['drop'], byText),
    },
    devices: sorted(parameters['devices'], by('hostPath')),
    tmpfs: sorted(parameters['tmpfs'], by('containerPath')),
  }
}

const canonicalVolume = (volume: JsonObject): JsonObject => {
  const { efsVolumeConfiguration: efs, dockerVolumeConfiguration: docker, configuredAtLaunch, ...rest } = volume
  return {
    ...rest,
    ...(configuredAtLaunch === true ? { configuredAtLaunch } : {}),
    ...(isObject(efs) ? { efsVolumeConfiguration: canonicalEfs(efs) } : {}),
    ...(isObject(docker) ? { dockerVolumeConfiguration: canonicalDocker(docker) } : {}),
  }
}

/** A Docker volume is the task's, and made with it, unless it says that it is shared; `autoprovision` is off. */
const canonicalDocker = (docker: JsonObject): JsonObject => {
  const { autoprovision, ...rest } = docker
  return { ...rest, scope: docker['scope'] ?? 'task', ...(autoprovision === true ? { autoprovision } : {}) }
}

const canonicalEfs = (efs: JsonObject): JsonObject => {
  const { rootDirectory, transitEncryption, authorizationConfig, ...rest } = efs
  const { iam, ...authorization } = isObject(authorizationConfig) ? authorizationConfig : {}
  return {
    ...rest,
    ...(rootDirectory === '/' ? {} : { rootDirectory }),
    ...(transitEncryption === 'DISABLED' ? {} : { transitEncryption }),
    authorizationConfig: { ...authorization, ...(iam === 'DISABLED' ? {} : { iam }) },
  }
}

const canonicalProxy = (proxy: Json | undefined): Json =>
  isObject(proxy) ? { type: 'APPMESH', ...proxy, properties: sorted(proxy['properties'], by('name')) } : null

/** `{LINUX, X86_64}` is what absence means. */
const canonicalRuntimePlatform = (platform: Json | undefined): Json => {
  if (!isObject(platform)) return null
  const { operatingSystemFamily: family, cpuArchitecture: architecture } = platform
  return {
    ...(family === 'LINUX' ? {} : { operatingSystemFamily: family }),
    ...(architecture === 'X86_64' ? {} : { cpuArchitecture: architecture }),
  }
}

/** ECS answers whole numbers as text: `1 vCPU` is `1024`, `0.5 GB` is `512`. What is no such amount is left for ECS to refuse. */
const canonicalUnits = (value: Json | undefined, unit: 'vcpu' | 'gb'): Json => {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return null
  const [, amount, suffix] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(value) ?? []
  if (amount === undefined) return value
  if (suffix === '') return String(Number(amount))
  return suffix?.toLowerCase() === unit ? String(Math.round(Number(amount) * 1024)) : value
}

const withReadOnly = (mount: JsonObject): JsonObject => ({ ...mount, readOnly: mount['readOnly'] ?? false })

const objects = (value: Json | undefined): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** The same text for the same value, whatever the order of its members. */
export const canonicalText = (value: Json): string => {
  if (isList(value)) return `[${value.map(canonicalText).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members: string[] = []
  for (const member of Object.keys(value).sort()) {
    const inside = value[member]
    if (inside !== undefined) members.push(`${JSON.stringify(member)}:${canonicalText(inside)}`)
  }
  return `{${members.join(',')}}`
}

/** What the members of a set are sorted by; `rest` where two of them have the same. */
interface SortKey {
  readonly first: string
  readonly rest?: () => string
}

const byText = (value: Json): SortKey => ({ first: canonicalText(value) })

const by =
  (member: string) =>
  (value: Json): SortKey => {
    const name = isObject(value) ? value[member] : undefined
    return typeof name === 'string' ? { first: name, rest: () => canonicalText(value) } : byText(value)
  }

const sorted = (value: Json | undefined, keyOf: (value: Json) => SortKey): readonly Json[] => {
  if (value === undefined || !isList(value)) return []
  if (value.length < 2) return value
  return value
    .map((member) => ({ member, key: keyOf(member) }))
    .sort((a, b) => compare(a.key.first, b.key.first) || compare(a.key.rest?.() ?? '', b.key.rest?.() ?? ''))
    .map(({ member }) => member)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Absent, null, [] and {} mean the same everywhere in a task definition (ecs-facts 1.1). */
const pruneObject = (object: JsonObject): JsonObject => {
  const kept: (readonly [string, Json])[] = []
  for (const member of Object.keys(object)) {
    const value = prune(object[member] ?? null)
    if (!isEmpty(value)) kept.push([member, value])
  }
  return Object.fromEntries(kept)
}

const prune = (value: Json): Json => (isList(value) ? value.map(prune) : isObject(value) ? pruneObject(value) : value)

const isEmpty = (value: Json): boolean =>
  value === null || (isList(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0)
