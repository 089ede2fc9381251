/** DescribeTasks: a hundred at most; stopped ones for an hour. */
import type { DescribeTasksRequest, DescribeTasksResponse } from '@aws-sdk/client-ecs'
import { pathOf, taskArn } from '../../arns.js'
import type { Context } from '../../context.js'
import { invalidParameter } from '../../exceptions.js'
import { clusterFor, findTask } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { taskShape } from '../../shapes.js'

export const describeTasks = ({ world }: Context, input: Wire<DescribeTasksRequest>): Wire<DescribeTasksResponse> => {
  const cluster = clusterFor(world, input.cluster)
  const names = input.tasks ?? []
  if (names.length === 0) throw invalidParameter('Tasks cannot be empty.')
  if (names.length > 100) throw invalidParameter('Tasks can have at most 100 items.')
  const found = names.map((name) => ({ name, task: findTask(world, cluster, name) }))
  const showTags = input.include?.includes('TAGS') === true
  return {
    tasks: found.flatMap(({ task }) => (task === undefined ? [] : [taskShape(world, task, showTags)])),
    failures: found.flatMap(({ name, task }) =>
      task === undefined
        ? [{ arn: pathOf(name) === undefined ? taskArn(world, cluster.name, name) : name, reason: 'MISSING' }]
        : [],
    ),
  }
}
