/**
 * Secrets out of a document and back into it. In the place of each stands a mark: a digest under a key, by which the value
 * is known again when somebody brings it. What a document has in common with a mark is written in another way.
 */
import { createHmac } from 'node:crypto'
import { isList, isSameJson, type Json, type JsonObject } from '../model/json.js'
import { isSecret, withoutWords } from '../model/secrecy.js'

/** By a digest, and the place of its mark, what it is the digest of; undefined: nobody has brought it. */
export type Lookup = (digest: string, path: string) => Json | undefined

/** The document with a mark in place of each secret; `words` are secret wherever they stand. `path` is where the document stands. */
export const withMarks = (value: Json, key: Uint8Array, words: readonly string[], path = ''): Json =>
  mapLeaves(escaped(value), path, (at, leaf) => (isHidden(at, leaf, words) ? { [mark]: digestOf(key, leaf) } : leaf))

/** As withMarks, where nothing is secret by its place or shape any more: words alone. */
export const withMarkedWords = (value: Json, key: Uint8Array, words: readonly string[]): Json =>
  mapLeaves(escaped(value), '', (_, leaf) => (holdsWord(leaf, words) ? { [mark]: digestOf(key, leaf) } : leaf))

/** The document again. `lost` is told of each mark that cannot be undone, and gives what stands there instead. */
export const withoutMarks = (value: Json, lookup: Lookup, lost: (path: string) => Json, path = ''): Json => {
  const digest = digestIn(value)
  if (digest !== undefined) {
    const found = lookup(digest, path)
    return found === undefined ? lost(path) : found
  }
  if (isList(value)) return value.map((member) => withoutMarks(member, lookup, lost, memberOfList(path, member)))
  if (typeof value !== 'object' || value === null) return value
  return mapMembers(value, (written, inner) => {
    const member = written.replace(escapedMark, '$1')
    return [member, withoutMarks(inner, lookup, lost, memberOf(path, value, member))]
  })
}

export const hasMarks = (value: Json): boolean => {
  let isMarked = false
  withoutMarks(
    value,
    () => undefined,
    () => {
      isMarked = true
      return null
    },
  )
  return isMarked
}

/** Knows every value again that stands in one of the documents, and each of `words`. */
export const lookupIn = (key: Uint8Array, documents: readonly Json[], words: readonly string[]): Lookup => {
  const known = new Map<string, Json>()
  const learn = (leaf: Json): Json => {
    known.set(digestOf(key, leaf), leaf)
    return leaf
  }
  words.forEach(learn)
  for (const document of documents) mapLeaves(document, '', (_, leaf) => learn(leaf))
  return (digest) => known.get(digest)
}

/** What a document says, by place; members of a list that have no name are all at the place of the list. */
export const leavesIn = (document: Json, path = ''): ReadonlyMap<string, readonly Json[]> => {
  const leaves = new Map<string, Json[]>()
  mapLeaves(document, path, (at, leaf) => {
    const others = leaves.get(at)
    if (others === undefined) leaves.set(at, [leaf])
    else others.push(leaf)
    return leaf
  })
  return leaves
}

/** Knows a value again at its own place alone. */
export const lookupAt =
  (key: Uint8Array, leaves: ReadonlyMap<string, readonly Json[]>): Lookup =>
  (digest, path) =>
    leaves.get(path)?.find((leaf) => digestOf(key, leaf) === digest)

const mark = '$secret'
const markLike = /^\$+secret$/
const escapedMark = /^\$(\$+secret)$/

const digestOf = (key: Uint8Array, value: Json): string =>
  createHmac('sha256', key).update(JSON.stringify(value)).digest('hex')

const digestIn = (value: Json): string | undefined => {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined
  const digest = Object.hasOwn(value, mark) ? value[mark] : undefined
  return typeof digest === 'string' ? digest : undefined
}

const isHidden = (path: string, leaf: Json, words: readonly string[]): boolean =>
  isSecret(path, leaf) || isSecret(namedIn(path), leaf) || holdsWord(leaf, words)

/** Pairs of a name and a value are variables, whatever their list is called: `properties[PASSWORD]`. */
const namedIn = (path: string): string => `environment[${/\[([^\]]*)\]$/s.exec(path)?.[1] ?? ''}]`

const holdsWord = (leaf: Json, words: readonly string[]): boolean =>
  words.length > 0 && !isSameJson(withoutWords(leaf, words), leaf)

/** A user may call a member as a mark is called. */
const escaped = (value: Json): Json => {
  if (isList(value)) return value.map(escaped)
  if (typeof value !== 'object' || value === null) return value
  return mapMembers(value, (member, inner) => [markLike.test(member) ? `$${member}` : member, escaped(inner)])
}

/** A list without objects in it is one leaf; a variable, `{name, value}`, is one at its own place. */
const mapLeaves = (value: Json, path: string, change: (path: string, leaf: Json) => Json): Json => {
  if (isList(value)) {
    const isFlat = value.every((member) => typeof member !== 'object')
    return isFlat ? change(path, value) : value.map((member) => mapLeaves(member, memberOfList(path, member), change))
  }
  if (typeof value !== 'object' || value === null) return change(path, value)
  return mapMembers(value, (member, inner) => [member, mapLeaves(inner, memberOf(path, value, member), change)])
}

/** As entries, so that a key may be called `__proto__`. */
const mapMembers = (object: JsonObject, change: (member: string, inner: Json) => readonly [string, Json]): JsonObject =>
  Object.fromEntries(
    Object.entries(object).flatMap(([member, inner]) => (inner === undefined ? [] : [change(member, inner)])),
  )

const memberOfList = (path: string, member: Json): string => {
  const name = typeof member === 'object' && member !== null && !isList(member) ? member['name'] : undefined
  return typeof name === 'string' ? `${path}[${name}]` : path
}

const memberOf = (path: string, object: JsonObject, member: string): string => {
  if (member === 'value' && typeof object['name'] === 'string') return path
  return path === '' ? member : userMap.test(path) ? `${path}[${member}]` : `${path}.${member}`
}

const userMap = /(?:^|\.)(?:dockerLabels|labels|options|driverOpts|tags)$/
