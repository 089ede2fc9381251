/** The comments of a file, with their places: what is written into it should lose none unnoticed. */
import type { Origin } from '../model/origin.js'
import { originAt } from './lines.js'
import type { Manuscript } from './manuscript.js'
import type { Node } from './parse.js'
import { endOf } from './splice.js'

/** From the `#` to the end of the line. */
export interface Comment {
  readonly text: string
  readonly origin: Origin
}

/** In their order. */
export const commentsIn = ({ document, lines }: Manuscript): readonly Comment[] => {
  const { text, root } = document
  const scalars = scalarsIn(text, root).sort((a, b) => a.from - b.from)
  const comments: Comment[] = []
  const pattern = /(?<=^|[ \t\r\n])#[^\r\n]*/g
  let next = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const { index } = match
    while (next < scalars.length && (scalars[next]?.to ?? 0) <= index) next++
    const scalar = scalars[next]
    if (scalar !== undefined && scalar.from <= index) pattern.lastIndex = scalar.to
    else comments.push({ text: match[0].trimEnd(), origin: originAt(lines, index) })
  }
  return comments
}

interface Range {
  readonly from: number
  readonly to: number
}

/** Behind the `|` or `>` of a text of several lines a comment may stand. */
const scalarsIn = (text: string, root: Node): Range[] => {
  const found: Range[] = []
  const visit = (node: Node): void => {
    if (node.isScalar && node.at >= 0) {
      const isText = /[|>]/.test(text.charAt(node.at))
      const eol = isText ? text.slice(node.at).search(/[\r\n]/) : 0
      found.push({ from: node.at + Math.max(eol, 0), to: endOf(text, node) })
    }
    for (const item of node.items ?? []) visit(item)
    for (const { value } of node.entries?.values() ?? []) visit(value)
    for (const source of node.merges ?? []) visit(source)
  }
  visit(root)
  return found
}
