/** `drift --who`: for what has drifted, who has called what, as far as CloudTrail tells. Asked for nothing else. */
import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import { type Lookup, readChangers } from '../live/live.js'
import type { ChangeEvent } from '../model/changer.js'
import type { Drift, Note } from '../model/drift.js'
import type { Failure } from '../model/failure.js'
import { type LiveState, targetKey, targetOf } from '../model/service.js'
import { suspectedIn } from '../planner/planner.js'
import type { Deps } from './deps.js'
import { unlessInterrupted } from './interruption.js'
import type { Scope } from './scope.js'

/** Of `drift` alone. */
export interface WhoOptions {
  /** CloudTrail is asked who has changed what. */
  readonly who?: true | undefined
}

/** Asked last: of what is quiet nobody wants to know. */
export const whoIfAsked = (
  { signal }: Deps,
  { who }: WhoOptions,
  { session, live }: Pick<Scope, 'session' | 'live'>,
  drift: Drift,
): TE.TaskEither<Failure, Drift> =>
  who === true ? unlessInterrupted(signal, TE.fromTask(withChangers(session.aws, live, drift))) : TE.right(drift)

/** The same drift, with a note for each call that explains something of it, or one that says why there is none. */
const withChangers = (aws: Aws, live: LiveState, drift: Drift): T.Task<Drift> => {
  const found = new Map(live.services.map((service) => [targetKey(targetOf(service)), service]))
  const suspicions = drift.services.flatMap((service) => {
    const { target } = service
    const suspected = suspectedIn(service, found.get(targetKey(target)))
    return suspected.length === 0 ? [] : [{ target, suspected }]
  })
  if (suspicions.length === 0) return T.of(drift)
  const places = new Map(suspicions.map(({ target }, place) => [targetKey(target), place]))
  return pipe(
    readChangers(aws, suspicions),
    T.map((lookup) => ({
      ...drift,
      services: drift.services.map((service) => {
        const place = places.get(targetKey(service.target))
        return place === undefined
          ? service
          : { ...service, notes: [...service.notes, ...notesFrom(lookup.found[place] ?? [], lookup)] }
      }),
    })),
  )
}

const notesFrom = (events: readonly ChangeEvent[], { looked, isCut, error }: Lookup): readonly Note[] => {
  if (events.length > 0) {
    return events.map(({ by, atMs, call, via }) => ({
      kind: 'ChangedBy',
      by,
      atMs,
      call,
      ...(via === undefined ? {} : { via }),
    }))
  }
  if (error === undefined) return [{ kind: 'ChangerUnknown', why: 'NotFound', looked, isCut }]
  return [
    error.trouble === 'AccessDenied'
      ? { kind: 'ChangerUnknown', why: 'Denied' }
      : { kind: 'ChangerUnknown', why: 'NotAnswered', code: error.code },
  ]
}
