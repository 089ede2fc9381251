/** Rules about rollouts and what they are watched by, about Service Connect and discovery, and tags. */
import { canMove, percentagesOf } from '../model/rollout.js'
import { compiledFrom, entriesOf, memberAt, objectsAt } from './compiled.js'
import type { Path } from './parse.js'
import type { Breach, Rule } from './rule.js'
import { roleKeys } from './rulesOfService.js'
import type { Service } from './service.js'
import { compiledSettingsFrom, tagsFrom } from './serviceSettings.js'

export const deploymentRules: readonly Rule[] = [
  {
    id: 'rollout-can-move',
    source: 'ecs-facts 4.1 and 7, row 19',
    exception: 'InvalidParameterException',
    reads: [
      'count',
      'maximum_percent',
      'minimum_healthy_percent',
      'scheduling_strategy',
      'ignore',
      'aws.service.desiredCount',
      'aws.service.schedulingStrategy',
      'aws.service.deploymentConfiguration',
    ],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      const ignored = service.ignore ?? []
      const { desiredCount: count, maximumPercent, minimumHealthyPercent } = settings
      // With one percentage open the plan decides, by what is live.
      const isOpen = ignored.some((name) => name === 'maximum_percent' || name === 'minimum_healthy_percent')
      if (isOpen || maximumPercent === undefined || minimumHealthyPercent === undefined) return []
      if (settings.schedulingStrategy === 'DAEMON') return []
      const fix = 'raise maximum_percent, or lower minimum_healthy_percent'
      if (maximumPercent === 100 && minimumHealthyPercent === 100) {
        const says = 'at 100 percent at least and at most, ECS may neither stop a task nor start another'
        const answer = 'Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.'
        return [{ path: at('minimumHealthyPercent'), says, fix, answer }]
      }
      if (count === undefined || ignored.includes('count') || canMove(count, percentagesOf(settings, undefined)))
        return []
      const of = count === 1 ? '1 task' : `${count} tasks`
      return [
        {
          path: at('minimumHealthyPercent'),
          says: `of ${of}, ECS may neither stop one at minimum_healthy_percent ${minimumHealthyPercent} nor start another at maximum_percent ${maximumPercent}: no rollout could ever move`,
          fix,
          exception: 'None',
          answer:
            'was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.',
        },
      ]
    },
  },
  {
    id: 'circuit-breaker',
    source: 'ecs-facts 4.5',
    exception: 'InvalidParameterException',
    reads: ['deployment', 'aws.service.deploymentConfiguration'],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      const { type, value } = settings.deploymentCircuitBreaker?.thresholdConfiguration ?? { type: 'COUNT', value: 1 }
      return value >= 1 && (type === 'COUNT' || value <= 100)
        ? []
        : [
            {
              path: at('deploymentCircuitBreaker.thresholdConfiguration'),
              says: 'a threshold in percent is from 1 to 100, a COUNT 1 or more',
              fix: 'write such a value, or type: COUNT',
              answer: 'Invalid deployment circuit breaker threshold value.',
            },
          ]
    },
  },
  {
    id: 'alarms',
    source: 'ecs-facts 4.6',
    exception: 'InvalidParameterException',
    reads: ['deployment', 'aws.service.deploymentConfiguration'],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      const { enable, alarmNames } = settings.alarms ?? { enable: false, alarmNames: [] }
      return !enable || alarmNames.length > 0
        ? []
        : [
            {
              path: at('alarms'),
              at: 'Key',
              says: 'no alarm is named, so none can end a rollout',
              fix: 'name alarms, or remove the block',
            },
          ]
    },
  },
  {
    id: 'deployment-strategy',
    source: 'ecs-facts 2, deployment strategies',
    exception: 'InvalidParameterException',
    reads: [
      'deployment',
      'load_balancer',
      'service_connect',
      'aws.service.deploymentConfiguration',
      'aws.service.loadBalancers',
      'aws.service.serviceConnectConfiguration',
    ],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      const { strategy, serviceConnectConfiguration: connect, loadBalancers = [] } = settings
      if (strategy === undefined || strategy === 'ROLLING') return []
      const isShiftable =
        connect?.['enabled'] === true || loadBalancers.some(({ targetGroupArn }) => targetGroupArn !== undefined)
      return [
        ...(isShiftable
          ? []
          : [
              {
                path: at('strategy'),
                says: `${strategy} shifts traffic, and nothing here sends any that could be shifted`,
                fix: 'attach target groups or use service_connect, or write strategy: ROLLING',
              },
            ]),
        ...(strategy === 'BLUE_GREEN' && settings.bakeTimeInMinutes === undefined
          ? [
              {
                path: at('strategy'),
                says: 'BLUE_GREEN needs to know how long both revisions are kept',
                fix: 'add bake_time in minutes beside strategy',
              },
            ]
          : []),
      ]
    },
  },
  {
    id: 'shifted-target-group',
    source: 'ecs-facts 2, deployment strategies',
    exception: 'InvalidParameterException',
    reads: ['deployment.strategy', 'aws.service.deploymentConfiguration.strategy'],
    each: ['load_balancer', 'aws.service.loadBalancers.*'],
    check: (service) => {
      const { strategy } = compiledSettingsFrom(service).settings
      if (strategy === undefined || strategy === 'ROLLING') return []
      return entriesOf(service, 'loadBalancers')
        .filter(({ value }) => value['targetGroupArn'] !== undefined)
        .flatMap(({ value, path, at }) => {
          const lacking = neededToShift.filter(
            (member) => memberAt(value, 'advancedConfiguration', member) === undefined,
          )
          if (lacking.length === 0) return []
          return [
            {
              path: path[0] === 'aws' ? at('advancedConfiguration') : path,
              at: 'Key' as const,
              says: `${strategy} shifts traffic to a second target group, and this one lacks ${lacking.join(', ')} of its advancedConfiguration`,
              fix:
                path[0] === 'aws'
                  ? 'add what is lacking, or write strategy: ROLLING'
                  : 'write it in aws: {service: {loadBalancers: [...]}}, with advancedConfiguration, or write strategy: ROLLING',
            },
          ]
        })
    },
  },
  {
    id: 'grace-period',
    source: 'ecs-facts 5.1 and 7, row 29',
    exception: 'InvalidParameterException',
    reads: [
      'health_check_grace_period',
      'load_balancer',
      'containers.name',
      'containers.health_check',
      'containers.aws.healthCheck',
      'aws.service.healthCheckGracePeriodSeconds',
      'aws.service.loadBalancers',
      'aws.service.vpcLatticeConfigurations',
    ],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      const isChecked =
        (settings.loadBalancers ?? []).length > 0 ||
        (settings.vpcLatticeConfigurations ?? []).length > 0 ||
        compiledFrom(service).containers.some(({ definition }) => definition['healthCheck'] !== undefined)
      return (settings.healthCheckGracePeriodSeconds ?? 0) === 0 || isChecked
        ? []
        : [
            {
              path: at('healthCheckGracePeriodSeconds'),
              at: 'Key',
              says: 'nothing checks the health of these tasks, so there is no grace to give',
              fix: 'remove health_check_grace_period, or add load_balancer or a health_check',
              answer: 'Health check grace period is only valid for services configured to use load balancers',
            },
          ]
    },
  },
  {
    id: 'connected-port',
    source: 'the ECS API reference, ServiceConnectService.portName; ecs-facts 3.4',
    exception: 'InvalidParameterException',
    reads: [
      'service_connect',
      'containers.name',
      'containers.ports',
      'containers.aws.portMappings',
      'aws.service.serviceConnectConfiguration',
    ],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      const names = compiledFrom(service)
        .containers.flatMap(({ definition }) => objectsAt(definition, 'portMappings'))
        .flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
      const services = objectsAt({ services: settings.serviceConnectConfiguration?.['services'] }, 'services')
      return services
        .flatMap(({ portName }) => (typeof portName === 'string' && !names.includes(portName) ? [portName] : []))
        .map((name) => ({
          path: at('serviceConnectConfiguration'),
          at: 'Key',
          says: `no port is called ${name}; ${names.length === 0 ? 'none has a name' : `there are ${names.join(', ')}`}`,
          fix: 'write a name that is there, or give one: ports: [{container_port: 80, name: http}] in the container',
        }))
    },
  },
  {
    id: 'service-discovery',
    source: 'ecs-facts 3.3; deployfish makes the Cloud Map service, ECS wants one that is there',
    exception: 'None',
    reads: ['service_discovery'],
    check: ({ service_discovery: discovery }) => {
      if (discovery === undefined) return []
      const made = (['namespace', 'name', 'dns_records'] as const).filter((key) => discovery[key] !== undefined)
      if (made.length > 0) {
        return made.map((key) => ({
          path: ['service_discovery', key],
          at: 'Key',
          says: 'deploy makes no Cloud Map service',
          fix: 'make it by other means, and name it with registry_arn',
        }))
      }
      const arn = discovery.registry_arn
      if (arn === undefined) {
        return [{ path: ['service_discovery'], at: 'Owner', problem: { kind: 'MissingKey', key: 'registry_arn' } }]
      }
      return /^arn:[\w-]+:servicediscovery:[\w-]+:\d{12}:service\/[\w-]+$/.test(arn)
        ? []
        : [
            {
              path: ['service_discovery', 'registry_arn'],
              says: 'a Cloud Map service is named by its ARN',
              fix: 'write arn:aws:servicediscovery:REGION:ACCOUNT:service/srv-ID',
              exception: 'InvalidParameterException',
            },
          ]
    },
  },
  {
    id: 'discovery-without-role',
    source: 'ecs-facts 1.4 (role rule) and 5.1',
    exception: 'InvalidParameterException',
    reads: ['service_discovery', 'aws.service.serviceRegistries', ...roleKeys],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      if (settings.role === undefined || entriesOf(service, 'serviceRegistries').length === 0) return []
      return [
        {
          path: at('role'),
          at: 'Key',
          says: 'with service discovery ECS uses its service-linked role and refuses any other',
          fix: 'remove service_role_arn',
          answer: 'You cannot specify an IAM role for services that require a service linked role.',
        },
      ]
    },
  },
  {
    id: 'traffic-step',
    source: 'ecs-facts 2, deployment strategies',
    exception: 'InvalidParameterException',
    reads: ['aws.service.deploymentConfiguration'],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      return (
        [
          ['linearConfiguration', 'stepPercent', 3],
          ['canaryConfiguration', 'canaryPercent', 0.1],
        ] as const
      ).flatMap(([block, member, least]) => {
        const percent = settings[block]?.[member]
        const isInSteps = typeof percent !== 'number' || Math.abs(percent * 10 - Math.round(percent * 10)) < 1e-6
        if (typeof percent !== 'number' || (percent >= least && percent <= 100 && isInSteps)) return []
        const says = `${member} is a percentage from ${String(least)} to 100 in steps of 0.1`
        return [{ path: at(`${block}.${member}`), says, fix: 'write such a number, or leave it out' }]
      })
    },
  },
  {
    id: 'tags',
    source: 'ecs-facts 3.3 and section 6',
    exception: 'InvalidParameterException',
    reads: ['tags', 'aws.service.tags'],
    check: (service) => tagBreaches(service),
  },
]

/** testListenerRule is one's own choice. */
const neededToShift = ['alternateTargetGroupArn', 'productionListenerRule', 'roleArn'] as const

/** Of ECS's fifty (ecs-facts 3.3) those that deploy's own books leave. */
const mostTags = 45

const tagBreaches = (service: Service): readonly Breach[] => {
  const { at } = compiledSettingsFrom(service)
  const tags = Object.entries(tagsFrom(service) ?? {})
  const tooMany =
    tags.length > mostTags
      ? [
          {
            path: at('tags'),
            at: 'Key' as const,
            says: `a service has at most 50 tags, and deploy needs five; here are ${tags.length}`,
            fix: `remove tags until ${mostTags} are left`,
          },
        ]
      : []
  return [
    ...tooMany,
    ...tags.flatMap(([key, value]): readonly Breach[] => {
      const path = at(`tags[${key}]`)
      if (/^(aws|deploy):/i.test(key)) {
        const whose = /^aws:/i.test(key) ? 'AWS' : 'deploy'
        const exception = whose === 'AWS' ? {} : ({ exception: 'None' } as const)
        return [
          { path, at: 'Key', says: `tags that begin so are ${whose}'s own`, fix: 'choose another name', ...exception },
        ]
      }
      return [...nameBreaches(key, path), ...valueBreaches(value, path)]
    }),
  ]
}

const nameBreaches = (name: string, path: Path): readonly Breach[] => {
  if (name === '') {
    const says = 'the name of a tag has 1 to 128 characters, and this one has none'
    return [{ path, at: 'Key', says, fix: 'give it a name, or remove the tag' }]
  }
  if (name.length > 128) {
    return [{ path, at: 'Key', says: 'the name of a tag has 1 to 128 characters', fix: 'shorten it' }]
  }
  return isOfTagCharacters(name)
    ? []
    : [{ path, at: 'Key', says: `the name of a tag ${tagCharacters}`, fix: 'choose another name' }]
}

const valueBreaches = (value: string, path: Path): readonly Breach[] => {
  if (/^aws:/i.test(value)) {
    return [{ path, says: "values that begin so are AWS's own", fix: 'choose another value' }]
  }
  if (value.length > 256) {
    return [{ path, says: 'the value of a tag has at most 256 characters', fix: 'shorten it' }]
  }
  return isOfTagCharacters(value)
    ? []
    : [{ path, says: `the value of a tag ${tagCharacters}`, fix: 'leave the others out' }]
}

const tagCharacters = 'has letters, digits, spaces and + - = . _ : / @ alone'

/** The pattern of the ECS API reference, Tag. */
const isOfTagCharacters = (text: string): boolean => /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text)
