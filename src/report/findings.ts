/**
 * What somebody should look at, one by one and each with its place: what annotations and reports of code quality are made
 * of. The worst come first. All strings are safe to print.
 */
import { type FailOn, isFailing, type ServiceDrift } from '../model/drift.js'
import type { Issue } from '../model/issue.js'
import type { Origin } from '../model/origin.js'
import type { Plan, ServiceVerb } from '../model/plan.js'
import { type Target, targetKey } from '../model/service.js'
import { deniedSentences, knownSentences } from './baseline.js'
import { apartSentence, lostSentence, lostViewsFrom } from './doubts.js'
import {
  asService,
  causeWords,
  type DriftRow,
  type DriftServiceView,
  driftViewFrom,
  noteSentence,
} from './driftView.js'
import { rowWithin, shownWithin } from './excerpt.js'
import { awsWords, failureSentences } from './failure.js'
import { issueSentence, warningLevel } from './issue.js'
import { viaText } from './origin.js'
import { joinedViewsFrom, serviceOutcomesFrom, unrecordedOf, unrecordedSentence, withCause } from './outcomesView.js'
import { type LeftAlone, planViewFrom, type ServiceView, weightOf } from './planView.js'
import { printable } from './printable.js'
import { isLost, recoverySentence } from './recovery.js'
import type { Detail } from './detail.js'
import { doubtsIn, type Reported } from './reported.js'
import { isSecretChange, type Row } from './rows.js'
import { notSet, type Shown, shownText } from './value.js'

/** One thing to look at. */
export interface Finding {
  /** `Note`: somebody wants it known; `Notice`: merely what is planned, or live and never named. */
  readonly level: 'Error' | 'Warning' | 'Note' | 'Notice'
  /** PascalCase, and the same in every run: the kind of a hazard, of a problem in the file, of a bad end. */
  readonly kind: string
  /** A few words: the service, or the file. */
  readonly title: string
  /** Sentences in one line. */
  readonly message: string
  readonly target: Target | undefined
  /** In ECS's words, or the file's own for a problem in it; empty: it is about the whole. */
  readonly path: string
  readonly origin: Origin | undefined
  /** Whose finding it is, where one of the user's own policies has found it. */
  readonly policy?: string
}

/** `summary`: what is wrong; `changes`: also each service that changes; `full`: also each value that does. */
export const findingsOf = (reported: Reported, detail: Detail): readonly Finding[] => [
  ...doubtFindings(reported),
  ...resultFindings(reported, detail),
]

/** What keeps a report that was put together from being all there is to know: about no service, and at no line of a file. */
const doubtFindings = (reported: Reported): readonly Finding[] => {
  const doubts = doubtsIn(reported)
  const apart = apartSentence(doubts)
  const told = (level: Finding['level'], kind: string, title: string, message: string): Finding => ({
    level,
    kind,
    title,
    message,
    target: undefined,
    path: '',
    origin: undefined,
  })
  return [
    ...lostViewsFrom(doubts).map((lost) => told('Error', 'ShardLost', lost.name, lostSentence(lost))),
    ...(apart === undefined ? [] : [told('Warning', 'ReportsApart', 'reports of shards', apart)]),
  ]
}

const resultFindings = (reported: Reported, detail: Detail): readonly Finding[] => {
  switch (reported.kind) {
    case 'Plan':
      return worstFirst(planFindings(reported.plan, detail))
    case 'Outcomes':
      return worstFirst(outcomeFindings(reported))
    case 'Drift':
      return [...worstFirst(driftFindings(reported, detail)), ...quietFindings(reported)]
    case 'Validation':
      return issueFindings(reported.issues, reported.warnings)
    case 'Failure':
      return failureFindings(reported)
  }
}

/** The file that a report is about, for what has no place of its own. */
export const fileOf = (reported: Reported): string | undefined => {
  switch (reported.kind) {
    case 'Plan':
    case 'Outcomes':
      return reported.plan.basis.file
    case 'Drift':
      return reported.drift.plan.basis.file
    case 'Validation':
      return reported.file
    case 'Failure':
      return reported.failure.kind === 'ManifestInvalid' ? reported.failure.file : undefined
  }
}

const severity = { Error: 0, Warning: 1, Note: 2, Notice: 3 } as const satisfies Record<Finding['level'], number>

const worstFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => severity[a.level] - severity[b.level])

const planFindings = (plan: Plan, detail: Detail): readonly Finding[] => {
  const view = planViewFrom(plan)
  return [
    ...view.services.flatMap(hazardFindings),
    ...(detail === 'summary' ? [] : byWeight(view.services).flatMap(wholeFinding)),
    ...(detail === 'full' ? byWeight(view.services).flatMap(rowFindings) : []),
    ...(detail === 'full' ? view.undeclared.map(undeclaredFinding) : []),
  ]
}

const hazardFindings = ({ target, name, hazards }: ServiceView): readonly Finding[] =>
  hazards.map(({ kind, level, sentence, origin, found }) => ({
    level,
    kind,
    title: name,
    message: sentence,
    target,
    path: found?.path ?? '',
    origin,
    ...(found === undefined ? {} : { policy: found.policy }),
  }))

/** What destroys comes before what changes. */
const byWeight = <A extends Pick<ServiceView, 'verb' | 'hazards' | 'rows'>>(services: readonly A[]): readonly A[] =>
  [...services].sort((one, other) => weightOf(other) - weightOf(one))

const planned = {
  create: 'PlannedCreate',
  update: 'PlannedUpdate',
  scale: 'PlannedScale',
  replace: 'PlannedReplace',
  delete: 'PlannedDelete',
} as const satisfies Record<ServiceVerb, string>

const wholeFinding = ({ target, name, verb, headline, why, rows }: ServiceView): readonly Finding[] =>
  verb === undefined
    ? []
    : [
        {
          level: 'Notice',
          kind: planned[verb],
          title: name,
          message: [headline, ...(why === undefined ? [] : [why])].join(', ') + changedLabels(rows),
          target,
          path: '',
          origin: rows.find(({ origin }) => origin !== undefined)?.origin,
        },
      ]

const rowFindings = ({ target, name, rows }: ServiceView): readonly Finding[] =>
  rows.map((row) => ({
    level: 'Notice',
    kind: 'PlannedChange',
    title: name,
    message: changeText(row),
    target,
    ...placeOf(row),
  }))

const mostLabels = 5

/** `: count, image (web) and 3 more`. */
const changedLabels = (rows: readonly Row[]): string => {
  if (rows.length === 0) return ''
  const labels = rows.slice(0, mostLabels).map(({ label }) => label)
  const more = rows.length - labels.length
  return `: ${labels.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** `count 1 → 2`. */
const changeText = (row: Row): string => {
  const { label, before, after, remark } = rowWithin(row)
  const sides = [before, after].flatMap((side) => (side === undefined ? [] : [shownText(unmarked(row, side))]))
  return [label, ...(isSecretChange(row) ? ['(secret) changed,'] : []), sides.join(' → '), remark ?? []]
    .flat()
    .join(' ')
}

/** That both are secrets is said once. */
const unmarked = (row: Row, side: Shown): Shown => (isSecretChange(row) ? { ...side, isSecret: undefined } : side)

const placeOf = ({ path, origin }: Row): Pick<Finding, 'path' | 'origin'> => ({ path, origin })

const undeclaredFinding = ({ target, name, path, label, value, other }: LeftAlone): Finding => ({
  level: 'Notice',
  kind: 'Undeclared',
  title: name,
  message: `${label} is ${shownText(shownWithin(value))} and the file never names it${
    other === undefined ? '' : ` (AWS default: ${shownText(shownWithin(other))})`
  }`,
  target,
  path,
  origin: undefined,
})

/** What does not make the command fail is merely told. */
const driftFindings = (reported: DriftReported, detail: Detail): readonly Finding[] => {
  const { drift, failOn } = reported
  const view = driftViewFrom(drift)
  const drifted = new Map(drift.services.map((service) => [targetKey(service.target), service]))
  const origins = new Map(view.plan.services.map((service) => [targetKey(service.target), originOf(service)]))
  const toldOf = (service: DriftServiceView): ToldDrift => {
    const key = targetKey(service.target)
    const drift = drifted.get(key)
    return { service, drift, origin: origins.get(key) ?? drift?.origin }
  }
  return [
    ...view.services.filter(({ verb }) => verb === undefined).flatMap((service) => hazardFindings(asService(service))),
    ...byWeight(view.services).flatMap((service) => differenceFindings(failOn, toldOf(service), detail)),
    ...view.services.flatMap((service) => changerFindings(drift.plan.basis.file, toldOf(service))),
    ...(detail === 'summary'
      ? []
      : view.undeclared.map((one): Finding => ({
          ...undeclaredFinding(one),
          level: failOn.includes('undeclared') ? 'Warning' : 'Notice',
        }))),
  ]
}

/** What a baseline accepts, as it would be told without. */
export const acceptedFindings = (reported: Reported, detail: Detail): readonly Finding[] =>
  reported.kind !== 'Drift' || reported.quiet?.baseline === undefined
    ? []
    : worstFirst(driftFindings({ ...reported, drift: reported.quiet.baseline.accepted }, detail))

/** How much is not told, and what could not be looked for. */
const quietFindings = ({ drift, quiet }: DriftReported): readonly Finding[] =>
  (
    [
      ['KnownDifferences', knownSentences(quiet)],
      ['StraysNotLookedFor', deniedSentences(quiet)],
    ] as const
  ).flatMap(([kind, sentences]): readonly Finding[] =>
    sentences.length === 0
      ? []
      : [
          {
            level: 'Notice',
            kind,
            title: printable(drift.plan.basis.file),
            message: sentences.join(' '),
            target: undefined,
            path: '',
            origin: undefined,
          },
        ],
  )

/** A service with all that is known of its drift. */
interface ToldDrift {
  readonly service: DriftServiceView
  readonly drift: ServiceDrift | undefined
  /** As the plan has it, since of a service that is missing no rows are shown. */
  readonly origin: Finding['origin']
}

const originOf = ({ rows }: ServiceView): Finding['origin'] => rows.find(({ origin }) => origin !== undefined)?.origin

type DriftReported = Extract<Reported, { kind: 'Drift' }>

const differenceFindings = (
  failOn: readonly FailOn[],
  { service, drift: found, origin }: ToldDrift,
  detail: Detail,
): readonly Finding[] => {
  const { target, name, rows, headline, notes } = service
  const whole = (kind: string, level: Finding['level'], message: string): Finding => ({
    level,
    kind,
    title: name,
    message,
    target,
    path: '',
    origin,
  })
  const isCounted = (...classes: readonly FailOn[]): boolean => classes.some((one) => failOn.includes(one))
  if (found?.state === 'Missing') {
    return [whole('ServiceMissing', isCounted('declared', 'undeployed') ? 'Error' : 'Notice', headline)]
  }
  if (found?.state === 'NotDeclared') {
    return [whole('ServiceNotDeclared', isCounted('undeployed') ? 'Warning' : 'Notice', headline)]
  }
  const hasFailed = found?.notes.some(({ kind }) => kind === 'RolloutFailed') === true
  const failed = hasFailed
    ? [whole('RolloutFailed', isCounted('declared') ? 'Warning' : 'Notice', notes.join(' '))]
    : []
  const isBad = rows.some(({ cause }) => isFailing(cause, failOn))
  if (detail === 'summary' && rows.length > 0) {
    return [...failed, whole(kindOf(rows), isBad ? 'Warning' : 'Notice', headline + changedLabels(rows))]
  }
  return [
    ...failed,
    ...rows.map((row): Finding => ({
      level: isFailing(row.cause, failOn) ? 'Warning' : 'Notice',
      kind: kindOf([row]),
      title: name,
      message: differenceText(row) + (row.cause === 'Untold' ? '' : ` ${causeWords[row.cause]}`),
      target,
      path: row.path,
      // What ECS alone has stands nowhere in the file: the service does.
      origin: row.origin ?? found?.origin,
    })),
  ]
}

/** Who has made it so, where that was asked. */
const changerFindings = (file: string, { service: { target, name }, drift, origin }: ToldDrift): readonly Finding[] =>
  (drift?.notes ?? [])
    .filter(({ kind }) => kind === 'ChangedBy' || kind === 'ChangerUnknown')
    .map((note) => ({
      level: 'Notice',
      kind: note.kind,
      title: name,
      message: printable(noteSentence(note, file)),
      target,
      path: '',
      origin,
    }))

/** By who has moved: an edit that is not applied yet is another thing to look for than a change in ECS. */
const kindOf = (rows: readonly DriftRow[]): string =>
  rows.every(({ cause }) => cause === 'Undeployed') ? 'Undeployed' : 'Drift'

/** `count: live 1, declared 2`. */
const differenceText = (row: Row): string => {
  const { label, before = notSet, after } = rowWithin(row)
  const [live, declared] = [before, after].map((side) => shownText(unmarked(row, side)))
  return `${label}: ${isSecretChange(row) ? '(secret) ' : ''}live ${live}, declared ${declared}`
}

const outcomeFindings = ({
  plan,
  outcomes,
  joined,
  recovery,
}: Extract<Reported, { kind: 'Outcomes' }>): readonly Finding[] => [
  ...serviceOutcomesFrom(plan, outcomes).flatMap(({ service, end, sentence, steps, diagnosis, suspect }) => {
    if (end === 'Done') return []
    const [bad] = [...steps].sort((a, b) => badRank[a.status] - badRank[b.status])
    const finding: Finding = {
      level: end === 'Failed' ? 'Error' : 'Warning',
      kind: bad?.bad ?? 'NotFinished',
      title: service.name,
      message: withCause(sentence, diagnosis),
      target: service.target,
      path: '',
      origin: suspect,
    }
    return [finding]
  }),
  ...joinedViewsFrom(plan, joined).flatMap((view): readonly Finding[] => {
    if (view.end === 'Done') return []
    return [
      {
        level: view.end === 'Failed' ? 'Error' : 'Warning',
        kind: view.kind,
        title: view.name,
        message: withCause(view.sentence, view.diagnosis),
        target: view.target,
        path: '',
        origin: view.diagnosis?.cause?.suspects.find(({ origin }) => origin !== undefined)?.origin,
      },
    ]
  }),
  ...(recovery?.services ?? []).map(({ target, end }): Finding => ({
    level: isLost(end) ? 'Error' : 'Warning',
    kind: end.kind,
    title: printable(target.service),
    message: printable(recoverySentence(end)),
    target,
    path: '',
    origin: undefined,
  })),
  ...unrecordedOf(outcomes).map((target): Finding => ({
    level: 'Warning',
    kind: 'NotRecorded',
    title: printable(target.service),
    message: unrecordedSentence,
    target,
    path: '',
    origin: undefined,
  })),
]

const badRank = { failed: 0, called: 1, skipped: 2, done: 3 } as const

const issueFindings = (issues: readonly Issue[], warnings: readonly Issue[]): readonly Finding[] => [
  ...issues.map((issue) => issueFinding(issue, 'Error')),
  ...worstFirst(warnings.map((issue) => issueFinding(issue, warningLevel(issue)))),
]

const issueFinding = ({ problem, path, origin }: Issue, level: 'Error' | 'Warning' | 'Note'): Finding => ({
  level,
  kind: problem.kind === 'Rule' ? problem.rule : problem.kind,
  title: path === '' ? printable(origin.file) : printable(path),
  message: issueSentence(problem) + viaText(origin),
  target: undefined,
  path,
  origin,
  ...(problem.kind === 'PolicyFinding' ? { policy: problem.policy } : {}),
})

const failureFindings = ({ command, failure }: Extract<Reported, { kind: 'Failure' }>): readonly Finding[] => {
  if (failure.kind === 'ManifestInvalid') return issueFindings(failure.issues, failure.warnings ?? [])
  if (failure.kind === 'PlanRefused') return worstFirst(planViewFrom(failure.plan).services.flatMap(hazardFindings))
  return [
    {
      level: 'Error',
      kind: failure.kind,
      title: `deploy ${printable(command)}`,
      message: [...failureSentences(failure), ...(failure.kind === 'AwsError' ? [awsWords(failure)] : [])].join(' '),
      target: undefined,
      path: '',
      origin: undefined,
    },
  ]
}
