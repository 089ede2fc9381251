/** A plan's actions by service: what belongs to one is done in order, services side by side. Pure. */
import type { Action, ActionId } from '../model/action.js'
import { targetKey } from '../model/service.js'

/** The actions of one service, in the plan's order. */
export interface Lane {
  readonly actions: readonly Action[]
}

/** The lanes in the order of their first actions. */
export const lanesOf = (actions: readonly Action[]): readonly Lane[] => {
  const byTarget = new Map<string, Action[]>()
  for (const action of actions) {
    const key = targetKey(action.target)
    const lane = byTarget.get(key)
    if (lane === undefined) byTarget.set(key, [action])
    else lane.push(action)
  }
  return [...byTarget.values()].map((members) => ({ actions: members }))
}

/** What a lane needs of others before it can run through. */
export const prerequisitesOf = ({
  actions,
}: Lane): { readonly after: readonly ActionId[]; readonly awaits: readonly ActionId[] } => {
  const own = new Set(actions.map(({ id }) => id))
  const foreign = (ids: readonly ActionId[]): readonly ActionId[] => [...new Set(ids.filter((id) => !own.has(id)))]
  return {
    after: foreign(actions.flatMap(({ after }) => after)),
    awaits: foreign(actions.flatMap(({ awaits }) => awaits)),
  }
}
