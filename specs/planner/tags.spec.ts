// Declared tags, and the tags in which deploy keeps its books: set, taken away, left alone.
import { expect } from 'chai'
import fc from 'fast-check'
import type { DesiredService, LiveService } from '../../src/model/service.js'
import { isLongArn, planTags, tagsAnew } from '../../src/planner/tags.js'
import { aDesiredService, anOrigin, aTarget, plain } from '../support/builders.js'
import { actionOf, kindsOf, liveOf, planOne } from '../support/states.js'

const desiredWith = (tags: DesiredService['tags'], others: Partial<DesiredService> = {}): DesiredService =>
  aDesiredService({ settings: { desiredCount: 1 }, ...(tags === undefined ? {} : { tags }), ...others })

/** Live as `desired` was applied, other people's tags beside its own. */
const appliedFrom = (desired: DesiredService, others: Readonly<Record<string, string>> = {}): LiveService => ({
  ...liveOf(desired),
  tags: { ...others, ...tagsAnew(desired, undefined) },
})

describe('tags of a service', () => {
  it('are set by name, with their place in the file, and recorded beside what is declared', () => {
    const desired = desiredWith({ team: 'web' }, { origins: { 'tags[team]': anOrigin(9) } })
    const plan = planOne(desired, appliedFrom(desiredWith(undefined)))
    expect(kindsOf(plan)).to.deep.equal(['TagResource'])
    expect(actionOf(plan, 'TagResource')).to.deep.include({ reason: 'TagsDiffer', after: [] })
    expect(actionOf(plan, 'TagResource').tags).to.have.all.keys('team', 'deploy:tags')
    expect(actionOf(plan, 'TagResource').changes).to.deep.include({
      path: 'tags[team]',
      after: plain('web'),
      effect: 'InPlace',
      origin: anOrigin(9),
    })
  })

  it('are taken away when they leave the file, before the books forget them; those of others stay', () => {
    const before = appliedFrom(desiredWith({ team: 'web', owner: 'ops' }), { cost: '7', 'aws:stack': 'x' })
    const plan = planOne(desiredWith({ owner: 'ops' }), before)
    expect(kindsOf(plan)).to.deep.equal(['UntagResource', 'TagResource'])
    expect(actionOf(plan, 'UntagResource').keys).to.deep.equal(['team'])
    expect(actionOf(plan, 'TagResource').after).to.deep.equal([actionOf(plan, 'UntagResource').id])
    expect(Object.keys(actionOf(plan, 'TagResource').tags)).to.deep.equal(['deploy:tags'])
  })

  it('take the record of them along when the last one goes', () => {
    const plan = planOne(desiredWith(undefined), appliedFrom(desiredWith({ team: 'web' })))
    expect(kindsOf(plan)).to.deep.equal(['UntagResource'])
    expect(actionOf(plan, 'UntagResource').keys).to.deep.equal(['team', 'deploy:tags'])
  })

  it('are left alone where the file names none and never did', () => {
    expect(kindsOf(planOne(desiredWith(undefined), appliedFrom(desiredWith(undefined), { team: 'x' })))).to.deep.equal(
      [],
    )
  })

  it('are told to a new service and left to others afterwards, where they are given away', () => {
    const given = desiredWith({ team: 'web' }, { ignored: ['tags'] })
    const created = actionOf(planOne(given, undefined), 'CreateService').tags
    expect(created).to.deep.equal({ team: 'web', 'deploy:declared': 'count' })
    expect(
      kindsOf(planOne(given, { ...liveOf(given), tags: { 'deploy:declared': 'count', team: 'x' } })),
    ).to.deep.equal([])
  })

  it('tell of which project a service is: at once of a new one, else with the next change, and quietly', () => {
    const others = { project: 'shop', dependsOn: [aTarget] }
    const [of, ofNone] = [desiredWith(undefined, others), desiredWith(undefined)]
    const created = actionOf(planOne(of, undefined), 'CreateService').tags
    expect(created).to.have.all.keys('deploy:declared', 'deploy:project', 'deploy:needs')
    expect(created['deploy:project']).to.equal('shop')
    expect(kindsOf(planOne(of, appliedFrom(ofNone)))).to.deep.equal([])
    const changed = planOne({ ...of, settings: { desiredCount: 7 } }, appliedFrom(ofNone))
    expect(kindsOf(changed)).to.deep.equal(['ScaleService', 'TagResource'])
    expect(actionOf(changed, 'TagResource').tags).to.deep.equal({
      'deploy:project': 'shop',
      'deploy:needs': created['deploy:needs'],
    })
  })

  it('follow a project that has a new name, with a warning, and forget what is depended on no longer', () => {
    const before = appliedFrom(desiredWith(undefined, { project: 'shop', dependsOn: [aTarget] }))
    const plan = planOne(desiredWith(undefined, { project: 'market' }), before)
    expect(kindsOf(plan)).to.deep.equal(['UntagResource', 'TagResource'])
    expect(actionOf(plan, 'UntagResource').keys).to.deep.equal(['deploy:needs'])
    expect(actionOf(plan, 'TagResource').tags).to.deep.equal({ 'deploy:project': 'market' })
    expect(plan.hazards.map(({ kind, level }) => [kind, level])).to.deep.equal([['OtherProject', 'Warning']])
  })

  it('leave a project alone that the file does not speak of, a replacement too', () => {
    const before = appliedFrom(desiredWith(undefined, { project: 'shop' }))
    expect(kindsOf(planOne(desiredWith(undefined), before))).to.deep.equal([])
    expect(tagsAnew(desiredWith(undefined), before)['deploy:project']).to.equal('shop')
  })

  it('stay what they are when the plan was applied, for any tags before and after', () => {
    const tags = fc.dictionary(
      fc.constantFrom('a', 'b', 'c d', '__proto__', 'x'.repeat(128)),
      fc.constantFrom('1', '2'),
    )
    fc.assert(
      fc.property(tags, tags, tags, (first, second, foreign) => {
        const others = Object.fromEntries(
          Object.entries(foreign).filter(([key]) => !Object.hasOwn(first, key) && !Object.hasOwn(second, key)),
        )
        const live = appliedFrom(desiredWith(first), others)
        const { set, remove, books } = planTags(desiredWith(second), live, false)
        const gone = [...remove, ...books.remove]
        const after = Object.fromEntries([
          ...Object.entries(live.tags).filter(([key]) => !gone.includes(key)),
          ...Object.entries({ ...set, ...books.set }),
        ])
        expect(after).to.deep.equal({ ...others, ...tagsAnew(desiredWith(second), undefined) })
        expect(planTags(desiredWith(second), { ...live, tags: after }, false)).to.deep.equal({
          set: {},
          remove: [],
          books: { set: {}, remove: [] },
        })
      }),
    )
  })

  it('fit into their record, all 48 of them', () => {
    const many = Object.fromEntries(Array.from({ length: 48 }, (_, index) => [`key-${index}`.padEnd(128, 'x'), '']))
    expect(tagsAnew(desiredWith(many), undefined)['deploy:tags']).to.match(/^[\w-]{240}$/)
  })
})

describe('a service with a short ARN', () => {
  const short = (tags: Readonly<Record<string, string>>): LiveService => {
    const live = liveOf(desiredWith(undefined))
    const arn = 'arn:aws:ecs:us-west-2:123445564666:service/hello-world-test'
    return { ...live, tags, identity: { ...live.identity, arn } }
  }

  it('is known by its ARN', () => {
    expect([isLongArn(short({}).identity.arn), isLongArn(liveOf(desiredWith(undefined)).identity.arn)]).to.deep.equal([
      false,
      true,
    ])
  })

  it('is changed all the same, with a word about what is lost', () => {
    const plan = planOne(aDesiredService({ settings: { desiredCount: 5 } }), short({}))
    expect([kindsOf(plan), plan.hazards.map(({ kind, level }) => [kind, level])]).to.deep.equal([
      ['ScaleService'],
      [['NotTaggable', 'Warning']],
    ])
  })

  it('cannot be given the tags that the file declares: that is known before', () => {
    const plan = planOne(desiredWith({ team: 'web' }, { origins: { 'tags[team]': anOrigin(9) } }), short({}))
    expect([plan.actions, plan.hazards]).to.deep.equal([
      [],
      [{ kind: 'NotTaggable', level: 'Error', tags: ['team'], target: aTarget, origin: anOrigin(9) }],
    ])
  })
})
