/**
 * The planner's front door: (what is declared, what is live) → Plan. Pure: the same two states make the same plan, on
 * any machine, on any day.
 */
import type { Action, RegisterTaskDefinition } from '../model/action.js'
import type { Hazard } from '../model/hazard.js'
import { type Plan, planFormatVersion } from '../model/plan.js'
import { type Seen, seenFrom } from '../model/seen.js'
import {
  type DesiredState,
  isSameTarget,
  type LiveService,
  type LiveState,
  type Target,
  targetKey,
  targetOf,
} from '../model/service.js'
import { familyName, revisionNumber } from '../model/taskDefinition.js'
import { restartHazards } from './hazards.js'
import { awaitingDependencies, type Decided, inOrder } from './order.js'
import { planGoingBack, type RollbackGoal } from './rollback.js'
import { planService } from './service.js'
import { scaledIn } from './scaled.js'
import { deleteService, restartService, scaleService } from './serviceActions.js'

export { adopted } from './adopt.js'
export { differsAt, isSameDeclared, unitOf, withLiveValues } from './liveValues.js'
export { contentTold } from './applied.js'
export { asItWas, type RollbackGoal, wayBackFrom, wayTo } from './rollback.js'
export { inverseOf } from './inverse.js'
export { inOrder } from './order.js'
export { heldAgainst, misplaced, type QuietAnswer } from './baseline.js'
export { appliedRevisions, driftOf, isOfContent, withoutQuiet } from './drift.js'
export { straysAmong, withPruned } from './prune.js'
export { staleRecords } from './records.js'
export { suspectedIn } from './suspected.js'

export interface Policy {
  /** Services that may be deleted and made anew where ECS cannot change them in place. */
  readonly allowReplace: readonly Target[]
  /** Key of the fingerprints that stand for secret values: fresh for each process, never printed. */
  readonly fingerprintKey: string
}

/**
 * What makes the live state as declared: in the file's order, but for services that others depend on, which come first.
 * Nothing that is not declared is touched.
 */
export const planFor = (desired: DesiredState, live: LiveState, policy: Policy): Plan => {
  const services = byTarget(live)
  const latest = latestRevisions(live)
  const registered = registrations()
  const decisions = inOrder(desired.services).map((service) => {
    const decision = planService({
      desired: service,
      state: live,
      live: services.get(targetKey(targetOf(service))),
      isReplaceAllowed: policy.allowReplace.some((target) => isSameTarget(target, targetOf(service))),
      registered: registered.of(service.taskDefinition.family),
      latestRevision: latest.get(service.taskDefinition.family),
      fingerprintKey: policy.fingerprintKey,
    })
    registered.add(decision.actions)
    return { target: targetOf(service), decision }
  })
  const plan = planOf(desired.file, live, awaitingDependencies(desired.services, decisions))
  return desired.shard === undefined ? plan : { ...plan, basis: { ...plan.basis, shard: desired.shard } }
}

/** What a plan registers, by its family, as it is being made. */
const registrations = () => {
  const byFamily = new Map<string, RegisterTaskDefinition[]>()
  return {
    of: (family: string): readonly RegisterTaskDefinition[] => byFamily.get(family) ?? [],
    add: (actions: readonly Action[]): void => {
      for (const action of actions) {
        if (action.kind !== 'RegisterTaskDefinition') continue
        const { family } = action.content
        const others = byFamily.get(family)
        if (others === undefined) byFamily.set(family, [action])
        else others.push(action)
      }
    },
  }
}

/** The highest number of each family that ECS has shown: in use, or the newest ACTIVE one. */
const latestRevisions = ({ services, newest }: LiveState): ReadonlyMap<string, number> => {
  const latest = new Map<string, number>()
  const arns = [
    ...services.map(({ identity }) => identity.taskDefinitionArn),
    ...Object.values(newest).map(({ arn }) => arn),
  ]
  for (const arn of arns) {
    const family = familyName(arn)
    latest.set(family, Math.max(latest.get(family) ?? 0, revisionNumber(arn)))
  }
  return latest
}

/** A change of count and nothing else, whatever the file says. */
export const planScale = (file: string, live: LiveState, service: LiveService, count: number): Plan => {
  const before = service.settings.desiredCount ?? service.status.desiredCount
  const action = scaleService(service, count, 'Requested', [
    {
      path: 'desiredCount',
      before: { kind: 'Plain', value: before },
      after: { kind: 'Plain', value: count },
      effect: 'InPlace',
    },
  ])
  const scaled = scaledIn(live, service)
  const hazards: readonly Hazard[] =
    scaled?.kind === 'Ranged'
      ? [{ kind: 'CountIsScaled', level: 'Warning', target: targetOf(service), count, range: scaled.range }]
      : []
  return planOf(file, live, [requested(service, before === count ? [] : [action], before === count ? [] : hazards)])
}

/** The end of a service. */
export const planDelete = (file: string, live: LiveState, service: LiveService): Plan =>
  planOf(file, live, [requested(service, [deleteService(service, 'Requested')])])

/** A new deployment of what runs: all of its tasks are replaced, and nothing else changes. */
export const planRestart = (file: string, live: LiveState, service: LiveService): Plan =>
  planOf(file, live, [requested(service, [restartService(service)], restartHazards(service))])

/** Services as they were, whatever the file says. */
export const planRollback = (
  file: string,
  live: LiveState,
  goals: readonly RollbackGoal[],
  { fingerprintKey }: Pick<Policy, 'fingerprintKey'>,
): Plan => {
  const latest = latestRevisions(live)
  const registered = registrations()
  return planOf(
    file,
    live,
    goals.map((goal) => {
      const { family } = goal.revision.content
      const decision = planGoingBack({
        ...goal,
        file,
        state: live,
        registered: registered.of(family),
        latestRevision: latest.get(family),
        fingerprintKey,
      })
      registered.add(decision.actions)
      return { target: targetOf(goal.live), decision }
    }),
  )
}

/** Nothing, of services that are there: for what only waits. */
export const planNothing = (file: string, live: LiveState, services: readonly LiveService[]): Plan =>
  planOf(
    file,
    live,
    services.map((service) => requested(service, [])),
  )

const requested = (service: LiveService, actions: readonly Action[], hazards: readonly Hazard[] = []): Decided => ({
  target: targetOf(service),
  decision: { actions, hazards, undeclared: [], ignored: [] },
})

const seenIn = (live: ReadonlyMap<string, LiveService>, { target, decision }: Decided): readonly Seen[] => {
  if (decision.actions.length === 0) return []
  const service = live.get(targetKey(target))
  return [service === undefined ? { kind: 'Absent', target } : seenFrom(service)]
}

const byTarget = ({ services }: LiveState): ReadonlyMap<string, LiveService> =>
  new Map(services.map((service) => [targetKey(targetOf(service)), service]))

const planOf = (
  file: string,
  live: LiveState,
  decided: readonly Decided[],
  services: ReadonlyMap<string, LiveService> = byTarget(live),
): Plan => ({
  formatVersion: planFormatVersion,
  basis: { file, region: live.region, account: live.account },
  actions: decided.flatMap(({ decision }) => decision.actions),
  unchanged: decided.filter(({ decision }) => decision.actions.length === 0).map(({ target }) => target),
  undeclared: decided.flatMap(({ decision }) => decision.undeclared),
  ignored: decided.flatMap(({ decision }) => decision.ignored),
  hazards: decided.flatMap(({ decision }) => decision.hazards),
  seen: decided.flatMap((one) => seenIn(services, one)),
})
