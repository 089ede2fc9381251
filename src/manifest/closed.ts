/**
 * The codec for a mapping of the file: known keys, each with a codec, and nothing else. io-ts's own exact types drop an
 * unknown key in silence, and its unions and intersections put the number of the member into the path of an error; this
 * one codec needs neither.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { Problem } from '../model/issue.js'
import { nearestOf } from '../model/nearest.js'
import { isPlain } from './parse.js'

/**
 * An io-ts error that says what is wrong as data. `at` is where to point: at the value, at the key (an unknown one), or
 * at the name of the thing around it (a key that is missing).
 */
export interface Refusal extends t.ValidationError {
  readonly problem: Problem
  readonly at: 'Value' | 'Key' | 'Owner'
  /** The codec of the mapping that has an unknown key. */
  readonly owner?: t.Mixed
}

export const refusal = (
  value: unknown,
  context: t.Context,
  problem: Problem,
  at: Refusal['at'] = 'Value',
): Refusal => ({ value, context, problem, at })

export const refuse = <A>(value: unknown, context: t.Context, problem: Problem): t.Validation<A> =>
  t.failures([refusal(value, context, problem)])

/** Unknown keys of one mapping that are worth naming: no file is answered with more issues. */
const mostOfOne = 10_000

type Optional<P extends t.Props> = { readonly [K in keyof P]?: t.TypeOf<P[K]> }
type Required<P extends t.Props> = { readonly [K in keyof P]: t.TypeOf<P[K]> }

/** Keeps both tables of codecs: whoever documents the file or writes its schema walks them. */
export interface Closed<R extends t.Props, O extends t.Props> extends t.Type<Required<R> & Optional<O>> {
  readonly required: R
  readonly optional: O
  /** Keys that may stand here whatever they hold, and are not read. */
  readonly free?: RegExp
}

/**
 * `name` is the noun phrase that an error uses: "a mapping with the keys of a container". A function gives the optional keys
 * when a mapping is met: most files have few of those that there can be.
 */
export const closed = <R extends t.Props, O extends t.Props>(
  name: string,
  required: R,
  optional: O | (() => O),
  free?: RegExp,
): Closed<R, O> => {
  let made: Tables<O> | undefined
  const tables = (): Tables<O> => (made ??= tablesOf(required, typeof optional === 'function' ? optional() : optional))
  const missingKeys = (mapping: Mapping, context: t.Context, meant: ReadonlySet<string>): t.Errors =>
    Object.keys(required)
      .filter((key) => !Object.hasOwn(mapping, key) && !meant.has(key))
      .map((key) => refusal(undefined, context, { kind: 'MissingKey', key }, 'Owner'))
  const validate = (value: unknown, context: t.Context): t.Validation<Required<R> & Optional<O>> => {
    if (!isMapping(value)) return refuse(value, context, wrongType(name, value))
    const errors: t.Errors = []
    const meant = new Set<string>()
    const decoded: Record<string, unknown> = {}
    const { codecs, known } = tables()
    for (const [key, member] of Object.entries(value)) {
      const codec = codecs.get(key)
      const inside = t.appendContext(context, key, codec ?? t.unknown, member)
      if (codec === undefined) {
        if (free?.test(key) === true) continue
        if (errors.length >= mostOfOne) continue
        const nearest = nearestOf(key, known)
        if (nearest !== undefined) meant.add(nearest)
        const refused: Refusal = { ...refusal(undefined, inside, unknownKey(key, known, nearest), 'Key'), owner: whole }
        errors.push(refused)
        continue
      }
      const result = codec.validate(member, inside)
      if (E.isRight(result)) decoded[key] = result.right
      else for (const error of result.left) errors.push(error)
    }
    errors.push(...missingKeys(value, context, meant))
    return errors.length > 0 ? t.failures(errors) : t.success(decoded as Required<R> & Optional<O>)
  }
  const is = (value: unknown): value is Required<R> & Optional<O> => E.isRight(validate(value, []))
  const whole = Object.assign(new t.Type<Required<R> & Optional<O>>(name, is, validate, t.identity), {
    required,
    ...(free === undefined ? {} : { free }),
  })
  return Object.defineProperty(whole, 'optional', { get: () => tables().optional }) as Closed<R, O>
}

interface Tables<O extends t.Props> {
  readonly optional: O
  readonly codecs: ReadonlyMap<string, t.Mixed>
  readonly known: readonly string[]
}

const tablesOf = <O extends t.Props>(required: t.Props, optional: O): Tables<O> => {
  const codecs: ReadonlyMap<string, t.Mixed> = new Map(Object.entries({ ...required, ...optional }))
  // What is accepted and not read is no advice.
  const known = [...codecs].filter(([, codec]) => codec !== t.unknown).map(([key]) => key)
  return { optional, codecs, known }
}

/** A YAML mapping as js-yaml builds it. */
type Mapping = Readonly<Record<string, unknown>>

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isPlain(value)

/** `expected` is a noun phrase; what was found is described in the file's own words. */
export const wrongType = (expected: string, found: unknown, hint?: string): Problem => {
  const advice = hint ?? hintFor(found)
  const problem = { kind: 'WrongType', expected, found: describe(found) } as const
  return advice === undefined ? problem : { ...problem, hint: advice }
}

const unknownKey = (key: string, known: readonly string[], nearest: string | undefined): Problem =>
  nearest === undefined ? { kind: 'UnknownKey', key, known } : { kind: 'UnknownKey', key, known, nearest }

const hintFor = (found: unknown): string | undefined => (found === null ? 'write a value, or remove it' : undefined)

const describe = (found: unknown): string => {
  if (found === null) return 'nothing'
  if (Array.isArray(found)) return 'a list'
  if (isPlain(found)) return shorten(found.text)
  if (typeof found === 'string') return JSON.stringify(shorten(found))
  return 'a mapping'
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 56)}…` : text)
