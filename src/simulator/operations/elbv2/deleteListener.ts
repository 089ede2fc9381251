/** Deletes a listener with its rules. */
import type { DeleteListenerInput, DeleteListenerOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import type { Checked } from '../queryService.js'
import { findListener } from './find.js'
import { removeListeners } from './remove.js'

export const deleteListener: Operation<Checked<DeleteListenerInput>, DeleteListenerOutput> = (
  { world, now },
  input,
) => {
  const { arn } = findListener(world.loadBalancing, input.ListenerArn)
  removeListeners(world.loadBalancing, (listener) => listener.arn === arn, now)
  return {}
}
