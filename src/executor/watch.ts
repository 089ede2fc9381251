/**
 * The one loop that waits: however many rollouts are awaited, it looks at all of their services together, ten a call,
 * and ends each as soon as it has a verdict. Who joins later is looked at with the others.
 */
import type { Service } from '@aws-sdk/client-ecs'
import * as E from 'fp-ts/lib/Either.js'
import type { Aws } from '../aws/aws.js'
import { callsInFlight, inFlight } from '../aws/batches.js'
import type { InstanceHealth } from '../aws/loadBalancing.js'
import type { Diagnosis } from '../model/diagnosis.js'
import type { Emit } from '../model/event.js'
import type { AwsError } from '../model/failure.js'
import type { Verdict } from '../model/outcome.js'
import type { Clock } from '../model/ports.js'
import { targetKey } from '../model/service.js'
import { confirm } from './confirm.js'
import {
  type History,
  historyOf,
  shouldLook,
  shouldLookAtTargets,
  signOf,
  withService,
  withStopped,
  withTargets,
} from './detector.js'
import { diagnose, lookAtTargets } from './evidence.js'
import { askForHealth, type Asked, healthyCountOf } from './healthyCounts.js'
import { nextLook, pauseUntilNext, type Standing } from './pace.js'
import { phaseOf } from './phase.js'
import { type Awaited, classicNames, judge, needsInstanceHealth } from './verdict.js'

/** What a watch looks with. */
export interface WatchDeps {
  readonly aws: Aws
  readonly clock: Clock
  readonly emit: Emit
  /** Aborted: stop waiting, and say so. */
  readonly signal: AbortSignal
}

/** With a verdict, Interrupted and TimedOut among them, or with the error that forbids to look. */
export interface Settled {
  readonly end: E.Either<AwsError, Verdict>
  readonly atMs: number
  /** Of a bad end. */
  readonly diagnosis?: Diagnosis
}

/** All that one process waits for. */
export interface Watch {
  /** Waits for one, `timeoutMs` at most, counted from now. Every one ends. */
  readonly until: (awaited: Awaited, timeoutMs: number) => Promise<Settled>
}

interface Member extends Asked, Mutable<Standing> {
  readonly cluster: string
  readonly sinceMs: number
  readonly timeoutMs: number
  readonly settle: (settled: Settled) => void
  newestEvent: string | undefined
  /** Since when there is a sign that it cannot succeed. */
  signSinceMs: number | undefined
  /** Of a deployment: what all looks together have shown of it. */
  history: History | undefined
}

type Mutable<A> = { -readonly [Key in keyof A]: A[Key] }

/** A watch that looks only while somebody waits. */
export const watchOn = (deps: WatchDeps): Watch => {
  const { clock } = deps
  let members: readonly Member[] = []
  let isRunning = false
  let newcomer = new AbortController()

  const run = async (): Promise<void> => {
    try {
      while (members.length > 0) {
        const ended = new Set<Member>()
        const looked = await lookAt(deps, members, async (member, end) => {
          ended.add(member)
          const atMs = clock.now()
          try {
            const diagnosis = await diagnosisOf(deps, member, end)
            member.settle({ end, atMs, ...(diagnosis === undefined ? {} : { diagnosis }) })
          } catch (bug) {
            member.fail(bug)
          }
        })
        members = members.filter((member) => !ended.has(member))
        // What ended may lead to the next action, which joins at once.
        await Promise.resolve()
        if (members.length > 0) {
          newcomer = new AbortController()
          const pauseMs = Math.min(pauseUntilNext(members, looked, clock.now()), timeLeft(members, clock.now()))
          await clock.sleep(pauseMs, AbortSignal.any([deps.signal, newcomer.signal]))
          // Node keeps a signal with listeners for as long as what it is made of may abort it: for hours, one for each look.
          newcomer.abort()
        }
      }
    } catch (bug) {
      for (const { fail } of members) fail(bug)
      members = []
    } finally {
      isRunning = false
    }
  }

  return {
    until: (awaited, timeoutMs) =>
      new Promise((settle, fail) => {
        const sinceMs = clock.now()
        const history = historyFor(awaited, sinceMs)
        members = [
          ...members,
          {
            awaited,
            cluster: awaited.target.cluster,
            sinceMs,
            timeoutMs,
            settle,
            fail,
            phase: undefined,
            phaseSinceMs: sinceMs,
            lookedAtMs: -Infinity,
            newestEvent: undefined,
            signSinceMs: undefined,
            history,
            healthy: undefined,
          },
        ]
        newcomer.abort()
        if (isRunning) return
        isRunning = true
        void run()
      }),
  }
}

/** Never rejects. */
type End = (member: Member, end: E.Either<AwsError, Verdict>) => Promise<void>

const historyFor = ({ completion, performed: { deployment }, sinceMs }: Awaited, nowMs: number): History | undefined =>
  completion === 'Deployed' && deployment !== undefined
    ? historyOf(deployment.id, { sinceMs: deployment.createdAtMs ?? sinceMs, nowMs })
    : undefined

/** What is worth finding out about a rollout that has come to this end: nothing of a good one. */
const diagnosisOf = async (
  { aws }: WatchDeps,
  { awaited: { target, about }, history }: Member,
  end: E.Either<AwsError, Verdict>,
): Promise<Diagnosis | undefined> => {
  if (E.isLeft(end) || history?.service === undefined || !isDiagnosed(end.right)) return undefined
  const sign = end.right.kind === 'GaveUp' ? { sign: end.right.sign } : {}
  return diagnose(aws, { target, history, ...sign, ...about })()
}

/** Who took over, or deleted, says why by himself. */
const isDiagnosed = ({ kind }: Verdict): boolean =>
  kind === 'RolloutFailed' || kind === 'GaveUp' || kind === 'RolledBack' || kind === 'TimedOut'

/**
 * One look at those that are due: who is done, out of time or not to be waited for any more is ended. Gives how many were
 * looked at.
 */
const lookAt = async (deps: WatchDeps, members: readonly Member[], end: End): Promise<number> => {
  const { aws, clock, emit, signal } = deps
  if (signal.aborted) {
    await Promise.all(members.map((member) => end(member, E.right({ kind: 'Interrupted' }))))
    return 0
  }
  const isLate = ({ sinceMs, timeoutMs }: Member): boolean => clock.now() - sinceMs >= timeoutMs
  const late = new Set(members.filter(isLate))
  const awaited = nextLook(
    members.filter((member) => !late.has(member)),
    clock.now(),
  )
  // Side by side: a bad end is diagnosed first, and of many at once each would wait for all before it.
  const ends = [...late].map((member) => {
    const afterMs = clock.now() - member.sinceMs
    return end(member, E.right({ kind: 'TimedOut', afterMs, newestEvent: member.newestEvent }))
  })
  // An answer may have been long on its way.
  const askedAtMs = clock.now()
  const looks = await look(aws, awaited)
  for (const { operation, code } of passingErrors(looks)) {
    emit({ kind: 'ReadRetried', operation, code, atMs: clock.now() })
  }
  await askForHealth(deps, awaited, ({ awaited: { target } }) => {
    const seen = looks.get(targetKey(target))
    return seen === undefined || E.isLeft(seen) ? undefined : seen.right.service
  })
  const judged: { readonly member: Member; readonly service: Service | undefined; readonly verdict?: Verdict }[] = []
  for (const member of awaited) {
    member.lookedAtMs = askedAtMs
    const seen =
      looks.get(targetKey(member.awaited.target)) ?? E.right({ service: undefined, instances: 'None' as const })
    if (E.isLeft(seen)) {
      if (seen.left.trouble === 'Interrupted') ends.push(end(member, E.right({ kind: 'Interrupted' })))
      else if (!isPassing(seen.left)) ends.push(end(member, seen))
      continue
    }
    const { service, instances } = seen.right
    observe(deps, member, service)
    member.newestEvent = newestOf(service, member.awaited)
    if (member.history !== undefined && service !== undefined) {
      member.history = withService(member.history, service, clock.now())
    }
    const verdict = judge(member.awaited, { service, nowMs: askedAtMs, instances })
    judged.push({ member, service, ...(verdict === undefined ? {} : { verdict }) })
  }
  // What is asked of one service takes several calls, and many may be complete in one look: side by side, so that the next look is not late.
  await inFlight(callsInFlight, judged, ({ member, service, verdict }) => async () => {
    const last =
      verdict === undefined ? await gaveUp(deps, member) : await confirm(aws, member.awaited, service, verdict)
    if (last !== undefined) ends.push(end(member, E.right(last)))
    return E.right(undefined)
  })()
  await Promise.all(ends)
  return awaited.length
}

/** Whether the rollout can still succeed; tasks and targets are asked for only where something looks wrong. */
const gaveUp = async ({ aws, clock }: WatchDeps, member: Member): Promise<Verdict | undefined> => {
  if (member.history === undefined) return undefined
  const { target } = member.awaited
  if (shouldLook(member.history, clock.now())) {
    const stopped = await aws.ecs.serviceTasks(target.cluster, target.service, 'STOPPED')()
    member.history = withStopped(member.history, E.isRight(stopped) ? stopped.right : [], clock.now())
  }
  if (shouldLookAtTargets(member.history, clock.now())) {
    const targets = await lookAtTargets(aws, target, member.history)()
    member.history = withTargets(member.history, targets, clock.now())
  }
  const sign = signOf(member.history, clock.now())
  member.signSinceMs = sign === undefined ? undefined : (member.signSinceMs ?? clock.now())
  const isEnough = clock.now() - (member.signSinceMs ?? 0) >= (hasBreaker(member.history) ? breakerMs : 0)
  return sign === undefined || !isEnough ? undefined : { kind: 'GaveUp', sign }
}

/** Where ECS judges by itself it may be about to, and its own end is worth more than a sign of it. */
const hasBreaker = ({ service }: History): boolean =>
  service?.deploymentConfiguration?.deploymentCircuitBreaker?.enable === true

const breakerMs = 60_000

/** Until the first of them is out of time. */
const timeLeft = (members: readonly Member[], nowMs: number): number =>
  Math.max(0, Math.min(...members.map(({ sinceMs, timeoutMs }) => sinceMs + timeoutMs - nowMs)))

/** Troubles that go by themselves: waiting goes on until its time is out. */
const isPassing = ({ trouble }: AwsError): boolean =>
  trouble === 'Throttled' || trouble === 'ServerFault' || trouble === 'Unreachable'

/** What one look showed of a service: it as it is, or the error that kept us from seeing it. */
type Look = E.Either<AwsError, { readonly service: Service | undefined; readonly instances: InstanceHealth }>

/** What fails for one cluster or load balancer says nothing of the others. */
const look = async (aws: Aws, members: readonly Member[]): Promise<ReadonlyMap<string, Look>> => {
  const looks = new Map<string, Look>()
  const clusters = new Map<string, Set<string>>(members.map(({ cluster }) => [cluster, new Set()]))
  for (const { cluster, awaited } of members) clusters.get(cluster)?.add(awaited.target.service)
  await Promise.all(
    [...clusters].map(async ([cluster, names]) => {
      const answer = await aws.ecs.describeServices(cluster, [...names])()
      const services = new Map(
        (E.isLeft(answer) ? [] : answer.right.services).map((service) => [service.serviceName, service]),
      )
      for (const name of names) {
        const seen = E.isLeft(answer) ? answer : await lookAtHealth(aws, services.get(name))
        looks.set(targetKey({ cluster, service: name }), seen)
      }
    }),
  )
  return looks
}

const lookAtHealth = async (aws: Aws, service: Service | undefined): Promise<Look> => {
  if (service === undefined || !needsInstanceHealth(service)) return E.right({ service, instances: 'None' })
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

const observe = ({ clock, emit }: WatchDeps, member: Member, service: Service | undefined): void => {
  if (service === undefined) return
  const { target, completion, performed, about } = member.awaited
  const ours = service.deployments?.find(({ id }) => id === performed.deployment?.id)
  const newest = newestOf(service, member.awaited)
  const healthyCount = healthyCountOf(member, service)
  const phase = phaseOf(completion, service, ours, healthyCount)
  const nowMs = clock.now()
  if (member.phase !== phase) {
    member.phase = phase
    member.phaseSinceMs = nowMs
  }
  emit({
    kind: 'RolloutObserved',
    target,
    awaits: completion,
    phase,
    atMs: nowMs,
    elapsedMs: nowMs - member.sinceMs,
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    pendingCount: service.pendingCount ?? 0,
    newRunningCount: ours?.runningCount ?? 0,
    healthyCount,
    newestEvent: newest === undefined ? undefined : about.mask(newest),
  })
}

/** What ECS said before the deployment, or before the call, is about something else. */
const newestOf = (
  service: Service | undefined,
  { completion, performed: { deployment }, sinceMs }: Awaited,
): string | undefined => {
  const begunAtMs = completion === 'Deployed' ? (deployment?.createdAtMs ?? sinceMs) : sinceMs
  return service?.events?.find(({ createdAt }) => (createdAt?.getTime() ?? 0) > begunAtMs)?.message
}
