/** Values that stand once in the file and hold in several places: where they are anchored, and which services have them. */
import type { Origin } from '../model/origin.js'
import { originAt } from './lines.js'
import type { Manuscript } from './manuscript.js'
import type { Document, Node } from './parse.js'
import { type Around, columnOf, dashOf } from './splice.js'

/** An anchor of the file, and who has its value. */
export interface Anchor {
  /** Without the `&`. */
  readonly name: string
  readonly origin: Origin
  /** Places in `services`, in their order; empty: none has it. */
  readonly users: readonly number[]
  /** Those of them that have it whole: what is merged, or stands in `defaults`, may be said otherwise beside it. */
  readonly bound: readonly number[]
}

/** Whether an alias or a merge key can refer to it. */
export const isAnchored = (text: string, { start, at }: Node): boolean =>
  start >= 1 && start < at && text.slice(start - 1, at).includes('&')

/** What is around an anchored value where it stands, which is not where an alias of it does. */
export const aroundAnchored = (document: Document, node: Node): Around | undefined => aroundsOf(document).get(node)

/** The anchor that begins at this offset; undefined: there is none. */
export const anchorAt = (manuscript: Manuscript, start: number): Anchor | undefined => {
  const anchors = anchorsKnown.get(manuscript.document) ?? new Map<number, Anchor | undefined>()
  anchorsKnown.set(manuscript.document, anchors)
  if (!anchors.has(start)) anchors.set(start, anchorFrom(manuscript, start))
  return anchors.get(start)
}

const anchorsKnown = new WeakMap<Document, Map<number, Anchor | undefined>>()

const anchorFrom = ({ document, lines }: Manuscript, start: number): Anchor | undefined => {
  const { root, text } = document
  const [node] = [...aroundsOf(document).keys()].filter((one) => one.start === start)
  if (node === undefined) return undefined
  const begin = text.lastIndexOf('&', node.at)
  const name = /^&([^\s,[\]{}]+)/.exec(text.slice(begin))?.[1] ?? ''
  const services = root.entries?.get('services')?.value
  const inherits = root.entries?.get('defaults')?.value
  const isForAll = inherits !== undefined && reaches(inherits, node, 'ByMerge')
  const items = (services?.to ?? services)?.items ?? []
  const users = items.flatMap((item, index) => (isForAll || reaches(item, node, 'ByMerge') ? [index] : []))
  const bound = users.filter((index) => items[index] !== undefined && reaches(items[index], node, 'ByAlias'))
  return { name, origin: originAt(lines, begin), users, bound }
}

/** Through aliases, and through merge keys where those count. */
const reaches = (from: Node, to: Node, how: 'ByAlias' | 'ByMerge', seen = new Set<Node>()): boolean => {
  if (from === to) return true
  if (seen.has(from)) return false
  seen.add(from)
  const inside = [
    ...(from.items ?? []),
    ...[...(from.entries?.values() ?? [])].map(({ value }) => value),
    ...(how === 'ByMerge' ? (from.merges ?? []) : []),
    ...(from.to === undefined ? [] : [from.to]),
  ]
  return inside.some((one) => reaches(one, to, how, seen))
}

const known = new WeakMap<Document, ReadonlyMap<Node, Around>>()

const aroundsOf = (document: Document): ReadonlyMap<Node, Around> => {
  const before = known.get(document)
  if (before !== undefined) return before
  const { text, root } = document
  const found = new Map<Node, Around>()
  const visit = (node: Node, around: Around): void => {
    if (isAnchored(text, node)) found.set(node, around)
    for (const item of node.items ?? []) {
      const column = node.isBlock ? columnOf(text, dashOf(text, item)) : around.column
      visit(item, { isFlow: !node.isBlock, column })
    }
    for (const { key, value } of node.entries?.values() ?? []) {
      visit(value, { isFlow: !node.isBlock, column: node.isBlock ? columnOf(text, key) : around.column })
    }
    for (const source of node.merges ?? []) visit(source, around)
  }
  if (text.includes('&')) visit(root, { isFlow: false, column: 0 })
  known.set(document, found)
  return found
}
