// The canonical form row by row of what ECS fills in and reorders, and as laws over generated definitions.
import { expect } from 'chai'
import fc from 'fast-check'
import type { Json, JsonObject } from '../../src/model/json.js'
import { canonicalTaskDefinition, familyName, revisionName, revisionNumber } from '../../src/model/taskDefinition.js'
import { aRegistrationBody } from '../support/states.js'

/** A definition of one container, whole but for what the example is about. */
const withContainer = (members: JsonObject, task: JsonObject = {}): JsonObject => ({
  family: 'hello-world',
  ...task,
  containerDefinitions: [{ name: 'web', image: 'nginx:1', ...members }],
})

const withTask = (members: JsonObject): JsonObject => withContainer({}, members)

const bare = { family: 'hello-world', networkMode: 'bridge' }

const containerOf = (raw: JsonObject): JsonObject => {
  const [container] = canonicalTaskDefinition(raw).containerDefinitions
  return container ?? {}
}

describe('canonicalTaskDefinition', () => {
  it('fills in what ECS takes for granted', () => {
    expect(canonicalTaskDefinition(withContainer({}))).to.deep.equal({
      ...bare,
      containerDefinitions: [{ name: 'web', image: 'nginx:1', essential: true }],
    })
  })

  it('drops what ECS says about a revision beside its content', () => {
    const answer = {
      ...withContainer({}),
      taskDefinitionArn: 'arn:aws:ecs:us-west-2:123445564666:task-definition/hello-world:7',
      revision: 7,
      status: 'ACTIVE',
      requiresAttributes: [{ name: 'ecs.capability.task-eni' }],
      compatibilities: ['EXTERNAL', 'EC2'],
      registeredAt: '2026-01-05',
      registeredBy: 'arn:aws:iam::123445564666:user/me',
      deregisteredAt: '2026-01-05',
      deleteRequestedAt: '2026-01-05',
    }
    expect(canonicalTaskDefinition(answer)).to.deep.equal(canonicalTaskDefinition(withContainer({})))
  })

  /** One row of what a container may say and what is meant by it. */
  const containerRows: readonly (readonly [
    says: string,
    container: JsonObject,
    task: JsonObject,
    means: JsonObject,
  ])[] = [
    ['cpu 0 is none', { cpu: 0 }, {}, {}],
    ['cpu above 0 is kept', { cpu: 128 }, {}, { cpu: 128 }],
    ['essential false is kept', { essential: false }, {}, { essential: false }],
    [
      'lists that ECS always answers are absent when empty',
      { environment: [], mountPoints: [], portMappings: [], volumesFrom: [], systemControls: [] },
      {},
      {},
    ],
    [
      'all other lists are absent when empty',
      {
        command: [],
        entryPoint: [],
        links: [],
        secrets: [],
        dependsOn: [],
        dnsServers: [],
        dnsSearchDomains: [],
        extraHosts: [],
        dockerSecurityOptions: [],
        ulimits: [],
        environmentFiles: [],
        resourceRequirements: [],
        credentialSpecs: [],
      },
      {},
      {},
    ],
    ['null is absent', { memory: null, environment: null, healthCheck: null }, {}, {}],
    [
      'scalars without a default are kept as they are',
      { memory: 256, memoryReservation: 128, user: 'app', stopTimeout: 30, privileged: false },
      {},
      { memory: 256, memoryReservation: 128, user: 'app', stopTimeout: 30, privileged: false },
    ],
    [
      'a port is tcp, and in bridge mode host port 0 is none',
      { portMappings: [{ containerPort: 80, hostPort: 0 }] },
      {},
      { portMappings: [{ containerPort: 80, protocol: 'tcp' }] },
    ],
    [
      'in bridge mode a host port is kept',
      { portMappings: [{ containerPort: 80, hostPort: 8000, protocol: 'udp' }] },
      {},
      { portMappings: [{ containerPort: 80, hostPort: 8000, protocol: 'udp' }] },
    ],
    [
      'in awsvpc mode the host port is the container port',
      { portMappings: [{ containerPort: 80 }, { containerPort: 443, hostPort: 0 }] },
      { networkMode: 'awsvpc' },
      {
        portMappings: [
          { containerPort: 443, hostPort: 443, protocol: 'tcp' },
          { containerPort: 80, hostPort: 80, protocol: 'tcp' },
        ],
      },
    ],
    [
      'in host mode the host port is the container port',
      { portMappings: [{ containerPort: 80 }] },
      { networkMode: 'host' },
      { portMappings: [{ containerPort: 80, hostPort: 80, protocol: 'tcp' }] },
    ],
    [
      'a health check has an interval, a time-out and retries',
      { healthCheck: { command: ['CMD-SHELL', 'true'] } },
      {},
      { healthCheck: { command: ['CMD-SHELL', 'true'], interval: 30, timeout: 5, retries: 3 } },
    ],
    [
      'a health check keeps what it says, its null members aside',
      { healthCheck: { command: ['CMD', 'true'], interval: 10, timeout: null, startPeriod: 60 } },
      {},
      { healthCheck: { command: ['CMD', 'true'], interval: 10, timeout: 5, retries: 3, startPeriod: 60 } },
    ],
    [
      'a health check that starts at once has no start period',
      { healthCheck: { command: ['CMD', 'true'], startPeriod: 0 } },
      {},
      { healthCheck: { command: ['CMD', 'true'], interval: 30, timeout: 5, retries: 3 } },
    ],
    [
      'a restart policy waits 300 seconds unless it says otherwise, and its exit codes are a set',
      { restartPolicy: { enabled: true, restartAttemptPeriod: 300, ignoredExitCodes: [3, 1] } },
      {},
      { restartPolicy: { enabled: true, ignoredExitCodes: [1, 3] } },
    ],
    ['versions are consistent unless it is said that they are not', { versionConsistency: 'enabled' }, {}, {}],
    [
      'what it says of versions otherwise is kept',
      { versionConsistency: 'disabled' },
      {},
      { versionConsistency: 'disabled' },
    ],
    ['an empty health check is none', { healthCheck: { command: [] } }, {}, {}],
    [
      'a mount may be written to unless it says otherwise',
      {
        mountPoints: [{ sourceVolume: 'data', containerPath: '/data', readOnly: null }],
        volumesFrom: [{ sourceContainer: 'db' }],
      },
      {},
      {
        mountPoints: [{ sourceVolume: 'data', containerPath: '/data', readOnly: false }],
        volumesFrom: [{ sourceContainer: 'db', readOnly: false }],
      },
    ],
    [
      'logging keeps its options and loses an empty list of secrets',
      { logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'web' }, secretOptions: [] } },
      {},
      { logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'web' } } },
    ],
    [
      'linux parameters lose their empty lists at every depth',
      { linuxParameters: { capabilities: { add: ['SYS_TIME', 'NET_ADMIN'], drop: [] }, devices: [], tmpfs: [] } },
      {},
      { linuxParameters: { capabilities: { add: ['NET_ADMIN', 'SYS_TIME'] } } },
    ],
    [
      'linux parameters with nothing in them are none',
      { linuxParameters: { capabilities: { add: [], drop: [] }, devices: [] } },
      {},
      {},
    ],
    [
      'a label may have any name',
      { dockerLabels: JSON.parse('{"__proto__": "a", "constructor": "b"}') as JsonObject },
      {},
      { dockerLabels: JSON.parse('{"__proto__": "a", "constructor": "b"}') as JsonObject },
    ],
  ]
  for (const [says, container, task, means] of containerRows) {
    it(`reads a container as ECS does: ${says}`, () => {
      expect(containerOf(withContainer(container, task))).to.deep.equal({
        name: 'web',
        image: 'nginx:1',
        essential: true,
        ...means,
      })
    })
  }

  /** One row of what a task may say and what is meant by it. */
  const taskRows: readonly (readonly [says: string, task: JsonObject, means: JsonObject])[] = [
    ['cpu and memory are text', { cpu: 256, memory: 512 }, { cpu: '256', memory: '512' }],
    ['vCPU and GB are counted out', { cpu: '1 vCPU', memory: '1 GB' }, { cpu: '1024', memory: '1024' }],
    ['parts of a vCPU too', { cpu: '0.5vcpu', memory: '0.5GB' }, { cpu: '512', memory: '512' }],
    ['zeros in front of a number do not count', { cpu: '0256', memory: ' 512 ' }, { cpu: '256', memory: '512' }],
    ['a unit of something else is left for ECS to refuse', { cpu: '1 GB' }, { cpu: '1 GB' }],
    ['what is no number is left for ECS to refuse', { memory: '1.2.3' }, { memory: '1.2.3' }],
    ['no network mode is bridge', { networkMode: null }, {}],
    ['a network mode is kept', { networkMode: 'awsvpc' }, { networkMode: 'awsvpc' }],
    ['Linux on X86_64 goes without saying', { runtimePlatform: { operatingSystemFamily: 'LINUX' } }, {}],
    [
      'another architecture does not',
      { runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: 'ARM64' } },
      { runtimePlatform: { cpuArchitecture: 'ARM64' } },
    ],
    ['a role of no name is none', { taskRoleArn: '' }, {}],
    ['empty lists are absent', { volumes: [], placementConstraints: [], requiresCompatibilities: [] }, {}],
    [
      'a volume on a path that Docker chooses needs no host',
      { volumes: [{ name: 'a', host: {} }] },
      { volumes: [{ name: 'a' }] },
    ],
    [
      'the defaults of an EFS volume go without saying',
      {
        volumes: [
          {
            name: 'a',
            efsVolumeConfiguration: {
              fileSystemId: 'fs-1',
              rootDirectory: '/',
              transitEncryption: 'DISABLED',
              authorizationConfig: { iam: 'DISABLED' },
            },
          },
        ],
      },
      { volumes: [{ name: 'a', efsVolumeConfiguration: { fileSystemId: 'fs-1' } }] },
    ],
    [
      'what an EFS volume says beyond them is kept',
      {
        volumes: [
          {
            name: 'a',
            efsVolumeConfiguration: {
              fileSystemId: 'fs-1',
              rootDirectory: '/data',
              transitEncryption: 'ENABLED',
              authorizationConfig: { accessPointId: 'fsap-1', iam: 'ENABLED' },
            },
          },
        ],
      },
      {
        volumes: [
          {
            name: 'a',
            efsVolumeConfiguration: {
              fileSystemId: 'fs-1',
              rootDirectory: '/data',
              transitEncryption: 'ENABLED',
              authorizationConfig: { accessPointId: 'fsap-1', iam: 'ENABLED' },
            },
          },
        ],
      },
    ],
    [
      'a volume of Docker is the task’s and is not made anew, unless it says so',
      { volumes: [{ name: 'a', dockerVolumeConfiguration: { driver: 'local', autoprovision: false } }] },
      { volumes: [{ name: 'a', dockerVolumeConfiguration: { driver: 'local', scope: 'task' } }] },
    ],
    [
      'what a shared volume says is kept',
      { volumes: [{ name: 'a', dockerVolumeConfiguration: { scope: 'shared', autoprovision: true } }] },
      { volumes: [{ name: 'a', dockerVolumeConfiguration: { scope: 'shared', autoprovision: true } }] },
    ],
    [
      'a volume is not configured at launch unless it says so',
      {
        volumes: [
          { name: 'a', configuredAtLaunch: false },
          { name: 'b', configuredAtLaunch: true },
        ],
      },
      { volumes: [{ name: 'a' }, { name: 'b', configuredAtLaunch: true }] },
    ],
    [
      'a proxy is App Mesh’s',
      { proxyConfiguration: { containerName: 'envoy' } },
      { proxyConfiguration: { containerName: 'envoy', type: 'APPMESH' } },
    ],
    ['faults are not injected unless it says so', { enableFaultInjection: false }, {}],
    ['that they are is kept', { enableFaultInjection: true }, { enableFaultInjection: true }],
    ['a member that is not known is kept', { newMember: 'x' }, { newMember: 'x' }],
  ]
  for (const [says, task, means] of taskRows) {
    it(`reads a task as ECS does: ${says}`, () => {
      expect(canonicalTaskDefinition(withTask(task))).to.deep.equal({
        ...bare,
        containerDefinitions: [{ name: 'web', image: 'nginx:1', essential: true }],
        ...means,
      })
    })
  }

  /** The lists in which ECS keeps no order: each with two members. */
  const sets: readonly (readonly [list: string, one: Json, other: Json])[] = [
    ['environment', { name: 'A', value: '1' }, { name: 'B', value: '2' }],
    ['secrets', { name: 'A', valueFrom: 'x' }, { name: 'B', valueFrom: 'y' }],
    ['portMappings', { containerPort: 80, name: null }, { containerPort: 443, name: 'https' }],
    ['mountPoints', { sourceVolume: 'a', containerPath: '/b' }, { sourceVolume: 'b', containerPath: '/a' }],
    ['volumesFrom', { sourceContainer: 'a' }, { sourceContainer: 'b' }],
    ['ulimits', { name: 'core', softLimit: 1, hardLimit: 2 }, { name: 'nofile', softLimit: 1, hardLimit: 2 }],
    ['extraHosts', { hostname: 'a', ipAddress: '::1' }, { hostname: 'b', ipAddress: '::1' }],
    ['systemControls', { namespace: 'a', value: '1' }, { namespace: 'b', value: '1' }],
    ['resourceRequirements', { type: 'GPU', value: '1' }, { type: 'InferenceAccelerator', value: 'a' }],
    ['dependsOn', { containerName: 'a', condition: 'START' }, { containerName: 'b', condition: 'START' }],
  ]
  for (const [list, one, other] of sets) {
    it(`does not mind the order of ${list}`, () => {
      const there = containerOf(withContainer({ [list]: [one, other] }))
      expect(there[list]).to.have.length(2)
      expect(containerOf(withContainer({ [list]: [other, one] }))).to.deep.equal(there)
    })
  }

  it('does not mind the order of file systems in memory, devices and secret options', () => {
    const list = (one: Json, other: Json): readonly Json[] => [one, other]
    const tmpfs = list({ containerPath: '/a', size: 1 }, { containerPath: '/b', size: 1 })
    const devices = list({ hostPath: '/dev/a' }, { hostPath: '/dev/b' })
    const secretOptions = list({ name: 'A', valueFrom: 'x' }, { name: 'B', valueFrom: 'y' })
    const there = containerOf(
      withContainer({
        linuxParameters: { tmpfs, devices },
        logConfiguration: { logDriver: 'splunk', secretOptions },
      }),
    )
    const back = containerOf(
      withContainer({
        linuxParameters: { tmpfs: tmpfs.toReversed(), devices: devices.toReversed() },
        logConfiguration: { logDriver: 'splunk', secretOptions: secretOptions.toReversed() },
      }),
    )
    expect(back).to.deep.equal(there)
  })

  it('does not mind the order of containers, volumes, compatibilities, placement constraints and proxy properties', () => {
    const one = { name: 'a', image: 'nginx' }
    const other = { name: 'b', image: 'nginx' }
    const forwards = {
      family: 'f',
      containerDefinitions: [one, other],
      volumes: [{ name: 'a' }, { name: 'b' }],
      requiresCompatibilities: ['EC2', 'FARGATE'],
      placementConstraints: [
        { type: 'memberOf', expression: 'a' },
        { type: 'memberOf', expression: 'b' },
      ],
      proxyConfiguration: {
        containerName: 'envoy',
        properties: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
    }
    const backwards = {
      family: 'f',
      containerDefinitions: [other, one],
      volumes: forwards.volumes.toReversed(),
      requiresCompatibilities: forwards.requiresCompatibilities.toReversed(),
      placementConstraints: forwards.placementConstraints.toReversed(),
      proxyConfiguration: {
        containerName: 'envoy',
        properties: forwards.proxyConfiguration.properties.toReversed(),
      },
    }
    expect(canonicalTaskDefinition(backwards)).to.deep.equal(canonicalTaskDefinition(forwards))
  })

  it('keeps the order where order is meaning', () => {
    const ordered = {
      command: ['b', 'a'],
      entryPoint: ['sh', '-c'],
      dnsServers: ['9.9.9.9', '1.1.1.1'],
      links: ['db', 'cache'],
      environmentFiles: [
        { type: 's3', value: 'b' },
        { type: 's3', value: 'a' },
      ],
      healthCheck: { command: ['CMD', 'b', 'a'], interval: 30, timeout: 5, retries: 3 },
    }
    expect(containerOf(withContainer(ordered))).to.deep.equal({
      name: 'web',
      image: 'nginx:1',
      essential: true,
      ...ordered,
    })
  })

  it('gives a definition without containers an empty list of them', () => {
    expect(canonicalTaskDefinition({ family: 'f' })).to.deep.equal({
      family: 'f',
      networkMode: 'bridge',
      containerDefinitions: [],
    })
  })

  it('changes nothing when it is applied again', () => {
    fc.assert(
      fc.property(aRegistrationBody, (body) => {
        const once = canonicalTaskDefinition(body)
        expect(canonicalTaskDefinition(once)).to.deep.equal(once)
      }),
    )
  })

  it('reads what ECS answers as what was sent', () => {
    fc.assert(
      fc.property(aRegistrationBody, fc.infiniteStream(fc.nat()), (body, numbers) => {
        const random = (): number => Number(numbers.next().value)
        expect(canonicalTaskDefinition(answeredFor(body, random))).to.deep.equal(canonicalTaskDefinition(body))
      }),
    )
  })

  it('takes absent, null, [] and {} for the same', () => {
    const nothing = fc.constantFrom(null, [], {})
    const members = [
      'environment',
      'secrets',
      'command',
      'dockerLabels',
      'healthCheck',
      'logConfiguration',
      'linuxParameters',
    ]
    fc.assert(
      fc.property(fc.array(nothing, { minLength: members.length, maxLength: members.length }), (nothings) => {
        const said = Object.fromEntries(members.map((member, index) => [member, nothings[index] ?? null]))
        expect(canonicalTaskDefinition(withContainer(said))).to.deep.equal(canonicalTaskDefinition(withContainer({})))
      }),
    )
  })
})

describe('familyName, revisionName and revisionNumber', () => {
  it('read the family and the number off an ARN', () => {
    const arn = 'arn:aws-cn:ecs:cn-north-1:123445564666:task-definition/hello-world:12'
    expect([familyName(arn), revisionName(arn), revisionNumber(arn)]).to.deep.equal([
      'hello-world',
      'hello-world:12',
      12,
    ])
  })
})

/**
 * What ECS answers for a registered body, written down a second time and independently: lists that are always there,
 * defaults filled in, the order of sets lost, its own members added.
 */
const answeredFor = (body: JsonObject, random: () => number): JsonObject => {
  const shuffled = (list: Json | undefined): Json[] => {
    const rest = [...((list ?? []) as Json[])]
    const mixed: Json[] = []
    while (rest.length > 0) mixed.push(...rest.splice(random() % rest.length, 1))
    return mixed
  }
  const withoutAbsent = (object: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
  const mode = body['networkMode']
  const port = (mapping: JsonObject): JsonObject => ({
    containerPort: mapping['containerPort'],
    hostPort:
      (mode === 'awsvpc' || mode === 'host') && (mapping['hostPort'] ?? 0) === 0
        ? mapping['containerPort']
        : (mapping['hostPort'] ?? 0),
    protocol: mapping['protocol'] ?? 'tcp',
  })
  const container = (sent: JsonObject): JsonObject =>
    withoutAbsent({
      ...sent,
      cpu: sent['cpu'] ?? 0,
      essential: sent['essential'] ?? true,
      environment: shuffled(sent['environment']),
      portMappings: shuffled(sent['portMappings']).map((mapping) => port(mapping as JsonObject)),
      mountPoints: shuffled(sent['mountPoints']).map((mount) => ({
        readOnly: false,
        ...withoutAbsent(mount as JsonObject),
      })),
      volumesFrom: [],
      systemControls: [],
      secrets: sent['secrets'] === undefined ? undefined : shuffled(sent['secrets']),
      ulimits: sent['ulimits'] === undefined ? undefined : shuffled(sent['ulimits']),
      healthCheck:
        sent['healthCheck'] === undefined
          ? undefined
          : { interval: 30, timeout: 5, retries: 3, ...withoutAbsent(sent['healthCheck'] as JsonObject) },
    })
  const amounts: Readonly<Record<string, string>> = { '1 vCPU': '1024', '0.5 vcpu': '512', '1 GB': '1024' }
  const amount = (said: Json | undefined): Json | undefined =>
    typeof said === 'string' ? (amounts[said] ?? said) : said
  return withoutAbsent({
    ...body,
    cpu: amount(body['cpu']),
    memory: amount(body['memory']),
    taskRoleArn: body['taskRoleArn'] === '' ? undefined : body['taskRoleArn'],
    volumes: shuffled(body['volumes']).map((volume) => ({ host: {}, ...withoutAbsent(volume as JsonObject) })),
    placementConstraints: [],
    containerDefinitions: shuffled(body['containerDefinitions']).map((sent) => container(sent as JsonObject)),
    taskDefinitionArn: 'arn:aws:ecs:us-west-2:123445564666:task-definition/any:1',
    revision: 1,
    status: 'ACTIVE',
    compatibilities: shuffled(['EC2', 'EXTERNAL']),
    registeredBy: 'arn:aws:iam::123445564666:user/me',
  })
}
