/** Rules about network modes, Fargate and the size of tasks. */
import type { Rule } from './rule.js'
import type { Service } from './service.js'
import { isFargate, networkModeOf, unitsOf } from './taskDefinition.js'

export const networkRules: readonly Rule[] = [
  {
    id: 'awsvpc-needs-vpc-configuration',
    source: 'ecs-facts 5.1 and 7, row 16',
    reads: ['network_mode', 'launch_type', 'capacity_provider_strategy', 'vpc_configuration'],
    check: (service) =>
      networkModeOf(service) !== 'awsvpc' || service.vpc_configuration !== undefined
        ? []
        : [
            {
              path: [
                service.network_mode !== undefined
                  ? 'network_mode'
                  : service.launch_type === undefined
                    ? 'capacity_provider_strategy'
                    : 'launch_type',
              ],
              says: 'tasks in network mode awsvpc, as on Fargate, need to be told their subnets',
              fix: 'add vpc_configuration with subnets and security_groups',
              answer: "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
            },
          ],
  },
  {
    id: 'vpc-configuration-needs-awsvpc',
    source: 'ecs-facts 7, row 16',
    reads: ['network_mode', 'launch_type', 'capacity_provider_strategy', 'vpc_configuration'],
    check: (service) =>
      networkModeOf(service) === 'awsvpc' || service.vpc_configuration === undefined
        ? []
        : [
            {
              path: ['network_mode'],
              says: 'vpc_configuration is for tasks with a network interface of their own',
              fix: 'write network_mode: awsvpc, or remove vpc_configuration',
            },
          ],
  },
  {
    id: 'subnets',
    source: 'ecs-facts 7, row 16',
    reads: ['vpc_configuration'],
    check: ({ vpc_configuration: vpc }) => {
      const count = new Set(vpc?.subnets).size
      if (vpc === undefined || (count >= 1 && count <= 16)) return []
      const says = `a service has 1 to 16 subnets; here are ${String(count)}`
      return [{ path: ['vpc_configuration', 'subnets'], says, fix: 'name at least one subnet and at most 16' }]
    },
  },
  {
    id: 'security-groups',
    source: 'ecs-facts 7, row 16',
    reads: ['vpc_configuration'],
    check: ({ vpc_configuration: vpc }) => {
      const count = new Set(vpc?.security_groups).size
      if (count <= 5) return []
      const says = `a service has at most 5 security groups; here are ${String(count)}`
      return [{ path: ['vpc_configuration', 'security_groups'], says, fix: 'join rules into fewer groups' }]
    },
  },
  {
    id: 'fargate-network-mode',
    source: 'ecs-facts 5.1 and 7, row 17',
    reads: ['network_mode', 'launch_type', 'capacity_provider_strategy'],
    check: (service) =>
      !isFargate(service) || networkModeOf(service) === 'awsvpc'
        ? []
        : [
            {
              path: ['network_mode'],
              says: 'Fargate knows network mode awsvpc alone',
              fix: 'write network_mode: awsvpc, or leave it out',
              answer: 'Fargate only supports network mode ‘awsvpc’.',
            },
          ],
  },
  {
    id: 'fargate-size-missing',
    source: 'ecs-facts 5.1 and 7, row 17',
    reads: ['launch_type', 'capacity_provider_strategy', 'cpu', 'memory'],
    check: (service) =>
      !isFargate(service)
        ? []
        : (['cpu', 'memory'] as const)
            .filter((key) => service[key] === undefined)
            .map((key) => ({
              path: [],
              at: 'Owner',
              says: `Fargate needs ${key} for the task as a whole`,
              fix: `add ${key} to the service, beside launch_type: for instance ${key === 'cpu' ? '256' : '512'}`,
              ...(key === 'cpu' ? { answer: "Fargate requires that 'cpu' be defined at the task level." } : {}),
            })),
  },
  {
    id: 'fargate-size',
    source: 'ecs-facts 3.5',
    reads: ['launch_type', 'capacity_provider_strategy', 'cpu', 'memory'],
    check: (service) => {
      if (!isFargate(service) || service.cpu === undefined || service.memory === undefined) return []
      const sizes = fargateSizes[unitsOf(service.cpu)]
      if (sizes === undefined) {
        const says = `Fargate has no tasks with ${service.cpu} of CPU`
        return [{ path: ['cpu'], says, fix: `write one of ${Object.keys(fargateSizes).join(', ')}` }]
      }
      const memory = unitsOf(service.memory)
      if (memory >= sizes.from && memory <= sizes.to && sizes.isOffered(memory)) return []
      const says = `Fargate has no tasks with ${service.cpu} of CPU and ${service.memory} of memory`
      return [{ path: ['memory'], says, fix: `write ${sizes.text} MiB, or change cpu` }]
    },
  },
  {
    id: 'task-cpu',
    source: 'ecs-facts 3.5',
    reads: ['launch_type', 'capacity_provider_strategy', 'cpu'],
    check: (service) => {
      if (isFargate(service) || service.cpu === undefined) return []
      const cpu = unitsOf(service.cpu)
      if (cpu >= 128 && cpu <= 196608) return []
      return [
        { path: ['cpu'], says: 'a task has from 128 to 196608 units of CPU', fix: 'write such a number, or no cpu' },
      ]
    },
  },
  {
    id: 'host-port-differs',
    source: 'ecs-facts 1.2 and 5.1',
    reads: ['network_mode', 'launch_type', 'capacity_provider_strategy', 'vpc_configuration', 'containers.ports'],
    check: (service) =>
      !sharesPorts(service)
        ? []
        : portsOf(service)
            .filter(
              ({ hostPort, containerPort }) => hostPort !== undefined && hostPort !== containerPort && hostPort !== 0,
            )
            .map(({ path, containerPort }) => ({
              path,
              says: `in network mode ${networkModeOf(service)} the host port is the container port`,
              fix: `write "${String(containerPort)}" alone`,
              ...(networkModeOf(service) === 'awsvpc'
                ? { answer: 'When networkMode=awsvpc, the host ports and container ports in port mappings must match.' }
                : {}),
            })),
  },
  {
    id: 'ports-without-network',
    source: 'the ECS API reference, networkMode of a task definition',
    reads: ['network_mode', 'containers.ports'],
    check: (service) =>
      networkModeOf(service) !== 'none'
        ? []
        : service.containers.flatMap((container, index) =>
            (container.ports ?? []).length === 0
              ? []
              : [
                  {
                    path: ['containers', String(index), 'ports'],
                    at: 'Key',
                    says: 'in network mode none a container has no network and no ports',
                    fix: 'remove ports, or choose another network_mode',
                  },
                ],
          ),
  },
  {
    id: 'host-port-once',
    source: 'ecs-facts 4.10: one port of a host serves one container',
    reads: ['network_mode', 'launch_type', 'capacity_provider_strategy', 'vpc_configuration', 'containers.ports'],
    check: (service) => {
      const taken = new Map<string, string>()
      return portsOf(service).flatMap(({ path, container, hostPort, containerPort, protocol }) => {
        const port = sharesPorts(service) ? containerPort : (hostPort ?? 0)
        const key = `${String(port)}/${protocol}`
        const owner = taken.get(key)
        if (port === 0) return []
        taken.set(key, owner ?? container)
        if (owner === undefined) return []
        const whose = owner === container ? 'this container' : `the container ${owner}`
        return [{ path, says: `${whose} already has host port ${key}`, fix: 'choose another port' }]
      })
    },
  },
]

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

/** Where all containers of a task share one set of ports: its network interface, or the host's. */
const sharesPorts = (service: Service): boolean =>
  networkModeOf(service) === 'awsvpc' || networkModeOf(service) === 'host'

const portsOf = (service: Service) =>
  service.containers.flatMap((container, index) =>
    (container.ports ?? []).map((mapping, number) => ({
      ...mapping,
      container: container.name,
      path: ['containers', String(index), 'ports', String(number)],
    })),
  )
