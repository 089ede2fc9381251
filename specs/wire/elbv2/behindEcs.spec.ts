import {
  CreateServiceCommand,
  DescribeContainerInstancesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs'
import {
  DescribeInstanceHealthCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingClient,
} from '@aws-sdk/client-elastic-load-balancing'
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { createSimulator } from '../../../src/simulator/simulator.js'
import type { Simulator } from '../../../src/simulator/simulator.js'
import { helloFargate, network } from '../../support/wireClient.js'

const TargetGroupArn = 'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/web/0123456789abcdef'

const clientsOf = ({ requestHandler }: Simulator) => {
  const settings = {
    region: 'us-west-2',
    endpoint: 'http://sandbox.invalid',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    requestHandler,
  }
  return {
    ecs: new ECSClient(settings),
    elb: new ElasticLoadBalancingClient(settings),
    elbv2: new ElasticLoadBalancingV2Client(settings),
  }
}

const serve = async (
  ecs: ECSClient,
  hostPort: number,
  loadBalancer: { readonly targetGroupArn?: string; readonly loadBalancerName?: string },
): Promise<void> => {
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'web',
      containerDefinitions: [
        { name: 'web', image: 'nginx:1', memory: 64, portMappings: [{ containerPort: 80, hostPort }] },
      ],
    }),
  )
  await ecs.send(
    new CreateServiceCommand({
      cluster: 'main',
      serviceName: 'web',
      taskDefinition: 'web',
      desiredCount: 1,
      loadBalancers: [{ ...loadBalancer, containerName: 'web', containerPort: 80 }],
    }),
  )
}

const tasksIn = async (ecs: ECSClient) => {
  const { taskArns } = await ecs.send(new ListTasksCommand({ cluster: 'main' }))
  return (await ecs.send(new DescribeTasksCommand({ cluster: 'main', tasks: taskArns }))).tasks!
}

const targetsIn = async (elbv2: ElasticLoadBalancingV2Client) => {
  const { TargetHealthDescriptions = [] } = await elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }))
  return TargetHealthDescriptions.map(({ Target }) => `${Target!.Id!}:${Target!.Port!}`)
}

describe('load balancers in front of ECS', () => {
  it('see the targets of a service become healthy, drain and go (L19, L21, L29)', async () => {
    const simulator = createSimulator({ region: 'us-west-2', account: '123445564666' })
    simulator.ensureCluster('main', { instances: 1, cpu: 1024, memory: 1024 })
    simulator.ensureTargetGroup(TargetGroupArn, { targetType: 'instance', port: 80 })
    const { ecs, elbv2 } = clientsOf(simulator)
    const statesOf = async () => {
      const { TargetHealthDescriptions = [] } = await elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }))
      return TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State)
    }
    await serve(ecs, 0, { targetGroupArn: TargetGroupArn })
    simulator.advance(90_000)
    expect(await statesOf()).to.deep.equal(['initial'])
    simulator.advance(300_000)
    expect(await statesOf()).to.deep.equal(['healthy'])
    await ecs.send(new UpdateServiceCommand({ cluster: 'main', service: 'web', desiredCount: 0 }))
    simulator.advance(60_000)
    expect(await statesOf()).to.deep.equal(['draining'])
    simulator.advance(600_000)
    expect(await statesOf()).to.deep.equal([])
  })

  it('see the instance of a classic service go into service and out again (L25, L26, L29)', async () => {
    const simulator = createSimulator({ region: 'us-west-2', account: '123445564666' })
    simulator.ensureCluster('main', { instances: 1, cpu: 1024, memory: 1024 })
    simulator.ensureClassicLoadBalancer('web', { listeners: [{ loadBalancerPort: 80, instancePort: 8080 }] })
    const { ecs, elb } = clientsOf(simulator)
    const LoadBalancerName = 'web'
    const statesOf = async () => {
      const { InstanceStates = [] } = await elb.send(new DescribeInstanceHealthCommand({ LoadBalancerName }))
      return InstanceStates.map(({ State }) => State)
    }
    await serve(ecs, 8080, { loadBalancerName: 'web' })
    simulator.advance(600_000)
    expect(await statesOf()).to.deep.equal(['InService'])
    await ecs.send(new UpdateServiceCommand({ cluster: 'main', service: 'web', desiredCount: 0 }))
    simulator.advance(600_000)
    expect(await statesOf()).to.deep.equal([])
    const { LoadBalancerDescriptions: [shown] = [] } = await elb.send(new DescribeLoadBalancersCommand({}))
    expect(shown?.Instances).to.deep.equal([])
  })

  it('have targets that can be matched with the tasks of an instance target group (B87)', async () => {
    const simulator = createSimulator({ region: 'us-west-2', account: '123445564666' })
    simulator.ensureCluster('main', { instances: 2, cpu: 1024, memory: 1024 })
    simulator.ensureTargetGroup(TargetGroupArn, { targetType: 'instance', port: 80 })
    const { ecs, elbv2 } = clientsOf(simulator)
    await serve(ecs, 0, { targetGroupArn: TargetGroupArn })
    await ecs.send(new UpdateServiceCommand({ cluster: 'main', service: 'web', desiredCount: 3 }))
    simulator.advance(120_000)
    const tasks = await tasksIn(ecs)
    const { containerInstances = [] } = await ecs.send(
      new DescribeContainerInstancesCommand({
        cluster: 'main',
        containerInstances: tasks.map(({ containerInstanceArn }) => containerInstanceArn!),
      }),
    )
    const places = tasks.map(({ containerInstanceArn, containers }) => {
      const instance = containerInstances.find((each) => each.containerInstanceArn === containerInstanceArn)
      return `${instance!.ec2InstanceId!}:${containers![0]!.networkBindings![0]!.hostPort!}`
    })
    expect(places).to.have.length(3)
    expect(places.toSorted()).to.deep.equal((await targetsIn(elbv2)).toSorted())
  })

  it('have targets that can be matched with the tasks of an ip target group (B87)', async () => {
    const simulator = createSimulator({ region: 'us-west-2', account: '123445564666' })
    simulator.ensureCluster('main')
    simulator.ensureTargetGroup(TargetGroupArn, { targetType: 'ip', port: 80 })
    const { ecs, elbv2 } = clientsOf(simulator)
    await ecs.send(new RegisterTaskDefinitionCommand(helloFargate()))
    await ecs.send(
      new CreateServiceCommand({
        cluster: 'main',
        serviceName: 'web',
        taskDefinition: 'hello-world',
        desiredCount: 2,
        launchType: 'FARGATE',
        networkConfiguration: network,
        loadBalancers: [{ targetGroupArn: TargetGroupArn, containerName: 'hello-world', containerPort: 80 }],
      }),
    )
    simulator.advance(120_000)
    const places = (await tasksIn(ecs)).map(({ attachments }) => {
      const address = attachments![0]!.details!.find(({ name }) => name === 'privateIPv4Address')!.value!
      return `${address}:80`
    })
    expect(places).to.have.length(2)
    expect(places.toSorted()).to.deep.equal((await targetsIn(elbv2)).toSorted())
  })

  it('meet the faults that are set, in the words of their own protocol (L5)', async () => {
    const simulator = createSimulator({ faults: [{ kind: 'AccessDenied' }] })
    const { elb, elbv2 } = clientsOf(simulator)
    for (const call of [
      elb.send(new DescribeLoadBalancersCommand({})),
      elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn })),
    ]) {
      const error: unknown = await call.then(
        () => undefined,
        (reason: unknown) => reason,
      )
      expect(error).to.include({ name: 'AccessDenied' })
      expect(error).to.have.nested.property('$metadata.httpStatusCode', 403)
    }
  })
})
