/** What stands in the way of one service's plan, or deserves a look: the checks of ecs-facts section 7 that a plan can make. */
import type { Change } from '../model/change.js'
import { worstEffect } from '../model/change.js'
import type { Hazard } from '../model/hazard.js'
import { originOf } from '../model/origin.js'
import {
  attachedTo,
  type DesiredService,
  type LiveService,
  type LiveState,
  type LoadBalancer,
  type ServiceSettings,
  targetOf,
} from '../model/service.js'
import type { TaskDefinition } from '../model/taskDefinition.js'
import { projectTag } from '../model/tag.js'
import { boundsOf, canMove, isGivenUp, percentagesOf } from '../model/rollout.js'
import { fieldAt } from './serviceFields.js'
import { scaledIn } from './scaled.js'
import { isLongArn, planTags } from './tags.js'

export interface HazardQuestion {
  readonly desired: DesiredService
  /** ACTIVE: what drains is gone. */
  readonly live: LiveService | undefined
  /** A service of that name is being deleted. */
  readonly isDraining: boolean
  readonly state: LiveState
  readonly wanted: ServiceSettings
  readonly changes: readonly Change[]
  readonly isReplaceAllowed: boolean
  readonly isReplaced: boolean
}

type HazardBody = Hazard extends infer Member
  ? Member extends Hazard
    ? Omit<Member, 'target' | 'origin'>
    : never
  : never
type Finding = HazardBody & { readonly path?: string }

export const serviceHazards = (question: HazardQuestion): readonly Hazard[] =>
  checks
    .flatMap((check) => check(question))
    .map(({ path, ...hazard }) => {
      const origin = originOf(question.desired.origins, path ?? '')
      return { ...hazard, target: targetOf(question.desired), ...(origin === undefined ? {} : { origin }) }
    })

/** Of a new deployment of what runs. One that would hang is warned of: what the file says of percentages may be asked for next. */
export const restartHazards = (live: LiveService): readonly Hazard[] => {
  const target = targetOf(live)
  const { deployments, desiredCount, deploymentController: controller } = live.status
  const percentages = percentagesOf({}, live.settings)
  return [
    ...(controller === 'ECS'
      ? []
      : [{ kind: 'OtherController', level: 'Error', target, controller, paths: ['deployment'] } as const]),
    ...(isMoving(live)
      ? [
          {
            kind: 'RolloutUnderWay',
            level: 'Warning',
            target,
            deployments: deployments.length,
            isReplaced: true,
          } as const,
        ]
      : []),
    ...(canMove(desiredCount, percentages)
      ? []
      : [{ kind: 'RolloutCannotMove', level: 'Warning', target, count: desiredCount, ...percentages } as const]),
  ]
}

type Check = (question: HazardQuestion) => readonly Finding[]

const draining: Check = ({ isDraining }) => (isDraining ? [{ kind: 'ServiceDraining', level: 'Warning' }] : [])

/** Check 3: what ECS cannot change in place needs the user's consent, by name. */
const replacement: Check = ({ live, changes, isReplaceAllowed }) => {
  const replaced = changes.filter(({ effect }) => effect === 'Replace').map(({ path }) => path)
  const [first] = replaced
  return live === undefined || first === undefined || isReplaceAllowed
    ? []
    : [{ kind: 'ReplaceNotAllowed', level: 'Error', paths: replaced, path: first }]
}

/** Check 31. */
const otherController: Check = ({ live, changes }) => {
  const controller = live?.status.deploymentController
  if (controller === undefined || controller === 'ECS') return []
  const paths = changes.map(({ path }) => path).filter((path) => !acceptsUnder(controller, path))
  return paths.length === 0 ? [] : [{ kind: 'OtherController', level: 'Error', controller, paths }]
}

const acceptsUnder = (controller: string, path: string): boolean => {
  return fieldAt(path)?.controllers.some((name) => name === controller) ?? false
}

/** Check 4. */
const rolloutUnderWay: Check = ({ live, changes }) => {
  const isReplaced = worstEffect(changes) === 'Rollout'
  return live !== undefined && isMoving(live) && (isReplaced || changes.length === 0)
    ? [{ kind: 'RolloutUnderWay', level: 'Warning', deployments: live.status.deployments.length, isReplaced }]
    : []
}

/** One that ECS has given up is not under way: it is started again. */
const isMoving = ({ status }: LiveService): boolean =>
  !isGivenUp(status) &&
  (status.deployments.length > 1 || status.deployments.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS'))

/** Check 19. A first rollout only fills up to the count and is not held up; the next one would be. */
const rolloutCannotMove: Check = ({ live, wanted, changes }) => {
  const count = wanted.desiredCount ?? live?.status.desiredCount ?? 1
  const percentages = percentagesOf(wanted, live?.settings)
  if (canMove(count, percentages) || changes.length === 0) return []
  // ECS makes no service of 100 and 100, whichever of the two is its default (ecs-facts 4.1); a daemon's minimum is 0.
  const isRefused =
    live === undefined &&
    wanted.schedulingStrategy !== 'DAEMON' &&
    percentages.minimumHealthyPercent === 100 &&
    percentages.maximumPercent === 100
  const isRollout = isRefused || (live !== undefined && worstEffect(changes) === 'Rollout')
  const path = wanted.minimumHealthyPercent === undefined ? 'maximumPercent' : 'minimumHealthyPercent'
  return [{ kind: 'RolloutCannotMove', level: isRollout ? 'Error' : 'Warning', count, ...percentages, path }]
}

/** Check 20: a static host port that stays the same needs a free instance, or room to stop a task first. */
const staticHostPort: Check = ({ desired, live, wanted, changes }) => {
  const before = staticPorts(live?.taskDefinition)
  const kept = staticPorts(desired.taskDefinition).find(({ hostPort }) =>
    before.some((port) => port.hostPort === hostPort),
  )
  if (kept === undefined || worstEffect(changes) !== 'Rollout') return []
  const { hostPort, path } = kept
  const count = wanted.desiredCount ?? live?.status.desiredCount ?? 1
  const { minimumHealthy } = boundsOf(count, percentagesOf(wanted, live?.settings))
  return minimumHealthy < count || count === 0
    ? []
    : [{ kind: 'StaticHostPort', level: 'Warning', hostPort, count, path }]
}

interface StaticPort {
  readonly hostPort: number
  readonly path: string
}

const staticPorts = (taskDefinition: TaskDefinition | undefined): readonly StaticPort[] =>
  taskDefinition === undefined || taskDefinition.networkMode === 'awsvpc'
    ? []
    : taskDefinition.containerDefinitions.flatMap(({ name, portMappings = [] }) =>
        portMappings.flatMap(({ hostPort }) =>
          hostPort === undefined ? [] : [{ hostPort, path: `containerDefinitions[${name}].portMappings` }],
        ),
      )

/** Checks 7, 8, 11 and 12, for load balancers that this plan newly attaches: only those were read. */
const loadBalancers: Check = (question) =>
  (question.wanted.loadBalancers ?? []).flatMap((loadBalancer) => {
    const attached = attachedTo(loadBalancer)
    switch (attached.kind) {
      case 'TargetGroup':
        return targetGroup(question, attached.arn)
      case 'ClassicLoadBalancer':
        return classicLoadBalancer(question, loadBalancer, attached.name)
    }
  })

const targetGroup = ({ desired, state }: HazardQuestion, arn: string): readonly Finding[] => {
  if (!Object.hasOwn(state.targetGroups, arn)) return []
  const path = `loadBalancers[${arn}]`
  const found = state.targetGroups[arn]
  if (found === undefined) return [{ kind: 'TargetGroupMissing', level: 'Error', arn, path }]
  const { networkMode } = desired.taskDefinition
  const wanted = networkMode === 'awsvpc' ? 'ip' : 'instance'
  return [
    ...(found.loadBalancerArns.length === 0
      ? [{ kind: 'TargetGroupUnattached', level: 'Error', arn, path } as const]
      : []),
    ...(found.targetType === wanted
      ? []
      : [
          {
            kind: 'TargetTypeMismatch',
            level: 'Error',
            arn,
            targetType: found.targetType,
            networkMode,
            wanted,
            path,
          } as const,
        ]),
  ]
}

const classicLoadBalancer = (
  { desired, state }: HazardQuestion,
  { containerName, containerPort }: LoadBalancer,
  name: string,
): readonly Finding[] => {
  if (!Object.hasOwn(state.classicLoadBalancers, name)) return []
  const path = `loadBalancers[${name}]`
  const found = state.classicLoadBalancers[name]
  if (found === undefined) return [{ kind: 'ClassicLoadBalancerMissing', level: 'Error', name, path }]
  const mapping = desired.taskDefinition.containerDefinitions
    .find((container) => container.name === containerName)
    ?.portMappings?.find((port) => port.containerPort === containerPort)
  if (mapping?.hostPort === undefined) {
    return [
      {
        kind: 'ClassicLoadBalancerDynamicPort',
        level: 'Warning',
        name,
        containerPort,
        instancePorts: found.instancePorts,
        path: `containerDefinitions[${containerName}].portMappings`,
      },
    ]
  }
  return found.instancePorts.includes(mapping.hostPort)
    ? []
    : [
        {
          kind: 'ClassicLoadBalancerPortMismatch',
          level: 'Error',
          name,
          hostPort: mapping.hostPort,
          instancePorts: found.instancePorts,
          path: `containerDefinitions[${containerName}].portMappings`,
        },
      ]
}

/** ECS does not tag services of old (ecs-facts section 6): a declared tag is out of reach, the books are only missed. */
const notTaggable: Check = ({ desired, live, changes, isReplaced }) => {
  if (live === undefined || isReplaced || isLongArn(live.identity.arn)) return []
  const { set, books } = planTags(desired, live, changes.length > 0)
  const [first] = Object.keys(set)
  if (first !== undefined) {
    return [{ kind: 'NotTaggable', level: 'Error', tags: Object.keys(set), path: `tags[${first}]` }]
  }
  return Object.keys(books.set).length > 0 ? [{ kind: 'NotTaggable', level: 'Warning', tags: [] }] : []
}

/** The file takes a service over: that may be a project that has a new name, or a name that two files have. */
const otherProject: Check = ({ desired: { project }, live }) => {
  const recorded = live?.tags[projectTag]
  return project === undefined || recorded === undefined || recorded === project
    ? []
    : [{ kind: 'OtherProject', level: 'Warning', project, recorded }]
}

/** deployfish sets the group's size before it scales up a service; this is not done here. */
const autoScalingGroup: Check = ({ desired, live, wanted, changes }) => {
  const group = desired.autoScalingGroup
  const count = wanted.desiredCount ?? 0
  const isMore = count > (live?.status.desiredCount ?? 0) && changes.some(({ path }) => path === 'desiredCount')
  return group !== undefined && isMore
    ? [{ kind: 'AutoScalingGroupNotScaled', level: 'Warning', group, count, path: 'autoScalingGroup' }]
    : []
}

/** A count that the plan sets although somebody else may; what is that one's already is no change. */
const scaledCount: Check = ({ desired, live, state, wanted, changes }) => {
  const count = wanted.desiredCount
  const scaled = scaledIn(state, desired)
  const isChanged = changes.some(({ path }) => path === 'desiredCount')
  if (live === undefined || count === undefined || scaled === undefined || !isChanged) return []
  const body = { level: 'Warning', live: live.status.desiredCount, count, path: 'desiredCount' } as const
  return scaled.kind === 'Untold'
    ? [{ kind: 'ScalingUntold', ...body }]
    : [{ kind: 'CountOutsideScaling', ...body, range: scaled.range }]
}

const checks: readonly Check[] = [
  draining,
  replacement,
  otherController,
  rolloutUnderWay,
  rolloutCannotMove,
  staticHostPort,
  loadBalancers,
  notTaggable,
  otherProject,
  autoScalingGroup,
  scaledCount,
]
