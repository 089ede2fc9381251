import { expect } from 'chai'
import { arn, failureOf, onlySimulated, wire } from '../support/wireClient.js'

describe('ListServices', () => {
  onlySimulated('it makes a dozen services')

  it('B31 shows ten ACTIVE services a page, and never more than a hundred', async () => {
    const { ecs, service } = wire()
    await service({ serviceName: 's0', desiredCount: 0 })
    for (let index = 1; index < 12; index += 1) {
      await service({ serviceName: `s${index}`, taskDefinition: 'hello-world', desiredCount: 0 })
    }
    await ecs.deleteService({ cluster: 'c', service: 's0' })
    const first = await ecs.listServices({ cluster: 'c' })
    const second = await ecs.listServices({ cluster: 'c', nextToken: first.nextToken })
    expect([first.serviceArns?.length, second.serviceArns]).to.deep.equal([10, [arn('service/c/s11')]])
    expect(await failureOf(ecs.listServices({ cluster: 'c', maxResults: 101 }))).to.equal(
      'InvalidParameterException: Max results can not be greater than 100',
    )
    const daemons = await ecs.listServices({ cluster: 'c', schedulingStrategy: 'DAEMON' })
    const fargate = await ecs.listServices({ cluster: 'c', launchType: 'FARGATE' })
    expect([daemons.serviceArns, fargate.serviceArns]).to.deep.equal([[], []])
  })
})
