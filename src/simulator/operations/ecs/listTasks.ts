/** ListTasks: RUNNING ones unless STOPPED are asked for; `startedBy` stands alone. */
import type { ListTasksRequest, ListTasksResponse } from '@aws-sdk/client-ecs'
import { lastSegment, taskArn } from '../../arns.js'
import type { Context } from '../../context.js'
import { invalidParameter } from '../../exceptions.js'
import { clusterFor, findInstance, isForgottenTask, serviceFor } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { pageOf } from '../../pages.js'

export const listTasks = ({ world }: Context, input: Wire<ListTasksRequest>): Wire<ListTasksResponse> => {
  const cluster = clusterFor(world, input.cluster)
  const others = [input.family, input.containerInstance, input.serviceName, input.launchType]
  if (input.startedBy !== undefined && others.some((filter) => filter !== undefined)) {
    throw invalidParameter('startedBy must be the only filter.')
  }
  if (input.containerInstance !== undefined && findInstance(cluster, input.containerInstance) === undefined) {
    throw invalidParameter('The referenced container instance was not found.')
  }
  if (input.serviceName !== undefined) serviceFor(world, cluster, input.serviceName)
  const desiredStatus = input.desiredStatus ?? 'RUNNING'
  const arns = Object.values(cluster.tasks)
    .filter((task) => !isForgottenTask(world, task))
    .filter((task) => task.desiredStatus === desiredStatus)
    .filter(
      (task) =>
        (input.startedBy === undefined || task.startedBy === input.startedBy) &&
        (input.family === undefined || familyOf(task.taskDefinition) === input.family) &&
        (input.containerInstance === undefined || task.instance === lastSegment(input.containerInstance)) &&
        (input.serviceName === undefined || task.service === lastSegment(input.serviceName)) &&
        (input.launchType === undefined || task.launchType === input.launchType),
    )
    .map(({ id }) => taskArn(world, cluster.name, id))
  const { members, ...next } = pageOf(arns, input, 100)
  return { taskArns: members, ...next }
}

const familyOf = (arn: string): string => lastSegment(arn).split(':')[0] ?? ''
