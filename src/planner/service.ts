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
import { declaredFields, effectOf, type Field, fieldOf, serviceFields } from './serviceFields.js'
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
  readonly fingerprintKey: string
}

export const planService = (question: ServiceQuestion): ServiceDecision => {
  const { desired, state, registered } = question
  // A draining service keeps its name a little longer, but is gone for every other purpose (ecs-facts 4.8).
  const live = question.live?.status.state === 'ACTIVE' ? question.live : undefined
  const context: ChangeContext = { origins: desired.origins, fingerprintKey: question.fingerprintKey }
  const revision = planRevision(
    desired,
    { live, newest: state.newest[desired.taskDefinition.family], registered },
    context,
  )
  const wanted = wantedSettings(desired.settings, live)
  const changes = [...settingsChanges(desired, live, wanted, context), ...revisionChanges(live, revision, context)]
  const actions =
    live === undefined
      ? [createService(desired, wanted, revision, changes)]
      : worstEffect(changes) === 'Replace'
        ? replaceService(desired, live, wanted, revision, changes)
        : updateService(desired, live, wanted, revision, changes)
  return {
    actions: [...(revision.register === undefined ? [] : [revision.register]), ...actions],
    hazards: serviceHazards({ ...question, wanted, changes }),
    undeclared: live === undefined ? [] : undeclaredValues(desired, live),
  }
}

/**
 * What the service should be told: what is declared, the default of what is declared no longer, and DISABLED for zone
 * rebalancing where ECS refuses it beside what is declared (ecs-facts section 7, check 21).
 */
const wantedSettings = (desired: ServiceSettings, live: LiveService | undefined): ServiceSettings => {
  const reset =
    live === undefined ? [] : removedFields(live.tags, desired).filter((field) => field.default !== undefined)
  return {
    ...(Object.fromEntries(reset.map((field) => [field.path, field.default])) as ServiceSettings),
    ...(mustDisableRebalancing(desired, live) ? { availabilityZoneRebalancing: 'DISABLED' as const } : {}),
    ...(live === undefined ? { desiredCount: 1 } : {}),
    ...desired,
  }
}

/** On create ECS would say ENABLED by itself; on update it matters only where ENABLED is live and would be refused. */
const mustDisableRebalancing = (desired: ServiceSettings, live: LiveService | undefined): boolean => {
  const isTooTight = (desired.maximumPercent ?? 200) <= 100
  const isClassic = (desired.loadBalancers ?? []).some(({ loadBalancerName }) => loadBalancerName !== undefined)
  return live === undefined
    ? isTooTight || isClassic
    : isTooTight && live.settings.availabilityZoneRebalancing === 'ENABLED'
}

const settingsChanges = (
  desired: DesiredService,
  live: LiveService | undefined,
  wanted: ServiceSettings,
  context: ChangeContext,
): readonly Change[] => {
  const sides = { live: live?.settings ?? {}, desired: wanted }
  return comparedFields(desired, live, wanted).flatMap((field) => {
    const effect = live === undefined ? 'InPlace' : effectOf(field, sides)
    return diff(member(sides.live, field), member(wanted, field), field.path).map((difference) =>
      changeFrom(difference, effect, context),
    )
  })
}

/** Fields that have a wanted value, or had a declared one that cannot be told otherwise than by replacing the service. */
const comparedFields = (
  desired: DesiredService,
  live: LiveService | undefined,
  wanted: ServiceSettings,
): readonly Field[] => {
  const isDaemon = live?.status.schedulingStrategy === 'DAEMON'
  const dropped =
    live === undefined ? [] : removedFields(live.tags, desired.settings).filter(({ path }) => path === 'role')
  return [...declaredFields(wanted), ...dropped].filter(({ path }) => !(isDaemon && path === 'desiredCount'))
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
  replaced?: DeleteService,
): CreateService => ({
  kind: 'CreateService',
  id: idOf('create', targetOf(desired)),
  target: targetOf(desired),
  reason: replaced === undefined ? 'ServiceMissing' : 'CannotChangeInPlace',
  changes,
  after: [...needed(revision), ...(replaced === undefined ? [] : [replaced.id])],
  completion: { kind: 'Deployed' },
  settings,
  taskDefinition: revision.reference,
  tags: { [declaredTag]: declaredTagValue(desired.settings) },
})

const replaceService = (
  desired: DesiredService,
  live: LiveService,
  wanted: ServiceSettings,
  revision: RevisionPlan,
  changes: readonly Change[],
): readonly Action[] => {
  const removal = deleteService(live, 'CannotChangeInPlace', needed(revision))
  // A count that the file leaves open survives the replacement.
  const settings = { ...wanted, desiredCount: wanted.desiredCount ?? live.status.desiredCount }
  return [removal, createService(desired, settings, revision, changes, removal)]
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
  const count = wanted.desiredCount ?? live.status.desiredCount
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
  return serviceFields.flatMap((row) => {
    const field = fieldOf(row.path)
    const value = member(live.settings, field)
    const isOurs = desired.settings[field.path] !== undefined || removed.includes(field)
    if (isOurs || value === undefined || field.default === undefined) return []
    if (diff(field.default, value, field.path).length === 0) return []
    return [{ target: targetOf(desired), path: field.path, value, default: field.default }]
  })
}

const needed = ({ reference }: RevisionPlan): readonly string[] =>
  reference.kind === 'KnownAfterApply' ? [reference.action] : []

const rootOf = (path: string): string => path.split(/[.[]/, 1)[0] ?? path

const idOf = (verb: string, { cluster, service }: Target): string => `${verb}:${cluster}/${service}`
