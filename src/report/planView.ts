/**
 * The plan as people see it, before any format: what the texts print of a plan, of drift and of outcomes is decided
 * here, once. All strings in it are safe to print.
 */
import { groupsBy } from '../model/groups.js'
import type { Hazard } from '../model/hazard.js'
import type { Json } from '../model/json.js'
import type { Origin } from '../model/origin.js'
import {
  type Ignored,
  isRefused,
  type Plan,
  type ServicePlan,
  servicePlansOf,
  type ServiceVerb,
  summaryOf,
} from '../model/plan.js'
import { type Target, targetKey } from '../model/service.js'
import { shardName } from '../model/shard.js'
import { hazardSentence } from './hazard.js'
import { headlineOf, whyOf } from './headline.js'
import { labelOf } from './label.js'
import { clustersOf, nameIn } from './nameIn.js'
import { lineOf } from './origin.js'
import { printable } from './printable.js'
import { scaledCount } from './range.js'
import { type Row, rowsOf } from './rows.js'
import { type Step, stepOf } from './steps.js'
import { notSet, plainShown, type Shown } from './value.js'
import { listedUpTo } from './wrap.js'

export interface PlanView {
  /** `deploy.yml → hello-world-cluster · us-west-2 · account 123445564666`, in its parts. */
  readonly heading: readonly string[]
  readonly file: string
  readonly region: string
  readonly account: string | undefined
  readonly clusters: readonly string[]
  readonly isRefused: boolean
  /** Services that change or that have a hazard. */
  readonly services: readonly ServiceView[]
  /** The names of those that are as the file declares them. */
  readonly unchanged: readonly string[]
  /** How many of them each cluster has. */
  readonly unchangedIn: readonly { readonly cluster: string; readonly count: number }[]
  readonly undeclared: readonly LeftAlone[]
  readonly ignored: readonly LeftAlone[]
  /** A sentence for each count that is somebody else's, and left to that one. */
  readonly scaled: readonly string[]
}

/** A live value that is not touched. */
export interface LeftAlone {
  readonly target: Target
  readonly name: string
  readonly path: string
  readonly label: string
  readonly value: Shown
  /** What it is held against: AWS's default, or what the file declares and gives away. */
  readonly other: Shown | undefined
}

export interface ServiceView {
  readonly target: Target
  /** With the cluster in front when the plan is about several. */
  readonly name: string
  /** undefined: nothing would change, or nothing can be planned; it is here for its hazards. */
  readonly verb: ServiceVerb | undefined
  readonly symbol: '+' | '~' | '-/+' | '-' | '!'
  /** What it means for the running tasks. */
  readonly headline: string
  readonly why: string | undefined
  readonly rows: readonly Row[]
  readonly steps: readonly Step[]
  readonly hazards: readonly HazardView[]
  /** It stands for several to which the same happens; its steps are not told then. */
  readonly alike?: {
    readonly names: readonly string[]
    /** `register task definition, update service, then wait until deployed`: what is done for each. */
    readonly each: string
  }
}

/** `1 to update`, `3 unchanged`: how many services come to what; nothing where there are none. */
export const countsOf = (plan: Plan): readonly string[] => {
  const summary = summaryOf(plan)
  return [
    ...verbs.filter((verb) => summary[verb] > 0).map((verb) => `${summary[verb]} to ${verb}`),
    ...(summary.unchanged > 0 ? [`${summary.unchanged} unchanged`] : []),
  ]
}

const verbs: readonly ServiceVerb[] = ['create', 'update', 'scale', 'replace', 'delete']

/** How much of a service must be seen, above 0: what cannot be applied, what destroys, what restarts tasks, what merely scales. */
export const weightOf = ({ verb, hazards, rows }: Pick<ServiceView, 'verb' | 'hazards' | 'rows'>): number => {
  if (hazards.some(({ level }) => level === 'Error')) return 80
  if (verb === undefined) return 10
  return verb === 'update' && rows.every(({ effect }) => effect === 'InPlace') ? 30 : verbWeights[verb]
}

const verbWeights = { delete: 65, replace: 60, create: 45, update: 40, scale: 20 } as const satisfies Record<
  ServiceVerb,
  number
>

export interface HazardView {
  readonly kind: Hazard['kind']
  readonly level: Hazard['level']
  readonly sentence: string
  readonly place: string | undefined
  readonly origin: Origin | undefined
  /** Which of the user's own policies has found it, and at which path in ECS's words. */
  readonly found: { readonly policy: string; readonly path: string } | undefined
}

export const planViewFrom = (plan: Plan): PlanView => {
  const changed = servicePlansOf(plan)
  const names = new Set(changed.map(({ target }) => targetKey(target)))
  const hazards = groupsBy(plan.hazards, ({ target }) => targetKey(target))
  return {
    heading: headingOf(plan),
    file: printable(plan.basis.file),
    region: printable(plan.basis.region),
    account: plan.basis.account === undefined ? undefined : printable(plan.basis.account),
    clusters: clustersOf(plan).map(printable),
    isRefused: isRefused(plan),
    services: [
      ...changed.map((service) => serviceViewFrom(plan, service, hazards.get(targetKey(service.target)) ?? [])),
      ...[...hazards].flatMap(([key, own]) => (names.has(key) ? [] : hazardOnlyView(plan, own))),
    ],
    unchanged: plan.unchanged.map((target) => nameIn(plan, target)),
    unchangedIn: countsIn(plan.unchanged),
    undeclared: plan.undeclared.map((one) => leftAlone(plan, one, one.default)),
    ignored: plan.ignored
      .filter(({ scaledWithin }) => scaledWithin === undefined)
      .map((one) => leftAlone(plan, one, one.declared)),
    scaled: plan.ignored.flatMap((one) => scaledSentence(plan, one)),
  }
}

const countsIn = (targets: readonly Target[]): PlanView['unchangedIn'] =>
  [...groupsBy(targets, ({ cluster }) => cluster)].map(([cluster, { length }]) => ({
    cluster: printable(cluster),
    count: length,
  }))

const leftAlone = (
  plan: Plan,
  { target, path, value }: { readonly target: Target; readonly path: string; readonly value: Json | undefined },
  other: Json | undefined,
): LeftAlone => ({
  target,
  name: nameIn(plan, target),
  path,
  label: printable(labelOf(path)),
  value: value === undefined ? notSet : plainShown(value, path),
  other: other === undefined ? undefined : plainShown(other, path),
})

const scaledSentence = (plan: Plan, { target, value, declared, scaledWithin }: Ignored): readonly string[] => {
  if (scaledWithin === undefined || typeof value !== 'number' || typeof declared !== 'number') return []
  const sentence = scaledCount({ live: value, declared, range: scaledWithin }, plan.basis.file)
  return [printable(`${nameIn(plan, target)}: ${sentence}`)]
}

const headingOf = (plan: Plan): readonly string[] => {
  const { file, region, account, shard } = plan.basis
  const clusters = listedUpTo(3, clustersOf(plan))
  return [
    clusters === '' ? file : `${file} → ${clusters}`,
    region,
    ...(account === undefined ? [] : [`account ${account}`]),
    ...(shard === undefined ? [] : [`shard ${shardName(shard)}`]),
  ].map(printable)
}

const serviceViewFrom = (
  plan: Plan,
  { target, verb, actions }: ServicePlan,
  hazards: readonly Hazard[],
): ServiceView => {
  const rows = rowsOf(plan, verb, actions)
  return {
    target,
    name: nameIn(plan, target),
    verb,
    symbol: symbols[verb],
    headline: headlineOf(verb, actions),
    why: whyOf(plan, actions),
    rows,
    steps: actions.map((action) => stepOf(plan, action)),
    hazards: hazards.map(hazardViewFrom),
  }
}

/** All hazards of one service. */
const hazardOnlyView = (plan: Plan, hazards: readonly Hazard[]): readonly ServiceView[] =>
  hazards.slice(0, 1).map(({ target }) => ({
    target,
    name: nameIn(plan, target),
    verb: undefined,
    symbol: '!',
    headline: hazards.some(({ level }) => level === 'Error') ? 'cannot be applied' : 'no changes',
    why: undefined,
    rows: [],
    steps: [],
    hazards: hazards.map(hazardViewFrom),
  }))

const symbols = { create: '+', update: '~', scale: '~', replace: '-/+', delete: '-' } as const satisfies Record<
  ServiceVerb,
  ServiceView['symbol']
>

const hazardViewFrom = (hazard: Hazard): HazardView => ({
  kind: hazard.kind,
  level: hazard.level,
  sentence: hazardSentence(hazard),
  place: hazard.origin === undefined ? undefined : lineOf(hazard.origin),
  origin: hazard.origin,
  found: hazard.kind === 'PolicyFinding' ? { policy: hazard.policy, path: hazard.paths[0] ?? '' } : undefined,
})
