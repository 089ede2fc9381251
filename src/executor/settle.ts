/** The one loop that waits: looks at every service whose rollout is awaited, ten a call, until each has a verdict. */
import type { Service } from '@aws-sdk/client-ecs'
import * as E from 'fp-ts/lib/Either.js'
import type { Aws } from '../aws/aws.js'
import type { Emit } from '../model/event.js'
import type { AwsError } from '../model/failure.js'
import type { Verdict } from '../model/outcome.js'
import type { Clock } from '../model/ports.js'
import { type Awaited, classicNames, judge, needsInstanceHealth } from './verdict.js'

export interface Waiting {
  readonly aws: Aws
  readonly clock: Clock
  readonly emit: Emit
  /** Aborted: stop waiting, and say so. */
  readonly signal: AbortSignal
  readonly timeoutMs: number
}

export interface Settled {
  readonly awaited: Awaited
  readonly end: E.Either<AwsError, Verdict>
  readonly atMs: number
}

/** Every awaited action ends: with a verdict, with Stopped, with TimedOut, or with the error that forbids to look. */
export const settle = async (
  { aws, clock, emit, signal, timeoutMs }: Waiting,
  awaited: readonly Awaited[],
): Promise<readonly Settled[]> => {
  const startedAtMs = clock.now()
  const settled: Settled[] = []
  let pending = awaited
  let newestEvents = new Map<string, string>()
  const end = (members: readonly Awaited[], ending: (member: Awaited) => E.Either<AwsError, Verdict>): void => {
    settled.push(...members.map((member) => ({ awaited: member, end: ending(member), atMs: clock.now() })))
  }

  while (pending.length > 0) {
    if (signal.aborted) {
      end(pending, () => E.right({ kind: 'Stopped' }))
      break
    }
    const elapsedMs = clock.now() - startedAtMs
    if (elapsedMs >= timeoutMs) {
      end(pending, (member) =>
        E.right({ kind: 'TimedOut', afterMs: elapsedMs, newestEvent: newestEvents.get(keyOf(member)) }),
      )
      break
    }
    const looks = await look(aws, pending)
    if (E.isLeft(looks)) {
      if (!isPassing(looks.left)) {
        end(pending, () => looks)
        break
      }
      emit({ kind: 'ReadRetried', operation: looks.left.operation, code: looks.left.code, atMs: clock.now() })
    } else {
      const { services, inService } = looks.right
      newestEvents = new Map([...newestEvents, ...eventsOf(services)])
      pending = pending.filter((member) => {
        const service = services.get(keyOf(member))
        observe(emit, clock.now(), startedAtMs, member, service)
        const verdict = judge(member, {
          service,
          nowMs: clock.now(),
          areInstancesInService: inService.has(keyOf(member)),
        })
        if (verdict !== undefined) end([member], () => E.right(verdict))
        return verdict === undefined
      })
    }
    if (pending.length > 0) await clock.sleep(Math.min(pauseMs(elapsedMs), timeoutMs - elapsedMs), signal)
  }
  return settled
}

/** Often while something may happen at any moment, seldom when a rollout takes its time. */
const pauseMs = (elapsedMs: number): number => (elapsedMs < 30_000 ? 2_000 : elapsedMs < 120_000 ? 5_000 : 10_000)

/** Troubles that go by themselves: waiting goes on until its time is out. */
const isPassing = ({ trouble }: AwsError): boolean =>
  trouble === 'Throttled' || trouble === 'ServerFault' || trouble === 'Unreachable'

interface Look {
  readonly services: ReadonlyMap<string, Service>
  /** Keys of services whose classic load balancers have all their instances in service. */
  readonly inService: ReadonlySet<string>
}

const look = async (aws: Aws, pending: readonly Awaited[]): Promise<E.Either<AwsError, Look>> => {
  const services = new Map<string, Service>()
  const inService = new Set<string>()
  for (const cluster of new Set(pending.map(({ action }) => action.target.cluster))) {
    const names = pending.flatMap(({ action }) => (action.target.cluster === cluster ? [action.target.service] : []))
    const answer = await aws.ecs.describeServices(cluster, names)()
    if (E.isLeft(answer)) return answer
    for (const service of answer.right.services) services.set(`${cluster}/${service.serviceName ?? ''}`, service)
  }
  for (const [key, service] of services) {
    if (!needsInstanceHealth(service)) continue
    const healths = await Promise.all(classicNames(service).map((name) => aws.loadBalancing.isInService(name)()))
    for (const health of healths) if (E.isLeft(health)) return health
    if (healths.every((health) => E.isRight(health) && health.right)) inService.add(key)
  }
  return E.right({ services, inService })
}

const eventsOf = (services: ReadonlyMap<string, Service>): readonly (readonly [string, string])[] =>
  [...services].flatMap(([key, { events }]) => {
    const message = events?.[0]?.message
    return message === undefined ? [] : [[key, message] as const]
  })

const observe = (
  emit: Emit,
  nowMs: number,
  startedAtMs: number,
  { action, performed, sinceMs }: Awaited,
  service: Service | undefined,
): void => {
  if (service === undefined) return
  const ours = service.deployments?.find(({ id }) => id === performed.deployment?.id)
  const newest = service.events?.find(({ createdAt }) => (createdAt?.getTime() ?? 0) >= sinceMs)
  emit({
    kind: 'RolloutObserved',
    target: action.target,
    awaits: action.completion.kind,
    atMs: nowMs,
    elapsedMs: nowMs - startedAtMs,
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    pendingCount: service.pendingCount ?? 0,
    newRunningCount: ours?.runningCount ?? 0,
    newestEvent: newest?.message,
  })
}

const keyOf = ({ action }: Awaited): string => `${action.target.cluster}/${action.target.service}`
