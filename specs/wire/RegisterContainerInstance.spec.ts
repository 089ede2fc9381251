import { expect } from 'chai'
import { onlySimulated, wire } from '../support/wireClient.js'

describe('RegisterContainerInstance', () => {
  onlySimulated('real instances register themselves')

  it('B70 makes capacity of what it is told', async () => {
    const { ecs } = wire()
    await ecs.createCluster({ clusterName: 'c' })
    const { containerInstance } = await ecs.registerContainerInstance({
      cluster: 'c',
      totalResources: [
        { name: 'CPU', type: 'INTEGER', integerValue: 2048 },
        { name: 'MEMORY', type: 'INTEGER', integerValue: 4096 },
      ],
      instanceIdentityDocument: JSON.stringify({ instanceId: 'i-0123', availabilityZone: 'us-west-2c' }),
      attributes: [{ name: 'stack', value: 'prod' }],
    })
    const { ec2InstanceId, status, registeredResources, attributes } = containerInstance!
    expect([ec2InstanceId, status]).to.deep.equal(['i-0123', 'ACTIVE'])
    expect(
      registeredResources?.map(({ name, integerValue, stringSetValue }) => [name, stringSetValue ?? integerValue]),
    ).to.deep.equal([
      ['CPU', 2048],
      ['MEMORY', 4096],
      ['PORTS', ['22', '2375', '2376', '51678', '51679', '51680']],
      ['PORTS_UDP', []],
    ])
    expect(attributes).to.deep.include({ name: 'stack', value: 'prod' })
    expect(attributes).to.deep.include({ name: 'ecs.availability-zone', value: 'us-west-2c' })
  })
})
