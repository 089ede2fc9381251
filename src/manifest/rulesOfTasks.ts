/** Rules about volumes, raw members and what a task cannot have where it runs. They read the definition as ECS is sent it. */
import type { JsonObject } from '../model/json.js'
import { isSecret } from '../model/secrecy.js'
import { compiledFrom, memberAt, numberAt, objectsAt, textAt, textsAt, type CompiledContainer } from './compiled.js'
import type { Path } from './parse.js'
import { missingMembers } from './rawMembers.js'
import { isName, noSuchContainer, repeated, type Breach, type Rule } from './rule.js'
import type { Service } from './service.js'
import { unitsOf } from './taskDefinition.js'
import { isHostPath, volumeNameOf } from './volumes.js'

export const taskRules: readonly Rule[] = [
  {
    id: 'volume-name',
    source: 'ecs-facts 3.4',
    reads: ['volumes'],
    check: ({ volumes = [] }, whereIs) => [
      ...volumes.flatMap(({ name }, index) =>
        isName(name)
          ? []
          : [
              {
                path: ['volumes', String(index), 'name'],
                says: 'a name has 1 to 255 letters, digits, hyphens and underscores',
                fix: 'choose a name of these characters',
              },
            ],
      ),
      ...repeated(
        volumes.map(({ name }, index) => ({ name, path: ['volumes', String(index), 'name'] })),
        ({ name }) => name,
      ).map(([again, first]) => ({
        path: again.path,
        problem: { kind: 'DuplicateName', what: 'volume', name: again.name, first: whereIs(first.path) } as const,
      })),
    ],
  },
  {
    id: 'volume-kind',
    source: 'deployfish and the ECS API reference, Volume',
    reads: ['volumes'],
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
    reads: ['volumes', 'aws.task_definition.volumes'],
    check: (service) => {
      const { body, at } = compiledFrom(service)
      return objectsAt(body, 'volumes')
        .filter((volume) => volume['configuredAtLaunch'] === true)
        .slice(1)
        .map((volume) => ({
          path: at(`volumes[${textAt(volume, 'name') ?? ''}].configuredAtLaunch`),
          at: 'Key',
          says: 'a task definition has one volume that is configured at launch',
          fix: 'make the other one of another kind',
        }))
    },
  },
  {
    id: 'mounted-volume',
    source: 'ecs-facts 7, row 26',
    reads: ['volumes', 'containers.volumes', 'containers.aws.mountPoints', 'aws.task_definition.volumes'],
    check: (service) => {
      const { body, containers } = compiledFrom(service)
      const names = [...new Set(objectsAt(body, 'volumes').flatMap((volume) => textAt(volume, 'name') ?? []))]
      return containers.flatMap(({ definition, at }) =>
        objectsAt(definition, 'mountPoints')
          .map((mount) => ({ name: textAt(mount, 'sourceVolume') ?? '', path: textAt(mount, 'containerPath') ?? '' }))
          .filter(({ name }) => !names.includes(name))
          .map(({ name, path }) => ({
            path: at(`mountPoints[${path}]`),
            says: `no volume is called ${name}`,
            fix:
              names.length === 0
                ? 'declare it under volumes of the service; a path of the host begins with /'
                : `declare it under volumes of the service, or mount one of ${names.slice(0, 10).join(', ')}`,
          })),
      )
    },
  },
  {
    id: 'mount-once',
    source: 'Docker mounts one volume at a path',
    reads: ['containers.volumes', 'containers.tmpfs', 'containers.aws.mountPoints', 'containers.aws.linuxParameters'],
    check: forEach(({ definition, at }) => {
      const mounts = [
        ...objectsAt(definition, 'mountPoints').map((mount) => ({ mount, list: 'mountPoints' })),
        ...objectsAt(definition, 'linuxParameters', 'tmpfs').map((mount) => ({ mount, list: 'linuxParameters.tmpfs' })),
      ].map(({ mount, list }) => ({ path: textAt(mount, 'containerPath') ?? '', list }))
      return repeated(mounts, ({ path }) => path).map(([{ path, list }]) => ({
        path: at(`${list}[${path}]`),
        says: `something is mounted at ${path} already`,
        fix: 'mount it somewhere else',
      }))
    }),
  },
  {
    id: 'hidden-volume',
    source: 'deployfish names the volume of a host path after the path, and two paths may come to one name',
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
    id: 'efs',
    source: 'the ECS API reference, EFSVolumeConfiguration',
    reads: ['volumes', 'aws.task_definition.volumes'],
    check: (service) => {
      const { body, at } = compiledFrom(service)
      return objectsAt(body, 'volumes').flatMap((volume) => {
        const efs = memberAt(volume, 'efsVolumeConfiguration')
        if (efs === undefined) return []
        const top = `volumes[${textAt(volume, 'name') ?? ''}].efsVolumeConfiguration`
        return efsBreaches(volume, (member) => at(`${top}.${member}`))
      })
    },
  },
  {
    id: 'ephemeral-storage',
    source: 'ecs-facts 3.5',
    reads: ['ephemeral_storage', 'launch_type', 'aws.task_definition.ephemeralStorage'],
    check: (service) => {
      const { body, at, isFargate } = compiledFrom(service)
      const size = numberAt(body, 'ephemeralStorage', 'sizeInGiB')
      const path = at('ephemeralStorage.sizeInGiB')
      if (size === undefined) return []
      if (service.launch_type === 'EC2' || service.launch_type === 'EXTERNAL') {
        const says = `tasks of launch type ${service.launch_type} share the disk of their instance`
        return [{ path, at: 'Key', says, fix: 'remove ephemeral_storage' }]
      }
      const says = `${isFargate ? 'Fargate gives a task' : 'a task has'} 21 to 200 GiB of ephemeral storage, and 20 where nothing is said`
      return size >= 21 && size <= 200 ? [] : [{ path, says, fix: 'write 21 to 200, or leave it out' }]
    },
  },
  {
    id: 'fargate-task',
    source: 'ecs-facts 7, row 17, and the ECS API reference',
    reads: ['launch_type', 'pid_mode', 'ipc_mode', 'volumes', 'containers.volumes', 'aws.task_definition'],
    check: (service) => {
      const { body, at, isFargate } = compiledFrom(service)
      if (!isFargate) return []
      return [
        ...(textAt(body, 'pidMode') === 'host'
          ? [{ path: at('pidMode'), says: 'a Fargate task has no host to share process ids with', fix: 'write task' }]
          : []),
        ...(textAt(body, 'ipcMode') === undefined
          ? []
          : [{ path: at('ipcMode'), at: 'Key', says: 'Fargate knows no ipc_mode', fix: 'remove it' } as const]),
        ...objectsAt(body, 'volumes').flatMap((volume): readonly Breach[] => {
          const top = `volumes[${textAt(volume, 'name') ?? ''}]`
          const fix = 'use efs_config, or a volume with nothing but a name'
          if (textAt(volume, 'host', 'sourcePath') !== undefined) {
            return [{ path: at(`${top}.host`), says: 'a Fargate task has no host whose paths it could mount', fix }]
          }
          return memberAt(volume, 'dockerVolumeConfiguration') === undefined
            ? []
            : [
                {
                  path: at(`${top}.dockerVolumeConfiguration`),
                  at: 'Key',
                  says: 'Fargate knows no volumes of Docker',
                  fix,
                },
              ]
        }),
      ]
    },
  },
  {
    id: 'fargate-container',
    source: 'ecs-facts 7, row 17, and the ECS API reference, ContainerDefinition and LinuxParameters',
    reads: [
      'launch_type',
      'containers.privileged',
      'containers.logging',
      'containers.cap_add',
      'containers.shared_memory',
      'containers.gpu',
      'containers.aws',
    ],
    check: (service) => {
      const { isFargate, containers } = compiledFrom(service)
      return isFargate ? containers.flatMap(fargateBreaches) : []
    },
  },
  {
    id: 'fargate-stop-timeout',
    source: 'ecs-facts 3.4',
    reads: ['launch_type', 'containers.stop_timeout', 'containers.aws.stopTimeout'],
    check: (service) => {
      const { isFargate, containers } = compiledFrom(service)
      return containers
        .filter(({ definition }) => isFargate && (numberAt(definition, 'stopTimeout') ?? 0) > 120)
        .map(({ at }) => ({
          path: at('stopTimeout'),
          says: 'Fargate gives a container 120 seconds to stop, no more',
          fix: 'write 120 or less',
        }))
    },
  },
  {
    id: 'fargate-platform-version',
    source: 'ecs-facts 3.5 and the ECS Developer Guide: EFS and more storage came with platform version 1.4.0',
    reads: [
      'launch_type',
      'platform_version',
      'capacity_provider_strategy',
      'volumes',
      'ephemeral_storage',
      'aws.task_definition',
    ],
    check: (service) => {
      const { body, isFargate } = compiledFrom(service)
      const version = service.platform_version ?? 'LATEST'
      const needs = [
        ...(objectsAt(body, 'volumes').some((volume) => memberAt(volume, 'efsVolumeConfiguration') !== undefined)
          ? ['EFS volumes']
          : []),
        ...(memberAt(body, 'ephemeralStorage') === undefined ? [] : ['ephemeral_storage']),
      ]
      if (!isFargate || needs.length === 0 || !/^1\.[0-3]\./.test(version)) return []
      const says = `platform version ${version} does not have ${needs.join(' and ')}`
      return [{ path: ['platform_version'], says, fix: 'write 1.4.0 or LATEST, or leave it out' }]
    },
  },
  {
    id: 'fargate-windows-size',
    source: 'ecs-facts 3.5',
    reads: ['launch_type', 'cpu', 'runtime_platform', 'aws.task_definition.cpu', 'aws.task_definition.runtimePlatform'],
    check: (service) => {
      const { body, at, isFargate } = compiledFrom(service)
      const family = textAt(body, 'runtimePlatform', 'operatingSystemFamily') ?? 'LINUX'
      const cpu = textAt(body, 'cpu')
      if (!isFargate || !family.startsWith('WINDOWS') || cpu === undefined || unitsOf(cpu) >= 1024) return []
      return [{ path: at('cpu'), says: 'Windows on Fargate has at least 1024 units of CPU', fix: 'write 1024 or more' }]
    },
  },
  {
    id: 'awsvpc-container',
    source: 'the ECS API reference: hostname, extraHosts and DNS belong to the network interface in mode awsvpc',
    reads: [
      'network_mode',
      'launch_type',
      'vpc_configuration',
      'containers.hostname',
      'containers.extra_hosts',
      'containers.aws',
      'aws.task_definition.networkMode',
    ],
    check: (service) => {
      const { body, containers } = compiledFrom(service)
      if (textAt(body, 'networkMode') !== 'awsvpc') return []
      return containers.flatMap(({ definition, at }) =>
        (['hostname', 'extraHosts', 'dnsServers', 'dnsSearchDomains'] as const)
          .filter((member) => !isAbsent(definition, member))
          .map((member) => ({
            path: at(member),
            at: 'Key',
            says: 'ECS does not take this in network mode awsvpc',
            fix: 'remove it, or choose another network_mode',
          })),
      )
    },
  },
  {
    id: 'proxy',
    source: 'the ECS API reference, ProxyConfiguration',
    reads: ['proxy', 'containers.name', 'network_mode', 'launch_type', 'vpc_configuration', 'aws.task_definition'],
    check: (service) => {
      const { body, at } = compiledFrom(service)
      const container = textAt(body, 'proxyConfiguration', 'containerName')
      const names = service.containers.map(({ name }) => name)
      if (container === undefined) return []
      return [
        ...(names.includes(container)
          ? []
          : [{ path: at('proxyConfiguration.containerName'), problem: noSuchContainer(container, names) }]),
        ...(textAt(body, 'networkMode') === 'awsvpc'
          ? []
          : [
              {
                path: at('proxyConfiguration'),
                at: 'Key' as const,
                says: 'a proxy takes the traffic of a network interface, which tasks have in network mode awsvpc alone',
                fix: 'write network_mode: awsvpc, or remove proxy',
              },
            ]),
      ]
    },
  },
  {
    id: 'aws-own-key',
    source: 'a member by which the parts of a file know each other has one place',
    reads: [],
    check: (service) => [
      ...ownMembers(
        service.aws?.task_definition,
        ['aws', 'task_definition'],
        ['family', 'containerDefinitions', 'tags'],
      ),
      ...ownMembers(
        service.aws?.service,
        ['aws', 'service'],
        ['serviceName', 'cluster', 'taskDefinition', 'clientToken'],
      ),
      ...service.containers.flatMap(({ aws }, index) =>
        ownMembers(aws, ['containers', String(index), 'aws'], ['name']),
      ),
    ],
  },
  {
    id: 'aws-complete',
    source: 'the API model: what a shape requires',
    reads: ['containers', 'volumes', 'aws'],
    check: (service) => {
      const { body } = compiledFrom(service)
      const blocks = [
        ...service.containers.flatMap(({ aws }, index) =>
          aws === undefined ? [] : [['containers', String(index), 'aws']],
        ),
        ...(service.aws?.task_definition === undefined ? [] : [['aws', 'task_definition']]),
      ]
      return missingMembers('RegisterTaskDefinitionRequest', body).flatMap((path) => {
        const block = blocks.find((candidate) => isOfBlock(path, candidate)) ?? blocks[0]
        if (block === undefined) return []
        const says = `with the members of this block, ECS lacks ${memberText(path)}`
        return [{ path: block, at: 'Key', says, fix: `add ${path.at(-1) ?? ''}` }]
      })
    },
  },
  {
    id: 'plain-secret',
    level: 'Warning',
    source: 'model/secrecy.ts: what a name or a value looks like',
    reads: ['containers.environment', 'containers.aws.environment'],
    check: forEach(({ definition, at }) =>
      objectsAt(definition, 'environment').flatMap((variable) => {
        const [name, value] = [textAt(variable, 'name') ?? '', textAt(variable, 'value') ?? '']
        if (value === '' || !isSecret(`environment[${name}]`, value)) return []
        return [
          {
            path: at(`environment[${name}]`),
            says: `${name} looks like a secret, and everybody who may read the task definition or the file can read it`,
            fix: `keep it in SSM or Secrets Manager and write secrets: [${name}=ARN]`,
          },
        ]
      }),
    ),
  },
]

type ContainerCheck = (container: CompiledContainer) => readonly Breach[]

function forEach(check: ContainerCheck): Rule['check'] {
  return (service: Service) => compiledFrom(service).containers.flatMap(check)
}

const efsBreaches = (volume: JsonObject, at: (member: string) => Path): readonly Breach[] => {
  const [efs, authorization] = ['efsVolumeConfiguration', 'authorizationConfig']
  const accessPoint = textAt(volume, efs, authorization, 'accessPointId')
  const usesIam = textAt(volume, efs, authorization, 'iam') === 'ENABLED'
  const encrypts = textAt(volume, efs, 'transitEncryption') === 'ENABLED'
  const directory = textAt(volume, efs, 'rootDirectory') ?? '/'
  const fileSystem = textAt(volume, efs, 'fileSystemId')
  return [
    ...(fileSystem === undefined ||
    /^(?:arn:[\w-]+:elasticfilesystem:[\w-]+:\d{12}:file-system\/)?fs-[0-9a-f]{8,40}$/.test(fileSystem)
      ? []
      : [{ path: at('fileSystemId'), says: 'a file system is named fs- and hexadecimal digits', fix: 'write its id' }]),
    ...((accessPoint !== undefined || usesIam) && !encrypts
      ? [
          {
            path: at('transitEncryption'),
            says: `${usesIam ? 'iam' : 'an access point'} needs encryption in transit`,
            fix: 'write transit_encryption: true, or leave it out',
          },
        ]
      : []),
    ...(accessPoint !== undefined && directory !== '/'
      ? [
          {
            path: at('rootDirectory'),
            says: 'an access point has a root directory of its own',
            fix: 'remove root_directory',
          },
        ]
      : []),
    ...(numberAt(volume, efs, 'transitEncryptionPort') !== undefined && !encrypts
      ? [
          {
            path: at('transitEncryptionPort'),
            says: 'a port for encryption in transit is of no use without it',
            fix: 'write transit_encryption: true, or remove the port',
          },
        ]
      : []),
  ]
}

/** What a container cannot ask of Fargate; links are refused by their own rule. */
const fargateBreaches = ({ definition, at }: CompiledContainer): readonly Breach[] => {
  const driver = textAt(definition, 'logConfiguration', 'logDriver')
  const drivers = ['awslogs', 'splunk', 'awsfirelens']
  return [
    ...(definition['privileged'] === true
      ? [{ path: at('privileged'), says: 'Fargate runs no privileged containers', fix: 'remove privileged' }]
      : []),
    ...(driver === undefined || drivers.includes(driver)
      ? []
      : [
          {
            path: at('logConfiguration.logDriver'),
            says: `Fargate has no log driver ${driver}`,
            fix: `write one of ${drivers.join(', ')}`,
          },
        ]),
    ...textsAt(definition, 'linuxParameters', 'capabilities', 'add')
      .filter((capability) => capability !== 'SYS_PTRACE')
      .map(() => ({
        path: at('linuxParameters.capabilities.add'),
        says: 'Fargate adds no capability but SYS_PTRACE',
        fix: 'remove the others',
      }))
      .slice(0, 1),
    ...forbiddenOnFargate
      .filter(([member]) => !isAbsent(definition, ...member.split('.')))
      .map(([member, what]) => ({
        path: at(member),
        at: 'Key' as const,
        says: `Fargate has no ${what}`,
        fix: 'remove it',
      })),
  ]
}

const forbiddenOnFargate = [
  ['linuxParameters.devices', 'devices of a host'],
  ['linuxParameters.sharedMemorySize', 'shared memory of a chosen size'],
  ['linuxParameters.maxSwap', 'swap'],
  ['linuxParameters.swappiness', 'swap'],
  ['dockerSecurityOptions', 'security options of Docker'],
  ['resourceRequirements', 'GPUs or accelerators'],
] as const

const isAbsent = (definition: JsonObject, ...steps: readonly string[]): boolean => {
  const found = memberAt(definition, ...steps)
  return found === undefined || found === null || (Array.isArray(found) && found.length === 0)
}

const ownMembers = (raw: JsonObject | undefined, path: Path, members: readonly string[]): readonly Breach[] =>
  members
    .filter((member) => raw !== undefined && Object.hasOwn(raw, member))
    .map((member) => ({
      path: [...path, member],
      at: 'Key',
      says: `${member} cannot be written in an aws block`,
      fix: ownKeys[member] ?? 'remove it',
    }))

const ownKeys: Readonly<Record<string, string>> = {
  name: 'write it as name of the container',
  family: 'write it as family of the service',
  containerDefinitions: 'write containers, each with an aws block of its own where that is needed',
  tags: 'tags belong to the service',
  serviceName: 'write it as name of the service',
  cluster: 'write it as cluster of the service',
  taskDefinition: 'it is made of the keys of the service',
}

/** A missing member of `containerDefinitions[2]` is of the block of that container. */
const isOfBlock = (missing: Path, block: Path): boolean =>
  missing[0] === 'containerDefinitions' ? block[0] === 'containers' && block[1] === missing[1] : block[0] === 'aws'

const memberText = (path: Path): string =>
  path.reduce((text, step) => (/^\d+$/.test(step) ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '')
