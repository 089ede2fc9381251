/** DescribeClusters: unknown ones are failures MISSING, deleted ones are shown INACTIVE. */
import type { DescribeClustersRequest, DescribeClustersResponse } from '@aws-sdk/client-ecs'
import { clusterArn, pathOf } from '../../arns.js'
import type { Context } from '../../context.js'
import { invalidParameter } from '../../exceptions.js'
import { clusterNameOf } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { clusterShape } from '../../shapes.js'
import { own } from '../../world.js'

export const describeClusters = (
  { world }: Context,
  input: Wire<DescribeClustersRequest>,
): Wire<DescribeClustersResponse> => {
  const names = input.clusters === undefined || input.clusters.length === 0 ? ['default'] : input.clusters
  if (names.length > 100) throw invalidParameter('Clusters can have at most 100 items.')
  const found = names.map((name) => ({ name, cluster: own(world.ecs.clusters, clusterNameOf(name)) }))
  return {
    clusters: found.flatMap(({ cluster }) =>
      cluster === undefined ? [] : [clusterShape(world, cluster, input.include)],
    ),
    failures: found.flatMap(({ name, cluster }) =>
      cluster === undefined
        ? [{ arn: pathOf(name) === undefined ? clusterArn(world, name) : name, reason: 'MISSING' }]
        : [],
    ),
  }
}
