/** Takes tags off resources; keys that are not there are no error. */
import type { RemoveTagsInput, RemoveTagsOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import { own, remove } from '../../world.js'
import type { Checked } from '../queryService.js'
import { requireTaggable } from './tags.js'

export const removeTags: Operation<Checked<RemoveTagsInput>, RemoveTagsOutput> = ({ world }, input) => {
  const state = world.loadBalancing
  for (const arn of input.ResourceArns) requireTaggable(state, arn)
  for (const arn of input.ResourceArns) {
    const tags = own(state.tags, arn) ?? {}
    for (const key of input.TagKeys) remove(tags, key)
  }
  return {}
}
