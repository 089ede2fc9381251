/**
 * What a command has to report as Markdown, for a comment on a pull request: a line of counts and all hazards in sight, one
 * part to open for each service. It fits its limit by leaving whole parts out, and says which.
 */
import { createHash } from 'node:crypto'
import type { Diagnosis } from '../model/diagnosis.js'
import type { Issue } from '../model/issue.js'
import { toldTogether } from './alike.js'
import { endedTogether, namedTogether } from './alikeOutcomes.js'
import { quietSentences } from './baseline.js'
import { diagnosisLines } from './diagnosis.js'
import { apartSentence, lostSentence, lostViewsFrom, type LostView } from './doubts.js'
import { asService, calmSentence, driftViewFrom } from './driftView.js'
import { rowWithin, shownWithin } from './excerpt.js'
import { awsWords, failureSentences } from './failure.js'
import { fitted, type Limit, linesWithin, type Part } from './fitted.js'
import { issueSentence, warningLevel } from './issue.js'
import { isCommand, isOrdered } from './label.js'
import { cellCode, code, details, fenced, htmlCode, htmlText, prose, shortened, table } from './markup.js'
import { placeOf, viaText } from './origin.js'
import {
  type AlikeEnds,
  joinedViewsFrom,
  type ServiceOutcome,
  serviceOutcomesFrom,
  type StepOutcome,
  unrecordedOf,
  unrecordedSentence,
  withCause,
} from './outcomesView.js'
import { asDeclared } from './planParts.js'
import { type HazardView, type LeftAlone, type PlanView, planViewFrom, type ServiceView, weightOf } from './planView.js'
import { printable } from './printable.js'
import type { Detail } from './detail.js'
import { commandOf, doubtsIn, type Reported, tallyOf } from './reported.js'
import { recoveredFrom } from './recovery.js'
import type { Row } from './rows.js'
import { tablesOf } from './rowTables.js'
import type { Step } from './steps.js'
import { excerptText, notSet, type Shown, shownText } from './value.js'
import { counted, listedUpTo } from './wrap.js'

export interface MarkdownOptions {
  /** What tells the comment of one job from those of others: the file, the environment. */
  readonly key: string
  readonly detail: Detail
  /** In characters, not below 10,000; GitHub refuses a comment of more than 65,536. */
  readonly most?: number
}

/** A comment that begins with its marker. */
export const markdownText = (reported: Reported, { key, detail, most = 60_000 }: MarkdownOptions): string => {
  const marker = markerOf(reported, key)
  return `${marker}\n${markdownWithin(reported, detail, { most: most - marker.length - 1, sizeOf: lengthOf, of: 'a comment' })}`
}

/** The first line of a comment, by which a later run finds it again: invisible, and the same for the same command and key. */
export const markerOf = (reported: Reported, key: string): string =>
  `<!-- ecs-converge:${markerWord(commandOf(reported))}:${markerWord(key)} -->`

/** The same without a marker, within any limit. */
export const markdownWithin = (reported: Reported, detail: Detail, limit: Limit): string => {
  const { head, lines, parts } = documentOf(reported, detail)
  const shown = linesWithin(lines, limit.most / 3, limit.sizeOf)
  return fitted([head, shown.join('\n')].filter((block) => block !== '').join('\n\n'), parts, limit)
}

const lengthOf = (text: string): number => text.length

/** Of any text a word that ends no comment; a long one as its digest. */
const markerWord = (text: string): string => {
  const word = encodeURIComponent(printable(text)).replace(/^-|-(?=-)|-$/g, '%2D')
  return word.length <= 200 ? word : createHash('sha256').update(text).digest('hex')
}

interface Document {
  /** Short: title, place, and what must not be missed. */
  readonly head: string
  /** Lines in sight, the worst first. */
  readonly lines: readonly string[]
  readonly parts: readonly Part[]
}

const documentOf = (reported: Reported, detail: Detail): Document => {
  const { head, lines, parts } = resultDocument(reported, detail)
  const doubts = doubtsIn(reported)
  const apart = apartSentence(doubts)
  const lost = lostViewsFrom(doubts)
  return {
    head,
    lines: [
      ...lost.map((one) => levelLine('NotKnown', one.name, lostSentence(one))),
      ...(apart === undefined ? [] : [`- **warning** ${longProse(apart)}`]),
      ...lines,
    ],
    parts: [...(detail === 'summary' ? [] : lost.flatMap(lostParts)), ...parts],
  }
}

/** Which services a shard looks after of which nothing is known. */
const lostParts = ({ name, services }: LostView): readonly Part[] => {
  if (services.length === 0) return []
  const brief = `${code(name)} looks after ${counted(services.length, 'service')}`
  return [
    {
      kind: 'List',
      text: details(
        `<b>! ${htmlCode(name)}</b> looks after ${counted(services.length, 'service')}`,
        namesOf({ names: services }),
      ),
      brief: `- ${brief}`,
      name: `the services of ${code(name)}`,
      changes: 0,
      rank: 95,
    },
  ]
}

const resultDocument = (reported: Reported, detail: Detail): Document => {
  switch (reported.kind) {
    case 'Plan':
      return planDocument(reported, detail)
    case 'Outcomes':
      return outcomesDocument(reported, detail)
    case 'Drift':
      return driftDocument(reported, detail)
    case 'Validation':
      return validationDocument(reported, detail)
    case 'Failure':
      return failureDocument(reported, detail)
  }
}

const titleOf = (reported: Reported): string =>
  `### deploy ${prose(commandOf(reported))}: ${prose(shortened(tallyOf(reported), mostInHead).text)}`

/** The head must always fit: names of files have no limit that is worth a name. */
const mostInHead = 300

/** `deploy.yml` → cluster `main` · `us-west-2` · account `123445564666`. */
const placeLine = ({ file, region, account, clusters }: PlanView): string => {
  const shown = clusters.map((cluster) => code(shortened(cluster, mostInHead).text))
  return [
    shown.length === 0
      ? code(shortened(file, mostInHead).text)
      : `${code(shortened(file, mostInHead).text)} → cluster${shown.length === 1 ? '' : 's'} ${listedUpTo(3, shown)}`,
    code(region),
    ...(account === undefined ? [] : [`account ${code(account)}`]),
  ].join(' · ')
}

const blocks = (...texts: readonly (string | undefined)[]): string =>
  texts.filter((text) => text !== undefined && text !== '').join('\n\n')

const planDocument = (reported: Extract<Reported, { kind: 'Plan' }>, detail: Detail): Document => {
  const view = planViewFrom(reported.plan)
  return {
    head: blocks(
      titleOf(reported),
      placeLine(view),
      view.isRefused ? '**Refused**: what stands in the way is below, and this plan is not applied.' : undefined,
      reported.plan.actions.length === 0 && !view.isRefused && reported.isRequested !== true
        ? prose(shortened(asDeclared(reported.plan), mostInHead).text)
        : undefined,
    ),
    lines: [
      ...hazardLines(toldTogether(view.services, detail)),
      ...view.scaled.map((sentence) => `- ${longProse(sentence)}`),
    ],
    parts: [
      ...toldTogether(view.services, detail)
        .filter(({ verb }) => verb !== undefined)
        .map((service) => servicePart(service, detail, planBody(service, detail))),
      ...leftAloneParts(view, detail),
      ...unchangedParts(view, detail),
    ],
  }
}

/** Every hazard, errors first: never inside of what must be opened. */
const hazardLines = (services: readonly ServiceView[]): readonly string[] => {
  const all = services.flatMap((service) => service.hazards.map((hazard) => ({ service, hazard })))
  const of = (level: HazardView['level']): readonly string[] =>
    all
      .filter(({ hazard }) => hazard.level === level)
      .map(({ service, hazard: { sentence, place } }) =>
        [
          levelLine(level, service.name, [...(place === undefined ? [] : [place]), sentence].join(' ')),
          ...(service.alike === undefined ? [] : [namesOf(service.alike)]),
        ].join(' '),
      )
  return [...of('Error'), ...of('Warning'), ...of('Note')]
}

const levelWords = {
  Error: 'error',
  Warning: 'warning',
  Note: 'note',
  Failed: 'failed',
  NotFinished: 'not finished',
  Recovery: 'going back',
  NotKnown: 'not known',
} as const

const levelLine = (level: keyof typeof levelWords, name: string, sentence: string, lead = ''): string =>
  `- **${levelWords[level]}** ${code(name)}: ${lead}${longProse(sentence)}`

/** What others have written is not always short. */
const longProse = (text: string): string => {
  const { text: shown, left } = shortened(text)
  return prose(shown) + (left === 0 ? '' : ` … ${left} more characters`)
}

const servicePart = (service: ServiceView, detail: Detail, body: string): Part => {
  const { symbol, name, headline, rows, alike } = service
  const names = alike === undefined ? '' : `: ${namesOf(alike)}`
  const brief = serviceLine(symbol, name, headline) + names
  return {
    kind: 'Service',
    text: detail === 'summary' || body === '' ? brief : details(serviceSummary(symbol, name, headline), body),
    brief,
    name: code(shortened(name, 100).text),
    changes: rows.length,
    rank: weightOf(service),
  }
}

const serviceLine = (symbol: string, name: string, headline: string): string =>
  `- ${code(`${symbol} ${name}`)} ${longProse(headline)}`

const serviceSummary = (symbol: string, name: string, headline: string): string =>
  `<b>${htmlText(symbol)} ${htmlCode(name)}</b> ${prose(shortened(headline).text, htmlCode)}`

const planBody = ({ why, rows, steps, alike }: ServiceView, detail: Detail): string =>
  blocks(
    alike === undefined ? undefined : namesOf(alike),
    why === undefined ? undefined : prose(why),
    ...changeTables(rows, ['before', 'after'], changedCells),
    detail === 'full' ? stepsList(steps) : undefined,
  )

const mostNames = 50

const namesOf = ({ names }: Pick<NonNullable<ServiceView['alike']>, 'names'>): string =>
  listedUpTo(
    mostNames,
    names.map((name) => code(name)),
  )

/** The two values of a row as cells. */
type Cells = (row: Row) => readonly [string, string]

const changeTables = (rows: readonly Row[], sides: readonly [string, string], cells: Cells): readonly string[] =>
  tablesOf(rows).map(({ container, rows: some }) =>
    table(
      [container === undefined ? 'setting' : `environment of ${cellCode(container)}`, ...sides, 'place'],
      some.map(({ name, row }) => [
        cellCode(name),
        ...cells(row),
        row.place === undefined ? '' : prose(row.place, cellCode),
      ]),
    ),
  )

const changedCells: Cells = (row) => {
  const [before, after] = valueCells(row)
  return [before, row.remark === undefined ? after : `${after} ${prose(row.remark, cellCode)}`]
}

const valueCells: Cells = (row) => {
  const { path, before, after, members } = rowWithin(row)
  if (members.length > 0) {
    const side = (without: '+' | '-'): string =>
      members
        .filter(({ sign }) => sign !== without)
        .map(
          ({ sign, ...member }) =>
            `${isOrdered(path) || sign === ' ' ? '' : `${sign} `}${excerptText(member, cellCode)}`,
        )
        .join(isCommand(path) ? ' ' : '<br>')
    // Of a set only what comes or goes is shown: a side without any is not an empty list.
    const words = ({ text }: Shown = notSet): string => (text === undefined ? '(none)' : '')
    return [side('+') || words(before), side('-') || words(after)]
  }
  return [before === undefined ? '' : shownText(before, cellCode), shownText(after, cellCode)]
}

const stepsList = (steps: readonly Step[]): string =>
  steps
    .map(({ number, phrase, detail, wait }) =>
      [
        `- step ${number}: ${[phrase, ...(detail === '' ? [] : [longProse(detail)])].join(': ')}`,
        ...(wait === undefined ? [] : [[wait.phrase, ...(wait.detail === '' ? [] : [prose(wait.detail)])].join(': ')]),
      ].join('; '),
    )
    .join('\n')

/** `Undeclared` and `Ignored`, each a table: with `changes` those of drift, with `full` those of a plan too. */
const leftAloneParts = (view: PlanView, detail: Detail, from: Detail = 'full'): readonly Part[] => {
  if (detail === 'summary' || (from === 'full' && detail !== 'full')) return []
  return [
    ...leftAlonePart('undeclared', 'Live values that the file never names', 'AWS default', view.undeclared),
    ...leftAlonePart('ignored', 'Declared values that the file gives away', 'declared', view.ignored),
  ]
}

const leftAlonePart = (noun: string, title: string, other: string, values: readonly LeftAlone[]): readonly Part[] => {
  if (values.length === 0) return []
  const name = `${values.length} ${noun} ${values.length === 1 ? 'value' : 'values'}`
  return [
    {
      kind: 'List',
      text: details(
        `${title}, left alone: ${values.length}`,
        table(
          ['service', 'setting', 'live', other],
          values.map((value) => [
            cellCode(value.name),
            cellCode(value.label),
            shownText(shownWithin(value.value), cellCode),
            value.other === undefined ? '' : shownText(shownWithin(value.other), cellCode),
          ]),
        ),
      ),
      brief: `- ${name}`,
      name,
      changes: 0,
      rank: 5,
    },
  ]
}

const unchangedParts = ({ unchanged }: PlanView, detail: Detail): readonly Part[] => {
  if (unchanged.length === 0 || detail !== 'full') return []
  const name = `${unchanged.length} unchanged ${unchanged.length === 1 ? 'service' : 'services'}`
  return [
    {
      kind: 'List',
      text: details(`Unchanged: ${unchanged.length}`, unchanged.map((one) => code(one)).join(', ')),
      brief: `- ${name}`,
      name: `the names of ${name}`,
      changes: 0,
      rank: 0,
    },
  ]
}

const outcomesDocument = (reported: Extract<Reported, { kind: 'Outcomes' }>, detail: Detail): Document => {
  const { plan, outcomes, joined, recovery } = reported
  const services = endedTogether(serviceOutcomesFrom(plan, outcomes), detail)
  const rollouts = namedTogether(joinedViewsFrom(plan, joined), detail)
  const unrecorded = unrecordedOf(outcomes).map(({ service }) => code(service))
  const bad = (end: ServiceOutcome['end']): readonly string[] =>
    services
      .filter((one) => one.end === end && end !== 'Done')
      .map(({ service, sentence, diagnosis, alike }) =>
        endLine(end === 'Failed' ? 'Failed' : 'NotFinished', service.name, withCause(sentence, diagnosis), alike),
      )
  const badRollouts = (wanted: 'Failed' | 'NotFinished'): readonly string[] =>
    rollouts
      .filter(({ end }) => end === wanted)
      .map(({ name, sentence, diagnosis, alike }) => endLine(wanted, name, withCause(sentence, diagnosis), alike))
  return {
    head: blocks(titleOf(reported), placeLine(planViewFrom(plan))),
    lines: [
      ...bad('Failed'),
      ...badRollouts('Failed'),
      ...(recovery === undefined ? [] : recoveredFrom(plan, recovery, detail)).map(({ name, sentence, alike }) =>
        endLine('Recovery', name, sentence, alike),
      ),
      ...bad('NotFinished'),
      ...badRollouts('NotFinished'),
      ...(unrecorded.length === 0 ? [] : [`- **warning** ${listedUpTo(3, unrecorded)}: ${unrecordedSentence}`]),
      ...rollouts
        .filter(({ end }) => end === 'Done')
        .map(({ name, sentence }) => `- ${code(name)}: ${longProse(sentence)}`),
    ],
    parts: [
      ...services.map((one) => outcomePart(one, detail)),
      ...(recovery?.plan === undefined
        ? []
        : endedTogether(serviceOutcomesFrom(recovery.plan, recovery.outcomes), detail).map((one) =>
            outcomePart(one, detail, 'going back: '),
          )),
      ...rollouts.flatMap(({ name, diagnosis }): readonly Part[] =>
        diagnosis === undefined || detail === 'summary'
          ? []
          : [
              {
                kind: 'List',
                text: details(`Diagnosis of ${htmlCode(name)}`, diagnosisBlock(diagnosis)),
                brief: `- ${code(name)}`,
                name: `the diagnosis of ${code(name)}`,
                changes: 0,
                rank: 90,
              },
            ],
      ),
    ],
  }
}

/** How it went, and which they are where one is told of for several. */
const endLine = (
  level: keyof typeof levelWords,
  name: string,
  sentence: string,
  alike: AlikeEnds | undefined,
): string =>
  alike === undefined
    ? levelLine(level, name, sentence)
    : levelLine(level, name, sentence, `${code(alike.example)}, for one: `) + ` (the same in ${namesOf(alike)})`

const outcomePart = (
  { service, end, headline, steps, diagnosis, alike }: ServiceOutcome,
  detail: Detail,
  lead = '',
): Part => {
  const symbol = end === 'Done' ? service.symbol : '!'
  const names = alike === undefined ? '' : `: ${namesOf(alike)}`
  const brief = serviceLine(symbol, service.name, lead + headline) + names
  const isDoneTogether = end === 'Done' && alike !== undefined
  const body = isDoneTogether
    ? namesOf(alike)
    : blocks(
        alike === undefined ? undefined : `${namesOf(alike)}. The same in each, as in ${code(alike.example)}:`,
        stepTable(steps),
        diagnosis === undefined ? undefined : diagnosisBlock(diagnosis),
        ...(detail === 'full' || (end === 'Failed' && diagnosis?.cause === undefined)
          ? changeTables(service.rows, ['before', 'after'], changedCells)
          : []),
      )
  return {
    kind: 'Service',
    text: detail === 'summary' ? brief : details(serviceSummary(symbol, service.name, lead + headline), body),
    brief,
    name: code(shortened(service.name, 100).text),
    changes: service.rows.length,
    rank: end === 'Failed' ? 100 : end === 'NotFinished' ? 90 : weightOf(service),
  }
}

const stepTable = (steps: readonly StepOutcome[]): string =>
  table(
    ['step', 'call', 'outcome', 'took'],
    steps.map(({ step, words, took, reasons }) => [
      String(step.number),
      [step.phrase, ...(step.detail === '' ? [] : [prose(shortened(step.detail).text, cellCode)])].join(': '),
      [prose(words, cellCode), ...reasons.map((reason) => prose(shortened(reason).text, cellCode))].join('<br>'),
      took ?? '',
    ]),
  )

/** The same lines as in a terminal, wide enough for most of them. */
const diagnosisBlock = (diagnosis: Diagnosis): string =>
  fenced(diagnosisLines(diagnosis, { color: false, width: 100 }, 0))

const driftDocument = (reported: Extract<Reported, { kind: 'Drift' }>, detail: Detail): Document => {
  const view = driftViewFrom(reported.drift)
  return {
    head: blocks(
      titleOf(reported),
      placeLine(view.plan),
      view.services.some(({ isDrifting }) => isDrifting)
        ? undefined
        : prose(shortened(calmSentence(reported.drift), mostInHead).text),
    ),
    lines: [
      ...hazardLines(view.services.filter(({ verb }) => verb === undefined).map(asService)),
      ...quietSentences(reported.quiet).map((sentence) => `- ${longProse(sentence)}`),
    ],
    parts: [
      ...view.services.map((service) =>
        servicePart(
          asService(service),
          detail,
          blocks(
            ...changeTables(
              service.rows.map((row) => ({ ...row, remark: row.who })),
              ['live', 'declared'],
              comparedCells,
            ),
            ...service.notes.map(longProse),
          ),
        ),
      ),
      ...leftAloneParts(view.plan, detail, 'changes'),
      ...unchangedParts(view.plan, detail),
    ],
  }
}

const comparedCells: Cells = (row) => {
  const [live, declared] = valueCells(row)
  return [
    live === '' ? shownText(notSet) : live,
    row.remark === undefined ? declared : `${declared} ${prose(row.remark, cellCode)}`,
  ]
}

const validationDocument = (reported: Extract<Reported, { kind: 'Validation' }>, detail: Detail): Document => ({
  head: blocks(titleOf(reported), code(shortened(reported.file, mostInHead).text)),
  lines: [...issueLines(reported.issues, reported.warnings, detail)],
  parts: [],
})

/** Errors, warnings, notes. */
const issueLines = (issues: readonly Issue[], warnings: readonly Issue[], detail: Detail): readonly string[] => {
  const of = (wanted: 'Warning' | 'Note'): readonly Issue[] => warnings.filter((one) => warningLevel(one) === wanted)
  return [
    ...issues.map((issue) => issueLine('error', issue, detail)),
    ...of('Warning').map((issue) => issueLine('warning', issue, detail)),
    ...of('Note').map((issue) => issueLine('note', issue, detail)),
  ]
}

/** The line of the file only where all is told: it is in the file too. */
const issueLine = (word: string, { problem, origin, line }: Issue, detail: Detail): string => {
  const sentence = issueSentence(problem) + viaText(origin)
  const shown = detail === 'full' && line !== undefined ? shortened(line.trim(), 200).text : ''
  return `- **${word}** ${code(placeOf(origin))} ${longProse(sentence)}${shown === '' ? '' : `<br>${code(shown)}`}`
}

const failureDocument = (reported: Extract<Reported, { kind: 'Failure' }>, detail: Detail): Document => {
  const { failure } = reported
  const sentences = [...failureSentences(failure), ...(failure.kind === 'AwsError' ? [awsWords(failure)] : [])]
  return {
    head: titleOf(reported),
    lines: [
      ...sentences.map((sentence) => `- ${longProse(sentence)}`),
      ...(failure.kind === 'ManifestInvalid' ? issueLines(failure.issues, failure.warnings ?? [], detail) : []),
    ],
    parts: [],
  }
}
