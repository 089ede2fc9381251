/** DescribeContainerInstances: a hundred at most, with registered and remaining resources. */
import type { DescribeContainerInstancesRequest, DescribeContainerInstancesResponse } from '@aws-sdk/client-ecs'
import { instanceArn, pathOf } from '../../arns.js'
import type { Context } from '../../context.js'
import { invalidParameter } from '../../exceptions.js'
import { clusterFor, findInstance } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { instanceShape } from '../../shapes.js'

export const describeContainerInstances = (
  { world }: Context,
  input: Wire<DescribeContainerInstancesRequest>,
): Wire<DescribeContainerInstancesResponse> => {
  const cluster = clusterFor(world, input.cluster)
  const names = input.containerInstances ?? []
  if (names.length === 0) throw invalidParameter('Container instances cannot be empty.')
  if (names.length > 100) throw invalidParameter('Container instances can have at most 100 items.')
  const found = names.map((name) => ({ name, instance: findInstance(cluster, name) }))
  const showTags = input.include?.includes('TAGS') === true
  return {
    containerInstances: found.flatMap(({ instance }) =>
      instance === undefined ? [] : [instanceShape(world, cluster, instance, showTags)],
    ),
    failures: found.flatMap(({ name, instance }) =>
      instance === undefined
        ? [{ arn: pathOf(name) === undefined ? instanceArn(world, cluster.name, name) : name, reason: 'MISSING' }]
        : [],
    ),
  }
}
