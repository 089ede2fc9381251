/** A service with what is mistaken in it taken out, so that the rest can still be checked against the rules. */
import { isMapping } from './closed.js'
import type { Finding } from './finding.js'
import type { Path } from './parse.js'

/**
 * `keys` names what was taken out as rules name what they read: `containers.memory`. A misspelt key counts as the one
 * that was meant, so that a rule does not miss what the next line has under another name.
 */
export const withoutMistakes = (
  entry: unknown,
  path: Path,
  mistakes: readonly Finding[],
): { readonly entry: unknown; readonly keys: readonly string[] } => {
  const inside = mistakes.map((mistake) => ({ ...mistake, path: mistake.path.slice(path.length) }))
  return {
    entry: without(entry, cutsFrom(inside.map(({ path: mistaken }) => cut(mistaken)))),
    keys: inside.map(meantKey),
  }
}

const meantKey = ({ path, problem }: Finding): string => {
  const keys = path.filter(isKey)
  if (problem.kind === 'UnknownKey') return [...keys.slice(0, -1), problem.nearest ?? problem.key].join('.')
  return (problem.kind === 'MissingKey' ? [...keys, problem.key] : keys).join('.')
}

/** The wrong entry of a list takes the list with it. */
const cut = (path: Path): Path => {
  const last = path.findLastIndex(isKey)
  return path.slice(0, last + 1)
}

const isKey = (step: string): boolean => !/^\d+$/.test(step)

/** Paths as a tree, so that one pass takes all of them out; a leaf is what goes. */
type Cuts = Map<string, Cuts>

const cutsFrom = (paths: readonly Path[]): Cuts => {
  const cuts: Cuts = new Map()
  for (const path of paths) {
    let inside = cuts
    for (const step of path) {
      const next: Cuts = inside.get(step) ?? new Map<string, Cuts>()
      inside.set(step, next)
      inside = next
    }
    inside.clear()
  }
  return cuts
}

const without = (value: unknown, cuts: Cuts): unknown => {
  const kept = (step: string, member: unknown): unknown => {
    const inside = cuts.get(step)
    return inside === undefined ? member : without(member, inside)
  }
  if (Array.isArray(value)) return value.map((member: unknown, index) => kept(String(index), member))
  if (!isMapping(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => cuts.get(key)?.size !== 0)
      .map(([key, member]) => [key, kept(key, member)]),
  )
}
