/** Codecs for mappings whose keys users choose, and for values with a short form and a long one. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { isMapping, refuse, wrongType } from './closed.js'
import { shaped } from './shape.js'

/** Members by their key, all of one kind. */
export const mapOf = <C extends t.Mixed>(expected: string, member: C): t.Type<Readonly<Record<string, t.TypeOf<C>>>> =>
  shaped(
    new t.Type<Readonly<Record<string, t.TypeOf<C>>>>(
      expected,
      (value): value is Readonly<Record<string, t.TypeOf<C>>> => isMapping(value),
      (value, context) => {
        if (!isMapping(value)) return refuse(value, context, wrongType(expected, value))
        const errors: t.Errors = []
        const decoded: (readonly [string, t.TypeOf<C>])[] = []
        for (const [key, entry] of Object.entries(value)) {
          const result = member.validate(entry, t.appendContext(context, key, member, entry))
          if (E.isRight(result)) decoded.push([key, result.right])
          else errors.push(...result.left)
        }
        return errors.length > 0 ? t.failures(errors) : t.success(Object.fromEntries(decoded))
      },
      t.identity,
    ),
    (inside) => ({ type: 'object', additionalProperties: inside(member) }),
  )

/** The long form where the value is a mapping, else the short one: what is wrong is said of the form that was meant. */
export const shortOrLong = <A>(expected: string, short: t.Type<A>, long: t.Type<A>): t.Type<A> =>
  shaped(
    new t.Type<A>(
      expected,
      (value): value is A => short.is(value) || long.is(value),
      (value, context) => (isMapping(value) ? long : short).validate(value, context),
      t.identity,
    ),
    (inside) => ({ anyOf: [inside(short), inside(long)] }),
  )

/** What a codec reads, turned into something else; shown and documented as the codec itself. */
export const mapped = <A, B>(codec: t.Type<A>, from: (decoded: A) => B): t.Type<B> =>
  shaped(
    new t.Type<B>(
      codec.name,
      (value): value is B => value !== undefined,
      (value, context) => E.map(from)(codec.validate(value, context)),
      t.identity,
    ),
    (inside) => inside(codec),
  )
