/** UntagResource: removes keys; those that are not there do not matter. */
import type { UntagResourceRequest } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import type { Wire } from '../../model.js'
import { taggedFor } from './tags.js'

export const untagResource = ({ world }: Context, input: Wire<UntagResourceRequest>): object => {
  const tagged = taggedFor(world, input.resourceArn ?? '')
  tagged.tags = tagged.tags.filter(({ key = '' }) => input.tagKeys?.includes(key) !== true)
  return {}
}
