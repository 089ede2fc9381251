/** Which service comes first: `depends_on` between the services of a file. */
import type { ActionId } from '../model/action.js'
import { type DesiredService, type Target, targetKey, targetOf } from '../model/service.js'
import type { ServiceDecision } from './service.js'

/** A service, and what was decided of it. */
export interface Decided {
  readonly target: Target
  readonly decision: ServiceDecision
}

/** The file's order, but that a service comes after all that it depends on. The file has no circles: a rule sees to that. */
export const inOrder = (services: readonly DesiredService[]): readonly DesiredService[] => {
  const neededBy = needsAmong(services)
  const ordered: DesiredService[] = []
  const visited = new Set<DesiredService>()
  const visit = (service: DesiredService): void => {
    if (visited.has(service)) return
    visited.add(service)
    for (const needed of neededBy(service)) visit(needed)
    ordered.push(service)
  }
  for (const service of services) visit(service)
  return ordered
}

/**
 * A service is touched once all that it depends on has come to its good end, and what has nothing to do passes on what
 * it depends on itself. Nothing is registered before either, unless another service wants the same revision. `decided`
 * is in order.
 */
export const awaitingDependencies = (
  services: readonly DesiredService[],
  decided: readonly Decided[],
): readonly Decided[] => {
  /** What a service that depends on this one has to await. */
  const ends = new Map<DesiredService, readonly ActionId[]>()
  const declared = new Map(services.map((service) => [targetKey(targetOf(service)), service]))
  const neededBy = needsAmong(services)
  const isWantedBeside = wantedIn(decided)
  return decided.map((one) => {
    const service = declared.get(targetKey(one.target))
    if (service === undefined) return one
    const needed = [...new Set(neededBy(service).flatMap((other) => ends.get(other) ?? []))]
    const own = endsOf(one)
    ends.set(service, own.length === 0 ? needed : own)
    if (needed.length === 0) return one
    const actions = one.decision.actions.map((action) =>
      isWantedBeside(one, action.id) ? action : { ...action, awaits: [...action.awaits, ...needed] },
    )
    return { ...one, decision: { ...one.decision, actions } }
  })
}

/** Whether another service than this one needs an action to be taken first. */
const wantedIn = (decided: readonly Decided[]): ((one: Decided, id: ActionId) => boolean) => {
  const wantedBy = new Map<ActionId, Set<Decided>>()
  for (const one of decided) {
    for (const id of one.decision.actions.flatMap(({ after }) => after)) {
      wantedBy.set(id, (wantedBy.get(id) ?? new Set()).add(one))
    }
  }
  return (one, id) => {
    const wanting = wantedBy.get(id)
    return wanting !== undefined && wanting.size > (wanting.has(one) ? 1 : 0)
  }
}

/** The actions of a service that have an end to wait for. */
const endsOf = ({ decision }: Decided): readonly ActionId[] =>
  decision.actions.filter(({ completion }) => completion.kind !== 'Accepted').map(({ id }) => id)

/** Those of the services at hand, in their order: where some are named on the command line alone, the others are left out of it. */
const needsAmong = (services: readonly DesiredService[]): ((service: DesiredService) => readonly DesiredService[]) => {
  const places = new Map(services.map((service, place) => [targetKey(targetOf(service)), place]))
  return ({ dependsOn = [] }) =>
    [...new Set(dependsOn.flatMap((target) => places.get(targetKey(target)) ?? []))]
      .sort((one, other) => one - other)
      .flatMap((place) => services[place] ?? [])
}
