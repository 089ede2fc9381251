/** Rules about volumes and where containers mount them. They read the definition as ECS is sent it. */
import type { JsonObject } from '../model/json.js'
import { compiledFrom, entriesOf, numberAt, objectsAt, textAt } from './compiled.js'
import type { Path } from './parse.js'
import { answering, isName, noSuchContainer, repeated, type Breach, type Rule } from './rule.js'
import { isAbsolute } from './rulesOfLinux.js'
import { isHostPath, volumeNameOf } from './volumes.js'

export const volumeRules: readonly Rule[] = [
  {
    id: 'volume-name',
    source: 'ecs-facts 3.4',
    exception: 'ClientException',
    reads: [],
    each: ['volumes.*.name', 'aws.task_definition.volumes.*.name'],
    check: (service, whereIs) => {
      const named = entriesOf(service, 'volumes').flatMap(({ value, at }) => {
        const name = textAt(value, 'name')
        return name === undefined ? [] : [{ name, path: at('name') }]
      })
      return [
        ...named
          .filter(({ name }) => !isName(name))
          .map(({ path }) => ({
            path,
            says: 'a name has 1 to 255 letters, digits, hyphens and underscores',
            fix: 'choose a name of these characters',
          })),
        // Of a raw list rulesOfRawLists.ts says it.
        ...repeated(
          named.filter(({ path }) => path[0] !== 'aws'),
          ({ name }) => name,
        ).map(([again, first]) => ({
          path: again.path,
          problem: { kind: 'DuplicateName', what: 'volume', name: again.name, first: whereIs(first.path) } as const,
        })),
      ]
    },
  },
  {
    id: 'volume-kind',
    source: 'deployfish and the ECS API reference, Volume',
    exception: 'ClientException',
    reads: [],
    each: ['volumes.*'],
    check: ({ volumes = [] }) =>
      volumes.flatMap((volume, index) => {
        const keys = (['path', 'config', 'efs_config', 'configured_at_launch'] as const).filter(
          (key) => volume[key] !== undefined && volume[key] !== false,
        )
        const [first, second] = keys
        if (first === undefined || second === undefined) return []
        const says = `a volume is of one kind, and this one has ${keys.join(' and ')}`
        return [{ path: ['volumes', String(index), second], at: 'Key', says, fix: `keep ${first} or ${second}` }]
      }),
  },
  {
    id: 'volumes-at-launch',
    source: 'the ECS API reference, Volume.configuredAtLaunch',
    exception: 'ClientException',
    reads: [],
    each: ['volumes.*.configured_at_launch', 'aws.task_definition.volumes.*.configuredAtLaunch'],
    check: (service) =>
      entriesOf(service, 'volumes')
        .filter(({ value }) => value['configuredAtLaunch'] === true)
        .slice(1)
        .map(({ at }) => ({
          path: at('configuredAtLaunch'),
          at: 'Key',
          says: 'a task definition has one volume that is configured at launch',
          fix: 'make the other one of another kind',
        })),
  },
  {
    id: 'mounted-volume',
    source: 'ecs-facts 7, row 26; the answer as others have met it',
    exception: 'ClientException',
    reads: ['volumes.*.name', 'aws.task_definition.volumes.*.name'],
    readsOfContainer: ['volumes', 'aws.mountPoints'],
    checkContainer: ({ definition, at, service }) => {
      const { body } = compiledFrom(service)
      const names = [...new Set(objectsAt(body, 'volumes').flatMap((volume) => textAt(volume, 'name') ?? []))]
      return objectsAt(definition, 'mountPoints')
        .map((mount) => ({ name: textAt(mount, 'sourceVolume') ?? '', path: textAt(mount, 'containerPath') ?? '' }))
        .filter(({ name }) => !names.includes(name))
        .map(({ name, path }) => ({
          path: at(`mountPoints[${path}]`),
          says: `no volume is called ${name}`,
          fix:
            names.length === 0
              ? 'declare it under volumes of the service; a path of the host begins with /'
              : `declare it under volumes of the service, or mount one of ${names.slice(0, 10).join(', ')}`,
          answer: `Unknown volume '${name}'.`,
        }))
    },
  },
  {
    id: 'volumes-from',
    source: 'the ECS API reference, VolumeFrom.sourceContainer',
    exception: 'ClientException',
    reads: ['containers.name'],
    readsOfContainer: [],
    each: ['aws.volumesFrom.*'],
    checkContainer: ({ definition, at, service }) => {
      const names = service.containers.map(({ name }) => name)
      return objectsAt(definition, 'volumesFrom')
        .flatMap((source) => textAt(source, 'sourceContainer') ?? [])
        .filter((name) => !names.includes(name))
        .map((name) => ({
          path: at(`volumesFrom[${name}].sourceContainer`),
          problem: noSuchContainer(name, names),
        }))
    },
  },
  {
    id: 'mount-path',
    source: 'Docker takes absolute paths alone, and not that of the whole container',
    exception: 'None',
    reads: [],
    readsOfContainer: ['volumes', 'tmpfs', 'aws.mountPoints', 'aws.linuxParameters.tmpfs'],
    checkContainer: ({ definition, at }) =>
      mountsOf(definition)
        .filter(({ path }) => !isAbsolute(path) || path === '/')
        .map(({ path, list }) => ({
          path: at(`${list}[${path}]`),
          says: 'a volume is mounted at an absolute path below / of the container',
          fix: path === '/' ? 'mount it somewhere else' : `write /${path.replace(/^(?:\.?\/)+/, '')}`,
        })),
  },
  {
    id: 'mount-once',
    source: 'Docker mounts one volume at a path',
    exception: 'None',
    reads: [],
    readsOfContainer: ['volumes', 'tmpfs', 'aws.mountPoints', 'aws.linuxParameters.tmpfs'],
    checkContainer: ({ definition, at }) =>
      repeated(mountsOf(definition), ({ path }) => path.replace(/(.)\/+$/, '$1')).map(([{ path, list }]) => ({
        path: at(`${list}[${path}]`),
        says: `something is mounted at ${path} already`,
        fix: 'mount it somewhere else',
      })),
  },
  {
    id: 'hidden-volume',
    source: 'deployfish names the volume of a host path after the path, and two paths may come to one name',
    exception: 'None',
    reads: ['volumes', 'containers.volumes'],
    check: (service) => {
      const sources = new Map((service.volumes ?? []).map(({ name, path }) => [name, path]))
      return service.containers.flatMap(({ volumes: mounts = [] }, index) =>
        mounts.flatMap(({ source }, number) => {
          if (!isHostPath(source)) return []
          const name = volumeNameOf(source)
          const isTaken = sources.has(name) && sources.get(name) !== source
          if (!sources.has(name)) sources.set(name, source)
          if (!isTaken) return []
          const says = `the volume of ${source} is called ${name}, and another one is too`
          const path = ['containers', String(index), 'volumes', String(number)]
          return [{ path, says, fix: 'declare it under volumes of the service with a name of its own' }]
        }),
      )
    },
  },
  {
    id: 'efs-file-system',
    source: 'the ECS API reference, EFSVolumeConfiguration.fileSystemId',
    exception: 'ClientException',
    reads: [],
    each: ['volumes.*.efs_config.file_system_id', 'aws.task_definition.volumes.*.efsVolumeConfiguration.fileSystemId'],
    check: (service) =>
      entriesOf(service, 'volumes').flatMap(({ value, at }) => {
        const fileSystem = textAt(value, 'efsVolumeConfiguration', 'fileSystemId')
        if (fileSystem === undefined || isFileSystem(fileSystem)) return []
        const path = at('efsVolumeConfiguration.fileSystemId')
        return [{ path, says: 'a file system is named fs- and hexadecimal digits', fix: 'write its id' }]
      }),
  },
  {
    id: 'efs',
    source: 'the ECS API reference, EFSVolumeConfiguration; the answers as others have met them',
    exception: 'ClientException',
    reads: [],
    each: ['volumes.*.efs_config', 'aws.task_definition.volumes.*.efsVolumeConfiguration'],
    check: (service) =>
      entriesOf(service, 'volumes').flatMap(({ value, at }) =>
        efsBreaches(value, (member) => at(`efsVolumeConfiguration.${member}`)),
      ),
  },
]

const mountsOf = (definition: JsonObject) =>
  [
    ...objectsAt(definition, 'mountPoints').map((mount) => ({ mount, list: 'mountPoints' })),
    ...objectsAt(definition, 'linuxParameters', 'tmpfs').map((mount) => ({ mount, list: 'linuxParameters.tmpfs' })),
  ].map(({ mount, list }) => ({ path: textAt(mount, 'containerPath') ?? '', list }))

const isFileSystem = (text: string): boolean =>
  /^(?:arn:[\w-]+:elasticfilesystem:[\w-]+:\d{12}:file-system\/)?fs-[0-9a-f]{8,40}$/.test(text)

const efsBreaches = (volume: JsonObject, at: (member: string) => Path): readonly Breach[] => {
  const [efs, authorization] = ['efsVolumeConfiguration', 'authorizationConfig']
  const accessPoint = textAt(volume, efs, authorization, 'accessPointId')
  const usesIam = textAt(volume, efs, authorization, 'iam') === 'ENABLED'
  const encrypts = textAt(volume, efs, 'transitEncryption') === 'ENABLED'
  const directory = textAt(volume, efs, 'rootDirectory') ?? '/'
  return [
    ...((accessPoint !== undefined || usesIam) && !encrypts
      ? [
          {
            path: at('transitEncryption'),
            says: `${usesIam ? 'iam' : 'an access point'} needs encryption in transit`,
            fix: 'write transit_encryption: true, or leave it out',
            ...answering(usesIam ? 'EFS IAM authorization requires TransitEncryption to be enabled.' : undefined),
          },
        ]
      : []),
    ...(accessPoint !== undefined && directory !== '/'
      ? [
          {
            path: at('rootDirectory'),
            says: 'an access point has a root directory of its own',
            fix: 'remove root_directory',
            answer: 'When using an EFS access point, the root directory must either be set to "/" or be omitted.',
          },
        ]
      : []),
    ...(numberAt(volume, efs, 'transitEncryptionPort') !== undefined && !encrypts
      ? [
          {
            path: at('transitEncryptionPort'),
            says: 'a port for encryption in transit is of no use without it',
            fix: 'write transit_encryption: true, or remove the port',
            answer: 'TransitEncryptionPort requires that TransitEncryption is enabled.',
          },
        ]
      : []),
  ]
}
