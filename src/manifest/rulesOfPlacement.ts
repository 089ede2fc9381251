/** Rules about placement: on which instances tasks are put, and over which zones. */
import { isOnFargate } from '../model/serviceSettings.js'
import { compiledFrom, entriesOf, objectsAt, textAt } from './compiled.js'
import { answering, type Breach, type Rule } from './rule.js'
import { daemonKeys, launchKeys } from './rulesOfScheduling.js'
import type { Service } from './service.js'
import { compiledSettingsFrom } from './serviceSettings.js'

const constraintKeys = ['placement_constraints', 'placementConstraints', 'aws.service.placementConstraints']

const strategyKeys = ['placement_strategy', 'placementStrategy', 'aws.service.placementStrategy']

export const placementRules: readonly Rule[] = [
  {
    id: 'fargate-placement',
    source: 'ecs-facts 7, row 17',
    exception: 'InvalidParameterException',
    reads: [...launchKeys, ...constraintKeys, ...strategyKeys],
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
          answer: `Placement ${member === 'placementStrategy' ? 'strategies' : 'constraints'} are not supported with FARGATE launch type.`,
        }))
    },
  },
  {
    id: 'placement-once',
    source: 'deployfish has both spellings',
    exception: 'None',
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
    source: 'ecs-facts 3.3 and 3.4; the ECS API reference, CreateService.placementConstraints',
    exception: 'InvalidParameterException',
    reads: [],
    each: constraintKeys.map((key) => `${key}.*`),
    check: (service) => [
      ...excessOfConstraints(service),
      ...entriesOf(service, 'placementConstraints').flatMap(({ value, path, at }): readonly Breach[] => {
        const [type, expression] = [textAt(value, 'type'), textAt(value, 'expression')]
        if (type === 'distinctInstance' && expression !== undefined) {
          return [
            {
              path: at('expression'),
              at: 'Key',
              says: 'distinctInstance takes no expression',
              fix: 'remove expression, or write type: memberOf',
              answer: 'distinctInstance expression should not be specified.',
            },
          ]
        }
        if (type === 'memberOf' && expression === undefined) {
          return [{ path, says: 'memberOf needs an expression', fix: "write expression: 'attribute:NAME == VALUE'" }]
        }
        return expression !== undefined && expression.length > 2000
          ? [{ path: at('expression'), says: 'an expression has at most 2000 characters', fix: 'shorten it' }]
          : []
      }),
    ],
  },
  {
    id: 'placement-strategy',
    source: 'ecs-facts 3.3; the ECS API reference, PlacementStrategy',
    exception: 'InvalidParameterException',
    reads: [],
    each: strategyKeys.map((key) => `${key}.*`),
    check: (service) => {
      const steps = entriesOf(service, 'placementStrategy')
      const tooMany =
        steps.length > 5
          ? [
              {
                path: compiledSettingsFrom(service).at('placementStrategy'),
                says: `a service has at most 5 placement strategies; here are ${steps.length}`,
                fix: 'remove some',
                answer: 'Maximum number of strategies is 5.',
              },
            ]
          : []
      return [
        ...tooMany,
        ...steps.flatMap(({ value, path, at }): readonly Breach[] => {
          const [type, field] = [textAt(value, 'type'), textAt(value, 'field')]
          if (type === 'random' && field !== undefined) {
            const answer = 'random field should not be specified.'
            return [{ path: at('field'), at: 'Key', says: 'random takes no field', fix: 'remove field', answer }]
          }
          if (type === 'spread' && field === undefined) {
            return [
              { path, says: 'spread needs a field', fix: 'write field: attribute:ecs.availability-zone, or host' },
            ]
          }
          if (type !== 'binpack' || /^(?:cpu|memory)$/i.test(field ?? '')) return []
          const answer = field === undefined ? undefined : `binpack field '${field}' is invalid.`
          const says = 'binpack goes by cpu or by memory'
          return [{ path: at('field'), says, fix: 'write field: cpu or field: memory', ...answering(answer) }]
        }),
      ]
    },
  },
  {
    id: 'zone-rebalancing',
    source: 'ecs-facts 5.1 and 7, row 21',
    exception: 'InvalidParameterException',
    reads: [
      'availability_zone_rebalancing',
      'maximum_percent',
      'load_balancer',
      'aws.service.availabilityZoneRebalancing',
      'aws.service.deploymentConfiguration',
      'aws.service.loadBalancers',
      ...daemonKeys,
      ...strategyKeys,
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
          ...answering(
            because.startsWith('at a maximum')
              ? 'Availability Zone Rebalancing does not support maximumPercent <= 100 % as deployment configuration'
              : because === 'for a DAEMON'
                ? "The service couldn't be created because Availability Zone Rebalancing does not support DAEMON as scheduling strategy. Update scheduling strategy and try again."
                : undefined,
          ),
        },
      ]
    },
  },
]

/** Those of the task definition count too. */
const excessOfConstraints = (service: Service): readonly Breach[] => {
  const ofService = entriesOf(service, 'placementConstraints').length
  const ofTask = objectsAt(compiledFrom(service).body, 'placementConstraints').length
  const count = ofService + ofTask
  if (count <= 10) return []
  const path = (ofService > 0 ? compiledSettingsFrom(service) : compiledFrom(service)).at('placementConstraints')
  const whose = ofTask > 0 ? ', with those of its task definition' : ''
  const says = `a service has at most 10 placement constraints${whose}; here are ${String(count)}`
  return [
    {
      path,
      says,
      fix: 'join expressions with `and`',
      // Of a task definition alone it is the register call that is refused.
      ...(ofService > 0 ? {} : { exception: 'ClientException' }),
    },
  ]
}
