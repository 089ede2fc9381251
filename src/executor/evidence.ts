/**
 * Gathers what can be known of a rollout that goes wrong: stopped tasks, events, target health, last log lines. It never fails:
 * a read that is denied or fails leaves a gap that is noted, since a diagnosis with gaps is better than none.
 */
import type { InstanceState } from '@aws-sdk/client-elastic-load-balancing'
import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { LoadBalancer, Service, Task } from '@aws-sdk/client-ecs'
import * as E from 'fp-ts/lib/Either.js'
import type * as T from 'fp-ts/lib/Task.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Ecs } from '../aws/ecs.js'
import type { LoadBalancing } from '../aws/loadBalancing.js'
import type { Logs } from '../aws/logs.js'
import type { Change } from '../model/change.js'
import type {
  ContainerLog,
  Diagnosis,
  DiagnosedEvent,
  Next,
  Sign,
  StoppedContainer,
  StoppedTasks,
  TargetState,
} from '../model/diagnosis.js'
import type { AwsError } from '../model/failure.js'
import { isObject, type Json } from '../model/json.js'
import type { Origins } from '../model/origin.js'
import { primaryOf } from '../model/rollout.js'
import { isSecret, secretMask } from '../model/secrecy.js'
import type { Target } from '../model/service.js'
import type { TaskDefinition } from '../model/taskDefinition.js'
import { causeOf } from './causes.js'
import { culpritOf, type History, isComplaint, type SeenTarget, stoppedAtMs, stopOf, withoutIds } from './detector.js'

/** The reads that a diagnosis makes; `Aws` has them. */
export interface EvidenceReads {
  readonly ecs: Pick<Ecs, 'serviceTasks' | 'instanceIds'>
  readonly loadBalancing: Pick<LoadBalancing, 'targetHealth' | 'instanceStates'>
  readonly logs: Logs
}

/** What a diagnosis is asked of. */
export interface Question {
  readonly target: Target
  /** What the looks at the deployment have shown. */
  readonly history: History
  /** Why waiting is given up; absent where ECS ended the rollout, or the time was out. */
  readonly sign?: Sign
  /** The revision that is rolled out: its containers say where their logs go. */
  readonly taskDefinition?: TaskDefinition
  /** What the plan changed for the service, the registration of its task definition included. */
  readonly changes: readonly Change[]
  /** Where the file says what it declares. */
  readonly origins?: Origins
  /** Masks the secret values that the plan knows in a text of AWS or of a container. */
  readonly mask: (text: string) => string
}

/** The whole diagnosis. Reads what is missing in the history; changes nothing. Texts in it are masked. */
export const diagnose =
  (reads: EvidenceReads, question: Question): T.Task<Diagnosis> =>
  async () => {
    const { target, history, sign, taskDefinition, changes, origins, mask } = question
    const { service, deploymentId } = history
    const gaps = gapsNoted()
    const isBalanced = (service?.loadBalancers ?? []).length > 0
    const wantsRunning = isBalanced || sign?.kind === 'TargetsNeverHealthy'
    const [stopped, running] = await Promise.all([
      gaps.or([], reads.ecs.serviceTasks(target.cluster, target.service, 'STOPPED')),
      wantsRunning ? gaps.or([], reads.ecs.serviceTasks(target.cluster, target.service, 'RUNNING')) : [],
    ])
    const mine = (task: Task): boolean => task.startedBy === deploymentId
    const ended = newestFirst([
      ...new Map([
        ...history.stopped,
        ...stopped.filter(mine).map((task) => [task.taskArn ?? '', task] as const),
      ]).values(),
    ])
    const failed = ended.filter((task) => !isRoutine(task))
    const groups = groupsOf(failed)
    const present = newestFirst(running.filter(mine))
    const talker = talkerOf(failed, present, sign)
    const [targetHealth, logs] = await Promise.all([
      service === undefined ? [] : targetStatesOf(reads, gaps, target, service, [...present, ...ended]),
      talker === undefined ? [] : logsOf(reads.logs, taskDefinition, talker),
    ])
    const evidence = {
      ...(sign === undefined ? {} : { sign }),
      stoppedTasks: groups,
      events: eventsOf(history),
      targetHealth,
      logs,
    }
    const cause = causeOf(evidence, { changes, ...(origins === undefined ? {} : { origins }) })
    return masked(
      {
        deploymentId,
        ...evidence,
        ...(cause === undefined ? {} : { cause }),
        next: nextOf(history, sign),
        ...meanwhileOf(history),
        unread: gaps.noted(),
      },
      (text) => unshaped(mask(text)),
    )
  }

/**
 * The health of the targets of one deployment's own running tasks, for the detector; none where it cannot be read. Targets of
 * other deployments and of other services in the same target group are left out, and so are whole instances of classic load
 * balancers: which task they fail for cannot be told (ecs-facts 4.9).
 */
export const lookAtTargets =
  (
    reads: EvidenceReads,
    target: Target,
    { service, deploymentId }: Pick<History, 'service' | 'deploymentId'>,
  ): T.Task<readonly SeenTarget[]> =>
  async () => {
    const gaps = gapsNoted()
    const groups = targetGroupsOf(service)
    if (groups.length === 0) return []
    const tasks = await gaps.or([], reads.ecs.serviceTasks(target.cluster, target.service, 'RUNNING'))
    const places = await placesOf(
      reads,
      gaps,
      target,
      tasks.filter((task) => task.startedBy === deploymentId),
    )
    const seen = await Promise.all(
      groups.map(async (group) =>
        (await gaps.or([], reads.loadBalancing.targetHealth(group.targetGroupArn)))
          .filter((health) => isAt(places, group, health))
          .map(({ Target: place, TargetHealth: health }) => ({
            id: `${group.targetGroupArn}/${place?.Id ?? ''}:${place?.Port ?? ''}`,
            isHealthy: health?.State === 'healthy',
            isUnhealthy: health?.State === 'unhealthy',
            reason: [health?.Reason, health?.Description].filter((word) => word !== undefined).join(': '),
          })),
      ),
    )
    return seen.flat()
  }

/**
 * How many running tasks of a deployment all of its load balancers call healthy and, with `hasChecks`, their containers' own
 * checks too; undefined where that cannot be read.
 */
export const healthyTasks =
  (
    reads: EvidenceReads,
    target: Target,
    { service, deploymentId, hasChecks }: Pick<History, 'service' | 'deploymentId'> & { readonly hasChecks: boolean },
  ): T.Task<number | undefined> =>
  async () => {
    const gaps = gapsNoted()
    const tasks = await gaps.or([], reads.ecs.serviceTasks(target.cluster, target.service, 'RUNNING'))
    const running = tasks.filter(({ startedBy, lastStatus }) => startedBy === deploymentId && lastStatus === 'RUNNING')
    const groups = targetGroupsOf(service)
    const places = groups.length === 0 ? [] : await placesOf(reads, gaps, target, running)
    const healths = await Promise.all(
      groups.map(async (group) => {
        const health = await gaps.or([], reads.loadBalancing.targetHealth(group.targetGroupArn))
        return { group, well: health.filter(({ TargetHealth }) => TargetHealth?.State === 'healthy') }
      }),
    )
    if (gaps.noted().length > 0) return undefined
    const isWell = (task: Task): boolean => !hasChecks || task.healthStatus === 'HEALTHY'
    const isInService = (task: Task): boolean =>
      healths.every(({ group, well }) =>
        well.some((health) =>
          isAt(
            places.filter((place) => place.task === task),
            group,
            health,
          ),
        ),
      )
    return running.filter((task) => isWell(task) && isInService(task)).length
  }

/** Runs reads that may fail, and remembers those that did. */
interface Gaps {
  readonly or: <A>(instead: A, read: TE.TaskEither<AwsError, A>) => Promise<A>
  readonly noted: () => readonly AwsError[]
}

const gapsNoted = (): Gaps => {
  const errors: AwsError[] = []
  return {
    or: async (instead, read) => {
      const answer = await read()
      if (E.isRight(answer)) return answer.right
      const { operation, code } = answer.left
      if (!errors.some((error) => error.operation === operation && error.code === code)) errors.push(answer.left)
      return instead
    },
    noted: () => errors,
  }
}

const newestFirst = (tasks: readonly Task[]): readonly Task[] =>
  tasks.toSorted((a, b) => stoppedAtMs(b) - stoppedAtMs(a))

/** Stopped by ECS in the course of its work: scaled in, or replaced by a newer deployment. */
const isRoutine = (task: Task): boolean =>
  stopOf(task) === undefined && (task.stoppedReason ?? '').startsWith('Scaling activity initiated')

/** `1f3a…`, the last part of an ARN. */
const idOf = ({ taskArn = '' }: Task): string => taskArn.slice(taskArn.lastIndexOf('/') + 1)

const groupsOf = (tasks: readonly Task[]): readonly StoppedTasks[] => {
  const groups = new Map<string, readonly Task[]>()
  for (const task of tasks) {
    const key = `${task.stopCode ?? ''}/${withoutIds(task.stoppedReason ?? '')}`
    groups.set(key, [...(groups.get(key) ?? []), task])
  }
  return [...groups.values()]
    .flatMap((members) => {
      const [newest] = members
      return newest === undefined
        ? []
        : [
            {
              reason: newest.stoppedReason ?? '',
              stopCode: newest.stopCode,
              count: members.length,
              containers: containersOf(members),
              example: idOf(newest),
            },
          ]
    })
    .sort((a, b) => b.count - a.count)
}

/** The containers that ended the tasks come first. */
const containersOf = (tasks: readonly Task[]): readonly StoppedContainer[] => {
  const ends = new Map<string, StoppedContainer & { readonly isCulprit: boolean }>()
  for (const task of tasks) {
    const culprit = task.stopCode === 'EssentialContainerExited' ? culpritOf(task) : undefined
    for (const container of task.containers ?? []) {
      const { name = '', exitCode, reason } = container
      const key = JSON.stringify([name, exitCode, reason === undefined ? undefined : withoutIds(reason)])
      const known = ends.get(key)
      ends.set(key, {
        name,
        exitCode,
        reason: known?.reason ?? reason,
        count: (known?.count ?? 0) + 1,
        isCulprit: container === culprit || known?.isCulprit === true,
      })
    }
  }
  return [...ends.values()]
    .sort((a, b) => Number(b.isCulprit) - Number(a.isCulprit) || b.count - a.count)
    .map(({ name, exitCode, reason, count }) => ({ name, exitCode, reason, count }))
}

const mostEvents = 10

/** What the detector has collected but for the usual course of a rollout, each kind of event once: its newest. */
const eventsOf = ({ events }: History): readonly DiagnosedEvent[] => {
  const kinds = new Map<string, DiagnosedEvent>()
  for (const { message, createdAtMs } of events.filter((event) => isComplaint(event.message))) {
    const key = withoutIds(message)
    const newest = kinds.get(key)
    kinds.set(
      key,
      newest === undefined ? { message, atMs: createdAtMs, times: 1 } : { ...newest, times: newest.times + 1 },
    )
  }
  return [...kinds.values()].slice(0, mostEvents)
}

/** The places where a task's containers can be reached; undefined: the instance's id could not be read. */
interface Place {
  readonly addresses: readonly string[]
  readonly instanceId: string | undefined
  readonly task: Task
}

const placesOf = async (
  reads: EvidenceReads,
  gaps: Gaps,
  { cluster }: Target,
  tasks: readonly Task[],
): Promise<readonly Place[]> => {
  const arns = [
    ...new Set(
      tasks.flatMap((task) =>
        task.containerInstanceArn === undefined || addressesOf(task).length > 0 ? [] : [task.containerInstanceArn],
      ),
    ),
  ]
  const ids = arns.length === 0 ? {} : await gaps.or({}, reads.ecs.instanceIds(cluster, arns))
  return tasks.map((task) => ({
    addresses: addressesOf(task),
    instanceId: ids[task.containerInstanceArn ?? ''],
    task,
  }))
}

const addressesOf = ({ attachments = [] }: Task): readonly string[] =>
  attachments.flatMap(({ details = [] }) =>
    details.flatMap(({ name, value }) =>
      (name === 'privateIPv4Address' || name === 'ipv6Address') && value !== undefined ? [value] : [],
    ),
  )

interface TargetGroup extends LoadBalancer {
  readonly targetGroupArn: string
}

const targetGroupsOf = (service: Service | undefined): readonly TargetGroup[] =>
  (service?.loadBalancers ?? []).flatMap((entry) =>
    entry.targetGroupArn === undefined ? [] : [{ ...entry, targetGroupArn: entry.targetGroupArn }],
  )

/** Whether a target is one of the tasks: by address, or by instance and host port, the port alone where the instance is unknown. */
const isAt = (
  places: readonly Place[],
  { containerName, containerPort }: LoadBalancer,
  { Target: target }: TargetHealthDescription,
): boolean =>
  places.some(({ addresses, instanceId, task }) => {
    if (addresses.length > 0) return addresses.includes(target?.Id ?? '') && target?.Port === containerPort
    const ports = (task.containers ?? [])
      .filter(({ name }) => name === containerName)
      .flatMap(({ networkBindings = [] }) => networkBindings)
      .flatMap((binding) => (binding.containerPort === containerPort ? [binding.hostPort] : []))
    return ports.includes(target?.Port) && (instanceId === undefined || instanceId === target?.Id)
  })

const targetStatesOf = async (
  reads: EvidenceReads,
  gaps: Gaps,
  target: Target,
  service: Service,
  tasks: readonly Task[],
): Promise<readonly TargetState[]> => {
  const entries = service.loadBalancers ?? []
  if (entries.length === 0 || tasks.length === 0) return []
  const places = await placesOf(reads, gaps, target, tasks)
  const states = await Promise.all(
    entries.map(async (entry): Promise<readonly TargetState[]> => {
      const { targetGroupArn: arn, loadBalancerName: name } = entry
      if (arn !== undefined) {
        const health = await gaps.or([], reads.loadBalancing.targetHealth(arn))
        return health.filter((each) => isAt(places, entry, each)).map((each) => groupState(arn, each))
      }
      if (name === undefined) return []
      const instances = places.flatMap(({ instanceId }) => instanceId ?? [])
      return (await gaps.or([], reads.loadBalancing.instanceStates(name)))
        .filter(({ InstanceId: id = '' }) => instances.length === 0 || instances.includes(id))
        .map((each) => classicState(name, each))
    }),
  )
  // On its way out a target says only that.
  return counted(states.flat().filter(({ state }) => state !== 'draining'))
}

const groupState = (arn: string, { TargetHealth: health }: TargetHealthDescription): TargetState => ({
  of: { kind: 'TargetGroup', arn },
  state: health?.State ?? 'unknown',
  reason: health?.Reason,
  description: health?.Description,
  count: 1,
})

/** `N/A` is what classic load balancers say where they have nothing to say. */
const classicState = (name: string, { State, ReasonCode, Description }: InstanceState): TargetState => ({
  of: { kind: 'ClassicLoadBalancer', name },
  state: State ?? 'Unknown',
  reason: ReasonCode === 'N/A' ? undefined : ReasonCode,
  description: Description === 'N/A' ? undefined : Description,
  count: 1,
})

const counted = (states: readonly TargetState[]): readonly TargetState[] => {
  const kinds = new Map<string, TargetState>()
  for (const state of states) {
    const key = JSON.stringify(state)
    kinds.set(key, { ...state, count: (kinds.get(key)?.count ?? 0) + 1 })
  }
  return [...kinds.values()].sort((a, b) => b.count - a.count)
}

/** The task whose containers have something to say: the newest that ran, of those that ended as the sign says. */
const talkerOf = (failed: readonly Task[], present: readonly Task[], sign: Sign | undefined): Task | undefined => {
  const ran = failed.filter((task) => {
    const stop = stopOf(task)
    return stop?.kind === 'Exit' || stop?.kind === 'Health' || (stop !== undefined && task.startedAt !== undefined)
  })
  const wanted = sign?.kind === 'ContainerExits' ? 'Exit' : sign?.kind === 'TargetsNeverHealthy' ? 'Health' : undefined
  const alike = ran.find((task) => wanted !== undefined && stopOf(task)?.kind === wanted)
  return alike ?? ran[0] ?? (sign?.kind === 'TargetsNeverHealthy' ? present[0] : undefined)
}

const mostLines = 10
const mostLogs = 4

/** The last lines of the containers that log to CloudWatch, the one that ended the task first. */
const logsOf = (
  logs: Logs,
  taskDefinition: TaskDefinition | undefined,
  task: Task,
): Promise<readonly ContainerLog[]> => {
  const culprit = culpritOf(task)?.name
  const streams = (taskDefinition?.containerDefinitions ?? [])
    .flatMap(({ name, logConfiguration }) => streamOf(name, logConfiguration, task))
    .sort((a, b) => Number(b.container === culprit) - Number(a.container === culprit))
  return Promise.all(
    streams.slice(0, mostLogs).map(async ({ region, ...at }): Promise<ContainerLog> => {
      const { group, stream } = at
      const answer = await logs.lastLines({
        group,
        stream,
        limit: mostLines,
        ...(region === undefined ? {} : { region }),
      })()
      if (E.isRight(answer)) return { ...at, kind: 'Lines', lines: answer.right.slice(-mostLines) }
      const { trouble, code } = answer.left
      if (code === 'ResourceNotFoundException') return { ...at, kind: 'Missing' }
      return trouble === 'AccessDenied' ? { ...at, kind: 'Denied' } : { ...at, kind: 'Unread', code }
    }),
  )
}

/** Stream names as the log driver makes them: `prefix/container/task`, and without a prefix the container's runtime id. */
const streamOf = (
  container: string,
  configuration: Json | undefined,
  task: Task,
): readonly {
  readonly container: string
  readonly group: string
  readonly stream: string
  readonly region: string | undefined
}[] => {
  if (!isObject(configuration) || configuration['logDriver'] !== 'awslogs') return []
  const options = isObject(configuration['options']) ? configuration['options'] : {}
  const group = textIn(options['awslogs-group'])
  const prefix = textIn(options['awslogs-stream-prefix'])
  const stream =
    prefix === undefined
      ? task.containers?.find(({ name }) => name === container)?.runtimeId
      : `${prefix}/${container}/${idOf(task)}`
  return group === undefined || stream === undefined
    ? []
    : [{ container, group, stream, region: textIn(options['awslogs-region']) }]
}

const textIn = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

const nextOf = ({ service, deploymentId }: History, sign: Sign | undefined): Next => {
  const deployments = service?.deployments ?? []
  const ours = deployments.find(({ id }) => id === deploymentId)
  const primary = primaryOf(deployments)
  if (primary !== undefined && primary.id !== deploymentId) return { kind: 'HasRolledBack' }
  if (ours?.rolloutState === 'FAILED') return { kind: 'HasStopped' }
  const breaker = service?.deploymentConfiguration?.deploymentCircuitBreaker
  const failures = ours?.failedTasks ?? 0
  // What never starts never fails: the breaker counts neither what finds no place nor what is blocked, nor acts behind a
  // classic load balancer, where there is no rolloutState (ecs-facts 4.5 and 4.3).
  const isCounted = failures > 0 && sign?.kind !== 'NoTaskPlaced' && sign?.kind !== 'CannotProgress'
  if (breaker?.enable !== true || !isCounted || ours?.rolloutState === undefined) return { kind: 'KeepsTrying' }
  const afterFailures = Math.max(thresholdOf(breaker.thresholdConfiguration, service?.desiredCount ?? 0) - failures, 1)
  const isWayBack = deployments.some(({ id, rolloutState }) => id !== deploymentId && rolloutState === 'COMPLETED')
  return { kind: breaker.rollback === true && isWayBack ? 'BreakerWillRollBack' : 'BreakerWillStop', afterFailures }
}

/** What goes on serving, for all that is known, while the new tasks do not. */
const meanwhileOf = ({ service, deploymentId }: History): Pick<Diagnosis, 'meanwhile'> => {
  const [newest, ...others] = (service?.deployments ?? []).filter(
    ({ id, runningCount = 0 }) => id !== deploymentId && runningCount > 0,
  )
  if (newest?.taskDefinition === undefined) return {}
  const runningCount = [newest, ...others].reduce((sum, each) => sum + (each.runningCount ?? 0), 0)
  return { meanwhile: { taskDefinitionArn: newest.taskDefinition, runningCount } }
}

/** The arithmetic of ecs-facts 4.5. */
const thresholdOf = (
  configuration: { readonly type?: string | undefined; readonly value?: number | undefined } | undefined,
  desiredCount: number,
): number => {
  const { type = 'BOUNDED_PERCENT', value = 50 } = configuration ?? {}
  if (type === 'COUNT') return value
  const share = Math.ceil((value / 100) * desiredCount)
  return type === 'UNBOUNDED_PERCENT' ? share : Math.min(Math.max(share, 3), 200)
}

/** Secrets that the plan does not know can be told by their shape alone; what surrounds them goes with them. */
const unshaped = (text: string): string => (isSecret('', text) ? secretMask : text)

/** Reasons and events may quote a command, and log lines anything. */
const masked = (diagnosis: Diagnosis, mask: (text: string) => string): Diagnosis => {
  const maybe = (text: string | undefined): string | undefined => (text === undefined ? undefined : mask(text))
  const { sign, stoppedTasks, events, targetHealth, logs, unread } = diagnosis
  return {
    ...diagnosis,
    ...(sign === undefined ? {} : { sign: maskedSign(sign, mask) }),
    stoppedTasks: stoppedTasks.map((group) => ({
      ...group,
      reason: mask(group.reason),
      containers: group.containers.map((container) => ({ ...container, reason: maybe(container.reason) })),
    })),
    events: events.map((event) => ({ ...event, message: mask(event.message) })),
    targetHealth: targetHealth.map((state) => ({ ...state, description: maybe(state.description) })),
    logs: logs.map((log) =>
      log.kind === 'Lines'
        ? { ...log, lines: log.lines.map((line) => ({ ...line, text: mask(line.text.trimEnd()) })) }
        : log,
    ),
    unread: unread.map((error) => ({ ...error, message: mask(error.message) })),
  }
}

const maskedSign = (sign: Sign, mask: (text: string) => string): Sign => {
  switch (sign.kind) {
    case 'SameStopReason':
    case 'ImageCannotBePulled':
    case 'TargetsNeverHealthy':
      return { ...sign, reason: mask(sign.reason) }
    case 'NoTaskPlaced':
    case 'CannotProgress':
    case 'StartsThrottled':
      return { ...sign, message: mask(sign.message) }
    case 'ContainerExits':
    case 'TasksFail':
      return sign
  }
}
