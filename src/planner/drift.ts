/**
 * Drift: which of the differences between the file and ECS are ECS's, which the file's, by what was last applied (applied.ts).
 * Of the task definition the revision that was applied is still there to compare with; of a setting there is a digest.
 */
import type { Change } from '../model/change.js'
import type { Cause, Difference, Drift, Found, Note, ServiceDrift } from '../model/drift.js'
import type { Plan } from '../model/plan.js'
import { isGivenUp, primaryOf } from '../model/rollout.js'
import {
  type DesiredService,
  type DesiredState,
  isSameTarget,
  type LiveService,
  type LiveState,
  type Target,
  targetKey,
  targetOf,
} from '../model/service.js'
import { isBookkeepingTag } from '../model/tag.js'
import { familyName, revisionName, type TaskDefinition } from '../model/taskDefinition.js'
import { type Applied, appliedFrom, settingDigest, tagsDigest } from './applied.js'
import { diff } from './diff.js'
import { fieldAt, liveValue, settingOf } from './serviceFields.js'
import { declaredTags, recordedTags } from './tags.js'

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

export const driftOf = ({ desired, live, plan, revisions, strays }: DriftQuestion): Drift => {
  const active = activeIn(live)
  const services = desired.services.map((service) =>
    serviceDrift(service, active.get(targetKey(targetOf(service))), plan, revisions),
  )
  return { plan, services: [...services, ...strays.map(strayDrift)] }
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
    },
  }
}

type ByTarget = ReadonlyMap<string, ServiceDrift>

const byTarget = (services: readonly ServiceDrift[]): ByTarget =>
  new Map(services.map((service) => [targetKey(service.target), service]))

/** Who registered a revision is of interest as long as something is told that came with it. */
const notesBeside = ({ notes, differences }: ServiceDrift): readonly Note[] =>
  notes.filter(({ kind }) => kind !== 'OtherRevision' || differences.some(hasComeWithRevision))

const activeIn = ({ services }: LiveState): ReadonlyMap<string, LiveService> =>
  new Map(
    services
      .filter(({ status }) => status.state === 'ACTIVE')
      .map((service) => [targetKey(targetOf(service)), service]),
  )

/** It is of the family in use, or of the one that is declared. */
const revisionApplied = (desired: DesiredService, live: LiveService, applied: Applied): string | undefined =>
  applied.revisionIn(familyName(live.identity.taskDefinitionArn)) ?? applied.revisionIn(desired.taskDefinition.family)

const serviceDrift = (
  desired: DesiredService,
  live: LiveService | undefined,
  plan: Plan,
  revisions: DriftQuestion['revisions'],
): ServiceDrift => {
  const target = targetOf(desired)
  if (live === undefined) return { target, state: 'Missing', isRecorded: false, differences: [], notes: [] }
  const applied = appliedFrom(live)
  const name = applied === undefined ? undefined : revisionApplied(desired, live, applied)
  const content = name !== undefined && Object.hasOwn(revisions, name) ? revisions[name] : undefined
  const causeOf = (change: Change): Cause => {
    if (applied === undefined) return 'Untold'
    return causeOfSetting(change, desired, live, applied) ?? causeOfContent(change, desired, live, applied, content)
  }
  const differences = changesOf(plan, target).map((change) => ({ target, cause: causeOf(change), change }))
  return {
    target,
    state: 'Present',
    isRecorded: applied !== undefined,
    differences,
    notes: notesOf(desired, live, applied, name, differences, plan),
  }
}

/** Each path once; the name of a revision goes without saying where its content is told, and the books where anything else is. */
const changesOf = (plan: Plan, target: Target): readonly Change[] => {
  const changes = plan.actions
    .filter((action) => isSameTarget(action.target, target))
    .flatMap((action) => action.changes)
  const byPath = [...new Map(changes.map((change) => [change.path, change])).values()]
  const telling = byPath.filter(({ path }) => path !== 'taskDefinition' && !isBook(path))
  return telling.length > 0 ? telling : byPath
}

const isBook = (path: string): boolean => path.startsWith('tags[') && isBookkeepingTag(path.slice('tags['.length))

/** undefined: it is no setting of the service. */
const causeOfSetting = (
  { path }: Change,
  desired: DesiredService,
  live: LiveService,
  applied: Applied,
): Cause | undefined => {
  // The books follow what the file declares.
  if (isBook(path)) return 'Undeployed'
  if (path.startsWith('tags[')) {
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

/** One is the other, or is in it. */
const isSamePlace = (a: string, b: string): boolean => isIn(a, b) || isIn(b, a)

const isIn = (inner: string, outer: string): boolean =>
  inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`)

/** Where neither seems to have moved, what moved is a secret, of which there is no digest. */
const cause = (hasLiveMoved: boolean, hasFileMoved: boolean): Cause => {
  if (hasLiveMoved) return hasFileMoved ? 'Both' : 'Declared'
  return hasFileMoved ? 'Undeployed' : 'Untold'
}

const hasComeWithRevision = ({ change, cause: is }: Difference): boolean => isOfContent(change) && is !== 'Undeployed'

/** Whether a change is in the task definition: neither a setting of the service nor one of its tags. */
export const isOfContent = ({ path }: Change): boolean => fieldAt(path) === undefined && !path.startsWith('tags[')

const notesOf = (
  desired: DesiredService,
  live: LiveService,
  applied: Applied | undefined,
  name: string | undefined,
  differences: readonly Difference[],
  plan: Plan,
): readonly Note[] => {
  const { status, identity, settings } = live
  const primary = primaryOf(status.deployments)
  const isAnother =
    applied !== undefined && !applied.isRevision(identity.taskDefinitionArn) && differences.some(hasComeWithRevision)
  const scaledWithin = plan.ignored.find(
    ({ path, target }) => path === 'desiredCount' && isSameTarget(target, targetOf(live)),
  )?.scaledWithin
  const isUntold = plan.hazards.some(
    ({ kind, target }) => kind === 'ScalingUntold' && isSameTarget(target, targetOf(live)),
  )
  const outside = plan.hazards
    .filter((hazard) => hazard.kind === 'CountOutsideScaling')
    .find(({ target }) => isSameTarget(target, targetOf(live)))
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
