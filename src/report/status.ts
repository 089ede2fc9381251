/** What runs now, and what a valid file declares: text. */
import {
  type DesiredService,
  type DesiredState,
  type LiveService,
  type LiveState,
  namesAmong,
} from '../model/service.js'
import { isGivenUp, primaryOf } from '../model/rollout.js'
import { revisionName } from '../model/taskDefinition.js'
import { printable } from './printable.js'
import type { Detail } from './detail.js'
import { type Paint, paletteOf, type Style } from './style.js'
import { tableOf } from './table.js'
import { sentenceOf } from './verdict.js'
import { counted, hanging, listedUpTo, wrapped } from './wrap.js'

/** How far a service is, in one word for programs and colours; `stateText` says it in full. */
export type ServiceState = 'Missing' | 'Draining' | 'RollingOut' | 'RolloutFailed' | 'Short' | 'Steady'

/** One line per declared service: tasks, revision, state; the newest event of each that is not steady. */
export const statusText = (live: LiveState, desired: DesiredState, style: Style): string => {
  const clusters = [...new Set(desired.services.map(({ cluster }) => cluster))]
  const isSeveral = clusters.length > 1
  const entries = desired.services.map((service) => ({
    name: printable(isSeveral ? `${service.cluster}/${service.name}` : service.name),
    ...statusOf(service, live),
  }))
  const { bold } = paletteOf(style)
  const heading = [
    `${desired.file} → ${listedUpTo(3, clusters)}`,
    live.region,
    ...(live.account === undefined ? [] : [`account ${live.account}`]),
  ].join(' · ')
  return [
    wrapped(printable(heading), style.width).map(bold).join('\n'),
    (entries.length === 0 ? ['The file declares no service.'] : tableLines(entries, style)).join('\n'),
    ...entries.flatMap(({ name, state, service }) => newestEvent(name, state, service, style)),
  ].join('\n\n')
}

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

/** The state of a declared service, and the live service where there is one. */
export const statusOf = (
  desired: DesiredService,
  live: LiveState,
): { readonly state: ServiceState; readonly service: LiveService | undefined } => {
  const service = live.services.find(({ name, cluster }) => name === desired.name && cluster === desired.cluster)
  return { state: service === undefined ? 'Missing' : stateOf(service), service }
}

interface Entry {
  readonly name: string
  readonly state: ServiceState
  readonly service: LiveService | undefined
}

const stateOf = ({ status }: LiveService): ServiceState => {
  if (status.state !== 'ACTIVE') return 'Draining'
  if (isGivenUp(status)) return 'RolloutFailed'
  if (primaryOf(status.deployments)?.rolloutState === 'IN_PROGRESS' || status.deployments.length > 1)
    return 'RollingOut'
  return status.runningCount === status.desiredCount && status.pendingCount === 0 ? 'Steady' : 'Short'
}

const stateText = ({ state, service }: Entry): string => {
  const status = service?.status
  const primary = primaryOf(status?.deployments)
  switch (state) {
    case 'Missing':
      return 'not created yet'
    case 'Draining':
      return `being deleted: ${counted(status?.runningCount ?? 0, 'task')} left`
    case 'RolloutFailed':
      return 'rollout failed'
    case 'RollingOut':
      return `rolling out: ${primary?.runningCount ?? 0} of ${primary?.desiredCount ?? 0} new running`
    case 'Short':
      return (status?.runningCount ?? 0) > (status?.desiredCount ?? 0) ? 'stopping tasks' : 'starting tasks'
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

const tasksText = (service: LiveService | undefined): string =>
  service === undefined
    ? '-'
    : `${service.status.runningCount}/${service.status.desiredCount}` +
      (service.status.pendingCount > 0 ? ` +${service.status.pendingCount} pending` : '')

const revisionText = (service: LiveService | undefined): string =>
  service === undefined ? '-' : printable(revisionName(service.identity.taskDefinitionArn))

/** A table; where it is too wide for the terminal, a paragraph for each service. */
const tableLines = (entries: readonly Entry[], style: Style): readonly string[] => {
  const { dim, bold } = paletteOf(style)
  const rows = entries.map((entry) => [
    entry.name,
    tasksText(entry.service),
    revisionText(entry.service),
    stateText(entry),
  ])
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

const newestEvent = (
  name: string,
  state: ServiceState,
  service: LiveService | undefined,
  style: Style,
): readonly string[] => {
  if (service === undefined || state === 'Steady') return []
  const primary = primaryOf(service.status.deployments)
  const newest = service.status.events[0]
  const reason = state === 'RolloutFailed' ? primary?.rolloutStateReason : undefined
  const said = reason ?? newest?.message
  if (said === undefined) return []
  const at = reason === undefined && newest !== undefined ? ` at ${new Date(newest.createdAtMs).toISOString()}` : ''
  return [hanging('', `${name}: ECS said${at}: ${printable(sentenceOf(said))}`, style.width).join('\n')]
}
