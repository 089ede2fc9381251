/** Rules about what tasks and containers cannot have on Fargate, and what they have there alone. They read the definition as ECS is sent it. */
import type { JsonObject } from '../model/json.js'
import { compiledFrom, memberAt, numberAt, objectsAt, textAt, textsAt } from './compiled.js'
import { answering, fargateKeys, type Breach, type ContainerSubject, type Rule } from './rule.js'
import type { Service } from './service.js'
import { unitsOf } from './taskDefinition.js'

export const fargateRules: readonly Rule[] = [
  {
    id: 'ephemeral-storage',
    source: 'ecs-facts 3.5; the answers as others have met them',
    exception: 'ClientException',
    reads: ['ephemeral_storage', 'aws.task_definition.ephemeralStorage', ...fargateKeys],
    check: (service) => {
      const { body, at, isFargate } = compiledFrom(service)
      const size = numberAt(body, 'ephemeralStorage', 'sizeInGiB')
      if (size === undefined) return []
      const path = at('ephemeralStorage.sizeInGiB')
      if (service.launch_type === 'EC2' || service.launch_type === 'EXTERNAL') {
        const says = `tasks of launch type ${service.launch_type} share the disk of their instance`
        return [{ path, at: 'Key', says, fix: 'remove ephemeral_storage', exception: 'None' }]
      }
      if (size >= 21 && size <= 200) return []
      const says = `${isFargate ? 'Fargate gives a task' : 'a task has'} 21 to 200 GiB of ephemeral storage, and 20 where nothing is said`
      const answer = `EphemeralStorage size should be ${size < 21 ? 'at least 21' : 'at most 200'}`
      return [{ path, says, fix: 'write 21 to 200, or leave it out', answer }]
    },
  },
  {
    id: 'fargate-task',
    source: 'ecs-facts 7, row 17, and the ECS API reference; the answers as others have met them',
    exception: 'ClientException',
    reads: [
      'pid_mode',
      'ipc_mode',
      'aws.task_definition.pidMode',
      'aws.task_definition.ipcMode',
      'aws.task_definition.placementConstraints',
      ...fargateKeys,
    ],
    check: (service) => {
      const { body, at, isFargate } = compiledFrom(service)
      if (!isFargate) return []
      return [
        ...(textAt(body, 'pidMode') === 'host'
          ? [
              {
                path: at('pidMode'),
                says: 'a Fargate task has no host to share process ids with',
                fix: 'write task',
                answer:
                  "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.",
              },
            ]
          : []),
        ...(isAbsent(body, 'ipcMode')
          ? []
          : [
              {
                path: at('ipcMode'),
                at: 'Key',
                says: 'Fargate knows no ipc_mode',
                fix: 'remove it',
                answer: unsupported('ipcMode'),
              } as const,
            ]),
        ...(isAbsent(body, 'placementConstraints')
          ? []
          : [
              {
                path: at('placementConstraints'),
                at: 'Key',
                says: 'on Fargate there are no instances to choose from',
                fix: 'remove it',
                answer: unsupported('constraints'),
              } as const,
            ]),
      ]
    },
  },
  {
    id: 'fargate-volumes',
    source: 'ecs-facts 7, row 17; the answers as others have met them',
    exception: 'ClientException',
    // A mount that cannot be read only takes away a volume of the host.
    reads: ['volumes', 'aws.task_definition.volumes', ...fargateKeys],
    check: (service) => {
      const { body, at, isFargate } = compiledFrom(service)
      if (!isFargate) return []
      return objectsAt(body, 'volumes').flatMap((volume): readonly Breach[] => {
        const top = `volumes[${textAt(volume, 'name') ?? ''}]`
        const fix = 'use efs_config, or a volume with nothing but a name'
        if (textAt(volume, 'host', 'sourcePath') !== undefined) {
          const says = 'a Fargate task has no host whose paths it could mount'
          return [{ path: at(`${top}.host`), says, fix, answer: unsupported('sourcePath') }]
        }
        if (memberAt(volume, 'dockerVolumeConfiguration') === undefined) return []
        const path = at(`${top}.dockerVolumeConfiguration`)
        const answer = unsupported('dockerVolumeConfiguration')
        return [{ path, at: 'Key', says: 'Fargate knows no volumes of Docker', fix, answer }]
      })
    },
  },
  {
    id: 'fargate-container',
    source:
      'ecs-facts 7, row 17, and the ECS API reference, ContainerDefinition and LinuxParameters; the answers as others have met them',
    exception: 'ClientException',
    reads: fargateKeys,
    readsOfContainer: [
      'privileged',
      'cap_add',
      'shared_memory',
      'gpu',
      'aws.privileged',
      'aws.linuxParameters',
      'aws.dockerSecurityOptions',
      'aws.resourceRequirements',
    ],
    checkContainer: (subject) => (compiledFrom(subject.service).isFargate ? containerBreaches(subject) : []),
  },
  {
    id: 'fargate-stop-timeout',
    source: 'ecs-facts 3.4',
    exception: 'ClientException',
    reads: fargateKeys,
    readsOfContainer: ['stop_timeout', 'aws.stopTimeout'],
    checkContainer: ({ definition, at, service }) =>
      compiledFrom(service).isFargate && (numberAt(definition, 'stopTimeout') ?? 0) > 120
        ? [
            {
              path: at('stopTimeout'),
              says: 'Fargate gives a container 120 seconds to stop, no more',
              fix: 'write 120 or less',
            },
          ]
        : [],
  },
  {
    id: 'fargate-platform-version',
    source:
      'ecs-facts 3.5 and the ECS Developer Guide: EFS, more storage and the two largest sizes came with platform version 1.4.0',
    exception: 'PlatformTaskDefinitionIncompatibilityException',
    reads: [
      'platform_version',
      'cpu',
      'volumes',
      'ephemeral_storage',
      'aws.task_definition.cpu',
      'aws.task_definition.volumes',
      'aws.task_definition.ephemeralStorage',
      ...fargateKeys,
    ],
    check: (service) => {
      const version = service.platform_version ?? 'LATEST'
      const needs = needsOfPlatform(service)
      if (!compiledFrom(service).isFargate || needs.length === 0 || !/^1\.[0-3]\./.test(version)) return []
      const says = `platform version ${version} does not have ${needs.join(' and ')}`
      return [{ path: ['platform_version'], says, fix: 'write 1.4.0 or LATEST, or leave it out' }]
    },
  },
]

const needsOfPlatform = (service: Service): readonly string[] => {
  const { body } = compiledFrom(service)
  const cpu = textAt(body, 'cpu')
  const hasEfs = objectsAt(body, 'volumes').some((volume) => memberAt(volume, 'efsVolumeConfiguration') !== undefined)
  return [
    ...(hasEfs ? ['EFS volumes'] : []),
    ...(memberAt(body, 'ephemeralStorage') === undefined ? [] : ['ephemeral_storage']),
    ...(cpu !== undefined && unitsOf(cpu) >= 8192 ? [`tasks with ${cpu} of CPU`] : []),
  ]
}

/** What a container cannot ask of Fargate; links and log drivers are refused by their own rules. */
const containerBreaches = ({ definition, at }: ContainerSubject): readonly Breach[] => [
  ...(definition['privileged'] === true
    ? [
        {
          path: at('privileged'),
          says: 'Fargate runs no privileged containers',
          fix: 'remove privileged',
          answer: 'Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.',
        },
      ]
    : []),
  ...textsAt(definition, 'linuxParameters', 'capabilities', 'add')
    .filter((capability) => capability !== 'SYS_PTRACE')
    .map((capability) => ({
      path: at('linuxParameters.capabilities.add'),
      says: 'Fargate adds no capability but SYS_PTRACE',
      fix: 'remove the others',
      answer: `${capability} is not allowed on Fargate.`,
    }))
    .slice(0, 1),
  ...forbidden
    .filter(([member]) => !isAbsent(definition, ...member.split('.')))
    .map(([member, what, answer]) => ({
      path: at(member),
      at: 'Key' as const,
      says: `Fargate has no ${what}`,
      fix: 'remove it',
      ...answering(answer),
    })),
]

const forbidden: readonly (readonly [member: string, what: string, answer?: string])[] = [
  ['linuxParameters.devices', 'devices of a host', unsupported('devices')],
  ['linuxParameters.sharedMemorySize', 'shared memory of a chosen size', unsupported('sharedMemorySize')],
  ['linuxParameters.maxSwap', 'swap', unsupported('maxSwap')],
  ['linuxParameters.swappiness', 'swap'],
  ['dockerSecurityOptions', 'security options of Docker', unsupported('dockerSecurityOptions')],
  [
    'resourceRequirements',
    'GPUs or accelerators',
    'Tasks using the Fargate launch type do not support GPU resource requirements.',
  ],
]

function unsupported(member: string): string {
  return `Fargate compatible task definitions do not support ${member}`
}

const isAbsent = (definition: JsonObject, ...steps: readonly string[]): boolean => {
  const found = memberAt(definition, ...steps)
  return found === undefined || found === null || (Array.isArray(found) && found.length === 0)
}
