/** What would undo a plan: each service goes back to what the plan saw, in the opposite order. Pure. */
import type {
  Action,
  CreateService,
  DeleteService,
  RegisterTaskDefinition,
  RevisionReference,
} from '../model/action.js'
import { type Change, type Effect, worstEffect } from '../model/change.js'
import type { Inverse, Irreversible } from '../model/inverse.js'
import type { Json } from '../model/json.js'
import { type Plan, type ServicePlan, servicePlansOf } from '../model/plan.js'
import { boundsOf, percentagesOf } from '../model/rollout.js'
import {
  activeIn,
  type LiveService,
  type LiveState,
  type ServiceSettings,
  type Target,
  targetKey,
  targetOf,
} from '../model/service.js'
import { revisionName } from '../model/taskDefinition.js'
import { actionIdOf } from './actionId.js'
import { changeFrom } from './changes.js'
import { diff } from './diff.js'
import { defaultOf, effectOf, type Field, fieldAt, serviceFields, settingOf } from './serviceFields.js'

/** `live` is what the plan was made from. */
export const inverseOf = (plan: Plan, live: LiveState, fingerprintKey: string): Inverse => {
  const registered: RegisterTaskDefinition[] = []
  const active = activeIn(live)
  const lanes = [...servicePlansOf(plan)].reverse().map((service) => {
    const before = active.get(targetKey(service.target))
    const lane = undo({ plan, service, before, fingerprintKey, registered })
    registered.push(...lane.actions.filter((action) => action.kind === 'RegisterTaskDefinition'))
    return { service, ...lane }
  })
  return {
    of: plan,
    plan: {
      ...plan,
      actions: awaitingDependents(plan, lanes),
      undeclared: [],
      ignored: [],
      hazards: [],
      seen: [],
    },
    irreversible: [...stayingRevisions(plan), ...lanes.flatMap(({ irreversible }) => irreversible)],
  }
}

interface Undone {
  readonly actions: readonly Action[]
  readonly irreversible: readonly Irreversible[]
}

interface Lane extends Undone {
  readonly service: ServicePlan
}

/** What is known of a service whose part of a plan is undone. */
interface Subject {
  readonly plan: Plan
  readonly service: ServicePlan
  /** As it was before the plan; undefined: it was not there. */
  readonly before: LiveService | undefined
  readonly fingerprintKey: string
  /** Registrations that the inverse holds already. */
  readonly registered: readonly RegisterTaskDefinition[]
}

const stayingRevisions = ({ actions }: Plan): readonly Irreversible[] => {
  const likely = new Map<string, string>()
  for (const action of actions) {
    const reference = 'taskDefinition' in action ? action.taskDefinition : undefined
    if (reference?.kind !== 'KnownAfterApply' || reference.likely === undefined) continue
    if (!likely.has(reference.action)) likely.set(reference.action, reference.likely)
  }
  return actions.flatMap((action) => {
    if (action.kind !== 'RegisterTaskDefinition') return []
    const name = likely.get(action.id)
    return [
      {
        kind: 'RevisionStays',
        target: action.target,
        family: action.content.family,
        ...(name === undefined ? {} : { likely: name }),
      } as const,
    ]
  })
}

const undo = (subject: Subject): Undone => {
  const { service, before } = subject
  const made = service.actions.find((action) => action.kind === 'CreateService')
  const isDeleted = service.actions.some(({ kind }) => kind === 'DeleteService')
  if (before === undefined) {
    return made === undefined
      ? nothing
      : { actions: [removalOf(made, service.target)], irreversible: [{ kind: 'ServiceEnds', target: service.target }] }
  }
  if (isDeleted) return made === undefined ? madeAgain(subject, before) : replacedAgain(subject, before, made)
  return inPlaceAgain(subject, before)
}

const nothing: Undone = { actions: [], irreversible: [] }

const removalOf = (made: CreateService | undefined, target: Target, tasks = 0): DeleteService => ({
  kind: 'DeleteService',
  id: actionIdOf('delete', target),
  ...shared(target),
  completion: { kind: 'Inactive' },
  tasksStop: made?.settings.desiredCount ?? tasks,
})

const shared = (target: Target) => ({ target, reason: 'Undone', changes: [], after: [], awaits: [] }) as const

/** Deleted, and now made once more with what it had. */
const madeAgain = (subject: Subject, before: LiveService, removal?: DeleteService): Undone => {
  const { fingerprintKey } = subject
  const target = targetOf(before)
  const { deploymentController: controller, schedulingStrategy, runningCount } = before.status
  if (controller !== 'ECS') {
    return { actions: [], irreversible: [{ kind: 'ControllerLost', target, controller }] }
  }
  const revision = revisionBefore(subject, before)
  if (revision.reference === undefined) return { actions: [], irreversible: revision.irreversible }
  const settings = settingsOfNew(before)
  const created: CreateService = {
    kind: 'CreateService',
    id: actionIdOf('create', target),
    ...shared(target),
    changes: [
      ...serviceFields.flatMap((field) =>
        diff(undefined, settingOf(settings, field), field.path).map((difference) =>
          changeFrom(difference, 'InPlace', { origins: {}, fingerprintKey }),
        ),
      ),
      {
        path: 'taskDefinition',
        after: { kind: 'Plain', value: revisionName(before.identity.taskDefinitionArn) },
        effect: 'Rollout',
      },
    ],
    after: revision.register.map(({ id }) => id),
    awaits: removal === undefined ? [] : [removal.id],
    completion: { kind: 'Deployed' },
    settings,
    taskDefinition: revision.reference,
    tags: Object.fromEntries(Object.entries(before.tags).filter(([key]) => !key.startsWith('aws:'))),
  }
  return {
    actions: [...revision.register, ...(removal === undefined ? [] : [removal]), created],
    irreversible: [
      { kind: 'ServiceAnew', target, tasks: runningCount },
      ...(schedulingStrategy === 'DAEMON' ? [{ kind: 'DaemonPlaced', target } as const] : []),
      ...revision.irreversible,
    ],
  }
}

const replacedAgain = (subject: Subject, before: LiveService, made: CreateService | undefined): Undone => {
  const target = targetOf(before)
  return madeAgain(subject, before, removalOf(made, target, before.status.desiredCount))
}

/** What CreateService is told to make the same service: what it has by itself is not said. */
const settingsOfNew = (before: LiveService): ServiceSettings => {
  const isDaemon = before.status.schedulingStrategy === 'DAEMON'
  const hasProviders = (before.settings.capacityProviderStrategy ?? []).length > 0
  const isLeftOut = (field: Field, value: Json): boolean => {
    if (field.path === 'desiredCount') return isDaemon
    // In a cluster with capacity providers of its own no launch type would mean those.
    if (field.path === 'launchType') return hasProviders
    return field.path !== 'schedulingStrategy' && diff(defaultOf(field, before), value, field.path).length === 0
  }
  return Object.fromEntries(
    serviceFields.flatMap((field) => {
      const value = settingOf(before.settings, field)
      return value === undefined || isLeftOut(field, value) ? [] : [[field.path, value] as const]
    }),
  )
}

interface Before {
  /** undefined: there is no way back to it. */
  readonly reference: RevisionReference | undefined
  readonly register: readonly RegisterTaskDefinition[]
  readonly irreversible: readonly Irreversible[]
}

/** The revision that was in use. One that was deregistered can be gone on with, but not gone back to (ecs-facts section 6). */
const revisionBefore = ({ registered }: Subject, before: LiveService): Before => {
  const { taskDefinitionArn: arn, isRevisionInactive } = before.identity
  const target = targetOf(before)
  const revision = revisionName(arn)
  const content = before.taskDefinition
  if (isRevisionInactive !== true) return { reference: { kind: 'Known', arn }, register: [], irreversible: [] }
  if (content === undefined) {
    return { reference: undefined, register: [], irreversible: [{ kind: 'RevisionLost', target, revision }] }
  }
  const siblings = registered.filter((one) => one.content.family === content.family).length
  const register: RegisterTaskDefinition = {
    kind: 'RegisterTaskDefinition',
    id: `register:${content.family}${siblings === 0 ? '' : `#${siblings + 1}`}`,
    ...shared(target),
    completion: { kind: 'Accepted' },
    content,
  }
  return {
    reference: { kind: 'KnownAfterApply', action: register.id },
    register: [register],
    irreversible: [{ kind: 'RevisionAnew', target, revision }],
  }
}

const inPlaceAgain = (subject: Subject, before: LiveService): Undone => {
  const { service } = subject
  const updated = updateAgain(subject, before)
  // Made anew, it is made with its tags.
  if (updated.actions.some(({ kind }) => kind === 'CreateService')) return updated
  return {
    actions: [...updated.actions, ...tagsAgain(service.actions, before, updated.actions)],
    irreversible: updated.irreversible,
  }
}

const updateAgain = (subject: Subject, before: LiveService): Undone => {
  const { service } = subject
  const target = targetOf(before)
  const update = service.actions.find((action) => action.kind === 'UpdateService')
  const scale = service.actions.find((action) => action.kind === 'ScaleService')
  const told: ServiceSettings = update?.settings ?? (scale === undefined ? {} : { desiredCount: scale.desiredCount })
  const after: ServiceSettings = { ...before.settings, ...told }
  const fields = serviceFields.filter(({ path }) => told[path] !== undefined)
  const effect = (field: Field): Effect => effectOf(field, { live: after, desired: before.settings })
  if (fields.some((field) => effect(field) === 'Replace')) {
    return replacedAgain(subject, before, undefined)
  }
  const back = fields.flatMap((field) => {
    const value = settingOf(before.settings, field) ?? defaultOf(field, before)
    return value === undefined ? [] : [{ field, value }]
  })
  const staying = fields.filter((field) => !back.some((one) => one.field === field))
  const revision: Before =
    update?.taskDefinition === undefined
      ? { reference: undefined, register: [], irreversible: [] }
      : revisionBefore(subject, before)
  const changes = inverted(subject, staying, effect).filter(
    ({ path }) => fieldAt(path) !== undefined || revision.reference !== undefined,
  )
  const irreversible = [
    ...revision.irreversible,
    ...staying.map(({ path }) => ({ kind: 'SettingStays', target, path }) as const),
  ]
  const settings: ServiceSettings = Object.fromEntries(back.map(({ field, value }) => [field.path, value]))
  const [only, ...others] = back
  if (only === undefined && revision.reference === undefined) {
    const isForcedAlone =
      update !== undefined && update.taskDefinition === undefined && Object.keys(update.settings).length === 0
    const restarted = isForcedAlone ? update.tasksRestart : 0
    return {
      actions: [],
      irreversible: [
        ...irreversible,
        ...(restarted === 0 ? [] : [{ kind: 'TasksRestarted', target, tasks: restarted } as const]),
      ],
    }
  }
  const isCountAlone = only?.field.path === 'desiredCount' && others.length === 0 && revision.reference === undefined
  if (isCountAlone) {
    const scaled: Action = {
      kind: 'ScaleService',
      id: actionIdOf('scale', target),
      ...shared(target),
      changes,
      completion: { kind: 'Steady' },
      desiredCount: before.status.desiredCount,
    }
    return { actions: [scaled], irreversible }
  }
  const startsDeployment = revision.reference !== undefined || worstEffect(changes) === 'Rollout'
  const updated: Action = {
    kind: 'UpdateService',
    id: actionIdOf('update', target),
    ...shared(target),
    changes,
    after: revision.register.map(({ id }) => id),
    completion: {
      kind: startsDeployment ? 'Deployed' : settings.desiredCount === undefined ? 'Accepted' : 'Steady',
    },
    settings,
    ...(revision.reference === undefined ? {} : { taskDefinition: revision.reference }),
    ...(back.some(({ field }) => field.needsForce) ? { forceNewDeployment: true } : {}),
    tasksRestart: startsDeployment ? (told.desiredCount ?? before.status.desiredCount) : 0,
    ...(startsDeployment
      ? { bounds: boundsOf(before.status.desiredCount, percentagesOf(settings, before.settings)) }
      : {}),
  }
  return { actions: [...revision.register, updated], irreversible }
}

/** The changes of a service, its task definition's among them, the other way round; the file says none of them. */
const inverted = (
  { service }: Subject,
  staying: readonly Field[],
  effect: (field: Field) => Effect,
): readonly Change[] =>
  service.actions
    .filter(({ kind }) => kind !== 'TagResource' && kind !== 'UntagResource')
    .flatMap(({ changes }) => changes)
    .filter(({ path }) => !staying.some((field) => field === fieldAt(path)))
    .map(({ path, before, after, effect: was }) => {
      const field = fieldAt(path)
      return {
        path,
        ...(after === undefined ? {} : { before: after }),
        ...(before === undefined ? {} : { after: before }),
        effect: field === undefined ? was : effect(field),
      }
    })

/** Tags as they were, deploy's own too: its books are about the file that is gone back to. */
const tagsAgain = (
  actions: readonly Action[],
  { tags, ...before }: LiveService,
  updates: readonly Action[],
): readonly Action[] => {
  const target = targetOf(before)
  const arn = before.identity.arn
  const touched = actions.flatMap((action) =>
    action.kind === 'TagResource' ? Object.keys(action.tags) : action.kind === 'UntagResource' ? action.keys : [],
  )
  const changes = actions.flatMap((action) =>
    action.kind === 'TagResource' || action.kind === 'UntagResource' ? action.changes : [],
  )
  const changesOf = (keys: readonly string[]): readonly Change[] =>
    changes
      .filter(({ path }) => keys.some((key) => path === `tags[${key}]`))
      .map(({ path, before: was, after }) => ({
        path,
        ...(after === undefined ? {} : { before: after }),
        ...(was === undefined ? {} : { after: was }),
        effect: 'InPlace',
      }))
  const isOld = (key: string): boolean => Object.hasOwn(tags, key)
  const [gone, old] = [touched.filter((key) => !isOld(key)), touched.filter(isOld)]
  const needed = updates.filter(({ kind }) => kind !== 'RegisterTaskDefinition').map(({ id }) => id)
  const base = { ...shared(target), after: needed, completion: { kind: 'Accepted' }, arn } as const
  return [
    ...(gone.length === 0
      ? []
      : [
          {
            kind: 'UntagResource',
            id: actionIdOf('untag', target),
            ...base,
            changes: changesOf(gone),
            keys: gone,
          } as const,
        ]),
    ...(old.length === 0
      ? []
      : [
          {
            kind: 'TagResource',
            id: actionIdOf('tag', target),
            ...base,
            changes: changesOf(old),
            tags: Object.fromEntries(old.map((key) => [key, tags[key] ?? ''])),
          } as const,
        ]),
  ]
}

/** Who awaited another service goes back before it does. */
const awaitingDependents = (plan: Plan, lanes: readonly Lane[]): readonly Action[] => {
  const byId = new Map(plan.actions.map((action) => [action.id, action.target]))
  const dependents = new Map<string, Set<Lane>>()
  for (const lane of lanes) {
    const awaited = lane.service.actions.flatMap(({ awaits }) => awaits.flatMap((id) => byId.get(id) ?? []))
    for (const key of new Set(awaited.map(targetKey))) {
      if (key !== targetKey(lane.service.target)) dependents.set(key, (dependents.get(key) ?? new Set()).add(lane))
    }
  }
  /** What has to end before a service goes back; one with nothing to do passes on what it would have awaited. */
  const needed = new Map<Lane, readonly string[]>()
  return lanes.flatMap((lane) => {
    const ends = [...(dependents.get(targetKey(lane.service.target)) ?? [])].flatMap((other) => {
      if (other.actions.length === 0) return needed.get(other) ?? []
      const waited = other.actions.filter(({ completion }) => completion.kind !== 'Accepted')
      return (waited.length === 0 ? other.actions : waited).map(({ id }) => id)
    })
    const awaits = [...new Set(ends)]
    needed.set(lane, awaits)
    return lane.actions.map((action) =>
      action.kind === 'RegisterTaskDefinition' ? action : { ...action, awaits: [...action.awaits, ...awaits] },
    )
  })
}
