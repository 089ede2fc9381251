/** One service: (what the file declares, what ECS has) → the actions that make it so, what is left alone, and what is in the way. */
import type {
  Action,
  CreateService,
  DeleteService,
  RegisterTaskDefinition,
  TagResource,
  UpdateService,
} from '../model/action.js'
import { type Change, worstEffect } from '../model/change.js'
import type { Hazard } from '../model/hazard.js'
import type { Json } from '../model/json.js'
import type { Undeclared } from '../model/plan.js'
import {
  type DesiredService,
  type LiveService,
  type LiveState,
  type ServiceSettings,
  settingsAsJson,
  type Target,
  targetOf,
} from '../model/service.js'
import { type ChangeContext, changeFrom } from './changes.js'
import { declaredTag, declaredTagValue, removedFields } from './declared.js'
import { diff } from './diff.js'
import { serviceHazards } from './hazards.js'
import { boundsOf, percentagesOf } from './rollout.js'
import { defaultOf, effectOf, type Field, serviceFields } from './serviceFields.js'
import { planRevision, revisionChange, type RevisionPlan } from './taskDefinition.js'

export interface ServiceDecision {
  readonly actions: readonly Action[]
  readonly hazards: readonly Hazard[]
  readonly undeclared: readonly Undeclared[]
}

export interface ServiceQuestion {
  readonly desired: DesiredService
  readonly state: LiveState
  readonly live: LiveService | undefined
  readonly isReplaceAllowed: boolean
  /** Registrations that earlier services of this plan have asked for. */
  readonly registered: readonly RegisterTaskDefinition[]
  /** The highest number of a revision of the desired family that ECS has shown; undefined: none. */
  readonly latestRevision: number | undefined
  readonly fingerprintKey: string
}

export const planService = (question: ServiceQuestion): ServiceDecision => {
  const { desired, state, registered, latestRevision } = question
  // A draining service keeps its name a little longer, but is gone for every other purpose (ecs-facts 4.8).
  const live = question.live?.status.state === 'ACTIVE' ? question.live : undefined
  const context: ChangeContext = { origins: desired.origins, fingerprintKey: question.fingerprintKey }
  const { family } = desired.taskDefinition
  const newest = Object.hasOwn(state.newest, family) ? state.newest[family] : undefined
  const revision = planRevision(desired, { live, newest, registered, latestRevision }, context)
  const told = revisionChanges(live, revision, context)
  const inPlace = wantedSettings(desired.settings, live)
  const inPlaceChanges = [...settingsChanges(desired, live, inPlace, givenUp(desired, live), context), ...told]
  const isReplaced = live !== undefined && worstEffect(inPlaceChanges) === 'Replace'
  const wanted = isReplaced ? settingsAnew(desired, live, inPlace) : inPlace
  const changes = isReplaced
    ? [...settingsChanges(desired, live, wanted, absentByDefault, context), ...told]
    : inPlaceChanges
  const actions =
    live === undefined
      ? [createService(desired, wanted, revision, changes)]
      : isReplaced
        ? replaceService(desired, live, wanted, revision, changes)
        : updateService(desired, live, wanted, revision, changes)
  return {
    actions: [...(revision.register === undefined ? [] : [revision.register]), ...actions],
    hazards: serviceHazards({
      desired,
      live,
      isDraining: question.live?.status.state === 'DRAINING',
      state,
      wanted,
      changes,
      isReplaceAllowed: question.isReplaceAllowed,
    }),
    undeclared: live === undefined ? [] : undeclaredValues(desired, live),
  }
}

/** What the service should be told: what is declared, and the default of what is declared no longer. */
const wantedSettings = (desired: ServiceSettings, live: LiveService | undefined): ServiceSettings => {
  const reset = (live === undefined ? [] : removedFields(live.tags, desired)).flatMap((field) => {
    const value = live === undefined ? undefined : defaultOf(field, live)
    return value === undefined ? [] : [[field.path, value] as const]
  })
  const settings: ServiceSettings = {
    ...(Object.fromEntries(reset) as ServiceSettings),
    ...(live === undefined ? { desiredCount: 1 } : {}),
    ...desired,
  }
  // On create ECS would say ENABLED by itself; on update it matters only where ENABLED is live.
  return live === undefined || live.settings.availabilityZoneRebalancing === 'ENABLED'
    ? withoutRefusedRebalancing(settings)
    : settings
}

/** ECS refuses to spread over zones beside a tight maximum or a classic load balancer (ecs-facts section 7, check 21). */
const withoutRefusedRebalancing = (settings: ServiceSettings): ServiceSettings => {
  const isTooTight = (settings.maximumPercent ?? 200) <= 100
  const isClassic = (settings.loadBalancers ?? []).some(({ loadBalancerName }) => loadBalancerName !== undefined)
  return isTooTight || isClassic ? { ...settings, availabilityZoneRebalancing: 'DISABLED' } : settings
}

/**
 * What a service that is made anew is told: besides what is wanted all that the old one had and the file leaves open,
 * so that the replacement changes nothing that was not asked for. Values that a new service has by itself are not said.
 */
const settingsAnew = (desired: DesiredService, live: LiveService, wanted: ServiceSettings): ServiceSettings => {
  const removed = removedFields(live.tags, desired.settings)
  const kept = serviceFields.flatMap((field) => {
    const value = member(live.settings, field)
    const isGone = field.isAbsentByDefault === true && removed.includes(field)
    const isDefault = value === 'ENABLED' || diff(field.default, value, field.path).length === 0
    return value === undefined || isGone || isDefault ? [] : [[field.path, value] as const]
  })
  const settings: ServiceSettings = {
    desiredCount: live.status.desiredCount,
    ...(Object.fromEntries(kept) as ServiceSettings),
    ...wanted,
  }
  const { role, networkConfiguration, ...rest } = withoutRefusedRebalancing(settings)
  const isAwsvpc = desired.taskDefinition.networkMode === 'awsvpc'
  const mayHaveRole = desired.settings.role !== undefined || (!isAwsvpc && settings.loadBalancers?.length === 1)
  const mayHaveNetwork = desired.settings.networkConfiguration !== undefined || isAwsvpc
  return {
    ...rest,
    ...(role !== undefined && mayHaveRole ? { role } : {}),
    ...(networkConfiguration !== undefined && mayHaveNetwork ? { networkConfiguration } : {}),
  }
}

const absentByDefault: readonly Field[] = serviceFields.filter(({ isAbsentByDefault }) => isAbsentByDefault)

/** A role that left the file cannot stay and cannot be told away: it goes with the service. */
const givenUp = (desired: DesiredService, live: LiveService | undefined): readonly Field[] =>
  live === undefined ? [] : removedFields(live.tags, desired.settings).filter(({ path }) => path === 'role')

/** Of fields that have a wanted value, and of those in `dropped`, which have none any more. */
const settingsChanges = (
  desired: DesiredService,
  live: LiveService | undefined,
  wanted: ServiceSettings,
  dropped: readonly Field[],
  context: ChangeContext,
): readonly Change[] => {
  const sides = { live: live?.settings ?? {}, desired: wanted }
  const isDaemon = live?.status.schedulingStrategy === 'DAEMON'
  return serviceFields
    .filter((field) => wanted[field.path] !== undefined || dropped.includes(field))
    .filter(({ path }) => !(isDaemon && path === 'desiredCount'))
    .flatMap((field) => {
      const effect = live === undefined ? 'InPlace' : effectOf(field, sides)
      // What the file doesn't say has no place in it.
      const isSaid = desired.settings[field.path] !== undefined
      return diff(member(sides.live, field), member(wanted, field), field.path).map((difference) =>
        changeFrom(difference, effect, isSaid ? context : { ...context, origins: {} }),
      )
    })
}

const member = (settings: ServiceSettings, { path }: Field): Json | undefined => settingsAsJson(settings)[path]

const revisionChanges = (
  live: LiveService | undefined,
  revision: RevisionPlan,
  context: ChangeContext,
): readonly Change[] => {
  const change = revisionChange(live, revision.reference, context)
  if (change === undefined) return []
  // The content is told once: by the registration where this service has one, else by the service's own action.
  return revision.register === undefined && live !== undefined ? [change, ...revision.contentChanges] : [change]
}

const createService = (
  desired: DesiredService,
  settings: ServiceSettings,
  revision: RevisionPlan,
  changes: readonly Change[],
  replaced?: { readonly live: LiveService; readonly removal: DeleteService },
): CreateService => ({
  kind: 'CreateService',
  id: idOf('create', targetOf(desired)),
  target: targetOf(desired),
  reason: replaced === undefined ? 'ServiceMissing' : 'CannotChangeInPlace',
  changes,
  after: [...needed(revision), ...(replaced === undefined ? [] : [replaced.removal.id])],
  completion: { kind: 'Deployed' },
  settings,
  taskDefinition: revision.reference,
  tags: { ...tagsOf(replaced?.live), [declaredTag]: declaredTagValue(desired.settings) },
})

/** Tags that somebody else gave the service; those of AWS itself can't be given (ecs-facts section 6). */
const tagsOf = (live: LiveService | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(live?.tags ?? {}).filter(([key]) => !key.startsWith('aws:')))

const replaceService = (
  desired: DesiredService,
  live: LiveService,
  wanted: ServiceSettings,
  revision: RevisionPlan,
  changes: readonly Change[],
): readonly Action[] => {
  const removal = deleteService(live, 'CannotChangeInPlace', needed(revision))
  return [removal, createService(desired, wanted, revision, changes, { live, removal })]
}

const updateService = (
  desired: DesiredService,
  live: LiveService,
  wanted: ServiceSettings,
  revision: RevisionPlan,
  changes: readonly Change[],
): readonly Action[] => {
  const [only] = changes
  const update =
    only === undefined
      ? []
      : changes.length === 1 && only.path === 'desiredCount'
        ? [scaleService(live, wanted.desiredCount ?? 0, 'CountDiffers', [only])]
        : [updateInPlace(desired, live, wanted, revision, changes)]
  return [...update, ...tagService(desired, live, update)]
}

const updateInPlace = (
  desired: DesiredService,
  live: LiveService,
  wanted: ServiceSettings,
  revision: RevisionPlan,
  changes: readonly Change[],
): UpdateService => {
  const changed = serviceFields.filter(({ path }) => changes.some((change) => rootOf(change.path) === path))
  const startsDeployment = worstEffect(changes) === 'Rollout'
  const isDaemon = live.status.schedulingStrategy === 'DAEMON'
  const count = isDaemon ? live.status.desiredCount : (wanted.desiredCount ?? live.status.desiredCount)
  const changesRevision = changes.some(({ path }) => path === 'taskDefinition')
  return {
    kind: 'UpdateService',
    id: idOf('update', targetOf(desired)),
    target: targetOf(desired),
    reason: changesRevision ? 'TaskDefinitionDiffers' : 'SettingsDiffer',
    changes,
    after: needed(revision),
    completion: {
      kind: startsDeployment ? 'Deployed' : changed.some(({ path }) => path === 'desiredCount') ? 'Steady' : 'Accepted',
    },
    settings: Object.fromEntries(changed.map(({ path }) => [path, wanted[path]])),
    ...(changesRevision ? { taskDefinition: revision.reference } : {}),
    tasksRestart: startsDeployment ? live.status.runningCount : 0,
    ...(startsDeployment ? { bounds: boundsOf(count, percentagesOf(wanted, live.settings)) } : {}),
  }
}

/** The bookkeeping follows what is declared: with every update, and alone where only what is declared has changed. */
const tagService = (desired: DesiredService, live: LiveService, updates: readonly Action[]): readonly TagResource[] => {
  const value = declaredTagValue(desired.settings)
  const recorded = live.tags[declaredTag]
  const isDue = recorded === undefined ? updates.length > 0 : recorded !== value
  if (!isDue || !isLongArn(live.identity.arn)) return []
  return [
    {
      kind: 'TagResource',
      id: idOf('tag', targetOf(desired)),
      target: targetOf(desired),
      reason: 'DeclaredKeysDiffer',
      changes: diff(recorded, value, `tags[${declaredTag}]`).map(({ path, before, after }) => ({
        path,
        ...(before === undefined ? {} : { before: { kind: 'Plain', value: before } }),
        ...(after === undefined ? {} : { after: { kind: 'Plain', value: after } }),
        effect: 'InPlace',
      })),
      after: updates.map(({ id }) => id),
      completion: { kind: 'Accepted' },
      arn: live.identity.arn,
      tags: { [declaredTag]: value },
    },
  ]
}

/** ECS refuses tags on services whose ARN lacks the cluster's name (ecs-facts section 6). */
const isLongArn = (arn: string): boolean => arn.split('/').length > 2

/** A change of count alone. */
export const scaleService = (
  live: LiveService,
  desiredCount: number,
  reason: 'CountDiffers' | 'Requested',
  changes: readonly Change[],
): Action => ({
  kind: 'ScaleService',
  id: idOf('scale', targetOf(live)),
  target: targetOf(live),
  reason,
  changes,
  after: [],
  completion: { kind: 'Steady' },
  desiredCount,
})

export const deleteService = (
  live: LiveService,
  reason: 'CannotChangeInPlace' | 'Requested',
  after: readonly string[] = [],
): DeleteService => ({
  kind: 'DeleteService',
  id: idOf('delete', targetOf(live)),
  target: targetOf(live),
  reason,
  changes: [],
  after,
  completion: { kind: 'Inactive' },
  tasksStop: live.status.runningCount,
})

/** Live values that the file never named and that differ from ECS's default. */
const undeclaredValues = (desired: DesiredService, live: LiveService): readonly Undeclared[] => {
  const removed = removedFields(live.tags, desired.settings)
  return serviceFields.flatMap((field) => {
    const value = member(live.settings, field)
    const usual = defaultOf(field, live)
    const isReset = removed.includes(field) && (usual !== undefined || givenUp(desired, live).includes(field))
    const isKnown = usual !== undefined || field.isAbsentByDefault === true
    if (desired.settings[field.path] !== undefined || isReset || value === undefined || !isKnown) return []
    if (diff(usual, value, field.path).length === 0) return []
    return [{ target: targetOf(desired), path: field.path, value, default: usual }]
  })
}

const needed = ({ reference }: RevisionPlan): readonly string[] =>
  reference.kind === 'KnownAfterApply' ? [reference.action] : []

const rootOf = (path: string): string => path.split(/[.[]/, 1)[0] ?? path

const idOf = (verb: string, { cluster, service }: Target): string => `${verb}:${cluster}/${service}`
