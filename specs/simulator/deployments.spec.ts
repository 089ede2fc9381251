import { expect } from 'chai'
import { breakerThreshold } from '../../src/simulator/deployments.js'
import { failureOf, helloWorld, targetGroupArn, behindTargetGroup, wire } from '../support/wireClient.js'

const threshold = (desired: number, type?: 'BOUNDED_PERCENT' | 'UNBOUNDED_PERCENT' | 'COUNT', value = 50) =>
  breakerThreshold(
    {
      deploymentCircuitBreaker: {
        enable: true,
        rollback: false,
        ...(type === undefined ? {} : { thresholdConfiguration: { type, value } }),
      },
    },
    desired,
  )

describe('the circuit breaker', () => {
  it('B46 counts to half of the tasks between 3 and 200, or to what is configured', () => {
    expect([1, 25, 400, 800].map((desired) => threshold(desired))).to.deep.equal([3, 13, 200, 200])
    expect([threshold(2, 'UNBOUNDED_PERCENT'), threshold(800, 'UNBOUNDED_PERCENT')]).to.deep.equal([1, 400])
    expect([threshold(100, 'BOUNDED_PERCENT', 10), threshold(100, 'COUNT', 7)]).to.deep.equal([10, 7])
  })

  it('B46 B47 counts failed health checks once tasks have run, and rolls back', async () => {
    const made = wire({ faults: [{ kind: 'TargetUnhealthy', image: 'sick' }] })
    made.simulator.ensureTargetGroup(targetGroupArn, { targetType: 'instance', port: 80 })
    await made.service({
      loadBalancers: [behindTargetGroup],
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    })
    made.simulator.advance(300_000)
    const [container] = helloWorld().containerDefinitions!
    await made.ecs.registerTaskDefinition(helloWorld({ containerDefinitions: [{ ...container, image: 'sick' }] }))
    await made.ecs.updateService({ cluster: 'c', service: 'web', taskDefinition: 'hello-world' })
    made.simulator.advance(3_600_000)
    const after = await made.web()
    expect(after.taskDefinition).to.match(/hello-world:1$/)
    expect(after.deployments?.map(({ status, rolloutState }) => [status, rolloutState])).to.deep.equal([
      ['PRIMARY', 'COMPLETED'],
    ])
    const messages = after.events!.map(({ message = '' }) => message)
    expect(messages.filter((message) => message.includes('rolling back to deployment'))).to.have.length(1)
  })

  it('B46 B47 B52 tells the story of a rollback', async () => {
    const made = wire({ faults: [{ kind: 'ImageCannotBePulled', image: 'broken' }] })
    await made.service({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } })
    made.simulator.advance(60_000)
    const good = (await made.web()).deployments![0]!.id!
    const [container] = helloWorld().containerDefinitions!
    await made.ecs.registerTaskDefinition(helloWorld({ containerDefinitions: [{ ...container, image: 'broken' }] }))
    const { service } = await made.ecs.updateService({ cluster: 'c', service: 'web', taskDefinition: 'hello-world' })
    const bad = service!.deployments![0]!.id!
    made.simulator.advance(300_000)
    const texts = (await made.web()).events!.map(({ message = '' }) =>
      message
        .replace('(service web) ', '')
        .replace(/\(task \w+\)/, '(task T)')
        .replace(good, 'GOOD')
        .replace(bad, 'BAD'),
    )
    expect(texts.slice(0, texts.indexOf('has reached a steady state.', 1))).to.deep.equal([
      'has reached a steady state.',
      '(deployment GOOD) deployment completed.',
      'rolling back to deployment GOOD.',
      '(deployment BAD) deployment failed: tasks failed to start.',
      'has started 1 tasks: (task T).',
      'has started 1 tasks: (task T).',
      'has started 1 tasks: (task T).',
    ])
  })

  it('B47 stops what never came up before anything that serves, once it has failed', async () => {
    const made = wire({ faults: [{ kind: 'ImageCannotBePulled', image: 'broken' }] })
    await made.service({
      desiredCount: 4,
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
    })
    made.simulator.advance(60_000)
    const [container] = helloWorld().containerDefinitions!
    await made.ecs.registerTaskDefinition(helloWorld({ containerDefinitions: [{ ...container, image: 'broken' }] }))
    await made.ecs.updateService({ cluster: 'c', service: 'web', taskDefinition: 'hello-world' })
    made.simulator.advance(600_000)
    expect(
      (await made.web()).deployments?.map(({ rolloutState, runningCount }) => [rolloutState, runningCount]),
    ).to.deep.equal([
      ['FAILED', 0],
      ['COMPLETED', 4],
    ])
  })

  it('B47 lets the next deployment start after a failed one', async () => {
    const made = wire({ faults: [{ kind: 'ImageCannotBePulled', image: 'tutum/hello-world' }] })
    await made.service({
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
    })
    made.simulator.advance(600_000)
    expect((await made.web()).deployments?.[0]?.rolloutState).to.equal('FAILED')
    made.simulator.setFaults([])
    await made.ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true })
    made.simulator.advance(300_000)
    const after = await made.web()
    expect(after.deployments?.map(({ rolloutState, runningCount }) => [rolloutState, runningCount])).to.deep.equal([
      ['COMPLETED', 1],
    ])
  })

  it('B22 B28 starts another deployment every time it is forced', async () => {
    const made = wire()
    await made.service()
    for (let count = 0; count < 3; count += 1) {
      await made.ecs.updateService({ cluster: 'c', service: 'web', forceNewDeployment: true })
    }
    const { deployments } = await made.web()
    expect(new Set(deployments?.map(({ id }) => id)).size).to.equal(4)
    expect(await failureOf(made.ecs.deleteService({ cluster: 'c', service: 'web' }))).to.match(/scaled above 0/)
  })
})
