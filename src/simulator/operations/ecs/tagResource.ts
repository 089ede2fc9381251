/** TagResource: merges by key. */
import type { TagResourceRequest } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import type { Wire } from '../../model.js'
import { checkTags } from '../../settings.js'
import { taggedFor } from './tags.js'

export const tagResource = ({ world }: Context, input: Wire<TagResourceRequest>): object => {
  const tagged = taggedFor(world, input.resourceArn ?? '')
  const tags = input.tags ?? []
  checkTags(tags)
  const merged = [...tagged.tags.filter(({ key }) => !tags.some((tag) => tag.key === key)), ...tags]
  checkTags(merged.filter(({ key = '' }) => !key.startsWith('aws:')))
  tagged.tags = merged
  return {}
}
