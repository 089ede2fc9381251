/** Codecs for single values and lists of them. A codec's name is the noun phrase that an error uses for what it expects. */
import * as t from 'io-ts'
import { isMapping, refuse, wrongType } from './closed.js'
import { isPlain } from './parse.js'
import { shaped, someText, wholeBetween } from './shape.js'

/** The text of a scalar as it stands in the file: `1.10`, `012345678901` and `on` need no quotes where text is wanted. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : isPlain(value) ? value.text : undefined

/** As textOf, undefined for the empty text. */
export const nonEmpty = (value: unknown): string | undefined => (value === '' ? undefined : textOf(value))

/** Any text but the empty one. */
export const text = shaped(scalar('text', nonEmpty), someText)

/** ECS's integers have 32 bits. */
export const largest = 2 ** 31 - 1

/** A whole number in a range, quoted or not: deployfish converts what it finds, so its users write both. */
export const whole = (expected: string, from: number, to: number): t.Type<number> =>
  shaped(
    scalar(
      expected,
      (value) => {
        const number = wholeFrom(value)
        return number !== undefined && number >= from && number <= to ? number : undefined
      },
      (value) => {
        if (typeof value === 'string' && /^[-+]?0\d+$/.test(value)) return 'write it without leading zeros'
        return (wholeFrom(value) ?? 0) > to && to === largest ? `ECS takes at most ${largest}` : undefined
      },
    ),
    () => wholeBetween(from, to),
  )

/** `true` or `false`. YAML 1.2 reads `yes` and `on` as text. */
export const flag = shaped(
  scalar(
    'true or false',
    (value) => (isPlain(value) && typeof value.value === 'boolean' ? value.value : undefined),
    (value) => {
      const found = textOf(value)?.toLowerCase()
      if (found === 'yes' || found === 'on' || found === 'true') return 'write true'
      return found === 'no' || found === 'off' || found === 'false' ? 'write false' : undefined
    },
  ),
  { type: 'boolean' },
)

/** One of a few words, spelt exactly so. */
export const oneOf = <W extends string>(...words: readonly W[]): t.Type<W> =>
  shaped(
    scalar(
      enumeration(words),
      (value) => words.find((word) => word === textOf(value)),
      (value) => {
        const meant = words.find((word) => word.toLowerCase() === textOf(value)?.toLowerCase())
        return meant === undefined ? undefined : `write ${meant}`
      },
    ),
    { enum: words },
  )

/** A list whose entries all have one shape. */
export const list = <C extends t.Mixed>(expected: string, entry: C): t.Type<readonly t.TypeOf<C>[]> => {
  const entries = t.array(entry)
  return shaped(
    new t.Type<readonly t.TypeOf<C>[]>(
      expected,
      (value): value is readonly t.TypeOf<C>[] => entries.is(value),
      (value, context) =>
        Array.isArray(value)
          ? entries.validate(value, context)
          : refuse(value, context, wrongType(expected, value, listHint(value))),
      t.identity,
    ),
    (inside) => ({ type: 'array', items: inside(entry) }),
  )
}

/** A codec for one scalar: `read` gives undefined for what it refuses, `hint` says what to write instead. */
export function scalar<A>(
  expected: string,
  read: (value: unknown) => A | undefined,
  hint?: (value: unknown) => string | undefined,
): t.Type<A> {
  return new t.Type<A>(
    expected,
    (value): value is A => read(value) !== undefined,
    (value, context) => {
      const decoded = read(value)
      return decoded === undefined
        ? refuse(value, context, wrongType(expected, value, hint?.(value)))
        : t.success(decoded)
    },
    t.identity,
  )
}

const wholeFrom = (value: unknown): number | undefined => {
  if (typeof value === 'string') return /^(?:0|[1-9]\d{0,14})$/.test(value) ? Number(value) : undefined
  return isPlain(value) && Number.isSafeInteger(value.value) ? Number(value.value) : undefined
}

const enumeration = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`

const listHint = (value: unknown): string | undefined =>
  isMapping(value) || textOf(value) !== undefined ? 'begin each entry with "- "' : undefined
