/**
 * The way back: members in ECS's words → the keys of the file that say the same. A row may give less than the member
 * says, or nothing: what decodes to something else is written as a raw member instead (write.ts finds out).
 */
import { isObject, type Json, type JsonObject } from '../model/json.js'

/** By member: its value and the whole that it is part of → keys of the file. */
export type ShortForms = Readonly<Record<string, (value: Json, whole: JsonObject) => JsonObject>>

export const containerForms: ShortForms = {
  name: (name) => ({ name }),
  image: (image) => ({ image }),
  cpu: (cpu) => ({ cpu }),
  memory: (memory) => ({ memory }),
  memoryReservation: (reservation) => ({ memory_reservation: reservation }),
  essential: (essential) => (essential === true ? {} : { essential }),
  portMappings: (mappings) => ({ ports: objects(mappings).map(port) }),
  entryPoint: (words) => ({ entrypoint: words }),
  command: (words) => ({ command: words }),
  workingDirectory: (directory) => ({ working_directory: directory }),
  user: (user) => ({ user }),
  hostname: (hostname) => ({ hostname }),
  environment: (variables) => ({ environment: members(variables, 'name', 'value') }),
  environmentFiles: (files) => ({ environment_files: objects(files).map(({ value }) => value ?? null) }),
  secrets: (secrets) => ({ secrets: members(secrets, 'name', 'valueFrom') }),
  dockerLabels: (labels) => ({ labels }),
  links: (links) => ({ links }),
  mountPoints: (mounts) => ({
    volumes: objects(mounts).map(
      ({ sourceVolume, containerPath, readOnly }) =>
        `${word(sourceVolume)}:${word(containerPath)}${readOnly === true ? ':ro' : ''}`,
    ),
  }),
  logConfiguration: (value) => ({ logging: logging(value) }),
  firelensConfiguration: (value) => ({ firelens: value }),
  healthCheck: (value) => {
    const { command, interval, timeout, retries, startPeriod } = object(value)
    return { health_check: { command, interval, timeout, retries, start_period: startPeriod } }
  },
  dependsOn: (dependencies) => ({ depends_on: members(dependencies, 'containerName', 'condition') }),
  startTimeout: (seconds) => ({ start_timeout: seconds }),
  stopTimeout: (seconds) => ({ stop_timeout: seconds }),
  extraHosts: (hosts) => ({
    extra_hosts: objects(hosts).map(({ hostname, ipAddress }) => `${word(hostname)}:${word(ipAddress)}`),
  }),
  privileged: (privileged) => ({ privileged }),
  readonlyRootFilesystem: (isReadOnly) => ({ readonly_root_filesystem: isReadOnly }),
  ulimits: (limits) => ({
    ulimits: Object.fromEntries(
      objects(limits).map(({ name, softLimit: soft, hardLimit: hard }) => [
        word(name),
        soft === hard ? (soft ?? null) : { soft, hard },
      ]),
    ),
  }),
  systemControls: (controls) => ({ sysctls: members(controls, 'namespace', 'value') }),
  linuxParameters: (value) => {
    const { capabilities, tmpfs, initProcessEnabled, sharedMemorySize } = object(value)
    const { add, drop } = object(capabilities)
    return {
      cap_add: add,
      cap_drop: drop,
      init: initProcessEnabled,
      shared_memory: sharedMemorySize,
      tmpfs:
        tmpfs === undefined
          ? undefined
          : objects(tmpfs).map(({ containerPath, size, mountOptions }) => ({
              container_path: containerPath,
              size,
              mount_options: mountOptions,
            })),
    }
  },
  resourceRequirements: (requirements) => {
    const [gpu] = objects(requirements).filter(({ type }) => type === 'GPU')
    return gpu === undefined ? {} : { gpu: Number(gpu['value']) }
  },
  repositoryCredentials: (value) => ({ repository_credentials: object(value)['credentialsParameter'] }),
}

/** Members of a task definition, its containers aside. */
export const taskForms: ShortForms = {
  family: (family) => ({ family }),
  networkMode: (mode) => ({ network_mode: mode }),
  cpu: (cpu) => ({ cpu: amount(cpu) }),
  memory: (memory) => ({ memory: amount(memory) }),
  taskRoleArn: (role) => ({ task_role_arn: role }),
  executionRoleArn: (role) => ({ execution_role: role }),
  runtimePlatform: (value) => {
    const { cpuArchitecture, operatingSystemFamily } = object(value)
    return { runtime_platform: { cpu_architecture: cpuArchitecture, operating_system_family: operatingSystemFamily } }
  },
  ephemeralStorage: (value) => ({ ephemeral_storage: object(value)['sizeInGiB'] }),
  pidMode: (mode) => ({ pid_mode: mode }),
  ipcMode: (mode) => ({ ipc_mode: mode }),
  proxyConfiguration: (value) => {
    const { containerName, type, properties } = object(value)
    return { proxy: { container_name: containerName, type, properties: members(properties ?? [], 'name', 'value') } }
  },
  volumes: (volumes) => ({ volumes: objects(volumes).map(volume) }),
}

/** `logging`, of a container and of Service Connect. */
export const logging = (value: Json): JsonObject => {
  const { logDriver, options, secretOptions } = object(value)
  return {
    driver: logDriver,
    options,
    secret_options: secretOptions === undefined ? undefined : members(secretOptions, 'name', 'valueFrom'),
  }
}

const volume = ({ name, host, dockerVolumeConfiguration, efsVolumeConfiguration, configuredAtLaunch }: JsonObject) => {
  const efs = object(efsVolumeConfiguration)
  const { accessPointId, iam } = object(efs['authorizationConfig'])
  return {
    name,
    path: object(host)['sourcePath'],
    config: dockerVolumeConfiguration,
    efs_config:
      efsVolumeConfiguration === undefined
        ? undefined
        : {
            file_system_id: efs['fileSystemId'],
            root_directory: efs['rootDirectory'],
            access_point_id: accessPointId,
            iam: iam === undefined ? undefined : iam === 'ENABLED',
            transit_encryption: efs['transitEncryption'] === 'ENABLED',
            transit_encryption_port: efs['transitEncryptionPort'],
          },
    configured_at_launch: configuredAtLaunch,
  }
}

/** The shortest spelling that says all of it. */
const port = (mapping: JsonObject): Json => {
  const { containerPort, containerPortRange, hostPort, protocol, name, appProtocol } = mapping
  if (containerPortRange === undefined && name === undefined && appProtocol === undefined) return portText(mapping)
  return {
    container_port: containerPort,
    container_port_range: containerPortRange,
    host_port: hostPort,
    protocol: protocol === 'tcp' ? undefined : protocol,
    name,
    app_protocol: appProtocol,
  }
}

const portText = ({ containerPort, hostPort, protocol }: JsonObject): Json => {
  const ports = hostPort === undefined ? word(containerPort) : `${word(hostPort)}:${word(containerPort)}`
  return protocol === 'tcp' ? ports : `${ports}/${word(protocol)}`
}

/** A list of pairs as a mapping; of two with the same name the later stays, and what decodes is not the same. */
export const members = (list: Json, name: string, value: string): JsonObject =>
  Object.fromEntries(objects(list).map((entry) => [word(entry[name]), entry[value] ?? null]))

export const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {})

export const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : []

/** `256` rather than `"256"`. */
const amount = (value: Json): Json =>
  typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : value

const word = (value: Json | undefined): string => (typeof value === 'string' ? value : String(Number(value)))
