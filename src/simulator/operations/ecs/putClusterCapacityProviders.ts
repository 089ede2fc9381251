/** PutClusterCapacityProviders: which capacity providers a cluster has, and which its services get that name none. */
import type { PutClusterCapacityProvidersRequest, PutClusterCapacityProvidersResponse } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import { AwsException, invalidParameter } from '../../exceptions.js'
import { clusterFor } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { clusterShape, latestRevisionOf } from '../../shapes.js'
import { own } from '../../world.js'
import { providersOf } from './createCapacityProvider.js'

export const putClusterCapacityProviders = (
  { world }: Context,
  input: Wire<PutClusterCapacityProvidersRequest>,
): Wire<PutClusterCapacityProvidersResponse> => {
  const cluster = clusterFor(world, input.cluster)
  const { capacityProviders = [], defaultCapacityProviderStrategy = [] } = input
  for (const name of capacityProviders) {
    const isFargate = name === 'FARGATE' || name === 'FARGATE_SPOT'
    if (!isFargate && own(providersOf(world), name) === undefined) {
      throw invalidParameter('The specified capacity provider was not found.')
    }
  }
  for (const { capacityProvider = '' } of defaultCapacityProviderStrategy) {
    if (!capacityProviders.includes(capacityProvider)) {
      throw invalidParameter(
        'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster.',
      )
    }
  }
  const used = Object.values(cluster.services)
    .filter(({ status }) => status === 'ACTIVE')
    .flatMap((service) => latestRevisionOf(service).capacityProviderStrategy ?? [])
    .map(({ capacityProvider = '' }) => capacityProvider)
  if (
    used.some((name) => (cluster.request.capacityProviders ?? []).includes(name) && !capacityProviders.includes(name))
  ) {
    throw new AwsException('ResourceInUseException', 'The specified capacity provider is in use and cannot be removed.')
  }
  cluster.request = { ...cluster.request, capacityProviders, defaultCapacityProviderStrategy }
  return { cluster: clusterShape(world, cluster) }
}
