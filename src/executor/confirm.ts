/**
 * Before a verdict is believed: what the counts of DescribeServices leave open is asked of who knows. A success must be
 * healthy in its load balancers, a failure must be told from a deployment that somebody stopped, and whoever took a
 * service over is named. What these credentials may not read is not held against the rollout.
 */
import type { Service, ServiceDeployment } from '@aws-sdk/client-ecs'
import * as E from 'fp-ts/lib/Either.js'
import type { Aws } from '../aws/aws.js'
import type { Verdict } from '../model/outcome.js'
import { lookAtTargets } from './evidence.js'
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
      return verdict.stage === 'Started' || (await isHealthy(aws, awaited, service)) ? verdict : undefined
    case 'Completed':
      if (awaited.completion !== 'Deployed') return verdict
      if (!(await isHealthy(aws, awaited, service))) return undefined
      return awaited.until !== 'Drained' || (await isDrained(aws, awaited)) ? verdict : undefined
    case 'RolloutFailed':
    case 'RolledBack':
    case 'Superseded':
      return refined(aws, awaited, verdict)
    default:
      return verdict
  }
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
        return verdict.kind === 'Superseded'
          ? { kind: 'RolledBack', reason, taskDefinitionArn: verdict.taskDefinitionArn }
          : verdict
      case 'ROLLBACK_FAILED':
        return { kind: 'RolloutFailed', reason: reason === '' ? 'its rollback failed, too' : reason }
      case 'STOPPED':
        return verdict.kind === 'RolloutFailed' && !wasJudged(deployment) ? { kind: 'Stopped', reason } : verdict
      default:
        return verdict
    }
  })()
  if (told.kind !== 'Superseded') return told
  const by = await registrantOf(aws, told.taskDefinitionArn)
  return by === undefined ? told : { ...told, by }
}

/** A deployment that ECS itself gave up, and nobody stopped. */
const wasJudged = ({ deploymentCircuitBreaker, alarms }: ServiceDeployment): boolean =>
  deploymentCircuitBreaker?.status === 'TRIGGERED' || alarms?.status === 'TRIGGERED'

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
  const isUnwell = healths.some(
    (health) => E.isRight(health) && health.right.some(({ TargetHealth }) => TargetHealth?.State !== 'healthy'),
  )
  if (!isUnwell) return true
  const ours = await lookAtTargets(aws, target, { service, deploymentId: deployment.id })()
  return ours.every((one) => one.isHealthy)
}

/** Tasks that were told to stop are shown until they have: draining connections, waiting for their stop timeout. */
const isDrained = async (aws: Aws, { target }: Awaited): Promise<boolean> => {
  const stopping = await aws.ecs.serviceTasks(target.cluster, target.service, 'STOPPED')()
  return E.isLeft(stopping) || stopping.right.every(({ lastStatus }) => lastStatus === 'STOPPED')
}
