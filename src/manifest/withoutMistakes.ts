/** A service with what is mistaken in it taken out or stood in for, so that the rest can still be checked against the rules. */
import * as E from 'fp-ts/lib/Either.js'
import { isMapping } from './closed.js'
import { findingFrom, type Finding } from './finding.js'
import { plainFrom, type Path } from './parse.js'
import { service } from './service.js'

/**
 * `mistaken` are the paths in the service that rules must not read. A misspelt key counts as the one that was meant, so
 * that a rule does not miss what the next line has under another name. What can be left out is; of what cannot, a key
 * that its mapping needs or an entry among others, the first of the shapes that fits stands there.
 */
export const withoutMistakes = (entry: unknown, path: Path, mistakes: readonly Finding[]): Rest => {
  let found: readonly Finding[] = mistakes.map((mistake) => ({ ...mistake, path: mistake.path.slice(path.length) }))
  let rest: Rest = { entry, mistaken: found.map(meantPath) }
  const tried = new Map<string, number>()
  for (let round = 0; found.length > 0 && round < mostRounds; round += 1) {
    const edits = found.flatMap((mistake) => editFor(mistake, tried, round < standInRounds) ?? [])
    const cuts = edits.flatMap(({ path: at, put }) => (put === undefined ? [at] : []))
    rest = { entry: completed(edited(rest.entry, editsFrom(edits))), mistaken: [...rest.mistaken, ...cuts] }
    const decoded = service.decode(rest.entry)
    found = E.isRight(decoded) || !isMapping(entry) ? [] : decoded.left.map(findingFrom)
  }
  return rest
}

interface Rest {
  readonly entry: unknown
  readonly mistaken: readonly Path[]
}

/** After a word: a variable, a mount, a number, a flag, lists and mappings; words of which a mapping needs one. */
export const shapes: readonly unknown[] = [
  'unknown',
  plainFrom(1, '1'),
  plainFrom(true, 'true'),
  ['unknown'],
  { unknown: 'unknown' },
  {},
  [],
  'unknown=unknown',
  'unknown:/unknown',
  'EC2',
  'distinctInstance',
  'random',
]

/** Enough to try each shape in turn, then to cut what is around a key that may not do without it. */
const standInRounds = shapes.length + 2
const mostRounds = standInRounds + 5

const meantPath = ({ path, problem }: Finding): Path => {
  if (problem.kind === 'UnknownKey') return [...path.slice(0, -1), problem.nearest ?? problem.key]
  if (problem.kind === 'EcsName') return [...path.slice(0, -1), problem.write[0] ?? problem.key]
  return problem.kind === 'MissingKey' ? [...path, problem.key] : path
}

interface Edit {
  readonly path: Path
  /** What stands there instead; nothing does where it is left out. */
  readonly put?: unknown
}

/** Of a service, and of containers as such, `completed` takes care. */
const editFor = ({ path, problem }: Finding, tried: Map<string, number>, canStandIn: boolean): Edit | undefined => {
  const isMissing = problem.kind === 'MissingKey'
  const place = isMissing ? [...path, problem.key] : path
  const isOfContainers = place[0] === 'containers' && place.length === 2
  const key = JSON.stringify(place)
  const isEntry = /^\d+$/.test(place.at(-1) ?? '')
  if (canStandIn && place.length > 1 && !isOfContainers && (isMissing || isEntry || tried.has(key))) {
    const number = tried.get(key) ?? 0
    tried.set(key, number + 1)
    if (number < shapes.length) return { path: place, put: shapes[number] }
  }
  const at = cut(path)
  return at.length === 0 ? undefined : { path: at }
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

/** Edits as a tree, so that one pass makes all of them; what is around another edit counts before it. */
type Edits = Map<string, Edits | Edit>

const editsFrom = (edits: readonly Edit[]): Edits => {
  const tree: Edits = new Map()
  for (const edit of edits) {
    let inside: Edits | Edit = tree
    for (const [index, step] of edit.path.entries()) {
      if (!(inside instanceof Map)) break
      const isLast = index === edit.path.length - 1
      const next: Edits | Edit = inside.get(step) ?? new Map<string, Edits | Edit>()
      inside.set(step, isLast ? edit : next)
      inside = next
    }
  }
  return tree
}

const edited = (value: unknown, edits: Edits): unknown => {
  const kept = (step: string, member: unknown): unknown => {
    const inside = edits.get(step)
    if (inside === undefined) return member
    return inside instanceof Map ? edited(member, inside) : inside.put
  }
  if (Array.isArray(value)) return value.map((member: unknown, index) => kept(String(index), member))
  if (!isMapping(value)) return value
  const added = [...edits].flatMap(([key, edit]) =>
    edit instanceof Map || edit.put === undefined || Object.hasOwn(value, key) ? [] : [[key, edit.put] as const],
  )
  return Object.fromEntries([
    ...Object.entries(value)
      .filter(([key]) => {
        const edit = edits.get(key)
        return edit === undefined || edit instanceof Map || edit.put !== undefined
      })
      .map(([key, member]) => [key, kept(key, member)] as const),
    ...added,
  ])
}
