/** Cutting long lists into the batches that an API accepts, and keeping several batches in flight. */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'

/** Requests under way at once: with twenty what AWS takes to answer is made use of (see docs/decisions/0004-calls-in-flight.md). */
export const callsInFlight = 20

/** The members in their order, `size` at a time; the last batch may be smaller. */
export const batchesOf = <A>(size: number, members: readonly A[]): readonly (readonly A[])[] =>
  Array.from({ length: Math.ceil(members.length / size) }, (_, index) =>
    members.slice(index * size, (index + 1) * size),
  )

/** Told, whenever it is another number, how many tasks have not been begun. */
export type ToCome = (count: number) => void

const toNobody: ToCome = () => undefined

/** Runs one task per member, at most `limit` at once, results in the members' order; after a failure no further one starts. */
export const inFlight =
  <E0, A, B>(
    limit: number,
    members: readonly A[],
    run: (member: A) => TE.TaskEither<E0, B>,
    toCome: ToCome = toNobody,
  ): TE.TaskEither<E0, readonly B[]> =>
  async () => {
    const results: B[] = []
    let next = 0
    let failure: E.Left<E0> | undefined
    const work = async (): Promise<void> => {
      while (failure === undefined && next < members.length) {
        const index = next++
        toCome(members.length - next)
        const result = await run(members[index] as A)()
        if (E.isLeft(result)) {
          failure ??= result
          toCome(0)
        } else results[index] = result.right
      }
    }
    await Promise.all(Array.from({ length: Math.min(limit, members.length) }, work))
    return failure ?? E.right(results)
  }

/** Runs tasks as they come, at most `limit` at once, first come first served; after a failure no further one starts. */
export const atMost = <E0>(
  limit: number,
  toCome: ToCome = toNobody,
): (<A>(task: TE.TaskEither<E0, A>) => TE.TaskEither<E0, A>) => {
  const waiting: (() => void)[] = []
  let running = 0
  let failure: E.Left<E0> | undefined
  return (task) => async () => {
    if (running >= limit) {
      await new Promise<void>((resolve) => {
        toCome(waiting.push(resolve))
      })
    } else running += 1
    try {
      if (failure !== undefined) return failure
      const result = await task()
      if (E.isLeft(result)) failure ??= result
      return result
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else {
        toCome(waiting.length)
        next()
      }
    }
  }
}
