/**
 * A declared count that Application Auto Scaling owns: as long as ECS has one within its bounds the plan leaves it alone
 * (docs/decisions/0019-autoscaled-count.md).
 */
import { type CountRange, isWithin } from '../model/scaling.js'
import {
  type DesiredService,
  type LiveService,
  type LiveState,
  type Scaled,
  targetKey,
  targetOf,
} from '../model/service.js'

/** What is known of the scaling of a service; undefined: it is not scaled, or nobody had to ask. */
export const scaledIn = (state: LiveState, service: Pick<DesiredService, 'cluster' | 'name'>): Scaled | undefined =>
  state.scaled === undefined ? undefined : byTarget(state.scaled).get(targetKey(targetOf(service)))

/** Made once for a state: each of its services asks. */
const byTarget = (scaled: readonly Scaled[]): ReadonlyMap<string, Scaled> => {
  const known = indexes.get(scaled)
  if (known !== undefined) return known
  const index = new Map(scaled.map((one) => [targetKey(one.target), one]))
  indexes.set(scaled, index)
  return index
}

const indexes = new WeakMap<readonly Scaled[], ReadonlyMap<string, Scaled>>()

/** The bounds within which the live count belongs to somebody else; undefined: it is the file's. */
export const ownedRange = (
  state: LiveState,
  desired: DesiredService,
  live: LiveService | undefined,
): CountRange | undefined => {
  const scaled = live === undefined ? undefined : scaledIn(state, desired)
  return scaled?.kind === 'Ranged' && isWithin(scaled.range, live?.status.desiredCount ?? NaN)
    ? scaled.range
    : undefined
}

/** As if the file gave its count away. */
export const withoutCount = (desired: DesiredService): DesiredService => ({
  ...desired,
  settings: Object.fromEntries(Object.entries(desired.settings).filter(([path]) => path !== 'desiredCount')),
  ignored: [...(desired.ignored ?? []), 'desiredCount'],
})
