/** Declared services beside the live ones that they are compared with. */
import {
  activeIn,
  type DesiredService,
  type DesiredState,
  type LiveService,
  targetKey,
  targetOf,
} from '../model/service.js'

/** A draining service is no part of it: it is about to be created anew. */
export interface Pair {
  readonly desired: DesiredService
  readonly active: LiveService | undefined
}

/** In the file's order. */
export const pairsOf = (desired: DesiredState, live: readonly LiveService[]): readonly Pair[] => {
  const active = activeIn({ services: live })
  return desired.services.map((service) => ({ desired: service, active: active.get(targetKey(targetOf(service))) }))
}
