/**
 * What Jenkins, GitLab, CircleCI and others show as tests: a suite for each cluster, a case for each service. What passes
 * and what fails is decided per command; a case that did not come to its end is skipped, never passed.
 */
import imported, { type Builder } from 'junit-report-builder'
import type { Drift } from '../model/drift.js'
import type { Outcome } from '../model/outcome.js'
import type { Plan } from '../model/plan.js'
import { type Target, targetKey } from '../model/service.js'
import { diagnosisLines } from './diagnosis.js'
import { mostFor, rowWithin } from './excerpt.js'
import { apartSentence, lostSentence, lostViewsFrom } from './doubts.js'
import { acceptedFindings, fileOf, type Finding, findingsOf } from './findings.js'
import { pathAsNamed, type PathOf } from './identity.js'
import { placeOf } from './origin.js'
import { joinedViewsFrom, serviceOutcomesFrom } from './outcomesView.js'
import { asDeclared, columnOf, digitsOf, stepLead, titleLines } from './planParts.js'
import { type PlanView, planViewFrom, type ServiceView } from './planView.js'
import { printable } from './printable.js'
import type { Detail } from './detail.js'
import { commandOf, doubtsIn, driftedOf, type Reported, tallyOf } from './reported.js'
import { changedValue, rowLines } from './rowText.js'
import type { Style } from './style.js'
import { counted } from './wrap.js'

export interface JunitOptions {
  readonly detail: Detail
  readonly pathOf?: PathOf
}

/**
 * plan: a service passes unless an Error stands in its way. apply: it passes when it came to the end that was asked for,
 * fails when it did not, and is skipped when it was not begun or its end is open. drift: it fails when it differs. validate:
 * each error is a case that fails. A command without a result is one case with an error.
 */
export const junitText = (reported: Reported, { detail, pathOf = pathAsNamed }: JunitOptions): string => {
  const report = builder.newBuilder().name(written(`deploy ${commandOf(reported)}`))
  for (const { name, startedAtMs, timeMs, cases } of suitesOf(reported, detail)) {
    const suite = report.testSuite().name(written(name))
    if (startedAtMs !== undefined) suite.timestamp(new Date(startedAtMs).toISOString().slice(0, 19))
    if (timeMs !== undefined) suite.time(timeMs / 1000)
    for (const one of withOwnNames(cases)) {
      const made = suite
        .testCase()
        .className(written(`deploy.${commandOf(reported).replaceAll(' ', '-')}.${name.replaceAll('.', '_')}`))
        .name(written(one.name))
      if (one.file !== undefined) made.file(written(pathOf(one.file)))
      if (one.timeMs !== undefined) made.time(one.timeMs / 1000)
      if (one.output.length > 0) made.standardOutput(writtenLines(one.output))
      const { end } = one
      if (end.kind === 'Skipped') made.skipped()
      if (end.kind === 'Error') made.error(written(end.message), written(end.type), writtenLines(end.lines))
      if (end.kind === 'Failed') {
        made.failure(written(end.message), written(end.type)).stacktrace(writtenLines(end.lines))
      }
    }
  }
  return report.build()
}

/** Its types put the builder one level deeper than Node and bundlers find it. */
const builder = imported as unknown as Builder

interface Suite {
  readonly name: string
  readonly startedAtMs?: number
  readonly timeMs?: number | undefined
  readonly cases: readonly Case[]
}

interface Case {
  readonly name: string
  readonly file: string | undefined
  readonly timeMs?: number | undefined
  readonly end: End
  readonly output: readonly string[]
}

type End =
  | { readonly kind: 'Passed' }
  | { readonly kind: 'Skipped' }
  | {
      readonly kind: 'Failed' | 'Error'
      /** The same in every run, for grouping. */
      readonly type: string
      readonly message: string
      readonly lines: readonly string[]
    }

const suitesOf = (reported: Reported, detail: Detail): readonly Suite[] => [
  ...doubtSuites(reported),
  ...resultSuites(reported, detail),
]

/** What keeps a report that was put together from being all there is to know: a case for each shard that is lost. */
const doubtSuites = (reported: Reported): readonly Suite[] => {
  const doubts = doubtsIn(reported)
  const apart = apartSentence(doubts)
  const cases = [
    ...lostViewsFrom(doubts).map((lost): Case => ({
      name: lost.name,
      file: undefined,
      end: { kind: 'Error', type: 'ShardLost', message: lostSentence(lost), lines: [lost.sentence, ...lost.services] },
      output: [],
    })),
    ...(apart === undefined
      ? []
      : [{ name: 'reports of one run', file: undefined, end: { kind: 'Skipped' }, output: [apart] } as const]),
  ]
  return cases.length === 0 ? [] : [{ name: 'shards', cases }]
}

const resultSuites = (reported: Reported, detail: Detail): readonly Suite[] => {
  switch (reported.kind) {
    case 'Plan':
      return planSuites(reported, detail)
    case 'Outcomes':
      return outcomeSuites(reported, detail)
    case 'Drift':
      return driftSuites(reported, detail)
    case 'Validation':
      return [{ name: reported.file, cases: validationCases(reported) }]
    case 'Failure':
      return failureSuites(reported, detail)
  }
}

const planSuites = (reported: Extract<Reported, { kind: 'Plan' }>, detail: Detail): readonly Suite[] => {
  const { plan } = reported
  const view = planViewFrom(plan)
  const errorsOf = byTarget(findingsOf(reported, 'summary').filter(({ level }) => level === 'Error'))
  const viewsOf = byTarget(view.services)
  const column = columnOf(view)
  return byCluster(
    targetsOf(view, plan).map((target) => {
      const [service] = viewsOf(target)
      return {
        target,
        case: {
          name: target.service,
          file: placedFile(service, plan),
          end: endFrom(errorsOf(target)),
          output: service === undefined ? [] : planLines(service, column, detail),
        },
      }
    }),
    asDeclared(plan),
    plan,
  )
}

const driftSuites = (reported: Extract<Reported, { kind: 'Drift' }>, detail: Detail): readonly Suite[] => {
  const { plan } = reported.drift
  const view = planViewFrom(plan)
  const drifted = new Set(driftedOf(reported.drift).map(targetKey))
  const told = detail === 'summary' ? 'summary' : 'changes'
  const findingsAt = byTarget(findingsOf(reported, told))
  const acceptedAt = byTarget(acceptedFindings(reported, told))
  const strays = reported.quiet?.baseline?.accepted.services ?? []
  const viewsOf = byTarget(view.services)
  const ignoredAt = ignoredIn(reported)
  return byCluster(
    withStrays([...reported.drift.services, ...strays], targetsOf(view, plan)).map((target) => {
      const [service] = viewsOf(target)
      const known = acceptedAt(target)
      const ignored = ignoredAt(target)
      const isDrifted = drifted.has(targetKey(target))
      const mine = findingsAt(target)
      return {
        target,
        case: {
          name: target.service,
          file: placedFile(service, plan),
          end: endFrom(isDrifted ? mine.filter(isBadNews) : [], known),
          output: [
            ...mine.filter((finding) => !isBadNews(finding)).map(({ message }) => message),
            ...known.map((finding) => `accepted: ${withPlace(finding)}`),
            ...(ignored > 0 ? [`${counted(ignored, 'difference')} ignored (--ignore)`] : []),
          ],
        },
      }
    }),
    asDeclared(plan),
    plan,
  )
}

const isBadNews = ({ level }: Finding): boolean => level === 'Error' || level === 'Warning'

/** How many differences of a service are left out and accepted by nobody. */
const ignoredIn = ({ drift, quiet }: Extract<Reported, { kind: 'Drift' }>): ((target: Target) => number) => {
  const servicesOf = byTarget(drift.services)
  const acceptedOf = byTarget(quiet?.baseline?.accepted.services ?? [])
  return (target) => (servicesOf(target)[0]?.quiet ?? 0) - (acceptedOf(target)[0]?.differences.length ?? 0)
}

/** What the file no longer names is in no plan that would mend it. */
const withStrays = (services: Drift['services'], targets: readonly Target[]): readonly Target[] =>
  distinct([...targets, ...services.map(({ target }) => target)])

const outcomeSuites = (reported: Extract<Reported, { kind: 'Outcomes' }>, detail: Detail): readonly Suite[] => {
  const { plan, outcomes } = reported
  const view = planViewFrom(plan)
  const findingsAt = byTarget(findingsOf(reported, 'summary'))
  const viewsOf = byTarget(view.services)
  const outcomesOf = byTarget(outcomes.map((outcome) => ({ target: outcome.action.target, outcome })))
  const done = serviceOutcomesFrom(plan, outcomes).map(({ service, end, sentence, steps, diagnosis }) => {
    const mine = findingsAt(service.target)
    const digits = digitsOf(service.steps)
    const output = [
      sentence,
      ...(detail === 'summary'
        ? []
        : steps.flatMap(({ step, words, took, reasons }) => [
            stepLead(step, digits) + [words, ...(took === undefined ? [] : [took])].join(', '),
            ...reasons.map((reason) => `      ${reason}`),
          ])),
      ...(detail === 'summary' || diagnosis === undefined ? [] : diagnosisLines(diagnosis, plain, 0)),
      ...mine.filter(({ level }) => level !== 'Error').map(({ message }) => message),
    ]
    const ended: End =
      end === 'Failed'
        ? endFrom(mine.filter(({ level }) => level === 'Error'))
        : end === 'Done'
          ? { kind: 'Passed' }
          : { kind: 'Skipped' }
    return {
      target: service.target,
      case: {
        name: service.target.service,
        file: placedFile(viewsOf(service.target)[0], plan),
        timeMs: spanOf(outcomesOf(service.target).map(({ outcome }) => outcome))?.timeMs,
        end: ended,
        output: [...new Set(output)],
      },
    }
  })
  const joined = joinedViewsFrom(plan, reported.joined).map(({ target, end, sentence, diagnosis }) => {
    const mine = findingsAt(target).filter(({ level }) => level === 'Error')
    return {
      target,
      case: {
        name: `${target.service} (rollout under way before)`,
        file: plan.basis.file,
        end: end === 'Failed' ? endFrom(mine) : ({ kind: end === 'Done' ? 'Passed' : 'Skipped' } as const),
        output: [
          sentence,
          ...(detail === 'summary' || diagnosis === undefined ? [] : diagnosisLines(diagnosis, plain, 0)),
        ],
      },
    }
  })
  return byCluster([...done, ...joined], asDeclared(plan), plan).map((suite) => {
    const span = spanOf(outcomes.filter(({ action }) => action.target.cluster === suite.name))
    return span === undefined ? suite : { ...suite, ...span }
  })
}

/** A case for each error and each warning; a file that is right is a case too, so that a report is never empty. */
const validationCases = (reported: Extract<Reported, { kind: 'Validation' }>): readonly Case[] => [
  ...(reported.issues.length > 0
    ? []
    : [{ name: 'valid', file: reported.file, end: { kind: 'Passed' } as const, output: [tallyOf(reported)] }]),
  ...findingsOf(reported, 'full')
    .filter(({ kind }) => kind !== 'ShardLost' && kind !== 'ReportsApart')
    .map((finding) => issueCase(finding, reported.file)),
]

const issueCase = (finding: Finding, file: string): Case => ({
  name: `${finding.title}: ${finding.kind}`,
  file: finding.origin?.file ?? file,
  end: finding.level === 'Error' ? endFrom([finding]) : { kind: 'Passed' },
  output: finding.level === 'Error' ? [] : [withPlace(finding)],
})

const failureSuites = (reported: Extract<Reported, { kind: 'Failure' }>, detail: Detail): readonly Suite[] => {
  const { failure } = reported
  const findings = findingsOf(reported, detail)
  if (failure.kind === 'PlanRefused') return planSuites({ kind: 'Plan', plan: failure.plan }, detail)
  if (failure.kind === 'ManifestInvalid') {
    return [{ name: failure.file, cases: findings.map((finding) => issueCase(finding, failure.file)) }]
  }
  const name = `deploy ${commandOf(reported)}`
  const [first] = findings
  const end: End = {
    kind: 'Error',
    type: failure.kind,
    message: first?.message ?? tallyOf(reported),
    lines: findings.map(({ message }) => message),
  }
  return [{ name, cases: [{ name, file: fileOf(reported), end, output: [] }] }]
}

/** Never to be broken: who shows it breaks it. */
const plain: Style = { color: false, width: 100 }

const planLines = (service: ServiceView, column: number, detail: Detail): readonly string[] => {
  const digits = digitsOf(service.steps)
  return [
    ...titleLines(service, service.headline, column, plain),
    ...(detail === 'summary' || service.why === undefined ? [] : [`    ${service.why}`]),
    ...(detail === 'summary'
      ? []
      : service.rows
          .map((row) => rowWithin(row, mostFor(detail)))
          .flatMap((row) => rowLines(row, changedValue(row, plain), column, plain))),
    ...service.hazards.map(
      ({ level, sentence, place }) =>
        `    ${level.toLowerCase()}: ${[...(place === undefined ? [] : [place]), sentence].join(' ')}`,
    ),
    ...(detail === 'full'
      ? service.steps.flatMap((step) => [
          stepLead(step, digits) + step.detail,
          ...(step.wait === undefined ? [] : [`      ${step.wait.phrase} ${step.wait.detail}`]),
        ])
      : []),
  ].map((line) => line.trimEnd())
}

/** `known`: what is accepted; without anything else it is no pass. */
const endFrom = (findings: readonly Finding[], known: readonly Finding[] = []): End => {
  const [first] = findings
  return first === undefined
    ? { kind: known.length > 0 ? 'Skipped' : 'Passed' }
    : {
        kind: 'Failed',
        type: first.kind,
        message: first.message + (findings.length === 1 ? '' : ` (and ${findings.length - 1} more)`),
        lines: findings.map(withPlace),
      }
}

const withPlace = ({ origin, message }: Finding): string =>
  [...(origin === undefined ? [] : [placeOf(origin)]), message].join(' ')

/** Those of a target, in their order. */
const byTarget = <A extends { readonly target: Target | undefined }>(
  all: readonly A[],
): ((target: Target) => readonly A[]) => {
  const known = new Map<string, A[]>()
  for (const one of all) {
    if (one.target === undefined) continue
    const others = known.get(targetKey(one.target))
    if (others === undefined) known.set(targetKey(one.target), [one])
    else others.push(one)
  }
  return (target) => known.get(targetKey(target)) ?? []
}

/** Each once, where it comes first. */
const distinct = (targets: readonly Target[]): readonly Target[] => {
  const first = new Map<string, Target>()
  for (const target of targets) if (!first.has(targetKey(target))) first.set(targetKey(target), target)
  return [...first.values()]
}

/** What changes or has a hazard, then what stays as it is. */
const targetsOf = ({ services }: PlanView, plan: Plan): readonly Target[] =>
  distinct([...services.map(({ target }) => target), ...plan.unchanged])

/** Where the service is written, else the file as a whole. */
const placedFile = (service: ServiceView | undefined, plan: Plan): string =>
  [...(service?.hazards ?? []), ...(service?.rows ?? [])].find(({ origin }) => origin !== undefined)?.origin?.file ??
  plan.basis.file

/** One suite for each cluster, in the plan's order; one that says why where there is no service. */
const byCluster = (
  cases: readonly { readonly target: Target; readonly case: Case }[],
  whenNone: string,
  { basis: { file } }: Plan,
): readonly Suite[] => {
  const clusters = [...new Set(cases.map(({ target }) => target.cluster))]
  return clusters.length === 0
    ? [{ name: file, cases: [{ name: 'no services', file, end: { kind: 'Passed' }, output: [whenNone] }] }]
    : clusters.map((cluster) => ({
        name: cluster,
        cases: cases.filter(({ target }) => target.cluster === cluster).map((one) => one.case),
      }))
}

/** From the first call to the last end; undefined where nothing was called. */
const spanOf = (
  outcomes: readonly Outcome[],
): (Required<Pick<Suite, 'startedAtMs'>> & { readonly timeMs: number }) | undefined => {
  const called = outcomes.filter(({ kind }) => kind !== 'Skipped')
  if (called.length === 0) return undefined
  const startedAtMs = Math.min(...called.map((outcome) => outcome.startedAtMs))
  return { startedAtMs, timeMs: Math.max(...called.map(({ finishedAtMs }) => finishedAtMs)) - startedAtMs }
}

/** Who shows tests takes two of one name for one. */
const withOwnNames = (cases: readonly Case[]): readonly Case[] =>
  cases.map((one, index) => {
    const times = cases.slice(0, index).filter(({ name }) => name === one.name).length
    return times === 0 ? one : { ...one, name: `${one.name} #${times + 1}` }
  })

/** XML has no escape for some characters, and its parsers refuse them: written as `printable` writes such. */
const written = (text: string): string =>
  printable(text).replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`)

/** The builder parts only the first of several ends of CDATA in a text. */
const writtenLines = (lines: readonly string[]): string =>
  lines.map((line) => written(line).replaceAll(']]>', ']]\\x3e')).join('\n')
