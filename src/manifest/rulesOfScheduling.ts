/** Rules about where tasks run and how many: daemons, capacity providers, platforms. */
import { isFargateProvider, isOnFargate } from '../model/serviceSettings.js'
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

/** What decides whether a service is on Fargate, or on whose instances. */
export const launchKeys: readonly string[] = [
  'launch_type',
  'capacity_provider_strategy',
  'aws.service.launchType',
  'aws.service.capacityProviderStrategy',
]

/** What decides whether a service is a daemon. */
export const daemonKeys: readonly string[] = ['scheduling_strategy', 'aws.service.schedulingStrategy']

export const schedulingRules: readonly Rule[] = [
  {
    id: 'daemon-count',
    source: 'ecs-facts 4.11 and 7, row 24',
    exception: 'InvalidParameterException',
    reads: [...daemonKeys, 'count', 'aws.service.desiredCount'],
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
    exception: 'InvalidParameterException',
    reads: [...daemonKeys, ...launchKeys],
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
    exception: 'InvalidParameterException',
    reads: [...daemonKeys, 'placement_strategy', 'placementStrategy', 'aws.service.placementStrategy'],
    check: ofDaemon(({ settings, at }) =>
      (settings.placementStrategy ?? []).length === 0
        ? []
        : [
            {
              path: at('placementStrategy'),
              at: 'Key',
              says: 'a DAEMON has a task on each instance: there is nothing to place',
              fix: 'remove placement_strategy; placement_constraints may leave instances out',
              answer:
                'The daemon scheduling strategy does not support placement strategies. Remove the placement strategy and try again',
            },
          ],
    ),
  },
  {
    id: 'daemon-maximum',
    source: 'ecs-facts 4.11 and 7, row 24',
    exception: 'InvalidParameterException',
    reads: [...daemonKeys, 'maximum_percent', 'aws.service.deploymentConfiguration'],
    check: ofDaemon(({ settings, at }) =>
      settings.maximumPercent === undefined || settings.maximumPercent === 100
        ? []
        : [
            {
              path: at('maximumPercent'),
              says: 'a DAEMON never has two tasks on an instance',
              fix: 'write maximum_percent: 100, or remove it',
              answer:
                'The daemon scheduling strategy does not support values above 100 for maximumPercent on a deployment configuration. Change the maximumPercent value to 100, and try again',
            },
          ],
    ),
  },
  {
    id: 'daemon-volumes',
    source: 'ecs-facts 2, volumeConfigurations',
    exception: 'InvalidParameterException',
    reads: [...daemonKeys, 'volume_configurations', 'aws.service.volumeConfigurations'],
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
    id: 'count-quota',
    // A quota may be raised, and ECS knows by how much.
    level: 'Warning',
    source: 'ecs-facts 3.3',
    reads: ['count', 'aws.service.desiredCount'],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      if ((settings.desiredCount ?? 0) <= 5000) return []
      const says = 'a service has at most 5000 tasks, unless the quota of the account was raised'
      return [{ path: at('desiredCount'), says, fix: 'write 5000 or less, or split the service' }]
    },
  },
  {
    id: 'launch-or-providers',
    source: 'ecs-facts 5.1 and 7, row 22',
    exception: 'InvalidParameterException',
    reads: launchKeys,
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      if (settings.launchType === undefined || settings.capacityProviderStrategy === undefined) return []
      const keys = ['launch_type', 'capacity_provider_strategy']
      const why = 'the capacity providers say what the tasks run on'
      const answer =
        'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.'
      return [{ path: at('capacityProviderStrategy'), at: 'Key', problem: { kind: 'NotTogether', keys, why }, answer }]
    },
  },
  {
    id: 'provider-name',
    source: 'ECS and deployfish spell it capacityProvider',
    exception: 'None',
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
    exception: 'InvalidParameterException',
    reads: launchKeys,
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      const items = settings.capacityProviderStrategy ?? []
      if (items.length === 0) return []
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
                answer:
                  'There are no capacity providers in the capacity provider strategy with a weight value greater than zero. Specify a weight value greater than zero for at least one capacity provider and try again.',
              },
            ]
          : []),
        ...(items.filter(({ base }) => base > 0).length > 1
          ? [
              {
                path,
                says: 'one capacity provider of a strategy may have a base',
                fix: 'leave base to one of them',
                answer:
                  'There are multiple capacity providers in the specified capacity provider strategy with a base value greater than zero. Only one capacity provider can have a base value greater than zero. Specify a valid capacity provider strategy and try again.',
              },
            ]
          : []),
        ...(items.some(isFargateProvider) && !items.every(isFargateProvider)
          ? [
              {
                path,
                says: 'a strategy has capacity providers of Fargate or others, not both',
                fix: 'keep FARGATE and FARGATE_SPOT, or the others',
                answer:
                  'A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate providers. Specify one or the other and try again.',
              },
            ]
          : []),
        ...twice.map((name) => ({ path, says: `capacity provider ${name} is here twice`, fix: 'name it once' })),
      ]
    },
  },
  {
    id: 'platform-version',
    source: 'ecs-facts 5.1',
    exception: 'PlatformUnknownException',
    reads: ['platform_version', 'aws.service.platformVersion', ...launchKeys],
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
            exception: 'InvalidParameterException',
            answer: 'The platform version must be null when specifying an EC2 launch type.',
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
]
