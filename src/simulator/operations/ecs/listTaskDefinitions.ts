/** ListTaskDefinitions: by family name and revision; `familyPrefix` is a whole family name here. */
import type { ListTaskDefinitionsRequest, ListTaskDefinitionsResponse } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import type { Wire } from '../../model.js'
import { pageOf } from '../../pages.js'

export const listTaskDefinitions = (
  { world }: Context,
  input: Wire<ListTaskDefinitionsRequest>,
): Wire<ListTaskDefinitionsResponse> => {
  const status = input.status ?? 'ACTIVE'
  const arns = Object.entries(world.ecs.families)
    .filter(([family]) => input.familyPrefix === undefined || family === input.familyPrefix)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, { revisions }]) => Object.values(revisions))
    .filter(({ taskDefinition }) => taskDefinition.status === status)
    .map(({ taskDefinition }) => taskDefinition.taskDefinitionArn ?? '')
  const { members, ...next } = pageOf(input.sort === 'DESC' ? arns.toReversed() : arns, input, 100)
  return { taskDefinitionArns: members, ...next }
}
