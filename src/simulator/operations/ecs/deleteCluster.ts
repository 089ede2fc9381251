/** DeleteCluster: refused while anything lives in the cluster; afterwards it is INACTIVE. */
import type { DeleteClusterRequest, DeleteClusterResponse } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import { AwsException } from '../../exceptions.js'
import { clusterFor } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { clusterShape } from '../../shapes.js'

export const deleteCluster = ({ world }: Context, input: Wire<DeleteClusterRequest>): Wire<DeleteClusterResponse> => {
  const cluster = clusterFor(world, input.cluster)
  if (Object.values(cluster.services).some(({ status }) => status === 'ACTIVE')) {
    throw new AwsException(
      'ClusterContainsServicesException',
      'The Cluster cannot be deleted while Services are active.',
    )
  }
  if (Object.values(cluster.instances).some(({ status }) => status !== 'INACTIVE')) {
    throw new AwsException(
      'ClusterContainsContainerInstancesException',
      'The Cluster cannot be deleted while Container Instances are active or draining.',
    )
  }
  if (Object.values(cluster.tasks).some(({ lastStatus }) => lastStatus !== 'STOPPED')) {
    throw new AwsException('ClusterContainsTasksException', 'The Cluster cannot be deleted while Tasks are active.')
  }
  cluster.status = 'INACTIVE'
  return { cluster: clusterShape(world, cluster) }
}
