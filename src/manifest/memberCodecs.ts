/**
 * What one member of the ECS API holds, where the API model says less than ECS does. A key of the file and the raw member
 * that it becomes have the same codec: neither is a way around the other.
 */
import type * as t from 'io-ts'
import { largest, oneOf, scalar, textOf, whole } from './scalars.js'
import { shaped, textTypes } from './shape.js'

/** CPU or memory of a whole task, as ECS writes it: `256`, `"1024"`, `1 vCPU`, `0.5 GB`. */
const units = (expected: string, unit: RegExp, pattern: string): t.Type<string> =>
  shaped(
    scalar(expected, (value) => {
      const found = textOf(value)?.trim() ?? ''
      return /^[1-9]\d{0,8}$/.test(found) || unit.test(found) ? found : undefined
    }),
    {
      anyOf: [
        { type: 'integer', minimum: 1, maximum: 999_999_999 },
        { type: 'string', pattern: `^\\s*(?:[1-9]\\d{0,8}|\\d{1,6}(?:\\.\\d{1,4})?\\s*${pattern})\\s*$` },
      ],
    },
  )

export const taskCpu = units(
  'a number of CPU units or of vCPU: 256, or 1 vCPU',
  /^\d{1,6}(\.\d{1,4})?\s*vcpu$/i,
  '[vV][cC][pP][uU]',
)

export const taskMemory = units('a number of MiB or of GB: 512, or 1 GB', /^\d{1,6}(\.\d{1,4})?\s*gb$/i, '[gG][bB]')

export const cpuUnits = whole('a number of CPU units (1024 to a processor)', 0, largest)
export const mebibytes = whole('a number of MiB', 1, largest)
export const storage = whole('a whole number of GiB', 1, largest)
export const seconds = whole('a whole number of seconds', 0, largest)
export const retries = whole('a whole number', 0, largest)
/** Of processes: -1 is none. */
export const processLimit = whole('a whole number, or -1 for no limit', -1, largest)

export const portNumber = whole('a port number from 1 to 65535', 1, 65_535)
/** 0 leaves the choice to Docker. */
export const hostPortNumber = whole('a port number from 0 to 65535', 0, 65_535)
/** Not in the words of ECS's enumeration: `80/TCP` is written, too. */
export const protocol = oneOf('tcp', 'udp')
export const appProtocol = oneOf('http', 'http2', 'grpc')

const portRangePattern = '^(?:\\d{1,5})-(?:\\d{1,5})$'

/** `8000-8010`; that the first is below the last is a rule's business. */
export const portRange = shaped(
  scalar('a range of ports: FIRST-LAST', (value) => {
    const found = textOf(value)
    return found !== undefined && new RegExp(portRangePattern).test(found) ? found : undefined
  }),
  { type: 'string', pattern: portRangePattern },
)

export const taskCount = whole('a whole number of tasks, 0 or more', 0, largest)
export const maximumPercent = whole('a whole number from 100 to 200', 100, 200)
export const minimumHealthyPercent = whole('a whole number from 0 to 100', 0, 100)
export const gracePeriod = whole('a number of seconds, 0 or more', 0, largest)
export const bakeMinutes = whole('a number of minutes from 0 to 1440', 0, 1440)
export const breakerThreshold = whole('a whole number from 1', 1, 1_000_000)
export const providerWeight = whole('a whole number from 0 to 1000', 0, 1000)
export const providerBase = whole('a whole number from 0 to 100000', 0, 100_000)

export const volumeSize = whole('a number of GiB from 1 to 16384', 1, 16_384)
export const volumeIops = whole('a whole number from 1', 1, 256_000)
export const volumeThroughput = whole('a number of MiB a second', 1, 2_000)
export const filesystem = oneOf('ext3', 'ext4', 'xfs', 'ntfs')

/** Text that may be empty: a variable, a label or a word of a command is what it says. */
export const anyText = shaped(scalar('text', textOf), textTypes)

/**
 * By shape and member of the API model; of a list it is what its entries are. Other integers have 32 bits, other text is not
 * empty unless it is a value of a map.
 */
export const memberCodecs: Readonly<Record<string, t.Mixed>> = {
  'ContainerDefinition.command': anyText,
  'ContainerDefinition.cpu': cpuUnits,
  'ContainerDefinition.entryPoint': anyText,
  'ContainerDefinition.memory': mebibytes,
  'ContainerDefinition.memoryReservation': mebibytes,
  'ContainerDefinition.startTimeout': seconds,
  'ContainerDefinition.stopTimeout': seconds,
  'ContainerRestartPolicy.restartAttemptPeriod': whole('a number of seconds from 60 to 1800', 60, 1800),
  'PortMapping.containerPort': portNumber,
  'PortMapping.hostPort': hostPortNumber,
  'PortMapping.containerPortRange': portRange,
  'HealthCheck.command': anyText,
  'HealthCheck.interval': seconds,
  'HealthCheck.timeout': seconds,
  'HealthCheck.retries': retries,
  'HealthCheck.startPeriod': seconds,
  'KeyValuePair.value': anyText,
  'SystemControl.value': anyText,
  'Tag.value': anyText,
  'LinuxParameters.sharedMemorySize': mebibytes,
  'LinuxParameters.maxSwap': whole('a number of MiB', 0, largest),
  'LinuxParameters.swappiness': whole('a whole number from 0 to 100', 0, 100),
  'Tmpfs.size': mebibytes,
  'Ulimit.softLimit': processLimit,
  'Ulimit.hardLimit': processLimit,
  'RegisterTaskDefinitionRequest.cpu': taskCpu,
  'RegisterTaskDefinitionRequest.memory': taskMemory,
  'EphemeralStorage.sizeInGiB': storage,
  'EFSVolumeConfiguration.transitEncryptionPort': portNumber,
  'CreateServiceRequest.desiredCount': taskCount,
  'CreateServiceRequest.healthCheckGracePeriodSeconds': gracePeriod,
  'DeploymentConfiguration.maximumPercent': maximumPercent,
  'DeploymentConfiguration.minimumHealthyPercent': minimumHealthyPercent,
  'DeploymentConfiguration.bakeTimeInMinutes': bakeMinutes,
  'LinearConfiguration.stepBakeTimeInMinutes': bakeMinutes,
  'CanaryConfiguration.canaryBakeTimeInMinutes': bakeMinutes,
  'DeploymentEarlySuccessCriteria.healthyPercent': minimumHealthyPercent,
  'ThresholdConfiguration.value': breakerThreshold,
  'CapacityProviderStrategyItem.weight': providerWeight,
  'CapacityProviderStrategyItem.base': providerBase,
  'LoadBalancer.containerPort': portNumber,
  'ServiceRegistry.containerPort': portNumber,
  'ServiceRegistry.port': portNumber,
  'ServiceConnectClientAlias.port': portNumber,
  'ServiceConnectService.ingressPortOverride': portNumber,
  'ServiceManagedEBSVolumeConfiguration.sizeInGiB': volumeSize,
  'ServiceManagedEBSVolumeConfiguration.iops': volumeIops,
  'ServiceManagedEBSVolumeConfiguration.throughput': volumeThroughput,
}
