/** From what a request names (a name, a short or long ARN, or nothing) to what the world has, with ECS's own complaints. */
import { lastSegment, pathOf, serviceArn } from './arns.js'
import { clientException, clusterNotFound, invalidParameter, serviceNotFound } from './exceptions.js'
import { own } from './world.js'
import type { ClusterState, InstanceState, ServiceState, TaskDefinitionState, TaskState, World } from './world.js'

const inactiveServicesMs = 24 * 3_600_000
const stoppedTasksMs = 3_600_000

/** The ACTIVE cluster that is meant; `default` when none is named. */
export const clusterFor = (world: World, cluster: string | undefined): ClusterState => {
  const found = own(world.ecs.clusters, clusterNameOf(cluster))
  if (found === undefined) throw clusterNotFound()
  if (found.status === 'INACTIVE') throw clusterInactive()
  return found
}

/** The name in a cluster's ARN or name. */
export const clusterNameOf = (cluster: string | undefined): string =>
  cluster === undefined || cluster === '' ? 'default' : lastSegment(cluster)

/** A service that can still be described: INACTIVE ones are forgotten after a day. */
export const findService = (world: World, cluster: ClusterState, service: string): ServiceState | undefined => {
  const found = own(cluster.services, lastSegment(service))
  const arn = pathOf(service)
  if (found === undefined || (arn !== undefined && arn[0] !== 'service')) return undefined
  const isForgotten = found.status === 'INACTIVE' && world.nowMs - (found.inactiveAtMs ?? 0) > inactiveServicesMs
  return isForgotten ? undefined : found
}

/** The service that a request changes or asks about; ServiceNotFoundException otherwise. */
export const serviceFor = (world: World, cluster: ClusterState, service: string, message?: string): ServiceState => {
  const found = findService(world, cluster, service)
  if (found === undefined) throw serviceNotFound(message)
  return found
}

/** The ARN by which a missing service is reported: long form, made up where only a name was given. */
export const missingServiceArn = (world: World, cluster: ClusterState, service: string): string =>
  pathOf(service) === undefined ? serviceArn(world, cluster.name, service) : service

/** A task that can still be described: STOPPED ones for an hour. */
export const findTask = (world: World, cluster: ClusterState, task: string): TaskState | undefined => {
  const found = own(cluster.tasks, lastSegment(task))
  return found === undefined || isForgottenTask(world, found) ? undefined : found
}

/** Whether a task stopped so long ago that ECS no longer shows it. */
export const isForgottenTask = (world: World, { stoppedAtMs }: TaskState): boolean =>
  stoppedAtMs !== undefined && world.nowMs - stoppedAtMs > stoppedTasksMs

/** A container instance by id or ARN; deregistered ones can be described, too. */
export const findInstance = (cluster: ClusterState, instance: string): InstanceState | undefined =>
  own(cluster.instances, lastSegment(instance))

/** A task definition by `family`, `family:revision` or ARN, a bare family being its newest ACTIVE revision. */
export const findTaskDefinition = (world: World, identifier: string): TaskDefinitionState | undefined => {
  const { family, revision } = familyAndRevisionOf(identifier)
  const home = own(world.ecs.families, family)
  if (home === undefined) return undefined
  if (revision !== undefined) return own(home.revisions, revision)
  return Object.values(home.revisions)
    .toSorted((a, b) => (b.taskDefinition.revision ?? 0) - (a.taskDefinition.revision ?? 0))
    .find(({ taskDefinition }) => taskDefinition.status === 'ACTIVE')
}

/** Family and revision in an identifier; a revision must be a whole number. */
export const familyAndRevisionOf = (identifier: string): { readonly family: string; readonly revision?: string } => {
  const path = pathOf(identifier)
  if (path !== undefined && path[0] !== 'task-definition') {
    throw invalidParameter('Invalid type of ARN. Expected an ARN of type task-definition.')
  }
  const [family = '', revision] = (path?.[1] ?? identifier).split(':')
  if (revision === undefined) return { family }
  if (!/^[1-9]\d*$/.test(revision)) throw clientException(`Invalid revision number. Number: ${revision}`)
  return { family, revision }
}

/** The task definition that a service or task is to run: it must exist and be ACTIVE. */
export const taskDefinitionFor = (world: World, identifier: string): TaskDefinitionState => {
  const found = findTaskDefinition(world, identifier)
  if (found === undefined) throw clientException('TaskDefinition not found.')
  if (found.taskDefinition.status !== 'ACTIVE') throw clientException('TaskDefinition is inactive')
  return found
}

const clusterInactive = () => {
  const exception = clusterNotFound()
  exception.message = 'The referenced cluster was inactive.'
  return exception
}
