/** DescribeScalableTargets: those that are named, or all; a name that is registered nowhere is left out. */
import type {
  DescribeScalableTargetsRequest,
  DescribeScalableTargetsResponse,
  ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling'
import type { Context } from '../../context.js'
import type { Wire } from '../../model.js'
import type { ScalableTargetState, World } from '../../world.js'
import { countOfService, invalid, mustBeEcs, pageOf } from './find.js'
import { scalableTargetArn, scalingRole } from './registerScalableTarget.js'

export const describeScalableTargets = (
  { world }: Context,
  input: Wire<DescribeScalableTargetsRequest>,
): Wire<DescribeScalableTargetsResponse> => {
  const { ResourceIds: names, ScalableDimension: dimension } = input
  mustBeEcs(input.ServiceNamespace, dimension)
  if (names !== undefined && names.length > mostNames) throw invalid(`At most ${mostNames} resource IDs can be named.`)
  if (dimension !== undefined && names === undefined) {
    throw invalid('If you specify a scalable dimension, you must also specify a resource ID.')
  }
  const all = Object.values(world.autoscaling ?? {})
    .filter(({ resourceId }) => names === undefined || names.includes(resourceId))
    .toSorted((a, b) => (a.resourceId < b.resourceId ? -1 : 1))
  const { members, next } = pageOf(all, ({ resourceId }) => resourceId, input)
  return { ScalableTargets: members.map((target) => shown(world, target)), ...next }
}

const mostNames = 50

const shown = (world: World, target: ScalableTargetState): Wire<ScalableTarget> => ({
  ServiceNamespace: 'ecs',
  ResourceId: target.resourceId,
  ScalableDimension: countOfService,
  MinCapacity: target.min,
  MaxCapacity: target.max,
  RoleARN: scalingRole(world),
  CreationTime: target.createdAtMs / 1000,
  SuspendedState: {
    DynamicScalingInSuspended: target.suspended.in,
    DynamicScalingOutSuspended: target.suspended.out,
    ScheduledScalingSuspended: target.suspended.scheduled,
  },
  ScalableTargetARN: scalableTargetArn(world, target.resourceId),
})
