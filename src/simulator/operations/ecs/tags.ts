/** Where the tags of a resource are kept, found by its ARN; the three tag operations share it. */
import type { Tag } from '@aws-sdk/client-ecs'
import { pathOf } from '../../arns.js'
import { clientException, invalidParameter, serviceNotFound } from '../../exceptions.js'
import { clusterFor, findInstance, findService, findTask, findTaskDefinition } from '../../lookups.js'
import type { Wire } from '../../model.js'
import type { World } from '../../world.js'

/** Something that has tags: clusters, services, tasks, task definitions and container instances do. */
export interface Tagged {
  tags: Wire<Tag>[]
}

/** The resource that an ARN names; short ARNs of services, tasks and instances are refused. */
export const taggedFor = (world: World, resourceArn: string): Tagged => {
  const [kind, first = '', second, third] = pathOf(resourceArn) ?? []
  if (third !== undefined) throw invalidParameter('The specified ARN is not valid.')
  switch (kind) {
    case 'cluster':
      return clusterFor(world, first)
    case 'task-definition':
      return findTaskDefinition(world, resourceArn) ?? notFound('task definition')
    case 'service':
      return findActive(findService(world, clusterFor(world, longCluster(first, second)), second ?? ''))
    case 'task':
      return findTask(world, clusterFor(world, longCluster(first, second)), second ?? '') ?? notFound('task')
    case 'container-instance':
      return findInstance(clusterFor(world, longCluster(first, second)), second ?? '') ?? notFound('container instance')
    case undefined:
    default:
      throw invalidParameter('The specified ARN is not valid.')
  }
}

const findActive = <Found extends Tagged & { readonly status: string }>(found: Found | undefined): Found => {
  if (found === undefined || found.status === 'INACTIVE') throw serviceNotFound()
  return found
}

// A short ARN has no cluster in it: what it has first is a name.
const longCluster = (cluster: string, name: string | undefined): string => {
  if (name === undefined) throw invalidParameter('Long arn format must be used for tagging operations')
  return cluster
}

const notFound = (kind: string): never => {
  throw kind === 'task definition'
    ? clientException('The specified task definition was not found.')
    : invalidParameter(`The referenced ${kind} was not found.`)
}
