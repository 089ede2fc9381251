/**
 * Whether a rollout can still come to a good end, judged from what each look has shown of one deployment. Independent of the
 * circuit breaker. Pure: the executor gathers, this judges. A rollout that is merely slow must never be given up.
 */
import type { Service, Task } from '@aws-sdk/client-ecs'
import type { Sign } from '../model/diagnosis.js'

/** An event of the service since the deployment began. */
export interface SeenEvent {
  readonly id: string
  readonly message: string
  /** By ECS's clock. */
  readonly createdAtMs: number
  /** By ours: when a look first showed it. */
  readonly seenAtMs: number
}

/** What a load balancer says of one target of one of the deployment's own tasks. */
export interface SeenTarget {
  /** Anything that tells the targets apart: `10.0.0.1:80`. */
  readonly id: string
  readonly isHealthy: boolean
  /** Fails its checks; neither healthy nor unhealthy: still being registered or checked for the first time. */
  readonly isUnhealthy: boolean
  readonly reason: string
}

/** What all looks together have shown of one awaited deployment; made by `historyOf` and the functions that begin with `with`. */
export interface History {
  readonly deploymentId: string
  /** When the deployment was created, by ECS's clock: events from before are not about it. */
  readonly sinceMs: number
  /** How long tasks on their way out may take to make room. */
  readonly drainMs: number
  readonly service: Service | undefined
  /** Newest first, all that were seen since the start: ECS keeps a hundred. */
  readonly events: readonly SeenEvent[]
  /** Tasks of this deployment that are stopped or stopping, by ARN. */
  readonly stopped: ReadonlyMap<string, Task>
  readonly targets: ReadonlyMap<string, SeenTarget & { readonly unhealthySinceMs: number | undefined }>
  readonly wasTargetHealthy: boolean
  /** Since when nothing of the deployment was pending or running; undefined: something is. */
  readonly idleSinceMs: number | undefined
  /** The most tasks that ran at once, and when that number was first reached. */
  readonly mostRunning: number
  readonly progressedAtMs: number | undefined
  /** Since when the counts of the service have been what they are. */
  readonly stillSinceMs: number
  /** The last time that something was seen for which stopped tasks are worth asking for. */
  readonly trouble: { readonly mark: string; readonly atMs: number } | undefined
  /** The mark at the last time they were asked for. */
  readonly asked: { readonly mark: string; readonly atMs: number } | undefined
  readonly askedTargetsAtMs: number | undefined
}

/** A history without any look. `sinceMs` is the deployment's creation by ECS's clock, `nowMs` is ours. */
export const historyOf = (
  deploymentId: string,
  {
    sinceMs,
    nowMs,
    drainMs = 360_000,
  }: { readonly sinceMs: number; readonly nowMs: number; readonly drainMs?: number },
): History => ({
  deploymentId,
  sinceMs,
  drainMs,
  service: undefined,
  events: [],
  stopped: new Map(),
  targets: new Map(),
  wasTargetHealthy: false,
  idleSinceMs: undefined,
  mostRunning: 0,
  progressedAtMs: undefined,
  stillSinceMs: nowMs,
  trouble: undefined,
  asked: undefined,
  askedTargetsAtMs: undefined,
})

/** Adds what DescribeServices showed. */
export const withService = (history: History, service: Service, nowMs: number): History => {
  const ours = oursIn(history, service)
  const running = ours?.runningCount ?? 0
  const isIdle = ours !== undefined && running + (ours.pendingCount ?? 0) === 0
  const isProgress = running > history.mostRunning
  const isStill = history.service !== undefined && countsOf(history.service) === countsOf(service)
  const next: History = {
    ...history,
    service,
    events: eventsWith(history, service, nowMs),
    // A read that does not know the deployment yet says nothing about it.
    idleSinceMs: isIdle || ours === undefined ? (history.idleSinceMs ?? (isIdle ? nowMs : undefined)) : undefined,
    mostRunning: Math.max(history.mostRunning, running),
    progressedAtMs: isProgress ? nowMs : history.progressedAtMs,
    stillSinceMs: isStill ? history.stillSinceMs : nowMs,
  }
  const mark = troubleOf(next, nowMs)
  return {
    ...next,
    trouble: mark === undefined || mark === history.trouble?.mark ? history.trouble : { mark, atMs: nowMs },
  }
}

/**
 * Adds tasks whose desired status is STOPPED; those of other deployments are left out. To be called after each time that
 * `shouldLook` asked for them, with none where reading them failed, or it goes on asking.
 */
export const withStopped = (history: History, tasks: readonly Task[], nowMs: number): History => ({
  ...history,
  stopped: new Map([
    ...history.stopped,
    ...tasks.flatMap((task) =>
      task.startedBy === history.deploymentId && task.taskArn !== undefined ? [[task.taskArn, task] as const] : [],
    ),
  ]),
  asked: { mark: history.trouble?.mark ?? '', atMs: nowMs },
})

/** Adds what the load balancers say of the deployment's own targets, and of those alone: a target group may be shared. */
export const withTargets = (history: History, targets: readonly SeenTarget[], nowMs: number): History => ({
  ...history,
  targets: new Map(
    targets.map((target) => [
      target.id,
      {
        ...target,
        unhealthySinceMs: target.isUnhealthy ? (history.targets.get(target.id)?.unhealthySinceMs ?? nowMs) : undefined,
      },
    ]),
  ),
  wasTargetHealthy: history.wasTargetHealthy || targets.some(({ isHealthy }) => isHealthy),
  askedTargetsAtMs: nowMs,
})

/**
 * Whether stopped tasks are worth asking for now: failures grew, ECS complains, or tasks vanished. A healthy rollout costs no
 * call. What is asked too early, since lists lag behind (ecs-facts section 6), is asked again for a minute.
 */
export const shouldLook = ({ trouble, asked, service, stopped, deploymentId }: History, nowMs: number): boolean => {
  if (trouble === undefined) return false
  if (asked?.mark !== trouble.mark) return true
  const ours = service?.deployments?.find(({ id }) => id === deploymentId)
  const isUnexplained = (ours?.failedTasks ?? 0) > stopped.size || stopped.size === 0
  return isUnexplained && nowMs - asked.atMs >= 10_000 && nowMs - trouble.atMs <= 60_000
}

/** Whether the health of the deployment's targets is worth asking for: ECS says that some fail, or they take very long. */
export const shouldLookAtTargets = (history: History, nowMs: number): boolean => {
  const { service, progressedAtMs, askedTargetsAtMs } = history
  const ours = service === undefined ? undefined : oursIn(history, service)
  if ((service?.loadBalancers ?? []).length === 0 || (ours?.runningCount ?? 0) === 0 || isOver(history)) return false
  if (askedTargetsAtMs !== undefined && nowMs - askedTargetsAtMs < 20_000) return false
  return (
    history.events.some(({ message }) => message.includes('is unhealthy in')) ||
    (progressedAtMs !== undefined && nowMs - progressedAtMs >= graceMsOf(service) + 180_000)
  )
}

/** The reason to give up, the most telling one; undefined: it may still come to a good end. */
export const signOf = (history: History, nowMs: number): Sign | undefined =>
  history.service === undefined || oursIn(history, history.service) === undefined || isOver(history)
    ? undefined
    : (stopSign(history) ??
      deadlockSign(history, nowMs) ??
      placementSign(history, nowMs) ??
      targetSign(history, nowMs) ??
      throttleSign(history, nowMs) ??
      unreadableSign(history))

/** What kind of end a task of a service came to; undefined: ECS or somebody wanted it to stop, which is no failure. */
export const stopOf = (task: Task): Stop | undefined => {
  const words = [task.stoppedReason, ...(task.containers ?? []).map(({ reason }) => reason)].join('\n')
  if (/CannotPull\w*Error/.test(words)) return { kind: 'Pull', reason: reasonOf(task, /CannotPull/) }
  const failed = /Task failed (ELB|container) health checks/i.exec(task.stoppedReason ?? '')
  if (failed !== null) {
    const check = failed[1]?.toLowerCase() === 'elb' ? 'LoadBalancer' : 'Container'
    return { kind: 'Health', check, reason: task.stoppedReason ?? '' }
  }
  if (words.includes('exec format error')) return { kind: 'Start', reason: reasonOf(task, /exec format error/) }
  if (startErrors.test(words)) return { kind: 'Start', reason: reasonOf(task, startErrors) }
  if (task.stopCode === 'TaskFailedToStart') return { kind: 'Start', reason: reasonOf(task, /./) }
  if (task.stopCode === 'EssentialContainerExited') {
    const culprit = culpritOf(task)
    return { kind: 'Exit', container: culprit?.name ?? '', exitCode: culprit?.exitCode }
  }
  return undefined
}

export type Stop =
  | { readonly kind: 'Pull' | 'Start'; readonly reason: string }
  | { readonly kind: 'Health'; readonly check: 'LoadBalancer' | 'Container'; readonly reason: string }
  | { readonly kind: 'Exit'; readonly container: string; readonly exitCode: number | undefined }

/** A text of ECS without what differs from task to task: ids, digests, request ids, numbers of attempts. */
export const withoutIds = (text: string): string =>
  text
    .replace(/\(task [^)]*\)( ?\(task [^)]*\))*/g, '(task)')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '#')
    .replace(/\b[0-9a-f]{17,}\b/gi, '#')
    .replace(/\b(i|eni|subnet|sg)-[0-9a-f]{8,17}\b/g, '$1-#')
    .replace(/\d+ (time\(s\)|times|tasks|targets|instances|pending)/g, '# $1')
    .replace(/(\d{1,3}\.){3}\d{1,3}(:\d+)?(->[\d.:]+)?/g, '#')
    .replace(/\(port \d+\)/g, '(port #)')

/** When a task was on its way to its end. */
export const stoppedAtMs = ({ stoppingAt, stoppedAt, executionStoppedAt, createdAt }: Task): number =>
  (stoppingAt ?? stoppedAt ?? executionStoppedAt ?? createdAt)?.getTime() ?? 0

/** The container whose end ended the task: the first to exit with an error, else the first to exit. */
export const culpritOf = ({ containers = [] }: Task) => {
  const ended = containers.filter(({ exitCode, lastStatus }) => exitCode !== undefined || lastStatus === 'STOPPED')
  return (
    ended.find(({ reason }) => reason?.startsWith('OutOfMemory') === true) ??
    // Those that ECS itself stopped afterwards say 137 or 143.
    ended.find(({ exitCode }) => exitCode !== undefined && ![0, 137, 143].includes(exitCode)) ??
    ended.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0) ??
    ended[0]
  )
}

const startErrors =
  /ResourceInitializationError|Cannot(Start|Create|Inspect)\w*Error|(Docker|ContainerRuntime)TimeoutError|unable to assume the role|network interface provisioning|unexpected EC2 error/i

/** The task's own reason, unless a container says it better. */
const reasonOf = ({ stoppedReason = '', containers = [] }: Task, pattern: RegExp): string =>
  pattern.test(stoppedReason) && stoppedReason !== 'Task failed to start'
    ? stoppedReason
    : (containers.find(({ reason }) => reason !== undefined && pattern.test(reason))?.reason ?? stoppedReason)

const oursIn = ({ deploymentId }: Pick<History, 'deploymentId'>, service: Service) =>
  service.deployments?.find(({ id }) => id === deploymentId)

const isOver = (history: History): boolean =>
  history.service === undefined || oursIn(history, history.service)?.rolloutState === 'COMPLETED'

const countsOf = ({ runningCount, pendingCount, desiredCount, deployments }: Service): string =>
  JSON.stringify([
    desiredCount,
    runningCount,
    pendingCount,
    (deployments ?? []).map((each) => [each.id, each.runningCount, each.pendingCount]),
  ])

const eventsWith = ({ events, sinceMs }: History, service: Service, nowMs: number): readonly SeenEvent[] => {
  const known = new Set(events.map(({ id }) => id))
  const fresh = (service.events ?? []).flatMap(({ id, message = '', createdAt }) => {
    const createdAtMs = createdAt?.getTime() ?? 0
    return id === undefined || known.has(id) || createdAtMs < sinceMs
      ? []
      : [{ id, message, createdAtMs, seenAtMs: nowMs }]
  })
  return [...fresh, ...events]
}

/** What is troubling, as a text that is another one when there is more of it; undefined: nothing is. */
const troubleOf = (history: History, nowMs: number): string | undefined => {
  const ours = history.service === undefined ? undefined : oursIn(history, history.service)
  if (ours === undefined || isOver(history)) return undefined
  const failed = ours.failedTasks ?? 0
  const complaints = history.events.filter(({ message }) => isComplaint(message)).length
  const present = (ours.runningCount ?? 0) + (ours.pendingCount ?? 0)
  // Every task that ECS started for this deployment and that is not there any more has stopped; counts lag behind events.
  const started = startedIds(history.events.filter(({ seenAtMs }) => seenAtMs < nowMs)).size
  const vanished = Math.max(isAlone(history) ? started - present : 0, history.mostRunning - present, 0)
  return failed + complaints + vanished === 0 ? undefined : `${failed}/${complaints}/${vanished}`
}

/** The other deployments start no task of their own: what was started is ours. */
const isAlone = ({ service, deploymentId }: History): boolean =>
  (service?.deployments ?? []).every(({ id, status }) => id === deploymentId || status !== 'PRIMARY')

const startedIds = (events: readonly SeenEvent[]): ReadonlySet<string> =>
  new Set(
    events.flatMap(({ message }) =>
      message.includes(' has started ')
        ? [...message.matchAll(/\(task ([^)]+)\)/g)].map((match) => match[1] ?? '')
        : [],
    ),
  )

/** False of what ECS says in the usual course of a rollout (ecs-facts 4.4); anything else deserves a look. */
export const isComplaint = (message: string): boolean =>
  !/has (started|stopped) \d+|stopped \d+ pending|deployment completed|has reached a steady state|begun draining|(de)?registered \d+|is (not )?AZ balanced|updated computedDesiredCount/i.test(
    message,
  )

/** How many stops of one kind are proof (the same reason each time). */
const enough = { Pull: 2, Start: 2, Health: 2, Exit: 3 } as const satisfies Record<Stop['kind'], number>

interface Failure {
  readonly task: Task
  readonly stop: Stop
}

const stopSign = (history: History): Sign | undefined => {
  const failures = [...history.stopped.values()].flatMap((task): readonly Failure[] => {
    const stop = stopOf(task)
    return stop === undefined || !isAfterProgress(history, task, stop) ? [] : [{ task, stop }]
  })
  const groups = new Map<string, readonly Failure[]>()
  for (const failure of failures) {
    const key = keyOf(failure.stop)
    groups.set(key, [...(groups.get(key) ?? []), failure])
  }
  const proof = [...groups.values()].sort((a, b) => b.length - a.length).find((group) => isProof(group, history))
  return proof === undefined ? undefined : signFrom(proof)
}

/** A task that never ran proves nothing once others have begun to run after it. */
const isAfterProgress = ({ progressedAtMs, service, deploymentId }: History, task: Task, { kind }: Stop): boolean => {
  if ((kind !== 'Pull' && kind !== 'Start') || progressedAtMs === undefined) return true
  const isRunning = (service?.deployments?.find(({ id }) => id === deploymentId)?.runningCount ?? 0) > 0
  return !isRunning || (task.createdAt?.getTime() ?? 0) >= progressedAtMs
}

const keyOf = (stop: Stop): string => {
  switch (stop.kind) {
    case 'Pull':
    case 'Start':
      return `${stop.kind}/${withoutIds(stop.reason)}`
    case 'Health':
      return `${stop.kind}/${stop.check}`
    case 'Exit':
      return `${stop.kind}/${stop.container}`
  }
}

const isProof = (group: readonly Failure[], history: History): boolean => {
  const [first] = group
  const desiredCount = history.service?.desiredCount ?? 0
  const running = (history.service === undefined ? undefined : oursIn(history, history.service))?.runningCount ?? 0
  if (first === undefined || group.length < enough[first.stop.kind]) return false
  switch (first.stop.kind) {
    case 'Pull':
    case 'Start':
      return !mayPass.test(first.stop.reason) || isRepeated(group)
    case 'Health':
      return group.length >= running && (isRepeated(group) || group.length >= desiredCount)
    case 'Exit':
      // Where most of them run, single ones may crash and be replaced until all run.
      return group.length > running && isRepeated(group)
  }
}

/** Reasons that may go by themselves: the same words at the same moment are one failure, not several. */
const mayPass =
  /time(d )?out|deadline|canceled|toomanyrequests|too many requests|rate limit|throttl|rate exceeded|connection (reset|refused)|EOF|unavailable|try again|temporar|status code 5\d\d|internal|unexpected EC2 error|network interface|retrieve credentials/i

/** A replacement failed as well: one of them was created when another had already stopped. */
const isRepeated = (group: readonly Failure[]): boolean => {
  const firstEndMs = Math.min(...group.map(({ task }) => stoppedAtMs(task)))
  return group.some(({ task }) => (task.createdAt?.getTime() ?? 0) >= firstEndMs)
}

const signFrom = (group: readonly Failure[]): Sign | undefined => {
  const [newest] = group.toSorted((a, b) => stoppedAtMs(b.task) - stoppedAtMs(a.task))
  const times = group.length
  switch (newest?.stop.kind) {
    case undefined:
      return undefined
    case 'Pull':
      return { kind: 'ImageCannotBePulled', reason: newest.stop.reason, times }
    case 'Start':
      return { kind: 'SameStopReason', reason: newest.stop.reason, times }
    case 'Health':
      return { kind: 'TargetsNeverHealthy', check: newest.stop.check, reason: newest.stop.reason, times }
    case 'Exit':
      return { kind: 'ContainerExits', container: newest.stop.container, exitCode: newest.stop.exitCode, times }
  }
}

/** ECS says so, and half a minute later has neither started nor stopped anything. */
const deadlockSign = ({ events, stillSinceMs }: History, nowMs: number): Sign | undefined => {
  const said = newestSince(events, /unable to stop or start tasks during a deployment/, moved)
  return said !== undefined && nowMs - said.seenAtMs >= 30_000 && nowMs - stillSinceMs >= 30_000
    ? { kind: 'CannotProgress', message: said.message }
    : undefined
}

const placementSign = (history: History, nowMs: number): Sign | undefined => {
  const { events, idleSinceMs, stillSinceMs, service } = history
  const said = newestSince(events, /unable to place a task|failed to launch a task/, /has started \d+/, samePassMs)
  if (said === undefined || nowMs - said.seenAtMs < 60_000 || isMakingRoom(history, nowMs)) return undefined
  if (idleSinceMs !== undefined) {
    const forMs = nowMs - idleSinceMs
    return forMs >= 60_000 ? { kind: 'NoTaskPlaced', message: said.message, forMs } : undefined
  }
  // A part of the tasks runs, nothing is left that could make room for the rest, and nothing has moved.
  const ours = service === undefined ? undefined : oursIn(history, service)
  const others = (service?.deployments ?? []).filter(({ id }) => id !== history.deploymentId)
  const isPartial = (ours?.pendingCount ?? 0) === 0 && (ours?.runningCount ?? 0) < (service?.desiredCount ?? 0)
  const isLast = others.every(({ runningCount = 0, pendingCount = 0 }) => runningCount + pendingCount === 0)
  return isPartial && isLast && nowMs - stillSinceMs >= 60_000
    ? { kind: 'CannotProgress', message: said.message }
    : undefined
}

/** Tasks on their way out hold their ports and memory until their connections have drained. */
const isMakingRoom = ({ events, drainMs }: History, nowMs: number): boolean => {
  const leaving = events.find(({ message }) => /has stopped \d+ running|begun draining|deregistered \d+/.test(message))
  if (leaving === undefined) return false
  const isDraining = events.some(({ message }) => /begun draining|deregistered \d+/.test(message))
  return nowMs - leaving.seenAtMs < (isDraining ? drainMs : 150_000)
}

const targetSign = (history: History, nowMs: number): Sign | undefined => {
  if (history.wasTargetHealthy || history.progressedAtMs === undefined || history.service === undefined)
    return undefined
  const graceEndMs = history.progressedAtMs + graceMsOf(history.service)
  const sinceMs = [...history.targets.values()].flatMap(({ unhealthySinceMs, reason }) =>
    unhealthySinceMs === undefined ? [] : [{ forMs: nowMs - Math.max(unhealthySinceMs, graceEndMs), reason }],
  )
  const longest = sinceMs.toSorted((a, b) => b.forMs - a.forMs)[0]
  return longest !== undefined && longest.forMs >= 60_000
    ? { kind: 'TargetsNeverHealthy', check: 'LoadBalancer', reason: longest.reason, times: 0, forMs: longest.forMs }
    : undefined
}

const graceMsOf = (service: Service | undefined): number => (service?.healthCheckGracePeriodSeconds ?? 0) * 1000

/** ECS slowed down, and no task has begun to run and gone on for half a minute since. */
const throttleSign = (history: History, nowMs: number): Sign | undefined => {
  const said = newestSince(history.events, /unable to consistently start tasks/, undefined)
  if (said === undefined || nowMs - said.seenAtMs < 30_000) return undefined
  const isRunning = history.service !== undefined && (oursIn(history, history.service)?.runningCount ?? 0) > 0
  return isRunning ? undefined : { kind: 'StartsThrottled', message: said.message }
}

/** Stopped tasks were asked for and none could be seen: the count alone speaks. */
const unreadableSign = (history: History): Sign | undefined => {
  const ours = history.service === undefined ? undefined : oursIn(history, history.service)
  const failedTasks = ours?.failedTasks ?? 0
  return history.asked !== undefined && history.stopped.size === 0 && failedTasks >= 3 && ours?.runningCount === 0
    ? { kind: 'TasksFail', failedTasks }
    : undefined
}

/** The newest event of a kind, unless one that takes it back is newer: events are ordered by position (ecs-facts 4.4). */
const newestSince = (
  events: readonly SeenEvent[],
  kind: RegExp,
  unless: RegExp | undefined,
  afterMs = -Infinity,
): SeenEvent | undefined => {
  const index = events.findIndex(({ message }) => kind.test(message))
  const said = events[index]
  const isTakenBack = events
    .slice(0, Math.max(index, 0))
    .some(
      ({ message, createdAtMs }) => unless?.test(message) === true && createdAtMs - (said?.createdAtMs ?? 0) > afterMs,
    )
  return isTakenBack ? undefined : said
}

/** Of the tasks that ECS starts at once some may find a place and others none: that takes nothing back, in whichever order it is said. */
const samePassMs = 2_000

const moved = /has (started|stopped) \d+|stopped \d+ pending/
