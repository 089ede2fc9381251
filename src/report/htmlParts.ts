/** What the page for people is made of: sections, findings, a box for each service, tables of what changes. */
import type { Detail } from './detail.js'
import { type Child, element, fragment, type Html } from './element.js'
import { mostFor, rowWithin } from './excerpt.js'
import { isCommand, isOrdered } from './label.js'
import type { LeftAlone, PlanView, ServiceView } from './planView.js'
import type { Row } from './rows.js'
import { tablesOf } from './rowTables.js'
import { excerptText, notSet, type Shown, shownText } from './value.js'

/** Nothing where there is nothing to tell. */
export const section = (title: string, children: readonly Child[]): Html => {
  const id = title.toLowerCase().replaceAll(' ', '-')
  return children.some((child) => child !== undefined)
    ? element('section', { 'aria-labelledby': id }, element('h2', { id }, title), children)
    : fragment()
}

/** How a finding is coloured. */
export type Level = 'error' | 'warning' | 'note' | 'good'

/** What somebody should look at, one below another. */
export const list = (items: readonly Html[]): Html => element('ul', { class: 'findings' }, items)

/** `error web: sentence`, with its place. */
export const finding = (level: Level, word: string, name: string, sentence: string, place?: string): Html =>
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

/** Every hazard, errors first. */
export const hazardSection = (services: readonly ServiceView[]): Html => {
  const of = (wanted: 'Error' | 'Warning' | 'Note', level: Level): readonly Html[] =>
    services.flatMap(({ name, hazards, alike }) =>
      hazards
        .filter((hazard) => hazard.level === wanted)
        .map(({ sentence, place }) =>
          finding(
            level,
            level,
            name,
            [sentence, ...(alike === undefined ? [] : [alike.names.join(', ')])].join(' '),
            place,
          ),
        ),
    )
  const items = [...of('Error', 'error'), ...of('Warning', 'warning'), ...of('Note', 'note')]
  return section('What to look at first', items.length === 0 ? [] : [list(items)])
}

type Tone = 'make' | 'change' | 'remove' | 'bad'

/** How a service is coloured: by what becomes of it. */
export const toneOf = ({ symbol }: ServiceView): Tone =>
  (({ '+': 'make', '~': 'change', '-/+': 'remove', '-': 'remove', '!': 'bad' }) as const)[symbol]

/** Open, so that nothing is missed; without a body a line. */
export const serviceBox = (
  { symbol, name }: ServiceView,
  headline: string,
  tone: Tone,
  body: readonly Child[],
): Html => {
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

/** One table of settings, and one of the environment of each container. */
export const changeTables = (
  rows: readonly Row[],
  sides: readonly [string, string],
  cells: Cells,
  detail: Detail,
): readonly Html[] =>
  tablesOf(rows).map(({ container, rows: some }) =>
    table(
      container === undefined ? 'Settings' : `Environment of ${container}`,
      ['setting', ...sides, 'place'],
      some.map(({ name, row }) => [
        name,
        ...cells(row, detail),
        row.place === undefined ? undefined : element('span', { class: 'place' }, row.place),
      ]),
    ),
  )

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

/** Before and after. */
export const changedCells: Cells = (row, detail) => {
  const [before, after] = valueCells(row, detail)
  return [
    before,
    row.remark === undefined ? after : fragment(after, ' ', element('span', { class: 'muted' }, row.remark)),
  ]
}

/** Live and declared. */
export const comparedCells: Cells = (row, detail) => {
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

/** Live values that are not touched. */
export const leftAloneSections = ({ undeclared, ignored }: PlanView): Html =>
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

/** The names of services that stay as they are. */
export const unchangedSection = ({ unchanged }: PlanView): Html =>
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
export const sentenceHtml = (text: string): Html => {
  const parts = text.split('`')
  return parts.length % 2 === 0
    ? fragment(text)
    : fragment(parts.map((part, index) => (index % 2 === 0 ? part : element('code', {}, part))))
}
