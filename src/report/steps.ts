/** The steps of a plan, in words: each call, and the wait after it. */
import type { Action, ActionId, Completion, RevisionReference } from '../model/action.js'
import { groupsBy } from '../model/groups.js'
import type { Plan } from '../model/plan.js'
import { isSameTarget, settingsAsJson, type Target, targetKey } from '../model/service.js'
import { revisionName } from '../model/taskDefinition.js'
import { labelOf } from './label.js'
import { nameIn } from './nameIn.js'
import { printable } from './printable.js'
import { countOf, isDaemon, verbed } from './tasks.js'
import { counted, listed, listedUpTo } from './wrap.js'

/** One call of the plan, and the wait after it. */
export interface Step {
  readonly action: ActionId
  /** Position in the whole plan, from 1. */
  readonly number: number
  readonly phrase: string
  readonly detail: string
  readonly wait: { readonly phrase: string; readonly detail: string } | undefined
}

export const stepOf = (plan: Plan, action: Action): Step => {
  const wait = waitPhrases[action.completion.kind]
  return {
    action: action.id,
    number: positionOf(plan, action.id) + 1,
    phrase: phrases[action.kind],
    detail: printable([detailOf(plan, action), waitedFor(plan, action)].filter((part) => part !== '').join(', ')),
    wait: wait === undefined ? undefined : { phrase: wait, detail: waitDetail(action) },
  }
}

const phrases = {
  RegisterTaskDefinition: 'register task definition',
  CreateService: 'create service',
  UpdateService: 'update service',
  ScaleService: 'scale service',
  DeleteService: 'delete service',
  TagResource: 'tag service',
  UntagResource: 'untag service',
} as const satisfies Record<Action['kind'], string>

const waitPhrases = {
  Accepted: undefined,
  Deployed: 'then wait until deployed',
  Steady: 'then wait until steady',
  Inactive: 'then wait until gone',
} as const satisfies Record<Completion['kind'], string | undefined>

const detailOf = (plan: Plan, action: Action): string => {
  switch (action.kind) {
    case 'RegisterTaskDefinition':
      return registrationDetail(action.content.family, likelyRevision(plan, action.id))
    case 'CreateService':
      return [
        `with ${revisionText(plan, action, action.taskDefinition)}`,
        ...(action.settings.desiredCount === undefined ? [] : [counted(action.settings.desiredCount, 'task')]),
      ].join(', ')
    case 'UpdateService':
      return updateDetail(plan, action)
    case 'ScaleService':
      return `to ${counted(action.desiredCount, 'task')}`
    case 'DeleteService':
      if (action.tasksStop === 0 && action.reason === 'Undone') return ''
      return action.tasksStop === 0 ? 'no task is running' : verbed(action.tasksStop, 'stop')
    case 'TagResource':
      return listed(Object.keys(action.tags))
    case 'UntagResource':
      return listed(action.keys)
  }
}

/** `after shop-db serves`: what of other services must have come to its good end; said where it begins to hold. */
const waitedFor = (plan: Plan, action: Action): string => {
  if (action.awaits.length === 0) return ''
  if (indexOf(plan).waiting.get(targetKey(action.target)) !== action.id) return ''
  const others = foreign(plan, action.target, action.awaits)
  const isLast = action.kind === 'DeleteService' && action.project !== undefined
  const told = others.filter((other) => !isLast || (other.kind === 'DeleteService' && other.project !== undefined))
  const isAfterAll = told.length < others.length
  const targets = [...groupsBy(told, ({ target }) => targetKey(target)).values()].flatMap((same) => same.slice(0, 1))
  const phrases = [
    ...(isAfterAll ? ['all else is done'] : []),
    ...(targets.length === 0
      ? []
      : [
          listedUpTo(
            3,
            targets.map(
              ({ target, kind }) => `${nameIn(plan, target)} ${kind === 'DeleteService' ? 'is gone' : 'serves'}`,
            ),
          ),
        ]),
  ]
  return phrases.length === 0 ? '' : `after ${listed(phrases)}`
}

/** What is awaited of other services, in the order of the plan. */
const foreign = (plan: Plan, target: Target, awaits: readonly ActionId[]): readonly Action[] =>
  [...new Set(awaits.map((id) => positionOf(plan, id)))]
    .sort((one, other) => one - other)
    .flatMap((position) => plan.actions[position] ?? [])
    .filter(({ target: other }) => !isSameTarget(other, target))

const registrationDetail = (family: string, likely: string | undefined): string =>
  likely === undefined ? `${family} (revision known after apply)` : `${likely} (known after apply)`

/** The name of the revision that a RegisterTaskDefinition is expected to make, where a later action tells. */
const likelyRevision = (plan: Plan, register: ActionId): string | undefined => indexOf(plan).likely.get(register)

interface Index {
  readonly positions: ReadonlyMap<ActionId, number>
  readonly likely: ReadonlyMap<ActionId, string>
  /** Of each service the first action that awaits what is another's. */
  readonly waiting: ReadonlyMap<string, ActionId>
}

/** Made once for a plan: each of its steps asks where others stand. */
const indexOf = (plan: Plan): Index => {
  const known = indexes.get(plan)
  if (known !== undefined) return known
  const likely = new Map<ActionId, string>()
  for (const action of plan.actions) {
    const reference = 'taskDefinition' in action ? action.taskDefinition : undefined
    if (reference?.kind !== 'KnownAfterApply' || reference.likely === undefined) continue
    if (!likely.has(reference.action)) likely.set(reference.action, reference.likely)
  }
  const targets = new Map(plan.actions.map(({ id, target }) => [id, targetKey(target)]))
  const waiting = new Map<string, ActionId>()
  for (const { id, target, awaits } of plan.actions) {
    const key = targetKey(target)
    if (waiting.has(key)) continue
    if (awaits.some((other) => (targets.get(other) ?? key) !== key)) waiting.set(key, id)
  }
  const positions = new Map(plan.actions.map(({ id }, position) => [id, position]))
  const index = { positions, likely, waiting }
  indexes.set(plan, index)
  return index
}

const indexes = new WeakMap<Plan, Index>()

const positionOf = (plan: Plan, id: ActionId): number => indexOf(plan).positions.get(id) ?? -1

const updateDetail = (plan: Plan, action: Extract<Action, { kind: 'UpdateService' }>): string => {
  const { desiredCount, ...others } = action.settings
  const said = [
    ...(action.taskDefinition === undefined ? [] : [`to ${revisionText(plan, action, action.taskDefinition)}`]),
    ...(desiredCount === undefined ? [] : [counted(desiredCount, 'task')]),
    ...Object.keys(settingsAsJson(others)).map(labelOf),
  ].join(', ')
  return said === '' && action.forceNewDeployment === true ? 'a new deployment of what it asks for' : said
}

/** A revision that another service's step makes is named with that step. */
const revisionText = (plan: Plan, action: Action, reference: RevisionReference): string => {
  if (reference.kind === 'Known') return revisionName(reference.arn)
  const index = positionOf(plan, reference.action)
  const maker = plan.actions[index]
  const isNear = maker !== undefined && isSameTarget(maker.target, action.target)
  if (reference.likely === undefined) return `the revision of step ${index + 1}`
  return isNear ? reference.likely : `${reference.likely} of step ${index + 1}`
}

const waitDetail = (action: Action): string => {
  if (action.completion.kind === 'Inactive') return 'its name is free again'
  if (action.kind === 'UpdateService' && action.bounds !== undefined) {
    const { minimumHealthy, maximumRunning } = action.bounds
    return `at least ${minimumHealthy} healthy, at most ${maximumRunning} running`
  }
  if (isDaemon(action)) return 'a task running on each instance'
  const count = countOf(action)
  return count === undefined ? '' : `${counted(count, 'task')} running`
}
