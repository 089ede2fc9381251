/** What is read: by every command, and by apply while it waits and where it must say why a rollout fails. */
import { isSameJson, type JsonObject } from '../model/json.js'
import type { Statement } from '../model/permission.js'
import { scalingPermission } from '../model/scaling.js'
import { type DesiredService, type DesiredState, isClassic } from '../model/service.js'
import type { Names } from './names.js'
import type { PermissionQuestion, StateObject } from './question.js'
import { allow, sorted } from './statement.js'

export const readStatements = (
  { services, project }: DesiredState,
  question: PermissionQuestion,
  names: Names,
): readonly Statement[] => {
  const isApply = question.command === 'apply'
  const isBack = isApply && question.rollbackOnFailure
  const clusters = sorted(services.map(({ cluster }) => cluster))
  const looksForStrays =
    question.prune || (question.command === 'drift' && question.isWholeFile && project !== undefined)
  const searched = looksForStrays ? sorted([...clusters, ...question.clusters]) : []
  return [
    ...allow('EcsReadOtherServices', ['ecs:DescribeServices'], searched.map(names.everyServiceIn)),
    // Neither takes a resource.
    ...allow(
      'EcsReadTaskDefinitions',
      ['ecs:DescribeTaskDefinition', ...(isBack || hasSiblings(services) ? ['ecs:ListTaskDefinitions'] : [])],
      ['*'],
    ),
    ...allow('EcsListServices', searched.length === 0 ? [] : ['ecs:ListServices'], ['*'], inClusters(names, searched)),
    ...allow('LoadBalancersRead', loadBalancerActions(services, isApply), ['*']),
    ...(isApply ? watchStatements(services, names) : []),
    ...allow('EcsReadRevisions', isBack ? ['ecs:DescribeServiceRevisions'] : [], services.map(names.revisionsOf)),
    // DescribeScalableTargets takes no resource.
    ...allow('ScalingReadTargets', services.some(mayBeScaled(isApply)) ? [scalingPermission] : [], ['*']),
    ...allow('CloudTrailWho', question.command === 'drift' && question.who ? ['cloudtrail:LookupEvents'] : [], ['*']),
  ]
}

/** Who has set a count is asked where ECS has another one than the file, and of any count that `deploy scale` sets. */
const mayBeScaled =
  (isApply: boolean) =>
  ({ settings, ignored = [] }: DesiredService): boolean =>
    settings.schedulingStrategy !== 'DAEMON' &&
    (isApply || (settings.desiredCount !== undefined && !ignored.includes('desiredCount')))

export const stateStatements = (states: readonly StateObject[], partition: string): readonly Statement[] =>
  allow(
    'TerraformStates',
    ['s3:GetObject'],
    states.map(({ bucket, key }) => `arn:${partition}:s3:::${bucket}/${key}`),
  )

/** A list of tasks is of container instances or of nothing that has an ARN yet: the cluster is a condition. */
export const inClusters = (names: Names, clusters: readonly string[]): Statement['Condition'] => ({
  ArnEquals: { 'ecs:cluster': sorted(clusters.map(names.cluster)) },
})

const watchStatements = (services: readonly DesiredService[], names: Names): readonly Statement[] => {
  const clusters = sorted(services.map(({ cluster }) => cluster))
  const onInstances = services.filter(isOnInstances).map(({ cluster }) => names.instancesIn(cluster))
  return [
    ...allow('EcsListTasks', ['ecs:ListTasks'], ['*'], inClusters(names, clusters)),
    ...allow('EcsReadTasks', ['ecs:DescribeTasks'], clusters.map(names.tasksIn)),
    ...allow('EcsReadInstances', ['ecs:DescribeContainerInstances'], onInstances),
    ...allow('EcsReadDeployments', ['ecs:DescribeServiceDeployments'], services.map(names.deploymentsOf)),
    ...allow(
      'LogsReadLastLines',
      ['logs:GetLogEvents'],
      services.flatMap(logGroupsOf).map((log) => log(names)),
    ),
  ]
}

/** Load balancers know tasks with addresses of their own by those, and others by their instance. */
const isOnInstances = ({ settings, taskDefinition }: DesiredService): boolean =>
  (settings.loadBalancers ?? []).length > 0 && taskDefinition.networkMode !== 'awsvpc'

/** No Describe action of a load balancer takes a resource. */
const loadBalancerActions = (services: readonly DesiredService[], isApply: boolean): readonly string[] => {
  const attached = services.flatMap(({ settings }) => settings.loadBalancers ?? [])
  const hasGroups = attached.some((one) => !isClassic(one))
  const hasClassic = attached.some(isClassic)
  return [
    ...(hasGroups ? ['DescribeTargetGroups', ...(isApply ? ['DescribeTargetHealth'] : [])] : []),
    ...(hasClassic ? ['DescribeLoadBalancers', ...(isApply ? ['DescribeInstanceHealth'] : [])] : []),
  ].map((operation) => `elasticloadbalancing:${operation}`)
}

/** Of a family that several services fill differently more than the newest revision is looked at. */
const hasSiblings = (services: readonly DesiredService[]): boolean =>
  services.some(({ taskDefinition }) =>
    services.some(
      (other) =>
        other.taskDefinition.family === taskDefinition.family && !isSameJson(other.taskDefinition, taskDefinition),
    ),
  )

const logGroupsOf = ({ taskDefinition }: DesiredService): readonly ((names: Names) => string)[] =>
  taskDefinition.containerDefinitions.flatMap(({ logConfiguration }) => {
    const { logDriver, options } = (logConfiguration ?? {}) as JsonObject
    if (logDriver !== 'awslogs' || typeof options !== 'object' || options === null) return []
    const { 'awslogs-group': group, 'awslogs-region': region } = options as JsonObject
    return typeof group === 'string'
      ? [(names: Names) => names.logStreamsOf(group, typeof region === 'string' ? region : undefined)]
      : []
  })
