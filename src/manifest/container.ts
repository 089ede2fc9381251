/** One entry of `containers`: its keys as written, and the ECS ContainerDefinition that they become. */
import type * as t from 'io-ts'
import type { JsonObject } from '../model/json.js'
import { closed } from './closed.js'
import { dependsOn } from './dependsOn.js'
import { healthCheck } from './healthCheck.js'
import { keyValues, type KeyValue } from './keyValues.js'
import { extraHost, linuxKeys, linuxParametersFrom } from './linuxParameters.js'
import { firelens, logConfigurationFrom, logging, secretFrom } from './logging.js'
import { cpuUnits, mebibytes, seconds } from './memberCodecs.js'
import type { Path } from './parse.js'
import { placesOfKeys, placesOfPaths, type Place } from './places.js'
import { port } from './ports.js'
import { rawMembers, rawPlaces, withRawMembers } from './rawMembers.js'
import { flag, largest, list, text, whole } from './scalars.js'
import { ulimits, ulimitsFrom } from './ulimits.js'
import { mount, volumeNameOf } from './volumes.js'
import { words } from './words.js'

/** A key that this table lacks is an error; a new one is a row here, one in the definition and one among the places. */
export const container = closed(
  'a mapping with the keys of a container',
  { name: text, image: text },
  {
    cpu: cpuUnits,
    memory: mebibytes,
    memoryReservation: mebibytes,
    memory_reservation: mebibytes,
    essential: flag,
    ports: list('a list of ports', port),
    command: words,
    entrypoint: words,
    environment: keyValues,
    environment_files: list('a list of ARNs of S3 objects', text),
    secrets: keyValues,
    links: list('a list of container names', text),
    labels: keyValues,
    dockerLabels: keyValues,
    volumes: list('a list of mounts', mount),
    logging,
    firelens,
    health_check: healthCheck,
    depends_on: dependsOn,
    start_timeout: seconds,
    stop_timeout: seconds,
    working_directory: text,
    user: text,
    hostname: text,
    extra_hosts: list('a list of HOST:ADDRESS', extraHost),
    privileged: flag,
    readonly_root_filesystem: flag,
    ulimits,
    sysctls: keyValues,
    ...linuxKeys,
    gpu: whole('a whole number of GPUs, 1 or more', 1, largest),
    repository_credentials: text,
    aws: rawMembers('ContainerDefinition'),
  },
)

export type Container = t.TypeOf<typeof container>

/** Both spellings of a key that deployfish writes in camelCase. */
export const reservationOf = (container: Container): number | undefined =>
  container.memoryReservation ?? container.memory_reservation

export const labelsOf = (container: Container): readonly KeyValue[] | undefined =>
  container.labels ?? container.dockerLabels

/** What RegisterTaskDefinition is sent for a container, its raw members merged last; CPU and memory have no default of ours. */
export const containerDefinitionFrom = (container: Container): JsonObject =>
  withRawMembers(
    {
      name: container.name,
      image: container.image,
      cpu: container.cpu,
      memory: container.memory,
      memoryReservation: reservationOf(container),
      essential: container.essential ?? true,
      portMappings: container.ports?.map((mapping) => ({ ...mapping })),
      command: container.command,
      entryPoint: container.entrypoint,
      environment: container.environment?.map(({ name, value }) => ({ name, value })),
      environmentFiles: container.environment_files?.map((value) => ({ value, type: 's3' })),
      secrets: container.secrets?.map(secretFrom),
      links: container.links,
      dockerLabels: labelsOf(container)?.reduce<Record<string, string>>(withMember, {}),
      mountPoints: container.volumes?.map(({ source, containerPath, readOnly }) => ({
        sourceVolume: volumeNameOf(source),
        containerPath,
        readOnly,
      })),
      logConfiguration: container.logging === undefined ? undefined : logConfigurationFrom(container.logging),
      firelensConfiguration: container.firelens,
      healthCheck: container.health_check === undefined ? undefined : healthCheckFrom(container.health_check),
      dependsOn: container.depends_on?.map(({ containerName, condition }) => ({ containerName, condition })),
      startTimeout: container.start_timeout,
      stopTimeout: container.stop_timeout,
      workingDirectory: container.working_directory,
      user: container.user,
      hostname: container.hostname,
      extraHosts: container.extra_hosts?.map((host) => ({ ...host })),
      privileged: container.privileged,
      readonlyRootFilesystem: container.readonly_root_filesystem,
      ulimits: container.ulimits === undefined ? undefined : ulimitsFrom(container.ulimits),
      systemControls: container.sysctls?.map(({ name, value }) => ({ namespace: name, value })),
      linuxParameters: linuxParametersFrom(container),
      resourceRequirements: container.gpu === undefined ? undefined : [{ type: 'GPU', value: String(container.gpu) }],
      repositoryCredentials:
        container.repository_credentials === undefined
          ? undefined
          : { credentialsParameter: container.repository_credentials },
    },
    container.aws,
  )

const healthCheckFrom = ({ start_period: startPeriod, ...rest }: t.TypeOf<typeof healthCheck>): JsonObject => ({
  ...rest,
  startPeriod,
})

/** Where the file says what a change path of ECS names. Of two places the later counts: raw members are merged last. */
export const containerPlaces = (container: Container, at: Path): readonly Place[] => {
  const top = `containerDefinitions[${container.name}]`
  const labelsKey = container.labels === undefined ? 'dockerLabels' : 'labels'
  const reservationKey = container.memoryReservation === undefined ? 'memory_reservation' : 'memoryReservation'
  return [
    [top, [...at, 'name']],
    ...placesOfKeys(container, at, withTop(top, keysInFile)),
    ...placesOfKeys(container, at, {
      [`${top}.memoryReservation`]: reservationKey,
      [`${top}.dockerLabels`]: labelsKey,
    }),
    ...placesOfPaths(container, at, withTop(top, pathsInFile)),
    ...placesOfValues(`${top}.environment`, container.environment, [...at, 'environment']),
    ...placesOfValues(`${top}.secrets`, container.secrets, [...at, 'secrets']),
    ...placesOfValues(`${top}.dockerLabels`, labelsOf(container), [...at, labelsKey]),
    ...placesOfValues(`${top}.systemControls`, container.sysctls, [...at, 'sysctls']),
    ...placesOfValues(`${top}.logConfiguration.secretOptions`, container.logging?.secret_options, [
      ...at,
      'logging',
      'secret_options',
    ]),
    ...placesOfMembers(`${top}.logConfiguration.options`, container.logging?.options, [...at, 'logging', 'options']),
    ...placesOfMembers(`${top}.firelensConfiguration.options`, container.firelens?.options, [
      ...at,
      'firelens',
      'options',
    ]),
    ...placesOfMembers(`${top}.ulimits`, container.ulimits, [...at, 'ulimits']),
    ...(container.ports ?? []).map(
      ({ containerPort, containerPortRange, protocol }, index) =>
        [
          `${top}.portMappings[${containerPort ?? containerPortRange}/${protocol}]`,
          [...at, 'ports', String(index)],
        ] as const,
    ),
    ...(container.volumes ?? []).map(
      ({ containerPath }, index) =>
        [`${top}.mountPoints[${containerPath}]`, [...at, 'volumes', String(index)]] as const,
    ),
    ...(container.tmpfs ?? []).map(
      ({ container_path: path }, index) =>
        [`${top}.linuxParameters.tmpfs[${path}]`, [...at, 'tmpfs', String(index)]] as const,
    ),
    ...(container.extra_hosts ?? []).map(
      ({ hostname }, index) => [`${top}.extraHosts[${hostname}]`, [...at, 'extra_hosts', String(index)]] as const,
    ),
    ...(container.depends_on ?? []).map(
      ({ containerName, at: key }) => [`${top}.dependsOn[${containerName}]`, [...at, 'depends_on', key]] as const,
    ),
    ...rawPlaces(container.aws, `${top}.`, [...at, 'aws']),
  ]
}

const withTop = <V>(top: string, members: Readonly<Record<string, V>>): Readonly<Record<string, V>> =>
  Object.fromEntries(Object.entries(members).map(([member, value]) => [`${top}.${member}`, value]))

const placesOfValues = (top: string, values: readonly KeyValue[] | undefined, at: Path): readonly Place[] =>
  (values ?? []).map((entry) => [`${top}[${entry.name}]`, [...at, entry.at]])

const placesOfMembers = (top: string, members: object | undefined, at: Path): readonly Place[] =>
  Object.keys(members ?? {}).map((key) => [`${top}[${key}]`, [...at, key]])

const keysInFile = {
  image: 'image',
  cpu: 'cpu',
  memory: 'memory',
  essential: 'essential',
  portMappings: 'ports',
  command: 'command',
  entryPoint: 'entrypoint',
  environment: 'environment',
  environmentFiles: 'environment_files',
  secrets: 'secrets',
  links: 'links',
  mountPoints: 'volumes',
  logConfiguration: 'logging',
  firelensConfiguration: 'firelens',
  healthCheck: 'health_check',
  dependsOn: 'depends_on',
  startTimeout: 'start_timeout',
  stopTimeout: 'stop_timeout',
  workingDirectory: 'working_directory',
  user: 'user',
  hostname: 'hostname',
  extraHosts: 'extra_hosts',
  privileged: 'privileged',
  readonlyRootFilesystem: 'readonly_root_filesystem',
  ulimits: 'ulimits',
  systemControls: 'sysctls',
  'linuxParameters.capabilities.add': 'cap_add',
  'linuxParameters.capabilities.drop': 'cap_drop',
  'linuxParameters.tmpfs': 'tmpfs',
  'linuxParameters.initProcessEnabled': 'init',
  'linuxParameters.sharedMemorySize': 'shared_memory',
  resourceRequirements: 'gpu',
  repositoryCredentials: 'repository_credentials',
} as const satisfies Readonly<Record<string, keyof Container>>

const pathsInFile: Readonly<Record<string, Path>> = {
  'logConfiguration.logDriver': ['logging', 'driver'],
  'logConfiguration.options': ['logging', 'options'],
  'logConfiguration.secretOptions': ['logging', 'secret_options'],
  'firelensConfiguration.type': ['firelens', 'type'],
  'firelensConfiguration.options': ['firelens', 'options'],
  'healthCheck.command': ['health_check', 'command'],
  'healthCheck.interval': ['health_check', 'interval'],
  'healthCheck.timeout': ['health_check', 'timeout'],
  'healthCheck.retries': ['health_check', 'retries'],
  'healthCheck.startPeriod': ['health_check', 'start_period'],
}

/** A label may be called `__proto__`: assigning it would be lost. */
const withMember = (members: Record<string, string>, { name, value }: KeyValue): Record<string, string> =>
  Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true })
