/**
 * The plan as people see it, before any format: what the text formats print is decided here, once. All strings in it
 * are safe to print.
 */
import type { Action, ActionId, Completion, Reason, RevisionReference } from '../model/action.js'
import { type Change, type ChangeValue, type Effect, worstEffect } from '../model/change.js'
import type { Hazard } from '../model/hazard.js'
import type { Json, JsonObject } from '../model/json.js'
import type { Origin } from '../model/origin.js'
import { hazardsOf, type Plan, type ServicePlan, servicePlansOf, type ServiceVerb } from '../model/plan.js'
import { isSameTarget, settingsAsJson, type Target } from '../model/service.js'
import { revisionName } from '../model/taskDefinition.js'
import { hazardSentence } from './hazard.js'
import { labelOf, labelsOf, listLeaf } from './label.js'
import { lineOf } from './origin.js'
import { printable } from './printable.js'
import { exactText, fingerprintText, isList, isObject, type Member, membersOf, valueText } from './value.js'
import { counted, listed, listedUpTo } from './wrap.js'

export interface PlanView {
  /** `deploy.yml → hello-world-cluster · us-west-2 · account 123445564666`, in its parts. */
  readonly heading: readonly string[]
  readonly file: string
  /** Services that change or that have a hazard. */
  readonly services: readonly ServiceView[]
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
}

/** One value that changes. */
export interface Row {
  /** In ECS's words; the label is for eyes. */
  readonly path: string
  readonly label: string
  /** `(secret) changed,` or nothing. */
  readonly lead: string
  /** undefined: there was nothing before, and that goes without saying. */
  readonly before: string | undefined
  readonly after: string
  /** Of a list that was there before and is there afterwards; otherwise empty. */
  readonly members: readonly Member[]
  readonly remark: string | undefined
  readonly effect: Effect
  /** `deploy.yml:12`. */
  readonly place: string | undefined
}

/** One call of the plan, and the wait after it. */
export interface Step {
  readonly action: ActionId
  /** Position in the whole plan, from 1. */
  readonly number: number
  readonly phrase: string
  readonly detail: string
  readonly wait: { readonly phrase: string; readonly detail: string } | undefined
}

export interface HazardView {
  readonly level: Hazard['level']
  readonly sentence: string
  readonly place: string | undefined
}

export const planViewFrom = (plan: Plan): PlanView => {
  const changed = servicePlansOf(plan)
  const others = plan.hazards
    .map(({ target }) => target)
    .filter((target) => !changed.some((service) => isSameTarget(service.target, target)))
    .filter((target, index, all) => all.findIndex((other) => isSameTarget(other, target)) === index)
  return {
    heading: headingOf(plan),
    file: printable(plan.basis.file),
    services: [
      ...changed.map((service) => serviceViewFrom(plan, service)),
      ...others.map((target) => hazardOnlyView(plan, target)),
    ],
  }
}

/** A service's name as the plan shows it: with its cluster where there are several. */
export const nameIn = (plan: Plan, target: Target): string =>
  printable(clustersOf(plan).length > 1 ? `${target.cluster}/${target.service}` : target.service)

/** `deploy.yml:12`. */
const placeFrom = (origin: Origin | undefined): string | undefined =>
  origin === undefined ? undefined : lineOf(origin)

/** The name of the revision that a RegisterTaskDefinition is expected to make, where a later action tells. */
const likelyRevision = (plan: Plan, register: ActionId): string | undefined =>
  plan.actions
    .map((action) => ('taskDefinition' in action ? action.taskDefinition : undefined))
    .map((reference) =>
      reference?.kind === 'KnownAfterApply' && reference.action === register ? reference.likely : undefined,
    )
    .find((likely) => likely !== undefined)

/** `desiredCount` of what the action asks for, where it asks. */
const countOf = (action: Action): number | undefined => {
  switch (action.kind) {
    case 'CreateService':
    case 'UpdateService':
      return action.settings.desiredCount
    case 'ScaleService':
      return action.desiredCount
    case 'RegisterTaskDefinition':
    case 'DeleteService':
    case 'TagResource':
    case 'UntagResource':
      return undefined
  }
}

const isDaemon = (action: Action): boolean =>
  action.kind === 'CreateService' && action.settings.schedulingStrategy === 'DAEMON'

const clustersOf = ({ actions, unchanged, hazards }: Plan): readonly string[] => [
  ...new Set(
    [...actions.map(({ target }) => target), ...unchanged, ...hazards.map(({ target }) => target)].map(
      ({ cluster }) => cluster,
    ),
  ),
]

const headingOf = (plan: Plan): readonly string[] => {
  const { file, region, account } = plan.basis
  const clusters = listedUpTo(3, clustersOf(plan))
  return [
    clusters === '' ? file : `${file} → ${clusters}`,
    region,
    ...(account === undefined ? [] : [`account ${account}`]),
  ].map(printable)
}

const serviceViewFrom = (plan: Plan, { target, verb, actions }: ServicePlan): ServiceView => {
  const rows = rowsOf(plan, verb, actions)
  return {
    target,
    name: nameIn(plan, target),
    verb,
    symbol: symbols[verb],
    headline: headlines[verb](actions),
    why: whyOf(plan, actions),
    rows,
    steps: actions.map((action) => stepOf(plan, action)),
    hazards: hazardsOf(plan, target).map(hazardViewFrom),
  }
}

const hazardOnlyView = (plan: Plan, target: Target): ServiceView => {
  const hazards = hazardsOf(plan, target)
  return {
    target,
    name: nameIn(plan, target),
    verb: undefined,
    symbol: '!',
    headline: hazards.some(({ level }) => level === 'Error') ? 'cannot be applied' : 'no changes',
    why: undefined,
    rows: [],
    steps: [],
    hazards: hazards.map(hazardViewFrom),
  }
}

const symbols = { create: '+', update: '~', scale: '~', replace: '-/+', delete: '-' } as const satisfies Record<
  ServiceVerb,
  ServiceView['symbol']
>

const headlines = {
  create: (actions) =>
    actions.some(isDaemon)
      ? 'new service: a task on each instance'
      : `new service${ofTasks(actions.map(countOf).find((count) => count !== undefined))}`,
  update: (actions) => {
    const update = actions.find((action) => action.kind === 'UpdateService')
    if (update === undefined) {
      if (actions.some(({ reason }) => reason === 'TagsDiffer')) return 'tags alone: no task restarts'
      return actions.some(({ kind }) => kind === 'TagResource' || kind === 'UntagResource')
        ? 'bookkeeping alone: no task restarts'
        : 'new task definition alone: no task restarts'
    }
    if (update.tasksRestart > 0) return `rolling update: ${verbed(update.tasksRestart, 'restart')}`
    return update.completion.kind === 'Deployed'
      ? 'new deployment: no running task to restart'
      : 'settings alone: no task restarts'
  },
  scale: (actions) => {
    const scale = actions.find((action) => action.kind === 'ScaleService')
    const after = scale?.desiredCount ?? 0
    const before = scale?.changes.find(({ path }) => path === 'desiredCount')?.before
    if (before?.kind !== 'Plain' || typeof before.value !== 'number') return `count ${after}: no task restarts`
    const fewer = before.value - after
    return fewer > 0
      ? `count ${before.value} → ${after}: ${verbed(fewer, 'stop')}, none restarts`
      : `count ${before.value} → ${after}: no task restarts`
  },
  replace: (actions) => `deleted and made anew: ${stopping(actions, ' first')}`,
  delete: (actions) => `deleted: ${stopping(actions, '')}`,
} as const satisfies Record<ServiceVerb, (actions: readonly Action[]) => string>

const ofTasks = (count: number | undefined): string => (count === undefined ? '' : `: ${counted(count, 'task')}`)

const verbed = (count: number, verb: string): string => `${counted(count, 'task')} ${verb}${count === 1 ? 's' : ''}`

const stopping = (actions: readonly Action[], when: string): string => {
  const tasks = actions.reduce((sum, action) => sum + (action.kind === 'DeleteService' ? action.tasksStop : 0), 0)
  return tasks === 0 ? 'no task is running' : `${verbed(tasks, 'stop')}${when}`
}

/** The nouns of the reasons that say "… differs from the file", so that several make one sentence. */
const differing: Readonly<Partial<Record<Reason, string>>> = {
  TaskDefinitionDiffers: 'task definition',
  CountDiffers: 'count',
  SettingsDiffer: 'settings',
  TagsDiffer: 'tags',
  DeclaredKeysDiffer: 'list of declared keys',
}

const whyOf = (plan: Plan, actions: readonly Action[]): string | undefined => {
  const reasons = new Set(actions.map(({ reason }) => reason))
  if (reasons.has('CannotChangeInPlace')) {
    const paths = actions.flatMap(({ changes }) =>
      changes.filter(({ effect }) => effect === 'Replace').map(({ path }) => path),
    )
    const labels = labelsOf(paths).map(printable)
    return `because ECS cannot change ${labels.length === 0 ? 'it' : listed(labels)} in place`
  }
  if (reasons.has('ServiceMissing')) return 'because ECS has no such service yet'
  if (reasons.has('Requested')) return `because the command says so, whatever ${printable(plan.basis.file)} says`
  if (reasons.has('RolloutFailed')) return 'because ECS gave its last rollout up, so what is declared does not serve'
  const telling = reasons.size > 1 ? [...reasons].filter((reason) => reason !== 'DeclaredKeysDiffer') : [...reasons]
  const nouns = telling.flatMap((reason) => differing[reason] ?? [])
  if (nouns.length === 0) return undefined
  const plural = nouns.length > 1 || nouns[0] === 'settings' || nouns[0] === 'tags'
  return `because its ${listed(nouns)} ${plural ? 'differ' : 'differs'} from ${printable(plan.basis.file)}`
}

/** What the service is told first, then what its tasks are; a path that two actions carry once. */
const rowsOf = (plan: Plan, verb: ServiceVerb, actions: readonly Action[]): readonly Row[] => {
  const isShownInFull = actions.some((action) => action.kind === 'RegisterTaskDefinition' && action.changes.length > 0)
  const entries = actions.flatMap((action) =>
    withListsFolded(verb, action)
      .filter(({ path }) => !(path === 'taskDefinition' && isShownInFull))
      .flatMap(leavesOf)
      .filter((change) => !goesWithoutSaying(change))
      .map((change) => ({ action, change })),
  )
  const byPath = new Map<string, (typeof entries)[number]>()
  for (const entry of entries) {
    const known = byPath.get(entry.change.path)
    if (known === undefined || (known.change.before === undefined && entry.change.before !== undefined)) {
      byPath.set(entry.change.path, entry)
    }
  }
  const shown = [...byPath.values()]
  const news = shown.filter(({ change }) => !isBookkeeping(change.path))
  const telling = news.length > 0 ? news : shown
  const effects = new Set(telling.map(({ change }) => change.effect))
  return telling
    .map(({ action, change }) => rowFrom(plan, verb, action, change, effects.size > 1))
    .sort((a, b) => rankOf(a.path) - rankOf(b.path))
}

/** deploy's own tags: news only where nothing else is. */
const isBookkeeping = (path: string): boolean => path.startsWith('tags[deploy:')

/** What ECS takes where nothing is said, and a container's name, which every label has: no news when they appear. */
const goesWithoutSaying = ({ path, before, after }: Change): boolean =>
  before === undefined &&
  after?.kind === 'Plain' &&
  (/^containerDefinitions\[[^\]]*\]\.name$/.test(path) ||
    (/^containerDefinitions\[[^\]]*\]\.essential$/.test(path) && after.value === true) ||
    (path === 'networkMode' && after.value === 'bridge'))

/** Members of a container from what it is to how it is told; sorting is stable, so all others keep their places. */
const containerRanks: readonly string[] = ['image', 'command', 'entryPoint', 'portMappings', 'cpu', 'memory']

/** The service's own members, the task's, then its containers'; environment last. */
const rankOf = (path: string): number => {
  if (path === 'desiredCount') return 0
  const member = /^containerDefinitions\[[^\]]*\]\.(\w+)/.exec(path)?.[1]
  if (member === undefined) return taskMembers.test(path) ? 2 : 1
  const rank = containerRanks.indexOf(member)
  return member === 'environment' ? 99 : rank < 0 ? 50 : 10 + rank
}

const taskMembers = /^(family|networkMode|cpu|memory|taskRoleArn|executionRoleArn|volumes|runtimePlatform)\b/

/** Ports and load balancers read as the file writes them, `8000:80`, and not one number at a time. */
const withListsFolded = (verb: ServiceVerb, action: Action): readonly Change[] => {
  const folded = new Map<string, readonly Change[]>()
  for (const change of action.changes) {
    const list = listLeaf.exec(change.path)?.[1] ?? change.path
    folded.set(list, [...(folded.get(list) ?? []), change])
  }
  return [...folded].flatMap(([list, changes]) =>
    changes.every((change) => change.path !== list && isPlainOrAbsent(change.before) && isPlainOrAbsent(change.after))
      ? [foldedList(verb, action, list, changes)]
      : changes,
  )
}

const isPlainOrAbsent = (value: ChangeValue | undefined): boolean => value === undefined || value.kind === 'Plain'

/** One change of the list, of those of its members that differ. */
const foldedList = (verb: ServiceVerb, action: Action, list: string, changes: readonly Change[]): Change => {
  const byKey = new Map<string, readonly Change[]>()
  for (const change of changes) {
    const key = listLeaf.exec(change.path)?.[2] ?? ''
    byKey.set(key, [...(byKey.get(key) ?? []), change])
  }
  const sides = [...byKey].map(([key, leaves]) => memberSides(action, list, key, leaves))
  const before = sides.flatMap(({ before: member }) => (member === undefined ? [] : [member]))
  const after = sides.flatMap(({ after: member }) => (member === undefined ? [] : [member]))
  const origin = changes.find((change) => change.origin !== undefined)?.origin
  const isNew = verb === 'create' && before.length === 0
  return {
    path: list,
    effect: worstEffect(changes) ?? 'InPlace',
    ...(isNew ? {} : { before: { kind: 'Plain', value: before } }),
    after: { kind: 'Plain', value: after },
    ...(origin === undefined ? {} : { origin }),
  }
}

/** A member as it was and as it will be: what is not among the leaves stays as the action has it. */
const memberSides = (
  action: Action,
  list: string,
  key: string,
  leaves: readonly Change[],
): { readonly before: JsonObject | undefined; readonly after: JsonObject | undefined } => {
  const whole = membersIn(action, list).find((member) => keyIn(list, member) === key)
  const ofSide = (side: 'before' | 'after'): JsonObject | undefined => {
    const told = leaves.flatMap((leaf): readonly (readonly [string, Json | undefined])[] => {
      const value = leaf[side]
      const member = leaf.path.slice(leaf.path.lastIndexOf('.') + 1)
      return [[member, value?.kind === 'Plain' ? value.value : undefined]]
    })
    const isThere = told.some(([, value]) => value !== undefined)
    const isWholeNews = leaves.some(({ path }) => keysOf(list).includes(path.slice(path.lastIndexOf('.') + 1)))
    return isThere || !isWholeNews ? { ...(whole ?? {}), ...Object.fromEntries(told) } : undefined
  }
  return { before: ofSide('before'), after: ofSide('after') }
}

/** The members that are the key of a member of a list: when one of them differs, the whole comes or goes. */
const keysOf = (list: string): readonly string[] => {
  if (list === 'loadBalancers') return ['targetGroupArn', 'loadBalancerName']
  if (list.endsWith('.mountPoints')) return ['containerPath']
  return list.endsWith('.ulimits') ? ['name'] : ['containerPort']
}

const membersIn = (action: Action, list: string): readonly JsonObject[] => {
  if (list === 'loadBalancers') {
    return 'settings' in action ? [...(action.settings.loadBalancers ?? [])].map((member) => ({ ...member })) : []
  }
  const name = /^containerDefinitions\[([^\]]*)\]/.exec(list)?.[1]
  const containers = action.kind === 'RegisterTaskDefinition' ? action.content.containerDefinitions : []
  const members = containers.find((container) => container.name === name)?.[list.slice(list.lastIndexOf('.') + 1)]
  return isList(members) ? members.filter(isObject) : []
}

const keyIn = (list: string, member: JsonObject): string => {
  const parts =
    list === 'loadBalancers'
      ? [member['targetGroupArn'] ?? member['loadBalancerName']]
      : list.endsWith('.portMappings')
        ? [member['containerPort'], member['protocol']]
        : keysOf(list).map((key) => member[key])
  return parts.map((part) => (typeof part === 'string' || typeof part === 'number' ? String(part) : '')).join('/')
}

const rowFrom = (plan: Plan, verb: ServiceVerb, action: Action, change: Change, isMixed: boolean): Row => {
  const { path, before, after, effect, origin } = change
  const isNew = verb === 'create' || action.kind === 'CreateService'
  const remarks = [
    ...(isMixed && verb !== 'create' ? effectRemark(path, effect) : []),
    ...(isNoLongerDeclared(action, change) ? [`no longer in ${printable(plan.basis.file)}`] : []),
  ]
  const shared = {
    path,
    label: printable(labelOf(path)),
    members: listChange(before, after, path),
    remark: remarks.length === 0 ? undefined : `(${remarks.join('; ')})`,
    effect,
    place: placeFrom(origin),
  }
  if (before?.kind === 'Secret' && after?.kind === 'Secret') {
    return {
      ...shared,
      lead: '(secret) changed,',
      before: fingerprintText(before.fingerprint),
      after: fingerprintText(after.fingerprint),
    }
  }
  const texts = { before: valueText(before, path), after: valueText(after, path) }
  const isAlike = texts.before === texts.after && before?.kind === 'Plain' && after?.kind === 'Plain'
  return {
    ...shared,
    lead: '',
    before: isNew && before === undefined ? undefined : isAlike ? exactText(before.value) : texts.before,
    after: isAlike ? exactText(after.value) : texts.after,
  }
}

/** Which change is to blame, where several kinds meet; that a new task definition restarts tasks is said above. */
const effectRemark = (path: string, effect: Effect): readonly string[] => {
  switch (effect) {
    case 'InPlace':
      return []
    case 'Rollout':
      return rankOf(path) < 2 && path !== 'taskDefinition' ? ['restarts tasks'] : []
    case 'Replace':
      return ['makes the service anew']
  }
}

const isNoLongerDeclared = ({ kind, reason }: Action, { path, origin, before }: Change): boolean =>
  origin === undefined &&
  before !== undefined &&
  path !== 'taskDefinition' &&
  (kind === 'UpdateService' ||
    kind === 'RegisterTaskDefinition' ||
    (kind === 'UntagResource' && !isBookkeeping(path))) &&
  reason !== 'Requested'

const listChange = (
  before: ChangeValue | undefined,
  after: ChangeValue | undefined,
  path: string,
): readonly Member[] =>
  before?.kind === 'Plain' && after?.kind === 'Plain' && isList(before.value) && isList(after.value)
    ? membersOf(before.value, after.value, path)
    : []

/** A change of a whole object, or of a list of named values, as one change for each member that differs. */
const leavesOf = (change: Change): readonly Change[] => {
  const before = entriesOf(change.before)
  const after = entriesOf(change.after)
  if (before === undefined || after === undefined || (before.length === 0 && after.length === 0)) return [change]
  const was = new Map(before)
  const is = new Map(after)
  const leaves = [...new Set([...was.keys(), ...is.keys()])]
    .filter((key) => JSON.stringify(was.get(key)) !== JSON.stringify(is.get(key)))
    .flatMap((key) => leavesOf(changeOf(change, change.path + key, was.get(key), is.get(key))))
  return leaves.length === 0 ? [change] : leaves
}

const changeOf = (
  { effect, origin }: Change,
  path: string,
  before: Json | undefined,
  after: Json | undefined,
): Change => ({
  path,
  effect,
  ...(before === undefined ? {} : { before: { kind: 'Plain', value: before } }),
  ...(after === undefined ? {} : { after: { kind: 'Plain', value: after } }),
  ...(origin === undefined ? {} : { origin }),
})

/** Members by what they add to the path; an absent value has none; undefined for what has no members. */
const entriesOf = (value: ChangeValue | undefined): readonly (readonly [key: string, value: Json])[] | undefined => {
  if (value === undefined) return []
  if (value.kind !== 'Plain') return undefined
  if (isObject(value.value)) {
    return Object.entries(value.value).flatMap(([member, of]) =>
      of === undefined ? [] : [[`.${member}`, of] as const],
    )
  }
  if (!isList(value.value) || value.value.length === 0) return undefined
  const named = value.value.flatMap((member) =>
    isObject(member) && typeof member['name'] === 'string' && Object.keys(member).length === 2
      ? [[`[${member['name']}]`, member['value'] ?? member['valueFrom'] ?? null] as const]
      : [],
  )
  return named.length === value.value.length ? named : undefined
}

const stepOf = (plan: Plan, action: Action): Step => {
  const wait = waitPhrases[action.completion.kind]
  return {
    action: action.id,
    number: plan.actions.indexOf(action) + 1,
    phrase: phrases[action.kind],
    detail: printable(detailOf(plan, action)),
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
      return action.tasksStop === 0 ? 'no task is running' : verbed(action.tasksStop, 'stop')
    case 'TagResource':
      return listed(Object.keys(action.tags))
    case 'UntagResource':
      return listed(action.keys)
  }
}

const registrationDetail = (family: string, likely: string | undefined): string =>
  likely === undefined ? `${family} (revision known after apply)` : `${likely} (known after apply)`

const updateDetail = (plan: Plan, action: Extract<Action, { kind: 'UpdateService' }>): string => {
  const { desiredCount, ...others } = action.settings
  return [
    ...(action.taskDefinition === undefined ? [] : [`to ${revisionText(plan, action, action.taskDefinition)}`]),
    ...(desiredCount === undefined ? [] : [counted(desiredCount, 'task')]),
    ...Object.keys(settingsAsJson(others)).map(labelOf),
  ].join(', ')
}

/** A revision that another service's step makes is named with that step. */
const revisionText = (plan: Plan, action: Action, reference: RevisionReference): string => {
  if (reference.kind === 'Known') return revisionName(reference.arn)
  const index = plan.actions.findIndex(({ id }) => id === reference.action)
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

const hazardViewFrom = (hazard: Hazard): HazardView => ({
  level: hazard.level,
  sentence: hazardSentence(hazard),
  place: placeFrom(hazard.origin),
})
