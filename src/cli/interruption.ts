/** Ctrl-C while something is read. Apart from what reaches AWS, so that who asks nobody does not load that. */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'

/** Reads may last long where an endpoint does not answer, and nothing is lost by leaving them. */
export const unlessInterrupted =
  <A>(signal: AbortSignal, reads: TE.TaskEither<Failure, A>): TE.TaskEither<Failure, A> =>
  async () => {
    const ended = new AbortController()
    const left = new Promise<E.Either<Failure, A>>((resolve) => {
      const leave = (): void => {
        resolve(E.left({ kind: 'Interrupted' }))
      }
      if (signal.aborted) leave()
      else signal.addEventListener('abort', leave, { once: true, signal: ended.signal })
    })
    try {
      return await Promise.race([reads(), left])
    } finally {
      ended.abort()
    }
  }
