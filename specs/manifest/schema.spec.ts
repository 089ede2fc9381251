// The schema that editors read says what the codecs say: about every value, right or wrong.
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import fc from 'fast-check'
import { CORE_SCHEMA, dump, load, mergeTag } from 'js-yaml'
import { readdirSync, readFileSync } from 'node:fs'
import { mistakesInPart } from '../../src/manifest/decodeService.js'
import { withDefaults } from '../../src/manifest/defaults.js'
import { parse } from '../../src/manifest/parse.js'
import { schemaWithGaps } from '../../src/manifest/schema.js'
import { manifest, service } from '../../src/manifest/service.js'
import { digitsBetween } from '../../src/manifest/shape.js'
import { arbitraryManifest } from '../support/arbitraryManifest.js'
import { expectGolden } from '../support/golden.js'
import { root } from '../support/root.js'

const { schema, gaps } = schemaWithGaps()
const accepts = new Ajv2020({ strict: false, allErrors: false }).compile(schema)

/** Whether the codecs take each part of it. Rules that span keys, and what references stand for, are no business of theirs. */
const decodes = (text: string): boolean => {
  const document = parse(text)
  if (document._tag === 'Left') return false
  const file = manifest.decode(document.right.value)
  if (file._tag === 'Left') return false
  const { services, defaults } = file.right
  if (defaults === undefined) return services.every((entry) => service.is(entry))
  return [defaults, ...services].every((part) => mistakesInPart(part, ['x'], () => false).length === 0)
}

/** Whether what defaults and services make together has all that it needs, too: the schema cannot see that. */
const decodesMerged = (text: string): boolean => {
  const document = parse(text)
  if (document._tag === 'Left' || !decodes(text)) return false
  const { services, defaults } = document.right.value as {
    readonly services: readonly unknown[]
    readonly defaults?: unknown
  }
  return withDefaults(services, defaults).services.every((entry) => service.is(entry))
}

describe('the schema', () => {
  it('has a note for every key and a shape for every codec', () => {
    expect(gaps).to.deep.equal([])
  })

  it('is the one that is shipped (UPDATE=1 writes it)', () => {
    expectGolden(schema, new URL('docs/manifest.schema.json', root))
  })

  for (const kind of ['valid', 'invalid']) {
    const folder = new URL(`fixtures/manifests/${kind}/`, root)
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.yml'))) {
      it(`says of ${kind}/${name} what the codecs say`, function () {
        const text = readFileSync(new URL(name, folder), 'utf8')
        const value = valueOf(text)
        // What references stand for is seen by neither of the two.
        if (value === undefined || /\$\{(?:env|terraform)\./.test(text)) this.skip()
        expect(accepts(value), JSON.stringify(accepts.errors)).to.equal(decodes(text))
      })
    }
  }

  it('takes whatever generated file the codecs take', () => {
    fc.assert(
      fc.property(arbitraryManifest(), (file) => {
        expect(decodes(dump(file))).to.equal(true)
        expect(accepts(file), JSON.stringify(accepts.errors)).to.equal(true)
      }),
    )
  })

  it('takes whatever file keeps some of its keys in defaults, at any depth', () => {
    fc.assert(
      fc.property(splitManifest(arbitraryManifest()), (file) => {
        const text = dump(file)
        expect(decodesMerged(text), text).to.equal(true)
        expect(accepts(file), `${JSON.stringify(accepts.errors)}\n${text}`).to.equal(true)
      }),
    )
  })

  it('says of a damaged file with defaults what the codecs say of its parts', () => {
    fc.assert(
      fc.property(damaged(splitManifest(fc.oneof(arbitraryManifest(), validFile()))), (file) => {
        const text = dump(file)
        expect(accepts(file), `${JSON.stringify(accepts.errors)}\n${text}`).to.equal(decodes(text))
      }),
      { numRuns: Number(process.env['RUNS'] ?? 500) },
    )
  })

  it('refuses whatever damaged file the codecs refuse, and takes what they take', () => {
    fc.assert(
      fc.property(damagedManifest(), (file) => {
        const text = dump(file)
        expect(accepts(file), `${JSON.stringify(accepts.errors)}\n${text}`).to.equal(decodes(text))
      }),
      { numRuns: Number(process.env['RUNS'] ?? 500) },
    )
  })
})

describe('digitsBetween', () => {
  it('matches the numbers of its range and no others', () => {
    const bounds = fc.tuple(fc.nat(3000), fc.nat(3000)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    fc.assert(
      fc.property(bounds, fc.nat(4000), ([from, to], number) => {
        const pattern = new RegExp(`^(?:${digitsBetween(from, to)})$`)
        expect(pattern.test(String(number))).to.equal(number >= from && number <= to)
        expect([from, to].every((bound) => pattern.test(String(bound)))).to.equal(true)
        expect(pattern.test(`0${number}`)).to.equal(false)
      }),
      { numRuns: 2000 },
    )
  })
})

/** Of a text that is YAML, its value; as an editor has it, numbers and booleans are no text. */
function valueOf(text: string): unknown {
  try {
    return load(text, { schema: CORE_SCHEMA.withTags(mergeTag) })
  } catch {
    return undefined
  }
}

const validFixtures = readdirSync(new URL('fixtures/manifests/valid/', root))
  .filter((file) => file.endsWith('.yml'))
  .map((file) => readFileSync(new URL(`fixtures/manifests/valid/${file}`, root), 'utf8'))
  .filter((text) => !text.includes('${'))
  .map(valueOf)
  // An account id that begins with 0 is a number here, and text in the file.
  .filter((value) => decodes(dump(value)))

type Step = string | number

const damagedManifest = (): fc.Arbitrary<unknown> => damaged(fc.oneof(arbitraryManifest(), validFile()))

const validFile = (): fc.Arbitrary<unknown> => fc.constantFrom(...validFixtures)

/** A file whose first service has handed some of its keys to `defaults`, whole or member by member; others have them all. */
const splitManifest = (file: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(file, fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 4 })).map(([value, picks]) => {
    const copy = structuredClone(value) as { services?: unknown; defaults?: unknown }
    const [first] = Array.isArray(copy.services) ? (copy.services as readonly unknown[]) : []
    if (copy.defaults !== undefined || typeof first !== 'object' || first === null) return copy
    const defaults = {}
    for (const pick of picks) {
      const paths = pathsIn(first).filter((path) => path.every((step) => !/^\d+$/.test(String(step))))
      const path = paths[Math.floor(pick * paths.length)] ?? ['count']
      if (path[0] !== 'name' && path[0] !== 'cluster') hand(first, defaults, path)
    }
    return { ...copy, services: [first], defaults }
  })

/** Moves the value at a path from one tree into another. */
const hand = (from: object, to: object, [step, ...inside]: readonly Step[]): void => {
  if (step === undefined || !Object.hasOwn(from, step)) return
  const member: unknown = Reflect.get(from, step)
  if (inside.length === 0 || typeof member !== 'object' || member === null) {
    put(to, step, member)
    Reflect.deleteProperty(from, step)
    return
  }
  if (!Object.hasOwn(to, step)) put(to, step, {})
  hand(member, Object(Reflect.get(to, step)) as object, inside)
}

/** A file in which one to three things were replaced, taken out, renamed, added or moved elsewhere. */
const damaged = (file: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(file, fc.array(arbitraryDamage(), { minLength: 1, maxLength: 3 })).map(([file, damages]) =>
    damages.reduce<unknown>((value, { at, kind, odd, from }) => {
      const paths = pathsIn(value)
      const path = paths[Math.floor(at * paths.length)] ?? []
      return changed(value, path, (owner, step) => {
        if (kind === 'replace') put(owner, step, odd)
        if (kind === 'graft') put(owner, step, memberAt(value, paths[Math.floor(from * paths.length)] ?? []))
        if (kind === 'remove' && !Array.isArray(owner)) Reflect.deleteProperty(owner, step)
        if (kind === 'remove' && Array.isArray(owner)) owner.splice(Number(step), 1)
        if (kind === 'add' && Array.isArray(owner)) owner.push(odd)
        if (kind === 'add' && !Array.isArray(owner)) put(owner, typeof odd === 'string' && odd !== '' ? odd : 'more', 1)
        if (kind === 'rename' && !Array.isArray(owner)) {
          put(owner, `${step}x`, Reflect.get(owner, step))
          Reflect.deleteProperty(owner, step)
        }
      })
    }, structuredClone(file)),
  )

const arbitraryDamage = () =>
  fc.record({
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    from: fc.double({ min: 0, max: 0.999, noNaN: true }),
    kind: fc.constantFrom('replace', 'replace', 'graft', 'remove', 'add', 'rename'),
    odd: fc.oneof(
      fc.constantFrom<unknown>(
        ...[null, '', ' ', 0, 1, -1, 3.5, 80, 65_536, 2 ** 31, true, false, 'x', 'yes', 'true', '5', '05', '300', '-1'],
        ...[[], {}, [null], [''], ['a=b'], ['=b'], [80], { a: 'b' }, { a: null }, { '': 'b' }, { a: [] }],
        ...['8000:80', '0:80', '80/UDP', '99999', '00080', '80:', '1 vCPU', '.5 vCPU', '0.5 GB', '2GB', 'FARGATE'],
        ...['awsvpc', 'ENABLED', "it's", '"', "'a b'", '\\', "$'a\\'b'", "$'a", 'a=b', '1h', '[a]'],
      ),
      fc.string({ maxLength: 8, unit: fc.constantFrom(...Array.from(`ab '"\\$=:/0189.-`)) }),
      fc.integer({ min: -2, max: 70_000 }),
    ),
  })

const pathsIn = (value: unknown): readonly (readonly Step[])[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, member]) => [
        [key],
        ...pathsIn(member).map((inside) => [key, ...inside] as const),
      ])

const memberAt = (value: unknown, path: readonly Step[]): unknown =>
  structuredClone(path.reduce<unknown>((inside, step) => Reflect.get(Object(inside), step), value))

const changed = (value: unknown, path: readonly Step[], change: (owner: object, step: Step) => void): unknown => {
  const copy = structuredClone(value)
  const last = path.at(-1)
  const owner = path.slice(0, -1).reduce<unknown>((inside, step) => Reflect.get(Object(inside), step), copy)
  if (last !== undefined && typeof owner === 'object' && owner !== null) change(owner, last)
  return copy
}

const put = (owner: object, step: Step, value: unknown): void => {
  Object.defineProperty(owner, step, { value, enumerable: true, configurable: true, writable: true })
}
