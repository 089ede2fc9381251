/** What services are called in the texts of a plan. */
import type { Plan } from '../model/plan.js'
import type { Target } from '../model/service.js'
import { printable } from './printable.js'

/** A service's name as the plan shows it: with its cluster where there are several. */
export const nameIn = (plan: Plan, target: Target): string =>
  printable(clustersOf(plan).length > 1 ? `${target.cluster}/${target.service}` : target.service)

/** The clusters that a plan is about; found once for a plan, since each of its names asks for them. */
export const clustersOf = (plan: Plan): readonly string[] => {
  const known = clusters.get(plan)
  if (known !== undefined) return known
  const { actions, unchanged, hazards } = plan
  const found = [
    ...new Set(
      [...actions.map(({ target }) => target), ...unchanged, ...hazards.map(({ target }) => target)].map(
        ({ cluster }) => cluster,
      ),
    ),
  ]
  clusters.set(plan, found)
  return found
}

const clusters = new WeakMap<Plan, readonly string[]>()
