/** Shows the health of the targets that are named, or of all, the draining ones among them. */
import type { DescribeTargetHealthInput, DescribeTargetHealthOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import { targetsOf, targetStateOf } from '../../loadBalancing.js'
import type { Checked } from '../queryService.js'
import { findTargetGroup } from './find.js'
import { requireTargets } from './targets.js'

export const describeTargetHealth: Operation<Checked<DescribeTargetHealthInput>, DescribeTargetHealthOutput> = (
  { world, now, answerOf },
  input,
) => {
  const group = findTargetGroup(world.loadBalancing, input.TargetGroupArn)
  const isNamed = input.Targets !== undefined && input.Targets.length > 0
  const targets = isNamed ? requireTargets(group, input.Targets ?? []) : targetsOf(group, now)
  return {
    TargetHealthDescriptions: targets.map((target) => {
      const { state, reason, description } = targetStateOf(world.loadBalancing, group.arn, target, now, answerOf)
      return {
        Target: { Id: target.id, Port: target.port, AvailabilityZone: target.availabilityZone },
        HealthCheckPort: group.healthCheck.port === 'traffic-port' ? String(target.port) : group.healthCheck.port,
        TargetHealth: { State: state, Reason: reason, Description: description },
      }
    }),
  }
}
