/** Which revision a service should run: the one in use, an equal one that exists, or one that must be registered. */
import type { RegisterTaskDefinition, RevisionReference } from '../model/action.js'
import type { Change } from '../model/change.js'
import type { DesiredService, LiveService, Revision } from '../model/service.js'
import { targetOf } from '../model/service.js'
import { completedRevision } from '../model/rollout.js'
import { previousTag } from '../model/tag.js'
import { revisionName, type TaskDefinition } from '../model/taskDefinition.js'
import { type ChangeContext, changeFrom } from './changes.js'
import { diff } from './diff.js'
import { serviceFields } from './serviceFields.js'

export interface RevisionPlan {
  readonly reference: RevisionReference
  /** How the content differs from the revision in use, or all of it where none is in use. */
  readonly contentChanges: readonly Change[]
  readonly register?: RegisterTaskDefinition
}

export interface RevisionSources {
  readonly live: LiveService | undefined
  /** Newest ACTIVE revision of the desired family. */
  readonly newest: Revision | undefined
  /** Those before it that may be reused, too. */
  readonly earlier?: readonly Revision[]
  /** Registrations of the desired family that this plan holds already: equal contents are registered once. */
  readonly registered: readonly RegisterTaskDefinition[]
  /** The highest number of a revision of the family that ECS has shown; undefined: none. */
  readonly latestRevision: number | undefined
  /** A new service takes the place of the live one: it cannot start with a revision that has been deregistered. */
  readonly isReplaced: boolean
}

export const planRevision = (
  desired: DesiredService,
  { live, newest, earlier = [], registered, latestRevision, isReplaced }: RevisionSources,
  context: ChangeContext,
): RevisionPlan => {
  const { taskDefinition } = desired
  const inUse = live?.taskDefinition
  const contentChanges = diff(inUse, taskDefinition)
    .map((difference) => changeFrom(difference, 'Rollout', context))
    .map(apart)
  const canStay = !(isReplaced && live?.identity.isRevisionInactive === true)
  if (live !== undefined && contentChanges.length === 0 && canStay) {
    return { reference: { kind: 'Known', arn: live.identity.taskDefinitionArn }, contentChanges }
  }
  const equal = [...(newest === undefined ? [] : [newest]), ...earlier].find(({ content }) =>
    isSameContent(content, taskDefinition),
  )
  if (equal !== undefined) return { reference: { kind: 'Known', arn: equal.arn }, contentChanges }
  const sharing = registered.find(({ content }) => isSameContent(content, taskDefinition))
  if (sharing !== undefined) {
    return { reference: referenceTo(sharing, latestRevision, registered), contentChanges }
  }
  const register: RegisterTaskDefinition = {
    kind: 'RegisterTaskDefinition',
    id: registerId(taskDefinition.family, registered),
    target: targetOf(desired),
    reason: live === undefined ? 'ServiceMissing' : canStay ? 'TaskDefinitionDiffers' : 'CannotChangeInPlace',
    changes: contentChanges,
    after: [],
    awaits: [],
    completion: { kind: 'Accepted' },
    content: taskDefinition,
    ...previousOf(live),
  }
  return { reference: referenceTo(register, latestRevision, [...registered, register]), contentChanges, register }
}

/** What the service can go back to where ECS keeps no history of it (planner/rollback.ts). */
const previousOf = (live: LiveService | undefined): Pick<RegisterTaskDefinition, 'tags'> => {
  const completed = live === undefined ? undefined : completedRevision(live.status)
  return completed === undefined ? {} : { tags: { [previousTag]: revisionName(completed) } }
}

/** A member that a service has too, such as `placementConstraints`, is told apart from it. */
const apart = (change: Change): Change => {
  const root = change.path.split(/[.[]/, 1)[0]
  return serviceFields.some(({ path }) => path === root) ? { ...change, path: `taskDefinition.${change.path}` } : change
}

const isSameContent = (a: TaskDefinition, b: TaskDefinition): boolean =>
  a.family === b.family && diff(a, b).length === 0

const registerId = (family: string, registered: readonly RegisterTaskDefinition[]): string => {
  const { length } = registered
  return length === 0 ? `register:${family}` : `register:${family}#${length + 1}`
}

/** What the revision will be called if nobody else registers in between; numbers are never reused (ecs-facts 1.2). */
const referenceTo = (
  register: RegisterTaskDefinition,
  latestRevision: number | undefined,
  registered: readonly RegisterTaskDefinition[],
): RevisionReference => {
  const { family } = register.content
  const turn = registered.findIndex(({ id }) => id === register.id) + 1
  return {
    kind: 'KnownAfterApply',
    action: register.id,
    ...(latestRevision === undefined ? {} : { likely: `${family}:${latestRevision + turn}` }),
  }
}

/** The change of a service's `taskDefinition` member; undefined when it stays. */
export const revisionChange = (
  live: LiveService | undefined,
  reference: RevisionReference,
  context: ChangeContext,
): Change | undefined => {
  const before = live?.identity.taskDefinitionArn
  if (reference.kind === 'Known' && reference.arn === before) return undefined
  const { origins } = context
  const origin = origins['family'] ?? origins['']
  return {
    path: 'taskDefinition',
    ...(before === undefined ? {} : { before: { kind: 'Plain', value: revisionName(before) } }),
    after: reference.kind === 'Known' ? { kind: 'Plain', value: revisionName(reference.arn) } : reference,
    effect: 'Rollout',
    ...(origin === undefined ? {} : { origin }),
  }
}
