/** Shows the tags of up to twenty classic load balancers; one that does not exist fails the call. */
import type { DescribeTagsInput, DescribeTagsOutput } from '@aws-sdk/client-elastic-load-balancing'
import type { Operation } from '../../context.js'
import type { Checked } from '../queryService.js'
import { findClassic, validationError } from './find.js'

export const describeTags: Operation<Checked<DescribeTagsInput>, DescribeTagsOutput> = ({ world }, input) => {
  const names = input.LoadBalancerNames
  if (names.length === 0 || names.length > 20) throw validationError('Between 1 and 20 load balancers must be named')
  return {
    TagDescriptions: names.map((name) => ({
      LoadBalancerName: name,
      Tags: Object.entries(findClassic(world.loadBalancing, name).tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  }
}
