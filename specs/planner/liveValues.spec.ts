import { expect } from 'chai'
import { differsAt, isSameDeclared, unitOf, withLiveValues } from '../../src/planner/planner.js'
import { aChange, aDesiredService, aLiveService, aTarget } from '../support/builders.js'

const declared = aDesiredService()
const found = aLiveService()
const desired = { ...declared, settings: { desiredCount: 2, maximumPercent: 200 }, tags: { team: 'a', tier: 'b' } }
const live = {
  ...found,
  settings: { ...found.settings, desiredCount: 5, maximumPercent: 150 },
  tags: { team: 'x', owner: 'y' },
  taskDefinition: {
    ...declared.taskDefinition,
    containerDefinitions: declared.taskDefinition.containerDefinitions.map((container) => ({
      ...container,
      image: 'live:1',
      environment: [{ name: 'LIVE', value: '1' }],
    })),
  },
}
const [name = ''] = declared.taskDefinition.containerDefinitions.map((container) => container.name)

describe('planner/liveValues', () => {
  it('takes what is live at the paths alone, of settings, tags and content', () => {
    const paths = ['desiredCount', 'tags[tier]', 'tags[owner]', `containerDefinitions[${name}].environment[LIVE]`]
    const mixed = withLiveValues(desired, live, new Set(paths))
    expect([mixed.settings, mixed.tags]).to.deep.equal([
      { desiredCount: 5, maximumPercent: 200 },
      { team: 'a', owner: 'y' },
    ])
    const [container] = mixed.taskDefinition.containerDefinitions
    expect(container?.image).to.equal(declared.taskDefinition.containerDefinitions[0]?.image)
    expect(container?.environment).to.deep.include({ name: 'LIVE', value: '1' })
    expect(paths.map((path) => [differsAt(desired, live, [path]), differsAt(mixed, live, [path])])).to.deep.equal(
      paths.map(() => [true, false]),
    )
    expect(differsAt(mixed, live, ['maximumPercent'])).to.equal(true)
  })

  it('keeps together what makes no sense apart: of a launch type and capacity providers a service has one', () => {
    const unit = (path: string) =>
      unitOf({ target: aTarget, cause: 'Declared', change: aChange(path, 1, 2) }, declared, live)
    expect(unit('capacityProviderStrategy')).to.equal(unit('launchType'))
    expect(unit('desiredCount')).to.not.equal(unit('maximumPercent'))
    const [image, port] = ['image', 'portMappings[80/tcp].hostPort'].map((at) =>
      unit(`containerDefinitions[${name}].${at}`),
    )
    expect([image, port]).to.deep.equal([
      `containerDefinitions[${name}].image`,
      `containerDefinitions[${name}].portMappings[80/tcp]`,
    ])
    expect(unit('containerDefinitions[another].image')).to.equal('containerDefinitions')
  })

  it('tells two readings of a service apart by what they declare, and not by where it stands', () => {
    const elsewhere = { ...desired, origins: { '': { file: 'deploy.yml', line: 9, column: 1 } } }
    expect([
      isSameDeclared(desired, elsewhere),
      isSameDeclared(desired, { ...desired, tags: { team: 'a' } }),
      isSameDeclared(desired, withLiveValues(desired, live, new Set(['maximumPercent']))),
      isSameDeclared(desired, withLiveValues(desired, live, new Set())),
    ]).to.deep.equal([true, false, false, true])
  })
})
