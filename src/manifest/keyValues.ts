/** `environment` and `labels`: names with values, as a list of `NAME=value` or as a mapping. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { isMapping, refuse, wrongType } from './closed.js'
import { textOf } from './scalars.js'
import { shaped, textTypes } from './shape.js'

export interface KeyValue {
  readonly name: string
  readonly value: string
  /** The key or index under which it is written. */
  readonly at: string
}

const expected = 'a mapping, or a list of NAME=value'

/** Values keep the text of the file: `DEBUG: on` is "on", `VERSION: 1.10` is "1.10". */
export const keyValues = shaped(
  new t.Type<readonly KeyValue[]>(
    expected,
    (value): value is readonly KeyValue[] => Array.isArray(value),
    (value, context) => {
      if (!Array.isArray(value) && !isMapping(value)) return refuse(value, context, wrongType(expected, value))
      const read = Array.isArray(value) ? readEntry : readMember
      const results = Object.entries(value).map(([at, entry]: [string, unknown]) =>
        read(at, entry, t.appendContext(context, at, t.unknown, entry)),
      )
      const errors = results.flatMap((result) => (E.isLeft(result) ? result.left : []))
      return errors.length > 0
        ? t.failures(errors)
        : t.success(results.flatMap((result) => (E.isRight(result) ? [result.right] : [])))
    },
    t.identity,
  ),
  {
    anyOf: [
      { type: 'object', propertyNames: { minLength: 1 }, additionalProperties: textTypes },
      { type: 'array', items: { type: 'string', pattern: '^[^=]+=' } },
    ],
  },
)

/** `NAME=value` splits at the first `=`: the value may hold more of them. */
const readEntry = (at: string, entry: unknown, context: t.Context): t.Validation<KeyValue> => {
  const found = textOf(entry) ?? ''
  const split = found.indexOf('=')
  return split > 0
    ? t.success({ name: found.slice(0, split), value: found.slice(split + 1), at })
    : refuse(entry, context, wrongType('NAME=value', entry, entryHint(entry)))
}

const readMember = (at: string, value: unknown, context: t.Context): t.Validation<KeyValue> => {
  const found = textOf(value)
  if (at !== '' && found !== undefined) return t.success({ name: at, value: found, at })
  return refuse(value, context, wrongType('text', value, value === null ? 'write "" for an empty value' : undefined))
}

const entryHint = (entry: unknown): string | undefined => {
  if (isMapping(entry)) {
    // `- NAME=arn:…:password::` ends with a colon, and so is a mapping to YAML.
    return Object.entries(entry).some(([key, value]) => key.includes('=') && value === null)
      ? 'put it in quotes: it ends with a colon'
      : 'write NAME=value, or drop the "- " of every entry'
  }
  return textOf(entry) === undefined ? undefined : 'write NAME= for an empty value'
}
