/** What a project's file once made and no longer declares: deleted last, and only once all else has come to its good end. */
import type { Hazard } from '../model/hazard.js'
import { type Plan, rolloutsLeftAlone } from '../model/plan.js'
import { seenFrom } from '../model/seen.js'
import {
  type DesiredState,
  isSameTarget,
  type LiveService,
  type LiveState,
  type Target,
  targetKey,
  targetOf,
} from '../model/service.js'
import { projectTag } from '../model/tag.js'
import { deleteService } from './serviceActions.js'
import { needed } from './tags.js'

/**
 * Of the services that were found in some clusters those that the file's project made and the file does not declare.
 * What drains is on its way out already. A file without a project has none.
 */
export const straysAmong = (
  found: readonly LiveService[],
  { project, services }: DesiredState,
  live: LiveState,
): readonly LiveService[] => {
  // A cluster may go by two names; a service has one ARN.
  const declaredArns = new Set(live.services.map(({ identity }) => identity.arn))
  const declared = new Set(services.map((service) => targetKey(targetOf(service))))
  return found.filter(
    (service) =>
      project !== undefined &&
      service.tags[projectTag] === project &&
      service.status.state === 'ACTIVE' &&
      !declaredArns.has(service.identity.arn) &&
      !declared.has(targetKey(targetOf(service))),
  )
}

/** The plan, and after all of it the end of these services; of two that depended on each other the dependent one first. */
export const withPruned = (
  plan: Plan,
  strays: readonly LiveService[],
  { project, allowDelete }: { readonly project: string; readonly allowDelete: readonly Target[] },
): Plan => {
  if (strays.length === 0) return plan
  const before = plan.actions.map(({ id }) => id)
  const ordered = dependentsFirst(strays)
  const removals = ordered.map((stray, index) => {
    const dependents = ordered.slice(0, index).filter((other) => needed(other, stray))
    const removal = deleteService(stray, 'NotDeclared')
    return {
      ...removal,
      project,
      awaits: [...before, ...dependents.map((other) => deleteService(other, 'NotDeclared').id)],
    }
  })
  return {
    ...plan,
    actions: [...plan.actions, ...removals],
    hazards: [
      ...plan.hazards,
      ...openRollouts(plan, strays),
      ...ordered.flatMap((stray) => controlled(stray, allowDelete)),
    ],
    seen: [...plan.seen, ...ordered.map(seenFrom)],
  }
}

/** Tags of different days may make a circle: it is cut somewhere, since an order is all that it is for. */
const dependentsFirst = (strays: readonly LiveService[]): readonly LiveService[] => {
  const ordered: LiveService[] = []
  const visited = new Set<LiveService>()
  const visit = (stray: LiveService): void => {
    if (visited.has(stray)) return
    visited.add(stray)
    for (const other of strays) if (needed(other, stray)) visit(other)
    ordered.push(stray)
  }
  for (const stray of strays) visit(stray)
  return ordered
}

/** A rollout that the plan leaves alone has no action whose end could be awaited. */
const openRollouts = (plan: Plan, strays: readonly LiveService[]): readonly Hazard[] =>
  rolloutsLeftAlone(plan).map((target) => ({
    kind: 'PruneBeforeRollout',
    level: 'Error',
    target,
    services: strays.length,
  }))

/** Check 31: what another controller deploys is its own to end, unless the user names it. */
const controlled = (stray: LiveService, allowDelete: readonly Target[]): readonly Hazard[] => {
  const controller = stray.status.deploymentController
  const target = targetOf(stray)
  return controller === 'ECS' || allowDelete.some((allowed) => isSameTarget(allowed, target))
    ? []
    : [{ kind: 'PruneNotAllowed', level: 'Error', target, controller }]
}
