/** Where tasks run: capacity providers, placement, and how many there are by themselves. */
import type * as t from 'io-ts'
import type { JsonObject } from '../model/json.js'
import { closed } from './closed.js'
import { providerBase, providerWeight } from './memberCodecs.js'
import { list, oneOf, text } from './scalars.js'

/** `capacityProvider` is how ECS and old files spell it. */
const capacityProvider = closed(
  'a mapping with provider, weight and base',
  {},
  {
    provider: text,
    capacityProvider: text,
    weight: providerWeight,
    base: providerBase,
  },
)

const placementConstraint = closed(
  'a mapping with type and expression',
  { type: oneOf('distinctInstance', 'memberOf') },
  { expression: text },
)

const placementStep = closed(
  'a mapping with type and field',
  { type: oneOf('random', 'spread', 'binpack') },
  { field: text },
)

const constraints = list('a list of placement constraints', placementConstraint)
const strategy = list('a list of placement strategies', placementStep)

/** Keys of a service; deployfish reads the two of placement in both spellings. */
export const schedulingKeys = {
  scheduling_strategy: oneOf('REPLICA', 'DAEMON'),
  capacity_provider_strategy: list('a list of capacity providers', capacityProvider),
  platform_version: text,
  placement_constraints: constraints,
  placementConstraints: constraints,
  placement_strategy: strategy,
  placementStrategy: strategy,
  availability_zone_rebalancing: oneOf('ENABLED', 'DISABLED'),
  autoscalinggroup_name: text,
}

/** The tables of keys inside, for whoever documents them. */
export const schedulingTables = { capacityProvider, placementConstraint, placementStep }

type SchedulingKeys = { readonly [K in keyof typeof schedulingKeys]?: t.TypeOf<(typeof schedulingKeys)[K]> }

/** Members of CreateService, each of which one of these keys becomes. */
export const capacityProviderStrategyFrom = (written: SchedulingKeys): readonly JsonObject[] | undefined =>
  written.capacity_provider_strategy?.map((item) => ({
    capacityProvider: item.provider ?? item.capacityProvider ?? '',
    weight: item.weight,
    base: item.base,
  }))

/** As capacityProviderStrategyFrom. */
export const placementConstraintsFrom = (written: SchedulingKeys): readonly JsonObject[] | undefined =>
  (written.placement_constraints ?? written.placementConstraints)?.map((item) => ({ ...item }))

/** As capacityProviderStrategyFrom. */
export const placementStrategyFrom = (written: SchedulingKeys): readonly JsonObject[] | undefined =>
  (written.placement_strategy ?? written.placementStrategy)?.map((item) => ({ ...item }))
