/** StopServiceDeployment: back to the previous revision, or (ABORT) no further; what is under way already goes on. */
import type { StopServiceDeploymentRequest, StopServiceDeploymentResponse } from '@aws-sdk/client-ecs'
import { pathOf } from '../../arns.js'
import type { Context } from '../../context.js'
import { previousOf, requestStop } from '../../deployments.js'
import { AwsException, invalidParameter } from '../../exceptions.js'
import { clusterFor, findService } from '../../lookups.js'
import type { Wire } from '../../model.js'

export const stopServiceDeployment = (
  { world }: Context,
  input: Wire<StopServiceDeploymentRequest>,
): Wire<StopServiceDeploymentResponse> => {
  const serviceDeploymentArn = input.serviceDeploymentArn ?? ''
  const [kind, clusterName, serviceName = '', id] = pathOf(serviceDeploymentArn) ?? []
  if (kind !== 'service-deployment') throw invalidParameter('Invalid service deployment ARN.')
  const service = findService(world, clusterFor(world, clusterName), serviceName)
  const record = service?.serviceDeployments.find((each) => each.id === id)
  if (service === undefined || record === undefined) {
    throw new AwsException('ServiceDeploymentNotFoundException', 'Service deployment not found.')
  }
  if (service.status !== 'ACTIVE') throw conflict('The service of this deployment is not ACTIVE.')
  const stopType = input.stopType ?? 'ROLLBACK'
  switch (record.status) {
    case 'PENDING':
    case 'IN_PROGRESS':
      if (stopType === 'ROLLBACK' && previousOf(service) === undefined) {
        throw conflict('There is no previous service revision to roll back to.')
      }
      requestStop(world, service, record, stopType)
      break
    case 'STOP_REQUESTED':
    case 'ROLLBACK_REQUESTED':
    case 'ROLLBACK_IN_PROGRESS':
      break
    default:
      throw conflict(`A service deployment that is ${record.status} cannot be stopped.`)
  }
  return { serviceDeploymentArn }
}

const conflict = (message: string): AwsException => new AwsException('ConflictException', message)
