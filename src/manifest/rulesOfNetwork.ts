/** Rules about network modes, what a task has in each of them, and its ports. They read the definition as ECS is sent it. */
import { isOnFargate } from '../model/serviceSettings.js'
import { compiledFrom, memberAt, textAt, textsAt, type CompiledContainer } from './compiled.js'
import { portMappingsOf } from './portMappings.js'
import { answering, fargateKeys, networkKeys, noSuchContainer, type Breach, type Rule } from './rule.js'
import type { Service } from './service.js'
import { compiledSettingsFrom } from './serviceSettings.js'
import { networkModeOf } from './taskDefinition.js'

const subnetKeys = ['vpc_configuration', 'aws.service.networkConfiguration']

export const networkRules: readonly Rule[] = [
  {
    id: 'awsvpc-needs-vpc-configuration',
    source: 'ecs-facts 5.1 and 7, row 16',
    exception: 'InvalidParameterException',
    reads: [...networkKeys, ...subnetKeys],
    check: (service) =>
      networkModeOf(service) !== 'awsvpc' || compiledSettingsFrom(service).settings.networkConfiguration !== undefined
        ? []
        : [
            {
              path: compiledFrom(service).at('networkMode'),
              says: 'tasks in network mode awsvpc, as on Fargate, need to be told their subnets',
              fix: 'add vpc_configuration with subnets and security_groups',
              answer: "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
            },
          ],
  },
  {
    id: 'vpc-configuration-needs-awsvpc',
    source: 'ecs-facts 7, row 16; the answer as others have met it',
    exception: 'InvalidParameterException',
    reads: [...networkKeys, ...subnetKeys],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      if (networkModeOf(service) === 'awsvpc' || settings.networkConfiguration === undefined) return []
      return [
        {
          path: service.network_mode === undefined ? at('networkConfiguration') : ['network_mode'],
          says: 'vpc_configuration is for tasks with a network interface of their own',
          fix: 'write network_mode: awsvpc, or remove vpc_configuration',
          answer: 'Network Configuration is not valid for the given networkMode of this task definition.',
        },
      ]
    },
  },
  {
    id: 'subnets',
    source: 'ecs-facts 7, row 16; the answer as others have met it',
    exception: 'InvalidParameterException',
    reads: subnetKeys,
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      const count = new Set(settings.networkConfiguration?.subnets).size
      if (settings.networkConfiguration === undefined || (count >= 1 && count <= 16)) return []
      return [
        {
          path: at('networkConfiguration.subnets'),
          says: `a service has 1 to 16 subnets; here are ${String(count)}`,
          fix: 'name at least one subnet and at most 16',
          ...answering(count > 16 ? 'subnets can have at most 16 items.' : undefined),
        },
      ]
    },
  },
  {
    id: 'security-groups',
    source: 'ecs-facts 7, row 16',
    exception: 'InvalidParameterException',
    reads: subnetKeys,
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      const count = new Set(settings.networkConfiguration?.securityGroups).size
      if (count <= 5) return []
      const says = `a service has at most 5 security groups; here are ${String(count)}`
      return [{ path: at('networkConfiguration.securityGroups'), says, fix: 'join rules into fewer groups' }]
    },
  },
  {
    id: 'public-ip-on-fargate',
    source: 'the ECS API reference, AwsVpcConfiguration; the answer as others have met it',
    exception: 'InvalidParameterException',
    reads: [...fargateKeys, ...subnetKeys],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      const { launchType, capacityProviderStrategy = [], networkConfiguration } = settings
      // Without a word about either the cluster's own strategy may be Fargate.
      const isElsewhere = (launchType ?? 'FARGATE') !== 'FARGATE' || capacityProviderStrategy.length > 0
      if (networkConfiguration?.assignPublicIp !== 'ENABLED' || !isElsewhere || isOnFargate(settings)) return []
      return [
        {
          path: at('networkConfiguration.assignPublicIp'),
          at: 'Key',
          says: 'tasks have public addresses of their own on Fargate alone',
          fix: 'remove public_ip, and let a NAT gateway reach out; or run on Fargate',
          answer: 'Assign public IP is not supported for this launch type.',
        },
      ]
    },
  },
  {
    id: 'fargate-network-mode',
    source: 'ecs-facts 5.1 and 7, row 17',
    exception: 'ClientException',
    reads: networkKeys,
    check: (service) =>
      !compiledFrom(service).isFargate || networkModeOf(service) === 'awsvpc'
        ? []
        : [
            {
              path: compiledFrom(service).at('networkMode'),
              says: 'Fargate knows network mode awsvpc alone',
              fix: 'write network_mode: awsvpc, or leave it out',
              answer: 'Fargate only supports network mode ‘awsvpc’.',
            },
          ],
  },
  {
    id: 'host-port-differs',
    source: 'ecs-facts 1.2 and 5.1',
    exception: 'ClientException',
    reads: networkKeys,
    readsOfContainer: ['ports', 'aws.portMappings'],
    checkContainer: (subject) => {
      const mode = networkModeOf(subject.service)
      if (!sharesPorts(mode)) return []
      return portMappingsOf(subject)
        .filter(
          ({ hostPort, containerPort }) => hostPort !== 0 && containerPort !== undefined && hostPort !== containerPort,
        )
        .map(({ path, containerPort }) => ({
          path,
          says: `in network mode ${mode} the host port is the container port`,
          fix: `write "${String(containerPort)}" alone`,
          answer: `When networkMode=${mode}, the host ports and container ports in port mappings must match.`,
        }))
    },
  },
  {
    id: 'ports-without-network',
    source: 'the ECS API reference, networkMode of a task definition',
    exception: 'ClientException',
    reads: networkKeys,
    readsOfContainer: ['ports', 'aws.portMappings'],
    checkContainer: (subject) =>
      networkModeOf(subject.service) !== 'none' || portMappingsOf(subject).length === 0
        ? []
        : [
            {
              path: subject.at('portMappings'),
              at: 'Key',
              says: 'in network mode none a container has no network and no ports',
              fix: 'remove ports, or choose another network_mode',
            },
          ],
  },
  {
    id: 'host-port-once',
    source: 'ecs-facts 4.10: one port of a host serves one container',
    exception: 'None',
    // Ports that cannot be read take none from the others.
    reads: [...networkKeys, 'containers.name'],
    check: (service) => {
      const taken = new Map<string, string>()
      return hostPortsIn(service).flatMap(({ path, owner: container, port, protocol }) => {
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
  {
    id: 'reserved-port',
    level: 'Warning',
    source: 'ecs-facts 3.6',
    reads: networkKeys,
    isOfAny: true,
    check: (service) =>
      networkModeOf(service) === 'awsvpc'
        ? []
        : hostPortsIn(service)
            .filter(({ port }) => reservedPorts.has(port))
            .map(({ path, port }) => ({
              path,
              says: `port ${String(port)} of an instance is taken by its own services, unless it was set up otherwise, and no task could be placed there`,
              fix: 'choose another host port, or none',
            })),
  },
  {
    id: 'awsvpc-container',
    source: 'the ECS API reference: hostname, extraHosts and DNS belong to the network interface in mode awsvpc',
    exception: 'ClientException',
    reads: networkKeys,
    readsOfContainer: [
      'hostname',
      'extra_hosts',
      'aws.hostname',
      'aws.extraHosts',
      'aws.dnsServers',
      'aws.dnsSearchDomains',
      'aws.disableNetworking',
    ],
    checkContainer: ({ definition, at, service }) =>
      networkModeOf(service) !== 'awsvpc'
        ? []
        : Object.entries(ofInterface)
            .filter(([member]) => isThere(definition, member))
            .map(([member, answer]) => ({
              path: at(member),
              at: 'Key',
              says: 'ECS does not take this in network mode awsvpc',
              fix: 'remove it, or choose another network_mode',
              ...answering(answer),
            })),
  },
  {
    id: 'proxy',
    source: 'the ECS API reference, ProxyConfiguration; the answers as others have met them',
    exception: 'ClientException',
    reads: ['proxy', 'aws.task_definition.proxyConfiguration', 'containers.name', ...networkKeys],
    check: (service) => proxyBreaches(service),
  },
]

const proxyBreaches = (service: Service): readonly Breach[] => {
  const { body, at } = compiledFrom(service)
  const container = textAt(body, 'proxyConfiguration', 'containerName')
  const names = service.containers.map(({ name }) => name)
  if (container === undefined) return []
  const properties = memberAt(body, 'proxyConfiguration', 'properties')
  const known = textsAt({ names: Array.isArray(properties) ? properties.map(nameIn) : [] }, 'names')
  const missing = ['ProxyIngressPort', 'ProxyEgressPort', 'AppPorts'].filter((name) => !known.includes(name))
  return [
    ...(names.includes(container)
      ? []
      : [
          {
            path: at('proxyConfiguration.containerName'),
            problem: noSuchContainer(container, names),
            answer: `Proxy container [${container}] does not exist.`,
          },
        ]),
    ...(networkModeOf(service) === 'awsvpc'
      ? []
      : [
          {
            path: at('proxyConfiguration'),
            at: 'Key' as const,
            says: 'a proxy takes the traffic of a network interface, which tasks have in network mode awsvpc alone',
            fix: 'write network_mode: awsvpc, or remove proxy',
            answer: 'APPMESH proxy configuration is only supported in networkMode=awsvpc',
          },
        ]),
    ...(missing.length === 0
      ? []
      : [
          {
            path: at('proxyConfiguration.properties'),
            at: 'Key' as const,
            says: `the properties of a proxy lack ${missing.join(', ')}`,
            fix: `add ${missing.join(' and ')}`,
            ...answering(missing[0] === 'ProxyIngressPort' ? 'Ingress port not found' : undefined),
          },
        ]),
  ]
}

const nameIn = (property: unknown): string =>
  typeof property === 'object' && property !== null ? String(Reflect.get(property, 'name')) : ''

/** What belongs to the network interface, each with what ECS answers to it where that is known. */
const ofInterface: Readonly<Record<string, string | undefined>> = {
  hostname: 'hostname is not supported on container when networkMode=awsvpc.',
  extraHosts: 'Extra hosts are not supported on container when networkMode=awsvpc.',
  dnsServers: 'DNS servers are not supported on container when networkMode=awsvpc.',
  dnsSearchDomains: undefined,
  disableNetworking: 'Disable Networking is not supported on container when networkMode=awsvpc.',
}

const isThere = (definition: CompiledContainer['definition'], member: string): boolean => {
  const found = memberAt(definition, member)
  return found !== undefined && found !== null && found !== false && (!Array.isArray(found) || found.length > 0)
}

/** Where all containers of a task share one set of ports: its network interface, or the host's. */
const sharesPorts = (mode: string): boolean => mode === 'awsvpc' || mode === 'host'

/** SSH, Docker and the agent of ECS. */
const reservedPorts: ReadonlySet<number> = new Set([22, 2375, 2376, 51678, 51679, 51680])

const hostPortsIn = (service: Service) => {
  const isShared = sharesPorts(networkModeOf(service))
  return compiledFrom(service).containers.flatMap((compiled, index) => {
    const container = service.containers[index]
    const mappings = container === undefined ? [] : portMappingsOf({ ...compiled, container })
    return mappings.map((mapping) => ({
      path: mapping.path,
      owner: compiled.name,
      protocol: mapping.protocol,
      port: isShared ? (mapping.containerPort ?? 0) : mapping.hostPort,
    }))
  })
}
