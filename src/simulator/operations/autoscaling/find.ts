/** What requests of Application Auto Scaling name, and its complaints; ECS services are all that is scaled here. */
import { AwsException } from '../../exceptions.js'
import { own } from '../../world.js'
import type { ServiceState, World } from '../../world.js'

/** A fault in the request's parameters. */
export const invalid = (message: string): AwsException => new AwsException('ValidationException', message)

/** The one dimension of an ECS service. */
export const countOfService = 'ecs:service:DesiredCount'

/** Nothing but ECS services is known here. */
export const mustBeEcs = (namespace: string | undefined, dimension: string | undefined): void => {
  if (namespace !== 'ecs') throw invalid(`The simulator scales ECS services alone, not ${namespace ?? 'nothing'}.`)
  if (dimension !== undefined && dimension !== countOfService) {
    throw invalid(`Unsupported service namespace, resource type or scalable dimension: ${dimension}`)
  }
}

/** The service that `service/CLUSTER/NAME` names; undefined: ECS has no such service. */
export const serviceNamed = (world: World, resourceId: string): ServiceState | undefined => {
  const [, cluster = '', name = ''] = /^service\/([^/]+)\/([^/]+)$/.exec(resourceId) ?? []
  if (name === '') throw invalid(`Invalid resource ID format: ${resourceId}`)
  const home = own(world.ecs.clusters, cluster)
  const found = home === undefined ? undefined : own(home.services, name)
  return found?.status === 'INACTIVE' ? undefined : found
}

/** One page of `all`, fifty unless fewer are asked for; the token is the key of the last member shown. */
export const pageOf = <Member>(
  all: readonly Member[],
  keyOf: (member: Member) => string,
  request: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined },
): { readonly members: Member[]; readonly next: { readonly NextToken?: string } } => {
  const size = request.MaxResults ?? mostMembers
  if (!Number.isInteger(size) || size < 1 || size > mostMembers) {
    throw invalid(`MaxResults must be between 1 and ${mostMembers}.`)
  }
  const last = request.NextToken === undefined ? undefined : Buffer.from(request.NextToken, 'base64').toString()
  const start = last === undefined ? 0 : all.findIndex((member) => keyOf(member) === last) + 1
  if (last !== undefined && start === 0) throw new AwsException('InvalidNextTokenException', 'Invalid token.')
  const members = all.slice(start, start + size)
  const end = members.at(-1)
  return {
    members,
    next:
      end === undefined || start + size >= all.length ? {} : { NextToken: Buffer.from(keyOf(end)).toString('base64') },
  }
}

const mostMembers = 50
