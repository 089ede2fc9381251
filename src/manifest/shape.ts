/**
 * What a codec takes, as JSON Schema. A codec is a function and cannot be asked: its shape is said beside it, and a
 * property (specs/manifest/schema.spec.ts) holds the two to the same verdict.
 */
import type * as t from 'io-ts'
import type { JsonObject } from '../model/json.js'

/** A fragment of JSON Schema; `inside` gives the one of another codec, for lists and mappings. */
export type Shape = (inside: (codec: t.Mixed) => JsonObject) => JsonObject

const shapes = new WeakMap<t.Mixed, Shape>()

const shapesOfParts = new WeakMap<t.Mixed, Shape>()

/** The same codec, with its shape said; `part` is what a mapping must be of which another part stands elsewhere. */
export const shaped = <C extends t.Mixed>(codec: C, shape: Shape | JsonObject, part?: Shape): C => {
  shapes.set(codec, typeof shape === 'function' ? shape : () => shape)
  if (part !== undefined) shapesOfParts.set(codec, part)
  return codec
}

/** undefined: nobody has said it. */
export const shapeOf = (codec: t.Mixed): Shape | undefined => shapes.get(codec)

/** undefined: it is not taken apart. */
export const shapeOfPart = (codec: t.Mixed): Shape | undefined => shapesOfParts.get(codec)

/** Text as the file takes it: numbers and booleans stand for what is written. */
export const textTypes: JsonObject = { type: ['string', 'number', 'boolean'] }

/** Text that is not empty. */
export const someText: JsonObject = { ...textTypes, minLength: 1 }

/** A whole number in a range, or its digits in quotes; a minus is for numbers alone. */
export const wholeBetween = (from: number, to: number): JsonObject => ({
  anyOf: [
    { type: 'integer', minimum: from, maximum: to },
    { type: 'string', pattern: `^(?:${digitsBetween(Math.max(from, 0), to)})$` },
  ],
})

/** A regular expression for the whole numbers from `from` (0 or more) to `to`, without leading zeros. */
export const digitsBetween = (from: number, to: number): string => {
  const [low, high] = [String(from), String(to)]
  if (low.length < high.length) {
    const longest = Number('9'.repeat(low.length))
    return `${digitsBetween(from, longest)}|${digitsBetween(longest + 1, to)}`
  }
  return sameLength(low, high)
}

/** Both have the same number of digits: what they begin with alike stays, the rest is split where they part. */
const sameLength = (low: string, high: string): string => {
  if (low === high) return low
  const parting = Array.from(low).findIndex((digit, index) => digit !== high[index])
  const [first, last] = [Number(low[parting]), Number(high[parting])]
  const [lowRest, highRest] = [low.slice(parting + 1), high.slice(parting + 1)]
  const [isLowFull, isHighFull] = [/^0*$/.test(lowRest), /^9*$/.test(highRest)]
  const rest = lowRest.length > 1 ? `\\d{${lowRest.length}}` : lowRest.replace(/./, '\\d')
  const [wholeFirst, wholeLast] = [isLowFull ? first : first + 1, isHighFull ? last : last - 1]
  const parts = [
    ...(isLowFull ? [] : [`${first}(?:${sameLength(lowRest, '9'.repeat(lowRest.length))})`]),
    ...(wholeFirst > wholeLast ? [] : [`${digitClass(wholeFirst, wholeLast)}${rest}`]),
    ...(isHighFull ? [] : [`${last}(?:${sameLength('0'.repeat(highRest.length), highRest)})`]),
  ]
  const alike = low.slice(0, parting)
  return parts.length === 1 ? `${alike}${parts[0] ?? ''}` : `${alike}(?:${parts.join('|')})`
}

const digitClass = (from: number, to: number): string => (from === to ? `${from}` : `[${from}-${to}]`)
