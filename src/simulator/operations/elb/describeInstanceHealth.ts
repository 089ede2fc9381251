/** Shows the state of the instances that are named, registered or not, or of all that are registered or draining. */
import type { DescribeEndPointStateInput, DescribeEndPointStateOutput } from '@aws-sdk/client-elastic-load-balancing'
import type { Operation } from '../../context.js'
import { instanceStateOf, knownInstancesOf } from '../../loadBalancing.js'
import type { Checked } from '../queryService.js'
import { findClassic, requireInstances } from './find.js'

export const describeInstanceHealth: Operation<Checked<DescribeEndPointStateInput>, DescribeEndPointStateOutput> = (
  { world, now, isListening },
  input,
) => {
  const { name, ...classic } = findClassic(world.loadBalancing, input.LoadBalancerName)
  const named = requireInstances(input.Instances ?? [])
  const ids = named.length > 0 ? named : knownInstancesOf(classic, now)
  return {
    InstanceStates: ids.map((id) => {
      const { state, reasonCode, description } = instanceStateOf(world.loadBalancing, name, id, now, isListening)
      return { InstanceId: id, State: state, ReasonCode: reasonCode, Description: description }
    }),
  }
}
