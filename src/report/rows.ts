/** The rows of a service in the view of a plan: one for each value that changes and is worth a line, in the order in which they are read. */
import type { Action } from '../model/action.js'
import type { Change, ChangeValue, Effect } from '../model/change.js'
import { isList } from '../model/json.js'
import type { Origin } from '../model/origin.js'
import type { Plan, ServiceVerb } from '../model/plan.js'
import { isBookkeepingPath } from '../model/tag.js'
import { withListsFolded } from './foldedLists.js'
import { labelOf } from './label.js'
import { leavesOf } from './leaves.js'
import { lineOf } from './origin.js'
import { printable } from './printable.js'
import { exactText, type Member, membersOf, type Shown, shownFrom } from './value.js'

/** One value that changes. */
export interface Row {
  /** In ECS's words; the label is for eyes. */
  readonly path: string
  readonly label: string
  /** undefined: there was nothing before, and that goes without saying. */
  readonly before: Shown | undefined
  readonly after: Shown
  /** Of a list that was there before and is there afterwards; otherwise empty. */
  readonly members: readonly Member[]
  readonly remark: string | undefined
  readonly effect: Effect
  /** `deploy.yml:12`. */
  readonly place: string | undefined
  readonly origin: Origin | undefined
}

/** What the service is told first, then what its tasks are; a path that two actions carry once. */
export const rowsOf = (plan: Plan, verb: ServiceVerb, actions: readonly Action[]): readonly Row[] => {
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
  // The books are news only where nothing else is.
  const news = shown.filter(({ change }) => !isBookkeepingPath(change.path))
  const telling = news.length > 0 ? news : shown
  const effects = new Set(telling.map(({ change }) => change.effect))
  return telling
    .map(({ action, change }) => rowFrom(plan, verb, action, change, effects.size > 1))
    .sort((a, b) => rankOf(a.path) - rankOf(b.path))
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
    place: origin === undefined ? undefined : lineOf(origin),
    origin,
  }
  const sides = { before: shownFrom(before, path), after: shownFrom(after, path) }
  const isAlike = sides.before.text === sides.after.text && before?.kind === 'Plain' && after?.kind === 'Plain'
  return {
    ...shared,
    before: isNew && before === undefined ? undefined : isAlike ? { text: exactText(before.value) } : sides.before,
    after: isAlike ? { text: exactText(after.value) } : sides.after,
  }
}

/** A secret that was one before: both sides are fingerprints, and all that is told is that they differ. */
export const isSecretChange = ({ before, after }: Row): boolean => before?.isSecret === true && after.isSecret === true

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
    kind === 'CreateService' ||
    kind === 'RegisterTaskDefinition' ||
    (kind === 'UntagResource' && !isBookkeepingPath(path))) &&
  reason !== 'Requested' &&
  reason !== 'Undone'

const listChange = (
  before: ChangeValue | undefined,
  after: ChangeValue | undefined,
  path: string,
): readonly Member[] =>
  before?.kind === 'Plain' && after?.kind === 'Plain' && isList(before.value) && isList(after.value)
    ? membersOf(before.value, after.value, path)
    : []

/** What ECS takes where nothing is said, and what is in every label: the name of a container or a volume, the path of a tmpfs. No news when they appear. */
const goesWithoutSaying = ({ path, before, after }: Change): boolean =>
  before === undefined &&
  after?.kind === 'Plain' &&
  (/^(?:containerDefinitions|volumes)\[[^\]]*\]\.name$/.test(path) ||
    /\.tmpfs\[[^\]]*\]\.containerPath$/.test(path) ||
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
