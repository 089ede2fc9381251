/** Reports of shards for specs: made from what a run of all services would have told, each with its part of it. */
import type { Plan } from '../../src/model/plan.js'
import { type Target, targetKey } from '../../src/model/service.js'
import type { ShardBasis } from '../../src/model/shard.js'
import type { ShardReport } from '../../src/report/shardReport.js'
import type { ShardResult } from '../../src/report/shardResult.js'
import { aPlan } from './builders.js'

export const serviceNamed = (service: string): Target => ({ cluster: 'shop', service })

/** `api`, `db` and `web` as the file has them; `web` is done before the others. */
export const aBasis = (index: number, others: Partial<ShardBasis> = {}): ShardBasis => ({
  index,
  count: 2,
  services: ['api', 'db', 'web'].map(serviceNamed),
  turns: [1, 2, 0],
  shards: [1, 1, 2],
  ...others,
})

/** That the services of one shard are as they are declared. */
export const unchangedIn = (index: number, names: readonly string[], others: Partial<Plan> = {}): ShardResult => ({
  kind: 'Plan',
  plan: aPlan([], {
    unchanged: names.map(serviceNamed),
    basis: { file: 'deploy.yml', region: 'us-west-2', account: '123445564666', shard: aBasis(index) },
    ...others,
  }),
})

/** Of a run of two shards that ended well. */
export const aShardReport = (
  index: number,
  report: ShardResult | null,
  others: Partial<ShardReport> = {},
): ShardReport => ({
  index,
  count: 2,
  command: 'plan',
  program: '1.0.0',
  exitCode: 0,
  startedAt: '2026-01-05T09:00:00.000Z',
  report,
  failure: report === null ? 'Credentials have expired.' : null,
  file: `${index}.json`,
  validated: [],
  ...others,
})

/** The plan of each shard: what is about its services, of which the file has `services` and a plan of the whole does them by `turns`. */
export const partsOf = (
  plan: Plan,
  count: number,
  { services, turns }: Pick<ShardBasis, 'services' | 'turns'>,
  shardOf: (target: Target) => number,
): readonly Plan[] =>
  Array.from({ length: count }, (_, at) => {
    const index = at + 1
    const isMine = (target: Target): boolean => shardOf(target) === index
    const mine = <A extends { readonly target: Target }>(list: readonly A[]): readonly A[] =>
      list.filter(({ target }) => isMine(target))
    return {
      ...plan,
      basis: { ...plan.basis, shard: { index, count, services, turns } },
      actions: mine(plan.actions),
      unchanged: plan.unchanged.filter(isMine),
      undeclared: mine(plan.undeclared),
      ignored: mine(plan.ignored),
      hazards: mine(plan.hazards),
    }
  })

/** Each service goes to one of the shards, whichever the numbers say. */
export const dividedBy = (
  services: readonly Target[],
  numbers: readonly number[],
  count: number,
): ((target: Target) => number) => {
  const shards = new Map(
    services.map((target, at) => [targetKey(target), ((numbers[at % numbers.length] ?? 0) % count) + 1]),
  )
  return (target) => shards.get(targetKey(target)) ?? 1
}
