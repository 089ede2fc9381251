/** Shows the tags of up to twenty resources; one that does not exist fails the call. */
import type { DescribeTagsInput, DescribeTagsOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import { own } from '../../world.js'
import type { Checked } from '../queryService.js'
import { requireAtMostTwenty } from './find.js'
import { requireTaggable } from './tags.js'

export const describeTags: Operation<Checked<DescribeTagsInput>, DescribeTagsOutput> = ({ world }, input) => {
  requireAtMostTwenty(input.ResourceArns)
  for (const arn of input.ResourceArns) requireTaggable(world.loadBalancing, arn)
  return {
    TagDescriptions: input.ResourceArns.map((arn) => ({
      ResourceArn: arn,
      Tags: Object.entries(own(world.loadBalancing.tags, arn) ?? {}).map(([Key, Value]) => ({ Key, Value })),
    })),
  }
}
