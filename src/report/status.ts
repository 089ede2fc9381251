/** What runs now, and what a valid file declares: text. */
import { type DesiredService, type DesiredState, namesAmong } from '../model/service.js'
import { isWhole } from '../model/plan.js'
import { primaryOf } from '../model/rollout.js'
import { shardName } from '../model/shard.js'
import { revisionName } from '../model/taskDefinition.js'
import { doubtsText } from './doubtsText.js'
import { printable } from './printable.js'
import type { Detail } from './detail.js'
import type { LiveCounts, ServiceState, ServiceStatus, StatusView } from './statusView.js'
import { type Paint, paletteOf, type Style } from './style.js'
import { tableOf } from './table.js'
import { sentenceOf } from './verdict.js'
import { counted, hanging, listedUpTo, wrapped } from './wrap.js'

/** One line per declared service: tasks, revision, state; the newest event of each that is not steady; what is not known. */
export const statusText = (view: StatusView, style: Style): string => {
  const clusters = [...new Set(view.services.map(({ target }) => target.cluster))]
  const isSeveral = clusters.length > 1
  const entries = view.services.map((service): Entry => ({
    ...service,
    name: printable(isSeveral ? `${service.target.cluster}/${service.target.service}` : service.target.service),
  }))
  const { bold } = paletteOf(style)
  const heading = [
    clusters.length === 0 ? view.file : `${view.file} → ${listedUpTo(3, clusters)}`,
    view.region,
    ...(view.account === undefined ? [] : [`account ${view.account}`]),
    ...(view.shard === undefined ? [] : [`shard ${shardName(view.shard)}`]),
  ].join(' · ')
  return [
    wrapped(printable(heading), style.width).map(bold).join('\n'),
    ...(entries.length === 0 ? (isWhole(view) ? [emptyText(view)] : []) : [tableLines(entries, style).join('\n')]),
    ...entries.flatMap((entry) => newestEvent(entry, style)),
    ...(view.doubts === undefined ? [] : [doubtsText(view.doubts, style, 'changes')]),
  ].join('\n\n')
}

const emptyText = ({ shard }: StatusView): string =>
  (shard?.services ?? []).length === 0 ? 'The file declares no service.' : 'No service is in this shard.'

/** What a valid file declares. */
export const validText = (
  desired: Pick<DesiredState, 'file' | 'warnings'> & {
    readonly services: readonly Pick<DesiredService, 'cluster' | 'name'>[]
  },
  style: Style,
  detail: Detail = 'changes',
): string => {
  const { green } = paletteOf(style)
  const names = namesAmong(desired.services)
  const clusters = [...new Set(desired.services.map(({ cluster }) => cluster))]
  const what =
    names.length === 0
      ? 'it declares no service'
      : `it declares ${names.length === 1 ? '1 service' : `${names.length} services`} in ${listedUpTo(detail === 'full' ? clusters.length : 3, clusters)}${
          detail === 'summary' ? '' : `: ${listedUpTo(detail === 'full' ? names.length : 10, names)}`
        }`
  return wrapped(printable(`${desired.file} is valid: ${what}.`), style.width)
    .map(green)
    .join('\n')
}

type Entry = ServiceStatus & { readonly name: string }

const stateText = ({ state, live }: Entry): string => {
  const primary = primaryOf(live?.deployments)
  switch (state) {
    case 'Missing':
      return 'not created yet'
    case 'Draining':
      return `being deleted: ${counted(live?.runningCount ?? 0, 'task')} left`
    case 'RolloutFailed':
      return 'rollout failed'
    case 'RollingOut':
      return `rolling out: ${primary?.runningCount ?? 0} of ${primary?.desiredCount ?? 0} new running`
    case 'Short':
      return (live?.runningCount ?? 0) > (live?.desiredCount ?? 0) ? 'stopping tasks' : 'starting tasks'
    case 'Steady':
      return 'steady'
  }
}

const paintOf = (state: ServiceState, style: Style): Paint => {
  const { green, yellow, red } = paletteOf(style)
  return {
    Missing: yellow,
    Draining: yellow,
    RollingOut: yellow,
    RolloutFailed: red,
    Short: yellow,
    Steady: green,
  }[state]
}

const tasksText = (live: LiveCounts | undefined): string =>
  live === undefined
    ? '-'
    : `${live.runningCount}/${live.desiredCount}` + (live.pendingCount > 0 ? ` +${live.pendingCount} pending` : '')

const revisionText = (live: LiveCounts | undefined): string =>
  live === undefined ? '-' : printable(revisionName(live.taskDefinitionArn))

/** A table; where it is too wide for the terminal, a paragraph for each service. */
const tableLines = (entries: readonly Entry[], style: Style): readonly string[] => {
  const { dim, bold } = paletteOf(style)
  const rows = entries.map((entry) => [entry.name, tasksText(entry.live), revisionText(entry.live), stateText(entry)])
  const head = ['service', 'tasks', 'task definition', 'state']
  const bare = tableOf([head, ...rows])
  if (Math.max(...bare.map((line) => line.length)) > style.width) {
    return entries.flatMap((entry, index) => [
      bold(entry.name),
      ...hanging('    ', (rows[index] ?? []).slice(1).join(' · '), style.width).map(paintOf(entry.state, style)),
    ])
  }
  return bare.map((line, index) => {
    const entry = entries[index - 1]
    if (entry === undefined) return dim(line)
    const state = stateText(entry)
    return line.slice(0, line.length - state.length) + paintOf(entry.state, style)(state)
  })
}

const newestEvent = ({ name, state, live }: Entry, style: Style): readonly string[] => {
  if (live === undefined || state === 'Steady') return []
  const { newestEvent: newest, deployments } = live
  const reason = state === 'RolloutFailed' ? primaryOf(deployments)?.rolloutStateReason : undefined
  const said = reason ?? newest?.message
  if (said === undefined) return []
  const at = reason === undefined && newest !== undefined ? ` at ${new Date(newest.createdAtMs).toISOString()}` : ''
  return [hanging('', `${name}: ECS said${at}: ${printable(sentenceOf(said))}`, style.width).join('\n')]
}
