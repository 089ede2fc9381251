/** DescribeServiceRevisions: revisions of one service, twenty at most; readable until the service is INACTIVE. */
import type { DescribeServiceRevisionsRequest, DescribeServiceRevisionsResponse } from '@aws-sdk/client-ecs'
import { pathOf } from '../../arns.js'
import type { Context } from '../../context.js'
import { AwsException, invalidParameter, serviceNotFound } from '../../exceptions.js'
import { clusterFor, serviceFor } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { revisionShape } from '../../shapes.js'

export const describeServiceRevisions = (
  { world }: Context,
  input: Wire<DescribeServiceRevisionsRequest>,
): Wire<DescribeServiceRevisionsResponse> => {
  const arns = input.serviceRevisionArns ?? []
  if (arns.length < 1 || arns.length > 20)
    throw invalidParameter('Between 1 and 20 service revisions can be described.')
  const paths = arns.map((arn) => ({ arn, path: pathOf(arn) ?? [] }))
  if (paths.some(({ path }) => path[0] !== 'service-revision')) throw invalidParameter('Invalid service revision ARN.')
  const [first] = paths
  if (paths.some(({ path }) => path[1] !== first?.path[1] || path[2] !== first?.path[2])) {
    throw invalidParameter('Service revisions of a single service can be described at once.')
  }
  const service = serviceFor(world, clusterFor(world, first?.path[1]), first?.path[2] ?? '')
  if (service.status === 'INACTIVE') throw serviceNotFound()
  const found = paths.map(({ arn, path }) => ({
    arn,
    revision: service.revisions.find(({ number }) => number === path[3]),
  }))
  const known = found.flatMap(({ arn, revision }) => (revision === undefined ? [] : [arn]))
  if (new Set(known).size < known.length) {
    throw new AwsException('ServerException', 'Service Unavailable. Please try again later.', 500)
  }
  return {
    serviceRevisions: found.flatMap(({ revision }) =>
      revision === undefined ? [] : [revisionShape(world, service, revision)],
    ),
    failures: found.flatMap(({ arn, revision }) => (revision === undefined ? [{ arn, reason: 'MISSING' }] : [])),
  }
}
