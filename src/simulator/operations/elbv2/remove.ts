/** Takes listeners and rules out of the state, with their tags. */
import { refreshAttachments } from '../../loadBalancing.js'
import type { Listener, LoadBalancing, Rule } from '../../loadBalancing.js'
import { remove } from '../../world.js'

/** Removes the listeners that `isDoomed` names, and their rules. */
export const removeListeners = (
  state: LoadBalancing,
  isDoomed: (listener: Listener) => boolean,
  nowMs: number,
): void => {
  const doomed = new Set(
    Object.values(state.listeners)
      .filter(isDoomed)
      .map(({ arn }) => arn),
  )
  for (const arn of doomed) {
    remove(state.listeners, arn)
    remove(state.tags, arn)
  }
  removeRules(state, ({ listenerArn }) => doomed.has(listenerArn), nowMs)
}

/** Removes the rules that `isDoomed` names. */
export const removeRules = (state: LoadBalancing, isDoomed: (rule: Rule) => boolean, nowMs: number): void => {
  for (const { arn } of Object.values(state.rules).filter(isDoomed)) {
    remove(state.rules, arn)
    remove(state.tags, arn)
  }
  refreshAttachments(state, nowMs)
}
