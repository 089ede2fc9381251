/** JSON as somebody may have edited it: read with the place of each value, or of the first character that is none of it. */
import type { Json } from '../model/json.js'

/** Counted from one, in UTF-16 units. */
export interface TextPlace {
  readonly line: number
  readonly column: number
}

/** A text as JSON, or where it is none. */
export type PlacedJson =
  | {
      readonly kind: 'Json'
      readonly value: Json
      /** Of a member or an element, `['differences', 2]`; of the nearest around it where there is none. */
      readonly placeOf: (path: readonly (string | number)[]) => TextPlace
    }
  | { readonly kind: 'Malformed'; readonly place: TextPlace }

/** Takes what JSON.parse takes, but for what is nested too deep. */
export const placedJson = (text: string): PlacedJson => {
  const starts = new Map<string, number>()
  const end = endOfValue(text, skipSpace(text, 0), [], starts)
  const last = 'at' in end ? skipSpace(text, end.at) : end.wrongAt
  if ('wrongAt' in end || last < text.length) return { kind: 'Malformed', place: placeAt(text, last) }
  return {
    kind: 'Json',
    value: JSON.parse(text) as Json,
    placeOf: (path) => {
      const inner = path.findLastIndex((_, index) => starts.has(keyOf(path.slice(0, index + 1))))
      return placeAt(text, starts.get(keyOf(path.slice(0, inner + 1))) ?? 0)
    },
  }
}

const keyOf = (path: readonly (string | number)[]): string => JSON.stringify(path)

const placeAt = (text: string, offset: number): TextPlace => {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

/** Where a value ends, or where it is wrong. */
type End = { readonly at: number } | { readonly wrongAt: number }

/** Deeper than anything that is written here; without a bound a made-up file would overflow the stack. */
const deepest = 200

const endOfValue = (text: string, at: number, path: readonly (string | number)[], starts: Map<string, number>): End => {
  starts.set(keyOf(path), at)
  if (path.length > deepest) return { wrongAt: at }
  const opening = text[at]
  if (opening === '{' || opening === '[') return endOfMembers(text, at, path, starts)
  const end = matchAt(scalar, text, at)
  return end === undefined ? { wrongAt: at } : { at: end }
}

const endOfMembers = (
  text: string,
  opening: number,
  path: readonly (string | number)[],
  starts: Map<string, number>,
): End => {
  const isObject = text[opening] === '{'
  const closing = isObject ? '}' : ']'
  let at = skipSpace(text, opening + 1)
  if (text[at] === closing) return { at: at + 1 }
  for (let index = 0; ; index++) {
    let member: string | number = index
    if (isObject) {
      const end = matchAt(string, text, at)
      const colon = end === undefined ? at : skipSpace(text, end)
      if (end === undefined || text[colon] !== ':') return { wrongAt: colon }
      member = JSON.parse(text.slice(at, end)) as string
      at = skipSpace(text, colon + 1)
    }
    const value = endOfValue(text, at, [...path, member], starts)
    if ('wrongAt' in value) return value
    at = skipSpace(text, value.at)
    if (text[at] === closing) return { at: at + 1 }
    if (text[at] !== ',') return { wrongAt: at }
    at = skipSpace(text, at + 1)
  }
}

const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y
const scalar = new RegExp(`${string.source}|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|true|false|null`, 'y')
const space = /[ \t\n\r]*/y

const skipSpace = (text: string, at: number): number => matchAt(space, text, at) ?? at

/** Where the match at this very place ends. */
const matchAt = (pattern: RegExp, text: string, at: number): number | undefined => {
  const sticky = new RegExp(pattern.source, 'y')
  sticky.lastIndex = at
  return sticky.test(text) ? sticky.lastIndex : undefined
}
