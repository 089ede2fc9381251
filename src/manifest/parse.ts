/**
 * YAML text → its value, and for each value the place where it was written. One parse gives both: js-yaml's events carry
 * offsets, and its constructor builds the value from the same events.
 */
import * as E from 'fp-ts/lib/Either.js'
import {
  CORE_SCHEMA,
  COLLECTION_STYLE,
  EVENT_ID,
  NOT_RESOLVED,
  SCALAR_STYLE,
  YAMLException,
  boolCoreTag,
  constructFromEvents,
  floatJsonTag,
  getScalarValue,
  intJsonTag,
  mapTag,
  mergeTag,
  parseEvents,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type ScalarTagDefinition,
  type SequenceEvent,
} from 'js-yaml'
import type { Problem } from '../model/issue.js'

/** Keys and list indices from the top of the file, indices as text. */
export type Path = readonly string[]

/** What is wrong with the text itself, the offset where, and the path if it lies inside a value. */
export interface Fault {
  readonly problem: Problem
  readonly at: number
  readonly path?: Path
}

/** A value's place in the text; offsets count UTF-16 units. */
export interface Node {
  readonly at: number
  /** Where it begins with its tag and anchor. */
  readonly start: number
  readonly end: number
  /** How many values it stands for once its aliases are written out. */
  readonly size: number
  /** How many characters its scalars have, keys among them, once its aliases are written out. */
  readonly length: number
  readonly isScalar: boolean
  /** A mapping or list that begins on the line below its key. */
  readonly isBlock: boolean
  readonly items?: readonly Node[]
  readonly entries?: ReadonlyMap<string, Entry>
  /** Sources of `<<`, in order: the first that has a key gives it. */
  readonly merges?: readonly Node[]
  /** What an alias stands for. */
  readonly to?: Node
}

interface Entry {
  readonly key: number
  readonly value: Node
}

export interface Document {
  readonly text: string
  readonly value: unknown
  readonly root: Node
  /** Keys written twice: the later one counts, so that everything else can still be checked. */
  readonly duplicates: readonly Fault[]
}

/** A fault after which there is no value; `root` where the text at least has a shape. */
export interface Unreadable {
  readonly fault: Fault
  readonly root?: Node
}

/** A scalar without quotes that YAML takes for a number or a boolean, with the text that stands in the file. */
interface Plain {
  readonly [plain]: true
  readonly value: number | boolean
  readonly text: string
}

const plain = Symbol('plain')

export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, plain)

/** A number or a boolean that comes from elsewhere, with the text that it goes by. */
export const plainFrom = (value: number | boolean, text: string): unknown =>
  ({ [plain]: true, value, text }) satisfies Plain

/** Text that comes from elsewhere, read as the file would read it without quotes; null has no such spelling. */
export const scalarFrom = (text: string): unknown => {
  for (const tag of [intJsonTag, floatJsonTag, boolCoreTag]) {
    const value: number | boolean | typeof NOT_RESOLVED = tag.resolve(text, false, tag.tagName)
    if (value !== NOT_RESOLVED) return plainFrom(value, text)
  }
  return text
}

/** Values in a file once its aliases are written out; a file that says more is an alias bomb or a mistake. */
export const maximumNodes = 2_000_000

/** Characters of a file's scalars once its aliases and references are written out: twice what a file may have itself. */
export const maximumLength = 32 * 1024 * 1024

/** Of these each value but the first needs one; a file may have twice as many, since text may have them, too. */
const maximumMarks = 2 * maximumNodes

/** Collections inside collections. The file needs seven. */
const maximumDepth = 64

/** One YAML document. The text must not begin with a byte order mark. */
export const parse = (text: string): E.Either<Unreadable, Document> => {
  const excess = excessOfMarks(text)
  if (excess !== undefined) return refused({ kind: 'TooManyMarks', limit: maximumMarks }, excess)
  const events = E.tryCatch(() => parseEvents(text, { maxDepth: maximumDepth }), faultFromException)
  if (E.isLeft(events)) return E.left({ fault: events.left })
  if (events.right.length === 0) return refused({ kind: 'EmptyFile' }, 0)
  const tree = readTree(text, events.right)
  if (E.isLeft(tree)) return tree
  const { root, duplicates } = tree.right
  const second = events.right.findIndex((event, index) => index > 0 && event.type === EVENT_ID.DOCUMENT)
  if (second > 0) return refused({ kind: 'SeveralDocuments' }, startOf(text, events.right, second, root.end))
  const values = E.tryCatch(() => constructFromEvents(events.right, construction(text)), faultFromException)
  if (E.isLeft(values)) return E.left({ fault: values.left, root })
  const [value] = values.right
  return value === null ? refused({ kind: 'EmptyFile' }, 0) : E.right({ text, value, root, duplicates })
}

/**
 * Where a value and the key that holds it were written; through aliases and merge keys that is at the definition. A value
 * that begins below its key, and one that is not there, are pointed at by the key.
 */
export const findPlace = (root: Node, path: Path): { readonly key: number; readonly value: number } => {
  let place = { key: Math.max(root.at, 0), value: Math.max(root.at, 0) }
  let node: Node | undefined = root
  for (const step of path) {
    const entry: Entry | undefined = entryOf(node, step)
    if (entry === undefined) return place
    node = entry.value.to ?? entry.value
    place = { key: entry.key, value: node.at < 0 || entry.value.isBlock ? entry.key : node.at }
  }
  return place
}

/** The entry of a mapping or a list, looked for behind aliases and merge keys as well, in each of them once. */
const entryOf = (node: Node, step: string, seen = new Set<Node>()): Entry | undefined => {
  if (seen.has(node)) return undefined
  seen.add(node)
  if (node.to !== undefined) return entryOf(node.to, step, seen)
  const own = node.entries?.get(step)
  if (own !== undefined) return own
  const item = node.items?.[Number(step)]
  if (item !== undefined) return { key: item.at, value: item }
  for (const source of node.merges ?? []) {
    const merged = entryOf(source, step, seen)
    if (merged !== undefined) return merged
  }
  return undefined
}

const refused = (problem: Problem, at: number): E.Either<Unreadable, never> => E.left({ fault: { problem, at } })

/** Where the text has one mark too many: a bound on what the parser may allocate, before it does. */
const excessOfMarks = (text: string): number | undefined => {
  let marks = 0
  for (let index = 0; index < text.length; index++) {
    if (isMark[text.charCodeAt(index)] === true && ++marks > maximumMarks) return index
  }
  return undefined
}

const isMark: readonly (boolean | undefined)[] = Array.from({ length: 128 }, (_, code) =>
  ',:-?[{'.includes(String.fromCharCode(code)),
)

const faultFromException = (cause: unknown): Fault => {
  if (!(cause instanceof YAMLException)) throw cause
  return { problem: { kind: 'Syntax', detail: cause.reason }, at: cause.mark?.position ?? 0 }
}

/** Numbers and booleans keep their text; where a string is wanted, `1.10` must not become 1.1. */
const remembering = (tag: ScalarTagDefinition<number> | ScalarTagDefinition<boolean>): ScalarTagDefinition => ({
  ...tag,
  resolve: (source, isExplicit, tagName) => {
    const value: number | boolean | typeof NOT_RESOLVED = tag.resolve(source, isExplicit, tagName)
    return value === NOT_RESOLVED ? value : ({ [plain]: true, value, text: source } satisfies Plain)
  },
})

/** Keys are text as written: `80:` and `1.10:` are keys like any other. */
const textKeys = {
  ...mapTag,
  addPair: (carrier: Record<string, unknown>, key: unknown, value: unknown) =>
    mapTag.addPair(carrier, keyText(key), value),
  has: (carrier: Record<string, unknown>, key: unknown) => mapTag.has(carrier, keyText(key)),
}

const keyText = (key: unknown): unknown => (isPlain(key) ? key.text : key)

const schema = CORE_SCHEMA.withTags(
  remembering(intJsonTag),
  remembering(floatJsonTag),
  remembering(boolCoreTag),
  mergeTag,
  textKeys,
)

/** Duplicates are found by readTree, all of them; merges are bounded by the expanded size. */
const construction = (source: string) => ({ source, schema, json: true, maxTotalMergeKeys: -1 })

interface Building {
  at: number
  start: number
  end: number
  size: number
  length: number
  isScalar: boolean
  isBlock: boolean
  isOpen: boolean
  items?: Node[]
  entries?: Map<string, Entry>
  merges?: Node[]
  to?: Node
}

/** Builds the tree of places from the events of the first document. */
const readTree = (
  text: string,
  events: readonly Event[],
): E.Either<Unreadable, { readonly root: Node; readonly duplicates: readonly Fault[] }> => {
  const anchors = new Map<string, Building>()
  const duplicates: Fault[] = []
  const steps: string[] = []
  let cycle: Fault | undefined
  let excess: Fault | undefined
  let nodes = 0
  let length = 0
  let next = 1
  let offset = 0

  const count = (size: number, characters: number, at: number): void => {
    nodes += size
    length += characters
    if (nodes > maximumNodes) excess ??= { problem: { kind: 'TooManyNodes', limit: maximumNodes }, at }
    if (length > maximumLength) excess ??= { problem: { kind: 'TooLong', what: 'File', limit: maximumLength }, at }
  }

  const read = (): Building => {
    const event = events[next++]
    const node: Building = {
      at: -1,
      start: -1,
      end: offset,
      size: 1,
      length: 0,
      isScalar: false,
      isBlock: false,
      isOpen: true,
    }
    switch (event?.type) {
      case EVENT_ID.ALIAS:
        return readAlias(text.slice(event.anchorStart, event.anchorEnd), event.anchorStart - 1, event.anchorEnd)
      case EVENT_ID.SCALAR:
        anchor(event, node)
        node.isScalar = true
        node.at = scalarStart(text, event, offset)
        node.end = offset = Math.max(offset, event.valueEnd + (isQuoted(event) ? 1 : 0))
        node.length = Math.max(event.valueEnd - event.valueStart, 0)
        break
      case EVENT_ID.SEQUENCE:
        anchor(event, node)
        node.isBlock = event.style === COLLECTION_STYLE.BLOCK
        node.at = offset = event.start
        readItems(node)
        break
      case EVENT_ID.MAPPING:
        anchor(event, node)
        node.isBlock = event.style === COLLECTION_STYLE.BLOCK
        node.at = offset = event.start
        readEntries(node)
        break
      case EVENT_ID.DOCUMENT:
      case EVENT_ID.POP:
      case undefined:
        break
    }
    if (node.start < 0) node.start = node.at
    if (node.at < 0) node.at = node.start
    node.isOpen = false
    count(1, node.isScalar ? node.length : 0, Math.max(node.start, 0))
    return node
  }

  const anchor = (event: ScalarEvent | SequenceEvent | MappingEvent, node: Building): void => {
    node.start =
      event.tagStart < 0 || event.anchorStart < 0
        ? Math.max(event.tagStart, event.anchorStart)
        : Math.min(event.tagStart, event.anchorStart)
    if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node)
  }

  const readAlias = (name: string, at: number, end: number): Building => {
    offset = end
    const to = anchors.get(name)
    if (to?.isOpen === true) cycle ??= { problem: { kind: 'CyclicAlias', alias: name }, at }
    const size = to?.size ?? 1
    const characters = to?.length ?? 0
    count(size, characters, at)
    const node = { at, start: at, end, size, length: characters, isScalar: false, isBlock: false, isOpen: false }
    return to === undefined || to.isOpen ? node : { ...node, to }
  }

  const readItems = (node: Building): void => {
    const items: Node[] = []
    while (!isAtPop()) {
      const before = offset
      steps.push(String(items.length))
      const item = read()
      steps.pop()
      if (item.at < 0) {
        item.at = dashAfter(text, before)
        offset = item.at + 1
      }
      items.push(item)
      node.size += item.size
      node.length += item.length
    }
    next++
    node.items = items
    node.end = Math.max(node.at, offset)
  }

  const readEntries = (node: Building): void => {
    const entries = new Map<string, Entry>()
    const merges: Node[] = []
    while (!isAtPop()) {
      const event = events[next]
      const key = event?.type === EVENT_ID.SCALAR ? keyOf(text, event) : undefined
      const { at, length: characters } = read()
      const place = at < 0 ? offset : at
      steps.push(key?.text ?? '')
      const value = read()
      steps.pop()
      node.size += value.size
      node.length += characters + value.length
      if (key === undefined) continue
      if (key.isMerge) {
        if (merges.length > 0)
          duplicates.push({ problem: { kind: 'DuplicateKey', key: '<<' }, at: place, path: [...steps, '<<'] })
        for (const source of value.items ?? value.to?.items ?? [value]) merges.push(source)
        continue
      }
      if (entries.has(key.text)) {
        duplicates.push({ problem: { kind: 'DuplicateKey', key: key.text }, at: place, path: [...steps, key.text] })
      }
      entries.set(key.text, { key: place, value })
    }
    next++
    node.entries = entries
    if (merges.length > 0) node.merges = merges
    node.end = Math.max(node.at, offset)
  }

  const isAtPop = (): boolean => {
    const event = events[next]
    return event === undefined || event.type === EVENT_ID.POP
  }

  const root = read()
  const fault = cycle ?? excess
  return fault === undefined ? E.right({ root, duplicates }) : E.left({ fault, root })
}

/** The next dash that begins an entry of a list, outside comments: the place of an entry that holds nothing. */
const dashAfter = (text: string, offset: number): number => {
  const dash = /#[^\r\n]*|(?<=^|\s)-(?=\s|$)/g
  dash.lastIndex = offset
  for (let match = dash.exec(text); match !== null; match = dash.exec(text)) if (match[0] === '-') return match.index
  return offset
}

/** A key in the words of the value that is built: js-yaml turns `~:` into "null". */
const keyOf = (text: string, event: ScalarEvent): { readonly text: string; readonly isMerge: boolean } => {
  const source = getScalarValue(text, event)
  if (event.style !== SCALAR_STYLE.PLAIN || event.tagStart >= 0) return { text: source, isMerge: false }
  return { text: /^(?:~|null|Null|NULL|)$/.test(source) ? 'null' : source, isMerge: source === '<<' }
}

const isQuoted = ({ style }: ScalarEvent): boolean =>
  style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED

/** Of a quoted scalar the quote, of a block scalar its `|` or `>`; -1 for an empty one. */
const scalarStart = (text: string, event: ScalarEvent, after: number): number => {
  if (event.style === SCALAR_STYLE.PLAIN) return event.valueStart
  if (isQuoted(event)) return event.valueStart - 1
  const indicator = text.slice(after, event.valueStart).search(/[|>]/)
  return indicator < 0 ? Math.max(after, event.valueStart) : after + indicator
}

/** Where the second document begins: at its first value, or after the first document when it has none. */
const startOf = (text: string, events: readonly Event[], document: number, after: number): number => {
  const marker = text.indexOf('\n---', Math.max(after - 1, 0))
  const event = events[document + 1]
  const start =
    event === undefined ? -1 : 'start' in event ? event.start : 'valueStart' in event ? event.valueStart : -1
  return marker >= 0 && (start < 0 || marker < start) ? marker + 1 : Math.max(start, 0)
}
