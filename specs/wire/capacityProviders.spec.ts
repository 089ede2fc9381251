// CreateCapacityProvider and PutClusterCapacityProviders: names for clusters, and the strategies of services.
import { expect } from 'chai'
import { failureOf, onlySimulated, wire } from '../support/wireClient.js'

const group = {
  autoScalingGroupArn: 'arn:aws:autoscaling:us-west-2:123445564666:autoScalingGroup:1:autoScalingGroupName/a',
}

const clusterWith = async (...names: readonly string[]) => {
  const made = wire()
  await made.cluster('c')
  for (const name of names) await made.ecs.createCapacityProvider({ name, autoScalingGroupProvider: group })
  await made.ecs.putClusterCapacityProviders({
    cluster: 'c',
    capacityProviders: [...names],
    defaultCapacityProviderStrategy: [],
  })
  return made
}

describe('capacity providers', () => {
  onlySimulated('it needs an Auto Scaling group')

  it('B6 are made of an Auto Scaling group, once, under a name that is not Amazon’s', async () => {
    const { ecs } = await clusterWith('spot')
    const again = await failureOf(ecs.createCapacityProvider({ name: 'spot', autoScalingGroupProvider: group }))
    const theirs = await failureOf(ecs.createCapacityProvider({ name: 'fargate-x', autoScalingGroupProvider: group }))
    expect([again, theirs].map((text) => text.split(':')[0])).to.deep.equal([
      'InvalidParameterException',
      'InvalidParameterException',
    ])
  })

  it('B6 are given to a cluster when they exist, Fargate’s two always', async () => {
    const { ecs } = await clusterWith('spot')
    const unknown = await failureOf(
      ecs.putClusterCapacityProviders({ cluster: 'c', capacityProviders: ['x'], defaultCapacityProviderStrategy: [] }),
    )
    expect(unknown).to.match(/^InvalidParameterException: /)
    const { cluster } = await ecs.putClusterCapacityProviders({
      cluster: 'c',
      capacityProviders: ['spot', 'FARGATE_SPOT'],
      defaultCapacityProviderStrategy: [{ capacityProvider: 'spot', weight: 1 }],
    })
    expect(cluster).to.deep.include({
      capacityProviders: ['spot', 'FARGATE_SPOT'],
      defaultCapacityProviderStrategy: [{ capacityProvider: 'spot', weight: 1 }],
    })
  })

  it('B6 cannot be taken from a cluster while a service uses them', async () => {
    const made = await clusterWith('spot')
    await made.service({ capacityProviderStrategy: [{ capacityProvider: 'spot', weight: 1 }] })
    const refused = await failureOf(
      made.ecs.putClusterCapacityProviders({
        cluster: 'c',
        capacityProviders: [],
        defaultCapacityProviderStrategy: [],
      }),
    )
    expect(refused).to.match(/^ResourceInUseException: /)
  })

  it('B6 B20 are those of the cluster for a service that names none, which then shows no launch type', async () => {
    const made = await clusterWith('spot')
    await made.ecs.putClusterCapacityProviders({
      cluster: 'c',
      capacityProviders: ['spot'],
      defaultCapacityProviderStrategy: [{ capacityProvider: 'spot', weight: 1 }],
    })
    const service = await made.service()
    expect([service.launchType, service.capacityProviderStrategy]).to.deep.equal([
      undefined,
      [{ capacityProvider: 'spot', weight: 1, base: 0 }],
    ])
  })
})

describe('tags that are denied', () => {
  onlySimulated('it needs faults')

  it('B83 deny a service that would have some, and none that has none', async () => {
    const made = wire({ faults: [{ kind: 'AccessDenied', operation: 'TagResource' }] })
    await made.cluster('c')
    const refused = await failureOf(made.service({ tags: [{ key: 'a', value: '1' }] }))
    expect(refused).to.match(/^AccessDeniedException: .*ecs:TagResource/)
    expect((await made.service({ taskDefinition: 'hello-world' })).status).to.equal('ACTIVE')
  })
})
