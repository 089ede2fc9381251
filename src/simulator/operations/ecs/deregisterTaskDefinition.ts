/** DeregisterTaskDefinition: the revision becomes INACTIVE; what runs it goes on running it. */
import type { DeregisterTaskDefinitionRequest, DeregisterTaskDefinitionResponse } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import { clientException } from '../../exceptions.js'
import { familyAndRevisionOf, findTaskDefinition } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { secondsFrom } from '../../shapes.js'

export const deregisterTaskDefinition = (
  { world, now }: Context,
  input: Wire<DeregisterTaskDefinitionRequest>,
): Wire<DeregisterTaskDefinitionResponse> => {
  const identifier = input.taskDefinition ?? ''
  if (familyAndRevisionOf(identifier).revision === undefined) {
    throw clientException('Invalid revision number. Number: null')
  }
  const found = findTaskDefinition(world, identifier)
  if (found === undefined) throw clientException('Unable to describe task definition.')
  if (found.taskDefinition.status === 'ACTIVE') {
    found.taskDefinition.status = 'INACTIVE'
    found.taskDefinition.deregisteredAt = secondsFrom(now)
  }
  return { taskDefinition: found.taskDefinition }
}
