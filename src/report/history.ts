/** What a service has been through: text and JSON. */
import { hasSucceeded, type History, type KnownRevision, type PastDeployment, servingAmong } from '../model/history.js'
import type { Json, JsonObject } from '../model/json.js'
import type { LiveState } from '../model/service.js'
import { revisionName } from '../model/taskDefinition.js'
import { printable } from './printable.js'
import { paletteOf, type Style } from './style.js'
import { tableOf } from './table.js'
import { sentenceOf } from './verdict.js'
import { duration, hanging, wrapped } from './wrap.js'

/** Which file it was asked for, and where. */
export interface HistoryBasis extends Pick<LiveState, 'region' | 'account'> {
  readonly file: string
}

/** The newest `limit` deployments, or the ACTIVE revisions where ECS has none to tell of; then where rollback would go. */
export const historyText = (basis: HistoryBasis, history: History, limit: number, style: Style): string => {
  const { bold } = paletteOf(style)
  const { file, region, account } = basis
  const heading = [
    `${file} → ${history.service.cluster}`,
    region,
    ...(account === undefined ? [] : [`account ${account}`]),
    history.service.name,
  ].join(' · ')
  const rows = history.deployments.slice(0, limit).map((deployment) => deploymentRow(history, deployment))
  const table = rows.length > 0 ? laidOut([deploymentHead, ...rows], style) : undefined
  const active = history.active.slice(0, limit).map((arn) => revisionRow(history, arn))
  return [
    wrapped(printable(heading), style.width).map(bold),
    ...(table === undefined
      ? [
          wrapped(unknown(history), style.width),
          ...(active.length === 0 ? [] : [laidOut([revisionHead, ...active], style)]),
        ]
      : [table]),
    ...reasonsOf(history.deployments.slice(0, limit), style),
    wrapped(printable(wayBackSentence(history)), style.width),
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

/** The body of the document `history`. */
export const historyBody = ({ file, region, account }: HistoryBasis, history: History, limit: number): JsonObject => {
  const serving = servingAmong(history.deployments, history.service)
  const { cluster, name, identity } = history.service
  return {
    basis: { file, region, account: account ?? null },
    target: { cluster, service: name },
    taskDefinitionArn: identity.taskDefinitionArn,
    readable: history.isDenied !== true,
    rollbackTo: history.wayBack.kind === 'Found' ? revisionName(history.wayBack.taskDefinitionArn) : null,
    deployments: history.deployments.slice(0, limit).map((deployment) => ({
      arn: deployment.arn,
      status: deployment.status,
      reason: deployment.statusReason ?? null,
      taskDefinitionArn: deployment.taskDefinitionArn ?? null,
      registeredBy: knownIn(history, deployment.taskDefinitionArn)?.registeredBy ?? null,
      startedAt: new Date(deployment.startedAtMs).toISOString(),
      finishedAt: timeBody(deployment.finishedAtMs),
      durationMs: deployment.finishedAtMs === undefined ? null : deployment.finishedAtMs - deployment.startedAtMs,
      serves: deployment === serving,
      rollbackTarget: isWayBack(history, deployment),
    })),
    revisions: history.active.slice(0, limit).map((arn) => {
      const known = knownIn(history, arn)
      return {
        taskDefinitionArn: arn,
        registeredBy: known?.registeredBy ?? null,
        registeredAt: timeBody(known?.registeredAtMs),
        current: arn === identity.taskDefinitionArn,
      }
    }),
  }
}

const timeBody = (ms: number | undefined): Json => (ms === undefined ? null : new Date(ms).toISOString())

const deploymentHead = ['started (UTC)', 'took', 'task definition', 'registered by', 'end'] as const

const deploymentRow = (history: History, deployment: PastDeployment): readonly string[] => {
  const { taskDefinitionArn, startedAtMs, finishedAtMs } = deployment
  const isServing = deployment === servingAmong(history.deployments, history.service)
  return [
    timeText(startedAtMs),
    finishedAtMs === undefined ? '-' : duration(finishedAtMs - startedAtMs),
    taskDefinitionArn === undefined ? '-' : revisionName(taskDefinitionArn),
    personText(knownIn(history, taskDefinitionArn)?.registeredBy),
    `${endWords[deployment.status] ?? deployment.status}${isServing ? ', serves' : ''}`,
  ].map(printable)
}

const revisionHead = ['task definition', 'registered (UTC)', 'registered by', ''] as const

const revisionRow = (history: History, arn: string): readonly string[] => {
  const known = knownIn(history, arn)
  return [
    revisionName(arn),
    known?.registeredAtMs === undefined ? '-' : timeText(known.registeredAtMs),
    personText(known?.registeredBy),
    arn === history.service.identity.taskDefinitionArn ? 'asked for now' : '',
  ].map(printable)
}

/** ECS's statuses (ecs-facts 4.12) in words; one that is not here is shown as it is. */
const endWords: Readonly<Record<string, string>> = {
  PENDING: 'not begun',
  IN_PROGRESS: 'under way',
  SUCCESSFUL: 'completed',
  STOP_REQUESTED: 'being stopped',
  STOPPED: 'stopped',
  ROLLBACK_REQUESTED: 'rolling back',
  ROLLBACK_IN_PROGRESS: 'rolling back',
  ROLLBACK_SUCCESSFUL: 'rolled back',
  ROLLBACK_FAILED: 'rollback failed',
}

/** A table, or where it is wider than the terminal an entry below another. */
const laidOut = ([head = [], ...rows]: readonly (readonly string[])[], style: Style): readonly string[] => {
  const { bold, dim } = paletteOf(style)
  const [first = '', ...lines] = tableOf([head, ...rows])
  if (Math.max(...[first, ...lines].map(({ length }) => length)) <= style.width) return [dim(first), ...lines]
  return rows.flatMap(([title = '', ...others]) => [
    bold(title),
    ...hanging('    ', others.filter((text) => text !== '').join(' · '), style.width),
  ])
}

/** `2026-01-05 09:02`. */
const timeText = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')

/** `user/me` of `arn:aws:iam::123445564666:user/me`. */
const personText = (arn: string | undefined): string => arn?.split(':').slice(5).join(':') ?? '-'

const reasonsOf = (deployments: readonly PastDeployment[], style: Style): readonly (readonly string[])[] =>
  deployments.flatMap((deployment) =>
    hasSucceeded(deployment) || deployment.statusReason === undefined
      ? []
      : [
          hanging(
            '',
            printable(
              `${deployment.taskDefinitionArn === undefined ? 'The one' : revisionName(deployment.taskDefinitionArn)} of ` +
                `${timeText(deployment.startedAtMs)}: ${sentenceOf(deployment.statusReason)}`,
            ),
            style.width,
          ),
        ],
  )

const unknown = ({ isDenied, service, active }: History): string =>
  printable(
    (isDenied === true
      ? 'These credentials may not read the deployments of services (ecs:ListServiceDeployments, ecs:DescribeServiceDeployments, ecs:DescribeServiceRevisions).'
      : `ECS remembers no deployment of ${service.name}.`) +
      (active.length === 0
        ? ''
        : ' These are the ACTIVE revisions of its task definition, whether or not they served:'),
  )

const wayBackSentence = ({ wayBack, service }: History): string => {
  switch (wayBack.kind) {
    case 'Found':
      return `deploy rollback ${service.name} would go back to ${revisionName(wayBack.taskDefinitionArn)}.`
    case 'NeverCompleted':
      return 'No other version has completed: deploy rollback has nothing to go back to by itself, and takes --to REVISION.'
    case 'Unknown':
      return 'Nothing says which version served before: deploy rollback needs --to REVISION.'
  }
}

const isWayBack = ({ wayBack }: History, { arn }: PastDeployment): boolean =>
  wayBack.kind === 'Found' && wayBack.deployment?.arn === arn

const knownIn = ({ revisions }: History, arn: string | undefined): KnownRevision | undefined =>
  arn === undefined ? undefined : revisions[arn]
