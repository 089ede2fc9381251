/** When a rollout is worth another look: soon while something may happen at any moment, seldom when it takes its time. Pure. */
import { servicesPerCall } from '../aws/ecs.js'
import type { RolloutPhase } from '../model/event.js'
import { groupsBy } from '../model/groups.js'

/** How a rollout stood when it was looked at last. */
export interface Standing {
  /** undefined: no look has shown anything of it. */
  readonly phase: RolloutPhase | undefined
  readonly phaseSinceMs: number
  readonly lookedAtMs: number
}

/** When the next look at it is due. */
export const dueAt = ({ phase, phaseSinceMs, lookedAtMs }: Standing): number =>
  lookedAtMs + pauseIn(phase ?? 'Waiting', lookedAtMs - phaseSinceMs)

/** Between two looks, by how long the phase has lasted. */
const pauseIn = (phase: RolloutPhase, lastedMs: number): number => {
  switch (phase) {
    case 'Waiting':
    case 'Starting':
    case 'Settling':
    case 'Steady':
      return slowing(lastedMs)
    // Checks are made every five seconds or less often, and old tasks stay while their connections are drained.
    case 'Checking':
    case 'Draining':
      return Math.max(5_000, slowing(lastedMs))
  }
}

const slowing = (lastedMs: number): number => (lastedMs < 30_000 ? 2_000 : lastedMs < 120_000 ? 5_000 : 10_000)

/** Whom to look at now: those that are due, and, since a call costs the same for ten, those of the same cluster that would be due next. */
export const nextLook = <Member extends Standing & { readonly cluster: string }>(
  members: readonly Member[],
  nowMs: number,
): readonly Member[] =>
  [...groupsBy(members, ({ cluster }) => cluster).values()].flatMap((inside) => {
    const byDue = inside.toSorted((a, b) => dueAt(a) - dueAt(b))
    const due = byDue.filter((member) => dueAt(member) <= nowMs + coalescedMs).length
    return byDue.slice(0, Math.ceil(due / servicesPerCall) * servicesPerCall)
  })

/** Looks that are due within so short a time are one. */
const coalescedMs = 500

/**
 * How long to wait after a look at so many of them: until one is due, but long enough that half of what AWS allows for reads of
 * services (ecs-facts 3.2) is left to guards and diagnoses.
 */
export const pauseUntilNext = (members: readonly Standing[], looked: number, nowMs: number): number =>
  Math.max(0, Math.min(...members.map(dueAt)) - nowMs, (Math.ceil(looked / servicesPerCall) * 1_000) / callsPerSecond)

const callsPerSecond = 10
