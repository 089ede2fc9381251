/** Rules about where containers log to. They read the definition as ECS is sent it. */
import { compiledFrom, memberAt, textAt } from './compiled.js'
import { wordsOf } from './rawMembers.js'
import { fargateKeys, type Breach, type Rule } from './rule.js'

export const loggingRules: readonly Rule[] = [
  {
    id: 'log-driver',
    source: 'the ECS API reference, LogConfiguration.logDriver',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: ['logging', 'aws.logConfiguration'],
    checkContainer: ({ definition, at }) => {
      const driver = textAt(definition, 'logConfiguration', 'logDriver')
      const known = wordsOf('LogConfiguration', 'logDriver')
      if (driver === undefined || known.includes(driver)) return []
      const path = at('logConfiguration.logDriver')
      return [{ path, says: `ECS knows no log driver ${driver}`, fix: `write one of ${[...known].sort().join(', ')}` }]
    },
  },
  {
    id: 'fargate-log-driver',
    source: 'ecs-facts 7, row 17; the answer as others have met it',
    exception: 'ClientException',
    reads: fargateKeys,
    readsOfContainer: ['logging', 'aws.logConfiguration'],
    checkContainer: ({ definition, at, service }) => {
      const driver = textAt(definition, 'logConfiguration', 'logDriver')
      const drivers = ['awslogs', 'splunk', 'awsfirelens']
      if (!compiledFrom(service).isFargate || driver === undefined || drivers.includes(driver)) return []
      return [
        {
          path: at('logConfiguration.logDriver'),
          says: `Fargate has no log driver ${driver}`,
          fix: `write one of ${drivers.join(', ')}`,
          answer: `${driver} is not a valid log driver. Must be one of [${drivers.join(',')}]`,
        },
      ]
    },
  },
  {
    id: 'awslogs-options',
    source: 'ecs-facts 5.1',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: ['logging', 'aws.logConfiguration'],
    checkContainer: ({ definition, at }) => {
      if (textAt(definition, 'logConfiguration', 'logDriver') !== 'awslogs') return []
      const missing = ['awslogs-region', 'awslogs-group'].filter(
        (option) => textAt(definition, 'logConfiguration', 'options', option) === undefined,
      )
      if (missing.length === 0) return []
      return [
        {
          path: at('logConfiguration.logDriver'),
          says: `the log driver awslogs needs ${missing.join(' and ')}`,
          fix: `add ${missing.join(' and ')} to logging.options`,
          answer: `Log driver awslogs requires options: ${missing.join(', ')}`,
        },
      ]
    },
  },
  {
    id: 'fargate-awslogs-prefix',
    source: 'the ECS Developer Guide, awslogs-stream-prefix; the answer as others have met it',
    exception: 'ClientException',
    reads: fargateKeys,
    readsOfContainer: ['logging', 'aws.logConfiguration'],
    checkContainer: ({ definition, at, service }) =>
      !compiledFrom(service).isFargate ||
      textAt(definition, 'logConfiguration', 'logDriver') !== 'awslogs' ||
      textAt(definition, 'logConfiguration', 'options', 'awslogs-stream-prefix') !== undefined
        ? []
        : [
            {
              path: at('logConfiguration.logDriver'),
              says: 'on Fargate the log driver awslogs needs awslogs-stream-prefix',
              fix: 'add awslogs-stream-prefix to logging.options',
              answer:
                'Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.',
            },
          ],
  },
  {
    id: 'firelens-router',
    source: 'the ECS Developer Guide, custom log routing; the answer as others have met it',
    exception: 'ClientException',
    reads: [
      'containers.name',
      'containers.logging',
      'containers.firelens',
      'containers.aws.logConfiguration',
      'containers.aws.firelensConfiguration',
    ],
    check: (service) => {
      const { containers } = compiledFrom(service)
      const routers = containers.filter(({ definition }) => memberAt(definition, 'firelensConfiguration') !== undefined)
      const fix = 'keep firelens on one container'
      const second = routers.slice(1).map(({ at }): Breach => {
        return { path: at('firelensConfiguration'), at: 'Key', says: 'a task has one container that routes logs', fix }
      })
      const lost = containers
        .filter(({ definition }) => textAt(definition, 'logConfiguration', 'logDriver') === 'awsfirelens')
        .map(({ at }): Breach => {
          const says = 'the log driver awsfirelens hands logs to a container with firelens, and there is none'
          return {
            path: at('logConfiguration.logDriver'),
            says,
            fix: 'add a container with firelens: {type: fluentbit}',
            answer:
              'When awsfirelens log driver is specified in log configuration, a firelens configuration object must be configured in one of the containers.',
          }
        })
      return [...second, ...(routers.length === 0 ? lost : [])]
    },
  },
]
