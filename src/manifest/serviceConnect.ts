/** `service_connect` and `service_discovery`: under which names other services find this one. */
import type * as t from 'io-ts'
import type { JsonObject } from '../model/json.js'
import { closed } from './closed.js'
import { logConfigurationFrom, logging } from './logging.js'
import { portNumber } from './memberCodecs.js'
import { flag, largest, list, text, whole } from './scalars.js'

const clientAlias = closed('a mapping with port and dns_name', { port: portNumber }, { dns_name: text })

const connectedPort = closed(
  'a mapping with port_name, discovery_name, client_aliases and ingress_port',
  { port_name: text },
  {
    discovery_name: text,
    client_aliases: list('a list of mappings with port and dns_name', clientAlias),
    ingress_port: portNumber,
  },
)

export const serviceConnect = closed(
  'a mapping with enabled, namespace, services and logging',
  {},
  { enabled: flag, namespace: text, services: list('a list of ports', connectedPort), logging },
)

const dnsRecord = closed(
  'a mapping with type and ttl',
  {},
  { type: text, ttl: whole('a number of seconds', 0, largest) },
)

/** The last three are deployfish's: it makes the Cloud Map service, deploy wants one that is there. */
export const serviceDiscovery = closed(
  'a mapping with registry_arn, container_name, container_port and port',
  {},
  {
    registry_arn: text,
    container_name: text,
    container_port: portNumber,
    port: portNumber,
    namespace: text,
    name: text,
    dns_records: list('a list of DNS records', dnsRecord),
  },
)

/** The tables of keys inside, for whoever documents them. */
export const connectTables = { connectedPort, clientAlias, dnsRecord }

/** A block that is there is switched on unless it says otherwise. */
export const serviceConnectFrom = (written: t.TypeOf<typeof serviceConnect>): JsonObject => ({
  enabled: written.enabled ?? true,
  namespace: written.namespace,
  services: written.services?.map((service) => ({
    portName: service.port_name,
    discoveryName: service.discovery_name,
    clientAliases: service.client_aliases?.map(({ port, dns_name: dnsName }) => ({ port, dnsName })),
    ingressPortOverride: service.ingress_port,
  })),
  logConfiguration: written.logging === undefined ? undefined : logConfigurationFrom(written.logging),
})

export const serviceRegistriesFrom = (written: t.TypeOf<typeof serviceDiscovery>): readonly JsonObject[] => [
  {
    registryArn: written.registry_arn,
    containerName: written.container_name,
    containerPort: written.container_port,
    port: written.port,
  },
]
