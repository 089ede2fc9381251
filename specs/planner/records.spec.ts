// Which services that need no change carry a `deploy:applied` that tells of an earlier apply, and what it should say.
import { expect } from 'chai'
import { type DesiredService, type LiveService, type LiveState, targetOf } from '../../src/model/service.js'
import { seenFrom } from '../../src/model/seen.js'
import { appliedTag } from '../../src/model/tag.js'
import { appliedTagValue } from '../../src/planner/applied.js'
import { planFor, staleRecords } from '../../src/planner/planner.js'
import { aDesiredService, aLiveState, revisionArn } from '../support/builders.js'
import { aDesiredState, aPolicy, liveOf } from '../support/states.js'

const at = (revision: string) => ({ kind: 'Known', arn: revisionArn(revision) }) as const
const desired = aDesiredService({ settings: { desiredCount: 2 } })
const right = appliedTagValue(desired, {}, at('hello-world:7'))

const tagged = (live: LiveService, value: string): LiveService => ({
  ...live,
  tags: { ...live.tags, [appliedTag]: value },
})

const containing = (service: DesiredService, environment: readonly { name: string; value: string }[]) => ({
  ...service,
  taskDefinition: {
    ...service.taskDefinition,
    containerDefinitions: service.taskDefinition.containerDefinitions.map((one) => ({ ...one, environment })),
  },
})

/** What is to be written on a service that a plan leaves as it is; it may only be asked of such a one. */
const due = (service: DesiredService, live: LiveService, state: Partial<LiveState> = {}) => {
  const [wanted, found] = [aDesiredState(service), { ...aLiveState([live]), ...state }]
  const plan = planFor(wanted, found, aPolicy)
  expect(plan.actions).to.deep.equal([])
  return staleRecords(wanted, found, plan)
}

const renewed = (service: DesiredService, live: LiveService, value: string) => [
  { seen: seenFrom(live), tags: { [appliedTag]: value } },
]

describe('staleRecords', () => {
  it('are none where the tag tells of what runs and is declared', () => {
    expect(due(desired, tagged(liveOf(desired), right))).to.deep.equal([])
  })

  it('are of another revision than runs, of another content, or of another value of a setting or of a tag', () => {
    const labelled = { ...desired, tags: { team: 'web' } }
    const before = { ...liveOf(desired), tags: { ...liveOf(labelled).tags, team: 'web', 'deploy:tags': 'zw2bz' } }
    const live = liveOf(desired)
    const stale: readonly string[] = [
      appliedTagValue(desired, {}, at('hello-world:6')),
      appliedTagValue(containing(desired, [{ name: 'A', value: '1' }]), {}, at('hello-world:6')),
      appliedTagValue(containing(desired, [{ name: 'A', value: '1' }]), {}, at('hello-world:7')),
      appliedTagValue(
        { ...desired, taskDefinition: { ...desired.taskDefinition, family: 'other' } },
        {},
        at('other:7'),
      ),
      appliedTagValue({ ...desired, settings: { desiredCount: 3 } }, {}, at('hello-world:7')),
    ]
    for (const value of stale) {
      expect(due(desired, tagged(live, value)), value).to.deep.equal(renewed(desired, tagged(live, value), right))
    }
    const other = tagged(before, appliedTagValue(labelled, { team: 'db' }, at('hello-world:7')))
    expect(
      staleRecords(aDesiredState(labelled), aLiveState([other]), { unchanged: [seenFrom(other).target] }),
    ).to.have.nested.property(`[0].tags.${appliedTag}`, appliedTagValue(labelled, { team: 'web' }, at('hello-world:7')))
  })

  it('take along what else the lost call would have written', () => {
    const wanted = aDesiredService({ settings: { desiredCount: 2, maximumPercent: 150 }, project: 'shop' })
    const live = tagged(
      { ...liveOf(wanted), tags: liveOf(desired).tags },
      appliedTagValue(desired, {}, at('hello-world:6')),
    )
    expect(due(wanted, live)).to.deep.equal([
      {
        seen: seenFrom(live),
        tags: {
          'deploy:declared': 'count max',
          'deploy:project': 'shop',
          [appliedTag]: appliedTagValue(wanted, {}, at('hello-world:7')),
        },
      },
    ])
  })

  it('are no tag that is not there, was spoilt or is of a version that is not known, and nothing that a tag does not speak of', () => {
    const more = aDesiredService({ settings: { desiredCount: 2, maximumPercent: 150 } })
    const left: readonly (readonly [DesiredService, string])[] = [
      [desired, `${right}x`],
      [desired, right.replace('v1', 'v2')],
      [desired, right.replace(/=.*/, '')],
      [desired, right.replace('=1.', '=2.')],
      [more, right],
    ]
    for (const [service, value] of left) expect(due(service, tagged(liveOf(service), value)), value).to.deep.equal([])
    expect(due(desired, liveOf(desired))).to.deep.equal([])
  })

  it('are not of a count that is scaled, nor of what is given away', () => {
    const value = appliedTagValue({ ...desired, settings: { desiredCount: 3 } }, {}, at('hello-world:7'))
    const live = tagged(liveOf(desired), value)
    const target = targetOf(desired)
    expect(due(desired, live, { scaled: [{ kind: 'Ranged', target, range: { min: 1, max: 5 } }] })).to.deep.equal([])
    const given = { ...live, tags: { ...live.tags, 'deploy:declared': 'none' } }
    expect(due({ ...desired, ignored: ['desiredCount'] }, given)).to.deep.equal([])
  })

  it('give no digest of a content with a secret in it', () => {
    const secret = containing(desired, [{ name: 'DB_PASSWORD', value: 'hunter22' }])
    const live = tagged(liveOf(secret), appliedTagValue(desired, {}, at('hello-world:6')))
    expect(due(secret, live)).to.deep.equal(renewed(secret, live, right.replace(/=.*/, '')))
  })

  it('are only of services that the plan leaves as they are, and that can be tagged', () => {
    const stale = tagged(liveOf(desired), appliedTagValue(desired, {}, at('hello-world:6')))
    const short = { ...stale, identity: { ...stale.identity, arn: 'arn:aws:ecs:us-west-2:123445564666:service/web' } }
    expect(due(desired, short)).to.deep.equal([])
    expect(staleRecords(aDesiredState(desired), aLiveState([stale]), { unchanged: [] })).to.deep.equal([])
  })
})
