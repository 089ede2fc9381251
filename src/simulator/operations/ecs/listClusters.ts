/** ListClusters: the ACTIVE ones. */
import type { ListClustersRequest, ListClustersResponse } from '@aws-sdk/client-ecs'
import { clusterArn } from '../../arns.js'
import type { Context } from '../../context.js'
import type { Wire } from '../../model.js'
import { pageOf } from '../../pages.js'

export const listClusters = ({ world }: Context, input: Wire<ListClustersRequest>): Wire<ListClustersResponse> => {
  const arns = Object.values(world.ecs.clusters)
    .filter(({ status }) => status === 'ACTIVE')
    .map(({ name }) => clusterArn(world, name))
  const { members, ...next } = pageOf(arns, input, 100)
  return { clusterArns: members, ...next }
}
