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
}

/** As it is typed. */
export const shardName = ({ index, count }: Shard): string => `${index}/${count}`
