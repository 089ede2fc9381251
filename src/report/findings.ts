/**
 * What somebody should look at, one by one and each with its place: what annotations and reports of code quality are made
 * of. The worst come first. All strings are safe to print.
 */
import type { Issue } from '../model/issue.js'
import type { Origin } from '../model/origin.js'
import { isBad } from '../model/outcome.js'
import type { Plan, ServiceVerb } from '../model/plan.js'
import { isSameTarget, type Target } from '../model/service.js'
import { awsWords, failureSentences } from './failure.js'
import { issueSentence } from './issue.js'
import { viaText } from './origin.js'
import { causeSentence, joinedViewsFrom, serviceOutcomesFrom, unrecordedOf } from './outcomesView.js'
import { type LeftAlone, type PlanView, planViewFrom, type ServiceView } from './planView.js'
import { printable } from './printable.js'
import { recoverySentence } from './recovery.js'
import { type Detail, driftedOf, type Reported } from './reported.js'
import type { Row } from './rows.js'

export interface Finding {
  readonly level: 'Error' | 'Warning' | 'Notice'
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
}

/** `summary`: what is wrong; `changes`: also each service that changes; `full`: also each value that does. */
export const findingsOf = (reported: Reported, detail: Detail): readonly Finding[] => {
  switch (reported.kind) {
    case 'Plan':
      return worstFirst(planFindings(reported.plan, detail))
    case 'Outcomes':
      return worstFirst(outcomeFindings(reported))
    case 'Drift':
      return worstFirst(driftFindings(reported.plan, detail))
    case 'Validation':
      return [
        ...reported.issues.map((issue) => issueFinding(issue, 'Error')),
        ...reported.warnings.map((issue) => issueFinding(issue, 'Warning')),
      ]
    case 'Failure':
      return failureFindings(reported)
  }
}

/** The file that a report is about, for what has no place of its own. */
export const fileOf = (reported: Reported): string | undefined => {
  switch (reported.kind) {
    case 'Plan':
    case 'Outcomes':
    case 'Drift':
      return reported.plan.basis.file
    case 'Validation':
      return reported.file
    case 'Failure':
      return reported.failure.kind === 'ManifestInvalid' ? reported.failure.file : undefined
  }
}

const severity = { Error: 0, Warning: 1, Notice: 2 } as const satisfies Record<Finding['level'], number>

const worstFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => severity[a.level] - severity[b.level])

const planFindings = (plan: Plan, detail: Detail): readonly Finding[] => {
  const view = planViewFrom(plan)
  return [
    ...view.services.flatMap(hazardFindings),
    ...(detail === 'summary' ? [] : byEffect(view.services).flatMap(wholeFinding)),
    ...(detail === 'full' ? byEffect(view.services).flatMap(rowFindings) : []),
    ...(detail === 'full' ? view.undeclared.map(undeclaredFinding) : []),
  ]
}

const hazardFindings = ({ target, name, hazards }: ServiceView): readonly Finding[] =>
  hazards.map(({ kind, level, sentence, origin }) => ({
    level,
    kind,
    title: name,
    message: sentence,
    target,
    path: '',
    origin,
  }))

const verbRanks: Readonly<Record<ServiceVerb, number>> = { delete: 0, replace: 1, create: 2, update: 3, scale: 4 }

/** What destroys comes before what changes. */
const byEffect = (services: readonly ServiceView[]): readonly ServiceView[] =>
  [...services].sort((a, b) => rankOf(a) - rankOf(b))

const rankOf = ({ verb }: ServiceView): number => (verb === undefined ? 9 : verbRanks[verb])

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
const changeText = ({ label, lead, before, after, remark }: Row): string =>
  [label, lead, ...(before === undefined ? [] : [before, '→']), after, remark ?? '']
    .filter((part) => part !== '')
    .join(' ')

const placeOf = ({ path, origin }: Row): Pick<Finding, 'path' | 'origin'> => ({ path, origin })

const undeclaredFinding = ({ target, name, path, label, value, other }: LeftAlone): Finding => ({
  level: 'Notice',
  kind: 'Undeclared',
  title: name,
  message: `${label} is ${value} and the file never names it${other === undefined ? '' : ` (AWS default: ${other})`}`,
  target,
  path,
  origin: undefined,
})

const driftFindings = (plan: Plan, detail: Detail): readonly Finding[] => {
  const view = planViewFrom(plan)
  const drifted = driftedOf(plan)
  const services = view.services.filter(({ target }) => drifted.some((other) => isSameTarget(other, target)))
  return [
    ...services.filter(({ verb }) => verb === undefined).flatMap(hazardFindings),
    ...byEffect(services).flatMap((service) => differenceFindings(view, service, detail)),
    ...(detail === 'summary' ? [] : view.undeclared.map(undeclaredFinding)),
  ]
}

const differenceFindings = ({ file }: PlanView, service: ServiceView, detail: Detail): readonly Finding[] => {
  const { target, name, verb, rows, why } = service
  const about = { title: name, target } as const
  const origin = rows.find((row) => row.origin !== undefined)?.origin
  switch (verb) {
    case undefined:
      return []
    case 'create':
      return [
        { ...about, level: 'Error', kind: 'ServiceMissing', message: 'ECS has no such service', path: '', origin },
      ]
    case 'delete':
      return [
        {
          ...about,
          level: 'Warning',
          kind: 'ServiceNotDeclared',
          message: `is there, but ${file} does not declare it`,
          path: '',
          origin: undefined,
        },
      ]
    case 'update':
    case 'scale':
    case 'replace':
      return detail === 'summary' || rows.length === 0
        ? [
            {
              ...about,
              level: 'Warning',
              kind: 'Drift',
              message: (rows.length === 0 ? (why ?? '') : '') || `differs from ${file}${changedLabels(rows)}`,
              path: '',
              origin,
            },
          ]
        : rows.map((row) => ({
            ...about,
            level: 'Warning',
            kind: 'Drift',
            message: differenceText(row),
            ...placeOf(row),
          }))
  }
}

/** `count: live 1, declared 2`. */
const differenceText = ({ label, lead, before = '(not set)', after }: Row): string =>
  `${label}: ${lead === '' ? '' : '(secret) '}live ${before}, declared ${after}`

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
      message: [sentence, causeSentence(diagnosis) ?? []].flat().join(' '),
      target: service.target,
      path: '',
      origin: suspect,
    }
    return [finding]
  }),
  ...joinedViewsFrom(plan, joined).flatMap((view): readonly Finding[] => {
    if (view.isGood) return []
    const end = joined.find(({ target }) => isSameTarget(target, view.target))?.end
    const isOpen = end !== undefined && end.kind !== 'AwsError' && !isBad(end)
    return [
      {
        level: isOpen ? 'Warning' : 'Error',
        kind: view.kind,
        title: view.name,
        message: [view.sentence, causeSentence(view.diagnosis) ?? []].flat().join(' '),
        target: view.target,
        path: '',
        origin: view.diagnosis?.cause?.suspects.find(({ origin }) => origin !== undefined)?.origin,
      },
    ]
  }),
  ...(recovery?.services ?? []).map(({ target, end }): Finding => ({
    level: end.kind === 'WentBack' || end.kind === 'MovedOn' ? 'Warning' : 'Error',
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
    message:
      'these credentials may not tag services (ecs:TagResource), so a key that leaves the file later is left as it is in ECS',
    target,
    path: '',
    origin: undefined,
  })),
]

const badRank = { failed: 0, called: 1, skipped: 2, done: 3 } as const

const issueFinding = ({ problem, path, origin }: Issue, level: 'Error' | 'Warning'): Finding => ({
  level,
  kind: problem.kind === 'Rule' ? problem.rule : problem.kind,
  title: path === '' ? printable(origin.file) : printable(path),
  message: issueSentence(problem) + viaText(origin),
  target: undefined,
  path,
  origin,
})

const failureFindings = ({ command, failure }: Extract<Reported, { kind: 'Failure' }>): readonly Finding[] => {
  if (failure.kind === 'ManifestInvalid') return failure.issues.map((issue) => issueFinding(issue, 'Error'))
  if (failure.kind === 'PlanRefused') {
    return planViewFrom(failure.plan)
      .services.flatMap(hazardFindings)
      .filter(({ level }) => level === 'Error')
  }
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
