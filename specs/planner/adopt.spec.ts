// What runs as a file would have to declare it: a plan of that says nothing, whoever made the service.
import { expect } from 'chai'
import fc from 'fast-check'
import { isEmpty } from '../../src/model/plan.js'
import { adopted } from '../../src/planner/planner.js'
import { aDesiredService, aLiveService } from '../support/builders.js'
import { liveOf, planOne, someDesiredServices } from '../support/states.js'

describe('adopted', () => {
  it('is what was applied, of a service whose books say so', () => {
    const desired = aDesiredService({ settings: { desiredCount: 2, maximumPercent: 200 }, origins: {} })
    expect(adopted(liveOf(desired))).to.deep.equal(desired)
  })

  it('is the count and what differs from the defaults, of a service without books', () => {
    const live = liveOf(
      aDesiredService({ settings: { desiredCount: 2, maximumPercent: 200, minimumHealthyPercent: 50 } }),
    )
    expect(adopted({ ...live, tags: {} })?.settings).to.deep.equal({ desiredCount: 2, minimumHealthyPercent: 50 })
  })

  it('has the tags that users gave a service without books, and not those of AWS', () => {
    const live = { ...liveOf(aDesiredService()), tags: { team: 'web', 'aws:cloudformation:stack-name': 'x' } }
    expect(adopted(live)?.tags).to.deep.equal({ team: 'web' })
  })

  it('is nothing where ECS has lost the revision', () => {
    expect(adopted(aLiveService({}, { taskDefinition: undefined }))).to.equal(undefined)
  })

  it('plans to nothing, with books and without', () => {
    fc.assert(
      fc.property(someDesiredServices, fc.boolean(), (services, hasBooks) => {
        for (const desired of services) {
          const live = liveOf(desired)
          const seen = hasBooks ? live : { ...live, tags: {} }
          const declared = adopted(seen)
          expect(declared === undefined ? undefined : isEmpty(planOne(declared, seen))).to.equal(true)
        }
      }),
    )
  })
})
