/**
 * One page for people, complete in itself: what changes, in which order, and how a rollout went. It loads nothing, runs no
 * script, and holds text of others as text alone.
 */
import { createHash } from 'node:crypto'
import type { Diagnosis } from '../model/diagnosis.js'
import type { Issue } from '../model/issue.js'
import type { Outcome } from '../model/outcome.js'
import type { Plan } from '../model/plan.js'
import { graphDrawing, graphOf, hasEdges, stepsInOrder } from './actionGraph.js'
import { quietSentences } from './baseline.js'
import { diagnosisLines } from './diagnosis.js'
import { type Child, element, fragment, type Html, lineTexts, styleElement } from './element.js'
import { mostFor, rowWithin } from './excerpt.js'
import { awsWords, failureSentences } from './failure.js'
import { fileOf } from './findings.js'
import { pageStyle } from './htmlStyle.js'
import { issueSentence, warningLevel } from './issue.js'
import { isCommand, isOrdered } from './label.js'
import { shortened } from './markup.js'
import { placeOf, viaText } from './origin.js'
import {
  causeSentence,
  joinedViewsFrom,
  type ServiceOutcome,
  serviceOutcomesFrom,
  unrecordedOf,
  unrecordedSentence,
} from './outcomesView.js'
import { asDeclared } from './planParts.js'
import { asService, calmSentence, driftViewFrom } from './driftView.js'
import { type LeftAlone, type PlanView, planViewFrom, type ServiceView } from './planView.js'
import { recoverySentence } from './recovery.js'
import type { Detail } from './detail.js'
import { commandOf, type Reported, tallyOf } from './reported.js'
import type { Row } from './rows.js'
import type { Step } from './steps.js'
import { spanOf, timeline } from './timeline.js'
import { excerptText, notSet, type Shown, shownText } from './value.js'

export interface HtmlOptions {
  readonly detail: Detail
}

/** A whole document. */
export const htmlPage = (reported: Reported, { detail }: HtmlOptions): string => {
  const title = `deploy ${commandOf(reported)}: ${tallyOf(reported)}`
  const head = element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    element('meta', { name: 'referrer', content: 'no-referrer' }),
    element('meta', { name: 'robots', content: 'noindex' }),
    element('meta', { name: 'color-scheme', content: 'light dark' }),
    element('link', { rel: 'icon', href: 'data:,' }),
    element('title', {}, title),
    styleElement(pageStyle),
  )
  const body = element(
    'body',
    {},
    element('header', {}, element('h1', {}, title), element('p', { class: 'muted' }, placeText(reported))),
    element('main', {}, contentOf(reported, detail)),
    element('footer', {}, element('p', {}, 'Made by deploy (ecs-converge). Secrets are shown by fingerprints alone.')),
  )
  return `<!doctype html>\n${element('html', { lang: 'en' }, head, body).text}`
}

/** Nothing is loaded and nothing runs; the one style sheet is known by its digest. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const placeText = (reported: Reported): string => {
  switch (reported.kind) {
    case 'Plan':
    case 'Outcomes':
      return planViewFrom(reported.plan).heading.join(' · ')
    case 'Drift':
      return planViewFrom(reported.drift.plan).heading.join(' · ')
    case 'Validation':
    case 'Failure':
      return fileOf(reported) ?? ''
  }
}

const contentOf = (reported: Reported, detail: Detail): Html => {
  switch (reported.kind) {
    case 'Plan':
      return planContent(reported.plan, detail)
    case 'Outcomes':
      return outcomesContent(reported, detail)
    case 'Drift':
      return driftContent(reported, detail)
    case 'Validation':
      return validationContent(reported, detail)
    case 'Failure':
      return failureContent(reported, detail)
  }
}

const planContent = (plan: Plan, detail: Detail): Html => {
  const view = planViewFrom(plan)
  return fragment(
    view.isRefused
      ? element('p', { class: 'banner' }, 'Refused: what stands in the way is below, and this plan is not applied.')
      : plan.actions.length === 0
        ? element('p', {}, asDeclared(plan))
        : undefined,
    hazardSection(view.services),
    view.scaled.map((sentence) => element('p', {}, sentence)),
    section(
      'What changes',
      view.services
        .filter(({ verb }) => verb !== undefined)
        .map((service) =>
          serviceBox(service, service.headline, toneOf(service), [
            detail === 'summary' || service.why === undefined ? undefined : element('p', {}, service.why),
            ...(detail === 'summary' ? [] : changeTables(service.rows, ['before', 'after'], changedCells, detail)),
            detail === 'full' ? stepList(service.steps) : undefined,
          ]),
        ),
    ),
    detail === 'summary' ? undefined : orderSection(plan, view),
    detail === 'full' ? leftAloneSections(view) : undefined,
    detail === 'full' ? unchangedSection(view) : undefined,
  )
}

const driftContent = ({ drift, quiet }: Extract<Reported, { kind: 'Drift' }>, detail: Detail): Html => {
  const view = driftViewFrom(drift)
  return fragment(
    view.services.some(({ isDrifting }) => isDrifting) ? undefined : element('p', {}, calmSentence(drift)),
    quietSentences(quiet).map((sentence) => element('p', {}, sentenceHtml(sentence))),
    hazardSection(view.services.filter(({ verb }) => verb === undefined).map(asService)),
    section(
      'What differs',
      view.services.map((service) =>
        serviceBox(asService(service), service.headline, toneOf(asService(service)), [
          ...(detail === 'summary'
            ? []
            : changeTables(
                service.rows.map((row) => ({ ...row, remark: row.who })),
                ['live', 'declared'],
                comparedCells,
                detail,
              )),
          ...(detail === 'summary' ? [] : service.notes.map((note) => element('p', {}, note))),
        ]),
      ),
    ),
    detail === 'summary' ? undefined : leftAloneSections(view.plan),
    detail === 'full' ? unchangedSection(view.plan) : undefined,
  )
}

const outcomesContent = (reported: Extract<Reported, { kind: 'Outcomes' }>, detail: Detail): Html => {
  const { plan, outcomes, joined, recovery } = reported
  const services = serviceOutcomesFrom(plan, outcomes)
  const rollouts = joinedViewsFrom(plan, joined)
  const unrecorded = unrecordedOf(outcomes)
  const ended = (end: ServiceOutcome['end'], level: Level, word: string): readonly Html[] =>
    services
      .filter((one) => one.end === end)
      .map(({ service, sentence, diagnosis }) => finding(level, word, service.name, withCause(sentence, diagnosis)))
  const back = recovery?.plan === undefined ? [] : serviceOutcomesFrom(recovery.plan, recovery.outcomes)
  return fragment(
    section('How it ended', [
      list([
        ...ended('Failed', 'error', 'failed'),
        ...rollouts
          .filter(({ isGood }) => !isGood)
          .map(({ name, sentence, diagnosis }) => finding('error', 'failed', name, withCause(sentence, diagnosis))),
        ...(recovery?.services ?? []).map(({ target, end }) =>
          finding('warning', 'going back', target.service, recoverySentence(end)),
        ),
        ...ended('NotFinished', 'warning', 'not finished'),
        ...unrecorded.map(({ service }) => finding('warning', 'not recorded', service, unrecordedSentence)),
        ...ended('Done', 'good', 'done'),
        ...rollouts.filter(({ isGood }) => isGood).map(({ name, sentence }) => finding('good', 'done', name, sentence)),
      ]),
    ]),
    timeSection('The rollout over time', services, outcomes),
    recovery === undefined ? undefined : timeSection('Going back over time', back, recovery.outcomes),
    detail === 'summary'
      ? undefined
      : section(
          'Each service',
          services.map((one) => outcomeBox(one, detail)),
        ),
    detail === 'summary'
      ? undefined
      : section(
          'Rollouts that were under way before',
          rollouts.flatMap(({ name, diagnosis }) =>
            diagnosis === undefined ? [] : [element('h3', {}, element('code', {}, name)), diagnosisBlock(diagnosis)],
          ),
        ),
    detail === 'summary' ? undefined : orderSection(plan, planViewFrom(plan)),
  )
}

const withCause = (sentence: string, diagnosis: Diagnosis | undefined): string =>
  [sentence, causeSentence(diagnosis) ?? []].flat().join(' ')

const timeSection = (title: string, services: readonly ServiceOutcome[], outcomes: readonly Outcome[]): Html => {
  const span = spanOf(outcomes)
  return section(title, span === undefined ? [] : [timeline(services, outcomes, span)])
}

const outcomeBox = ({ service, end, headline, steps, diagnosis }: ServiceOutcome, detail: Detail): Html =>
  serviceBox(
    end === 'Done' ? service : { ...service, symbol: '!' },
    headline,
    end === 'Done' ? toneOf(service) : 'bad',
    [
      element(
        'ol',
        {},
        steps.map(({ step, words, took, reasons }) =>
          element(
            'li',
            { value: step.number },
            `${step.phrase}${step.detail === '' ? '' : ` ${step.detail}`}: `,
            [words, ...(took === undefined ? [] : [took])].join(', '),
            reasons.map((reason) => fragment(element('br', {}), sentenceHtml(reason))),
          ),
        ),
      ),
      diagnosis === undefined ? undefined : diagnosisBlock(diagnosis),
      ...(detail === 'full' || (end === 'Failed' && diagnosis?.cause === undefined)
        ? changeTables(service.rows, ['before', 'after'], changedCells, detail)
        : []),
    ],
  )

const diagnosisBlock = (diagnosis: Diagnosis): Html =>
  element('pre', {}, lineTexts(diagnosisLines(diagnosis, { color: false, width: 100 }, 0)))

const validationContent = (
  { issues, warnings, services }: Extract<Reported, { kind: 'Validation' }>,
  detail: Detail,
): Html =>
  fragment(
    issues.length === 0
      ? element('p', {}, `The file is valid and declares ${services === 1 ? '1 service' : `${services} services`}.`)
      : undefined,
    issueSections(issues, warnings, detail),
  )

/** Errors, warnings, notes. */
const issueSections = (issues: readonly Issue[], warnings: readonly Issue[], detail: Detail): Html => {
  const sectionOf = (title: string, level: 'error' | 'warning' | 'note', some: readonly Issue[]): Html =>
    section(title, some.length === 0 ? [] : [list(some.map((issue) => issueItem(level, issue, detail)))])
  const of = (wanted: 'Warning' | 'Note'): readonly Issue[] => warnings.filter((one) => warningLevel(one) === wanted)
  return fragment(
    sectionOf('Errors', 'error', issues),
    sectionOf('Warnings', 'warning', of('Warning')),
    sectionOf('Notes', 'note', of('Note')),
  )
}

const issueItem = (level: 'error' | 'warning' | 'note', { problem, origin, line }: Issue, detail: Detail): Html =>
  element(
    'li',
    { class: level },
    element('strong', {}, level),
    ' ',
    element('code', { class: 'place' }, placeOf(origin)),
    ' ',
    sentenceHtml(issueSentence(problem) + viaText(origin)),
    detail === 'summary' || line === undefined
      ? undefined
      : element('pre', {}, lineTexts(framed(shortened(line, 300).text, origin.column))),
  )

/** The line, and a mark below its column where that is in it. */
const framed = (line: string, column: number): readonly string[] => {
  const lead = line.length - line.trimStart().length
  const at = column - 1 - lead
  return at < 0 || at >= line.length - lead ? [line.trim()] : [line.trim(), `${' '.repeat(at)}^`]
}

const failureContent = (reported: Extract<Reported, { kind: 'Failure' }>, detail: Detail): Html => {
  const { failure } = reported
  return fragment(
    failure.kind === 'PlanRefused' ? planContent(failure.plan, detail) : undefined,
    section('What went wrong', [
      [...failureSentences(failure), ...(failure.kind === 'AwsError' ? [awsWords(failure)] : [])].map((sentence) =>
        element('p', {}, sentenceHtml(sentence)),
      ),
    ]),
    failure.kind === 'ManifestInvalid' ? issueSections(failure.issues, failure.warnings ?? [], detail) : undefined,
  )
}

/** Nothing where there is nothing to tell. */
const section = (title: string, children: readonly Child[]): Html => {
  const id = title.toLowerCase().replaceAll(' ', '-')
  return children.some((child) => child !== undefined)
    ? element('section', { 'aria-labelledby': id }, element('h2', { id }, title), children)
    : fragment()
}

type Level = 'error' | 'warning' | 'note' | 'good'

const list = (items: readonly Html[]): Html => element('ul', { class: 'findings' }, items)

const finding = (level: Level, word: string, name: string, sentence: string, place?: string): Html =>
  element(
    'li',
    { class: level },
    element('strong', {}, word),
    ' ',
    element('code', {}, name),
    ': ',
    sentenceHtml(sentence),
    place === undefined ? undefined : fragment(' ', element('span', { class: 'place' }, place)),
  )

const hazardSection = (services: readonly ServiceView[]): Html => {
  const of = (wanted: 'Error' | 'Warning' | 'Note', level: Level): readonly Html[] =>
    services.flatMap(({ name, hazards }) =>
      hazards
        .filter((hazard) => hazard.level === wanted)
        .map(({ sentence, place }) => finding(level, level, name, sentence, place)),
    )
  const items = [...of('Error', 'error'), ...of('Warning', 'warning'), ...of('Note', 'note')]
  return section('What to look at first', items.length === 0 ? [] : [list(items)])
}

type Tone = 'make' | 'change' | 'remove' | 'bad'

const toneOf = ({ symbol }: ServiceView): Tone =>
  (({ '+': 'make', '~': 'change', '-/+': 'remove', '-': 'remove', '!': 'bad' }) as const)[symbol]

/** Open, so that nothing is missed; without a body a line. */
const serviceBox = ({ symbol, name }: ServiceView, headline: string, tone: Tone, body: readonly Child[]): Html => {
  const title = fragment(
    element('h3', {}, element('span', { class: 'symbol' }, symbol), ' ', element('code', {}, name)),
    ' ',
    element('span', {}, sentenceHtml(headline)),
  )
  return body.some((child) => child !== undefined)
    ? element(
        'details',
        { class: `service ${tone}`, open: true },
        element('summary', {}, title),
        element('div', { class: 'body' }, body),
      )
    : element('div', { class: `service ${tone}` }, element('div', { class: 'title' }, title))
}

type Cells = (row: Row, detail: Detail) => readonly [Html, Html]

/** One table of settings, and one of the environment for each container. */
const changeTables = (
  rows: readonly Row[],
  sides: readonly [string, string],
  cells: Cells,
  detail: Detail,
): readonly Html[] => {
  const placed = rows.map((row) => ({ row, variable: variableOf(row.path) }))
  const containers = [...new Set(placed.flatMap(({ variable }) => variable?.container ?? []))]
  const written = (caption: string, some: readonly Row[], labelOf: (row: Row) => string): readonly Html[] =>
    some.length === 0
      ? []
      : [
          table(
            caption,
            ['setting', ...sides, 'place'],
            some.map((row) => [
              labelOf(row),
              ...cells(row, detail),
              row.place === undefined ? undefined : element('span', { class: 'place' }, row.place),
            ]),
          ),
        ]
  return [
    ...written(
      'Settings',
      placed.filter(({ variable }) => variable === undefined).map(({ row }) => row),
      ({ label }) => label,
    ),
    ...containers.flatMap((container) =>
      written(
        `Environment of ${container}`,
        placed.filter(({ variable }) => variable?.container === container).map(({ row }) => row),
        ({ path }) => variableOf(path)?.name ?? path,
      ),
    ),
  ]
}

const variableOf = (path: string): { readonly container: string; readonly name: string } | undefined => {
  const [, container, name] = /^containerDefinitions\[([^\]]*)\]\.environment\[(.*)\]$/s.exec(path) ?? []
  return container === undefined || name === undefined || name === '' ? undefined : { container, name }
}

/** The roles say what it is where a narrow page sets its cells one below another. */
const table = (caption: string, heads: readonly string[], rows: readonly (readonly Child[])[]): Html =>
  element(
    'table',
    { role: 'table' },
    element('caption', {}, caption),
    element(
      'thead',
      { role: 'rowgroup' },
      element(
        'tr',
        { role: 'row' },
        heads.map((head) => element('th', { scope: 'col', role: 'columnheader' }, head)),
      ),
    ),
    element(
      'tbody',
      { role: 'rowgroup' },
      rows.map(([first, ...cells]) =>
        element(
          'tr',
          { role: 'row' },
          element('th', { scope: 'row', role: 'rowheader' }, element('code', {}, first)),
          cells.map((cell, index) =>
            element('td', { role: 'cell', ...(isEmpty(cell) ? {} : { 'data-label': heads[index + 1] }) }, cell),
          ),
        ),
      ),
    ),
  )

const isEmpty = (cell: Child): boolean =>
  cell === undefined || (typeof cell === 'object' && 'kind' in cell && cell.text === '')

const changedCells: Cells = (row, detail) => {
  const [before, after] = valueCells(row, detail)
  return [
    before,
    row.remark === undefined ? after : fragment(after, ' ', element('span', { class: 'muted' }, row.remark)),
  ]
}

const comparedCells: Cells = (row, detail) => {
  const [live, declared] = valueCells(row, detail)
  return [
    row.before === undefined && row.members.length === 0 ? element('del', {}, shownText(notSet)) : live,
    row.remark === undefined ? declared : fragment(declared, ' ', row.remark),
  ]
}

const valueCells: Cells = (row, detail) => {
  const { path, before, after, members } = rowWithin(row, mostFor(detail))
  if (members.length > 0) {
    // Of a set only what comes or goes is shown: a side without any is not an empty list.
    const side = (without: '+' | '-', { text }: Shown = notSet): Child => {
      const mine = members
        .filter(({ sign }) => sign !== without)
        .map(({ sign, ...member }) => `${isOrdered(path) || sign === ' ' ? '' : `${sign} `}${excerptText(member)}`)
      if (mine.length === 0) return text === undefined ? '(none)' : ''
      return isCommand(path) ? mine.join(' ') : mine.map((text, index) => [index === 0 ? '' : element('br', {}), text])
    }
    return [element('del', {}, side('+', before)), element('ins', {}, side('-', after))]
  }
  return [
    before === undefined ? fragment() : element('del', {}, shownText(before)),
    element('ins', {}, shownText(after)),
  ]
}

const stepList = (steps: readonly Step[]): Html =>
  element(
    'ol',
    {},
    steps.map((step) => element('li', { value: step.number }, stepText(step))),
  )

const stepText = ({ phrase, detail, wait }: Step): string =>
  [
    [phrase, detail].filter((part) => part !== '').join(': '),
    ...(wait === undefined ? [] : [[wait.phrase, wait.detail].filter((part) => part !== '').join(': ')]),
  ].join('; ')

const orderSection = (plan: Plan, view: PlanView): Html => {
  const graph = graphOf(plan)
  if (graph === undefined) return fragment()
  return section('The order of actions', [
    graph.of === 'Services'
      ? element('p', {}, `These of ${view.services.length} services wait for one another; all others go their own way.`)
      : undefined,
    element(
      'div',
      { class: 'scroll', role: 'region', 'aria-label': 'Graph of the order', tabindex: 0 },
      graphDrawing(graph, 'order'),
    ),
    graph.left === 0 ? undefined : element('p', {}, `${graph.left} more services wait for one another.`),
    element(
      'ul',
      { class: 'legend' },
      hasEdges(graph, true) ? legend('awaits', 'goes on when the first has come to its good end') : undefined,
      hasEdges(graph, false) ? legend('after', 'goes on when the first is accepted') : undefined,
    ),
    element(
      'details',
      {},
      element('summary', {}, 'The order in words'),
      element(
        'ol',
        {},
        stepsInOrder(view).map(({ name, step }) =>
          element('li', { value: step.number }, element('code', {}, name), ': ', stepText(step)),
        ),
      ),
    ),
  ])
}

const legend = (kind: 'awaits' | 'after', text: string): Html =>
  element(
    'li',
    {},
    element(
      'svg',
      { width: 32, height: 8, 'aria-hidden': 'true', focusable: 'false' },
      element('path', { class: kind, d: 'M0 4 H32' }),
    ),
    ` ${text}`,
  )

const leftAloneSections = ({ undeclared, ignored }: PlanView): Html =>
  fragment(
    leftAloneSection('Live values that the file never names', 'AWS default', undeclared),
    leftAloneSection('Declared values that the file gives away', 'declared', ignored),
  )

const leftAloneSection = (title: string, other: string, values: readonly LeftAlone[]): Html =>
  section(
    title,
    values.length === 0
      ? []
      : [
          table(
            'They are left alone',
            ['service', 'setting', 'live', other],
            values.map(({ name, label, value, other }) => [
              name,
              label,
              shownText(value),
              other === undefined ? undefined : shownText(other),
            ]),
          ),
        ],
  )

const unchangedSection = ({ unchanged }: PlanView): Html =>
  section(
    'Unchanged',
    unchanged.length === 0
      ? []
      : [
          element(
            'ul',
            {},
            unchanged.map((name) => element('li', {}, element('code', {}, name))),
          ),
        ],
  )

/** Our sentences set what is typed between backticks. */
const sentenceHtml = (text: string): Html => {
  const parts = text.split('`')
  return parts.length % 2 === 0
    ? fragment(text)
    : fragment(parts.map((part, index) => (index % 2 === 0 ? part : element('code', {}, part))))
}
