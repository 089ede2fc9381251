/** The order of what shards tell together: that of the file, or of a plan of the whole. Each shard knows both. */
import { type Target, targetKey } from '../model/service.js'
import type { ShardBasis } from '../model/shard.js'

/** As a plan of all services has them; what is of none of them comes last, in the order given. */
export const inTurn = <A>(
  list: readonly A[],
  basis: ShardBasis | undefined,
  targetIn: (one: A) => Target,
): readonly A[] => sorted(list, basis, targetIn, (index) => basis?.turns[index])

/** As the file declares them; what is of none of them comes last, in the order given. */
export const inFileOrder = <A>(
  list: readonly A[],
  basis: ShardBasis | undefined,
  targetIn: (one: A) => Target,
): readonly A[] => sorted(list, basis, targetIn, (index) => index)

const sorted = <A>(
  list: readonly A[],
  basis: ShardBasis | undefined,
  targetIn: (one: A) => Target,
  placeOf: (index: number) => number | undefined,
): readonly A[] => {
  const places = new Map((basis?.services ?? []).map((target, index) => [targetKey(target), placeOf(index)]))
  const place = (one: A): number => places.get(targetKey(targetIn(one))) ?? Number.MAX_SAFE_INTEGER
  return [...list].sort((a, b) => place(a) - place(b))
}
