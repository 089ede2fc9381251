/** The same content as people lay it out: block and flow style, comments, blank lines, line ends, a byte order mark. */
import fc from 'fast-check'
import { dump } from 'js-yaml'

export interface Layout {
  /** Nesting from which on collections are in one line; -1: none is. */
  readonly flowLevel: number
  readonly isIndented: boolean
  /** Which lines have a comment above them, and which behind. */
  readonly comments: readonly number[]
  readonly hasCrLf: boolean
  readonly hasMark: boolean
  /** Collections that are the same are anchored, and others refer to them. */
  readonly hasAliases?: boolean
}

export const arbitraryLayout = (): fc.Arbitrary<Layout> =>
  fc.record({
    flowLevel: fc.constantFrom(-1, -1, -1, 3, 4, 5),
    isIndented: fc.boolean(),
    comments: fc.array(fc.nat({ max: 40 }), { maxLength: 8 }),
    hasCrLf: fc.constantFrom(false, false, true),
    hasMark: fc.constantFrom(false, false, false, true),
  })

export const arbitraryLayoutWithAliases = (): fc.Arbitrary<Layout> =>
  fc.tuple(arbitraryLayout(), fc.boolean()).map(([layout, hasAliases]) => ({ ...layout, hasAliases }))

/** Comments stand where YAML has no text of several lines. */
export const laidOut = (content: unknown, layout: Layout): Buffer => {
  const { flowLevel, isIndented, comments, hasCrLf, hasMark, hasAliases = false } = layout
  const lines = dump(hasAliases ? interned(content, new Map()) : content, {
    noRefs: !hasAliases,
    lineWidth: -1,
    flowLevel,
    seqNoIndent: !isIndented,
  }).split('\n')
  const hasText = lines.some((line) => /[|>][-+\d]*$/.test(line))
  const decorated = lines.flatMap((line, index) => {
    if (hasText || line === '' || !comments.includes(index)) return [line]
    const indent = /^ */.exec(line)?.[0] ?? ''
    return index % 3 === 0 ? ['', `${indent}# line ${index}`, line] : [`${line}  # behind ${index}`]
  })
  const text = decorated.join(hasCrLf ? '\r\n' : '\n')
  return Buffer.concat([Buffer.from(hasMark ? [0xef, 0xbb, 0xbf] : []), Buffer.from(text)])
}

/** What is the same, as the same object. */
const interned = (value: unknown, known: Map<string, unknown>): unknown => {
  if (typeof value !== 'object' || value === null) return value
  const key = JSON.stringify(value)
  const before = known.get(key)
  if (before !== undefined) return before
  const made = Array.isArray(value)
    ? value.map((one) => interned(one, known))
    : Object.fromEntries(Object.entries(value).map(([name, one]) => [name, interned(one, known)]))
  known.set(key, made)
  return made
}

/** The comments of a text, in their order. */
export const commentsOf = (text: string): readonly string[] => text.match(/# (?:line|behind) \d+/g) ?? []
