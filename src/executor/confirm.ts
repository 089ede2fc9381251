/**
 * Before a verdict is believed: what the counts of DescribeServices leave open is asked of who knows. A success must be
 * healthy in its load balancers, a failure must be told from a deployment that somebody stopped, and whoever took a
 * service over is named. What these credentials may not read is not held against the rollout.
 */
import type { Service, ServiceDeployment } from '@aws-sdk/client-ecs'
import * as E from 'fp-ts/lib/Either.js'
import type { Aws } from '../aws/aws.js'
import type { AwsError } from '../model/failure.js'
import type { Verdict } from '../model/outcome.js'
import { primaryOf } from '../model/rollout.js'
import { healthyTasks, lookAtTargets } from './evidence.js'
import { isScaledTo } from './scaled.js'
import type { Awaited } from './verdict.js'

/** The verdict as it stands after asking; undefined: it is too early for it. */
export const confirm = async (
  aws: Aws,
  awaited: Awaited,
  service: Service | undefined,
  verdict: Verdict,
): Promise<Verdict | undefined> => {
  switch (verdict.kind) {
    case 'Reached':
      if (verdict.stage === 'Started') return verdict
      return (await isServing(aws, awaited, service)) ? verdict : undefined
    case 'Completed':
      if (awaited.completion !== 'Deployed') return verdict
      if (!(await isHealthy(aws, awaited, service))) return undefined
      return awaited.until !== 'Drained' || (await isDrained(aws, awaited)) ? verdict : undefined
    case 'CountMoved':
      return awaited.completion === 'Deployed' && (await isScaledTo(aws, awaited.target, verdict.desiredCount))
        ? confirm(aws, { ...awaited, desiredCount: undefined }, service, servedInstead(awaited, service))
        : verdict
    case 'RolloutFailed':
    case 'RolledBack':
    case 'Superseded':
      return refined(aws, awaited, verdict)
    default:
      return verdict
  }
}

/** The rollout is complete with a count that is Application Auto Scaling's: which version serves is all that is left to say. */
const servedInstead = ({ performed }: Awaited, service: Service | undefined): Verdict => {
  const primary = primaryOf(service?.deployments)
  const taskDefinitionArn = primary?.taskDefinition ?? ''
  return performed.deployment === undefined || taskDefinitionArn === performed.deployment.taskDefinitionArn
    ? { kind: 'Completed', taskDefinitionArn }
    : { kind: 'Superseded', deploymentId: primary?.id ?? '', taskDefinitionArn }
}

/** What DescribeServices tells of an end is short: the service deployment has its status and its reason (ecs-facts 4.12). */
const refined = async (aws: Aws, awaited: Awaited, verdict: Verdict): Promise<Verdict> => {
  const deployment = await deploymentOf(aws, awaited)
  const reason = deployment?.statusReason ?? ''
  const told = ((): Verdict => {
    switch (deployment?.status) {
      case 'ROLLBACK_REQUESTED':
      case 'ROLLBACK_IN_PROGRESS':
      case 'ROLLBACK_SUCCESSFUL':
        return rolledBack(verdict, deployment)
      case 'ROLLBACK_FAILED':
        return { kind: 'RolloutFailed', ...(reason === '' ? {} : { reason }) }
      case 'STOPPED':
        return verdict.kind === 'RolloutFailed' && !wasJudged(deployment) ? { kind: 'Stopped', reason } : verdict
      default:
        return verdict
    }
  })()
  const alarms = deployment?.alarms?.triggeredAlarmNames ?? []
  if ((told.kind === 'RolledBack' || told.kind === 'RolloutFailed') && alarms.length > 0) return { ...told, alarms }
  if (told.kind !== 'Superseded') return told
  const by = await registrantOf(aws, told.taskDefinitionArn)
  return by === undefined ? told : { ...told, by }
}

/** ECS goes back by its own judgement, or because somebody asked for it. */
const rolledBack = (verdict: Verdict, deployment: ServiceDeployment): Verdict => {
  if (verdict.kind !== 'Superseded' && verdict.kind !== 'RolledBack') return verdict
  const { taskDefinitionArn } = verdict
  const reason = verdict.kind === 'RolledBack' ? verdict.reason : (deployment.statusReason ?? '')
  return wasJudged(deployment) || isJudgement.test(reason)
    ? { kind: 'RolledBack', reason, taskDefinitionArn }
    : { kind: 'Stopped', reason, taskDefinitionArn }
}

/** A deployment that ECS itself gave up, and nobody stopped; one of which that is not said may have been. */
const wasJudged = ({ deploymentCircuitBreaker, alarms }: ServiceDeployment): boolean =>
  deploymentCircuitBreaker?.status === 'TRIGGERED' || alarms?.status === 'TRIGGERED'

const isJudgement = /circuit breaker|alarm|hook/i

/** The number of a revision is that of its deployment (ecs-facts 4.12). */
const deploymentOf = async (aws: Aws, { target, performed }: Awaited): Promise<ServiceDeployment | undefined> => {
  const number = performed.deployment?.id.split('/').at(-1)
  if (number === undefined) return undefined
  const deployments = await aws.ecs.serviceDeployments(target.cluster, target.service, recentDeployments)()
  return E.isLeft(deployments)
    ? undefined
    : deployments.right.find(({ targetServiceRevision }) => targetServiceRevision?.arn?.endsWith(`/${number}`) === true)
}

/** One page: ours is among the newest. */
const recentDeployments = 20

/** Who registered a revision; undefined where nobody may say. */
export const registrantOf = async (aws: Aws, taskDefinitionArn: string): Promise<string | undefined> => {
  if (taskDefinitionArn === '') return undefined
  const answer = await aws.ecs.describeTaskDefinition(taskDefinitionArn)()
  return E.isLeft(answer) ? undefined : answer.right?.registeredBy
}

/**
 * ECS calls a deployment complete when its tasks are well, by checks that a grace period may have switched off: the
 * load balancer itself is asked. Target groups may be shared: only where some target is unwell it is worth knowing whose.
 */
const isHealthy = async (
  aws: Aws,
  { target, performed: { deployment } }: Awaited,
  service: Service | undefined,
): Promise<boolean> => {
  const arns = (service?.loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? [])
  if (service === undefined || deployment === undefined || arns.length === 0 || service.desiredCount === 0) return true
  const healths = await Promise.all(arns.map((arn) => aws.loadBalancing.targetHealth(arn)()))
  if (healths.some(isUnknown)) return false
  const isUnwell = healths.some(
    (health) => E.isRight(health) && health.right.some(({ TargetHealth }) => TargetHealth?.State !== 'healthy'),
  )
  if (!isUnwell) return true
  const ours = await lookAtTargets(aws, target, { service, deploymentId: deployment.id })()
  return ours.every((one) => one.isHealthy)
}

/**
 * A task that runs may not have passed its containers' own checks yet, nor be known to its load balancers. A deployment
 * that ECS calls complete has passed and is, so that only who is content with less must count.
 */
const isServing = async (aws: Aws, awaited: Awaited, service: Service | undefined): Promise<boolean> => {
  const { target, performed } = awaited
  if (performed.deployment === undefined || service === undefined) return true
  const { id: deploymentId, taskDefinitionArn } = performed.deployment
  const revision = await aws.ecs.describeTaskDefinition(taskDefinitionArn)()
  if (isUnknown(revision)) return false
  const containers = E.isRight(revision) ? (revision.right?.containerDefinitions ?? []) : []
  const hasChecks = containers.some(({ essential, healthCheck }) => essential !== false && healthCheck !== undefined)
  const healthy = await healthyTasks(aws, target, { service, deploymentId, hasChecks })()
  if (healthy !== undefined) return healthy >= (service.desiredCount ?? 0)
  // One of the reads was refused. Where that was a passing trouble the next look is early enough.
  const tasks = await aws.ecs.serviceTasks(target.cluster, target.service, 'RUNNING')()
  if (isUnknown(tasks) || (E.isRight(tasks) && hasChecks)) return false
  return isHealthy(aws, awaited, service)
}

/** Nothing could be seen for the moment, which proves nothing; what may never be seen is not waited for. */
const isUnknown = (answer: E.Either<AwsError, unknown>): boolean =>
  E.isLeft(answer) && answer.left.trouble !== 'AccessDenied'

/** Tasks that were told to stop are shown until they have: draining connections, waiting for their stop timeout. */
const isDrained = async (aws: Aws, { target }: Awaited): Promise<boolean> => {
  const stopping = await aws.ecs.serviceTasks(target.cluster, target.service, 'STOPPED')()
  if (E.isLeft(stopping)) return !isUnknown(stopping)
  return stopping.right.every(({ lastStatus }) => lastStatus === 'STOPPED')
}
