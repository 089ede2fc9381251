/** Rules about how containers run: health, order, time-outs, logs, secrets, limits. They read the definition as ECS is sent it. */
import { compiledFrom, memberAt, numberAt, objectsAt, textAt, textsAt, type CompiledContainer } from './compiled.js'
import { wordsOf } from './rawMembers.js'
import { noSuchContainer, repeated, type Breach, type Rule } from './rule.js'
import type { Service } from './service.js'

export const runtimeRules: readonly Rule[] = [
  {
    id: 'health-check-command',
    source: 'the ECS API reference, HealthCheck.command',
    reads: ['containers.health_check', 'containers.aws.healthCheck'],
    check: forEach(({ definition, at }) => {
      if (memberAt(definition, 'healthCheck', 'command') === undefined) return []
      const [first, ...rest] = textsAt(definition, 'healthCheck', 'command')
      if ((first === 'CMD' || first === 'CMD-SHELL') && rest.length > 0) return []
      return [
        {
          path: at('healthCheck.command'),
          says: 'the list of a health check begins with CMD or CMD-SHELL, and a command follows',
          fix: 'write the command as text, or put CMD before its words',
        },
      ]
    }),
  },
  {
    id: 'health-check-range',
    source: 'ecs-facts 3.4',
    reads: ['containers.health_check', 'containers.aws.healthCheck'],
    check: forEach(({ definition, at }) =>
      healthRanges.flatMap(({ member, key, from, to }) => {
        const value = numberAt(definition, 'healthCheck', member)
        if (value === undefined || (value >= from && value <= to)) return []
        const says = `${key} of a health check is a number from ${from} to ${to}`
        return [{ path: at(`healthCheck.${member}`), says, fix: 'write such a number, or leave it out' }]
      }),
    ),
  },
  {
    id: 'timeout-minimum',
    source: 'ecs-facts 3.4 and 5.1',
    reads: [
      'containers.start_timeout',
      'containers.stop_timeout',
      'containers.aws.startTimeout',
      'containers.aws.stopTimeout',
    ],
    check: forEach(({ name, definition, at }) =>
      (['startTimeout', 'stopTimeout'] as const)
        .filter((member) => (numberAt(definition, member) ?? 2) < 2)
        .map((member) => ({
          path: at(member),
          says: 'a container is given at least 2 seconds',
          fix: 'write 2 or more, or leave the key out',
          ...(member === 'stopTimeout'
            ? { answer: `Granular stop timeout on container '${name}' must be at least 2 seconds.` }
            : {}),
        })),
    ),
  },
  {
    id: 'dependency',
    source: 'ecs-facts 7, row 26',
    reads: ['containers.name', 'containers.depends_on', 'containers.aws.dependsOn'],
    check: (service) => {
      const names = service.containers.map(({ name }) => name)
      return dependenciesOf(service)
        .filter(({ to }) => !names.includes(to))
        .map(({ to, path }) => ({ path, problem: noSuchContainer(to, names) }))
    },
  },
  {
    id: 'dependency-once',
    source: 'ecs-facts 1.3: dependencies are a set by container',
    reads: ['containers.name', 'containers.depends_on'],
    check: ({ containers }, whereIs) =>
      containers.flatMap(({ depends_on: dependencies = [] }, index) =>
        repeated(
          dependencies.map(({ containerName, at }) => ({
            name: containerName,
            path: ['containers', String(index), 'depends_on', at],
          })),
          ({ name }) => name,
        ).map(([again, first]) => ({
          path: again.path,
          problem: { kind: 'DuplicateName', what: 'dependency', name: again.name, first: whereIs(first.path) } as const,
        })),
      ),
  },
  {
    id: 'dependency-can-come-true',
    source: 'ecs-facts 7, row 26',
    reads: [
      'containers.name',
      'containers.depends_on',
      'containers.health_check',
      'containers.essential',
      'containers.aws.dependsOn',
      'containers.aws.healthCheck',
      'containers.aws.essential',
    ],
    check: (service) => {
      const byName = new Map(
        compiledFrom(service).containers.map((container) => [container.name, container.definition]),
      )
      return dependenciesOf(service).flatMap(({ to, condition, path }): readonly Breach[] => {
        const target = byName.get(to)
        if (target === undefined) return []
        if (condition === 'HEALTHY' && memberAt(target, 'healthCheck') === undefined) {
          const says = `${to} has no health_check, so it never becomes HEALTHY`
          return [{ path, says, fix: `add health_check to ${to}, or wait for START` }]
        }
        if ((condition === 'COMPLETE' || condition === 'SUCCESS') && target['essential'] !== false) {
          const says = `${to} is essential: when it ends, so does the task`
          return [{ path, says, fix: `write essential: false for ${to}, or wait for START or HEALTHY` }]
        }
        return []
      })
    },
  },
  {
    id: 'dependency-circle',
    source: 'ecs-facts 7, row 26',
    reads: ['containers.name', 'containers.depends_on', 'containers.aws.dependsOn'],
    check: (service) => {
      const next = new Map<string, readonly string[]>()
      for (const { from, to } of dependenciesOf(service)) next.set(from, [...(next.get(from) ?? []), to])
      return dependenciesOf(service)
        .filter(({ from, to }) => isReachable(next, to, from))
        .slice(0, 1)
        .map(({ from, to, path }) => ({
          path,
          says:
            from === to
              ? 'a container cannot wait for itself'
              : `${from} and ${to} wait for each other, and neither starts`,
          fix: 'remove one of the dependencies of the circle',
        }))
    },
  },
  {
    id: 'log-driver',
    source: 'the ECS API reference, LogConfiguration.logDriver',
    reads: ['containers.logging', 'containers.aws.logConfiguration'],
    check: forEach(({ definition, at }) => {
      const driver = textAt(definition, 'logConfiguration', 'logDriver')
      const known = wordsOf('LogConfiguration', 'logDriver')
      if (driver === undefined || known.includes(driver)) return []
      const path = at('logConfiguration.logDriver')
      return [{ path, says: `ECS knows no log driver ${driver}`, fix: `write one of ${[...known].sort().join(', ')}` }]
    }),
  },
  {
    id: 'awslogs-options',
    source: 'ecs-facts 5.1',
    reads: ['containers.logging', 'containers.aws.logConfiguration'],
    check: forEach(({ definition, at }) => {
      if (textAt(definition, 'logConfiguration', 'logDriver') !== 'awslogs') return []
      const missing = ['awslogs-region', 'awslogs-group'].filter(
        (option) => textAt(definition, 'logConfiguration', 'options', option) === undefined,
      )
      if (missing.length === 0) return []
      return [
        {
          path: at('logConfiguration.logDriver'),
          says: `the log driver awslogs needs ${missing.join(' and ')}`,
          fix: `add ${missing.join(' and ')} to logging.options`,
          answer: `Log driver awslogs requires options: ${missing.join(', ')}`,
        },
      ]
    }),
  },
  {
    id: 'firelens-router',
    source: 'the ECS Developer Guide, custom log routing',
    reads: [
      'containers.logging',
      'containers.firelens',
      'containers.aws.logConfiguration',
      'containers.aws.firelensConfiguration',
    ],
    check: (service) => {
      const { containers } = compiledFrom(service)
      const routers = containers.filter(({ definition }) => memberAt(definition, 'firelensConfiguration') !== undefined)
      const fix = 'keep firelens on one container'
      const second = routers.slice(1).map(({ at }): Breach => {
        return { path: at('firelensConfiguration'), at: 'Key', says: 'a task has one container that routes logs', fix }
      })
      const lost = containers
        .filter(({ definition }) => textAt(definition, 'logConfiguration', 'logDriver') === 'awsfirelens')
        .map(({ at }): Breach => {
          const says = 'the log driver awsfirelens hands logs to a container with firelens, and there is none'
          return {
            path: at('logConfiguration.logDriver'),
            says,
            fix: 'add a container with firelens: {type: fluentbit}',
          }
        })
      return [...second, ...(routers.length === 0 ? lost : [])]
    },
  },
  {
    id: 'secret-reference',
    source: 'the ECS API reference, Secret.valueFrom',
    reads: ['containers.secrets', 'containers.logging', 'containers.aws.secrets', 'containers.aws.logConfiguration'],
    check: forEach(({ definition, at }) =>
      secretsOf(definition)
        .filter(({ valueFrom }) => !isSecretReference(valueFrom))
        .map(({ member }) => ({
          path: at(member),
          says: 'a secret is a reference, not a value',
          fix: 'write the ARN of a Secrets Manager secret, or the ARN or name of an SSM parameter',
        })),
    ),
  },
  {
    id: 'secret-name-once',
    source: 'the ECS API reference, Secret.name: not shared with an environment variable',
    reads: ['containers.secrets', 'containers.environment', 'containers.aws.secrets', 'containers.aws.environment'],
    check: forEach(({ definition, at }) => {
      const variables = new Set(objectsAt(definition, 'environment').map((variable) => textAt(variable, 'name')))
      return objectsAt(definition, 'secrets')
        .map((secret) => textAt(secret, 'name') ?? '')
        .filter((name) => variables.has(name))
        .map((name) => ({
          path: at(`secrets[${name}]`),
          says: `${name} is an environment variable and a secret of this container`,
          fix: 'remove it from environment',
        }))
    }),
  },
  {
    id: 'execution-role',
    source: 'ecs-facts 5.1 and 7, row 17; secrets need it wherever the task runs (the ECS Developer Guide)',
    reads: [
      'execution_role',
      'launch_type',
      'containers.image',
      'containers.secrets',
      'containers.logging',
      'containers.repository_credentials',
      'containers.aws.image',
      'containers.aws.secrets',
      'containers.aws.logConfiguration',
      'aws.task_definition.executionRoleArn',
    ],
    check: (service) => {
      const { body, isFargate, containers } = compiledFrom(service)
      if (textAt(body, 'executionRoleArn') !== undefined) return []
      return containers.flatMap(({ definition, at }) =>
        needsOfRole(definition, isFargate)
          .slice(0, 1)
          .map(({ member, what, answer }) => ({
            path: at(member),
            at: 'Key' as const,
            says: `${what} needs a role with which ECS gets at it`,
            fix: 'add execution_role to the service',
            ...(answer === undefined ? {} : { answer }),
          })),
      )
    },
  },
  {
    id: 'environment-files',
    source: 'ecs-facts 3.3 and 3.4',
    reads: ['containers.environment_files', 'containers.aws.environmentFiles'],
    check: forEach(({ definition, at }) => {
      const files = objectsAt(definition, 'environmentFiles')
      const path = at('environmentFiles')
      const wrong = files.flatMap((file, index): readonly Breach[] => {
        const isS3 = /^arn:[\w-]+:s3:::[^/]+\/.+\.env$/.test(textAt(file, 'value') ?? '')
        const says = 'an environment file is an object of S3 whose name ends with .env'
        const fix = 'write arn:aws:s3:::BUCKET/PATH.env'
        return isS3 ? [] : [{ path: [...path, String(index)], says, fix }]
      })
      const says = `a container has at most 10 environment files; here are ${files.length}`
      return files.length > 10 ? [...wrong, { path, at: 'Key', says, fix: 'join some of them' }] : wrong
    }),
  },
  {
    id: 'ulimit',
    source: 'the ECS API reference, Ulimit',
    reads: ['containers.ulimits', 'containers.aws.ulimits'],
    check: forEach(({ definition, at }) =>
      objectsAt(definition, 'ulimits').flatMap((limit): readonly Breach[] => {
        const name = textAt(limit, 'name') ?? ''
        const path = at(`ulimits[${name}]`)
        const known = wordsOf('Ulimit', 'name')
        if (!known.includes(name)) {
          return [
            { path, at: 'Key', says: `there is no limit ${name}`, fix: `write one of ${[...known].sort().join(', ')}` },
          ]
        }
        const [soft = 0, hard = 0] = [numberAt(limit, 'softLimit'), numberAt(limit, 'hardLimit')]
        if (hard === -1 || (soft !== -1 && soft <= hard)) return []
        return [{ path, says: 'the soft limit cannot be above the hard one', fix: 'raise hard, or lower soft' }]
      }),
    ),
  },
  {
    id: 'capability',
    source: 'the ECS API reference, KernelCapabilities',
    reads: ['containers.cap_add', 'containers.cap_drop', 'containers.aws.linuxParameters'],
    check: forEach(({ definition, at }) =>
      (['add', 'drop'] as const).flatMap((member) =>
        textsAt(definition, 'linuxParameters', 'capabilities', member)
          .map((capability, index) => ({ capability, index }))
          .filter(({ capability }) => !capabilities.has(capability))
          .map(({ capability, index }) => ({
            path: [...at(`linuxParameters.capabilities.${member}`), String(index)],
            says: `ECS knows no capability ${capability}`,
            fix: capabilities.has(capability.toUpperCase().replace(/^CAP_/, ''))
              ? `write ${capability.toUpperCase().replace(/^CAP_/, '')}`
              : 'write it as Docker does, without CAP_: for instance SYS_PTRACE',
          })),
      ),
    ),
  },
]

type ContainerCheck = (container: CompiledContainer) => readonly Breach[]

function forEach(check: ContainerCheck): Rule['check'] {
  return (service) => compiledFrom(service).containers.flatMap(check)
}

const healthRanges = [
  { member: 'interval', key: 'interval', from: 5, to: 300 },
  { member: 'timeout', key: 'timeout', from: 2, to: 60 },
  { member: 'retries', key: 'retries', from: 1, to: 10 },
  { member: 'startPeriod', key: 'start_period', from: 0, to: 300 },
] as const

const dependenciesOf = (service: Service) =>
  compiledFrom(service).containers.flatMap(({ name, definition, at }) =>
    objectsAt(definition, 'dependsOn').map((dependency) => {
      const to = textAt(dependency, 'containerName') ?? ''
      return { from: name, to, condition: textAt(dependency, 'condition'), path: at(`dependsOn[${to}]`) }
    }),
  )

const isReachable = (next: ReadonlyMap<string, readonly string[]>, start: string, end: string): boolean => {
  const seen = new Set<string>()
  const waiting = [start]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === end) return true
    if (seen.has(name)) continue
    seen.add(name)
    waiting.push(...(next.get(name) ?? []))
  }
  return false
}

/** Secrets of a container and of its log driver. */
const secretsOf = (definition: CompiledContainer['definition']) =>
  (
    [
      ['secrets', objectsAt(definition, 'secrets')],
      ['logConfiguration.secretOptions', objectsAt(definition, 'logConfiguration', 'secretOptions')],
    ] as const
  ).flatMap(([list, secrets]) =>
    secrets.map((secret) => ({
      member: `${list}[${textAt(secret, 'name') ?? ''}]`,
      valueFrom: textAt(secret, 'valueFrom') ?? '',
    })),
  )

const isSecretReference = (value: string): boolean =>
  /^arn:[\w-]+:(?:secretsmanager:[\w-]*:\d{12}:secret:.+|ssm:[\w-]*:\d{12}:parameter\/.+)$/.test(value) ||
  /^[\w./-]{1,1011}$/.test(value)

/** What of a container ECS fetches with the execution role. */
const needsOfRole = (definition: CompiledContainer['definition'], isFargate: boolean) => [
  ...(objectsAt(definition, 'secrets').length > 0 ? [{ member: 'secrets', what: 'a secret', answer: undefined }] : []),
  ...(objectsAt(definition, 'logConfiguration', 'secretOptions').length > 0
    ? [{ member: 'logConfiguration.secretOptions', what: 'a secret', answer: undefined }]
    : []),
  ...(memberAt(definition, 'repositoryCredentials') === undefined
    ? []
    : [{ member: 'repositoryCredentials', what: 'a private registry', answer: undefined }]),
  ...(isFargate && textAt(definition, 'logConfiguration', 'logDriver') === 'awslogs'
    ? [
        {
          member: 'logConfiguration.logDriver',
          what: 'on Fargate, the log driver awslogs',
          answer: roleAnswer('log driver awslogs'),
        },
      ]
    : []),
  ...(isFargate && (textAt(definition, 'image') ?? '').includes('.dkr.ecr.')
    ? [{ member: 'image', what: 'on Fargate, an image of ECR', answer: roleAnswer('ECR images') }]
    : []),
]

const roleAnswer = (what: string): string =>
  `Fargate requires task definition to have execution role ARN to support ${what}.`

const capabilities: ReadonlySet<string> = new Set([
  ...['ALL', 'AUDIT_CONTROL', 'AUDIT_WRITE', 'BLOCK_SUSPEND', 'CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER'],
  ...['FSETID', 'IPC_LOCK', 'IPC_OWNER', 'KILL', 'LEASE', 'LINUX_IMMUTABLE', 'MAC_ADMIN', 'MAC_OVERRIDE', 'MKNOD'],
  ...['NET_ADMIN', 'NET_BIND_SERVICE', 'NET_BROADCAST', 'NET_RAW', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID'],
  ...['SYS_ADMIN', 'SYS_BOOT', 'SYS_CHROOT', 'SYS_MODULE', 'SYS_NICE', 'SYS_PACCT', 'SYS_PTRACE', 'SYS_RAWIO'],
  ...['SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'SYSLOG', 'WAKE_ALARM'],
])
