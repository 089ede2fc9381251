/** DeleteService: the service drains; a second request for it succeeds as well. */
import type { DeleteServiceRequest, DeleteServiceResponse } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import { invalidParameter } from '../../exceptions.js'
import { clusterFor, serviceFor } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { serviceShape } from '../../shapes.js'
import { wakeService } from '../../world.js'

export const deleteService = (context: Context, input: Wire<DeleteServiceRequest>): Wire<DeleteServiceResponse> => {
  const { world } = context
  const cluster = clusterFor(world, input.cluster)
  const service = serviceFor(world, cluster, input.service ?? '', '')
  if (service.status === 'ACTIVE') {
    const isForced = input.force === true
    if (service.schedulingStrategy === 'REPLICA' && service.desiredCount > 0 && !isForced) {
      throw invalidParameter('The service cannot be stopped while it is scaled above 0.')
    }
    if (service.deployments.length > 1 && !isForced) {
      throw invalidParameter('The service cannot be stopped while deployments are active.')
    }
    service.status = 'DRAINING'
    service.desiredCount = 0
    wakeService(world, service, context.now)
  }
  return { service: serviceShape(world, service, { tags: false, currentDeployment: false }) }
}
