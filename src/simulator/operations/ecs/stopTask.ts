/** StopTask: a task of a service is replaced by its scheduler. */
import type { StopTaskRequest, StopTaskResponse } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import { addEvent } from '../../events.js'
import { invalidParameter } from '../../exceptions.js'
import { clusterFor, findTask } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { taskShape } from '../../shapes.js'
import { stopTask as stop } from '../../tasks.js'
import { own, wakeService } from '../../world.js'

export const stopTask = (context: Context, input: Wire<StopTaskRequest>): Wire<StopTaskResponse> => {
  const { world } = context
  const cluster = clusterFor(world, input.cluster)
  const task = findTask(world, cluster, input.task ?? '')
  if (task === undefined) throw invalidParameter('The referenced task was not found.')
  const service = task.service === undefined ? undefined : own(cluster.services, task.service)
  stop(world, task, 'UserInitiated', input.reason ?? 'Task stopped by user', (text) => {
    if (service !== undefined) addEvent(world, service, text)
  })
  if (service !== undefined) {
    service.isSteady = false
    wakeService(world, service, context.now)
  }
  return { task: taskShape(world, task, true) }
}
