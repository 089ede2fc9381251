/** What would be done, why, and what stands in its way. The planner makes it, the executor performs it, report/ prints it. */
import type { Action } from './action.js'
import { groupsBy } from './groups.js'
import type { Hazard } from './hazard.js'
import type { Json } from './json.js'
import type { CountRange } from './scaling.js'
import type { Seen } from './seen.js'
import { isSameTarget, type Target, targetKey } from './service.js'
import type { Doubts, ShardBasis } from './shard.js'

/** Version of the plan as data; the public contract is docs/plan-json.md. */
export const planFormatVersion = '1.0'

/** What the plan was made from. */
export interface Basis {
  readonly file: string
  readonly region: string
  readonly account: string | undefined
  /** The plan is of a part of the services. Absent: of all. */
  readonly shard?: ShardBasis
}

/** A live value that the file never named and that differs from the AWS default: shown, not touched. */
export interface Undeclared {
  readonly target: Target
  readonly path: string
  readonly value: Json
  readonly default: Json | undefined
}

/** A declared value that is somebody else's, where the live one differs: shown, not touched. */
export interface Ignored {
  readonly target: Target
  readonly path: string
  /** Absent: ECS has none. */
  readonly value: Json | undefined
  readonly declared: Json
  /** A count within these bounds is Application Auto Scaling's. Absent: the file gives it away. */
  readonly scaledWithin?: CountRange
}

/** Everything that apply will do, and what it was decided from. */
export interface Plan {
  readonly formatVersion: typeof planFormatVersion
  readonly basis: Basis
  /** In the order in which they are performed. */
  readonly actions: readonly Action[]
  readonly unchanged: readonly Target[]
  readonly undeclared: readonly Undeclared[]
  readonly ignored: readonly Ignored[]
  readonly hazards: readonly Hazard[]
  /** What was seen of each service that an action is for: what is written must still be what was planned. */
  readonly seen: readonly Seen[]
  /** The plan was put together of those of shards. Absent: nothing keeps it from being whole. */
  readonly doubts?: Doubts
}

/** What happens to a service as a whole. */
export type ServiceVerb = 'create' | 'update' | 'scale' | 'replace' | 'delete'

/** Counts of services, by what happens to them. */
export interface Summary extends Readonly<Record<ServiceVerb, number>> {
  readonly unchanged: number
}

/** The services that a plan changes, each with its verb and its actions, in the plan's order. */
export interface ServicePlan {
  readonly target: Target
  readonly verb: ServiceVerb
  readonly actions: readonly Action[]
}

/** In the order of their first actions. */
export const servicePlansOf = (plan: Plan): readonly ServicePlan[] =>
  [...groupsBy(plan.actions, ({ target }) => targetKey(target)).values()].flatMap((actions) => {
    const [first] = actions
    return first === undefined ? [] : [{ target: first.target, verb: verbOf(actions), actions }]
  })

/** The numbers of the last line of a plan. */
export const summaryOf = (plan: Plan): Summary => {
  const services = servicePlansOf(plan)
  const count = (verb: ServiceVerb): number => services.filter((service) => service.verb === verb).length
  return {
    create: count('create'),
    update: count('update'),
    scale: count('scale'),
    replace: count('replace'),
    delete: count('delete'),
    unchanged: plan.unchanged.length,
  }
}

/** A plan with a hazard of level Error is shown, never applied. */
export const isRefused = (plan: Plan): boolean => plan.hazards.some(({ level }) => level === 'Error')

/** Whether all services are told of: a plan that was put together may lack those of a shard. */
export const isWhole = ({ doubts }: Pick<Plan, 'doubts'>): boolean => (doubts?.lost ?? []).length === 0

/** True when nothing would be called. */
export const isEmpty = (plan: Plan): boolean => plan.actions.length === 0

/** What stands in the way of one service. */
export const hazardsOf = (plan: Plan, target: Target): readonly Hazard[] =>
  plan.hazards.filter((hazard) => isSameTarget(hazard.target, target))

/** The services whose rollout was under way before the plan, which the plan leaves to its end. */
export const rolloutsLeftAlone = ({ hazards }: Pick<Plan, 'hazards'>): readonly Target[] =>
  hazards.flatMap((hazard) => (hazard.kind === 'RolloutUnderWay' && !hazard.isReplaced ? [hazard.target] : []))

const verbOf = (actions: readonly Action[]): ServiceVerb => {
  const has = (kind: Action['kind']): boolean => actions.some((action) => action.kind === kind)
  if (has('DeleteService')) return has('CreateService') ? 'replace' : 'delete'
  if (has('CreateService')) return 'create'
  return has('ScaleService') && !has('UpdateService') ? 'scale' : 'update'
}
