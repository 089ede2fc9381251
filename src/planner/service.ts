/** One service: (what the file declares, what ECS has) → the actions that make it so, what is left alone, and what is in the way. */
import type {
  Action,
  CreateService,
  DeleteService,
  RegisterTaskDefinition,
  TagResource,
  UntagResource,
  UpdateService,
} from '../model/action.js'
import { type Change, worstEffect } from '../model/change.js'
import type { Hazard } from '../model/hazard.js'
import type { Json } from '../model/json.js'
import type { Origin, Origins } from '../model/origin.js'
import type { Ignored, Undeclared } from '../model/plan.js'
import { secretMask, withoutSecrets } from '../model/secrecy.js'
import {
  type DesiredService,
  type LiveService,
  type LiveState,
  type ServiceSettings,
  settingsAsJson,
  type Target,
  targetOf,
} from '../model/service.js'
import { isOnFargate } from '../model/serviceSettings.js'
import { type ChangeContext, changeFrom } from './changes.js'
import { ownedSettings, removedFields } from './declared.js'
import { diff } from './diff.js'
import { serviceHazards } from './hazards.js'
import { boundsOf, percentagesOf } from '../model/rollout.js'
import { defaultOf, effectOf, type Field, serviceFields } from './serviceFields.js'
import { isBook, isLongArn, planTags, tagsAnew } from './tags.js'
import { planRevision, revisionChange, type RevisionPlan } from './taskDefinition.js'

export interface ServiceDecision {
  readonly actions: readonly Action[]
  readonly hazards: readonly Hazard[]
  readonly undeclared: readonly Undeclared[]
  readonly ignored: readonly Ignored[]
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
  const { state, registered, latestRevision } = question
  // A draining service keeps its name a little longer, but is gone for every other purpose (ecs-facts 4.8).
  const live = question.live?.status.state === 'ACTIVE' ? question.live : undefined
  // A service that is made is told all; one that is there is left alone in what is given away.
  const desired = live === undefined ? question.desired : withoutIgnored(question.desired)
  const context: ChangeContext = { origins: desired.origins, fingerprintKey: question.fingerprintKey }
  const { family } = desired.taskDefinition
  const newest = Object.hasOwn(state.newest, family) ? state.newest[family] : undefined
  const inPlace = wantedSettings(desired, live)
  const inPlaceChanges = settingsChanges(desired, live, inPlace, givenUp(desired, live), context)
  const isReplaced = live !== undefined && worstEffect(inPlaceChanges) === 'Replace'
  const revision = planRevision(desired, { live, newest, registered, latestRevision, isReplaced }, context)
  const told = revisionChanges(live, revision, context)
  const wanted = isReplaced ? settingsAnew(desired, live, inPlace, question.desired.settings.desiredCount) : inPlace
  const changes: ServiceChanges = {
    settings: isReplaced ? settingsChanges(desired, live, wanted, lostBy(live, wanted), context) : inPlaceChanges,
    told,
  }
  const actions =
    live === undefined
      ? [createService(desired, wanted, revision, changes, context)]
      : isReplaced
        ? replaceService(desired, live, wanted, revision, changes, context)
        : updateService(desired, live, wanted, revision, changes, context)
  return {
    actions: [...(revision.register === undefined ? [] : [revision.register]), ...actions],
    hazards: serviceHazards({
      desired,
      live,
      isDraining: question.live?.status.state === 'DRAINING',
      state,
      wanted,
      changes: [...changes.settings, ...told],
      isReplaceAllowed: question.isReplaceAllowed,
      isReplaced,
    }),
    undeclared: live === undefined ? [] : undeclaredValues(desired, live),
    ignored: live === undefined ? [] : ignoredValues(question.desired, live),
  }
}

/** What changes in the service's own settings, and what it is told of its task definition. */
interface ServiceChanges {
  readonly settings: readonly Change[]
  readonly told: readonly Change[]
}

const withoutIgnored = (desired: DesiredService): DesiredService => ({ ...desired, settings: ownedSettings(desired) })

const removedFrom = (desired: DesiredService, live: LiveService): readonly Field[] =>
  removedFields(live.tags, desired.settings, desired.ignored)

/** What the service should be told: what is declared, and the default of what is declared no longer. */
const wantedSettings = (desired: DesiredService, live: LiveService | undefined): ServiceSettings => {
  const reset = (live === undefined ? [] : removedFrom(desired, live)).flatMap((field) => {
    const value = live === undefined ? undefined : defaultOf(field, live)
    return value === undefined ? [] : [[field.path, value] as const]
  })
  const isDaemon = desired.settings.schedulingStrategy === 'DAEMON'
  const settings: ServiceSettings = {
    ...(Object.fromEntries(reset) as ServiceSettings),
    ...(live === undefined && !isDaemon ? { desiredCount: 1 } : {}),
    ...desired.settings,
  }
  const told = withoutRefusedPlacement(withoutUnfitLaunch(settings, desired.settings, live?.settings ?? {}), live)
  // On create ECS would say ENABLED by itself; on update it matters only where ENABLED is live.
  return live === undefined || live.settings.availabilityZoneRebalancing === 'ENABLED'
    ? withoutRefusedRebalancing(told)
    : told
}

/** The default launch type is not gone back to beside capacity providers, nor the default platform off Fargate. */
const withoutUnfitLaunch = (
  { launchType, platformVersion, ...others }: ServiceSettings,
  declared: ServiceSettings,
  live: ServiceSettings,
): ServiceSettings => {
  const { capacityProviderStrategy } = others
  const hasProviders = capacityProviderStrategy !== undefined && capacityProviderStrategy.length > 0
  const launch = launchType ?? live.launchType
  const isFargate = isOnFargate({
    capacityProviderStrategy:
      capacityProviderStrategy ?? (launchType === undefined ? live.capacityProviderStrategy : []) ?? [],
    ...(launch === undefined || hasProviders ? {} : { launchType: launch }),
  })
  return {
    ...others,
    ...(launchType === undefined || (hasProviders && declared.launchType === undefined) ? {} : { launchType }),
    ...(platformVersion === undefined || (!isFargate && declared.platformVersion === undefined)
      ? {}
      : { platformVersion }),
  }
}

/** Instances are not chosen on Fargate, and ECS refuses placement there: who moves to it by capacity providers leaves it behind. */
const withoutRefusedPlacement = (settings: ServiceSettings, live: LiveService | undefined): ServiceSettings => {
  if (live === undefined || !isOnFargate(settings)) return settings
  const left = (['placementConstraints', 'placementStrategy'] as const).filter(
    (path) => (live.settings[path]?.length ?? 0) > 0,
  )
  return { ...settings, ...Object.fromEntries(left.map((path) => [path, []])) }
}

/** ECS refuses to spread over zones beside some settings, and expects to be told (ecs-facts section 7, check 21). */
const withoutRefusedRebalancing = (settings: ServiceSettings): ServiceSettings => {
  const isTooTight = (settings.maximumPercent ?? 200) <= 100
  const isClassic = (settings.loadBalancers ?? []).some(({ loadBalancerName }) => loadBalancerName !== undefined)
  return isTooTight || isClassic || spreadsOtherwise(settings) || settings.schedulingStrategy === 'DAEMON'
    ? { ...settings, availabilityZoneRebalancing: 'DISABLED' }
    : settings
}

/** Whether tasks are placed by something else than their zones first. */
const spreadsOtherwise = ({ placementStrategy: [first] = [] }: ServiceSettings): boolean =>
  first !== undefined && first.field !== 'attribute:ecs.availability-zone'

/**
 * What a service that is made anew is told: besides what is wanted all that the old one had and the file leaves open,
 * so that the replacement changes nothing that was not asked for. Values that a new service has by itself are not said.
 */
const settingsAnew = (
  desired: DesiredService,
  live: LiveService,
  wanted: ServiceSettings,
  firstCount: number | undefined,
): ServiceSettings => {
  // A daemon has as many tasks as there are instances: no count that anybody asked for.
  const count = live.status.schedulingStrategy === 'DAEMON' ? (firstCount ?? 1) : live.status.desiredCount
  const removed = removedFrom(desired, live)
  const kept = serviceFields.flatMap((field) => {
    const value = member(live.settings, field)
    const isGone = field.isAbsentByDefault === true && removed.includes(field)
    // A launch type is said: in a cluster with capacity providers of its own none would mean those.
    const isSaid = field.path === 'launchType' || field.path === 'schedulingStrategy'
    const isDefault = value === 'ENABLED' || (!isSaid && diff(defaultOf(field, live), value, field.path).length === 0)
    return value === undefined || isGone || isDefault ? [] : [[field.path, value] as const]
  })
  return withoutRefusedRebalancing(
    fitting({ ...(Object.fromEntries(kept) as ServiceSettings), desiredCount: count, ...wanted }, desired),
  )
}

/** Without what the file leaves open and the new service may not have beside what the file says (ecs-facts sections 5 and 7). */
const fitting = (
  settings: ServiceSettings,
  { settings: declared, taskDefinition }: DesiredService,
): ServiceSettings => {
  const isProvided = declared.launchType === undefined && (settings.capacityProviderStrategy ?? []).length > 0
  const { launchType, capacityProviderStrategy, ...others } = settings
  const launched: ServiceSettings = isProvided
    ? { ...others, ...(capacityProviderStrategy === undefined ? {} : { capacityProviderStrategy }) }
    : { ...others, ...(launchType === undefined ? {} : { launchType }) }
  const isFargate = isOnFargate(launched)
  const isDaemon = settings.schedulingStrategy === 'DAEMON'
  const isRebalanced = declared.availabilityZoneRebalancing === 'ENABLED'
  const isAwsvpc = taskDefinition.networkMode === 'awsvpc'
  const balancers = settings.loadBalancers?.length ?? 0
  const isChecked = balancers > 0 || taskDefinition.containerDefinitions.some((one) => one['healthCheck'] !== undefined)
  const unfit: Readonly<Partial<Record<keyof ServiceSettings, boolean>>> = {
    desiredCount: isDaemon,
    role: isAwsvpc || balancers !== 1 || (settings.serviceRegistries?.length ?? 0) > 0,
    networkConfiguration: !isAwsvpc,
    platformVersion: !isFargate,
    placementConstraints: isFargate,
    placementStrategy: isFargate || isDaemon || (isRebalanced && spreadsOtherwise(settings)),
    volumeConfigurations: isDaemon,
    maximumPercent: isDaemon
      ? settings.maximumPercent !== 100
      : isRebalanced && (settings.maximumPercent ?? 200) <= 100,
    healthCheckGracePeriodSeconds: !isChecked,
  }
  return Object.fromEntries(
    Object.entries(launched).filter(
      ([path]) =>
        declared[path as keyof ServiceSettings] !== undefined || unfit[path as keyof ServiceSettings] !== true,
    ),
  )
}

/** A role that left the file, and the network of tasks that have none of their own any more: neither can be told away. */
const givenUp = (desired: DesiredService, live: LiveService | undefined): readonly Field[] => {
  if (live === undefined) return []
  const removed = removedFrom(desired, live)
  const { networkMode } = desired.taskDefinition
  const hasNoNetwork =
    networkMode !== 'awsvpc' &&
    networkMode !== live.taskDefinition?.networkMode &&
    !(desired.ignored ?? []).includes('networkConfiguration')
  return serviceFields.filter(
    (field) =>
      (field.path === 'role' && removed.includes(field)) || (field.path === 'networkConfiguration' && hasNoNetwork),
  )
}

/** What a service had and the one that takes its place is not told; what both have by themselves is no loss. */
const lostBy = (live: LiveService, wanted: ServiceSettings): readonly Field[] =>
  serviceFields.filter((field) => {
    const [value, usual] = [member(live.settings, field), defaultOf(field, live)]
    const isKnown = usual !== undefined || field.isAbsentByDefault === true
    return (
      member(wanted, field) === undefined && value !== undefined && isKnown && diff(usual, value, field.path).length > 0
    )
  })

/** Of fields that have a wanted value, and of those in `dropped`, which have none any more. */
const settingsChanges = (
  desired: DesiredService,
  live: LiveService | undefined,
  wanted: ServiceSettings,
  dropped: readonly Field[],
  context: ChangeContext,
): readonly Change[] => {
  const sides = { live: live?.settings ?? {}, desired: wanted }
  const keepsNoCount = live?.status.schedulingStrategy === 'DAEMON' && wanted.schedulingStrategy !== 'REPLICA'
  return serviceFields
    .filter((field) => wanted[field.path] !== undefined || dropped.includes(field))
    .filter(({ path }) => !(keepsNoCount && path === 'desiredCount'))
    .flatMap((field) => {
      const effect = live === undefined ? 'InPlace' : effectOf(field, sides)
      // What the file doesn't say has no place in it.
      const isSaid = desired.settings[field.path] !== undefined
      return diff(liveValue(field, live), member(wanted, field), field.path).map((difference) =>
        changeFrom(difference, effect, isSaid ? context : { ...context, origins: {} }),
      )
    })
}

/** What ECS has, in words or by leaving it out. */
const liveValue = (field: Field, live: LiveService | undefined): Json | undefined =>
  live === undefined ? undefined : (member(live.settings, field) ?? defaultOf(field, live))

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
  changes: ServiceChanges,
  context: ChangeContext,
  replaced?: { readonly live: LiveService; readonly removal: DeleteService },
): CreateService => {
  const tags = tagsAnew(desired, replaced?.live)
  return {
    kind: 'CreateService',
    id: idOf('create', targetOf(desired)),
    target: targetOf(desired),
    reason: replaced === undefined ? 'ServiceMissing' : 'CannotChangeInPlace',
    changes: [
      ...changes.settings,
      ...changes.told,
      ...tagChanges(withoutBooks(replaced?.live.tags ?? {}), withoutBooks(tags), context),
    ],
    after: [...needed(revision), ...(replaced === undefined ? [] : [replaced.removal.id])],
    completion: { kind: 'Deployed' },
    settings,
    taskDefinition: revision.reference,
    tags,
  }
}

const replaceService = (
  desired: DesiredService,
  live: LiveService,
  wanted: ServiceSettings,
  revision: RevisionPlan,
  changes: ServiceChanges,
  context: ChangeContext,
): readonly Action[] => {
  const removal = deleteService(live, 'CannotChangeInPlace', needed(revision))
  return [removal, createService(desired, wanted, revision, changes, context, { live, removal })]
}

const updateService = (
  desired: DesiredService,
  live: LiveService,
  wanted: ServiceSettings,
  revision: RevisionPlan,
  changes: ServiceChanges,
  context: ChangeContext,
): readonly Action[] => {
  const [only, ...others] = [...changes.settings, ...changes.told]
  const isDown = hasFailed(live)
  const update =
    only === undefined && !isDown
      ? []
      : only !== undefined && others.length === 0 && only.path === 'desiredCount' && !isDown
        ? [scaleService(live, wanted.desiredCount ?? 0, 'CountDiffers', [only])]
        : [updateInPlace(desired, live, wanted, revision, changes)]
  return [...update, ...tagService(desired, live, update, context)]
}

/** ECS has given the newest deployment up and starts nothing more of it: what is declared does not serve, and never will by itself. */
const hasFailed = ({ status }: LiveService): boolean =>
  status.deployments.some((deployment) => deployment.status === 'PRIMARY' && deployment.rolloutState === 'FAILED')

const updateInPlace = (
  desired: DesiredService,
  live: LiveService,
  wanted: ServiceSettings,
  revision: RevisionPlan,
  { settings, told }: ServiceChanges,
): UpdateService => {
  const changed = serviceFields.filter(({ path }) => settings.some((change) => rootOf(change.path) === path))
  const changes = [...settings, ...told]
  const isRepeated = hasFailed(live) && worstEffect(changes) !== 'Rollout'
  const startsDeployment = isRepeated || worstEffect(changes) === 'Rollout'
  const isDaemon = live.status.schedulingStrategy === 'DAEMON'
  const count = isDaemon ? live.status.desiredCount : (wanted.desiredCount ?? live.status.desiredCount)
  const changesRevision = told.some(({ path }) => path === 'taskDefinition')
  return {
    kind: 'UpdateService',
    id: idOf('update', targetOf(desired)),
    target: targetOf(desired),
    reason: changesRevision ? 'TaskDefinitionDiffers' : isRepeated ? 'RolloutFailed' : 'SettingsDiffer',
    changes,
    after: needed(revision),
    completion: {
      kind: startsDeployment ? 'Deployed' : changed.some(({ path }) => path === 'desiredCount') ? 'Steady' : 'Accepted',
    },
    settings: Object.fromEntries(changed.map(({ path }) => [path, wanted[path]])),
    ...(changesRevision ? { taskDefinition: revision.reference } : {}),
    ...(isRepeated || changed.some(({ needsForce }) => needsForce) ? { forceNewDeployment: true } : {}),
    tasksRestart: startsDeployment ? live.status.runningCount : 0,
    ...(startsDeployment ? { bounds: boundsOf(count, percentagesOf(wanted, live.settings)) } : {}),
  }
}

/**
 * Declared tags, and the books, which follow what is declared: with every update, and alone where only that has changed.
 * What is taken away goes first: once the books no longer name a tag, nobody would know that it was ours.
 */
const tagService = (
  desired: DesiredService,
  live: LiveService,
  updates: readonly Action[],
  context: ChangeContext,
): readonly (TagResource | UntagResource)[] => {
  const { set, remove, books } = planTags(desired, live, updates.length > 0)
  if (!isLongArn(live.identity.arn)) return []
  const changes = tagChanges(live.tags, { ...live.tags, ...set, ...books.set }, context)
  const shared = {
    target: targetOf(desired),
    completion: { kind: 'Accepted' as const },
    arn: live.identity.arn,
    reason: Object.keys(set).length + remove.length === 0 ? ('DeclaredKeysDiffer' as const) : ('TagsDiffer' as const),
  }
  const keys = [...remove, ...books.remove]
  const untag: readonly UntagResource[] =
    keys.length === 0
      ? []
      : [
          {
            ...shared,
            kind: 'UntagResource',
            id: idOf('untag', targetOf(desired)),
            changes: keys.map((key) =>
              changeFrom({ path: `tags[${key}]`, before: live.tags[key], after: undefined }, 'InPlace', {
                ...context,
                origins: {},
              }),
            ),
            after: updates.map(({ id }) => id),
            keys,
          },
        ]
  const tags = { ...set, ...books.set }
  const tag: readonly TagResource[] =
    Object.keys(tags).length === 0
      ? []
      : [
          {
            ...shared,
            kind: 'TagResource',
            id: idOf('tag', targetOf(desired)),
            changes,
            after: [...updates, ...untag].map(({ id }) => id),
            tags,
          },
        ]
  return [...untag, ...tag]
}

/** A new service's books go without saying. */
const withoutBooks = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !isBook(key)))

/** AWS's own tags aside; the books have no place in the file. */
const tagChanges = (
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  context: ChangeContext,
): readonly Change[] =>
  diff(before, after, 'tags')
    .filter(({ path }) => !path.startsWith('tags[aws:'))
    .map((difference) =>
      changeFrom(difference, 'InPlace', isBook(keyIn(difference.path)) ? { ...context, origins: {} } : context),
    )

/** `tags[KEY]`. */
const keyIn = (path: string): string => path.slice('tags['.length, -1)

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
  const removed = removedFrom(desired, live)
  const ignored: readonly string[] = desired.ignored ?? []
  return serviceFields.flatMap((field) => {
    const value = member(live.settings, field)
    const usual = defaultOf(field, live)
    const isReset = removed.includes(field) && (usual !== undefined || givenUp(desired, live).includes(field))
    const isKnown = usual !== undefined || field.isAbsentByDefault === true
    if (desired.settings[field.path] !== undefined || isReset || value === undefined || !isKnown) return []
    if (ignored.includes(field.path) || diff(usual, value, field.path).length === 0) return []
    return [{ target: targetOf(desired), path: field.path, value: withoutSecrets(value, field.path), default: usual }]
  })
}

/** Declared values that are given away, where ECS has another one. */
const ignoredValues = (desired: DesiredService, live: LiveService): readonly Ignored[] =>
  serviceFields.flatMap((field) => {
    const declared = member(desired.settings, field)
    const isGivenAway = (desired.ignored ?? []).includes(field.path)
    const value = liveValue(field, live)
    return isGivenAway && declared !== undefined && diff(value, declared, field.path).length > 0
      ? [
          {
            target: targetOf(desired),
            path: field.path,
            value: shown(field, value),
            declared: secretly(desired, field, declared),
          },
        ]
      : []
  })

const shown = ({ path }: Field, value: Json | undefined): Json | undefined =>
  value === undefined ? undefined : withoutSecrets(value, path)

/** What the file says may be secret by where it came from, too. */
const secretly = ({ origins }: DesiredService, { path }: Field, value: Json): Json =>
  holdsSecretOrigin(origins, path) ? secretMask : withoutSecrets(value, path)

const holdsSecretOrigin = (origins: Origins, path: string): boolean =>
  Object.entries(origins).some(
    ([at, { via }]) => (at === path || at.startsWith(`${path}.`) || at.startsWith(`${path}[`)) && isSecretVia(via),
  )

const isSecretVia = (via: Origin['via']): boolean => (via ?? []).some(({ isSecret }) => isSecret === true)

const needed = ({ reference }: RevisionPlan): readonly string[] =>
  reference.kind === 'KnownAfterApply' ? [reference.action] : []

const rootOf = (path: string): string => path.split(/[.[]/, 1)[0] ?? path

const idOf = (verb: string, { cluster, service }: Target): string => `${verb}:${cluster}/${service}`
