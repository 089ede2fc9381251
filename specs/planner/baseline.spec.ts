// Drift held against a baseline: what is accepted, what is stale, what is taken up and what can never be.
import { expect } from 'chai'
import type { BaselineEntry, Quiet } from '../../src/model/baseline.js'
import { acceptedCount } from '../../src/model/baseline.js'
import { type Cause, type Difference, type Drift, foundIn, type ServiceDrift } from '../../src/model/drift.js'
import type { Change } from '../../src/model/change.js'
import type { Plan } from '../../src/model/plan.js'
import type { Target } from '../../src/model/service.js'
import { heldAgainst, isSameEntry, misplaced, type QuietQuestion } from '../../src/planner/baseline.js'
import {
  aChange,
  aHazard,
  anotherTarget,
  anUpdate,
  aPlan,
  aSecretChange,
  aTarget,
  inContainer,
} from '../support/builders.js'

const image = aChange(inContainer('image'), 'web:9', 'web:1')
const count = aChange('desiredCount', 3, 2)

const differing = (changes: readonly Change[], others: Partial<ServiceDrift> = {}, cause: Cause = 'Declared') =>
  ({
    target: aTarget,
    state: 'Present',
    isRecorded: true,
    differences: changes.map((change): Difference => ({ target: others.target ?? aTarget, cause, change })),
    notes: [{ kind: 'OtherRevision', revision: 'web:8', applied: 'web:7' }],
    ...others,
  }) as const satisfies ServiceDrift

const driftOf = (services: readonly ServiceDrift[], others: Partial<Plan> = {}): Drift => ({
  services,
  plan: aPlan(
    services
      .filter(({ differences }) => differences.length > 0)
      .map(({ target, differences }) => anUpdate({ target, changes: differences.map(({ change }) => change) })),
    others,
  ),
})

const drift = driftOf([differing([image, count])])

const value = (live: string | number, declared: string | number, path: string, cause: Cause = 'Declared') =>
  ({
    kind: 'Difference',
    target: aTarget,
    path,
    cause,
    live: { kind: 'Value', value: live },
    declared: { kind: 'Value', value: declared },
  }) as const satisfies BaselineEntry

const imageEntry = value('web:9', 'web:1', inContainer('image'))
const countEntry = value(3, 2, 'desiredCount')

const asked = (
  entries: readonly BaselineEntry[],
  others: Partial<NonNullable<QuietQuestion['baseline']>> = {},
  of: Drift = drift,
  question: Partial<QuietQuestion> = {},
) =>
  heldAgainst({
    drift: of,
    isIgnored: () => false,
    isUndeclaredTold: true,
    ...question,
    baseline: {
      file: 'known.json',
      place: { region: 'us-west-2', account: '123445564666' },
      entries,
      isUpdated: false,
      isWhole: true,
      areStraysKnown: true,
      words: [],
      ...others,
    },
  })

const updated = (entries: readonly BaselineEntry[], of: Drift = drift, others = {}, question = {}) =>
  asked(entries, { isUpdated: true, ...others }, of, question)

const pathsIn = (of: Drift): readonly string[] =>
  foundIn(of).map((found) =>
    found.kind === 'Difference'
      ? found.difference.change.path
      : found.kind === 'Undeclared'
        ? `undeclared ${found.undeclared.path}`
        : `stray ${found.target.service}`,
  )

const updateIn = ({ quiet }: { readonly quiet: Quiet }) => quiet.baseline?.update

describe('drift held against a baseline', () => {
  it('keeps quiet about what an entry accepts, and about nothing else', () => {
    const { drift: rest, quiet } = asked([countEntry])
    expect(pathsIn(rest)).to.deep.equal([inContainer('image')])
    expect(acceptedCount(quiet)).to.equal(1)
    expect(quiet.baseline?.accepted).to.deep.equal({
      services: [{ ...differing([count]), notes: [] }],
      plan: aPlan([anUpdate({ changes: [count] })]),
    })
    expect(quiet.baseline?.stale).to.deep.equal([])
  })

  it('tells a difference again whose live value, declared value or cause is another one', () => {
    const others = [value(4, 2, 'desiredCount'), value(3, 1, 'desiredCount'), value(3, 2, 'desiredCount', 'Both')]
    for (const other of others) {
      const { drift: rest, quiet } = asked([other, imageEntry])
      expect(pathsIn(rest)).to.deep.equal(['desiredCount'])
      expect(quiet.baseline?.stale).to.deep.equal([other])
    }
    const elsewhere = { ...countEntry, target: anotherTarget }
    expect(asked([elsewhere, imageEntry]).quiet.baseline?.stale).to.deep.equal([elsewhere])
  })

  it('says where it holds once it is written, and who uses a file that does not is told so', () => {
    const here = { region: 'us-west-2', account: '123445564666' }
    const useOf = (answer: { readonly quiet: Quiet }) => {
      const { isUnplaced = false, update } = answer.quiet.baseline ?? {}
      return [isUnplaced, update?.isPlacedAnew ?? false]
    }
    expect(useOf(asked([countEntry], { place: {} }))).to.deep.equal([true, false])
    expect(useOf(asked([countEntry], { place: { region: 'us-west-2' } }))).to.deep.equal([true, false])
    expect(useOf(asked([countEntry], { place: here }))).to.deep.equal([false, false])
    const old = updated([countEntry], drift, { place: {} })
    expect([old.content.place, ...useOf(old)]).to.deep.equal([here, false, true])
    const known = updated([countEntry], drift, { place: here })
    expect([known.content.place, ...useOf(known)]).to.deep.equal([here, false, false])
    const made = updated([], drift, { place: {}, isNew: true })
    expect([made.content.place, ...useOf(made)]).to.deep.equal([here, false, false])
    const nobody = driftOf([differing([image])], { basis: { file: 'f', region: 'us-west-2', account: undefined } })
    expect(updated([], nobody, { place: { account: '111122223333' } }).content.place).to.deep.equal({
      region: 'us-west-2',
      account: '111122223333',
    })
  })

  it('holds in its own account and region, as far as it names them and they are known', () => {
    const place = { region: 'us-west-2', account: '123445564666' }
    expect(misplaced(place, place)).to.equal(undefined)
    expect(misplaced(place, { ...place, account: undefined })).to.equal(undefined)
    expect(misplaced({}, place)).to.equal(undefined)
    expect(misplaced(place, { ...place, region: 'eu-west-1' })).to.deep.equal({
      what: 'region',
      known: 'us-west-2',
      actual: 'eu-west-1',
    })
    expect(misplaced({ account: '111122223333' }, place)).to.deep.equal({
      what: 'account',
      known: '111122223333',
      actual: '123445564666',
    })
  })

  it('takes a value for the same whatever the order of its members, and a reason for no part of it', () => {
    const objects = (live: object): BaselineEntry => ({
      ...countEntry,
      live: { kind: 'Value', value: live as never },
      reason: 'until the sale is over',
    })
    expect(isSameEntry(objects({ a: 1, b: { c: 2, d: 3 } }), objects({ b: { d: 3, c: 2 }, a: 1 }))).to.equal(true)
    expect(isSameEntry(objects({ a: 1 }), { ...objects({ a: 1 }), reason: 'another' })).to.equal(true)
    expect(isSameEntry(objects({ a: 1 }), objects({ a: 2 }))).to.equal(false)
    const absent = { ...countEntry, live: { kind: 'Value', value: undefined } } as const
    expect(isSameEntry(absent, { ...countEntry, live: { kind: 'Value', value: 0 } })).to.equal(false)
  })

  it('writes what differs now, keeps what still does, and takes out what does no more', () => {
    const mended = value('a', 'b', 'launchType')
    const kept = { ...countEntry, reason: 'until the sale is over' }
    const answer = updated([mended, kept])
    expect(updateIn(answer)).to.deep.equal({ added: [imageEntry], removed: [mended], kept: 1, refused: [] })
    expect(answer.content.entries).to.deep.equal([kept, imageEntry])
    expect(pathsIn(answer.drift)).to.deep.equal([])
    expect(answer.quiet.baseline?.stale).to.deep.equal([])
  })

  it('leaves the entries of other services alone where some were named', () => {
    const other = { ...countEntry, target: anotherTarget }
    const stray = { kind: 'NotDeclared', target: anotherTarget } as const
    const answer = updated([other, stray], drift, { isWhole: false, areStraysKnown: false })
    expect(answer.content.entries).to.deep.equal([other, stray, imageEntry, countEntry])
    expect(updateIn(answer)?.removed).to.deep.equal([])
    expect(asked([other, stray], { isWhole: false, areStraysKnown: false }).quiet.baseline?.stale).to.deep.equal([])
  })

  it('takes nothing for mended that could not be seen: a stray that nobody may list, a service whose plan is refused', () => {
    const stray = { kind: 'NotDeclared', target: anotherTarget } as const
    expect(asked([stray], { areStraysKnown: false }).quiet.baseline?.stale).to.deep.equal([])
    expect(asked([stray]).quiet.baseline?.stale).to.deep.equal([stray])
    const refused = driftOf([differing([])], { hazards: [aHazard()] })
    const answer = updated([countEntry], refused)
    expect(answer.content.entries).to.deep.equal([countEntry])
    expect(updateIn(answer)).to.deep.equal({
      added: [],
      removed: [],
      kept: 1,
      refused: [{ kind: 'Refused', target: aTarget }],
    })
  })

  it('takes up nothing of a service that is missing, refused or given up, and says so once', () => {
    const missing = driftOf([differing([], { state: 'Missing' })])
    expect(updateIn(updated([], missing))?.refused).to.deep.equal([{ kind: 'Missing', target: aTarget }])
    const blocked = updated([], driftOf([differing([image, count])], { hazards: [aHazard(), aHazard()] }))
    expect(updateIn(blocked)?.refused).to.deep.equal([{ kind: 'Refused', target: aTarget }])
    expect(blocked.content.entries).to.deep.equal([])
    const failed = driftOf([differing([count], { notes: [{ kind: 'RolloutFailed', reason: undefined }] })])
    const answer = updated([], failed)
    expect(updateIn(answer)?.refused).to.deep.equal([{ kind: 'RolloutFailed', target: aTarget }])
    expect([answer.content.entries, pathsIn(answer.drift)]).to.deep.equal([[], ['desiredCount']])
    expect(updateIn(updated([countEntry], missing))?.removed).to.deep.equal([countEntry])
  })

  it('accepts services that left the file, and undeclared values at their value', () => {
    const undeclared = [{ target: aTarget, path: 'maximumPercent', value: 150, default: 200 }]
    const all = driftOf([differing([], { state: 'NotDeclared', target: anotherTarget, notes: [] })], { undeclared })
    const answer = updated([], all)
    const entries = [
      { kind: 'NotDeclared', target: anotherTarget },
      { kind: 'Undeclared', target: aTarget, path: 'maximumPercent', live: 150 },
    ] as const
    expect(answer.content.entries).to.deep.equal(entries)
    expect([pathsIn(answer.drift), acceptedCount(answer.quiet)]).to.deep.equal([[], 2])
    const [only] = undeclared
    const moved = driftOf([], { undeclared: only === undefined ? [] : [{ ...only, value: 120 }] })
    expect(pathsIn(asked(entries, {}, moved).drift)).to.deep.equal(['undeclared maximumPercent'])
  })

  it('leaves entries of undeclared values alone where those are not told', () => {
    const undeclared = [{ target: aTarget, path: 'maximumPercent', value: 150, default: 200 }]
    const entry = { kind: 'Undeclared', target: aTarget, path: 'maximumPercent', live: 150 } as const
    const quiet = { isUndeclaredTold: false }
    const answer = updated([entry], driftOf([], { undeclared }), {}, quiet)
    expect([answer.content.entries, acceptedCount(answer.quiet)]).to.deep.equal([[entry], 0])
    expect(updated([], driftOf([], { undeclared }), {}, quiet).content.entries).to.deep.equal([])
    expect(updateIn(updated([entry], driftOf([]), {}, quiet))?.removed).to.deep.equal([entry])
  })

  it('neither counts nor takes up what is ignored, and keeps an entry for it', () => {
    const question = { isIgnored: (_: Target, path: string) => path === 'desiredCount' }
    const { quiet, content, drift: rest } = updated([], drift, {}, question)
    expect([quiet.ignored, acceptedCount(quiet), content.entries, pathsIn(rest)]).to.deep.equal([
      1,
      1,
      [imageEntry],
      [],
    ])
    expect(updated([countEntry], drift, {}, question).content.entries).to.deep.equal([countEntry, imageEntry])
    expect(heldAgainst({ drift, isUndeclaredTold: true, ...question })).to.deep.equal({
      drift: rest.services[0] && { ...asked([], {}, drift, question).drift },
      quiet: { ignored: 1 },
      content: { place: {}, entries: [] },
    })
  })
})

describe('a count that is ignored', () => {
  it('goes without a word on it where an autoscaler has moved it, too', () => {
    const moved = { kind: 'CountMoved', live: 5, declared: 2, scaledWithin: { min: 1, max: 6 } } as const
    const steady = { kind: 'NotSteady', running: 1, pending: 0, wanted: 2 } as const
    const scaled = driftOf([differing([], { notes: [moved, steady] })])
    const notesWhere = (isIgnored: QuietQuestion['isIgnored']) =>
      heldAgainst({ drift: scaled, isUndeclaredTold: true, isIgnored }).drift.services.flatMap(({ notes }) => notes)
    expect(notesWhere((_, path) => path === 'maximumPercent')).to.deep.equal([moved, steady])
    expect(notesWhere((_, path) => path === 'desiredCount')).to.deep.equal([steady])
  })
})

describe('secrets and a baseline', () => {
  const secretEntry = (live: string, declared: string): BaselineEntry => ({
    kind: 'Difference',
    target: aTarget,
    path: aSecretChange.path,
    cause: 'Declared',
    live: { kind: 'InRevision', revision: live },
    declared: { kind: 'InRevision', revision: declared },
  })

  it('meet as the revisions that hold both sides, where ECS alone has moved', () => {
    const secret = driftOf([differing([aSecretChange])])
    expect(updated([], secret).content.entries).to.deep.equal([secretEntry('web:8', 'web:7')])
    expect(pathsIn(asked([secretEntry('web:8', 'web:7')], {}, secret).drift)).to.deep.equal([])
    for (const stale of [secretEntry('web:9', 'web:7'), secretEntry('web:8', 'web:6')]) {
      expect(pathsIn(asked([stale], {}, secret).drift)).to.deep.equal([aSecretChange.path])
    }
  })

  it('never meet where no revision vouches for a side: another cause, no record, a setting', () => {
    const refusal = [{ kind: 'Secret', target: aTarget, path: aSecretChange.path }]
    for (const cause of ['Undeployed', 'Both', 'Untold'] as const) {
      const answer = updated([], driftOf([differing([aSecretChange], {}, cause)]))
      expect([updateIn(answer)?.refused, answer.content.entries]).to.deep.equal([refusal, []])
      expect(pathsIn(answer.drift)).to.deep.equal([aSecretChange.path])
    }
    expect(updateIn(updated([], driftOf([differing([aSecretChange], { notes: [] })])))?.refused).to.deep.equal(refusal)
    const path = 'serviceConnectConfiguration.logConfiguration.options[splunk-token]'
    const setting = driftOf([differing([{ ...aSecretChange, path }])])
    expect(updateIn(updated([], setting))?.refused).to.deep.equal([{ kind: 'Secret', target: aTarget, path }])
  })

  it('takes for one what holds a sensitive word, what is masked in part, and a property that is called so', () => {
    const held = driftOf([differing([aChange('desiredCount', 3, 2), aChange('role', 'x-tr0ub4dor-y', 'plain')])])
    expect(updateIn(updated([], held, { words: ['tr0ub4dor'] }))?.refused).to.deep.equal([
      { kind: 'Secret', target: aTarget, path: 'role' },
    ])
    const path = 'proxyConfiguration.properties[DB_PASSWORD]'
    const property = driftOf([differing([aChange(path, 'a', 'b')])])
    expect(updated([], property).content.entries.map((entry) => 'live' in entry && entry.live)).to.deep.equal([
      { kind: 'InRevision', revision: 'web:8' },
    ])
    const undeclared = [
      { target: aTarget, path: 'serviceConnectConfiguration', value: { token: '(secret)' }, default: undefined },
    ]
    expect(updateIn(updated([], driftOf([], { undeclared })))?.refused).to.deep.equal([
      { kind: 'Secret', target: aTarget, path: 'serviceConnectConfiguration' },
    ])
  })

  it('is no word for a value that comes into being with an apply', () => {
    const change: Change = {
      path: 'taskDefinition',
      before: { kind: 'Plain', value: 'web:7' },
      after: { kind: 'KnownAfterApply', action: 'register:web' },
      effect: 'Rollout',
    }
    expect(updateIn(updated([], driftOf([differing([change])])))?.refused).to.deep.equal([
      { kind: 'KnownAfterApply', target: aTarget, path: 'taskDefinition' },
    ])
  })
})
