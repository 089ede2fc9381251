/** The calls that make a service as it should be: made, changed, scaled, deleted, or deleted and made anew. */
import type { Action, CreateService, DeleteService, UpdateService } from '../model/action.js'
import { type Change, worstEffect } from '../model/change.js'
import { boundsOf, isGivenUp, percentagesOf } from '../model/rollout.js'
import { type DesiredService, type LiveService, type ServiceSettings, targetOf } from '../model/service.js'
import { actionIdOf } from './actionId.js'
import type { ChangeContext } from './changes.js'
import { fieldAt, serviceFields } from './serviceFields.js'
import { bookkeepingAside, tagActions, tagChanges } from './tagActions.js'
import { tagsAnew } from './tags.js'
import type { RevisionPlan } from './taskDefinition.js'

/** What has been decided of a service, and the calls are to bring about. */
export interface ServiceTask {
  /** What is given away is not in its settings. */
  readonly desired: DesiredService
  /** The same with a count that is scaled: what stays declared stays in the books, whoever sets it. */
  readonly books: DesiredService
  readonly wanted: ServiceSettings
  readonly revision: RevisionPlan
  readonly changes: ServiceChanges
  readonly context: ChangeContext
}

/** What changes in the service's own settings, and what it is told of its task definition. */
interface ServiceChanges {
  readonly settings: readonly Change[]
  readonly told: readonly Change[]
}

export const createService = (
  { desired, books, wanted, revision, changes, context }: ServiceTask,
  replaced?: { readonly live: LiveService; readonly removal: DeleteService },
): CreateService => {
  const tags = tagsAnew(books, replaced?.live, revision.reference)
  return {
    kind: 'CreateService',
    id: actionIdOf('create', targetOf(desired)),
    target: targetOf(desired),
    reason: replaced === undefined ? 'ServiceMissing' : 'CannotChangeInPlace',
    changes: [
      ...changes.settings,
      ...changes.told,
      ...tagChanges(bookkeepingAside(replaced?.live.tags ?? {}), bookkeepingAside(tags), context),
    ],
    after: needed(revision),
    awaits: replaced === undefined ? [] : [replaced.removal.id],
    completion: { kind: 'Deployed' },
    settings: wanted,
    taskDefinition: revision.reference,
    tags,
  }
}

/** One that ECS cannot change in place: deleted, and made anew once its name is free. */
export const replaceService = (task: ServiceTask, live: LiveService): readonly Action[] => {
  const removal = deleteService(live, 'CannotChangeInPlace', needed(task.revision))
  return [removal, createService(task, { live, removal })]
}

/** One that is there, changed in place; nothing where it is as it should be and serves. */
export const updateService = (task: ServiceTask, live: LiveService): readonly Action[] => {
  const { books, wanted, changes, context } = task
  const [only, ...others] = [...changes.settings, ...changes.told]
  const isDown = isGivenUp(live.status)
  const update =
    only === undefined && !isDown
      ? []
      : only !== undefined && others.length === 0 && only.path === 'desiredCount' && !isDown
        ? [scaleService(live, wanted.desiredCount ?? 0, 'CountDiffers', [only])]
        : [updateInPlace(task, live)]
  return [...update, ...tagActions(books, live, update, task.revision.reference, context)]
}

/** A change of count alone. */
export const scaleService = (
  live: LiveService,
  desiredCount: number,
  reason: 'CountDiffers' | 'Requested',
  changes: readonly Change[],
): Action => ({
  kind: 'ScaleService',
  id: actionIdOf('scale', targetOf(live)),
  target: targetOf(live),
  reason,
  changes,
  after: [],
  awaits: [],
  completion: { kind: 'Steady' },
  desiredCount,
})

/** A new deployment of what the service asks for now, and of nothing else. */
export const restartService = (live: LiveService): UpdateService => ({
  kind: 'UpdateService',
  id: actionIdOf('update', targetOf(live)),
  target: targetOf(live),
  reason: 'Requested',
  changes: [],
  after: [],
  awaits: [],
  completion: { kind: 'Deployed' },
  settings: {},
  forceNewDeployment: true,
  tasksRestart: live.status.runningCount,
  bounds: boundsOf(live.status.desiredCount, percentagesOf({}, live.settings)),
})

/** The end of a service, and how many tasks that stops. */
export const deleteService = (
  live: LiveService,
  reason: 'CannotChangeInPlace' | 'Requested' | 'NotDeclared',
  after: readonly string[] = [],
): DeleteService => ({
  kind: 'DeleteService',
  id: actionIdOf('delete', targetOf(live)),
  target: targetOf(live),
  reason,
  changes: [],
  after,
  awaits: [],
  completion: { kind: 'Inactive' },
  tasksStop: live.status.runningCount,
})

/** One call for all that changes. */
export const updateInPlace = (
  { desired, wanted, revision, changes: { settings, told } }: Omit<ServiceTask, 'books' | 'context'>,
  live: LiveService,
): UpdateService => {
  const changed = serviceFields.filter((field) => settings.some(({ path }) => fieldAt(path) === field))
  const changes = [...settings, ...told]
  const isRepeated = isGivenUp(live.status) && worstEffect(changes) !== 'Rollout'
  const startsDeployment = isRepeated || worstEffect(changes) === 'Rollout'
  const isDaemon = live.status.schedulingStrategy === 'DAEMON'
  const count = isDaemon ? live.status.desiredCount : (wanted.desiredCount ?? live.status.desiredCount)
  const changesRevision = told.some(({ path }) => path === 'taskDefinition')
  return {
    kind: 'UpdateService',
    id: actionIdOf('update', targetOf(desired)),
    target: targetOf(desired),
    reason: changesRevision ? 'TaskDefinitionDiffers' : isRepeated ? 'RolloutFailed' : 'SettingsDiffer',
    changes,
    after: needed(revision),
    awaits: [],
    completion: {
      kind: startsDeployment ? 'Deployed' : changed.some(({ path }) => path === 'desiredCount') ? 'Steady' : 'Accepted',
    },
    settings: Object.fromEntries(changed.map(({ path }) => [path, wanted[path]])),
    ...(changesRevision ? { taskDefinition: revision.reference } : {}),
    ...(isRepeated || changed.some(({ needsForce }) => needsForce) ? { forceNewDeployment: true } : {}),
    ...(isDaemon || desired.settings.desiredCount === undefined ? {} : { plannedCount: desired.settings.desiredCount }),
    tasksRestart: startsDeployment ? live.status.runningCount : 0,
    ...(startsDeployment ? { bounds: boundsOf(count, percentagesOf(wanted, live.settings)) } : {}),
  }
}

const needed = ({ reference }: RevisionPlan): readonly string[] =>
  reference.kind === 'KnownAfterApply' ? [reference.action] : []
