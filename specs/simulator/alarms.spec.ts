import { expect } from 'chai'
import { arn, behindClassic, wire } from '../support/wireClient.js'
import type { Wire } from '../support/wireClient.js'

const alarms = { alarmNames: ['errors', 'latency'], enable: true, rollback: true }

/** A settled service that watches alarms. */
const watching = async (changes: Partial<typeof alarms> = {}): Promise<Wire> => {
  const made = wire()
  await made.service({ deploymentConfiguration: { alarms: { ...alarms, ...changes } } })
  made.simulator.advance(600_000)
  return made
}

const redeploy = ({ ecs }: Wire) => ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true })

const rollouts = async ({ web }: Wire) =>
  (await web()).deployments!.map(({ status, rolloutState, runningCount }) => [status, rolloutState, runningCount])

/** The newest record of a service deployment. */
const newestRecord = async ({ ecs }: Wire) => {
  const { serviceDeployments } = await ecs.listServiceDeployments({ cluster: 'c', service: 'web' })
  const serviceDeploymentArns = [serviceDeployments![0]!.serviceDeploymentArn!]
  return (await ecs.describeServiceDeployments({ serviceDeploymentArns })).serviceDeployments![0]!
}

describe('deployment alarms', () => {
  it('B38 hold a deployment in progress for five minutes after it has arrived, the old one listed', async () => {
    const made = await watching()
    await redeploy(made)
    made.simulator.advance(240_000)
    expect(await rollouts(made)).to.deep.equal([
      ['PRIMARY', 'IN_PROGRESS', 1],
      ['ACTIVE', 'COMPLETED', 0],
    ])
    expect((await newestRecord(made)).alarms).to.deep.equal({
      status: 'MONITORING',
      alarmNames: ['errors', 'latency'],
      triggeredAlarmNames: [],
    })
    made.simulator.advance(240_000)
    expect(await rollouts(made)).to.deep.equal([['PRIMARY', 'COMPLETED', 1]])
    const { status, alarms: watched } = await newestRecord(made)
    expect([status, watched?.status]).to.deep.equal(['SUCCESSFUL', 'MONITORING_COMPLETE'])
  })

  it('B38 fail a deployment when one fires, and take the service back', async () => {
    const made = await watching()
    const good = (await made.web()).deployments![0]!.id!
    made.simulator.setFaults([{ kind: 'AlarmFires', name: 'latency', afterMs: 120_000 }])
    const { service } = await redeploy(made)
    const bad = service!.deployments![0]!.id!
    made.simulator.advance(119_000)
    expect(await rollouts(made)).to.deep.equal([
      ['PRIMARY', 'IN_PROGRESS', 1],
      ['ACTIVE', 'COMPLETED', 0],
    ])
    made.simulator.advance(1_000)
    const failed = (await made.web()).deployments!.map(({ id, rolloutState, rolloutStateReason }) => [
      id,
      rolloutState,
      rolloutStateReason,
    ])
    expect(failed).to.deep.equal([
      [good, 'IN_PROGRESS', `ECS deployment alarm: rolling back to deploymentId ${good}.`],
      [bad, 'FAILED', 'ECS deployment failed: alarm detected.'],
    ])
    made.simulator.advance(120_000)
    const record = await newestRecord(made)
    expect([await rollouts(made), record.status, record.rollback?.serviceRevisionArn, record.alarms]).to.deep.equal([
      [['PRIMARY', 'COMPLETED', 1]],
      'ROLLBACK_SUCCESSFUL',
      arn(`service-revision/c/web/${good.replace('ecs-svc/', '')}`),
      { status: 'TRIGGERED', alarmNames: ['errors', 'latency'], triggeredAlarmNames: ['latency'] },
    ])
    const events = (await made.web()).events!.map(({ message }) => message)
    expect(events).to.include(`(service web) (deployment ${bad}) deployment failed: alarm detected.`)
    expect(events).to.include(`(service web) rolling back to deployment ${good}.`)
  })

  it('B38 only fail it where no rollback is asked for', async () => {
    const made = await watching({ rollback: false })
    made.simulator.setFaults([{ kind: 'AlarmFires', name: 'errors', afterMs: 60_000 }])
    await redeploy(made)
    made.simulator.advance(600_000)
    const { status, statusReason } = await newestRecord(made)
    expect([await rollouts(made), status, statusReason]).to.deep.equal([
      [
        ['PRIMARY', 'FAILED', 1],
        ['ACTIVE', 'COMPLETED', 0],
      ],
      'STOPPED',
      'Service deployment stopped because a CloudWatch alarm was triggered.',
    ])
  })

  it('B38 say nothing when they were in ALARM before the deployment started, or are not watched', async () => {
    const made = await watching()
    made.simulator.setFaults([
      { kind: 'AlarmFires', name: 'errors', afterMs: 1_000 },
      { kind: 'AlarmFires', name: 'another', afterMs: 20_000 },
    ])
    made.simulator.advance(10_000)
    await redeploy(made)
    made.simulator.advance(600_000)
    expect(await rollouts(made)).to.deep.equal([['PRIMARY', 'COMPLETED', 1]])
  })

  it('B38 do nothing where they are not enabled, nor behind a classic load balancer', async () => {
    const off = await watching({ enable: false })
    off.simulator.setFaults([{ kind: 'AlarmFires', name: 'errors', afterMs: 10_000 }])
    await redeploy(off)
    off.simulator.advance(120_000)
    expect(await rollouts(off)).to.deep.equal([['PRIMARY', 'COMPLETED', 1]])
    expect((await newestRecord(off)).alarms).to.equal(undefined)
    const classic = wire({ faults: [{ kind: 'AlarmFires', name: 'errors', afterMs: 10_000 }] })
    const listeners = [{ loadBalancerPort: 80, instancePort: 80 }]
    classic.simulator.ensureClassicLoadBalancer('hello-world-elb', { listeners, healthCheckTarget: 'TCP:22' })
    await classic.service({
      role: 'r',
      loadBalancers: [behindClassic],
      deploymentConfiguration: { alarms },
    })
    classic.simulator.advance(600_000)
    expect((await classic.web()).events?.[0]?.message).to.equal('(service web) has reached a steady state.')
  })
})
