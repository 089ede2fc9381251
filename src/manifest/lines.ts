/** A file's text by lines: offsets become the line and column that an editor shows. */
import type { Origin } from '../model/origin.js'

export interface Lines {
  readonly file: string
  readonly text: string
  /** Offset of the first character of each line. */
  readonly starts: readonly number[]
}

/** Lines end with LF, CRLF or a lone CR, as in YAML. */
export const linesOf = (file: string, text: string): Lines => {
  const starts = [0]
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 10 || (code === 13 && text.charCodeAt(index + 1) !== 10)) starts.push(index + 1)
  }
  return { file, text, starts }
}

/** An offset outside the text is taken for its nearest end. */
export const originAt = (lines: Lines, offset: number): Origin => {
  const at = Math.min(Math.max(offset, 0), lines.text.length)
  const index = lineIndexAt(lines, at)
  return { file: lines.file, line: index + 1, column: at - startOf(lines, index) + 1 }
}

/** A line without its end; `index` counts from 0. */
export const lineAt = (lines: Lines, index: number): string => {
  let end = lines.starts[index + 1] ?? lines.text.length
  while (end > startOf(lines, index) && /[\r\n]/.test(lines.text.charAt(end - 1))) end--
  return lines.text.slice(startOf(lines, index), end)
}

export const lineIndexAt = ({ starts }: Lines, offset: number): number => {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

const startOf = ({ starts }: Lines, index: number): number => starts[index] ?? 0
