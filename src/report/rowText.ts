/** One row of a plan or of drift as lines: the label, and what its value was and will be beside or below it. */
import { isSecretChange, type Row } from './rows.js'
import { type Paint, paletteOf, type Style, unpainted } from './style.js'
import { excerptText, notSet, type Shown, shownText } from './value.js'
import { hanging, wrapped } from './wrap.js'

/** Unpainted text, since paint has no width, and how to paint it. */
type Line = readonly [text: string, paint: Paint]

/** How a value reads: in one line, or in several where one is too short for it. */
export interface Reading {
  readonly oneLine: readonly Line[] | undefined
  readonly lines: (width: number) => readonly Line[]
}

/** The label, then the value: beside it, in as many lines as it needs, or below it where no word would fit beside. */
export const rowLines = (row: Row, value: Reading, column: number, style: Style): readonly string[] => {
  const head = `    ${row.label}`
  const isShort = head.length + 2 <= column
  const lead = isShort ? head.padEnd(column) : `${head}  `
  const { oneLine } = value
  if (oneLine !== undefined && lead.length + lengthOf(oneLine) <= style.width) {
    return withRemark([lead + painted(oneLine)], lead.length + lengthOf(oneLine), row.remark, column, style)
  }
  const beside = value.lines(style.width - column)
  return isShort && widest(beside) <= style.width - column
    ? withRemark(indented(beside, column, lead), column + (beside.at(-1)?.[0].length ?? 0), row.remark, column, style)
    : [head, ...belowLabel(value.lines(style.width - 8), row.remark, style)]
}

/** `before → after`; members of a list one per line with their sign. */
export const changedValue = (row: Row, style: Style): Reading => {
  const { red, green, dim } = paletteOf(style)
  const paints = { '-': red, '+': green, ' ': dim } as const
  const { members } = row
  const isSecret = isSecretChange(row)
  const after = sideText(row.after, isSecret)
  if (row.before === undefined) {
    return { oneLine: [[after, unpainted]], lines: (width) => plain(wrapped(after, width)) }
  }
  const before = sideText(row.before, isSecret)
  const lead = '(secret) changed, '
  const isList = members.length > 0 && !/\.(command|entryPoint)$/.test(row.path)
  return {
    oneLine: isList
      ? undefined
      : [...(isSecret ? [[lead, unpainted] as const] : []), [before, red], [' → ', dim], [after, green]],
    lines: (width) =>
      members.length > 0
        ? members.flatMap(({ sign, ...member }) =>
            hanging(`${sign} `, excerptText(member), width).map((line) => [line, paints[sign]] as const),
          )
        : [
            ...wrapped(isSecret ? lead + before : before, width).map((line) => [line, red] as const),
            ...hanging('→ ', after, width).map((line) => [line, green] as const),
          ],
  }
}

/** `live …, declared …`. */
export const comparedValue = (row: Row, style: Style): Reading => {
  const { red, green } = paletteOf(style)
  const isSecret = isSecretChange(row)
  const secret = isSecret ? '(secret) ' : ''
  const before = sideText(row.before ?? notSet, isSecret)
  const after = sideText(row.after, isSecret)
  return {
    oneLine: [
      [`${secret}live `, unpainted],
      [before, red],
      [', declared ', unpainted],
      [after, green],
    ],
    lines: (width) => [
      ...hanging('live      ', secret + before, width).map((line) => [line, red] as const),
      ...hanging('declared  ', secret + after, width).map((line) => [line, green] as const),
    ],
  }
}

/** Where both are secrets, that is said once. */
const sideText = (shown: Shown, isSecret: boolean): string =>
  shownText(isSecret ? { ...shown, isSecret: undefined } : shown)

const belowLabel = (lines: readonly Line[], remark: string | undefined, style: Style): readonly string[] =>
  withRemark(indented(lines, 8, ' '.repeat(8)), 8 + (lines.at(-1)?.[0].length ?? 0), remark, 8, style)

const indented = (lines: readonly Line[], indent: number, first: string): readonly string[] =>
  lines.map((line, index) => (index === 0 ? first : ' '.repeat(indent)) + painted([line]))

/** `length`: of the last line, up to where its text ends. */
const withRemark = (
  lines: readonly string[],
  length: number,
  remark: string | undefined,
  indent: number,
  style: Style,
): readonly string[] => {
  if (remark === undefined) return lines
  const { dim } = paletteOf(style)
  return length + 2 + remark.length <= style.width
    ? [...lines.slice(0, -1), `${lines.at(-1) ?? ''}  ${dim(remark)}`]
    : [...lines, ...hanging(' '.repeat(indent), remark, style.width).map(dim)]
}

const painted = (parts: readonly Line[]): string => parts.map(([text, paint]) => paint(text)).join('')

const lengthOf = (parts: readonly Line[]): number => parts.reduce((sum, [text]) => sum + text.length, 0)

const widest = (lines: readonly Line[]): number => Math.max(0, ...lines.map(([text]) => text.length))

const plain = (lines: readonly string[]): readonly Line[] => lines.map((text) => [text, unpainted] as const)
