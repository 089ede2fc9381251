/** DeleteTaskDefinitions: up to ten INACTIVE revisions become DELETE_IN_PROGRESS; their numbers are never used again. */
import type {
  DeleteTaskDefinitionsRequest,
  DeleteTaskDefinitionsResponse,
  Failure,
  TaskDefinition,
} from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import { invalidParameter } from '../../exceptions.js'
import { familyAndRevisionOf, findTaskDefinition } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { secondsFrom } from '../../shapes.js'

export const deleteTaskDefinitions = (
  { world, now }: Context,
  input: Wire<DeleteTaskDefinitionsRequest>,
): Wire<DeleteTaskDefinitionsResponse> => {
  const identifiers = input.taskDefinitions ?? []
  if (identifiers.length < 1 || identifiers.length > 10) {
    throw invalidParameter('Between 1 and 10 task definitions can be deleted at once.')
  }
  const revisions = identifiers.map((identifier) => ({ identifier, ...familyAndRevisionOf(identifier) }))
  const taskDefinitions: Wire<TaskDefinition>[] = []
  const failures: Failure[] = []
  for (const { identifier, revision } of revisions) {
    const found = revision === undefined ? undefined : findTaskDefinition(world, identifier)
    if (found === undefined) {
      failures.push({ arn: identifier, reason: 'TASK_DEFINITION_NOT_FOUND' })
    } else if (found.taskDefinition.status === 'ACTIVE') {
      failures.push({
        arn: identifier,
        reason: 'The specified task definition is still in ACTIVE status. Please deregister the target and try again.',
      })
    } else {
      found.taskDefinition.status = 'DELETE_IN_PROGRESS'
      found.taskDefinition.deleteRequestedAt ??= secondsFrom(now)
      taskDefinitions.push(found.taskDefinition)
    }
  }
  return { taskDefinitions, failures }
}
