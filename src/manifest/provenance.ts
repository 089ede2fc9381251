/** Where the values of a file came from, kept by path: asked once for each origin and each issue. */
import type { Via } from '../model/origin.js'
import type { Provenance } from './issues.js'
import type { Path } from './parse.js'
import { type Substitution, textsIn } from './substitute.js'

interface Trace {
  via: readonly Via[]
  readonly inside: Map<string, Trace>
}

/** The texts of what secret references gave, for documents that are shown as a whole. */
export const sensitiveTexts = (substitutions: readonly Substitution[]): readonly string[] => [
  ...new Set(substitutions.flatMap(({ found }) => found).flatMap(secretTexts)),
]

export const provenanceOf = (
  writtenAt: Provenance['writtenAt'],
  substitutions: readonly Substitution[],
): Provenance => {
  const root: Trace = { via: [], inside: new Map() }
  const secrets = new Set<string>()
  for (const place of substitutions.flatMap(({ found }) => found)) {
    let trace = root
    for (const step of place.path) {
      const next = trace.inside.get(step) ?? { via: [], inside: new Map<string, Trace>() }
      trace.inside.set(step, next)
      trace = next
    }
    trace.via = place.looked.map(({ via }) => via)
    for (const text of secretTexts(place)) if (text.length >= shortestSecret) secrets.add(text)
  }
  return {
    writtenAt,
    viaOf: (path) => viaAt(root, path),
    secrets: [...secrets].sort((a, b) => b.length - a.length),
  }
}

/** What is shorter is part of too many words to be taken out of them. */
const shortestSecret = 4

/** Of the value itself, of what it is part of, and of what is part of it. */
const viaAt = (root: Trace, path: Path): readonly Via[] | undefined => {
  if (root.inside.size === 0) return undefined
  const via: Via[] = []
  let trace: Trace | undefined = root
  for (const step of path) {
    trace = trace.inside.get(step)
    if (trace === undefined) break
    via.push(...trace.via)
  }
  if (trace !== undefined) via.push(...[...trace.inside.values()].flatMap(below))
  return via.length === 0 ? undefined : via
}

const below = (trace: Trace): readonly Via[] => [...trace.via, ...[...trace.inside.values()].flatMap(below)]

/**
 * What secret references gave, the whole text that it stands in, and the pieces of both that a codec may cut them into:
 * a command into its words, `NAME=value`, `8080:80`.
 */
const secretTexts = ({ looked, value }: Substitution['found'][number]): readonly string[] => {
  const given = looked.filter(({ via }) => via.isSecret === true).flatMap(({ texts }) => texts.filter(isSaid))
  if (given.length === 0) return []
  const around = textsIn(value).flatMap((text) => [text, ...pieces(text)])
  return [
    ...given.flatMap((text) => [text, ...pieces(text)]),
    ...around.filter((piece) => given.some((text) => holdsSome(piece, text))),
  ].filter(isSaid)
}

/** All of the text, or its first or last word with what the file writes directly before or behind it. */
const holdsSome = (piece: string, text: string): boolean => {
  const words = text.trim().split(/\s+/)
  return piece.includes(text) || piece.endsWith(words[0] ?? text) || piece.startsWith(words.at(-1) ?? text)
}

const isSaid = (text: string): boolean => text.trim() !== ''

/** The scheme of a URL stays with what follows it. */
const pieces = (text: string): readonly string[] => [
  ...text.split(/[\s"'\\]+/),
  ...text.split(/[\s"'\\]+|=|:(?!\/\/)/),
  ...text.split(/=(.*)/s),
]
