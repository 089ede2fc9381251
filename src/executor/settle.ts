/** The one loop that waits: looks at every service whose rollout is awaited, ten a call, until each has a verdict. */
import type { Service } from '@aws-sdk/client-ecs'
import * as E from 'fp-ts/lib/Either.js'
import type { Aws } from '../aws/aws.js'
import type { InstanceHealth } from '../aws/loadBalancing.js'
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

export interface Settled<A extends Awaited = Awaited> {
  readonly awaited: A
  readonly end: E.Either<AwsError, Verdict>
  readonly atMs: number
}

/** Every awaited action ends: with a verdict, with Stopped, with TimedOut, or with the error that forbids to look. */
export const settle = async <A extends Awaited>(
  { aws, clock, emit, signal, timeoutMs }: Waiting,
  awaited: readonly A[],
): Promise<readonly Settled<A>[]> => {
  const startedAtMs = clock.now()
  const settled: Settled<A>[] = []
  let pending = awaited
  let newestEvents = new Map<string, string>()
  const end = (members: readonly A[], ending: (member: A) => E.Either<AwsError, Verdict>): void => {
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
    newestEvents = new Map([...newestEvents, ...eventsOf(looks)])
    const stillPending: A[] = []
    for (const member of pending) {
      const seen = looks.get(keyOf(member)) ?? E.right({ service: undefined, instances: 'None' as const })
      if (E.isLeft(seen)) {
        if (isPassing(seen.left)) stillPending.push(member)
        else end([member], () => seen)
        continue
      }
      const { service, instances } = seen.right
      observe(emit, clock.now(), startedAtMs, member, service)
      const verdict = judge(member, { service, nowMs: clock.now(), instances })
      if (verdict === undefined) stillPending.push(member)
      else end([member], () => E.right(verdict))
    }
    for (const { operation, code } of passingErrors(looks)) {
      emit({ kind: 'ReadRetried', operation, code, atMs: clock.now() })
    }
    pending = stillPending
    if (pending.length > 0) await clock.sleep(Math.min(pauseMs(elapsedMs), timeoutMs - elapsedMs), signal)
  }
  return settled
}

/** Often while something may happen at any moment, seldom when a rollout takes its time. */
const pauseMs = (elapsedMs: number): number => (elapsedMs < 30_000 ? 2_000 : elapsedMs < 120_000 ? 5_000 : 10_000)

/** Troubles that go by themselves: waiting goes on until its time is out. */
const isPassing = ({ trouble }: AwsError): boolean =>
  trouble === 'Throttled' || trouble === 'ServerFault' || trouble === 'Unreachable'

/** What one look showed of a service: it as it is, or the error that kept us from seeing it. */
type Look = E.Either<AwsError, { readonly service: Service | undefined; readonly instances: InstanceHealth }>

/** One look at every awaited service. What fails for one cluster or load balancer says nothing of the others. */
const look = async (aws: Aws, pending: readonly Awaited[]): Promise<ReadonlyMap<string, Look>> => {
  const looks = new Map<string, Look>()
  for (const cluster of new Set(pending.map(({ target }) => target.cluster))) {
    const members = pending.filter(({ target }) => target.cluster === cluster)
    const names = [...new Set(members.map(({ target }) => target.service))]
    const answer = await aws.ecs.describeServices(cluster, names)()
    for (const name of names) {
      const service = E.isLeft(answer)
        ? undefined
        : answer.right.services.find(({ serviceName }) => serviceName === name)
      looks.set(`${cluster}/${name}`, E.isLeft(answer) ? answer : await lookAtHealth(aws, service))
    }
  }
  return looks
}

const lookAtHealth = async (aws: Aws, service: Service | undefined): Promise<Look> => {
  if (service === undefined || !needsInstanceHealth(service)) {
    return E.right({ service, instances: 'None' })
  }
  const healths = await Promise.all(classicNames(service).map((name) => aws.loadBalancing.instanceHealth(name)()))
  const seen = healths.flatMap((health) => (E.isRight(health) ? [health.right] : []))
  return (
    healths.find(E.isLeft) ??
    E.right({ service, instances: seen.includes('None') ? 'None' : seen.includes('Some') ? 'Some' : 'All' })
  )
}

const passingErrors = (looks: ReadonlyMap<string, Look>): readonly AwsError[] => {
  const errors = [...looks.values()].flatMap((seen) => (E.isLeft(seen) && isPassing(seen.left) ? [seen.left] : []))
  return errors.filter((error, index) => errors.indexOf(error) === index)
}

const eventsOf = (looks: ReadonlyMap<string, Look>): readonly (readonly [string, string])[] =>
  [...looks].flatMap(([key, seen]) => {
    const message = E.isLeft(seen) ? undefined : seen.right.service?.events?.[0]?.message
    return message === undefined ? [] : [[key, message] as const]
  })

const observe = (
  emit: Emit,
  nowMs: number,
  startedAtMs: number,
  { target, completion, performed, sinceMs }: Awaited,
  service: Service | undefined,
): void => {
  if (service === undefined) return
  const ours = service.deployments?.find(({ id }) => id === performed.deployment?.id)
  const newest = service.events?.find(({ createdAt }) => (createdAt?.getTime() ?? 0) >= sinceMs)
  emit({
    kind: 'RolloutObserved',
    target,
    awaits: completion,
    atMs: nowMs,
    elapsedMs: nowMs - startedAtMs,
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    pendingCount: service.pendingCount ?? 0,
    newRunningCount: ours?.runningCount ?? 0,
    newestEvent: newest?.message,
  })
}

const keyOf = ({ target }: Awaited): string => `${target.cluster}/${target.service}`
