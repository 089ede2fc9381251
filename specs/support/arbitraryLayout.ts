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
}

export const arbitraryLayout = (): fc.Arbitrary<Layout> =>
  fc.record({
    flowLevel: fc.constantFrom(-1, -1, -1, 3, 4, 5),
    isIndented: fc.boolean(),
    comments: fc.array(fc.nat({ max: 40 }), { maxLength: 8 }),
    hasCrLf: fc.constantFrom(false, false, true),
    hasMark: fc.constantFrom(false, false, false, true),
  })

/** Comments stand where YAML has no text of several lines. */
export const laidOut = (content: unknown, layout: Layout): Buffer => {
  const { flowLevel, isIndented, comments, hasCrLf, hasMark } = layout
  const lines = dump(content, { noRefs: true, lineWidth: -1, flowLevel, seqNoIndent: !isIndented }).split('\n')
  const hasText = lines.some((line) => /[|>][-+\d]*$/.test(line))
  const decorated = lines.flatMap((line, index) => {
    if (hasText || line === '' || !comments.includes(index)) return [line]
    const indent = /^ */.exec(line)?.[0] ?? ''
    return index % 3 === 0 ? ['', `${indent}# line ${index}`, line] : [`${line}  # behind ${index}`]
  })
  const text = decorated.join(hasCrLf ? '\r\n' : '\n')
  return Buffer.concat([Buffer.from(hasMark ? [0xef, 0xbb, 0xbf] : []), Buffer.from(text)])
}

/** The comments of a text, in their order. */
export const commentsOf = (text: string): readonly string[] => text.match(/# (?:line|behind) \d+/g) ?? []
