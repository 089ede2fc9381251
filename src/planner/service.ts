/** One service: (what the file declares, what ECS has) → the actions that make it so, what is left alone, and what is in the way. */
import type { Action, RegisterTaskDefinition } from '../model/action.js'
import { type Change, worstEffect } from '../model/change.js'
import type { Hazard } from '../model/hazard.js'
import type { Ignored, Undeclared } from '../model/plan.js'
import type { DesiredService, LiveService, LiveState } from '../model/service.js'
import type { ChangeContext } from './changes.js'
import { ownedSettings } from './declared.js'
import { serviceHazards } from './hazards.js'
import { ignoredValues, undeclaredValues } from './leftAlone.js'
import { ownedRange, withoutCount } from './scaled.js'
import { createService, replaceService, type ServiceTask, updateService } from './serviceActions.js'
import { settingsAnew } from './settingsAnew.js'
import { givenUp, lostBy, settingsChanges } from './settingsChanges.js'
import { planRevision, revisionChange, type RevisionPlan } from './taskDefinition.js'
import { wantedSettings } from './wantedSettings.js'

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
  /** Registrations of the desired family that earlier services of this plan have asked for. */
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
  const books = live === undefined ? question.desired : withoutIgnored(question.desired)
  const range = ownedRange(state, books, live)
  const desired = range === undefined ? books : withoutCount(books)
  const context = contextOf(question)
  const { family } = desired.taskDefinition
  const newest = Object.hasOwn(state.newest, family) ? state.newest[family] : undefined
  const earlier = Object.hasOwn(state.earlier ?? {}, family) ? state.earlier?.[family] : undefined
  const inPlace = wantedSettings(desired, live)
  const inPlaceChanges = settingsChanges(desired, live, inPlace, givenUp(desired, live), context)
  const isReplaced = live !== undefined && worstEffect(inPlaceChanges) === 'Replace'
  const revision = planRevision(
    desired,
    { live, newest, ...(earlier === undefined ? {} : { earlier }), registered, latestRevision, isReplaced },
    context,
  )
  const told = revisionChanges(live, revision, context)
  const wanted = isReplaced ? settingsAnew(desired, live, inPlace, question.desired.settings.desiredCount) : inPlace
  const settings = isReplaced ? settingsChanges(desired, live, wanted, lostBy(live, wanted), context) : inPlaceChanges
  const task: ServiceTask = { desired, books, wanted, revision, changes: { settings, told }, context }
  const actions =
    live === undefined ? [createService(task)] : isReplaced ? replaceService(task, live) : updateService(task, live)
  return {
    actions: [...(revision.register === undefined ? [] : [revision.register]), ...actions],
    hazards: serviceHazards({
      desired: books,
      live,
      isDraining: question.live?.status.state === 'DRAINING',
      state,
      wanted,
      changes: [...settings, ...told],
      isReplaceAllowed: question.isReplaceAllowed,
      isReplaced,
    }),
    undeclared: live === undefined ? [] : undeclaredValues(desired, live),
    ignored: live === undefined ? [] : ignoredValues(question.desired, live, range),
  }
}

/** What is given away is not in its settings. */
export const withoutIgnored = (desired: DesiredService): DesiredService =>
  desired.ignored === undefined ? desired : { ...desired, settings: ownedSettings(desired) }

/** Origins are found when they are asked for: where nothing changes they are not. */
const contextOf = ({ desired, fingerprintKey }: ServiceQuestion): ChangeContext => ({
  get origins() {
    return desired.origins
  },
  fingerprintKey,
})

/** What a service is told of its task definition. */
export const revisionChanges = (
  live: LiveService | undefined,
  revision: RevisionPlan,
  context: ChangeContext,
): readonly Change[] => {
  const change = revisionChange(live, revision.reference, context)
  if (change === undefined) return []
  // The content is told once: by the registration where this service has one, else by the service's own action.
  return revision.register === undefined && live !== undefined ? [change, ...revision.contentChanges] : [change]
}
