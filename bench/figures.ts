/** What was measured, held against its goal, and how that is told: tables in Markdown, for a terminal and for a page alike. */

/** `×` is a ratio of two measurements of the same run; the others are held against the goal by themselves. */
export type Unit = '×' | 's' | 'ms' | 'MiB' | 'calls' | ''

/** What a figure is held against. */
export interface Goal {
  readonly kind: 'AtMost' | 'AtLeast' | 'Exactly'
  readonly value: number
  readonly unit: Unit
}

/** One figure of the goals. */
export interface Figure {
  readonly what: string
  readonly goal: Goal
  /** In the unit of the goal, or why there is none: the program that it is compared with is not installed. */
  readonly measured: number | { readonly skipped: string }
  /** What was set in relation, where the figure is a ratio: `41 ms : 31 ms`. */
  readonly of?: string
}

/** Rows under a head, with a line on top that says what they are. */
export interface Table {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What a part of the bench has found out. */
export interface Section {
  readonly title: string
  /** How it was measured, a sentence each. */
  readonly method: readonly string[]
  readonly figures: readonly Figure[]
  readonly tables: readonly Table[]
}

/** Whether a figure meets its goal; undefined: it was not measured. */
export const isMet = ({ goal, measured }: Figure): boolean | undefined => {
  if (typeof measured !== 'number') return undefined
  switch (goal.kind) {
    case 'AtMost':
      return measured <= goal.value
    case 'AtLeast':
      return measured >= goal.value
    case 'Exactly':
      return measured === goal.value
  }
}

/** A section as Markdown, under a heading of the second level. */
export const sectionText = ({ title, method, figures, tables }: Section): string =>
  [
    `## ${title}`,
    ...(figures.length === 0 ? [] : [tableText(figureTable(figures))]),
    ...tables.map(tableText),
    ['How it was measured:', '', ...method.map((line) => `- ${line}`)].join('\n'),
  ].join('\n\n')

/** How many goals are met, and which are not. */
export const summaryText = (figures: readonly Figure[]): string => {
  const count = (met: boolean | undefined): number => figures.filter((figure) => isMet(figure) === met).length
  const missed = figures.filter((figure) => isMet(figure) === false)
  const skipped = count(undefined)
  return [
    `${count(true)} of ${figures.length - skipped} goals met${skipped === 0 ? '' : `, ${skipped} not measured`}.`,
    ...missed.map((figure) => `Missed: ${figure.what}: ${measuredText(figure)}, ${goalText(figure.goal)} wanted.`),
  ].join('\n')
}

const figureTable = (figures: readonly Figure[]): Table => ({
  caption: '',
  head: ['figure', 'goal', 'measured', 'ratio', 'met?'],
  rows: figures.map((figure) => [
    figure.what,
    goalText(figure.goal),
    measuredText(figure),
    ratioText(figure),
    typeof figure.measured === 'number' ? (isMet(figure) === true ? 'yes' : '**no**') : '–',
  ]),
})

const goalText = ({ kind, value, unit }: Goal): string =>
  `${{ AtMost: '≤ ', AtLeast: '≥ ', Exactly: 'exactly ' }[kind]}${quantity(value, unit)}`

const measuredText = ({ goal, measured, of }: Figure): string =>
  typeof measured !== 'number' ? measured.skipped : (of ?? quantity(measured, goal.unit))

/** Of the two that are compared; else of what was measured to the goal. */
const ratioText = ({ goal, measured }: Figure): string => {
  if (typeof measured !== 'number') return '–'
  if (goal.unit === '×') return quantity(measured, '×')
  if (goal.value === 0) return measured === 0 ? quantity(1, '×') : '–'
  return quantity(measured / goal.value, '×')
}

/** Three digits are what such a measurement is worth. */
const quantity = (value: number, unit: Unit): string => {
  const digits =
    unit === 'calls' || Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0
  const text = value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  if (unit === 'calls' && value === 1) return '1 call'
  return unit === '' ? text : unit === '×' ? `${text}×` : `${text} ${unit}`
}

/** A number for a table, with its unit. */
export const told = quantity

/** Columns as wide as their widest cell, so that it reads as well on a terminal. */
export const tableText = ({ caption, head, rows }: Table): string => {
  const cells = [head, ...rows].map((row) => head.map((_, at) => (row[at] ?? '').replaceAll('|', '\\|')))
  const widths = head.map((_, at) => Math.max(3, ...cells.map((row) => (row[at] ?? '').length)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  const [first, ...others] = cells
  return [
    ...(caption === '' ? [] : [caption, '']),
    line(first ?? []),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...others.map(line),
  ].join('\n')
}

/** A page with its block of that name replaced, or with the block at its end where it has none. */
export const withBlock = (page: string, name: string, block: string): string => {
  const [begin, end] = [`<!-- bench ${name} -->`, `<!-- end of bench ${name} -->`]
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  const text = `${begin}\n\n${block.trim()}\n\n${end}`
  if (from === -1 || to < from) return `${page.trimEnd()}\n\n${text}\n`
  return `${page.slice(0, from)}${text}${page.slice(to + end.length)}`
}
