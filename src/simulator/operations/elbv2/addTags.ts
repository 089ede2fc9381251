/** Puts tags on resources, over those with the same keys. */
import type { AddTagsInput, AddTagsOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import type { Checked } from '../queryService.js'
import { mergedTags, requireTaggable } from './tags.js'

export const addTags: Operation<Checked<AddTagsInput>, AddTagsOutput> = ({ world }, input) => {
  const state = world.loadBalancing
  const changes = input.ResourceArns.map((arn) => {
    requireTaggable(state, arn)
    return [arn, mergedTags(state, arn, input.Tags)] as const
  })
  Object.assign(state.tags, Object.fromEntries(changes))
  return {}
}
