// Who has moved, of every kind of value; what is said of a service besides; and what is left when something is to be quiet.
import { expect } from 'chai'
import type { Drift, Found, Note } from '../../src/model/drift.js'
import type { DesiredService, LiveService, LiveStatus, Scaled } from '../../src/model/service.js'
import { withRevision } from '../../src/model/tag.js'
import type { TaskDefinition } from '../../src/model/taskDefinition.js'
import { appliedRevisions, driftOf, isOfContent, withoutQuiet } from '../../src/planner/drift.js'
import { planFor } from '../../src/planner/planner.js'
import {
  aChange,
  aDesiredService,
  aHazard,
  aLiveState,
  anotherTarget,
  aPlan,
  aScaling,
  anOrigin,
  aTarget,
  aTaskDefinition,
  inContainer,
  revisionArn,
} from '../support/builders.js'
import { actionOf, aDesiredState, aPolicy, liveOf } from '../support/states.js'

const content = (image: string, environment: Readonly<Record<string, string>> = {}): TaskDefinition => ({
  ...aTaskDefinition,
  containerDefinitions: [
    {
      name: 'hello-world',
      image,
      essential: true,
      environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
    },
  ],
})

const declaring = (count: number, taskDefinition = content('web:1'), others: Partial<DesiredService> = {}) =>
  aDesiredService({ settings: { desiredCount: count }, taskDefinition, ...others })

/** As ECS has it after an apply; `others` happened since. */
const applied = (desired: DesiredService, others: Partial<LiveService> = {}): LiveService => {
  const { tags } = actionOf(planFor(aDesiredState(desired), aLiveState([]), aPolicy), 'CreateService')
  return { ...liveOf(desired), tags: withRevision(tags, 7), ...others }
}

const counting = (desiredCount: number, live: LiveService): Partial<LiveService> => ({
  settings: { ...live.settings, desiredCount },
  status: { ...live.status, desiredCount, runningCount: desiredCount },
})

const running = (revision: string, taskDefinition: TaskDefinition): Partial<LiveService> => ({
  identity: { ...liveOf(declaring(2)).identity, taskDefinitionArn: revisionArn(revision) },
  taskDefinition,
})

const driftBetween = (
  desired: DesiredService,
  live: LiveService | undefined,
  revisions: Readonly<Record<string, TaskDefinition | undefined>> = {},
): Drift => {
  const [file, state] = [aDesiredState(desired), aLiveState(live === undefined ? [] : [live])]
  return driftOf({ desired: file, live: state, plan: planFor(file, state, aPolicy), revisions, strays: [] })
}

const causesIn = ({ services }: Drift) =>
  Object.fromEntries(
    services.flatMap(({ differences }) => differences.map(({ cause, change }) => [change.path, cause])),
  )

const notesIn = ({ services }: Drift): readonly Note[] => services.flatMap(({ notes }) => notes)

describe('drift between a file and ECS', () => {
  const before = declaring(2)
  const live = applied(before)

  it('is none right after an apply', () => {
    const drift = driftBetween(before, live)
    expect(drift.services).to.deep.equal([
      { target: aTarget, state: 'Present', origin: anOrigin(2), isRecorded: true, differences: [], notes: [] },
    ])
    expect(drift.plan.unchanged).to.deep.equal([aTarget])
  })

  it('says of a setting whether ECS has moved, the file, or both', () => {
    const moved = applied(before, counting(5, live))
    expect(causesIn(driftBetween(before, moved))).to.deep.equal({ desiredCount: 'Declared' })
    expect(causesIn(driftBetween(declaring(3), live))).to.deep.equal({ desiredCount: 'Undeployed' })
    expect(causesIn(driftBetween(declaring(3), moved))).to.deep.equal({ desiredCount: 'Both' })
  })

  it('says of a setting that was never applied that the file asks for it', () => {
    const more = declaring(2, content('web:1'), { settings: { desiredCount: 2, maximumPercent: 150 } })
    expect(causesIn(driftBetween(more, live))).to.deep.equal({ maximumPercent: 'Undeployed' })
  })

  it('cannot tell where nothing was recorded', () => {
    const untagged = { ...applied(before, counting(5, live)), tags: liveOf(before).tags }
    const drift = driftBetween(before, untagged)
    expect(causesIn(drift)).to.deep.equal({ desiredCount: 'Untold' })
    expect(drift.services[0]?.isRecorded).to.equal(false)
  })

  it('says of tags by all that are declared', () => {
    const tagging = (team: string) => declaring(2, content('web:1'), { tags: { team } })
    const asApplied = applied(tagging('web'))
    const moved = { ...asApplied, tags: { ...asApplied.tags, team: 'ops' } }
    expect(causesIn(driftBetween(tagging('web'), moved))).to.deep.equal({ 'tags[team]': 'Declared' })
    expect(causesIn(driftBetween(tagging('api'), asApplied))).to.deep.equal({ 'tags[team]': 'Undeployed' })
    expect(causesIn(driftBetween(tagging('api'), moved))).to.deep.equal({ 'tags[team]': 'Both' })
    const never = declaring(2, content('web:1'), { tags: { team: 'web' } })
    expect(causesIn(driftBetween(never, applied(before)))).to.deep.equal({ 'tags[team]': 'Undeployed' })
  })

  it('compares the content of a task definition with the revision that was applied, leaf by leaf', () => {
    const was = content('web:1', { API_TOKEN: 'a', LEVEL: 'info' })
    const now = content('web:9', { API_TOKEN: 'b', LEVEL: 'info' })
    const says = content('web:1', { API_TOKEN: 'a', LEVEL: 'debug' })
    const after = applied(declaring(2, was), running('hello-world:8', now))
    const revisions = { 'hello-world:7': was }
    const drift = driftBetween(declaring(2, says), after, revisions)
    expect(causesIn(drift)).to.deep.equal({
      [inContainer('environment[API_TOKEN]')]: 'Declared',
      [inContainer('environment[LEVEL]')]: 'Undeployed',
      [inContainer('image')]: 'Declared',
    })
    expect(notesIn(drift)).to.deep.equal([
      { kind: 'OtherRevision', revision: 'hello-world:8', applied: 'hello-world:7' },
    ])
    expect(causesIn(driftBetween(declaring(2, says), after))).to.deep.equal({
      [inContainer('environment[API_TOKEN]')]: 'Untold',
      [inContainer('environment[LEVEL]')]: 'Untold',
      [inContainer('image')]: 'Untold',
    })
  })

  it('asks for the applied revision where another one is in use, and for no other', () => {
    const desired = aDesiredState(before)
    const asked = (now: LiveService) => appliedRevisions(desired, aLiveState([now]))
    expect(asked(live)).to.deep.equal([])
    expect(asked(applied(before, running('hello-world:8', content('web:9'))))).to.deep.equal(['hello-world:7'])
    expect(asked({ ...live, tags: {} })).to.deep.equal([])
  })

  it('has a service that is missing without differences, and strays as what the file names no longer', () => {
    expect(driftBetween(before, undefined).services).to.deep.equal([
      { target: aTarget, state: 'Missing', origin: anOrigin(2), isRecorded: false, differences: [], notes: [] },
    ])
    const [file, state] = [aDesiredState(), aLiveState([])]
    const plan = planFor(file, state, aPolicy)
    expect(driftOf({ desired: file, live: state, plan, revisions: {}, strays: [live] }).services).to.deep.equal([
      { target: aTarget, state: 'NotDeclared', isRecorded: true, differences: [], notes: [] },
    ])
  })

  it('notes what is under way, given up, not steady, or moved where the file gives it away', () => {
    const [primary] = live.status.deployments
    if (primary === undefined) throw new Error('there is a deployment')
    const noted = (status: Partial<LiveStatus>, desired = before) =>
      notesIn(driftBetween(desired, applied(before, { status: { ...live.status, ...status } })))
    expect(noted({ deployments: [{ ...primary, rolloutState: 'IN_PROGRESS', createdAtMs: 5 }] })).to.deep.equal([
      { kind: 'RolloutUnderWay', sinceMs: 5 },
    ])
    expect(
      noted({ deployments: [{ ...primary, rolloutState: 'FAILED', rolloutStateReason: 'tasks failed' }] }),
    ).to.deep.equal([{ kind: 'RolloutFailed', reason: 'tasks failed' }])
    expect(noted({ runningCount: 1, pendingCount: 1 })).to.deep.equal([
      { kind: 'NotSteady', running: 1, pending: 1, wanted: 2 },
    ])
    const given = declaring(2, content('web:1'), { ignored: ['desiredCount'] })
    expect(notesIn(driftBetween(given, applied(given, counting(5, live))))).to.deep.equal([
      { kind: 'CountMoved', live: 5, declared: 2 },
    ])
  })

  it('tells a count that is scaled from one that has drifted, and where that could not be told', () => {
    const declared = declaring(2, content('web:1'))
    const [range, { target }] = [{ min: 2, max: 9 }, { target: aTarget }] as const
    const told = (scaled: readonly Scaled[], count = 5) => {
      const desired = aDesiredState(declared)
      const state = { ...aLiveState([applied(declared, counting(count, live))]), scaled }
      const plan = planFor(desired, state, aPolicy)
      const drift = driftOf({ desired, live: state, plan, revisions: {}, strays: [] })
      return [drift.services[0]?.differences.map(({ cause }) => cause), notesIn(drift)]
    }
    expect([
      told([{ kind: 'Ranged', target, range }]),
      told([{ kind: 'Ranged', target, range }], 12),
      told([{ kind: 'Untold', target }]),
      told([]),
    ]).to.deep.equal([
      [[], [{ kind: 'CountMoved', live: 5, declared: 2, scaledWithin: range }]],
      [['Declared'], [{ kind: 'CountOutsideScaling', range }]],
      [['Declared'], [{ kind: 'ScalingUntold' }]],
      [['Declared'], []],
    ])
  })

  it('knows what is of the task definition from settings and tags', () => {
    const paths = ['desiredCount', 'tags[team]', inContainer('image'), 'taskRoleArn', 'networkConfiguration.subnets']
    expect(paths.filter((path) => isOfContent(aChange(path, 1, 2)))).to.deep.equal([
      inContainer('image'),
      'taskRoleArn',
    ])
  })
})

describe('drift without what is quiet', () => {
  const was = content('web:1')
  const live = applied(declaring(2, was), running('hello-world:8', content('web:9')))
  const moved = { ...live, ...counting(5, live), ...running('hello-world:8', content('web:9')) }
  const drift = driftBetween(declaring(2, was), moved, { 'hello-world:7': was })
  const at =
    (...paths: readonly string[]) =>
    (found: Found): boolean =>
      found.kind === 'Difference' && paths.includes(found.difference.change.path)

  it('is the same where nothing is', () => {
    expect(withoutQuiet(drift, () => false)).to.deep.equal(drift)
  })

  it('keeps the rest, in the differences and in what would mend them, and counts what is left out', () => {
    const rest = withoutQuiet(drift, at('desiredCount'))
    expect(causesIn(rest)).to.deep.equal({ [inContainer('image')]: 'Declared' })
    expect(rest.services.map(({ quiet }) => quiet)).to.deep.equal([1])
    expect(rest.services.flatMap(({ notes }) => notes.map(({ kind }) => kind))).to.deep.equal(['OtherRevision'])
    expect(rest.plan.unchanged).to.deep.equal([])
    expect(rest.plan.actions.flatMap(({ changes }) => changes.map(({ path }) => path))).to.not.include('desiredCount')
  })

  it('has no word of a revision whose differences are all left out', () => {
    const rest = withoutQuiet(drift, at(inContainer('image')))
    expect(notesIn(rest)).to.deep.equal([])
    expect(withoutQuiet(rest, at('desiredCount')).services.map(({ quiet }) => quiet)).to.deep.equal([2])
  })

  it('has no word of whose the count is where the count is quiet, and warns of no change that is', () => {
    const plan = aPlan([aScaling(9, 2)])
    const change = aChange('desiredCount', 9, 2)
    const image = aChange(inContainer('image'), 'web:9', 'web:1')
    const target = aTarget
    const warning = { level: 'Warning', target } as const
    const ofCount = [
      { kind: 'CountOutsideScaling', ...warning, live: 9, count: 2, range: { min: 1, max: 4 } },
      { kind: 'AutoScalingGroupNotScaled', ...warning, group: 'web', count: 2 },
    ] as const
    const ofChanges = { kind: 'RolloutUnderWay', ...warning, deployments: 2, isReplaced: true } as const
    const ofService = { kind: 'ServiceDraining', ...warning } as const
    const notes = [
      { kind: 'RolloutUnderWay', sinceMs: 0 },
      { kind: 'CountOutsideScaling', range: { min: 1, max: 4 } },
      { kind: 'ScalingUntold' },
    ] as const
    const drift: Drift = {
      plan: { ...plan, hazards: [...ofCount, ofChanges, ofService] },
      services: [
        {
          target,
          state: 'Present',
          isRecorded: true,
          differences: [image, change].map((one) => ({ target, cause: 'Declared', change: one })),
          notes,
        },
      ],
    }
    const left = (isQuiet: (found: Found) => boolean) => {
      const rest = withoutQuiet(drift, isQuiet)
      return { notes: notesIn(rest), hazards: rest.plan.hazards }
    }
    expect(left(() => false)).to.deep.equal({ notes, hazards: drift.plan.hazards })
    expect(left(at(inContainer('image')))).to.deep.equal({ notes, hazards: drift.plan.hazards })
    expect(left(at('desiredCount'))).to.deep.equal({ notes: [notes[0]], hazards: [ofChanges, ofService] })
    expect(left(() => true)).to.deep.equal({ notes: [notes[0]], hazards: [ofService] })
  })

  it('takes a service of which nothing is left for one that is as declared, once', () => {
    const rest = withoutQuiet(drift, () => true)
    expect(rest.plan.actions).to.deep.equal([])
    expect(rest.plan.unchanged).to.deep.equal([aTarget])
    expect(withoutQuiet(rest, () => true).plan.unchanged).to.deep.equal([aTarget])
  })

  it('does not so where a plan is refused or a rollout was given up: those are no values', () => {
    const plan = aPlan([aScaling(5, 2)])
    const service = {
      target: aTarget,
      state: 'Present',
      isRecorded: true,
      differences: [{ target: aTarget, cause: 'Declared', change: aChange('desiredCount', 5, 2) }],
      notes: [],
    } as const
    const refused = withoutQuiet({ plan: { ...plan, hazards: [aHazard()] }, services: [service] }, () => true)
    expect([refused.plan.unchanged, refused.plan.hazards.length]).to.deep.equal([[], 1])
    const failed = { ...service, notes: [{ kind: 'RolloutFailed', reason: undefined }] as const }
    const rest = withoutQuiet({ plan, services: [failed] }, () => true)
    expect(rest.plan.unchanged).to.deep.equal([])
    expect(notesIn(rest)).to.deep.equal([{ kind: 'RolloutFailed', reason: undefined }])
  })

  it('may leave out undeclared values and services that left the file, and never a missing one', () => {
    const undeclared = [{ target: aTarget, path: 'maximumPercent', value: 150, default: 200 }]
    const service = { isRecorded: true, differences: [], notes: [] } as const
    const all: Drift = {
      plan: aPlan([], { undeclared }),
      services: [
        { ...service, target: aTarget, state: 'Missing' },
        { ...service, target: anotherTarget, state: 'NotDeclared' },
      ],
    }
    expect(withoutQuiet(all, () => true)).to.deep.equal({
      plan: aPlan([]),
      services: [{ ...service, target: aTarget, state: 'Missing' }],
    })
  })
})
