/** The real ECS client against the simulator in one process, or with REMOTE=1 against whatever the SDK's own settings name. */
import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling'
import { CloudTrail } from '@aws-sdk/client-cloudtrail'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { ECS } from '@aws-sdk/client-ecs'
import type { CreateServiceCommandInput, RegisterTaskDefinitionCommandInput, Service } from '@aws-sdk/client-ecs'
import { createSimulator } from '../../src/simulator/simulator.js'
import type { Simulator, SimulatorOptions } from '../../src/simulator/simulator.js'

export interface Wire {
  readonly ecs: ECS
  /** Against a real endpoint nothing stands behind it: specs that use it say `onlySimulated`. */
  readonly simulator: Simulator
  /** Makes a cluster: with four instances on the simulator, empty on a real endpoint. */
  readonly cluster: (name: string) => Promise<void>
  /** Registers the seed's task definition, and makes a service `web` of it in the cluster `c`. */
  readonly service: (changes?: Partial<CreateServiceCommandInput>) => Promise<Service>
  /** The service `web`, as DescribeServices shows it. */
  readonly web: () => Promise<Service>
}

/** Whether the specs run against a real endpoint. */
export const isRemote = process.env['REMOTE'] === '1'

/** Skips the specs of a suite that have no sense against a real endpoint, with a word why. */
export const onlySimulated = (reason: string): void => {
  before(function () {
    if (!isRemote) return
    for (const test of this.test!.parent!.tests) test.title += ` (not with REMOTE=1: ${reason})`
    this.skip()
  })
}

/** A client with a fresh simulator behind it. */
export const wire = (options: SimulatorOptions = {}): Wire => {
  const simulator = createSimulator({ region: 'us-west-2', account: '123445564666', ...options })
  const ecs = isRemote ? new ECS({}) : clientOf(simulator)
  const web = async () => {
    const { services } = await ecs.describeServices({ cluster: 'c', services: ['web'], include: ['TAGS'] })
    return services![0]!
  }
  return {
    ecs,
    simulator,
    web,
    cluster: async (name) => {
      if (isRemote) await ecs.createCluster({ clusterName: name })
      else simulator.ensureCluster(name)
    },
    service: async (changes = {}) => {
      const { clusters } = await ecs.describeClusters({ clusters: ['c'] })
      if (isRemote) await ecs.createCluster({ clusterName: 'c' })
      else if (clusters?.length === 0) simulator.ensureCluster('c')
      if (changes.taskDefinition === undefined) await ecs.registerTaskDefinition(helloWorld())
      const { service } = await ecs.createService({
        cluster: 'c',
        serviceName: 'web',
        taskDefinition: 'hello-world',
        desiredCount: 1,
        ...changes,
      })
      return service!
    },
  }
}

/** The SDK's client on a simulator; without retries unless asked, as a spec wants to see the first answer. Its key names its user. */
export const clientOf = (simulator: Simulator, maxAttempts = 1, accessKeyId = 'sandbox'): ECS =>
  new ECS({
    region: 'us-west-2',
    credentials: { accessKeyId, secretAccessKey: 'sandbox' },
    requestHandler: simulator.requestHandler,
    maxAttempts,
  })

/** The SDK's client of CloudWatch Logs on the same endpoint. */
export const logsOf = (simulator: Simulator): CloudWatchLogs =>
  new CloudWatchLogs({
    region: 'us-west-2',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    requestHandler: simulator.requestHandler,
    maxAttempts: 1,
  })

/** The SDK's client of Application Auto Scaling on the same endpoint. */
export const scalingOf = (simulator: Simulator, accessKeyId = 'sandbox'): ApplicationAutoScaling =>
  new ApplicationAutoScaling({
    region: 'us-west-2',
    credentials: { accessKeyId, secretAccessKey: 'sandbox' },
    requestHandler: simulator.requestHandler,
    maxAttempts: 1,
  })

/** The SDK's client of CloudTrail on the same endpoint. */
export const trailOf = (simulator: Simulator): CloudTrail =>
  new CloudTrail({
    region: 'us-west-2',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    requestHandler: simulator.requestHandler,
    maxAttempts: 1,
  })

/** A request as the wire sees it, past the SDK and its own checks. */
export const rawEcs = async (
  simulator: Simulator,
  operation: string,
  body: string,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> => {
  const headers = {
    'Content-Type': 'application/x-amz-json-1.1',
    'X-Amz-Target': `AmazonEC2ContainerServiceV20141113.${operation}`,
  }
  const { status, body: text } = await simulator.handle({ method: 'POST', path: '/', headers, body })
  return { status, body: JSON.parse(text) as Record<string, unknown> }
}

/** The prefix of the ARNs of these specs. */
export const arn = (path: string): string => `arn:aws:ecs:us-west-2:123445564666:${path}`

/** The seed's task definition. */
export const helloWorld = (
  changes: Partial<RegisterTaskDefinitionCommandInput> = {},
): RegisterTaskDefinitionCommandInput => ({
  family: 'hello-world',
  containerDefinitions: [
    {
      name: 'hello-world',
      image: 'tutum/hello-world',
      cpu: 128,
      memory: 256,
      portMappings: [{ containerPort: 80 }],
      environment: [{ name: 'VAR1', value: 'test' }],
    },
  ],
  ...changes,
})

/** The same on Fargate. */
export const helloFargate = (
  changes: Partial<RegisterTaskDefinitionCommandInput> = {},
): RegisterTaskDefinitionCommandInput =>
  helloWorld({ networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512', ...changes })

/** The same with its output in CloudWatch Logs. */
export const helloLogs = (
  changes: Partial<RegisterTaskDefinitionCommandInput> = {},
): RegisterTaskDefinitionCommandInput =>
  helloFargate({
    executionRoleArn: 'arn:aws:iam::123445564666:role/execution',
    containerDefinitions: [
      {
        name: 'hello-world',
        image: 'tutum/hello-world',
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': 'hello', 'awslogs-region': 'us-west-2', 'awslogs-stream-prefix': 'web' },
        },
      },
    ],
    ...changes,
  })

/** Where tasks with an interface of their own live. */
export const network = { awsvpcConfiguration: { subnets: ['subnet-1', 'subnet-2'] } }

/** A target group that specs make with `ensureTargetGroup`. */
export const targetGroupArn =
  'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/hello-world/0123456789abcdef'

/** The load balancer entry of the seed, for a target group. */
export const behindTargetGroup = { targetGroupArn, containerName: 'hello-world', containerPort: 80 }

/** The load balancer entry of the seed, for its classic load balancer. */
export const behindClassic = { loadBalancerName: 'hello-world-elb', containerName: 'hello-world', containerPort: 80 }

/** The error that a call ends with, as `Name: message`; a call that works is a failure of the spec. */
export const failureOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
  throw new Error('the call was expected to fail, but it worked')
}
