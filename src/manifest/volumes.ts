/** `volumes` of a service, what kind each is, and `volumes` of a container: where they are mounted. */
import type * as t from 'io-ts'
import type { JsonObject } from '../model/json.js'
import { closed } from './closed.js'
import type { Path } from './parse.js'
import { placesOfPaths, type Place } from './places.js'
import { mapOf } from './mapOf.js'
import { anyText, portNumber } from './memberCodecs.js'
import { flag, list, oneOf, scalar, text, textOf } from './scalars.js'
import { shaped } from './shape.js'

const texts = mapOf('a mapping of names to text', anyText)

export const dockerVolume = closed(
  'a mapping with scope, autoprovision, driver, driverOpts and labels',
  {},
  {
    scope: oneOf('task', 'shared'),
    autoprovision: flag,
    driver: text,
    driverOpts: texts,
    driver_opts: texts,
    labels: texts,
  },
)

export const efsVolume = closed(
  'a mapping with the keys of an EFS volume',
  { file_system_id: text },
  {
    root_directory: text,
    access_point_id: text,
    iam: flag,
    transit_encryption: flag,
    transit_encryption_port: portNumber,
  },
)

export const volume = closed(
  'a mapping with name, and one of path, config, efs_config and configured_at_launch',
  { name: text },
  { path: text, config: dockerVolume, efs_config: efsVolume, configured_at_launch: flag },
)

export const volumes = list('a list of volumes', volume)

/** A container's mount as written: of a volume by its name, or of a path of the host. */
export interface Mount {
  readonly source: string
  readonly containerPath: string
  readonly readOnly: boolean
}

const mountPattern = '^((?:[A-Za-z]:\\\\)?[^:]+):((?:[A-Za-z]:\\\\)?[^:]+)(?::(ro|rw))?$'

/** `storage:/data`, `/var/log:/log:ro`; a path of Windows has a colon behind its drive. */
export const mount = shaped(
  scalar<Mount>('VOLUME:PATH or HOST_PATH:PATH, with :ro behind it where it is only read', (value) => {
    const [, source, containerPath, mode] = new RegExp(mountPattern).exec(textOf(value) ?? '') ?? []
    return source === undefined || containerPath === undefined
      ? undefined
      : { source, containerPath, readOnly: mode === 'ro' }
  }),
  { type: 'string', pattern: mountPattern },
)

/** A path of the host, as opposed to the name of a volume. */
export const isHostPath = (source: string): boolean => /^(?:\/|[A-Za-z]:\\)/.test(source)

/** The volume that a mount is of: as named, or the hidden one that a host path stands for, named as deployfish names it. */
export const volumeNameOf = (source: string): string => source.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 254)

type Volumes = t.TypeOf<typeof volumes>

/** Declared volumes, then one for each host path that a container mounts and that no declared volume has the name of. */
export const volumesFrom = (declared: Volumes, mounts: readonly Mount[]): readonly JsonObject[] => {
  const names = new Set(declared.map(({ name }) => name))
  const hidden = new Map(
    mounts
      .filter(({ source }) => isHostPath(source) && !names.has(volumeNameOf(source)))
      .map(({ source }) => [volumeNameOf(source), { name: volumeNameOf(source), host: { sourcePath: source } }]),
  )
  return [...declared.map(volumeFrom), ...hidden.values()]
}

/** Where the file says what a change path of ECS names; `at` is the volume's own path. */
export const volumePlaces = (written: Volumes[number], at: Path): readonly Place[] => {
  const top = `volumes[${written.name}]`
  const [docker, efs] = [`${top}.dockerVolumeConfiguration`, `${top}.efsVolumeConfiguration`]
  return [
    [top, [...at, 'name']],
    ...placesOfPaths(written, at, {
      [`${top}.host`]: ['path'],
      [`${top}.configuredAtLaunch`]: ['configured_at_launch'],
      [docker]: ['config'],
      [`${docker}.scope`]: ['config', 'scope'],
      [`${docker}.autoprovision`]: ['config', 'autoprovision'],
      [`${docker}.driver`]: ['config', 'driver'],
      [`${docker}.driverOpts`]: ['config', written.config?.driverOpts === undefined ? 'driver_opts' : 'driverOpts'],
      [`${docker}.labels`]: ['config', 'labels'],
      [efs]: ['efs_config'],
      [`${efs}.fileSystemId`]: ['efs_config', 'file_system_id'],
      [`${efs}.rootDirectory`]: ['efs_config', 'root_directory'],
      [`${efs}.transitEncryption`]: ['efs_config', 'transit_encryption'],
      [`${efs}.transitEncryptionPort`]: ['efs_config', 'transit_encryption_port'],
      [`${efs}.authorizationConfig.accessPointId`]: ['efs_config', 'access_point_id'],
      [`${efs}.authorizationConfig.iam`]: ['efs_config', 'iam'],
    }),
  ]
}

const volumeFrom = (written: Volumes[number]): JsonObject => ({
  name: written.name,
  host: written.path === undefined ? undefined : { sourcePath: written.path },
  dockerVolumeConfiguration: written.config === undefined ? undefined : dockerVolumeFrom(written.config),
  efsVolumeConfiguration: written.efs_config === undefined ? undefined : efsVolumeFrom(written.efs_config),
  configuredAtLaunch: written.configured_at_launch,
})

const dockerVolumeFrom = (written: t.TypeOf<typeof dockerVolume>): JsonObject => ({
  scope: written.scope ?? 'task',
  autoprovision: written.autoprovision,
  driver: written.driver,
  driverOpts: written.driverOpts ?? written.driver_opts,
  labels: written.labels,
})

/** An access point and IAM work over TLS alone: where nothing is said, it is switched on. */
const efsVolumeFrom = (written: t.TypeOf<typeof efsVolume>): JsonObject => {
  const encrypts = written.transit_encryption ?? (written.access_point_id !== undefined || written.iam === true)
  return {
    fileSystemId: written.file_system_id,
    rootDirectory: written.root_directory,
    transitEncryption: encrypts ? 'ENABLED' : undefined,
    transitEncryptionPort: written.transit_encryption_port,
    authorizationConfig: { accessPointId: written.access_point_id, iam: written.iam === true ? 'ENABLED' : undefined },
  }
}
