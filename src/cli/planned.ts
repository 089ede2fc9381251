/** The plan of what is declared, from as little of ECS as it depends on. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { readUnread } from '../live/live.js'
import type { Failure } from '../model/failure.js'
import type { Plan } from '../model/plan.js'
import { type LiveState, targetKey, targetOf } from '../model/service.js'
import { planFor, type Policy } from '../planner/planner.js'
import type { Deps } from './deps.js'
import { unlessInterrupted } from './interruption.js'
import type { CommonOptions } from './options.js'
import type { Scope } from './scope.js'

/** A plan, and what of ECS it was made from. */
export interface Planned {
  readonly plan: Plan
  readonly live: LiveState
}

/**
 * What is known of a revision without reading it does not say whether it has been deregistered, and what is made anew cannot start
 * with one that has. So a plan that makes one anew is made again, from what is read.
 */
export const planned = (
  { signal }: Pick<Deps, 'signal'>,
  { session, reader, desired, live }: Omit<Scope, 'declared'>,
  policy: Policy,
): TE.TaskEither<Failure, Planned> => {
  const plan = planFor(desired, live, policy)
  const replaced = new Set(
    plan.actions.filter(({ kind }) => kind === 'DeleteService').map(({ target }) => targetKey(target)),
  )
  const unread = live.services
    .filter(({ identity }) => identity.isRevisionUnread === true)
    .map(targetOf)
    .filter((target) => replaced.has(targetKey(target)))
  return unread.length === 0
    ? TE.right({ plan, live })
    : pipe(
        unlessInterrupted(signal, readUnread(reader, desired, session.known, live, unread)),
        TE.chain((read) => planned({ signal }, { session, reader, desired, live: read }, policy)),
      )
}

/** Options for who needs to see all that is live, whatever is known of it: policies of the user, and what undoes a plan. */
export const inFull = <Options extends CommonOptions>(options: Options, isNeeded: boolean): Options =>
  isNeeded ? { ...options, refresh: true } : options
