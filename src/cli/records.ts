/** The last step of `apply`: what deploy has noted of services without a change, where that tells of an earlier apply. */
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as E from 'fp-ts/lib/Either.js'
import { paceOf } from '../aws/buckets.js'
import { renewRecords } from '../executor/executor.js'
import { readSeen } from '../live/live.js'
import type { Failure } from '../model/failure.js'
import { isEmpty, isRefused } from '../model/plan.js'
import { staleRecords } from '../planner/planner.js'
import { recordsAheadNote, recordsNote } from '../report/report.js'
import type { Deps } from './deps.js'
import type { ChangeOptions } from './options.js'
import type { Planned } from './planned.js'
import { worthTellingMs } from './rates.js'
import type { Scope } from './scope.js'
import { styleOf } from './style.js'

/**
 * Once a plan is performed, or there was nothing in it to perform. It changes neither result nor exit code: what cannot be written
 * is told on stderr. Left only where it was interrupted and there was nothing else to do.
 */
export const keepRecords =
  (
    deps: Deps,
    options: ChangeOptions,
    { session, desired }: Pick<Scope, 'session' | 'desired'>,
    { plan, live }: Planned,
  ): TE.TaskEither<Failure, void> =>
  async () => {
    const isInterrupted = (): boolean => deps.signal.aborted
    if (options.plan === true || isRefused(plan) || isInterrupted()) return E.right(undefined)
    const stale = staleRecords(desired, live, plan)
    // A sandbox that cannot be kept keeps no tags either, and nothing is lost by that.
    if (stale.length === 0 || E.isLeft(await session.prepare())) return E.right(undefined)
    const tell = (note: string): void => {
      if (note !== '') deps.err.write(`${note}\n`)
    }
    const style = styleOf(deps, deps.err, options.color)
    const seconds = stale.length / paceOf('ecs:TagResource')
    if (seconds * 1_000 >= worthTellingMs) tell(recordsAheadNote(stale.length, seconds, style))
    const { aws } = session
    const renewed = await renewRecords({ aws, live: { seen: readSeen(aws) }, signal: deps.signal }, stale)()
    tell(recordsNote(renewed, style))
    return isInterrupted() && isEmpty(plan) ? E.left({ kind: 'Interrupted' }) : E.right(undefined)
  }
