/** The keys of a service that describe its task definition, and the RegisterTaskDefinition body that they become. */
import type * as t from 'io-ts'
import { isFargateProvider } from '../model/serviceSettings.js'
import { canonicalTaskDefinition, type TaskDefinition } from '../model/taskDefinition.js'
import { container, containerDefinitionFrom, containerPlaces } from './container.js'
import type { Json, JsonObject } from '../model/json.js'
import { storage, taskCpu, taskMemory } from './memberCodecs.js'
import type { Path } from './parse.js'
import { placesOfKeys, placesOfPaths, type Place } from './places.js'
import { rawBlock, rawPlaces, withRawMembers } from './rawMembers.js'
import { list, oneOf, text } from './scalars.js'
import { proxy, proxyConfigurationFrom, runtimePlatform, runtimePlatformFrom } from './taskKeys.js'
import { isHostPath, volumeNameOf, volumePlaces, volumes, volumesFrom } from './volumes.js'

const networkModes = ['bridge', 'host', 'awsvpc', 'none'] as const

export const requiredTaskKeys = { family: text, containers: list('a list of containers', container) }

export const optionalTaskKeys = {
  network_mode: oneOf(...networkModes),
  cpu: taskCpu,
  memory: taskMemory,
  task_role_arn: text,
  execution_role: text,
  runtime_platform: runtimePlatform,
  volumes,
  ephemeral_storage: storage,
  pid_mode: oneOf('host', 'task'),
  ipc_mode: oneOf('host', 'task', 'none'),
  proxy,
  aws: rawBlock,
}

type Props<P extends t.Props> = { readonly [K in keyof P]: t.TypeOf<P[K]> }

export type TaskKeys = Props<typeof requiredTaskKeys> &
  Partial<Props<typeof optionalTaskKeys>> & {
    readonly launch_type?: string
    readonly capacity_provider_strategy?: readonly { readonly provider?: string; readonly capacityProvider?: string }[]
    readonly vpc_configuration?: unknown
  }

/** Whether tasks run on Fargate: by launch type, or by one of the two capacity providers that are Fargate. */
export const isFargate = (service: TaskKeys): boolean => fargateKey(service) !== undefined

/** The key that puts tasks on Fargate. */
const fargateKey = ({
  launch_type: launch,
  capacity_provider_strategy: providers,
  aws,
}: TaskKeys): string | undefined => {
  if (launch === 'FARGATE') return 'launch_type'
  if ((providers ?? []).some(({ provider, capacityProvider }) => isFargateName(provider ?? capacityProvider))) {
    return 'capacity_provider_strategy'
  }
  const raw = aws?.service
  const items = Array.isArray(raw?.['capacityProviderStrategy']) ? raw['capacityProviderStrategy'] : []
  const isRaw =
    raw?.['launchType'] === 'FARGATE' ||
    (items as readonly JsonObject[]).some(({ capacityProvider }) => isFargateName(capacityProvider))
  return isRaw ? 'aws' : undefined
}

const isFargateName = (provider: Json | undefined): boolean =>
  typeof provider === 'string' && isFargateProvider({ capacityProvider: provider })

/** The mode as declared, else the one that the rest of the service can only mean, else deployfish's default. */
export const networkModeOf = (service: TaskKeys): string => {
  const raw = service.aws?.task_definition?.['networkMode']
  if (typeof raw === 'string') return raw
  return service.network_mode ?? (isFargate(service) || service.vpc_configuration !== undefined ? 'awsvpc' : 'bridge')
}

/** CPU units or MiB as a number, from any of the spellings of ECS. */
export const unitsOf = (written: string): number => {
  const amount = Number.parseFloat(written)
  return /[a-z]/i.test(written) ? Math.round(amount * 1024) : amount
}

/** The canonical definition: what is compared with ECS's answer, and what is sent; made once for all who ask. */
export const taskDefinitionFrom = (service: TaskKeys): TaskDefinition => {
  const known = definitions.get(service)
  if (known !== undefined) return known
  const definition = canonicalTaskDefinition(registrationFrom(service))
  definitions.set(service, definition)
  return definition
}

const definitions = new WeakMap<TaskKeys, TaskDefinition>()

/** The body of RegisterTaskDefinition as the file says it, the raw members of `aws:` merged last. */
export const registrationFrom = (service: TaskKeys): JsonObject => {
  const known = registrations.get(service)
  if (known !== undefined) return known
  const registration = registrationOf(service)
  registrations.set(service, registration)
  return registration
}

const registrations = new WeakMap<TaskKeys, JsonObject>()

const registrationOf = (service: TaskKeys): JsonObject =>
  withRawMembers(
    {
      family: service.family,
      networkMode: networkModeOf(service),
      requiresCompatibilities: isFargate(service) ? ['FARGATE'] : undefined,
      cpu: service.cpu,
      memory: service.memory,
      taskRoleArn: service.task_role_arn,
      executionRoleArn: service.execution_role,
      runtimePlatform:
        service.runtime_platform === undefined ? undefined : runtimePlatformFrom(service.runtime_platform),
      volumes: volumesFrom(service.volumes ?? [], mountsOf(service)),
      ephemeralStorage: service.ephemeral_storage === undefined ? undefined : { sizeInGiB: service.ephemeral_storage },
      pidMode: service.pid_mode,
      ipcMode: service.ipc_mode,
      proxyConfiguration: service.proxy === undefined ? undefined : proxyConfigurationFrom(service.proxy),
      containerDefinitions: service.containers.map(containerDefinitionFrom),
    },
    service.aws?.task_definition,
  )

const mountsOf = ({ containers }: TaskKeys) => containers.flatMap(({ volumes: mounts = [] }) => mounts)

/** Where the file says what a change path of ECS names; `at` is the service's own path. Of two places the later counts. */
export const taskPlaces = (service: TaskKeys, at: Path): readonly Place[] => [
  ['networkMode', [...at, networkModeKey(service)]],
  ...(isFargate(service) ? [['requiresCompatibilities', [...at, fargateKey(service) ?? '']] as const] : []),
  ...placesOfKeys(service, at, {
    family: 'family',
    cpu: 'cpu',
    memory: 'memory',
    taskRoleArn: 'task_role_arn',
    executionRoleArn: 'execution_role',
    runtimePlatform: 'runtime_platform',
    volumes: 'volumes',
    ephemeralStorage: 'ephemeral_storage',
    'ephemeralStorage.sizeInGiB': 'ephemeral_storage',
    pidMode: 'pid_mode',
    ipcMode: 'ipc_mode',
    proxyConfiguration: 'proxy',
    containerDefinitions: 'containers',
  }),
  ...platformPlaces(service, [...at, 'runtime_platform']),
  ...hiddenVolumePlaces(service, at),
  ...(service.volumes ?? []).flatMap((written, index) => volumePlaces(written, [...at, 'volumes', String(index)])),
  ...proxyPlaces(service, [...at, 'proxy']),
  ...service.containers.flatMap((entry, index) => containerPlaces(entry, [...at, 'containers', String(index)])),
  ...rawPlaces(service.aws?.task_definition, '', [...at, 'aws', 'task_definition']),
]

const platformPlaces = ({ runtime_platform: platform }: TaskKeys, at: Path): readonly Place[] =>
  platform === undefined
    ? []
    : placesOfKeys(platform, at, {
        'runtimePlatform.cpuArchitecture':
          platform.cpu_architecture === undefined ? 'cpuArchitecture' : 'cpu_architecture',
        'runtimePlatform.operatingSystemFamily':
          platform.operating_system_family === undefined ? 'operatingSystemFamily' : 'operating_system_family',
      })

/** A volume that no one declared stands where a container mounts the host's path. */
const hiddenVolumePlaces = ({ containers }: TaskKeys, at: Path): readonly Place[] =>
  containers.flatMap(({ volumes: mounts = [] }, index) =>
    mounts
      .map(({ source }, number) => ({ source, number }))
      .filter(({ source }) => isHostPath(source))
      .map(
        ({ source, number }) =>
          [
            `volumes[${volumeNameOf(source)}]`,
            [...at, 'containers', String(index), 'volumes', String(number)],
          ] as const,
      ),
  )

const proxyPlaces = ({ proxy: written }: TaskKeys, at: Path): readonly Place[] =>
  written === undefined
    ? []
    : [
        ...placesOfPaths(written, at, {
          'proxyConfiguration.containerName': ['container_name'],
          'proxyConfiguration.type': ['type'],
          'proxyConfiguration.properties': ['properties'],
        }),
        ...(written.properties ?? []).map(
          ({ name, at: key }) => [`proxyConfiguration.properties[${name}]`, [...at, 'properties', key]] as const,
        ),
      ]

/** The key that decides the network mode; the family's where none does. */
const networkModeKey = (service: TaskKeys): string => {
  if (service.network_mode !== undefined) return 'network_mode'
  if (service.vpc_configuration !== undefined) return 'vpc_configuration'
  return fargateKey(service) ?? 'family'
}
