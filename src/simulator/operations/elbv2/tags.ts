/** Tags of ELBv2 resources. */
import type { Tag } from '@aws-sdk/client-elastic-load-balancing-v2'
import { AwsException } from '../../exceptions.js'
import type { LoadBalancing } from '../../loadBalancing.js'
import { own } from '../../world.js'
import type { Checked } from '../queryService.js'
import { findListener, findLoadBalancer, findRule, findTargetGroup, validationError } from './find.js'

/** The tags of a resource once `added` are on it; refuses what the API refuses. */
export const mergedTags = (
  state: LoadBalancing,
  arn: string | undefined,
  added: readonly Checked<Tag>[],
): Record<string, string> => {
  if (new Set(added.map(({ Key }) => Key)).size < added.length)
    throw new AwsException('DuplicateTagKeys', 'Tag keys must be unique')
  const reserved = added.find(({ Key }) => Key.toLowerCase().startsWith('aws:'))
  if (reserved !== undefined) throw validationError(`Tag key '${reserved.Key}' must not begin with 'aws:'`)
  const merged = {
    ...(arn === undefined ? {} : own(state.tags, arn)),
    ...Object.fromEntries(added.map(({ Key, Value = '' }) => [Key, Value])),
  }
  if (Object.keys(merged).length > 50)
    throw new AwsException('TooManyTags', 'The maximum number of tags on a resource is 50')
  return merged
}

/** Refuses the ARN of what does not exist. */
export const requireTaggable = (state: LoadBalancing, arn: string): void => {
  if (arn.includes(':listener-rule/')) findRule(state, arn)
  else if (arn.includes(':listener/')) findListener(state, arn)
  else if (arn.includes(':targetgroup/')) findTargetGroup(state, arn)
  else findLoadBalancer(state, arn)
}
