/** A service with what is mistaken in it taken out, so that the rest can still be checked against the rules. */
import * as E from 'fp-ts/lib/Either.js'
import { isMapping } from './closed.js'
import { findingFrom, type Finding } from './finding.js'
import type { Path } from './parse.js'
import { service } from './service.js'

/**
 * `keys` names what was taken out as rules name what they read, with the index of a container: `containers.0.memory`. A
 * misspelt key counts as the one that was meant, so that a rule does not miss what the next line has under another name.
 * What a service cannot be without stands there as something that no rule reads, because it is named too.
 */
export const withoutMistakes = (entry: unknown, path: Path, mistakes: readonly Finding[]): Rest => {
  const inside = mistakes.map((mistake) => ({ ...mistake, path: mistake.path.slice(path.length) }))
  return rounds.reduce<Rest>(
    (rest) => {
      const decoded = service.decode(rest.entry)
      return E.isRight(decoded) || !isMapping(entry) ? rest : further(rest, decoded.left.map(findingFrom))
    },
    further({ entry, keys: [] }, inside),
  )
}

interface Rest {
  readonly entry: unknown
  readonly keys: readonly string[]
}

/** What is around a key may not do without it: it goes in the next round. */
const rounds = [1, 2, 3, 4, 5]

const further = ({ entry, keys }: Rest, mistakes: readonly Finding[]): Rest => {
  const cuts = mistakes.map(({ path }) => cut(path)).filter((path) => path.length > 0)
  return { entry: completed(without(entry, cutsFrom(cuts))), keys: [...keys, ...mistakes.map(meantKey)] }
}

/** A path inside a service as rules name keys: without the indices of lists, but that of a container. */
export const keyOf = (path: Path): string =>
  path.filter((step, index) => isKey(step) || (index === 1 && path[0] === 'containers')).join('.')

const meantKey = ({ path, problem }: Finding): string => {
  if (problem.kind === 'UnknownKey') return keyOf([...path.slice(0, -1), problem.nearest ?? problem.key])
  if (problem.kind === 'EcsName') return keyOf([...path.slice(0, -1), problem.write[0] ?? problem.key])
  return keyOf(problem.kind === 'MissingKey' ? [...path, problem.key] : path)
}

/** The wrong entry of a list takes the list with it; a container goes alone, and is completed. */
const cut = (path: Path): Path => {
  const last = path.findLastIndex(isKey)
  return last === 0 && path[0] === 'containers' && path.length > 1 ? [] : path.slice(0, last + 1)
}

const isKey = (step: string): boolean => !/^\d+$/.test(step)

/** Names are told apart, as those of containers are in a file that is right. */
const completed = (entry: unknown): unknown => {
  if (!isMapping(entry)) return entry
  const containers: readonly unknown[] = Array.isArray(entry['containers']) ? entry['containers'] : []
  return {
    name: unknown,
    cluster: unknown,
    family: unknown,
    ...entry,
    containers: containers.map((container, index) => ({
      name: `${unknown} ${index}`,
      image: unknown,
      ...(isMapping(container) ? container : {}),
    })),
  }
}

const unknown = 'unknown'

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
