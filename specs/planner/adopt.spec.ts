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

  it('is also what others have set since, whether the books name it or not', () => {
    const desired = aDesiredService({ settings: { desiredCount: 2, maximumPercent: 200 }, origins: {} })
    const live = liveOf(desired)
    const seen = { ...live, settings: { ...live.settings, minimumHealthyPercent: 25, enableExecuteCommand: true } }
    const declared = {
      ...desired,
      settings: { ...desired.settings, minimumHealthyPercent: 25, enableExecuteCommand: true },
    }
    expect(adopted(seen)).to.deep.equal(declared)
    const plan = planOne(declared, seen)
    expect([isEmpty(plan), plan.undeclared]).to.deep.equal([true, []])
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

  it('plans to nothing and leaves nothing undeclared, with books, without, and with books of something else', () => {
    const books = fc.constantFrom('Own', 'None', 'Count')
    fc.assert(
      fc.property(someDesiredServices, books, (services, kept) => {
        for (const desired of services) {
          const live = liveOf(desired)
          const tags = kept === 'Own' ? live.tags : kept === 'None' ? {} : { 'deploy:declared': 'count' }
          const seen = { ...live, tags }
          const declared = adopted(seen)
          const plan = declared === undefined ? undefined : planOne(declared, seen)
          expect(plan === undefined ? undefined : [isEmpty(plan), plan.undeclared]).to.deep.equal([true, []])
        }
      }),
    )
  })
})
