import { expect } from 'chai'
import type { ContainerDefinition, RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs'
import { arn, failureOf, helloFargate, helloWorld, onlySimulated, wire } from '../support/wireClient.js'

const container = (changes: ContainerDefinition = {}): ContainerDefinition => ({
  name: 'web',
  image: 'nginx:1',
  memory: 64,
  ...changes,
})

const onFargate = (
  changes: Partial<RegisterTaskDefinitionCommandInput>,
): Partial<RegisterTaskDefinitionCommandInput> => ({
  requiresCompatibilities: ['FARGATE'],
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
  ...changes,
})

const refusalOf = (input: Partial<RegisterTaskDefinitionCommandInput>) =>
  failureOf(wire().ecs.registerTaskDefinition(helloWorld(input)))

describe('RegisterTaskDefinition', () => {
  onlySimulated('revisions of a real account begin anywhere, and the messages are matched to the letter')

  it('B11 writes back the defaults of real ECS and nothing more', async () => {
    const { ecs, simulator } = wire()
    const { taskDefinition, tags } = await ecs.registerTaskDefinition({
      family: 'plain',
      containerDefinitions: [{ name: 'web', image: 'nginx:1', memory: 64, portMappings: [{ containerPort: 80 }] }],
    })
    expect(taskDefinition).to.deep.equal({
      taskDefinitionArn: arn('task-definition/plain:1'),
      family: 'plain',
      revision: 1,
      status: 'ACTIVE',
      containerDefinitions: [
        {
          name: 'web',
          image: 'nginx:1',
          cpu: 0,
          memory: 64,
          essential: true,
          environment: [],
          mountPoints: [],
          portMappings: [{ containerPort: 80, hostPort: 0, protocol: 'tcp' }],
          systemControls: [],
          volumesFrom: [],
        },
      ],
      volumes: [],
      placementConstraints: [],
      compatibilities: ['EXTERNAL', 'EC2'],
      registeredAt: new Date(simulator.now()),
      registeredBy: 'arn:aws:iam::123445564666:user/sandbox',
    })
    expect(tags).to.equal(undefined)
  })

  it('B11 fills ports, health checks and sizes by the rules of the network mode', async () => {
    const { ecs } = wire()
    const { taskDefinition } = await ecs.registerTaskDefinition(
      helloFargate({
        cpu: '.25 vCPU',
        memory: '0.5 GB',
        taskRoleArn: '',
        containerDefinitions: [
          container({ portMappings: [{ containerPort: 80 }], healthCheck: { command: ['CMD', 'true'] } }),
        ],
      }),
    )
    const [written] = taskDefinition!.containerDefinitions!
    expect([taskDefinition!.cpu, taskDefinition!.memory, taskDefinition!.taskRoleArn]).to.deep.equal([
      '256',
      '512',
      undefined,
    ])
    expect(written!.portMappings).to.deep.equal([{ containerPort: 80, hostPort: 80, protocol: 'tcp' }])
    expect(written!.healthCheck).to.deep.equal({ command: ['CMD', 'true'], interval: 30, timeout: 5, retries: 3 })
    expect(taskDefinition!.compatibilities).to.deep.equal(['EC2', 'FARGATE', 'MANAGED_INSTANCES'])
  })

  it('B10 B12 makes a new revision for the same input, never reuses a number, echoes tags', async () => {
    const { ecs } = wire()
    const tags = [{ key: 'team', value: 'web' }]
    await ecs.registerTaskDefinition(helloWorld())
    await ecs.deregisterTaskDefinition({ taskDefinition: 'hello-world:1' })
    await ecs.deleteTaskDefinitions({ taskDefinitions: ['hello-world:1'] })
    const answer = await ecs.registerTaskDefinition(helloWorld({ tags }))
    expect([answer.taskDefinition?.revision, answer.tags]).to.deep.equal([2, tags])
  })
})

describe('RegisterTaskDefinition, against any endpoint', () => {
  const refused: readonly (readonly [string, Partial<RegisterTaskDefinitionCommandInput>, RegExp])[] = [
    [
      'no memory',
      { containerDefinitions: [container({ memory: undefined })] },
      /At least one of 'memory' or 'memoryReservation'/,
    ],
    ['repeated names', { containerDefinitions: [container(), container()] }, /must be unique/],
    ['nothing essential', { containerDefinitions: [container({ essential: false })] }, /must be essential/],
    [
      'differing ports in awsvpc',
      {
        networkMode: 'awsvpc',
        containerDefinitions: [container({ portMappings: [{ containerPort: 80, hostPort: 81 }] })],
      },
      /When networkMode=awsvpc, the host ports and container ports in port mappings must match\./,
    ],
    [
      'awslogs without options',
      { containerDefinitions: [container({ logConfiguration: { logDriver: 'awslogs' } })] },
      /Log driver awslogs requires options: awslogs-region, awslogs-group/,
    ],
    ['a short stop timeout', { containerDefinitions: [container({ stopTimeout: 1 })] }, /must be at least 2 seconds/],
    ['memory above the task', { memory: '32', containerDefinitions: [container()] }, /is greater than for the task/],
    [
      'a circle of dependencies',
      {
        containerDefinitions: [
          container({ dependsOn: [{ containerName: 'log', condition: 'START' }] }),
          container({ name: 'log', dependsOn: [{ containerName: 'web', condition: 'START' }] }),
        ],
      },
      /cycle/,
    ],
    [
      'an unknown volume',
      { containerDefinitions: [container({ mountPoints: [{ sourceVolume: 'data' }] })] },
      /Unknown volume/,
    ],
    ['two volumes of one name', { volumes: [{ name: 'data' }, { name: 'data' }] }, /must be unique/],
    ['a volume of an impossible name', { volumes: [{ name: 'my data' }] }, /Invalid volume name/],
    [
      'environment files that are none',
      {
        containerDefinitions: [container({ environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::config/app.txt' }] })],
      },
      /no \.env file/,
    ],
    [
      'a restart policy out of range',
      { containerDefinitions: [container({ restartPolicy: { enabled: true, restartAttemptPeriod: 59 } })] },
      /between 60 and 1800/,
    ],
    [
      'Fargate outside awsvpc',
      { requiresCompatibilities: ['FARGATE'] },
      /Fargate only supports network mode ‘awsvpc’\./,
    ],
    [
      'Fargate without a size',
      { requiresCompatibilities: ['FARGATE'], networkMode: 'awsvpc' },
      /Fargate requires that 'cpu' be defined at the task level\./,
    ],
    [
      'a size that Fargate lacks',
      { requiresCompatibilities: ['FARGATE'], networkMode: 'awsvpc', cpu: '256', memory: '4096' },
      /No Fargate configuration exists for given values/,
    ],
    [
      'too little ephemeral storage on Fargate',
      onFargate({ ephemeralStorage: { sizeInGiB: 20 } }),
      /between 21 and 200/,
    ],
    ['the process ids of a host on Fargate', onFargate({ pidMode: 'host' }), /pidMode host/],
    ['an IPC mode on Fargate', onFargate({ ipcMode: 'task' }), /ipcMode/],
    [
      'devices on Fargate',
      onFargate({ containerDefinitions: [container({ linuxParameters: { devices: [{ hostPath: '/dev/fuse' }] } })] }),
      /devices/,
    ],
  ]
  for (const [what, input, message] of refused) {
    it(`B13 B14 refuses ${what}`, async () => {
      const failure = await refusalOf(input)
      expect(failure).to.match(/^ClientException: /)
      expect(failure).to.match(message)
    })
  }
})
