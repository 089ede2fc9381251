import { expect } from 'chai'
import fc from 'fast-check'
import {
  classicOf,
  deregisterInstance,
  deregisterTarget,
  emptyLoadBalancing,
  ensureClassicLoadBalancer,
  ensureTargetGroup,
  instanceStateOf,
  registerInstance,
  registerTarget,
  targetGroupOf,
  targetStateOf,
} from '../../src/simulator/loadBalancing.js'
import type { LoadBalancing } from '../../src/simulator/loadBalancing.js'

const arn = 'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/web/0123456789abcdef'
const target = { id: 'i-0123456789abcdef0', port: 32768 }
const where = { region: 'us-west-2', account: '123445564666' }
const listeners = [{ loadBalancerPort: 80, instancePort: 8080 }]

const withGroup = (): LoadBalancing => {
  const state = emptyLoadBalancing()
  ensureTargetGroup(state, arn, { targetType: 'instance', port: 80 })
  return state
}

describe('load balancing', () => {
  it('makes a target group once, attached to a load balancer of its own (L29)', () => {
    const state = withGroup()
    const before = structuredClone(state)
    ensureTargetGroup(state, arn, { targetType: 'ip', port: 81 })
    expect(state).to.deep.equal(before)
    expect(targetGroupOf(state, arn)).to.deep.equal({
      arn,
      targetType: 'instance',
      protocol: 'HTTP',
      port: 80,
      deregistrationDelaySeconds: 300,
      loadBalancerArns: ['arn:aws:elasticloadbalancing:us-west-2:123445564666:loadbalancer/app/web/0123456789abcdef'],
    })
  })

  it('makes nothing for what is no ARN of a target group (L29)', () => {
    const state = emptyLoadBalancing()
    for (const text of ['', 'web', arn.replace('targetgroup', 'loadbalancer'), `${arn}/more`])
      ensureTargetGroup(state, text, { targetType: 'ip', port: 80 })
    expect(state).to.deep.equal(emptyLoadBalancing())
    expect(targetGroupOf(state, 'constructor')).to.equal(undefined)
  })

  it('makes a classic load balancer once (L29)', () => {
    const state = emptyLoadBalancing()
    ensureClassicLoadBalancer(state, 'web', { listeners, healthCheckTarget: 'TCP:22' }, where)
    const before = structuredClone(state)
    for (const name of ['web', '__proto__', '', 'a'.repeat(33)])
      ensureClassicLoadBalancer(state, name, { listeners: [] }, where)
    expect(state).to.deep.equal(before)
    expect(classicOf(state, 'web')).to.deep.equal({
      name: 'web',
      instances: [],
      listeners,
      connectionDrainingSeconds: 0,
    })
    expect(classicOf(state, 'constructor')).to.equal(undefined)
  })

  it('is total: what does not exist is left alone and reads as not registered (L20, L26)', () => {
    const state = emptyLoadBalancing()
    registerTarget(state, arn, target, 0)
    deregisterTarget(state, arn, target, 0)
    registerInstance(state, 'web', target.id, 0)
    deregisterInstance(state, 'web', target.id, 0)
    expect(state).to.deep.equal(emptyLoadBalancing())
    expect(targetStateOf(state, arn, target, 0, () => true).reason).to.equal('Target.NotRegistered')
    expect(instanceStateOf(state, 'web', target.id, 0, () => true).state).to.equal('OutOfService')
  })

  it('begins anew when a target comes back while it drains (L18, L21)', () => {
    const state = withGroup()
    const stateAt = (nowMs: number) => targetStateOf(state, arn, target, nowMs, () => true).state
    registerTarget(state, arn, target, 0)
    expect(stateAt(0)).to.equal('initial')
    expect(stateAt(150_000)).to.equal('healthy')
    deregisterTarget(state, arn, target, 150_000)
    expect(stateAt(449_999)).to.equal('draining')
    registerTarget(state, arn, target, 449_999)
    expect(stateAt(449_999)).to.equal('initial')
  })

  it('takes an instance out at once when draining is off (L25)', () => {
    const state = emptyLoadBalancing()
    ensureClassicLoadBalancer(state, 'web', { listeners }, where)
    registerInstance(state, 'web', target.id, 0)
    expect(classicOf(state, 'web')?.instances).to.deep.equal([target.id])
    deregisterInstance(state, 'web', target.id, 0)
    expect(instanceStateOf(state, 'web', target.id, 0, () => true).description).to.equal(
      'Instance is not currently registered with the LoadBalancer.',
    )
  })

  it('judges any history of a target by interval times threshold, and survives being saved at any moment (L19)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ serving: fc.boolean(), seconds: fc.integer({ min: 1, max: 400 }) }), { maxLength: 8 }),
        (history) => {
          let state = withGroup()
          let nowMs = 0
          let expected = 'initial'
          let sameSeconds = 0
          let last = false
          registerTarget(state, arn, target, nowMs)
          for (const { serving, seconds } of history) {
            if (serving !== last) sameSeconds = 0
            last = serving
            for (let second = 0; second < seconds; second += 1) {
              const { state: seen } = targetStateOf(state, arn, target, nowMs, () => serving)
              if (serving && sameSeconds >= 150) expected = 'healthy'
              if (!serving && sameSeconds >= 60) expected = 'unhealthy'
              expect(seen).to.equal(expected)
              nowMs += 1000
              sameSeconds += 1
            }
            state = JSON.parse(JSON.stringify(state)) as LoadBalancing
          }
        },
      ),
    )
  })
})
