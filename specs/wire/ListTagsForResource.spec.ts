import { expect } from 'chai'
import { arn, failureOf, onlySimulated, wire } from '../support/wireClient.js'

describe('ListTagsForResource', () => {
  onlySimulated('the ARNs are those of the simulated account')

  it('B73 shows the tags of a service, none for one without, and refuses what is no ARN', async () => {
    const { ecs, service } = wire()
    await service()
    const { tags } = await ecs.listTagsForResource({ resourceArn: arn('service/c/web') })
    expect(tags).to.deep.equal([])
    expect(await failureOf(ecs.listTagsForResource({ resourceArn: 'web' }))).to.equal(
      'InvalidParameterException: The specified ARN is not valid.',
    )
  })
})
