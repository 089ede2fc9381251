/**
 * What a path is called in text. Paths are in ECS's words (`containerDefinitions[web].entryPoint`); people read the
 * words of their file (`entrypoint (web)`). JSON output keeps the paths.
 */

/** The label of a path, in the manifest's words where it has any; unprintable characters are the caller's to escape. */
export const labelOf = (path: string): string => labelOfKeys(withLeafInFile(path))

const labelOfKeys = (path: string): string => {
  const container = containerOf(path)
  const [, volume, member] = /^volumes\[([^\]]*)\]\.(.*)$/s.exec(path) ?? []
  if (volume !== undefined && member !== undefined) {
    return `volumes.${volume}.${readable(renamed(volumeLabels, member))}`
  }
  if (container === undefined) return readable(renamed(serviceLabels, path))
  const inside = path.slice(container.length)
  const name = container.slice('containerDefinitions['.length, -1)
  return inside === '' ? `container (${name})` : `${readable(renamed(containerLabels, inside.slice(1)))} (${name})`
}

/** The labels of several paths, each once; members of a list of ports or load balancers go by the list. */
export const labelsOf = (paths: readonly string[]): readonly string[] => [
  ...new Set(paths.map((path) => labelOf(listLeaf.exec(path)?.[1] ?? path))),
]

/** A leaf of a member of a keyed list: `containerDefinitions[web].portMappings[80/tcp].hostPort`. */
export const listLeaf =
  /^(loadBalancers|containerDefinitions\[[^\]]*\]\.(?:portMappings|mountPoints|ulimits))\[(.*)\]\.(\w+)$/

/** Whether the order of a list at this path means something (ecs-facts 1.3); the members of other lists are a set. */
export const isOrdered = (path: string): boolean => orderedLists.some((member) => path.endsWith(member))

/** Whether a list at this path is the words of a command line. */
export const isCommand = (path: string): boolean => /\.(command|entryPoint)$/.test(path)

/** The first rule that a path begins with, at a member's end, gives its beginning a new name. */
type Labels = readonly (readonly [from: string, to: string])[]

const serviceLabels: Labels = [
  ['desiredCount', 'count'],
  ['launchType', 'launch_type'],
  ['role', 'service_role_arn'],
  ['loadBalancers', 'load_balancer'],
  ['networkConfiguration.awsvpcConfiguration.securityGroups', 'vpc_configuration.security_groups'],
  ['networkConfiguration.awsvpcConfiguration.assignPublicIp', 'vpc_configuration.public_ip'],
  ['networkConfiguration.awsvpcConfiguration', 'vpc_configuration'],
  ['networkConfiguration.securityGroups', 'vpc_configuration.security_groups'],
  ['networkConfiguration.assignPublicIp', 'vpc_configuration.public_ip'],
  ['networkConfiguration', 'vpc_configuration'],
  ['deploymentConfiguration.maximumPercent', 'maximum_percent'],
  ['deploymentConfiguration.minimumHealthyPercent', 'minimum_healthy_percent'],
  ['maximumPercent', 'maximum_percent'],
  ['schedulingStrategy', 'scheduling_strategy'],
  ['capacityProviderStrategy', 'capacity_provider_strategy'],
  ['platformVersion', 'platform_version'],
  ['serviceRegistries', 'service_discovery'],
  ['deploymentCircuitBreaker.thresholdConfiguration', 'deployment.circuit_breaker.thresholds'],
  ['deploymentCircuitBreaker.resetOnHealthyTask', 'deployment.circuit_breaker.reset_on_healthy_task'],
  ['deploymentCircuitBreaker', 'deployment.circuit_breaker'],
  ['alarms.alarmNames', 'deployment.alarms.names'],
  ['alarms', 'deployment.alarms'],
  ['strategy', 'deployment.strategy'],
  ['bakeTimeInMinutes', 'deployment.bake_time'],
  ['placementConstraints', 'placement_constraints'],
  ['placementStrategy', 'placement_strategy'],
  ['healthCheckGracePeriodSeconds', 'health_check_grace_period'],
  ['enableExecuteCommand', 'enable_exec'],
  ['enableECSManagedTags', 'enable_ecs_managed_tags'],
  ['propagateTags', 'propagate_tags'],
  ['serviceConnectConfiguration.logConfiguration.logDriver', 'service_connect.logging.driver'],
  ['serviceConnectConfiguration.logConfiguration.secretOptions', 'service_connect.logging.secret_options'],
  ['serviceConnectConfiguration.logConfiguration', 'service_connect.logging'],
  ['serviceConnectConfiguration', 'service_connect'],
  ['volumeConfigurations', 'volume_configurations'],
  ['availabilityZoneRebalancing', 'availability_zone_rebalancing'],
  ['minimumHealthyPercent', 'minimum_healthy_percent'],
  ['taskDefinition.placementConstraints', 'placementConstraints (task)'],
  ['taskDefinition', 'task definition'],
  ['networkMode', 'network_mode'],
  ['taskRoleArn', 'task_role_arn'],
  ['executionRoleArn', 'execution_role'],
  ['runtimePlatform.cpuArchitecture', 'runtime_platform.cpu_architecture'],
  ['runtimePlatform.operatingSystemFamily', 'runtime_platform.operating_system_family'],
  ['runtimePlatform', 'runtime_platform'],
  ['ephemeralStorage.sizeInGiB', 'ephemeral_storage'],
  ['ephemeralStorage', 'ephemeral_storage'],
  ['pidMode', 'pid_mode'],
  ['ipcMode', 'ipc_mode'],
  ['proxyConfiguration.containerName', 'proxy.container_name'],
  ['proxyConfiguration', 'proxy'],
  ['cpu', 'cpu (task)'],
  ['memory', 'memory (task)'],
]

const containerLabels: Labels = [
  ['portMappings', 'ports'],
  ['entryPoint', 'entrypoint'],
  ['dockerLabels', 'labels'],
  ['environmentFiles', 'environment_files'],
  ['mountPoints', 'volumes'],
  ['logConfiguration.logDriver', 'logging.driver'],
  ['logConfiguration.secretOptions', 'logging.secret_options'],
  ['logConfiguration', 'logging'],
  ['firelensConfiguration', 'firelens'],
  ['healthCheck.startPeriod', 'health_check.start_period'],
  ['healthCheck', 'health_check'],
  ['dependsOn', 'depends_on'],
  ['startTimeout', 'start_timeout'],
  ['stopTimeout', 'stop_timeout'],
  ['workingDirectory', 'working_directory'],
  ['extraHosts', 'extra_hosts'],
  ['readonlyRootFilesystem', 'readonly_root_filesystem'],
  ['systemControls', 'sysctls'],
  ['linuxParameters.capabilities.add', 'cap_add'],
  ['linuxParameters.capabilities.drop', 'cap_drop'],
  ['linuxParameters.tmpfs', 'tmpfs'],
  ['linuxParameters.initProcessEnabled', 'init'],
  ['linuxParameters.sharedMemorySize', 'shared_memory'],
  ['resourceRequirements[GPU].value', 'gpu'],
  ['resourceRequirements[GPU].type', 'gpu.type'],
  ['repositoryCredentials.credentialsParameter', 'repository_credentials'],
  ['repositoryCredentials', 'repository_credentials'],
]

/** What a member of a volume is called, behind `volumes.NAME`. */
const volumeLabels: Labels = [
  ['host.sourcePath', 'path'],
  ['dockerVolumeConfiguration', 'config'],
  ['efsVolumeConfiguration.fileSystemId', 'efs_config.file_system_id'],
  ['efsVolumeConfiguration.rootDirectory', 'efs_config.root_directory'],
  ['efsVolumeConfiguration.transitEncryptionPort', 'efs_config.transit_encryption_port'],
  ['efsVolumeConfiguration.transitEncryption', 'efs_config.transit_encryption'],
  ['efsVolumeConfiguration.authorizationConfig.accessPointId', 'efs_config.access_point_id'],
  ['efsVolumeConfiguration.authorizationConfig.iam', 'efs_config.iam'],
  ['configuredAtLaunch', 'configured_at_launch'],
]

/** Members of the entries of keyed lists, by the list. */
const leafLabels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  loadBalancers: {
    targetGroupArn: 'target_group_arn',
    loadBalancerName: 'load_balancer_name',
    containerName: 'container_name',
    containerPort: 'container_port',
  },
  portMappings: {
    containerPort: 'container_port',
    containerPortRange: 'container_port_range',
    hostPort: 'host_port',
    appProtocol: 'app_protocol',
  },
  ulimits: { softLimit: 'soft', hardLimit: 'hard' },
  tmpfs: { containerPath: 'container_path', mountOptions: 'mount_options' },
}

const withLeafInFile = (path: string): string => {
  const [, list = '', leaf = ''] = /(?:^|\.)(\w+)\[[^[]*\]\.(\w+)$/.exec(path) ?? []
  const labels = Object.hasOwn(leafLabels, list) ? leafLabels[list] : undefined
  const label = labels !== undefined && Object.hasOwn(labels, leaf) ? labels[leaf] : undefined
  return label === undefined ? path : path.slice(0, -leaf.length) + label
}

const orderedLists: readonly string[] = [
  '.command',
  '.entryPoint',
  'placementStrategy',
  '.dnsServers',
  '.dnsSearchDomains',
  '.environmentFiles',
  '.links',
]

/** `containerDefinitions[web]`; names of containers hold no bracket (RegisterTaskDefinition documentation). */
const containerOf = (path: string): string | undefined => /^containerDefinitions\[[^\]]*\]/.exec(path)?.[0]

const renamed = (labels: Labels, path: string): string => {
  const rule = labels.find(([from]) => path === from || path.startsWith(`${from}.`) || path.startsWith(`${from}[`))
  return rule === undefined ? path : rule[1] + path.slice(rule[0].length)
}

/** `environment[API_KEY]` reads `environment.API_KEY`. */
const readable = (path: string): string => path.replace(/\[([^\]]*)\]/g, '.$1')
