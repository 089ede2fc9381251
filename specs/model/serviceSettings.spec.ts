// The canonical form of a service's settings: what a file says and what ECS answers for it must meet in one value.
import { expect } from 'chai'
import type { JsonObject } from '../../src/model/json.js'
import { canonicalSettings, isOnFargate } from '../../src/model/serviceSettings.js'

describe('canonicalSettings', () => {
  /** What a request says, and what ECS answers for it (ecs-facts 1.3 and 1.4). */
  const pairs: readonly (readonly [says: string, sent: JsonObject, answered: JsonObject])[] = [
    [
      'capacity providers as a set, weight and base being 0 by default',
      {
        capacityProviderStrategy: [
          { capacityProvider: 'b', weight: 1 },
          { capacityProvider: 'a', base: 2 },
        ],
      },
      {
        capacityProviderStrategy: [
          { capacityProvider: 'a', weight: 0, base: 2 },
          { capacityProvider: 'b', weight: 1, base: 0 },
        ],
      },
    ],
    [
      'host as instanceId, and the case of cpu and memory not counted',
      {
        placementStrategy: [
          { type: 'spread', field: 'host' },
          { type: 'binpack', field: 'memory' },
        ],
      },
      {
        placementStrategy: [
          { type: 'spread', field: 'instanceId' },
          { type: 'binpack', field: 'MEMORY' },
        ],
      },
    ],
    [
      'placement constraints as a set',
      { placementConstraints: [{ type: 'memberOf', expression: 'x' }, { type: 'distinctInstance' }] },
      { placementConstraints: [{ type: 'distinctInstance' }, { type: 'memberOf', expression: 'x' }] },
    ],
    [
      'a circuit breaker with its defaults',
      { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } },
      {
        deploymentConfiguration: {
          deploymentCircuitBreaker: {
            enable: true,
            rollback: false,
            resetOnHealthyTask: true,
            thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
          },
        },
      },
    ],
    [
      'alarms as a set',
      { deploymentConfiguration: { alarms: { alarmNames: ['b', 'a'], enable: true } } },
      { deploymentConfiguration: { alarms: { alarmNames: ['a', 'b'], enable: true, rollback: false } } },
    ],
    [
      'a network with sets, and without public addresses by default',
      { networkConfiguration: { awsvpcConfiguration: { subnets: ['b', 'a', 'b'] } } },
      {
        networkConfiguration: {
          awsvpcConfiguration: { subnets: ['a', 'b'], securityGroups: [], assignPublicIp: 'DISABLED' },
        },
      },
    ],
    [
      'Service Connect that is off as off, whatever stands beside it',
      { serviceConnectConfiguration: { enabled: false, namespace: 'shop' } },
      { serviceConnectConfiguration: { enabled: false } },
    ],
    [
      'a port without a name for discovery under its own name, services as a set, nothing empty',
      {
        serviceConnectConfiguration: {
          enabled: true,
          services: [{ portName: 'b' }, { portName: 'a', clientAliases: [] }],
        },
      },
      {
        serviceConnectConfiguration: {
          enabled: true,
          services: [
            { portName: 'a', discoveryName: 'a' },
            { portName: 'b', discoveryName: 'b' },
          ],
          logConfiguration: {},
        },
      },
    ],
    [
      'volumes without what is null',
      { volumeConfigurations: [{ name: 'data', managedEBSVolume: { roleArn: 'r', iops: null } }] },
      { volumeConfigurations: [{ name: 'data', managedEBSVolume: { roleArn: 'r' } }] },
    ],
    [
      'load balancers as a set',
      {
        loadBalancers: [
          { targetGroupArn: 'b', containerName: 'web', containerPort: 80 },
          { targetGroupArn: 'a', containerName: 'web', containerPort: 80 },
        ],
      },
      {
        loadBalancers: [
          { targetGroupArn: 'a', containerName: 'web', containerPort: 80 },
          { targetGroupArn: 'b', containerName: 'web', containerPort: 80 },
        ],
      },
    ],
  ]
  for (const [says, sent, answered] of pairs) {
    it(`takes ${says}`, () => {
      expect(canonicalSettings(sent)).to.deep.equal(canonicalSettings(answered)).and.not.to.deep.equal({})
    })
  }

  it('keeps the order of placement strategies: they are applied in sequence', () => {
    const steps = [{ type: 'spread', field: 'instanceId' }, { type: 'random' }]
    expect(canonicalSettings({ placementStrategy: steps }).placementStrategy).to.deep.equal(steps)
    expect(canonicalSettings({ placementStrategy: [...steps].reverse() }).placementStrategy).not.to.deep.equal(steps)
  })

  it('has no member that nobody has said, and an empty list that somebody has', () => {
    expect(canonicalSettings({})).to.deep.equal({})
    expect(canonicalSettings({ loadBalancers: [], role: '', launchType: 'ELSEWHERE' })).to.deep.equal({
      loadBalancers: [],
    })
  })

  it('knows Fargate by launch type and by the two capacity providers that are Fargate', () => {
    const provided = (capacityProvider: string) =>
      isOnFargate({ capacityProviderStrategy: [{ capacityProvider, weight: 1, base: 0 }] })
    expect([
      isOnFargate({ launchType: 'FARGATE' }),
      provided('FARGATE_SPOT'),
      provided('spot'),
      isOnFargate({}),
    ]).to.deep.equal([true, true, false, false])
  })
})
