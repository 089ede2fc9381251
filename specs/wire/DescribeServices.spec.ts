import { expect } from 'chai'
import { arn, failureOf, onlySimulated, wire } from '../support/wireClient.js'

describe('DescribeServices', () => {
  onlySimulated('it needs a service that runs')

  it('B30 mixes known and unknown names, and shows the deployment under way until it is done', async () => {
    const { ecs, service, simulator } = wire()
    await service({ tags: [{ key: 'a', value: 'b' }] })
    const early = await ecs.describeServices({ cluster: 'c', services: ['web', 'never'] })
    expect(early.services?.[0]?.currentServiceDeployment).to.match(/:service-deployment\/c\/web\/\w+$/)
    expect(early.services?.[0]?.tags).to.equal(undefined)
    expect(early.failures).to.deep.equal([{ arn: arn('service/c/never'), reason: 'MISSING' }])
    simulator.advance(60_000)
    const late = await ecs.describeServices({ cluster: 'c', services: [arn('service/c/web')], include: ['TAGS'] })
    expect([late.services?.[0]?.currentServiceDeployment, late.services?.[0]?.tags]).to.deep.equal([
      undefined,
      [{ key: 'a', value: 'b' }],
    ])
  })

  it('B30 shows a deleted service for a day', async () => {
    const { ecs, service, simulator } = wire()
    await service({ desiredCount: 0 })
    await ecs.deleteService({ cluster: 'c', service: 'web' })
    simulator.advance(60_000)
    const { services } = await ecs.describeServices({ cluster: 'c', services: ['web'] })
    expect(services?.map(({ status }) => status)).to.deep.equal(['INACTIVE'])
    simulator.advance(25 * 3_600_000)
    const { failures } = await ecs.describeServices({ cluster: 'c', services: ['web'] })
    expect(failures).to.deep.equal([{ arn: arn('service/c/web'), reason: 'MISSING' }])
  })

  it('B30 refuses more than ten services, and none', async () => {
    const { ecs, cluster } = wire()
    await cluster('c')
    const services = Array.from({ length: 11 }, (_, index) => `s${index}`)
    expect(await failureOf(ecs.describeServices({ cluster: 'c', services }))).to.match(/^InvalidParameterException: /)
    expect(await failureOf(ecs.describeServices({ cluster: 'c', services: [] }))).to.match(
      /^InvalidParameterException: /,
    )
  })
})
