import { expect } from 'chai'
import { helloWorld, onlySimulated, wire } from '../support/wireClient.js'

describe('ListTaskDefinitionFamilies', () => {
  onlySimulated('a real account has families of its own')

  it('B16 takes the prefix as a prefix, and tells ACTIVE families from INACTIVE ones', async () => {
    const { ecs } = wire()
    for (const family of ['web', 'web-admin', 'api']) await ecs.registerTaskDefinition(helloWorld({ family }))
    await ecs.deregisterTaskDefinition({ taskDefinition: 'web:1' })
    const listed = await Promise.all(
      [{ familyPrefix: 'web' }, { status: 'ACTIVE' as const }, { status: 'INACTIVE' as const }].map((input) =>
        ecs.listTaskDefinitionFamilies({ status: 'ALL', ...input }),
      ),
    )
    expect(listed.map(({ families }) => families)).to.deep.equal([['web', 'web-admin'], ['api', 'web-admin'], ['web']])
  })
})
