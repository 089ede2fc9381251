/** ListTagsForResource: the tags of whatever an ARN names. */
import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import type { Wire } from '../../model.js'
import { taggedFor } from './tags.js'

export const listTagsForResource = (
  { world }: Context,
  input: Wire<ListTagsForResourceRequest>,
): Wire<ListTagsForResourceResponse> => ({ tags: taggedFor(world, input.resourceArn ?? '').tags })
