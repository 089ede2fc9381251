/** Makes a classic load balancer; making the same one again answers with the one that exists. */
import type { CreateAccessPointInput, CreateAccessPointOutput, Listener } from '@aws-sdk/client-elastic-load-balancing'
import type { Operation } from '../../context.js'
import { AwsException } from '../../exceptions.js'
import { classicDnsName, defaultClassicAttributes, defaultClassicHealthCheck } from '../../loadBalancing.js'
import type { Classic, ClassicListener } from '../../loadBalancing.js'
import { own } from '../../world.js'
import { requireName } from '../loadBalancerName.js'
import type { Checked } from '../queryService.js'
import { validationError } from './find.js'

export const createLoadBalancer: Operation<Checked<CreateAccessPointInput>, CreateAccessPointOutput> = (
  context,
  input,
) => {
  const state = context.world.loadBalancing
  const name = input.LoadBalancerName
  requireName('Load balancer', name)
  const listeners = listenersFrom(input.Listeners)
  const scheme = input.Scheme ?? 'internet-facing'
  if (scheme !== 'internet-facing' && scheme !== 'internal')
    throw new AwsException('InvalidScheme', `The scheme '${scheme}' must be 'internet-facing' or 'internal'`)
  const wanted: Classic = {
    name,
    dnsName: classicDnsName(name, scheme, context),
    scheme,
    listeners,
    ...placesFrom(input, context.region),
    securityGroups: securityGroupsFrom(input.SecurityGroups ?? []),
    createdMs: context.now,
    healthCheck: defaultClassicHealthCheck(listeners),
    attributes: defaultClassicAttributes(),
    tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value = '' }) => [Key, Value])),
    instances: {},
  }
  const namesake = own(state.classics, name)
  if (namesake !== undefined && identityOf(namesake) !== identityOf(wanted))
    throw new AwsException(
      'DuplicateLoadBalancerName',
      `Load Balancer named ${name} already exists and it is configured with different parameters.`,
    )
  if (namesake === undefined) state.classics[name] = wanted
  return { DNSName: wanted.dnsName }
}

const secureProtocols: readonly string[] = ['HTTPS', 'SSL']
const httpProtocols: readonly string[] = ['HTTP', 'HTTPS']

const listenersFrom = (asked: readonly Checked<Listener>[]): readonly ClassicListener[] => {
  if (asked.length === 0) throw validationError('At least one listener must be specified')
  const listeners = asked.map(listenerFrom)
  if (new Set(listeners.map(({ loadBalancerPort }) => loadBalancerPort)).size < listeners.length)
    throw validationError('Two listeners cannot have the same load balancer port')
  return listeners
}

const listenerFrom = (asked: Checked<Listener>): ClassicListener => {
  const protocol = protocolFrom(asked.Protocol)
  const isHttp = httpProtocols.includes(protocol)
  const instanceProtocol = protocolFrom(asked.InstanceProtocol ?? (isHttp ? 'HTTP' : 'TCP'))
  if (isHttp !== httpProtocols.includes(instanceProtocol))
    throw validationError(`The instance protocol of a listener with protocol ${protocol} cannot be ${instanceProtocol}`)
  if (secureProtocols.includes(protocol) && asked.SSLCertificateId === undefined)
    throw validationError(`A listener with protocol ${protocol} must have an SSL certificate`)
  return {
    protocol,
    loadBalancerPort: asked.LoadBalancerPort,
    instanceProtocol,
    instancePort: asked.InstancePort,
    ...(asked.SSLCertificateId === undefined ? {} : { certificateId: asked.SSLCertificateId }),
  }
}

const protocolFrom = (text: string): string => {
  const protocol = text.toUpperCase()
  if (httpProtocols.includes(protocol) || protocol === 'TCP' || protocol === 'SSL') return protocol
  throw new AwsException('UnsupportedProtocol', `The protocol '${text}' must be HTTP, HTTPS, TCP or SSL`)
}

const placesFrom = (
  { AvailabilityZones: zones = [], Subnets: subnets = [] }: Checked<CreateAccessPointInput>,
  region: string,
): Pick<Classic, 'availabilityZones' | 'subnets'> => {
  if (zones.length === 0 && subnets.length === 0)
    throw validationError('Either AvailabilityZones or SubnetIds must be specified')
  if (zones.length > 0 && subnets.length > 0)
    throw validationError('Only one of SubnetIds or AvailabilityZones parameter may be specified')
  const oddZone = zones.find((zone) => zone.slice(0, -1) !== region || !/[a-z]$/.test(zone))
  if (oddZone !== undefined) throw validationError(`Invalid Availability Zone: ${oddZone}`)
  const oddSubnet = subnets.find((subnet) => !/^subnet-\w+$/.test(subnet))
  if (oddSubnet !== undefined) throw new AwsException('InvalidSubnet', `The subnet ID '${oddSubnet}' is not valid`)
  return {
    availabilityZones:
      zones.length > 0 ? zones : subnets.map((_, index) => `${region}${String.fromCharCode(97 + index)}`),
    subnets,
  }
}

const securityGroupsFrom = (groups: readonly string[]): readonly string[] => {
  const odd = groups.find((group) => !/^sg-\w+$/.test(group))
  if (odd === undefined) return groups
  throw new AwsException('InvalidSecurityGroup', `The security group ID '${odd}' is not valid`)
}

const identityOf = ({ scheme, listeners, availabilityZones, subnets, securityGroups }: Classic): string =>
  JSON.stringify([
    scheme,
    listeners
      .map((each) => [
        each.loadBalancerPort,
        each.protocol,
        each.instancePort,
        each.instanceProtocol,
        each.certificateId,
      ])
      .toSorted(([left], [right]) => Number(left) - Number(right)),
    availabilityZones.toSorted(),
    subnets.toSorted(),
    securityGroups.toSorted(),
  ])
