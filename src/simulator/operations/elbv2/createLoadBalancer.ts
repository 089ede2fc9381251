/** Makes a load balancer, `provisioning` at first; making the same one again answers with the one that exists. */
import type { CreateLoadBalancerInput, CreateLoadBalancerOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import { AwsException } from '../../exceptions.js'
import type { LoadBalancer } from '../../loadBalancing.js'
import { requireName } from '../loadBalancerName.js'
import type { Checked } from '../queryService.js'
import { newLoadBalancerArn } from './arns.js'
import { validationError } from './find.js'
import { shownLoadBalancer } from './shown.js'
import { mergedTags } from './tags.js'

export const createLoadBalancer: Operation<Checked<CreateLoadBalancerInput>, CreateLoadBalancerOutput> = (
  context,
  input,
) => {
  const state = context.world.loadBalancing
  requireName('Load balancer', input.Name)
  if (input.Name.startsWith('internal-'))
    throw validationError(`Load balancer name '${input.Name}' cannot begin with 'internal-'`)
  const tags = mergedTags(state, undefined, input.Tags ?? [])
  const type = typeOf(input)
  const settings: Omit<LoadBalancer, 'arn' | 'createdMs' | 'attributes'> = {
    name: input.Name,
    type,
    scheme: input.Scheme ?? 'internet-facing',
    ipAddressType: input.IpAddressType ?? 'ipv4',
    subnets: subnetsOf(input, type),
    securityGroups: securityGroupsOf(input, type),
  }
  const namesake = Object.values(state.loadBalancers).find(({ name }) => name === input.Name)
  if (namesake !== undefined) {
    if (!isMadeLike(namesake, settings))
      throw new AwsException(
        'DuplicateLoadBalancerName',
        `A load balancer with the same name '${input.Name}' exists, but with different settings`,
      )
    return { LoadBalancers: [shownLoadBalancer(namesake, context.now)] }
  }
  const arn = newLoadBalancerArn(context, type, input.Name)
  const loadBalancer: LoadBalancer = { arn, ...settings, createdMs: context.now, attributes: {} }
  state.loadBalancers[arn] = loadBalancer
  if (Object.keys(tags).length > 0) state.tags[arn] = tags
  return { LoadBalancers: [shownLoadBalancer(loadBalancer, context.now)] }
}

const typeOf = ({ Type: type = 'application' }: Checked<CreateLoadBalancerInput>): LoadBalancer['type'] => {
  if (type !== 'gateway') return type
  throw new AwsException('OperationNotPermitted', 'Gateway Load Balancers are not offered here')
}

const subnetsOf = (input: Checked<CreateLoadBalancerInput>, type: LoadBalancer['type']): readonly string[] => {
  if (input.Subnets !== undefined && input.SubnetMappings !== undefined)
    throw validationError('You can specify either subnets or subnet mappings, but not both')
  const subnets = input.Subnets ?? (input.SubnetMappings ?? []).map(({ SubnetId: subnet = '' }) => subnet)
  const odd = subnets.find((subnet) => !/^subnet-\w+$/.test(subnet))
  if (odd !== undefined) throw new AwsException('InvalidSubnet', `The subnet ID '${odd}' is not valid`)
  if (new Set(subnets).size < subnets.length) throw validationError('A subnet cannot be specified more than once')
  if (type === 'application' && subnets.length < 2)
    throw validationError('At least two subnets in two different Availability Zones must be specified')
  if (subnets.length === 0) throw validationError('At least one subnet must be specified')
  return subnets
}

// A load balancer for which no group is named gets the default one of its network.
const securityGroupsOf = (input: Checked<CreateLoadBalancerInput>, type: LoadBalancer['type']): readonly string[] => {
  const groups = input.SecurityGroups ?? []
  const odd = groups.find((group) => !/^sg-\w+$/.test(group))
  if (odd !== undefined) throw new AwsException('InvalidSecurityGroup', `The security group ID '${odd}' is not valid`)
  return groups.length === 0 && type === 'application' ? ['sg-0a1b2c3d4e5f60001'] : groups
}

const isMadeLike = (
  existing: LoadBalancer,
  settings: Omit<LoadBalancer, 'arn' | 'createdMs' | 'attributes'>,
): boolean => {
  const identityOf = ({ type, scheme, ipAddressType, subnets, securityGroups }: typeof settings): string =>
    JSON.stringify([type, scheme, ipAddressType, subnets.toSorted(), securityGroups.toSorted()])
  return identityOf(existing) === identityOf(settings)
}
