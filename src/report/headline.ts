/** What a plan means for the running tasks of a service, and why it is made: a few words for each. */
import type { Action, Reason } from '../model/action.js'
import type { Plan, ServiceVerb } from '../model/plan.js'
import { projectTag } from '../model/tag.js'
import { labelsOf } from './label.js'
import { printable } from './printable.js'
import { countOf, isDaemon, verbed } from './tasks.js'
import { counted, listed } from './wrap.js'

/** `rolling update: 2 tasks restart`. */
export const headlineOf = (verb: ServiceVerb, actions: readonly Action[]): string => headlines[verb](actions)

/** `because its count differs from deploy.yml`; undefined where no reason is worth a word. */
export const whyOf = (plan: Plan, actions: readonly Action[]): string | undefined => {
  const reasons = new Set(actions.map(({ reason }) => reason))
  if (reasons.has('CannotChangeInPlace')) {
    const paths = actions.flatMap(({ changes }) =>
      changes.filter(({ effect }) => effect === 'Replace').map(({ path }) => path),
    )
    const labels = labelsOf(paths).map(printable)
    return `because ECS cannot change ${labels.length === 0 ? 'it' : listed(labels)} in place`
  }
  if (reasons.has('ServiceMissing')) return 'because ECS has no such service yet'
  if (reasons.has('NotDeclared')) return `because ${printable(plan.basis.file)} once made it and no longer declares it`
  if (reasons.has('Undone')) return 'because it was so before the plan that this undoes'
  if (reasons.has('Requested')) return `because the command says so, whatever ${printable(plan.basis.file)} says`
  if (reasons.has('RolloutFailed')) return 'because ECS gave its last rollout up, so what is declared does not serve'
  const isRenamed = actions.some(({ changes }) => changes.some(({ path }) => path === `tags[${projectTag}]`))
  if (isRenamed && reasons.size === 1 && reasons.has('DeclaredKeysDiffer')) {
    return `because its project differs from ${printable(plan.basis.file)}`
  }
  const telling = reasons.size > 1 ? [...reasons].filter((reason) => reason !== 'DeclaredKeysDiffer') : [...reasons]
  const nouns = telling.flatMap((reason) => differing[reason] ?? [])
  if (nouns.length === 0) return undefined
  const plural = nouns.length > 1 || nouns[0] === 'settings' || nouns[0] === 'tags'
  return `because its ${listed(nouns)} ${plural ? 'differ' : 'differs'} from ${printable(plan.basis.file)}`
}

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
  delete: (actions) => (isUntold(actions) ? 'deleted again' : `deleted: ${stopping(actions, '')}`),
} as const satisfies Record<ServiceVerb, (actions: readonly Action[]) => string>

/** How many tasks a service will have that does not exist yet is not always known. */
const isUntold = (actions: readonly Action[]): boolean =>
  actions.every((action) => action.kind === 'DeleteService' && action.reason === 'Undone' && action.tasksStop === 0)

const ofTasks = (count: number | undefined): string => (count === undefined ? '' : `: ${counted(count, 'task')}`)

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
