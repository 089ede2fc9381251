/** Where the values of a file came from, kept by path: asked once for each origin and each issue. */
import type { Via } from '../model/origin.js'
import type { Provenance } from './issues.js'
import type { Path } from './parse.js'
import { namesSecret } from './reference.js'
import { textOf } from './scalars.js'
import type { Substitution } from './substitute.js'

interface Trace {
  via: readonly Via[]
  readonly inside: Map<string, Trace>
}

/** The texts of sensitive Terraform outputs, for documents that are shown as a whole. */
export const sensitiveTexts = (substitutions: readonly Substitution[]): readonly string[] => [
  ...new Set(
    substitutions
      .flatMap(({ found }) => found)
      .filter(({ via }) => via.some(({ isSecret }) => isSecret === true))
      .flatMap(({ value }) => textsIn(value)),
  ),
]

export const provenanceOf = (
  writtenAt: Provenance['writtenAt'],
  substitutions: readonly Substitution[],
): Provenance => {
  const root: Trace = { via: [], inside: new Map() }
  const secrets = new Set<string>()
  for (const { path, via, value } of substitutions.flatMap(({ found }) => found)) {
    let trace = root
    for (const step of path) {
      const next = trace.inside.get(step) ?? { via: [], inside: new Map<string, Trace>() }
      trace.inside.set(step, next)
      trace = next
    }
    trace.via = via
    if (via.some(({ reference, isSecret }) => isSecret === true || namesSecret(reference))) {
      for (const text of textsIn(value)) if (text.length >= shortestSecret) secrets.add(text)
    }
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

const textsIn = (value: unknown): readonly string[] => {
  const text = textOf(value)
  if (text !== undefined) return [text]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
