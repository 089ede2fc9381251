import { expect } from 'chai'
import { arn, failureOf, onlySimulated, wire } from '../support/wireClient.js'

describe('TagResource', () => {
  onlySimulated('the ARNs are those of the simulated account')

  it('B73 merges by key on every kind of resource', async () => {
    const { ecs, service, simulator } = wire()
    await service({ tags: [{ key: 'a', value: '1' }] })
    simulator.advance(60_000)
    const [task] = (await ecs.listTasks({ cluster: 'c' })).taskArns!
    const [instance] = (await ecs.listContainerInstances({ cluster: 'c' })).containerInstanceArns!
    const arns = [arn('cluster/c'), arn('service/c/web'), arn('task-definition/hello-world:1'), task!, instance!]
    for (const resourceArn of arns) {
      await ecs.tagResource({ resourceArn, tags: [{ key: 'a', value: '2' }] })
      await ecs.tagResource({ resourceArn, tags: [{ key: 'b', value: '3' }] })
    }
    const tagged = await Promise.all(arns.map((resourceArn) => ecs.listTagsForResource({ resourceArn })))
    const expected = [
      { key: 'a', value: '2' },
      { key: 'b', value: '3' },
    ]
    expect(tagged.map(({ tags }) => tags)).to.deep.equal(arns.map(() => expected))
  })

  it('B73 refuses short ARNs, reserved keys and too many tags', async () => {
    const { ecs, service } = wire()
    await service()
    const tag = (resourceArn: string, tags = [{ key: 'a', value: 'b' }]) =>
      failureOf(ecs.tagResource({ resourceArn, tags }))
    expect(await tag(arn('service/web'))).to.match(/^InvalidParameterException: Long arn/)
    expect(await tag(arn('service/c/web'), [{ key: 'aws:x', value: '' }])).to.match(/must not start with 'aws:'/)
    const many = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: '' }))
    expect(await tag(arn('service/c/web'), many)).to.match(/^InvalidParameterException: /)
    expect(await tag(arn('service/c/never'))).to.equal('ServiceNotFoundException: Service not found.')
  })
})
