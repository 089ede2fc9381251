/**
 * How ECS stands to a plan that was made some time ago: as it was then, partly or wholly as the plan makes it, or
 * moved on by others. The same rulings as right before each write (guard.ts), all of them before the first. Pure.
 */
import type { Action, RegisterTaskDefinition, RevisionReference } from '../model/action.js'
import { isBad, type Joined, type Outcome } from '../model/outcome.js'
import { type Plan, servicePlansOf } from '../model/plan.js'
import type { Facts, Moved } from '../model/savedPlan.js'
import { type Difference, type Seen, seenFrom } from '../model/seen.js'
import { isSameJson, type Json } from '../model/json.js'
import { isSameTarget, type LiveState, type Target, targetOf } from '../model/service.js'
import type { TaskDefinition } from '../model/taskDefinition.js'
import { ruling, type ServiceAction } from './guard.js'
import { wantedRevision, withRevisionKnown } from './perform.js'

export interface Standing {
  /** Every action is there already. */
  readonly isDone: boolean
  /** What others have changed; empty where the plan is done. */
  readonly moved: readonly Moved[]
  /** The plan without what an earlier run has done in such a way that doing it again would undo or repeat it. */
  readonly left: Plan
}

/** `live` must have what the plan saw, and what it rests on. */
export const standingOf = (plan: Plan, facts: Facts, live: LiveState): Standing => {
  const registered = registeredIn(plan, live)
  const standings = servicePlansOf(plan).map(({ target, actions }) =>
    serviceStanding(actions, seenIn(plan, target), nowOf(live, target), registered),
  )
  const isDone = standings.length > 0 && standings.every((standing) => standing.isDone)
  return {
    isDone,
    moved: isDone ? [] : [...standings.flatMap(({ moved }) => moved), ...movedFacts(plan, facts, live, registered)],
    left: leftOf(
      plan,
      standings.flatMap(({ undone }) => undone),
      registered,
      live,
    ),
  }
}

/** Of a plan that is done: nothing was called, and each rollout came to what `joined` says of its service. */
export const foundOutcomes = (plan: Plan, joined: readonly Joined[], atMs: number): readonly Outcome[] =>
  plan.actions.map((action) => {
    const base = { action, startedAtMs: atMs, finishedAtMs: atMs }
    if (action.kind === 'DeleteService')
      return { kind: 'Applied', ...base, verdict: { kind: 'Deleted' }, isFound: true }
    const waited =
      action.completion.kind === 'Accepted'
        ? undefined
        : joined.find(({ target }) => isSameTarget(target, action.target))
    const { end = { kind: 'Accepted' } as const, diagnosis } = waited ?? {}
    return end.kind === 'AwsError' || isBad(end)
      ? { kind: 'Failed', ...base, cause: end, ...(diagnosis === undefined ? {} : { diagnosis }) }
      : { kind: 'Applied', ...base, verdict: end, isFound: true }
  })

/** The revisions that the plan would register and that are there: the newest of its family, or one that a service of the plan runs. */
const registeredIn = (plan: Plan, live: LiveState): ReadonlyMap<string, string> =>
  new Map(
    registrations(plan).flatMap(({ id, content }) => {
      const newest = newestOf(live, content.family)
      if (newest !== undefined && isSameJson(newest.content, content)) return [[id, newest.arn] as const]
      const inUse = plan.actions
        .filter((action) => 'taskDefinition' in action && isReferenceTo(action.taskDefinition, id))
        .flatMap(({ target }) => live.services.find((service) => isSameTarget(targetOf(service), target)) ?? [])
        .find(({ taskDefinition }) => isSameContent(taskDefinition, content))
      return inUse === undefined ? [] : [[id, inUse.identity.taskDefinitionArn] as const]
    }),
  )

const isSameContent = (a: TaskDefinition | undefined, b: TaskDefinition): boolean => isSameJson(a, b)

const registrations = ({ actions }: Plan): readonly RegisterTaskDefinition[] =>
  actions.filter((action) => action.kind === 'RegisterTaskDefinition')

const isReferenceTo = (reference: RevisionReference | undefined, id: string): boolean =>
  reference?.kind === 'KnownAfterApply' && reference.action === id

const newestOf = ({ newest }: LiveState, family: string) => (Object.hasOwn(newest, family) ? newest[family] : undefined)

const seenIn = ({ seen }: Plan, target: Target): Seen =>
  seen.find((one) => isSameTarget(one.target, target)) ?? { kind: 'Absent', target }

const nowOf = ({ services }: LiveState, target: Target): Seen => {
  const service = services.find((one) => isSameTarget(targetOf(one), target))
  return service === undefined ? { kind: 'Absent', target } : seenFrom(service)
}

interface ServiceStanding {
  readonly isDone: boolean
  readonly moved: readonly Moved[]
  /** Deletions that must not be made any more: what was to be made in the place of the deleted is there. */
  readonly undone: readonly string[]
}

const serviceStanding = (
  actions: readonly Action[],
  before: Seen,
  now: Seen,
  registered: ReadonlyMap<string, string>,
): ServiceStanding => {
  const rule = (action: ServiceAction) =>
    ruling(withRevisionIfKnown(action, registered), wantedOf(action, registered), before, now)
  const own = actions.filter((action): action is ServiceAction => action.kind !== 'RegisterTaskDefinition')
  const removal = own.find(({ kind }) => kind === 'DeleteService')
  const making = own.find(({ kind }) => kind === 'CreateService')
  const isMadeAnew =
    removal !== undefined && making !== undefined && isAnother(before, now) && rule(making).kind === 'AlreadySo'
  // What stands behind a deletion is asked about a service that is not there yet.
  const asked = isMadeAnew
    ? own.filter((action) => action !== removal)
    : removal === undefined || rule(removal).kind === 'AlreadySo'
      ? own
      : [removal]
  const rulings = asked.map(rule)
  const differences = rulings.flatMap((ruled) => (ruled.kind === 'Stale' ? ruled.differences : []))
  return {
    isDone:
      rulings.every(({ kind }) => kind === 'AlreadySo') &&
      actions.every(({ id, kind }) => kind !== 'RegisterTaskDefinition' || registered.has(id)),
    moved: distinct(differences).map((difference) => ({ kind: 'Service', target: now.target, ...difference })),
    undone: isMadeAnew ? [removal.id] : [],
  }
}

/** A tag that ends in a number to come is one that no service has. */
const withRevisionIfKnown = (action: ServiceAction, registered: ReadonlyMap<string, string>): ServiceAction => {
  if (action.kind !== 'TagResource' || action.revision?.kind !== 'KnownAfterApply') return action
  return registered.has(action.revision.action) ? withRevisionKnown(action, registered) : action
}

/** A revision that is not registered yet is one that no service has. */
const wantedOf = (action: ServiceAction, registered: ReadonlyMap<string, string>): string | undefined => {
  const reference = 'taskDefinition' in action ? action.taskDefinition : undefined
  return reference?.kind === 'KnownAfterApply' && !registered.has(reference.action)
    ? ''
    : wantedRevision(action, registered)
}

const isAnother = (before: Seen, now: Seen): boolean =>
  before.kind === 'Present' && now.kind === 'Present' && before.deploymentId !== now.deploymentId

const distinct = (differences: readonly Difference[]): readonly Difference[] =>
  differences.filter(({ path }, index) => differences.findIndex((one) => one.path === path) === index)

const movedFacts = (
  plan: Plan,
  facts: Facts,
  live: LiveState,
  registered: ReadonlyMap<string, string>,
): readonly Moved[] => [
  ...Object.entries(facts.newest).flatMap(([family, before]): readonly Moved[] => {
    const after = newestOf(live, family)?.arn
    const isOurs = registrations(plan).some(({ id, content }) => content.family === family && registered.has(id))
    return before === after || isOurs ? [] : [{ kind: 'NewestRevision', family, before, after }]
  }),
  ...movedMembers(facts.targetGroups, live.targetGroups),
  ...movedMembers(facts.classicLoadBalancers, live.classicLoadBalancers),
]

type Described = Readonly<Record<string, object | undefined>>

const movedMembers = (before: Described, after: Described): readonly Moved[] =>
  Object.entries(before).flatMap(([name, known]): readonly Moved[] => {
    const now = after[name]
    if (known === undefined || now === undefined) {
      return known === now
        ? []
        : [{ kind: 'LoadBalancer', name, path: 'state', before: isThere(known), after: isThere(now) }]
    }
    const [was, is] = [sets(known), sets(now)]
    return Object.keys(was)
      .filter((path) => !isSameJson(was[path], is[path]))
      .map((path) => ({ kind: 'LoadBalancer', name, path, before: was[path], after: is[path] }))
  })

const isThere = (described: object | undefined): string => (described === undefined ? 'missing' : 'there')

/** The lists among the members are sets, which AWS answers in any order. */
const sets = (described: object): Readonly<Record<string, Json | undefined>> =>
  Object.fromEntries(
    Object.entries(described as Readonly<Record<string, Json>>).map(([member, value]) => [
      member,
      Array.isArray(value)
        ? (value as readonly Json[]).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
        : value,
    ]),
  )

/**
 * A revision that a service runs and that is not the newest any more would be registered a second time; the service that
 * was made anew would be deleted again.
 */
const leftOf = (
  plan: Plan,
  undone: readonly string[],
  registered: ReadonlyMap<string, string>,
  live: LiveState,
): Plan => {
  const known = new Map(
    registrations(plan).flatMap(({ id, content }) => {
      const arn = registered.get(id)
      return arn === undefined || arn === newestOf(live, content.family)?.arn ? [] : [[id, arn] as const]
    }),
  )
  const isLeft = (id: string): boolean => !undone.includes(id) && !known.has(id)
  return {
    ...plan,
    actions: plan.actions
      .filter(({ id }) => isLeft(id))
      .map((action) => ({
        ...action,
        after: action.after.filter(isLeft),
        awaits: action.awaits.filter(isLeft),
        ...('taskDefinition' in action ? knownReference(action.taskDefinition, known) : {}),
      })),
  }
}

const knownReference = (reference: RevisionReference | undefined, known: ReadonlyMap<string, string>): object => {
  const arn = reference?.kind === 'KnownAfterApply' ? known.get(reference.action) : undefined
  return arn === undefined ? {} : { taskDefinition: { kind: 'Known', arn } }
}
