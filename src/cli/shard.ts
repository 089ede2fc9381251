/**
 * `--shard i/n`: the part of a file that one of several machines looks after. A service goes by the hash of its family, so that
 * services that share revisions meet; and one that others depend on takes them along, so that no shard waits for another
 * (docs/decisions/0022-shards.md).
 */
import { createHash } from 'node:crypto'
import { groupsBy } from '../model/groups.js'
import { type DesiredService, type DesiredState, type LiveService, targetKey, targetOf } from '../model/service.js'
import type { Shard, ShardBasis } from '../model/shard.js'
import { familyName } from '../model/taskDefinition.js'
import { inOrder } from '../planner/planner.js'

/** Of the services at hand those of the shard; what was divided is remembered. */
export const inShard =
  (shard: Shard | undefined) =>
  (desired: DesiredState): DesiredState => {
    if (shard === undefined) return desired
    const shards = shardsOf(desired.services, shard.count)
    return {
      ...desired,
      services: desired.services.filter((_, index) => shards[index] === shard.index),
      shard: basisOf(shard, desired.services, shards),
    }
  }

/** Whether a service that no file names any more is looked after by the shard. */
export const isStrayIn = (shard: Shard | undefined, { identity }: Pick<LiveService, 'identity'>): boolean =>
  shard === undefined || shardOfFamily(familyName(identity.taskDefinitionArn), shard.count) === shard.index

/** For each service the number of its shard, from 1. */
export const shardsOf = (services: readonly DesiredService[], count: number): readonly number[] => {
  const groups = groupsOf(services)
  const byGroup = new Map<number, number>()
  for (const [group, indexes] of groupsBy(services.keys(), (index) => groups[index])) {
    if (group === undefined) continue
    const members = indexes.flatMap((index) => services[index] ?? [])
    // By what depends on nothing: whoever joins them with a need of their own moves nobody.
    const families = members.filter(({ dependsOn = [] }) => dependsOn.length === 0).map(familyOf)
    const [first = ''] = (families.length === 0 ? members.map(familyOf) : families).sort()
    byGroup.set(group, shardOfFamily(first, count))
  }
  return groups.map((group) => byGroup.get(group) ?? 1)
}

const familyOf = ({ taskDefinition }: DesiredService): string => taskDefinition.family

/** The same on every machine and in every version. */
const shardOfFamily = (family: string, count: number): number =>
  (createHash('sha256').update(family).digest().readUIntBE(0, 6) % count) + 1

/** For each service the lowest index of those that it belongs together with. */
const groupsOf = (services: readonly DesiredService[]): readonly number[] => {
  const above = services.map((_, index) => index)
  const rootOf = (index: number): number => {
    let root = index
    while (above[root] !== root) root = above[root] ?? root
    above[index] = root
    return root
  }
  const tie = (one: number, other: number): void => {
    const [low = 0, high = 0] = [rootOf(one), rootOf(other)].sort((a, b) => a - b)
    above[high] = low
  }
  const indexes = new Map(services.map((service, index) => [targetKey(targetOf(service)), index]))
  const firstOfFamily = new Map<string, number>()
  services.forEach((service, index) => {
    const first = firstOfFamily.get(familyOf(service))
    if (first === undefined) firstOfFamily.set(familyOf(service), index)
    else tie(first, index)
    for (const needed of service.dependsOn ?? []) {
      const at = indexes.get(targetKey(needed))
      if (at !== undefined) tie(at, index)
    }
  })
  return services.map((_, index) => rootOf(index))
}

const basisOf = (shard: Shard, services: readonly DesiredService[], shards: readonly number[]): ShardBasis => {
  const turns = new Map(inOrder(services).map((service, turn) => [service, turn]))
  return {
    ...shard,
    services: services.map(targetOf),
    turns: services.map((service) => turns.get(service) ?? 0),
    shards,
  }
}
