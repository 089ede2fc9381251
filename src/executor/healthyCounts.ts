/** How many tasks of an awaited rollout are well, as load balancers and health checks say: for people to look at, nothing is judged by it. */
import type { Service } from '@aws-sdk/client-ecs'
import type { Aws } from '../aws/aws.js'
import type { Clock } from '../model/ports.js'
import { healthyTasks } from './evidence.js'
import type { Awaited } from './verdict.js'

/** A rollout that is asked about, and what was heard of it last. */
export interface Asked {
  readonly awaited: Awaited
  /** Nobody is asked again who would not say. */
  healthy: Healthy | undefined
  readonly fail: (bug: unknown) => void
}

/** What was heard last. */
export interface Healthy {
  readonly askedAtMs: number
  /** How the deployment stood then: of another standing the count says nothing. */
  readonly standing: string
  readonly count: number | undefined
  readonly isRefused: boolean
}

interface AskDeps {
  readonly aws: Aws
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** The count as last heard, where the rollout still stands as it did then. */
export const healthyCountOf = ({ awaited, healthy }: Asked, service: Service): number | undefined =>
  healthy?.standing === standingOf(awaited, service) ? healthy.count : undefined

/** How often, and of how many at once, it is asked how many tasks are well: reads that verdicts need come first. */
const healthEveryMs = 10_000
const mostAskedAtOnce = 10

/** A number for people holds a verdict up for this long at most: what comes later is told by the next look. */
const healthPatienceMs = 1_000

/** Asks for those whose count is old, or of another standing. `seen`: how the look of this moment shows the service. */
export const askForHealth = async (
  { aws, clock, signal }: AskDeps,
  members: readonly Asked[],
  seen: (member: Asked) => Service | undefined,
): Promise<void> => {
  if (signal.aborted) return
  const nowMs = clock.now()
  const asked = members
    .flatMap((member) => {
      const service = seen(member)
      if (service === undefined || !isCheckedNow(member.awaited, service)) return []
      const { healthy } = member
      const standing = standingOf(member.awaited, service)
      const isOld = healthy?.standing !== standing || nowMs - healthy.askedAtMs >= healthEveryMs
      return isOld && healthy?.isRefused !== true ? [{ member, service, standing }] : []
    })
    .sort((a, b) => (a.member.healthy?.askedAtMs ?? 0) - (b.member.healthy?.askedAtMs ?? 0))
    .slice(0, mostAskedAtOnce)
    .map(async ({ member, service, standing }) => {
      const { target, performed, about } = member.awaited
      const isSame = member.healthy?.standing === standing
      const known = isSame ? member.healthy?.count : undefined
      member.healthy = { askedAtMs: nowMs, standing, count: known, isRefused: false }
      const question = { service, deploymentId: performed.deployment?.id ?? '', hasChecks: hasChecks(about) }
      try {
        const count = await healthyTasks(aws, target, question)()
        member.healthy = { askedAtMs: nowMs, standing, count, isRefused: count === undefined }
      } catch (bug) {
        member.fail(bug)
      }
    })
  if (asked.length === 0) return
  const answered = new AbortController()
  const patience = clock.sleep(healthPatienceMs, AbortSignal.any([signal, answered.signal]))
  await Promise.race([Promise.all(asked), patience])
  answered.abort()
}

const standingOf = ({ performed }: Awaited, { deployments, runningCount = 0 }: Service): string => {
  const ours = deployments?.find(({ id }) => id === performed.deployment?.id)
  return `${ours?.rolloutState ?? ''} ${ours?.runningCount ?? 0} ${runningCount}`
}

/** Whether tasks run of which somebody besides ECS says whether they are well. */
const isCheckedNow = ({ completion, performed, about }: Awaited, service: Service): boolean => {
  const ours = service.deployments?.find(({ id }) => id === performed.deployment?.id)
  const isBalanced = (service.loadBalancers ?? []).some(({ targetGroupArn }) => targetGroupArn !== undefined)
  return completion === 'Deployed' && (ours?.runningCount ?? 0) > 0 && (isBalanced || hasChecks(about))
}

const hasChecks = ({ taskDefinition }: Awaited['about']): boolean =>
  (taskDefinition?.containerDefinitions ?? []).some(
    ({ essential, healthCheck }) => essential && healthCheck !== undefined,
  )
