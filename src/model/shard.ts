/** A part of a file's services, for one machine of several: which one, and what of the whole its report must say so that it can be put together again. */

/** `2/5`: the second of five. */
export interface Shard {
  /** From 1. */
  readonly index: number
  readonly count: number
}

/** What all shards of one run have in common. */
export interface ShardBasis extends Shard {
  /** All services that are divided, in the file's order. */
  readonly services: readonly { readonly cluster: string; readonly service: string }[]
  /** For each of them its place in a plan of them all. */
  readonly turns: readonly number[]
  /** For each of them the number of its shard. */
  readonly shards?: readonly number[]
}

/** What keeps a report that was put together of those of shards from being all there is to know. */
export interface Doubts {
  readonly lost: readonly LostShard[]
  readonly apart?: Apart
}

/** A shard that ended without a result. */
export interface LostShard {
  readonly shard: Shard
  /** Why, in words. */
  readonly because: string
  /** Those that it looks after, in the file's order, as far as the others know. */
  readonly services: readonly { readonly cluster: string; readonly service: string }[]
}

/** The reports may be of different runs: so much later than the oldest the newest was begun. */
export interface Apart {
  readonly oldest: string
  readonly newest: string
  readonly apartMs: number
}

/** As it is typed. */
export const shardName = ({ index, count }: Shard): string => `${index}/${count}`
