/** DeregisterContainerInstance: refused while tasks run on it, unless forced; then they stop and services place others. */
import type { DeregisterContainerInstanceRequest, DeregisterContainerInstanceResponse } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import { invalidParameter } from '../../exceptions.js'
import { clusterFor, findInstance } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { instanceShape } from '../../shapes.js'
import { stopTask } from '../../tasks.js'
import { own, wakeServices } from '../../world.js'

export const deregisterContainerInstance = (
  { world }: Context,
  input: Wire<DeregisterContainerInstanceRequest>,
): Wire<DeregisterContainerInstanceResponse> => {
  const cluster = clusterFor(world, input.cluster)
  const instance = findInstance(cluster, input.containerInstance ?? '')
  if (instance === undefined) throw invalidParameter('The referenced container instance was not found.')
  if (instance.taskIds.length > 0 && input.force !== true)
    throw invalidParameter('Found running tasks on the instance.')
  instance.status = 'INACTIVE'
  for (const task of instance.taskIds.flatMap((id) => own(cluster.tasks, id) ?? [])) {
    stopTask(world, task, 'ServiceSchedulerInitiated', 'Container instance deregistered', () => undefined)
  }
  wakeServices(world, cluster.name)
  return { containerInstance: instanceShape(world, cluster, instance, true) }
}
