/** Rules about where tasks run and how many: daemons, capacity providers, platforms, placement, zones. */
import { isOnFargate } from '../model/serviceSettings.js'
import { repeated, type Breach, type Rule } from './rule.js'
import type { Service } from './service.js'
import { compiledSettingsFrom, type CompiledSettings } from './serviceSettings.js'

/** Of a daemon nothing but what ECS allows it (ecs-facts 4.11). */
const ofDaemon =
  (check: (compiled: CompiledSettings) => readonly Breach[]) =>
  (service: Service): readonly Breach[] => {
    const compiled = compiledSettingsFrom(service)
    return compiled.settings.schedulingStrategy === 'DAEMON' ? check(compiled) : []
  }

const launchKeys = ['launch_type', 'capacity_provider_strategy', 'aws.service']

export const schedulingRules: readonly Rule[] = [
  {
    id: 'daemon-count',
    source: 'ecs-facts 4.11 and 7, row 24',
    reads: ['scheduling_strategy', 'count', 'aws.service'],
    check: ofDaemon(({ settings, at }) =>
      settings.desiredCount === undefined
        ? []
        : [
            {
              path: at('desiredCount'),
              at: 'Key',
              says: 'a DAEMON has one task on each instance that fits, and takes no count',
              fix: 'remove count, or write scheduling_strategy: REPLICA',
              answer:
                'The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again',
            },
          ],
    ),
  },
  {
    id: 'daemon-on-fargate',
    source: 'ecs-facts 4.11',
    reads: ['scheduling_strategy', ...launchKeys],
    check: ofDaemon(({ settings, at }) =>
      !isOnFargate(settings)
        ? []
        : [
            {
              path: at(settings.launchType === 'FARGATE' ? 'launchType' : 'capacityProviderStrategy'),
              says: 'a DAEMON runs on instances, and Fargate has none',
              fix: 'write scheduling_strategy: REPLICA, or run it on EC2',
              answer:
                'The daemon scheduling strategy does not support the FARGATE launch type. Change the launch type and try again',
            },
          ],
    ),
  },
  {
    id: 'daemon-placement',
    source: 'ecs-facts 4.11 and 7, row 24',
    reads: ['scheduling_strategy', 'placement_strategy', 'placementStrategy', 'aws.service'],
    check: ofDaemon(({ settings, at }) =>
      (settings.placementStrategy ?? []).length === 0
        ? []
        : [
            {
              path: at('placementStrategy'),
              at: 'Key',
              says: 'a DAEMON has a task on each instance: there is nothing to place',
              fix: 'remove placement_strategy; placement_constraints may leave instances out',
            },
          ],
    ),
  },
  {
    id: 'daemon-maximum',
    source: 'ecs-facts 4.11 and 7, row 24',
    reads: ['scheduling_strategy', 'maximum_percent', 'aws.service'],
    check: ofDaemon(({ settings, at }) =>
      settings.maximumPercent === undefined || settings.maximumPercent === 100
        ? []
        : [
            {
              path: at('maximumPercent'),
              says: 'a DAEMON never has two tasks on an instance',
              fix: 'write maximum_percent: 100, or remove it',
            },
          ],
    ),
  },
  {
    id: 'daemon-volumes',
    source: 'ecs-facts 2, volumeConfigurations',
    reads: ['scheduling_strategy', 'volume_configurations', 'aws.service'],
    check: ofDaemon(({ settings, at }) =>
      (settings.volumeConfigurations ?? []).length === 0
        ? []
        : [
            {
              path: at('volumeConfigurations'),
              at: 'Key',
              says: 'ECS makes volumes for the tasks of REPLICA services alone',
              fix: 'remove volume_configurations, or write scheduling_strategy: REPLICA',
            },
          ],
    ),
  },
  {
    id: 'launch-or-providers',
    source: 'ecs-facts 5.1 and 7, row 22',
    reads: launchKeys,
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      if (settings.launchType === undefined || settings.capacityProviderStrategy === undefined) return []
      const keys = ['launch_type', 'capacity_provider_strategy']
      const why = 'the capacity providers say what the tasks run on'
      return [{ path: at('capacityProviderStrategy'), at: 'Key', problem: { kind: 'NotTogether', keys, why } }]
    },
  },
  {
    id: 'provider-name',
    source: 'ECS and deployfish spell it capacityProvider',
    reads: ['capacity_provider_strategy'],
    check: ({ capacity_provider_strategy: items = [] }) =>
      items.flatMap(({ provider, capacityProvider }, index): readonly Breach[] => {
        if ((provider === undefined) !== (capacityProvider === undefined)) return []
        const found = provider === undefined ? [] : ['provider', 'capacityProvider']
        const problem = { kind: 'ExactlyOneOf', keys: ['provider', 'capacityProvider'], found } as const
        return [{ path: ['capacity_provider_strategy', String(index)], problem }]
      }),
  },
  {
    id: 'capacity-providers',
    source: 'ecs-facts 3.3 and 7, row 22',
    reads: launchKeys,
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      const items = settings.capacityProviderStrategy ?? []
      const path = at('capacityProviderStrategy')
      const twice = repeated(items, ({ capacityProvider }) => capacityProvider).map(([again]) => again.capacityProvider)
      return [
        ...(items.length > 20
          ? [
              {
                path,
                says: `a strategy has at most 20 capacity providers; here are ${items.length}`,
                fix: 'remove some',
              },
            ]
          : []),
        ...(items.length > 0 && items.every(({ weight }) => weight === 0)
          ? [
              {
                path,
                says: 'no capacity provider has a weight above 0, so nothing says where tasks beyond the base run',
                fix: 'write weight: 1 for one of them',
              },
            ]
          : []),
        ...(items.filter(({ base }) => base > 0).length > 1
          ? [{ path, says: 'one capacity provider of a strategy may have a base', fix: 'leave base to one of them' }]
          : []),
        ...twice.map((name) => ({ path, says: `capacity provider ${name} is here twice`, fix: 'name it once' })),
      ]
    },
  },
  {
    id: 'platform-version',
    source: 'ecs-facts 5.1',
    reads: ['platform_version', ...launchKeys],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      if (settings.platformVersion === undefined) return []
      if (!isOnFargate(settings)) {
        return [
          {
            path: at('platformVersion'),
            at: 'Key',
            says: 'only Fargate has platform versions',
            fix: 'remove platform_version, or write launch_type: FARGATE',
            answer: 'The platform version must be null when specifying an EC2 launch type',
          },
        ]
      }
      return /^(LATEST|\d+\.\d+\.\d+)$/.test(settings.platformVersion)
        ? []
        : [
            {
              path: at('platformVersion'),
              says: 'a platform version is LATEST or three numbers',
              fix: 'write LATEST, or a version such as 1.4.0',
            },
          ]
    },
  },
  {
    id: 'fargate-placement',
    source: 'ecs-facts 7, row 17',
    reads: [...launchKeys, 'placement_constraints', 'placementConstraints', 'placement_strategy', 'placementStrategy'],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      if (!isOnFargate(settings)) return []
      return (['placementConstraints', 'placementStrategy'] as const)
        .filter((member) => (settings[member] ?? []).length > 0)
        .map((member) => ({
          path: at(member),
          at: 'Key',
          says: 'on Fargate there are no instances to choose from',
          fix: 'remove it; subnets say in which zones tasks run',
        }))
    },
  },
  {
    id: 'placement-once',
    source: 'deployfish has both spellings',
    reads: ['placement_constraints', 'placementConstraints', 'placement_strategy', 'placementStrategy'],
    check: (service) =>
      (
        [
          ['placement_constraints', 'placementConstraints'],
          ['placement_strategy', 'placementStrategy'],
        ] as const
      )
        .filter(([snake, camel]) => service[snake] !== undefined && service[camel] !== undefined)
        .map(([snake, camel]) => ({
          path: [camel],
          at: 'Key',
          problem: { kind: 'NotTogether', keys: [snake, camel], why: 'they are two spellings of one key' },
        })),
  },
  {
    id: 'placement-constraints',
    source: 'ecs-facts 3.3 and 3.4',
    reads: ['placement_constraints', 'placementConstraints', 'aws.service'],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      const path = at('placementConstraints')
      const constraints = settings.placementConstraints ?? []
      const tooMany =
        constraints.length > 10
          ? [
              {
                path,
                says: `a service has at most 10 placement constraints; here are ${constraints.length}`,
                fix: 'join expressions with `and`',
              },
            ]
          : []
      return [
        ...tooMany,
        ...constraints.flatMap(({ type, expression }): readonly Breach[] => {
          if (type === 'distinctInstance' && expression !== undefined) {
            return [
              { path, says: 'distinctInstance takes no expression', fix: 'remove expression, or write type: memberOf' },
            ]
          }
          if (type === 'memberOf' && expression === undefined) {
            return [{ path, says: 'memberOf needs an expression', fix: "write expression: 'attribute:NAME == VALUE'" }]
          }
          return typeof expression === 'string' && expression.length > 2000
            ? [{ path, says: 'an expression has at most 2000 characters', fix: 'shorten it' }]
            : []
        }),
      ]
    },
  },
  {
    id: 'placement-strategy',
    source: 'ecs-facts 3.3; the ECS API reference, PlacementStrategy',
    reads: ['placement_strategy', 'placementStrategy', 'aws.service'],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      const path = at('placementStrategy')
      const steps = settings.placementStrategy ?? []
      const tooMany =
        steps.length > 5
          ? [
              {
                path,
                says: `a service has at most 5 placement strategies; here are ${steps.length}`,
                fix: 'remove some',
              },
            ]
          : []
      return [
        ...tooMany,
        ...steps.flatMap(({ type, field }): readonly Breach[] => {
          if (type === 'random' && field !== undefined) {
            return [{ path, says: 'random takes no field', fix: 'remove field' }]
          }
          if (type === 'spread' && field === undefined) {
            return [
              { path, says: 'spread needs a field', fix: 'write field: attribute:ecs.availability-zone, or host' },
            ]
          }
          return type === 'binpack' && field !== 'cpu' && field !== 'memory'
            ? [{ path, says: 'binpack goes by cpu or by memory', fix: 'write field: cpu or field: memory' }]
            : []
        }),
      ]
    },
  },
  {
    id: 'zone-rebalancing',
    source: 'ecs-facts 5.1 and 7, row 21',
    reads: [
      'availability_zone_rebalancing',
      'scheduling_strategy',
      'maximum_percent',
      'load_balancer',
      'placement_strategy',
      'placementStrategy',
      'aws.service',
    ],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      if (settings.availabilityZoneRebalancing !== 'ENABLED') return []
      const [first] = settings.placementStrategy ?? []
      const because =
        settings.schedulingStrategy === 'DAEMON'
          ? 'for a DAEMON'
          : (settings.maximumPercent ?? 200) <= 100
            ? 'at a maximum_percent of 100'
            : (settings.loadBalancers ?? []).some(({ loadBalancerName }) => loadBalancerName !== undefined)
              ? 'behind a classic ELB'
              : first !== undefined && first.field !== 'attribute:ecs.availability-zone'
                ? 'unless placement_strategy spreads over attribute:ecs.availability-zone first'
                : undefined
      if (because === undefined) return []
      return [
        {
          path: at('availabilityZoneRebalancing'),
          says: `ECS cannot rebalance over zones ${because}`,
          fix: 'write availability_zone_rebalancing: DISABLED, or remove it',
          ...(because.startsWith('at a maximum')
            ? {
                answer:
                  'Availability Zone Rebalancing does not support maximumPercent <= 100 % as deployment configuration',
              }
            : {}),
        },
      ]
    },
  },
]
