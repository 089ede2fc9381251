/**
 * One page for people, complete in itself: what changes, in which order, and how a rollout went. It loads nothing, runs no
 * script, and holds text of others as text alone.
 */
import { createHash } from 'node:crypto'
import type { Diagnosis } from '../model/diagnosis.js'
import type { Issue } from '../model/issue.js'
import type { Outcome } from '../model/outcome.js'
import type { Plan } from '../model/plan.js'
import { toldTogether } from './alike.js'
import { endedTogether, exampled, namedTogether } from './alikeOutcomes.js'
import { graphDrawing, graphOf, hasEdges, stepsInOrder } from './actionGraph.js'
import { quietSentences } from './baseline.js'
import { diagnosisLines } from './diagnosis.js'
import { apartSentence, lostSentence, lostViewsFrom } from './doubts.js'
import { element, fragment, type Html, lineTexts, styleElement } from './element.js'
import { awsWords, failureSentences } from './failure.js'
import { fileOf } from './findings.js'
import {
  changedCells,
  changeTables,
  comparedCells,
  finding,
  hazardSection,
  leftAloneSections,
  type Level,
  list,
  section,
  sentenceHtml,
  serviceBox,
  toneOf,
  unchangedSection,
} from './htmlParts.js'
import { pageStyle } from './htmlStyle.js'
import { issueSentence, warningLevel } from './issue.js'
import { shortened } from './markup.js'
import { placeOf, viaText } from './origin.js'
import {
  type AlikeEnds,
  joinedViewsFrom,
  type ServiceOutcome,
  serviceOutcomesFrom,
  unrecordedOf,
  unrecordedSentence,
  withCause,
} from './outcomesView.js'
import { asDeclared } from './planParts.js'
import { asService, calmSentence, driftViewFrom } from './driftView.js'
import { type PlanView, planViewFrom } from './planView.js'
import { recoveredFrom } from './recovery.js'
import type { Detail } from './detail.js'
import { commandOf, doubtsIn, type Reported, tallyOf } from './reported.js'
import type { Step } from './steps.js'
import { spanOf, timeline } from './timeline.js'
import { counted, listed } from './wrap.js'

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
    element('main', {}, doubtSection(reported, detail), contentOf(reported, detail)),
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

/** What keeps a report that was put together from being all there is to know. */
const doubtSection = (reported: Reported, detail: Detail): Html => {
  const doubts = doubtsIn(reported)
  const lost = lostViewsFrom(doubts)
  const apart = apartSentence(doubts)
  if (lost.length === 0 && apart === undefined) return fragment()
  return section('What is not known', [
    list([
      ...lost.map((one) => finding('error', 'not known', one.name, lostSentence(one))),
      ...(apart === undefined ? [] : [finding('warning', 'warning', 'reports of shards', apart)]),
    ]),
    ...(detail === 'summary' ? [] : lost).flatMap(({ name, services }) =>
      services.length === 0
        ? []
        : [
            element(
              'details',
              {},
              element('summary', {}, `${name} looks after ${counted(services.length, 'service')}`),
              element('p', {}, services.join(', ')),
            ),
          ],
    ),
  ])
}

const planContent = (plan: Plan, detail: Detail): Html => {
  const view = planViewFrom(plan)
  return fragment(
    view.isRefused
      ? element('p', { class: 'banner' }, 'Refused: what stands in the way is below, and this plan is not applied.')
      : plan.actions.length === 0
        ? element('p', {}, asDeclared(plan))
        : undefined,
    hazardSection(toldTogether(view.services, detail)),
    view.scaled.map((sentence) => element('p', {}, sentence)),
    section(
      'What changes',
      toldTogether(view.services, detail)
        .filter(({ verb }) => verb !== undefined)
        .map((service) =>
          serviceBox(service, service.headline, toneOf(service), [
            service.alike === undefined ? undefined : element('p', {}, service.alike.names.join(', ')),
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
  const each = serviceOutcomesFrom(plan, outcomes)
  const services = endedTogether(each, detail)
  const rollouts = namedTogether(joinedViewsFrom(plan, joined), detail)
  const unrecorded = unrecordedOf(outcomes)
  const ended = (end: ServiceOutcome['end'], level: Level, word: string): readonly Html[] =>
    services
      .filter((one) => one.end === end)
      .map(({ service, headline, sentence, diagnosis, alike }) =>
        end === 'Done' && alike !== undefined
          ? finding(level, word, service.name, headline)
          : ending(level, word, service.name, withCause(sentence, diagnosis), alike),
      )
  const joinedAs = (end: ServiceOutcome['end'], level: Level, word: string): readonly Html[] =>
    rollouts
      .filter((one) => one.end === end)
      .map(({ name, sentence, diagnosis, alike }) => ending(level, word, name, withCause(sentence, diagnosis), alike))
  const back = recovery?.plan === undefined ? [] : serviceOutcomesFrom(recovery.plan, recovery.outcomes)
  return fragment(
    section('How it ended', [
      list([
        ...ended('Failed', 'error', 'failed'),
        ...joinedAs('Failed', 'error', 'failed'),
        ...(recovery === undefined ? [] : recoveredFrom(plan, recovery, detail)).map((one) =>
          ending(one.isLost ? 'error' : 'warning', 'going back', one.name, one.sentence, one.alike),
        ),
        ...ended('NotFinished', 'warning', 'not finished'),
        ...joinedAs('NotFinished', 'warning', 'not finished'),
        ...unrecorded.map(({ service }) => finding('warning', 'not recorded', service, unrecordedSentence)),
        ...ended('Done', 'good', 'done'),
        ...joinedAs('Done', 'good', 'done'),
      ]),
    ]),
    timeSection('The rollout over time', each, outcomes),
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

const timeSection = (title: string, services: readonly ServiceOutcome[], outcomes: readonly Outcome[]): Html => {
  const span = spanOf(outcomes)
  return section(title, span === undefined ? [] : [timeline(services, outcomes, span)])
}

/** How it went, and which they are where one is told of for several. */
const ending = (level: Level, word: string, name: string, sentence: string, alike: AlikeEnds | undefined): Html =>
  finding(
    level,
    word,
    name,
    exampled(alike, sentence) + (alike === undefined ? '' : ` (the same in ${listed(alike.names)})`),
  )

const outcomeBox = ({ service, end, headline, steps, diagnosis, alike }: ServiceOutcome, detail: Detail): Html =>
  end === 'Done' && alike !== undefined
    ? serviceBox(service, headline, toneOf(service), [element('p', {}, listed(alike.names))])
    : serviceBox(
        end === 'Done' ? service : { ...service, symbol: '!' },
        headline,
        end === 'Done' ? toneOf(service) : 'bad',
        [
          alike === undefined
            ? undefined
            : fragment(
                element('p', {}, listed(alike.names)),
                element('p', {}, 'The same in each, as in ', element('code', {}, alike.example), ':'),
              ),
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
