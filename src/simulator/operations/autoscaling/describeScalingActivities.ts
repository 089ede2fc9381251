/** DescribeScalingActivities: the counts that Application Auto Scaling has set, newest first. */
import type {
  DescribeScalingActivitiesRequest,
  DescribeScalingActivitiesResponse,
} from '@aws-sdk/client-application-auto-scaling'
import type { Context } from '../../context.js'
import type { Wire } from '../../model.js'
import { countOfService, invalid, mustBeEcs, pageOf } from './find.js'

export const describeScalingActivities = (
  { world }: Context,
  input: Wire<DescribeScalingActivitiesRequest>,
): Wire<DescribeScalingActivitiesResponse> => {
  const { ResourceId: name, ScalableDimension: dimension } = input
  mustBeEcs(input.ServiceNamespace, dimension)
  if (dimension !== undefined && name === undefined) {
    throw invalid('If you specify a scalable dimension, you must also specify a resource ID.')
  }
  const all = Object.values(world.autoscaling ?? {})
    .filter(({ resourceId }) => name === undefined || resourceId === name)
    .flatMap(({ resourceId, activities }) => activities.map((activity) => ({ resourceId, ...activity })))
    .toSorted((a, b) => b.atMs - a.atMs)
  const { members, next } = pageOf(all, ({ id }) => id, input)
  return {
    ScalingActivities: members.map(({ id, resourceId, atMs, count, cause }) => ({
      ActivityId: id,
      ServiceNamespace: 'ecs',
      ResourceId: resourceId,
      ScalableDimension: countOfService,
      Description: `Setting desired count to ${count}.`,
      Cause: cause,
      StartTime: atMs / 1000,
      EndTime: atMs / 1000,
      StatusCode: 'Successful',
      StatusMessage: `Successfully set desired count to ${count}. Change successfully fulfilled by ecs.`,
    })),
    ...next,
  }
}
