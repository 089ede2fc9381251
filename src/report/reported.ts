/**
 * What a command has to report to other programs and places than a terminal: one value for all commands, of which each
 * format (Markdown, GitHub, GitLab) is a pure function. Here too what all of them say first: how it went, in a line.
 */
import type { Quiet } from '../model/baseline.js'
import type { Drift, FailOn } from '../model/drift.js'
import type { Failure } from '../model/failure.js'
import type { Issue } from '../model/issue.js'
import type { Joined, Outcome } from '../model/outcome.js'
import type { Recovery } from '../model/recovery.js'
import { isWhole, type Plan } from '../model/plan.js'
import type { Target } from '../model/service.js'
import { type Doubts, type ShardBasis, shardName } from '../model/shard.js'
import { quietTally } from './baseline.js'
import { butLost } from './doubts.js'
import { differingWords, driftViewFrom } from './driftView.js'
import { warningLevel } from './issue.js'
import { clustersOf } from './nameIn.js'
import { doneTally } from './outcomesView.js'
import { countsOf } from './planView.js'
import { printable } from './printable.js'
import type { StatusView } from './statusView.js'
import { counted, listedUpTo } from './wrap.js'

export type Reported =
  | {
      readonly kind: 'Plan'
      readonly plan: Plan
      /** The plan is of a command that said itself what it wants (`scale`, `delete`): an empty one says nothing about the file. */
      readonly isRequested?: boolean
      /** The command, where it is not `plan`. */
      readonly command?: string
    }
  | {
      readonly kind: 'Outcomes'
      readonly plan: Plan
      readonly outcomes: readonly Outcome[]
      readonly joined: readonly Joined[]
      /** Where going back was asked for, and something failed. */
      readonly recovery?: Recovery | undefined
      /** The command, where it is not `apply`. */
      readonly command?: string
    }
  /** `failOn`: what of it makes the command fail; `quiet`: what is known and not in it. */
  | { readonly kind: 'Drift'; readonly drift: Drift; readonly failOn: readonly FailOn[]; readonly quiet?: Quiet }
  /** `issues`: none where the file is valid. */
  | {
      readonly kind: 'Validation'
      readonly file: string
      readonly services: number
      readonly issues: readonly Issue[]
      readonly warnings: readonly Issue[]
      /** The services are a part of the file's. */
      readonly shard?: ShardBasis
      /** As those of a plan. */
      readonly doubts?: Doubts
    }
  /** The command ended without a result. */
  | { readonly kind: 'Failure'; readonly command: string; readonly failure: Failure }

/** What a command that has ended as it should has to report. */
export type ReportedResult = Exclude<Reported, { readonly kind: 'Failure' }>

/** What has text and JSON, and no other format. */
export interface PlainReported {
  readonly kind: 'Status'
  readonly status: StatusView
}

type OutcomesReported = Extract<Reported, { kind: 'Outcomes' }>

/** The command that a report is of, as it is typed. */
export const commandOf = (reported: Reported | PlainReported): string => {
  switch (reported.kind) {
    case 'Status':
      return 'status'
    case 'Plan':
      return printable(reported.command ?? 'plan')
    case 'Outcomes':
      return printable(reported.command ?? 'apply')
    case 'Drift':
      return 'drift'
    case 'Validation':
      return 'validate'
    case 'Failure':
      return printable(reported.command)
  }
}

/** `1 to update, 3 unchanged`: how it went, in plain words without a full stop. */
export const tallyOf = (reported: Reported): string => {
  switch (reported.kind) {
    case 'Plan':
      return planTally(reported.plan)
    case 'Outcomes':
      return outcomesTally(reported)
    case 'Drift':
      return driftTally(reported)
    case 'Validation':
      return validationTally(reported)
    case 'Failure':
      return 'failed'
  }
}

/** What keeps a report that was put together from being all there is to know. */
export const doubtsIn = (reported: Reported | PlainReported): Doubts | undefined => {
  switch (reported.kind) {
    case 'Plan':
    case 'Outcomes':
      return reported.plan.doubts
    case 'Drift':
      return reported.drift.plan.doubts
    case 'Status':
      return reported.status.doubts
    case 'Validation':
      return reported.doubts
    case 'Failure':
      return undefined
  }
}

/** `us-west-2, account 123445564666, cluster main`: where it is. */
export const whereOf = (plan: Plan): string => {
  const { region, account, shard } = plan.basis
  const clusters = clustersOf(plan)
  return [
    ...(clusters.length === 0 ? [] : [`cluster${clusters.length === 1 ? '' : 's'} ${listedUpTo(3, clusters)}`]),
    region,
    ...(account === undefined ? [] : [`account ${account}`]),
    ...(shard === undefined ? [] : [`shard ${shardName(shard)}`]),
  ]
    .map(printable)
    .join(', ')
}

/** Services that drift: whatever has moved, the service itself included, or an Error that keeps anybody from knowing. */
export const driftedOf = (drift: Drift): readonly Target[] =>
  driftViewFrom(drift).services.flatMap(({ isDrifting, target }) => (isDrifting ? [target] : []))

const planTally = (plan: Plan): string => {
  const parts = countsOf(plan)
  const errors = plan.hazards.filter(({ level }) => level === 'Error').length
  return [
    (plan.actions.length > 0 ? parts : [isWhole(plan) ? 'no changes' : 'no change known', ...parts]).join(', ') +
      butLost(plan.doubts),
    ...(errors === 0 ? [] : [`refused for ${errors === 1 ? '1 error' : `${errors} errors`}`]),
  ].join('; ')
}

const outcomesTally = ({ plan, outcomes, joined }: OutcomesReported): string =>
  (outcomes.length === 0 && joined.length === 0 ? 'nothing to do' : doneTally(outcomes, joined)) + butLost(plan.doubts)

const driftTally = ({ drift, quiet }: Extract<Reported, { kind: 'Drift' }>): string => {
  const known = quietTally(quiet)
  const beside = known === '' ? '' : ` (${known})`
  const differing =
    driftedOf(drift).length > 0
      ? differingWords(driftViewFrom(drift))
      : isWhole(drift.plan)
        ? 'no drift'
        : 'no drift known'
  return differing + butLost(drift.plan.doubts) + beside
}

const validationTally = ({ services, issues, warnings, doubts }: Extract<Reported, { kind: 'Validation' }>): string =>
  [
    issues.length > 0
      ? `${issues.length} ${issues.length === 1 ? 'error' : 'errors'}${butLost(doubts)}`
      : `valid, ${services} ${services === 1 ? 'service' : 'services'}`,
    ...(['Warning', 'Note'] as const).flatMap((level) => {
      const count = warnings.filter((issue) => warningLevel(issue) === level).length
      return count === 0 ? [] : [counted(count, level.toLowerCase())]
    }),
  ].join(', ')
