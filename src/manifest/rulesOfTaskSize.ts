/** Rules about the size of a whole task: what Fargate offers, and what it may be elsewhere. They read the definition as ECS is sent it. */
import { compiledFrom, memberAt, textAt } from './compiled.js'
import { answering, fargateKeys, type Rule } from './rule.js'
import { unitsOf } from './taskDefinition.js'

export const taskSizeRules: readonly Rule[] = [
  {
    id: 'fargate-size-missing',
    source: 'ecs-facts 5.1 and 7, row 17',
    exception: 'ClientException',
    reads: [...fargateKeys, 'cpu', 'memory', 'aws.task_definition.cpu', 'aws.task_definition.memory'],
    check: (service) =>
      !compiledFrom(service).isFargate
        ? []
        : (['cpu', 'memory'] as const)
            .filter((key) => memberAt(compiledFrom(service).body, key) === undefined)
            .map((key) => ({
              path: [],
              at: 'Owner',
              says: `Fargate needs ${key} for the task as a whole`,
              fix: `add ${key} to the service, beside launch_type: for instance ${key === 'cpu' ? '256' : '512'}`,
              answer: `Fargate requires that '${key}' be defined at the task level.`,
            })),
  },
  {
    id: 'fargate-size',
    source: 'ecs-facts 3.5 and 5.1; the answer as others have met it',
    exception: 'ClientException',
    reads: [...fargateKeys, 'cpu', 'memory', 'aws.task_definition.cpu', 'aws.task_definition.memory'],
    check: (service) => {
      const { body, at } = compiledFrom(service)
      const [cpu, memory] = [textAt(body, 'cpu'), textAt(body, 'memory')]
      if (!compiledFrom(service).isFargate || cpu === undefined || memory === undefined) return []
      const sizes = fargateSizes[unitsOf(cpu)]
      const answer = noFargateSize(unitsOf(cpu), unitsOf(memory))
      if (sizes === undefined) {
        const says = `Fargate has no tasks with ${cpu} of CPU`
        return [{ path: at('cpu'), says, fix: `write one of ${Object.keys(fargateSizes).join(', ')}`, answer }]
      }
      const amount = unitsOf(memory)
      if (amount >= sizes.from && amount <= sizes.to && sizes.isOffered(amount)) return []
      const says = `Fargate has no tasks with ${cpu} of CPU and ${memory} of memory`
      return [{ path: at('memory'), says, fix: `write ${sizes.text} MiB, or change cpu`, answer }]
    },
  },
  {
    id: 'fargate-windows-size',
    source: 'ecs-facts 3.5; the answer as others have met it',
    exception: 'ClientException',
    reads: [
      ...fargateKeys,
      'cpu',
      'memory',
      'runtime_platform',
      'aws.task_definition.cpu',
      'aws.task_definition.memory',
      'aws.task_definition.runtimePlatform',
    ],
    check: (service) => {
      const { body, at } = compiledFrom(service)
      const family = textAt(body, 'runtimePlatform', 'operatingSystemFamily') ?? 'LINUX'
      const [cpu, memory] = [textAt(body, 'cpu'), textAt(body, 'memory')]
      const isSmall = cpu !== undefined && Object.hasOwn(fargateSizes, unitsOf(cpu)) && unitsOf(cpu) < 1024
      if (!compiledFrom(service).isFargate || !family.startsWith('WINDOWS') || !isSmall) return []
      return [
        {
          path: at('cpu'),
          says: 'Windows on Fargate has at least 1024 units of CPU',
          fix: 'write 1024 or more',
          ...answering(memory === undefined ? undefined : noFargateSize(unitsOf(cpu), unitsOf(memory))),
        },
      ]
    },
  },
  {
    id: 'task-cpu',
    source: 'ecs-facts 3.5 and 5.1',
    exception: 'ClientException',
    reads: [...fargateKeys, 'cpu', 'aws.task_definition.cpu'],
    check: (service) => {
      const { body, at } = compiledFrom(service)
      const written = textAt(body, 'cpu')
      if (compiledFrom(service).isFargate || written === undefined) return []
      const cpu = unitsOf(written)
      if (cpu >= 128 && cpu <= 196608) return []
      const says = 'a task has from 128 to 196608 units of CPU'
      return [{ path: at('cpu'), says, fix: 'write such a number, or no cpu' }]
    },
  },
]

const noFargateSize = (cpu: number, memory: number): string =>
  `No Fargate configuration exists for given values: ${String(cpu)} CPU, ${String(memory)} memory. See the Amazon ECS documentation for the valid values.`

/** Memory that Fargate offers for each amount of CPU. */
const fargateSizes: Readonly<
  Record<
    number,
    {
      readonly from: number
      readonly to: number
      readonly text: string
      readonly isOffered: (memory: number) => boolean
    }
  >
> = {
  256: { from: 512, to: 2048, text: '512, 1024 or 2048', isOffered: (memory) => [512, 1024, 2048].includes(memory) },
  512: steps(1024, 4096, 1024),
  1024: steps(2048, 8192, 1024),
  2048: steps(4096, 16384, 1024),
  4096: steps(8192, 30720, 1024),
  8192: steps(16384, 61440, 4096),
  16384: steps(32768, 122880, 8192),
}

function steps(from: number, to: number, step: number) {
  const text = `${String(from)} to ${String(to)} in steps of ${String(step)}`
  return { from, to, text, isOffered: (memory: number) => memory % step === 0 }
}
