/** RegisterScalableTarget: makes a target or changes what is said of it, and moves a count that lies outside into the range. */
import { createHash } from 'node:crypto'
import type {
  RegisterScalableTargetRequest,
  RegisterScalableTargetResponse,
} from '@aws-sdk/client-application-auto-scaling'
import type { Context } from '../../context.js'
import type { Wire } from '../../model.js'
import { record } from '../../trail.js'
import { own, put, wakeService } from '../../world.js'
import type { ScalableTargetState, ServiceState, World } from '../../world.js'
import { partitionOf } from '../partition.js'
import { invalid, mustBeEcs, serviceNamed } from './find.js'

export const registerScalableTarget = (
  context: Context,
  input: Wire<RegisterScalableTargetRequest>,
): Wire<RegisterScalableTargetResponse> => {
  const { world } = context
  const { ResourceId: resourceId = '', SuspendedState: suspended = {} } = input
  mustBeEcs(input.ServiceNamespace, input.ScalableDimension)
  const service = serviceNamed(world, resourceId)
  const targets = (world.autoscaling ??= {})
  const before = own(targets, resourceId)
  if (service === undefined && before === undefined) throw invalid(`ECS service doesn't exist: ${resourceId}`)
  if (service?.schedulingStrategy === 'DAEMON') throw invalid('A DAEMON service has no desired count to scale.')
  const min = input.MinCapacity ?? before?.min
  const max = input.MaxCapacity ?? before?.max
  if (min === undefined || max === undefined) {
    throw invalid('Min capacity and max capacity must be specified when registering a new scalable target.')
  }
  if (!Number.isInteger(min) || min < 0) throw invalid('Min capacity must be a whole number, 0 or more.')
  if (!Number.isInteger(max) || max < min) throw invalid('Max capacity must be greater than or equal to min capacity.')
  const target: ScalableTargetState = {
    resourceId,
    createdAtMs: before?.createdAtMs ?? context.now,
    min,
    max,
    suspended: {
      in: suspended.DynamicScalingInSuspended ?? before?.suspended.in ?? false,
      out: suspended.DynamicScalingOutSuspended ?? before?.suspended.out ?? false,
      scheduled: suspended.ScheduledScalingSuspended ?? before?.suspended.scheduled ?? false,
    },
    activities: before?.activities ?? [],
  }
  put(targets, resourceId, target)
  if (service !== undefined) moveInto(context, service, target)
  return { ScalableTargetARN: scalableTargetArn(world, resourceId) }
}

/** The ARN of a target; its id depends on the name alone. */
export const scalableTargetArn = ({ region, account }: World, resourceId: string): string =>
  `arn:${partitionOf(region)}:application-autoscaling:${region}:${account}:scalable-target/` +
  createHash('sha256').update(resourceId).digest('hex').slice(0, 32)

/** The role that Application Auto Scaling takes on to change services. */
export const scalingRole = ({ region, account }: World): string =>
  `arn:${partitionOf(region)}:iam::${account}:role/aws-service-role/${scalingService}/${roleName}`

const scalingService = 'ecs.application-autoscaling.amazonaws.com'
const roleName = 'AWSServiceRoleForApplicationAutoScaling_ECSService'

const moveInto = (
  { world, now, region, account }: Context,
  service: ServiceState,
  target: ScalableTargetState,
): void => {
  const before = service.desiredCount
  const count = Math.min(Math.max(before, target.min), target.max)
  if (service.status !== 'ACTIVE' || count === before) return
  service.desiredCount = count
  wakeService(world, service, now)
  record(world, {
    service: 'ecs',
    operation: 'UpdateService',
    caller: `arn:${partitionOf(region)}:sts::${account}:assumed-role/${roleName}/AutoScaling-UpdateDesiredCapacity`,
    invokedBy: scalingService,
    input: { cluster: service.cluster, service: service.name, desiredCount: count },
  })
  target.activities = [
    {
      id: createHash('sha256')
        .update(`${target.resourceId} ${now} ${target.activities.length}`)
        .digest('hex')
        .slice(0, 32),
      atMs: now,
      count,
      cause: before < count ? `minimum capacity was set to ${target.min}` : `maximum capacity was set to ${target.max}`,
    },
    ...target.activities,
  ].slice(0, keptActivities)
}

const keptActivities = 100
