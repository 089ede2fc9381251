import { expect } from 'chai'
import type { ServiceSettings } from '../../src/model/service.js'
import { declaredTag, declaredTagValue, removedFields } from '../../src/planner/declared.js'
import { serviceFields } from '../../src/planner/serviceFields.js'

describe('declaredTagValue', () => {
  const rows: readonly (readonly [settings: ServiceSettings, value: string])[] = [
    [{}, 'none'],
    [{ desiredCount: 0 }, 'count'],
    [{ minimumHealthyPercent: 0, maximumPercent: 100, desiredCount: 1, role: 'a' }, 'count max min role'],
  ]
  for (const [settings, value] of rows) {
    it(`of ${JSON.stringify(settings)} is "${value}"`, () => {
      expect(declaredTagValue(settings)).to.equal(value)
    })
  }

  it('fits into a tag, with all that can be declared', () => {
    expect(serviceFields.map(({ shortName }) => shortName).join(' ')).to.match(/^[a-z ]{1,256}$/)
  })
})

describe('removedFields', () => {
  const removed = (tags: Readonly<Record<string, string>>, settings: ServiceSettings): readonly string[] =>
    removedFields(tags, settings).map(({ path }) => path)

  it('are those that the tag names and the file does not', () => {
    expect(removed({ [declaredTag]: 'count lb max' }, { desiredCount: 1 })).to.deep.equal([
      'loadBalancers',
      'maximumPercent',
    ])
  })

  it('are none without a tag, with a tag that says none, and with names that are not known', () => {
    expect([
      removed({}, {}),
      removed({ [declaredTag]: 'none' }, {}),
      removed({ [declaredTag]: 'later' }, {}),
    ]).to.deep.equal([[], [], []])
  })
})
