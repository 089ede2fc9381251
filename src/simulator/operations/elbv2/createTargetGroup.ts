/** Makes a target group; making the same one again answers with the one that exists. */
import type {
  CreateTargetGroupInput,
  CreateTargetGroupOutput,
  ProtocolEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import { AwsException } from '../../exceptions.js'
import { defaultHealthCheck } from '../../loadBalancing.js'
import type { TargetGroup, TargetType } from '../../loadBalancing.js'
import { requireName } from '../loadBalancerName.js'
import type { Checked } from '../queryService.js'
import { newTargetGroupArn } from './arns.js'
import { validationError } from './find.js'
import { changedHealthCheck } from './healthCheck.js'
import { shownTargetGroup } from './shown.js'
import { mergedTags } from './tags.js'

export const createTargetGroup: Operation<Checked<CreateTargetGroupInput>, CreateTargetGroupOutput> = (
  context,
  input,
) => {
  const state = context.world.loadBalancing
  requireName('Target group', input.Name)
  const tags = mergedTags(state, undefined, input.Tags ?? [])
  const targetType = input.TargetType ?? 'instance'
  const routing = targetType === 'lambda' ? routingOfFunctions(input) : routingOf(targetType, input)
  const settings: Settings = {
    name: input.Name,
    targetType,
    ...routing,
    ipAddressType: input.IpAddressType ?? 'ipv4',
    healthCheck: changedHealthCheck(
      { targetType, protocol: routing.protocol },
      defaultHealthCheck(targetType, routing.protocol),
      input,
    ),
  }
  const namesake = Object.values(state.targetGroups).find(({ name }) => name === input.Name)
  if (namesake !== undefined) {
    if (identityOf(namesake) !== identityOf(settings))
      throw new AwsException(
        'DuplicateTargetGroupName',
        `A target group with the same name '${input.Name}' exists, but with different settings`,
      )
    return { TargetGroups: [shownTargetGroup(namesake)] }
  }
  const arn = newTargetGroupArn(context, input.Name)
  const group: TargetGroup = { arn, ...settings, attributes: {}, loadBalancerArns: [], targets: {} }
  state.targetGroups[arn] = group
  if (Object.keys(tags).length > 0) state.tags[arn] = tags
  return { TargetGroups: [shownTargetGroup(group)] }
}

type Settings = Omit<TargetGroup, 'arn' | 'attributes' | 'loadBalancerArns' | 'targets'>
type Routing = Pick<TargetGroup, 'protocol' | 'protocolVersion' | 'port' | 'vpcId'>

const offered: readonly ProtocolEnum[] = ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP']

const routingOf = (targetType: TargetType, input: Checked<CreateTargetGroupInput>): Routing => {
  const { Protocol: protocol, Port: port, VpcId: vpcId } = input
  if (protocol === undefined) throw validationError('A protocol must be specified')
  if (port === undefined) throw validationError('A port must be specified')
  if (vpcId === undefined) throw validationError('A VPC ID must be specified')
  if (!/^vpc-\w+$/.test(vpcId)) throw validationError(`The VPC ID '${vpcId}' is not valid`)
  if (!offered.includes(protocol))
    throw new AwsException('InvalidConfigurationRequest', `The protocol '${protocol}' is not offered here`)
  if (targetType === 'alb' && protocol !== 'TCP')
    throw validationError(`Protocol '${protocol}' is not supported for target groups with target type 'alb'`)
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
    if (input.ProtocolVersion === undefined) return { protocol, port, vpcId }
    throw validationError(`A protocol version cannot be specified for target groups with protocol '${protocol}'`)
  }
  const protocolVersion = input.ProtocolVersion ?? 'HTTP1'
  if (!['HTTP1', 'HTTP2', 'GRPC'].includes(protocolVersion))
    throw validationError(`Protocol version '${protocolVersion}' must be one of '[HTTP1, HTTP2, GRPC]'`)
  return { protocol, protocolVersion, port, vpcId }
}

const routingOfFunctions = (input: Checked<CreateTargetGroupInput>): Routing => {
  const member = (['Protocol', 'ProtocolVersion', 'Port', 'VpcId'] as const).find((name) => input[name] !== undefined)
  if (member === undefined) return {}
  throw validationError(`${member} cannot be specified for target groups with target type 'lambda'`)
}

const identityOf = (group: Settings): string =>
  JSON.stringify([
    group.targetType,
    group.protocol,
    group.protocolVersion,
    group.port,
    group.vpcId,
    group.ipAddressType,
    Object.entries(group.healthCheck).toSorted(([left], [right]) => (left < right ? -1 : 1)),
  ])
