/** ListContainerInstances: ACTIVE and DRAINING ones, or those of one status; `filter` is a cluster query expression. */
import type { ListContainerInstancesRequest, ListContainerInstancesResponse } from '@aws-sdk/client-ecs'
import { instanceArn } from '../../arns.js'
import type { Context } from '../../context.js'
import { clusterFor } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { pageOf } from '../../pages.js'
import { eligibleInstances } from '../../placement.js'

export const listContainerInstances = (
  { world }: Context,
  input: Wire<ListContainerInstancesRequest>,
): Wire<ListContainerInstancesResponse> => {
  const cluster = clusterFor(world, input.cluster)
  const instances = Object.values(cluster.instances).filter(({ status }) =>
    input.status === undefined ? status !== 'INACTIVE' : status === input.status,
  )
  const constraints = input.filter === undefined ? [] : [{ type: 'memberOf' as const, expression: input.filter }]
  const wish = { definition: {}, constraints, peers: [] }
  const arns = eligibleInstances(world, cluster, wish, instances).map(({ id }) => instanceArn(world, cluster.name, id))
  const { members, ...next } = pageOf(arns, input, 100)
  return { containerInstanceArns: members, ...next }
}
