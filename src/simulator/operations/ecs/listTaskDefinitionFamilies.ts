/** ListTaskDefinitionFamilies: `familyPrefix` is a real prefix here; ACTIVE families have an ACTIVE revision. */
import type { ListTaskDefinitionFamiliesRequest, ListTaskDefinitionFamiliesResponse } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import type { Wire } from '../../model.js'
import { pageOf } from '../../pages.js'

export const listTaskDefinitionFamilies = (
  { world }: Context,
  input: Wire<ListTaskDefinitionFamiliesRequest>,
): Wire<ListTaskDefinitionFamiliesResponse> => {
  const status = input.status ?? 'ACTIVE'
  const families = Object.entries(world.ecs.families)
    .filter(([family]) => family.startsWith(input.familyPrefix ?? ''))
    .filter(([, { revisions }]) => {
      const isActive = Object.values(revisions).some(({ taskDefinition }) => taskDefinition.status === 'ACTIVE')
      return status === 'ALL' || isActive === (status === 'ACTIVE')
    })
    .map(([family]) => family)
  const { members, ...next } = pageOf(families.toSorted(), input, 100)
  return { families: members, ...next }
}
