/** What ECS refuses when a task definition is registered: ClientExceptions, in its own words where those are known. */
import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import { clientException } from './exceptions.js'
import type { Wire } from './model.js'

/** A task's `cpu` or `memory` as ECS writes it: a string of an integer (CPU units, MiB). */
export const sizeFrom = (text: string, member: 'cpu' | 'memory'): string => {
  const unit = member === 'cpu' ? /^([\d.]+)\s*vcpu$/i : /^([\d.]+)\s*gb$/i
  const amount = unit.exec(text.trim())?.[1]
  const size = amount === undefined ? Number(text) : Number(amount) * 1024
  if (!Number.isInteger(size) || size <= 0) {
    throw clientException(`Invalid '${member}' setting for task. Value: ${text}`)
  }
  return String(size)
}

/** Throws the first objection to a task definition. */
export const checkTaskDefinition = (definition: Wire<TaskDefinition>): void => {
  const containers = definition.containerDefinitions ?? []
  if (containers.length === 0) throw clientException('Container list cannot be empty.')
  if (containers.length > 10) throw clientException('Too many containers. A task definition can have at most 10.')
  const names = containers.map(({ name }) => name)
  if (new Set(names).size < names.length)
    throw clientException('Container names must be unique within a task definition.')
  for (const container of containers) checkContainer(definition, container)
  if (containers.every(({ essential }) => essential === false)) {
    throw clientException('At least one container in the task definition must be essential.')
  }
  checkDependencies(containers)
  const volumes = (definition.volumes ?? []).map(({ name }) => name)
  if (volumes.some((name) => !/^[\w-]{1,255}$/.test(name ?? ''))) throw clientException('Invalid volume name.')
  if (new Set(volumes).size < volumes.length) throw clientException('Volume names must be unique.')
  const unknown = containers
    .flatMap(({ mountPoints = [] }) => mountPoints)
    .find(({ sourceVolume }) => !volumes.includes(sourceVolume))
  if (unknown !== undefined) throw clientException(`Unknown volume '${unknown.sourceVolume ?? ''}'.`)
  if (definition.requiresCompatibilities?.includes('FARGATE') === true) checkFargate(definition)
  else checkTaskCpu(definition)
}

const checkContainer = (definition: Wire<TaskDefinition>, container: Wire<ContainerDefinition>): void => {
  const { name = '', image = '', memory, memoryReservation } = container
  if (!/^[\w-]{1,255}$/.test(name))
    throw clientException('Container name contains invalid characters or has an invalid length.')
  if (image === '') throw clientException('Container.image should not be null or empty.')
  if (image.length > 255) throw clientException('Container.image should have at most 255 characters.')
  if (memory === undefined && memoryReservation === undefined && definition.memory === undefined) {
    throw clientException(
      `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
    )
  }
  if ((memory ?? 6) < 6)
    throw clientException(`Invalid 'memory' setting for container '${name}'. It must be at least 6.`)
  if (memory !== undefined && memoryReservation !== undefined && memory < memoryReservation) {
    throw clientException(
      `Invalid setting for container '${name}'. 'memory' must be greater than or equal to 'memoryReservation'.`,
    )
  }
  if (definition.memory !== undefined && (memory ?? 0) > Number(definition.memory)) {
    throw clientException(`The 'memory' setting for container '${name}' is greater than for the task`)
  }
  if (container.stopTimeout !== undefined && container.stopTimeout < 2) {
    throw clientException(`Granular stop timeout on container '${name}' must be at least 2 seconds.`)
  }
  if (container.startTimeout !== undefined && container.startTimeout < 2) {
    throw clientException(`Granular start timeout on container '${name}' must be at least 2 seconds.`)
  }
  checkPorts(definition, container)
  checkLogs(container)
  checkHealthCheck(container)
  checkEnvironmentFiles(container)
  checkRestartPolicy(container)
  if ((container.links ?? []).length > 0 && (definition.networkMode ?? 'bridge') !== 'bridge') {
    throw clientException(`Links are not supported when networkMode=${definition.networkMode ?? ''}.`)
  }
}

const checkPorts = (
  definition: Wire<TaskDefinition>,
  { name = '', portMappings = [] }: Wire<ContainerDefinition>,
): void => {
  for (const { containerPort, hostPort } of portMappings) {
    const isSame = hostPort === undefined || hostPort === 0 || hostPort === containerPort
    if (definition.networkMode === 'awsvpc' && !isSame) {
      throw clientException('When networkMode=awsvpc, the host ports and container ports in port mappings must match.')
    }
    if (definition.networkMode === 'host' && !isSame) {
      throw clientException('When networkMode=host, the host ports and container ports in port mappings must match.')
    }
    const ports = [containerPort ?? 0, hostPort ?? 0]
    if (ports.some((port) => port < 0 || port > 65535)) {
      throw clientException(`Invalid port in container '${name}'. Ports lie between 0 and 65535.`)
    }
  }
  const hostPorts = portMappings
    .filter(({ hostPort }) => (hostPort ?? 0) > 0)
    .map(({ hostPort, protocol }) => `${hostPort ?? 0}/${protocol ?? 'tcp'}`)
  if (new Set(hostPorts).size < hostPorts.length) {
    throw clientException(`Container '${name}' maps the same host port more than once.`)
  }
}

const checkLogs = ({ logConfiguration }: Wire<ContainerDefinition>): void => {
  if (logConfiguration?.logDriver !== 'awslogs') return
  const missing = ['awslogs-region', 'awslogs-group'].filter(
    (option) => logConfiguration.options?.[option] === undefined,
  )
  if (missing.length > 0) throw clientException(`Log driver awslogs requires options: ${missing.join(', ')}`)
}

const checkHealthCheck = ({ name = '', healthCheck }: Wire<ContainerDefinition>): void => {
  if (healthCheck === undefined) return
  const ranges = [
    ['interval', healthCheck.interval ?? 30, 5, 300],
    ['timeout', healthCheck.timeout ?? 5, 2, 60],
    ['retries', healthCheck.retries ?? 3, 1, 10],
    ['startPeriod', healthCheck.startPeriod ?? 0, 0, 300],
  ] as const
  for (const [member, value, least, most] of ranges) {
    if (value < least || value > most) {
      throw clientException(`The health check ${member} of container '${name}' must lie between ${least} and ${most}.`)
    }
  }
}

const checkEnvironmentFiles = ({ name = '', environmentFiles = [] }: Wire<ContainerDefinition>): void => {
  if (environmentFiles.length > 10) {
    throw clientException(`Container '${name}' has more than 10 environment files.`)
  }
  if (environmentFiles.some(({ type, value = '' }) => type !== 's3' || !value.endsWith('.env'))) {
    throw clientException(`An environment file of container '${name}' is no .env file of S3.`)
  }
}

const checkRestartPolicy = ({ name = '', restartPolicy }: Wire<ContainerDefinition>): void => {
  const period = restartPolicy?.restartAttemptPeriod ?? 300
  if (period < 60 || period > 1800) {
    throw clientException(`The restart attempt period of container '${name}' must lie between 60 and 1800.`)
  }
  if ((restartPolicy?.ignoredExitCodes ?? []).length > 50) {
    throw clientException(`The restart policy of container '${name}' ignores more than 50 exit codes.`)
  }
}

const checkDependencies = (containers: readonly Wire<ContainerDefinition>[]): void => {
  const byName = new Map(containers.map((container) => [container.name, container]))
  for (const { name = '', dependsOn = [] } of containers) {
    for (const { containerName, condition } of dependsOn) {
      const other = byName.get(containerName)
      if (other === undefined)
        throw clientException(
          `Container '${name}' depends on a container that is not defined: '${containerName ?? ''}'.`,
        )
      if (condition === 'HEALTHY' && other.healthCheck === undefined) {
        throw clientException(
          `Container '${name}' waits for '${containerName ?? ''}' to be HEALTHY, which has no health check.`,
        )
      }
      if ((condition === 'COMPLETE' || condition === 'SUCCESS') && other.essential !== false) {
        throw clientException(`Container '${name}' waits for '${containerName ?? ''}' to end, which is essential.`)
      }
    }
  }
  const reaches = (from: string | undefined, to: string | undefined, seen: readonly (string | undefined)[]): boolean =>
    (byName.get(from)?.dependsOn ?? []).some(
      ({ containerName }) =>
        containerName === to || (!seen.includes(containerName) && reaches(containerName, to, [...seen, containerName])),
    )
  if (containers.some(({ name }) => reaches(name, name, []))) {
    throw clientException('The dependencies between containers contain a cycle.')
  }
}

const checkTaskCpu = ({ cpu }: Wire<TaskDefinition>): void => {
  if (cpu !== undefined && (Number(cpu) < 128 || Number(cpu) > 196_608)) {
    throw clientException(`Invalid 'cpu' setting for task. Value: ${cpu}`)
  }
}

const range = (least: number, most: number, step: number): readonly number[] =>
  Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step)

/** The pairs that Fargate runs: CPU units to MiB. */
const fargateSizes: Readonly<Record<string, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: range(1024, 4096, 1024),
  1024: range(2048, 8192, 1024),
  2048: range(4096, 16_384, 1024),
  4096: range(8192, 30_720, 1024),
  8192: range(16_384, 61_440, 4096),
  16384: range(32_768, 122_880, 8192),
}

const checkFargate = (definition: Wire<TaskDefinition>): void => {
  const { cpu, memory, executionRoleArn, containerDefinitions: containers = [] } = definition
  if (definition.networkMode !== 'awsvpc') throw clientException('Fargate only supports network mode ‘awsvpc’.')
  if (cpu === undefined) throw clientException("Fargate requires that 'cpu' be defined at the task level.")
  if (memory === undefined) throw clientException("Fargate requires that 'memory' be defined at the task level.")
  if (fargateSizes[cpu]?.includes(Number(memory)) !== true) {
    throw clientException(`No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory.`)
  }
  const storage = definition.ephemeralStorage?.sizeInGiB ?? 21
  if (storage < 21 || storage > 200) throw clientException('Ephemeral storage must lie between 21 and 200 GiB.')
  const drivers = containers.flatMap(({ logConfiguration }) => logConfiguration?.logDriver ?? [])
  const unsupported = drivers.find((driver) => !['awslogs', 'splunk', 'awsfirelens'].includes(driver))
  if (unsupported !== undefined) throw clientException(`Fargate does not support log driver ${unsupported}.`)
  if (executionRoleArn === undefined && drivers.includes('awslogs')) {
    throw clientException('Fargate requires task definition to have execution role ARN to support log driver awslogs.')
  }
  if (executionRoleArn === undefined && containers.some(({ image = '' }) => image.includes('.dkr.ecr.'))) {
    throw clientException('Fargate requires task definition to have execution role ARN to support ECR images.')
  }
  if (executionRoleArn === undefined && containers.some(({ secrets = [] }) => secrets.length > 0)) {
    throw clientException('Fargate requires task definition to have execution role ARN to support secrets.')
  }
  if (containers.some(({ privileged }) => privileged === true)) {
    throw clientException('Fargate does not support privileged containers.')
  }
  if (containers.some(({ stopTimeout = 0 }) => stopTimeout > 120)) {
    throw clientException('Fargate supports a stop timeout of at most 120 seconds.')
  }
  if ((definition.volumes ?? []).some(({ host }) => host?.sourcePath !== undefined)) {
    throw clientException('Fargate does not support host paths in volumes.')
  }
  if ((definition.volumes ?? []).some(({ dockerVolumeConfiguration }) => dockerVolumeConfiguration !== undefined)) {
    throw clientException('Fargate does not support Docker volumes.')
  }
  if (definition.pidMode === 'host') throw clientException('Fargate does not support pidMode host.')
  if (definition.ipcMode !== undefined) throw clientException('Fargate does not support ipcMode.')
  if (containers.some(({ linuxParameters: linux }) => (linux?.devices ?? []).length > 0)) {
    throw clientException('Fargate does not support devices.')
  }
  if ((definition.placementConstraints ?? []).length > 0) {
    throw clientException('Fargate does not support placement constraints.')
  }
}
