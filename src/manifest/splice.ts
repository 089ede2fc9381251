/**
 * Text of a file with a value replaced, added or taken away at its place, and everything else as it stands: comments, quotes,
 * indentation, line ends. Nothing here knows what the file means; who splices reads the text again.
 */
import { dump } from 'js-yaml'
import type { Json } from '../model/json.js'
import type { Node } from './parse.js'

/** `text` in the place of what stands from `from` up to `to`, offsets in UTF-16 units. */
export interface Splice {
  readonly from: number
  readonly to: number
  readonly text: string
  /** It is in a value that others may have, too. */
  readonly shared?: Sharing
}

/** Which anchor's value it is, by the anchor's offset, and the way by which the splice came to it. */
export interface Sharing {
  readonly anchor: number
  readonly by: string
}

/** Of the value that is replaced: whether it is inside `{}` or `[]`, and the column of the key or dash that holds it. */
export interface Around {
  readonly isFlow: boolean
  readonly column: number
}

/** The text with all of them; undefined where two of them are about the same text. */
export const spliced = (text: string, splices: readonly Splice[]): string | undefined => {
  const inOrder = withoutRepeats(splices).map((splice, index) => ({ ...splice, index }))
  inOrder.sort((a, b) => a.from - b.from || a.to - b.to || a.index - b.index)
  let made = ''
  let done = 0
  for (const { from, to, text: inserted } of inOrder) {
    if (from < done) return undefined
    made += text.slice(done, from) + inserted
    done = to
  }
  return made + text.slice(done)
}

/** What all who share a value say of it counts once, and what one of them says twice counts twice. */
const withoutRepeats = (splices: readonly Splice[]): readonly Splice[] => {
  const counts = new Map<string, number>()
  const next = (key: string): number => {
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count
  }
  const made = new Map<string, number>()
  return splices.filter(({ from, to, text, shared }) => {
    if (shared === undefined) return true
    const what = JSON.stringify([from, to, text])
    const count = next(JSON.stringify([what, shared.by]))
    if (count <= (made.get(what) ?? 0)) return false
    made.set(what, count)
    return true
  })
}

/** `isLike`: in the quotes of the old one, where it has any; else as YAML is usually written. */
export const replacing = (
  text: string,
  node: Node,
  value: Json,
  around: Around,
  isLike: boolean,
): readonly Splice[] => {
  const from = node.at
  const to = endOf(text, node)
  const alike = isLike && node.isScalar ? scalarLike(text, node, value, around) : undefined
  if (alike !== undefined) return [{ from, to, text: alike }]
  if (around.isFlow) return [{ from, to, text: flowText(value) }]
  const eol = eolOf(text)
  const { first, rest } = underKey(value)
  if (first !== '') {
    const inline = [first, ...rest.map((line) => padded(line, around.column))].join(eol)
    const start = node.isBlock ? endOfText(text, from) : from
    const isOwnLine = node.isBlock && /[:-]/.test(text.charAt(start - 1)) && text.slice(start, from).trim() === ''
    return [isOwnLine ? { from: start, to, text: ` ${inline}` } : { from, to, text: inline }]
  }
  if (node.isBlock) {
    const column = columnOf(text, from)
    const lines = rest.map((line, index) => (index === 0 ? line.slice(2) : padded(line.slice(2), column)))
    return [{ from, to, text: lines.join(eol) }]
  }
  const flow = flowText(value)
  if (flow.length <= longestFlow && isFlat(value)) return [{ from, to, text: flow }]
  // A comment behind the old value stays behind the key.
  return [
    { from: endOfText(text, from), to, text: '' },
    inserted(lineEnd(text, to), eol + rest.map((line) => padded(line, around.column)).join(eol)),
  ]
}

/** A new key of a mapping, behind another one of it, else behind what is merged into it; none: it has nothing to stand behind. */
export const addingKey = (text: string, mapping: Node, key: string, value: Json, behind: string): readonly Splice[] => {
  const [merge] = mapping.merges ?? []
  const last = mapping.merges?.at(-1)
  const merged = merge === undefined || last === undefined ? undefined : { key: mapping.at, value: last }
  const entry = mapping.entries?.get(behind) ?? merged
  if (!mapping.isBlock) {
    const member = flowText({ [key]: value }).slice(1, -1)
    return entry === undefined
      ? [inserted(mapping.at + 1, member)]
      : [inserted(Math.max(entry.key, endOf(text, entry.value)), `, ${member}`)]
  }
  if (entry === undefined) return []
  const column = columnOf(text, mapping.at)
  const lines = blockLines({ [key]: value }).map((line) => padded(line, column))
  const eol = eolOf(text)
  return [inserted(lineEnd(text, Math.max(entry.key, endOf(text, entry.value))), eol + lines.join(eol))]
}

/** A key with its value, and with the comment behind it; `leaving` are all keys that go. */
export const removingKey = (
  text: string,
  mapping: Node,
  key: string,
  leaving: readonly string[] = [key],
): readonly Splice[] => {
  const entries = [...(mapping.entries ?? [])].sort(([, a], [, b]) => a.key - b.key)
  const spans = entries.map(([, entry]) => ({ from: entry.key, end: Math.max(entry.key, endOf(text, entry.value)) }))
  const going = new Set(entries.flatMap(([name], index) => (leaving.includes(name) ? [index] : [])))
  return removed(
    text,
    mapping.isBlock,
    spans,
    entries.findIndex(([name]) => name === key),
    going,
  )
}

/** A new entry of a list, behind another one of it; -1 before the first. */
export const addingItem = (text: string, list: Node, value: Json, behind: number): readonly Splice[] => {
  const items = list.items ?? []
  const [first] = items
  const item = items[Math.max(behind, 0)]
  const alike = inQuotesOf(text, items, value)
  if (!list.isBlock) {
    const said = alike ?? flowText(value)
    if (first === undefined || item === undefined) return [inserted(list.at + 1, said)]
    return behind < 0 ? [inserted(startOf(text, first), `${said}, `)] : [inserted(endOf(text, item), `, ${said}`)]
  }
  if (first === undefined || item === undefined) return []
  const dash = dashOf(text, first)
  const column = columnOf(text, dash)
  const eol = eolOf(text)
  const lines = (alike === undefined ? blockLines([value]) : [`- ${alike}`]).map((line) => padded(line, column))
  return behind < 0
    ? [inserted(dash, `${lines.join(eol).trimStart()}${eol}${' '.repeat(column)}`)]
    : [inserted(lineEnd(text, endOf(text, item)), eol + lines.join(eol))]
}

/** As all others of the list are quoted, so that `80:80` is a text for every program that reads the file. */
const inQuotesOf = (text: string, items: readonly Node[], value: Json): string | undefined => {
  const [quote, ...others] = new Set(items.map(({ at, isScalar }) => (isScalar ? text.charAt(at) : '')))
  if (typeof value !== 'string' || others.length > 0) return undefined
  return quote === '"' ? doubleQuoted(value) : quote === "'" ? singleQuoted(value) : undefined
}

/** An entry of a list, with the comment behind it; `leaving` are all entries that go. */
export const removingItem = (
  text: string,
  list: Node,
  index: number,
  leaving: readonly number[] = [index],
): readonly Splice[] => {
  const spans = (list.items ?? []).map((item) => ({
    from: list.isBlock ? dashOf(text, item) : startOf(text, item),
    end: endOf(text, item),
  }))
  return removed(text, list.isBlock, spans, index, new Set(leaving))
}

/** The column of the key or dash that holds a value, counted from 0. */
export const columnOf = (text: string, at: number): number => at - lineStart(text, at)

/** Where the dash of an entry of a list stands. */
export const dashOf = (text: string, item: Node): number => text.lastIndexOf('-', item.start - 1)

/** Where a value begins, with the `&` of its anchor or the `!` of its tag. */
const startOf = (text: string, { start, at }: Node): number =>
  start < at && /[&!]/.test(text.charAt(start - 1)) ? start - 1 : start

/** Where the text of a value ends, closing brackets included, and blank lines behind a block of text not. */
export const endOf = (text: string, node: Node): number => {
  if (node.to !== undefined) return node.end
  if (node.isScalar) return /[|>]/.test(text.charAt(node.at)) ? endOfText(text, node.end) : node.end
  const inside = [...(node.items ?? []), ...[...(node.entries?.values() ?? [])].map(({ value }) => value)]
  const last = Math.max(node.at, ...inside.map((one) => endOf(text, one)), ...(node.merges ?? []).map(({ end }) => end))
  if (node.isBlock || !/[[{]/.test(text.charAt(node.at))) return Math.max(last, node.end)
  const closing = /#[^\r\n]*|[\]}]/g
  closing.lastIndex = Math.max(last, node.at + 1)
  for (let match = closing.exec(text); match !== null; match = closing.exec(text)) {
    if (!match[0].startsWith('#')) return match.index + 1
  }
  return last
}

const longestFlow = 80

const inserted = (at: number, text: string): Splice => ({ from: at, to: at, text })

/** An entry of a collection, with its key or dash. */
interface Span {
  readonly from: number
  readonly end: number
}

/** One of several entries that go: what is between them is taken away once. */
const removed = (
  text: string,
  isBlock: boolean,
  spans: readonly Span[],
  index: number,
  leaving: ReadonlySet<number>,
): readonly Splice[] => {
  const span = spans[index]
  if (span === undefined) return []
  const { from, end } = span
  const next = spans[index + 1]
  const start = lineStart(text, from)
  const line = { from: start === 0 ? 0 : beforeEol(text, start), to: lineEnd(text, end), text: '' }
  if (isBlock) {
    if (text.slice(start, from).trim() !== '') return [{ from, to: next?.from ?? line.to, text: '' }]
    // With the line end before it, since what is new behind it begins with its own.
    return [start === 0 ? { ...line, to: behindEol(text, line.to) } : line]
  }
  const [rest, comma] = /^[ \t]*(,?)[ \t]*(?:#.*)?$/.exec(text.slice(end, line.to)) ?? []
  const hasOwnLine = start > 0 && rest !== undefined && text.slice(start, from).trim() === ''
  const staying = spans.findLastIndex((_, other) => !leaving.has(other))
  const last = spans[staying]
  if (next !== undefined && staying > index) {
    if (hasOwnLine && comma === ',') return [line]
    const own = commaBetween(text, end, next.from)
    // Comments between the two are of the next one.
    const isOver = own !== undefined && /[\r\n]/.test(text.slice(end, next.from))
    return [{ from, to: isOver ? own + 1 : next.from, text: '' }]
  }
  if (last === undefined || last.end >= start || !hasOwnLine) {
    return index === staying + 1 ? [{ from: last?.end ?? from, to: spans.at(-1)?.end ?? end, text: '' }] : []
  }
  // The line goes with its comment, and of the entry that is the last then the comma alone.
  const open = index === staying + 1 ? commaBetween(text, last.end, start) : undefined
  return [...(open === undefined ? [] : [{ from: open, to: open + 1, text: '' }]), line]
}

const commaBetween = (text: string, from: number, to: number): number | undefined => {
  const pattern = /#[^\r\n]*|,/g
  pattern.lastIndex = from
  for (let match = pattern.exec(text); match !== null && match.index < to; match = pattern.exec(text)) {
    if (match[0] === ',') return match.index
  }
  return undefined
}

/** In the manner of the scalar that stands there; undefined: that has none, or the value does not go into it. */
const scalarLike = (text: string, node: Node, value: Json, { isFlow, column }: Around): string | undefined => {
  if (typeof value === 'object') return undefined
  const said = String(value)
  switch (text.charAt(node.at)) {
    case "'":
      return singleQuoted(said)
    case '"':
      return doubleQuoted(said)
    case '|':
    case '>':
      return isFlow ? undefined : literal(text, said, column)
    default:
      // What YAML took for a number or a flag may go on to be one, since the file keeps its text.
      return isPlainWord(text.slice(node.at, node.end)) && isPlainWord(said) ? said : undefined
  }
}

const isPlainWord = (word: string): boolean =>
  /^(?:[+-]?[\d.]+|true|false|True|False|TRUE|FALSE)$/.test(word) && word !== ''

const isOneLine = (said: string): boolean => !/[^\P{C}\p{Cf}]|[\u2028\u2029\ufeff]/u.test(said)

const singleQuoted = (said: string): string | undefined =>
  isOneLine(said) ? `'${said.replaceAll("'", "''")}'` : undefined

const doubleQuoted = (said: string): string =>
  JSON.stringify(said).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const literal = (text: string, said: string, column: number): string | undefined => {
  const [, body = '', end = ''] = /^([^]*?)(\n*)$/.exec(said) ?? []
  const lines = body.split('\n')
  if (body === '' || /^\s/.test(body) || !lines.every(isOneLine)) return undefined
  const chomping = end === '' ? '-' : end === '\n' ? '' : undefined
  if (chomping === undefined) return undefined
  return [`|${chomping}`, ...lines.map((line) => padded(line, column + 2))].join(eolOf(text))
}

const written = (value: Json, flowLevel: number): string => dump(value, { noRefs: true, lineWidth: -1, flowLevel })

const flowText = (value: Json): string => written([value], 0).trimEnd().slice(1, -1)

const blockLines = (value: Json): readonly string[] => written(value, -1).replace(/\n$/, '').split('\n')

/** What stands behind a key: on its line, and on the lines below it, two deep. */
const underKey = (value: Json): { readonly first: string; readonly rest: readonly string[] } => {
  const [first = '', ...rest] = blockLines({ k: value })
  return { first: first.slice('k:'.length).trimStart(), rest }
}

const isFlat = (value: Json): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every((member) => typeof member !== 'object')

const padded = (line: string, column: number): string => (line === '' ? '' : ' '.repeat(column) + line)

const eolOf = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n'

const lineStart = (text: string, at: number): number => {
  let start = at
  while (start > 0 && !isEol(text.charAt(start - 1))) start--
  return start
}

const lineEnd = (text: string, at: number): number => {
  let end = at
  while (end < text.length && !isEol(text.charAt(end))) end++
  return end
}

const behindEol = (text: string, at: number): number =>
  text.startsWith('\r\n', at) ? at + 2 : isEol(text.charAt(at)) ? at + 1 : at

const beforeEol = (text: string, at: number): number => (text.startsWith('\r\n', at - 2) ? at - 2 : at - 1)

const isEol = (character: string): boolean => character === '\n' || character === '\r'

/** Back over white space. */
const endOfText = (text: string, at: number): number => {
  let end = at
  while (end > 0 && /\s/.test(text.charAt(end - 1))) end--
  return end
}
