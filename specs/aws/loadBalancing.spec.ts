// What both generations of load balancers say about what is behind them, by the real clients against the simulator.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { connectionTo } from '../support/connection.js'

const never = new AbortController().signal
const groupArn = 'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/web/5d1c0a9b8e7f6a43'

/** A service of one task behind a target group, and one behind a classic load balancer, given time to become healthy. */
const aWorld = async () => {
  const simulator = createSimulator({ region: 'us-west-2', account: '123445564666' })
  simulator.ensureCluster('prod')
  simulator.ensureTargetGroup(groupArn, { targetType: 'instance', port: 80 })
  simulator.ensureClassicLoadBalancer('old', {
    listeners: [{ loadBalancerPort: 80, instancePort: 8080 }],
    healthCheckTarget: 'TCP:8080',
  })
  const { aws, clock } = await connectionTo(simulator)
  await aws.ecs.registerTaskDefinition({
    family: 'web',
    containerDefinitions: [
      { name: 'web', image: 'web:1', memory: 64, portMappings: [{ containerPort: 80, hostPort: 8080 }] },
    ],
  })()
  const behind = { containerName: 'web', containerPort: 80 }
  for (const [serviceName, loadBalancer] of [
    ['web', { targetGroupArn: groupArn, ...behind }],
    ['old', { loadBalancerName: 'old', ...behind }],
  ] as const) {
    const made = await aws.ecs.createService({
      cluster: 'prod',
      serviceName,
      taskDefinition: 'web',
      desiredCount: 1,
      loadBalancers: [loadBalancer],
      // Or ECS would replace the task before anybody could see what its load balancer thinks of it.
      healthCheckGracePeriodSeconds: 86_400,
      role: 'arn:aws:iam::123445564666:role/ecs',
    })()
    if (E.isLeft(made)) throw new Error(JSON.stringify(made.left))
  }
  await clock.sleep(900_000, never)
  return { simulator, aws, clock }
}

const troubleOf = (answer: E.Either<{ readonly trouble: string }, unknown>): unknown =>
  E.isLeft(answer) ? answer.left.trouble : answer.right

describe('targetHealth', () => {
  it('gives each target with its state, and the reason where it is not healthy', async () => {
    const { simulator, aws, clock } = await aWorld()
    const states = async (): Promise<unknown> => {
      const answer = await aws.loadBalancing.targetHealth(groupArn)()
      return E.isLeft(answer)
        ? answer
        : answer.right.map(({ Target, TargetHealth }) => [
            Target?.Port,
            TargetHealth?.State,
            TargetHealth?.Reason,
            (TargetHealth?.Description ?? '') !== '',
          ])
    }
    expect(await states()).to.deep.equal([[8080, 'healthy', undefined, false]])
    simulator.setFaults([{ kind: 'TargetUnhealthy', targetGroupArn: groupArn }])
    await clock.sleep(120_000, never)
    expect(await states()).to.deep.equal([[8080, 'unhealthy', 'Target.ResponseCodeMismatch', true]])
  })

  it('says that the target group is not there', async () => {
    const { aws } = await aWorld()
    expect(troubleOf(await aws.loadBalancing.targetHealth(groupArn.replace('web', 'never'))())).to.equal(
      'TargetGroupNotFound',
    )
  })
})

describe('instanceStates and instanceHealth', () => {
  it('give each instance with its state and the words for it, and what they come to', async () => {
    const { simulator, aws, clock } = await aWorld()
    const seen = async (): Promise<unknown> => {
      const [states, health] = [
        await aws.loadBalancing.instanceStates('old')(),
        await aws.loadBalancing.instanceHealth('old')(),
      ]
      if (E.isLeft(states)) return states
      return [
        health,
        states.right.map(({ State, ReasonCode, Description }) => [State, ReasonCode, (Description ?? '') !== '']),
      ]
    }
    expect(await seen()).to.deep.equal([E.right('All'), [['InService', 'N/A', true]]])
    simulator.setFaults([{ kind: 'TargetUnhealthy', loadBalancerName: 'old' }])
    await clock.sleep(120_000, never)
    expect(await seen()).to.deep.equal([E.right('None'), [['OutOfService', 'Instance', true]]])
  })

  it('say that the load balancer is not there', async () => {
    const { aws } = await aWorld()
    expect(troubleOf(await aws.loadBalancing.instanceStates('never')())).to.equal('ClassicLoadBalancerNotFound')
    expect(troubleOf(await aws.loadBalancing.instanceHealth('never')())).to.equal('ClassicLoadBalancerNotFound')
  })

  it('bear throttling as ECS calls do', async () => {
    const { simulator, aws } = await aWorld()
    simulator.setFaults([{ kind: 'Throttle', operation: 'DescribeInstanceHealth', calls: [1, 2, 3] }])
    expect(await aws.loadBalancing.instanceHealth('old')()).to.deep.equal(E.right('All'))
    expect(aws.counters()['Load balancing']).to.deep.include({ calls: 4, throttled: 3, retried: 3 })
  })
})

describe('targetGroups and classicLoadBalancers', () => {
  const anotherWorld = async () => {
    const simulator = createSimulator({ region: 'us-west-2', account: '123445564666' })
    const arns = Array.from({ length: 25 }, (_, index) => `${groupArn.slice(0, -2)}${String(index + 10)}`)
    const names = Array.from({ length: 25 }, (_, index) => `elb-${String(index)}`)
    for (const arn of arns) simulator.ensureTargetGroup(arn, { targetType: 'ip', port: 80 })
    for (const name of names) {
      simulator.ensureClassicLoadBalancer(name, {
        listeners: [{ loadBalancerPort: 80, instancePort: 8080 }],
        healthCheckTarget: 'TCP:8080',
      })
    }
    return { simulator, arns, names, ...(await connectionTo(simulator)) }
  }

  it('ask for many at once', async () => {
    const { aws, simulator, arns, names } = await anotherWorld()
    const groups = await aws.loadBalancing.targetGroups(arns)()
    const classic = await aws.loadBalancing.classicLoadBalancers(names)()
    expect(E.isRight(groups) && groups.right.map(({ arn }) => arn).sort()).to.deep.equal(arns)
    expect(
      E.isRight(classic) && [...classic.right].sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name)),
    ).to.deep.equal(names.map((name) => ({ name, instancePorts: [8080] })))
    expect(simulator.calls().map(({ operation }) => operation)).to.deep.equal([
      'DescribeTargetGroups',
      'DescribeTargetGroups',
      'DescribeLoadBalancers',
    ])
  })

  it('leave out what is not there, and nothing else', async () => {
    const { aws, arns, names } = await anotherWorld()
    const [one = '', two = ''] = arns
    const groups = await aws.loadBalancing.targetGroups([one, `${one}0`, 'no arn', two])()
    const classic = await aws.loadBalancing.classicLoadBalancers([names[0] ?? '', 'gone'])()
    expect(E.isRight(groups) && groups.right.map(({ arn }) => arn)).to.deep.equal([one, two])
    expect(classic).to.deep.equal(E.right([{ name: names[0], instancePorts: [8080] }]))
    expect(await aws.loadBalancing.targetGroups([])()).to.deep.equal(E.right([]))
  })
})
