/**
 * Drift: which of the differences between the file and ECS are ECS's, which the file's, by what was last applied (applied.ts).
 * Of the task definition the revision that was applied is still there to compare with; of a setting there is a digest.
 */
import { type Change, isSamePlace } from '../model/change.js'
import type { Cause, Difference, Drift, Found, Note, ServiceDrift } from '../model/drift.js'
import { originOf } from '../model/origin.js'
import type { Hazard, HazardKind } from '../model/hazard.js'
import type { Plan } from '../model/plan.js'
import { isGivenUp, primaryOf } from '../model/rollout.js'
import {
  activeIn,
  type DesiredService,
  type DesiredState,
  type LiveService,
  type LiveState,
  type Target,
  targetKey,
  targetOf,
} from '../model/service.js'
import { isBookkeepingPath, tagAt } from '../model/tag.js'
import { familyName, revisionName, type TaskDefinition } from '../model/taskDefinition.js'
import { type Applied, appliedFrom, settingDigest, tagsDigest } from './applied.js'
import { diff } from './diff.js'
import { fieldAt, liveValue, settingOf } from './serviceFields.js'
import { declaredTags, recordedTags } from './tags.js'

/** What drift is told from. */
export interface DriftQuestion {
  readonly desired: DesiredState
  readonly live: LiveState
  /** Of these two. */
  readonly plan: Plan
  /** What `appliedRevisions` asks for, by name; a name without a content: ECS has it no longer. */
  readonly revisions: Readonly<Record<string, TaskDefinition | undefined>>
  /** What the file's project made and the file names no longer. */
  readonly strays: readonly LiveService[]
}

/** The revisions that must be read to tell who has moved: those that were applied and are in use no longer. */
export const appliedRevisions = (desired: DesiredState, live: LiveState): readonly string[] => {
  const active = activeIn(live)
  const names = desired.services.flatMap((service) => {
    const found = active.get(targetKey(targetOf(service)))
    const applied = found === undefined ? undefined : appliedFrom(found)
    if (found === undefined || applied?.isRevision(found.identity.taskDefinitionArn) !== false) return []
    return revisionApplied(service, found, applied) ?? []
  })
  return [...new Set(names)]
}

/** Each declared service with its differences and who has moved, then the strays. */
export const driftOf = ({ desired, live, plan, revisions, strays }: DriftQuestion): Drift => {
  const active = activeIn(live)
  const told = toldIn(plan)
  const services = desired.services.map((service) => {
    const key = targetKey(targetOf(service))
    return serviceDrift(service, active.get(key), told.get(key) ?? nothingTold, revisions)
  })
  return { plan, services: [...services, ...strays.map(strayDrift)] }
}

/** What a plan says of one service. */
interface Told {
  readonly changes: readonly Change[]
  readonly ignored: Plan['ignored']
  readonly hazards: Plan['hazards']
}

const nothingTold: Told = { changes: [], ignored: [], hazards: [] }

const toldIn = ({ actions, ignored, hazards }: Plan): ReadonlyMap<string, Told> => {
  const told = new Map<string, { readonly [Part in keyof Told]: Told[Part][number][] }>()
  const of = (target: Target) => {
    const known = told.get(targetKey(target)) ?? { changes: [], ignored: [], hazards: [] }
    told.set(targetKey(target), known)
    return known
  }
  for (const { target, changes } of actions) of(target).changes.push(...changes)
  for (const one of ignored) of(one.target).ignored.push(one)
  for (const one of hazards) of(one.target).hazards.push(one)
  return told
}

const strayDrift = (stray: LiveService): ServiceDrift => ({
  target: targetOf(stray),
  state: 'NotDeclared',
  isRecorded: appliedFrom(stray) !== undefined,
  differences: [],
  notes: [],
})

/** Drift without what is to be quiet; a service with nothing left is as declared, unless more than values is wrong with it. */
export const withoutQuiet = ({ plan, services }: Drift, isQuiet: (found: Found) => boolean): Drift => {
  const kept = services
    .filter(({ state, target }) => state !== 'NotDeclared' || !isQuiet({ kind: 'NotDeclared', target }))
    .map((service) => {
      const differences = service.differences.filter((difference) => !isQuiet({ kind: 'Difference', difference }))
      const left = service.differences.length - differences.length
      return left === 0 ? service : { ...service, differences, quiet: (service.quiet ?? 0) + left }
    })
    .map((service) => (service.quiet === undefined ? service : { ...service, notes: notesBeside(service) }))
  const [before, after] = [byTarget(services), byTarget(kept)]
  const others = new Set([
    ...plan.unchanged.map(targetKey),
    ...plan.hazards.filter(({ level }) => level === 'Error').map(({ target }) => targetKey(target)),
  ])
  const isStill = (target: Target): boolean => {
    const service = after.get(targetKey(target))
    return (
      service?.quiet !== undefined &&
      service.differences.length === 0 &&
      !others.has(targetKey(target)) &&
      !service.notes.some(({ kind }) => kind === 'RolloutFailed')
    )
  }
  const isKept = (target: Target, { path }: Change): boolean => {
    const isIn = (some: ByTarget): boolean =>
      some.get(targetKey(target))?.differences.some(({ change }) => change.path === path) === true
    return isIn(after) || !isIn(before)
  }
  return {
    services: kept,
    plan: {
      ...plan,
      actions: plan.actions
        .filter(({ target }) => !isStill(target))
        .map((action) => ({ ...action, changes: action.changes.filter((change) => isKept(action.target, change)) })),
      unchanged: [...plan.unchanged, ...kept.map(({ target }) => target).filter(isStill)],
      undeclared: plan.undeclared.filter((undeclared) => !isQuiet({ kind: 'Undeclared', undeclared })),
      hazards: plan.hazards.filter((hazard) => {
        const service = after.get(targetKey(hazard.target))
        return service === undefined || !isOfQuiet(hazard, service)
      }),
    },
  }
}

type ByTarget = ReadonlyMap<string, ServiceDrift>

const byTarget = (services: readonly ServiceDrift[]): ByTarget =>
  new Map(services.map((service) => [targetKey(service.target), service]))

/** Who registered a revision is of interest as long as something is told that came with it, and whose the count is where that is told. */
const notesBeside = ({ notes, differences }: ServiceDrift): readonly Note[] =>
  notes.filter(({ kind }) => {
    if (kind === 'OtherRevision') return differences.some(hasComeWithRevision)
    return (kind !== 'CountOutsideScaling' && kind !== 'ScalingUntold') || differences.some(isOfCount)
  })

const isOfCount = ({ change }: Difference): boolean => change.path === 'desiredCount'

/** What a plan is warned of for the sake of changes that are quiet, and would not make without them. */
const isOfQuiet = ({ kind, level }: Hazard, { quiet, differences }: ServiceDrift): boolean => {
  if (quiet === undefined || level === 'Error') return false
  if (warningsOfCount.has(kind)) return !differences.some(isOfCount)
  return warningsOfChanges.has(kind) && differences.length === 0
}

const warningsOfCount: ReadonlySet<HazardKind> = new Set([
  'AutoScalingGroupNotScaled',
  'CountOutsideScaling',
  'ScalingUntold',
])

const warningsOfChanges: ReadonlySet<HazardKind> = new Set([
  'RolloutUnderWay',
  'RolloutCannotMove',
  'StaticHostPort',
  'ClassicLoadBalancerDynamicPort',
  'NotTaggable',
])

/** It is of the family in use, or of the one that is declared. */
const revisionApplied = (desired: DesiredService, live: LiveService, applied: Applied): string | undefined =>
  applied.revisionIn(familyName(live.identity.taskDefinitionArn)) ?? applied.revisionIn(desired.taskDefinition.family)

const serviceDrift = (
  desired: DesiredService,
  live: LiveService | undefined,
  told: Told,
  revisions: DriftQuestion['revisions'],
): ServiceDrift => {
  const target = targetOf(desired)
  const origin = originOf(desired.origins, '')
  const place = origin === undefined ? {} : { origin }
  if (live === undefined) return { target, state: 'Missing', ...place, isRecorded: false, differences: [], notes: [] }
  const applied = appliedFrom(live)
  const name = applied === undefined ? undefined : revisionApplied(desired, live, applied)
  const content = name !== undefined && Object.hasOwn(revisions, name) ? revisions[name] : undefined
  const causeOf = (change: Change): Cause => {
    if (applied === undefined) return 'Untold'
    return causeOfSetting(change, desired, live, applied) ?? causeOfContent(change, desired, live, applied, content)
  }
  const differences = changesOf(told).map((change) => ({ target, cause: causeOf(change), change }))
  return {
    target,
    state: 'Present',
    ...place,
    isRecorded: applied !== undefined,
    differences,
    notes: notesOf(desired, live, applied, name, differences, told),
  }
}

/** Each path once; the name of a revision goes without saying where its content is told, and the books where anything else is. */
const changesOf = ({ changes }: Told): readonly Change[] => {
  const byPath = [...new Map(changes.map((change) => [change.path, change])).values()]
  const telling = byPath.filter(({ path }) => path !== 'taskDefinition' && !isBookkeepingPath(path))
  return telling.length > 0 ? telling : byPath
}

/** undefined: it is no setting of the service. */
const causeOfSetting = (
  { path }: Change,
  desired: DesiredService,
  live: LiveService,
  applied: Applied,
): Cause | undefined => {
  // The books follow what the file declares.
  if (isBookkeepingPath(path)) return 'Undeployed'
  if (tagAt(path) !== undefined) {
    if (applied.tags === undefined) return 'Undeployed'
    const kept = Object.fromEntries(recordedTags(live).map((key) => [key, live.tags[key] ?? '']))
    return cause(tagsDigest(kept) !== applied.tags, tagsDigest(declaredTags(desired)) !== applied.tags)
  }
  const field = fieldAt(path)
  if (field === undefined) return undefined
  const before = applied.settings.get(field.letter)
  // Never applied: it is the file that asks for it, or nobody can tell.
  if (before === undefined) return desired.settings[field.path] === undefined ? 'Untold' : 'Undeployed'
  const declared = settingOf(desired.settings, field)
  return cause(
    settingDigest(field, liveValue(field, live)) !== before,
    declared === undefined || settingDigest(field, declared) !== before,
  )
}

/** A revision never changes: that which was applied tells who has moved, leaf by leaf. */
const causeOfContent = (
  { path }: Change,
  desired: DesiredService,
  live: LiveService,
  applied: Applied,
  content: TaskDefinition | undefined,
): Cause => {
  if (applied.isRevision(live.identity.taskDefinitionArn)) return 'Undeployed'
  if (content === undefined) return 'Untold'
  const at = path.startsWith('taskDefinition.') ? path.slice('taskDefinition.'.length) : path
  const moved = (to: TaskDefinition | undefined): boolean =>
    diff(content, to).some((one) => path === 'taskDefinition' || isSamePlace(one.path, at))
  return cause(moved(live.taskDefinition), moved(desired.taskDefinition))
}

/** Where neither seems to have moved, what moved is a secret, of which there is no digest. */
const cause = (hasLiveMoved: boolean, hasFileMoved: boolean): Cause => {
  if (hasLiveMoved) return hasFileMoved ? 'Both' : 'Declared'
  return hasFileMoved ? 'Undeployed' : 'Untold'
}

const hasComeWithRevision = ({ change, cause: is }: Difference): boolean => isOfContent(change) && is !== 'Undeployed'

/** Whether a change is in the task definition: neither a setting of the service nor one of its tags. */
export const isOfContent = ({ path }: Change): boolean => fieldAt(path) === undefined && tagAt(path) === undefined

const notesOf = (
  desired: DesiredService,
  live: LiveService,
  applied: Applied | undefined,
  name: string | undefined,
  differences: readonly Difference[],
  { ignored, hazards }: Told,
): readonly Note[] => {
  const { status, identity, settings } = live
  const primary = primaryOf(status.deployments)
  const isAnother =
    applied !== undefined && !applied.isRevision(identity.taskDefinitionArn) && differences.some(hasComeWithRevision)
  const scaledWithin = ignored.find(({ path }) => path === 'desiredCount')?.scaledWithin
  const isUntold = hazards.some(({ kind }) => kind === 'ScalingUntold')
  const outside = hazards.find((hazard) => hazard.kind === 'CountOutsideScaling')
  const isOthers = scaledWithin !== undefined || (desired.ignored ?? []).includes('desiredCount')
  const declaredCount = isOthers ? desired.settings.desiredCount : undefined
  const liveCount = settings.desiredCount
  const isUnderWay = primary?.rolloutState === 'IN_PROGRESS' || status.deployments.length > 1
  const isSteady = status.runningCount === status.desiredCount && status.pendingCount === 0
  return [
    ...(isAnother
      ? [{ kind: 'OtherRevision', revision: revisionName(identity.taskDefinitionArn), applied: name } as const]
      : []),
    ...(isGivenUp(status) ? [{ kind: 'RolloutFailed', reason: primary?.rolloutStateReason } as const] : []),
    ...(isUnderWay && primary !== undefined && !isGivenUp(status)
      ? [{ kind: 'RolloutUnderWay', sinceMs: primary.createdAtMs } as const]
      : []),
    ...(!isSteady && !isUnderWay
      ? [
          {
            kind: 'NotSteady',
            running: status.runningCount,
            pending: status.pendingCount,
            wanted: status.desiredCount,
          } as const,
        ]
      : []),
    ...(declaredCount !== undefined && liveCount !== undefined && declaredCount !== liveCount
      ? [
          {
            kind: 'CountMoved',
            live: liveCount,
            declared: declaredCount,
            ...(scaledWithin === undefined ? {} : { scaledWithin }),
          } as const,
        ]
      : []),
    ...(isUntold ? [{ kind: 'ScalingUntold' } as const] : []),
    ...(outside === undefined ? [] : [{ kind: 'CountOutsideScaling', range: outside.range } as const]),
  ]
}
