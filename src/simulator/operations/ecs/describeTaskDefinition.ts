/** DescribeTaskDefinition: a bare family is its newest ACTIVE revision; INACTIVE revisions are shown as well. */
import type { DescribeTaskDefinitionRequest, DescribeTaskDefinitionResponse } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import { clientException } from '../../exceptions.js'
import { findTaskDefinition } from '../../lookups.js'
import type { Wire } from '../../model.js'

export const describeTaskDefinition = (
  { world }: Context,
  input: Wire<DescribeTaskDefinitionRequest>,
): Wire<DescribeTaskDefinitionResponse> => {
  const found = findTaskDefinition(world, input.taskDefinition ?? '')
  if (found === undefined) throw clientException('Unable to describe task definition.')
  return {
    taskDefinition: found.taskDefinition,
    ...(input.include?.includes('TAGS') === true ? { tags: found.tags } : {}),
  }
}
