/** DescribeServices: ten at most, INACTIVE ones included, unknown ones as failures MISSING. */
import type { DescribeServicesRequest, DescribeServicesResponse } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import { invalidParameter } from '../../exceptions.js'
import { clusterFor, findService, missingServiceArn } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { serviceShape } from '../../shapes.js'

export const describeServices = (
  { world }: Context,
  input: Wire<DescribeServicesRequest>,
): Wire<DescribeServicesResponse> => {
  const cluster = clusterFor(world, input.cluster)
  const names = input.services ?? []
  if (names.length === 0) throw invalidParameter('Services cannot be empty.')
  if (names.length > 10) throw invalidParameter('Services can have at most 10 items.')
  const found = names.map((name) => ({ name, service: findService(world, cluster, name) }))
  const show = { tags: input.include?.includes('TAGS') === true, currentDeployment: true }
  return {
    services: found.flatMap(({ service }) => (service === undefined ? [] : [serviceShape(world, service, show)])),
    failures: found.flatMap(({ name, service }) =>
      service === undefined ? [{ arn: missingServiceArn(world, cluster, name), reason: 'MISSING' }] : [],
    ),
  }
}
