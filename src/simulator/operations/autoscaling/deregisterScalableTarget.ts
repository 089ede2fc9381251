/** DeregisterScalableTarget: the count is nobody's any more, and stays as it is. */
import type { DeregisterScalableTargetRequest } from '@aws-sdk/client-application-auto-scaling'
import type { Context } from '../../context.js'
import { AwsException } from '../../exceptions.js'
import type { Wire } from '../../model.js'
import { own, remove } from '../../world.js'
import { countOfService, mustBeEcs } from './find.js'

export const deregisterScalableTarget = ({ world }: Context, input: Wire<DeregisterScalableTargetRequest>): object => {
  mustBeEcs(input.ServiceNamespace, input.ScalableDimension)
  const { ResourceId: resourceId = '' } = input
  if (own(world.autoscaling ?? {}, resourceId) === undefined) {
    throw new AwsException(
      'ObjectNotFoundException',
      `No scalable target found for service namespace: ecs, resource ID: ${resourceId}, scalable dimension: ${countOfService}`,
    )
  }
  remove(world.autoscaling ?? {}, resourceId)
  return {}
}
