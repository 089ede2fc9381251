/** CreateCluster: repeating it for an ACTIVE cluster answers with that cluster; an INACTIVE name starts afresh. */
import type { CreateClusterRequest, CreateClusterResponse } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import { invalidParameter } from '../../exceptions.js'
import type { Wire } from '../../model.js'
import { checkTags } from '../../settings.js'
import { clusterShape } from '../../shapes.js'
import { own, put } from '../../world.js'
import type { ClusterState } from '../../world.js'

export const createCluster = ({ world }: Context, input: Wire<CreateClusterRequest>): Wire<CreateClusterResponse> => {
  const name = input.clusterName ?? 'default'
  if (!/^[\w-]{1,255}$/.test(name)) throw invalidParameter('Invalid cluster name.')
  checkTags(input.tags)
  const existing = own(world.ecs.clusters, name)
  const cluster = existing?.status === 'ACTIVE' ? existing : newCluster(name, input)
  put(world.ecs.clusters, name, cluster)
  return { cluster: clusterShape(world, cluster, ['TAGS', 'SETTINGS', 'CONFIGURATIONS']) }
}

/** A cluster with nothing in it. */
export const newCluster = (name: string, request: Wire<CreateClusterRequest>): ClusterState => ({
  name,
  status: 'ACTIVE',
  request,
  tags: request.tags ?? [],
  services: {},
  tasks: {},
  instances: {},
  runTokens: {},
})
