/** A plan's actions by service: what belongs to one is done in order, services side by side. Pure. */
import type { Action, ActionId } from '../model/action.js'
import { groupsBy } from '../model/groups.js'
import { targetKey } from '../model/service.js'

/** The actions of one service, in the plan's order. */
export interface Lane {
  readonly actions: readonly Action[]
}

/** The lanes in the order of their first actions. */
export const lanesOf = (actions: readonly Action[]): readonly Lane[] =>
  [...groupsBy(actions, ({ target }) => targetKey(target)).values()].map((members) => ({ actions: members }))

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
