/** Which service comes first: `depends_on` between the services of a file. */
import type { Action, ActionId } from '../model/action.js'
import { type DesiredService, isSameTarget, type Target, targetOf } from '../model/service.js'
import type { ServiceDecision } from './service.js'

/** A service, and what was decided of it. */
export interface Decided {
  readonly target: Target
  readonly decision: ServiceDecision
}

/** The file's order, but that a service comes after all that it depends on. The file has no circles: a rule sees to that. */
export const inOrder = (services: readonly DesiredService[]): readonly DesiredService[] => {
  const ordered: DesiredService[] = []
  const visited = new Set<DesiredService>()
  const visit = (service: DesiredService): void => {
    if (visited.has(service)) return
    visited.add(service)
    for (const needed of neededBy(service, services)) visit(needed)
    ordered.push(service)
  }
  for (const service of services) visit(service)
  return ordered
}

/**
 * A service is touched once all that it depends on, near or far, has come to its good end. Registering a revision
 * touches nothing yet.
 */
export const awaitingDependencies = (
  services: readonly DesiredService[],
  decided: readonly Decided[],
): readonly Decided[] =>
  decided.map(({ target, decision }) => {
    const service = services.find((one) => isSameTarget(targetOf(one), target))
    const needed = service === undefined ? [] : endsOf(allNeededBy(service, services).map(targetOf), decided)
    return needed.length === 0
      ? { target, decision }
      : { target, decision: { ...decision, actions: decision.actions.map((action) => awaiting(action, needed)) } }
  })

const awaiting = (action: Action, needed: readonly ActionId[]): Action =>
  action.kind === 'RegisterTaskDefinition' ? action : { ...action, awaits: [...action.awaits, ...needed] }

/** The actions of these services that have an end to wait for. */
const endsOf = (targets: readonly Target[], decided: readonly Decided[]): readonly ActionId[] =>
  decided
    .filter(({ target }) => targets.some((one) => isSameTarget(one, target)))
    .flatMap(({ decision }) => decision.actions)
    .filter(({ completion }) => completion.kind !== 'Accepted')
    .map(({ id }) => id)

/** Those of the services at hand: where some are named on the command line alone, the others are left out of it. */
const neededBy = (service: DesiredService, services: readonly DesiredService[]): readonly DesiredService[] =>
  services.filter((one) => service.dependsOn?.some((target) => isSameTarget(target, targetOf(one))) === true)

const allNeededBy = (
  service: DesiredService,
  services: readonly DesiredService[],
  found: ReadonlySet<DesiredService> = new Set(),
): readonly DesiredService[] => {
  const all = new Set(found)
  for (const needed of neededBy(service, services)) {
    if (all.has(needed)) continue
    all.add(needed)
    for (const further of allNeededBy(needed, services, all)) all.add(further)
  }
  return [...all]
}
