/**
 * `depends_on` of a service: services of the same file that must serve before it is touched. Which of them a name means
 * only the whole file can tell, so all of that is here and not among the rules of one service.
 */
import { nearestOf } from '../model/nearest.js'
import type { Target } from '../model/service.js'
import { isMapping } from './closed.js'
import type { Finding } from './finding.js'
import type { Path } from './parse.js'
import { list, text, textOf } from './scalars.js'

/** `[db]`, or `[main:db]` where several clusters have one. */
export const neededServices = list('a list of services', text)

/**
 * What is wrong with the names under `depends_on`. Read from the values as they are: a service may be mistaken in other
 * ways. `isOpen` says of a path that its value is not known, `isInherited` that `defaults` have it.
 */
export const dependencyFindings = (
  services: readonly unknown[],
  isOpen: (path: Path) => boolean,
  isInherited: (path: Path) => boolean,
): readonly Finding[] => {
  const entries = entriesOf(services)
  const names = namesOf(entries)
  let unknownOne: ReturnType<typeof unknownIn> | undefined
  const areKnown = entries.every(({ path }) => !isOpen([...path, 'name']) && !isOpen([...path, 'cluster']))
  const edges: Edge[] = []
  const findings = entries
    .filter(({ path }) => !isInherited([...path, 'depends_on']))
    .flatMap((entry) => {
      const taken = new Set<Entry>()
      return entry.names.flatMap(({ written, path }): readonly Finding[] => {
        if (isOpen(path)) return []
        const meant = meantBy(written, entry, names)
        const [first, ...others] = meant
        if (first === undefined) return areKnown ? [(unknownOne ??= unknownIn(names))(written, path)] : []
        if (others.length > 0) return [breach('depends-on-one', path, ...ambiguous(meant))]
        if (first === entry) return [breach('depends-on-itself', path, 'a service cannot wait for itself', 'remove it')]
        if (taken.has(first)) {
          return [breach('depends-on-once', path, `"${nameOf(first, names)}" is in this list already`, 'remove one')]
        }
        taken.add(first)
        edges.push({ from: entry, to: first, path })
        return []
      })
    })
  return [...findings, ...circlesOf(entries, edges).map((circle) => circleFinding(circle, names))]
}

/** In `defaults` every service would wait for the same ones, these for themselves. */
export const dependenciesInDefaults = (defaults: unknown): readonly Finding[] =>
  isMapping(defaults) && Object.hasOwn(defaults, 'depends_on')
    ? [
        {
          ...breach(
            'depends-on-in-defaults',
            ['defaults', 'depends_on'],
            'every service would wait for the same services, and these for themselves',
            'write it in the services that wait',
          ),
          at: 'Key',
        },
      ]
    : []

/** The services that each service of a file without mistakes depends on, in its own order. */
export const dependenciesOf = (services: readonly unknown[]): readonly (readonly Target[])[] => {
  const entries = entriesOf(services)
  const names = namesOf(entries)
  return entries.map((entry) =>
    entry.names.flatMap(({ written }) =>
      meantBy(written, entry, names)
        .slice(0, 1)
        .map(({ cluster, name }) => ({ cluster, service: name })),
    ),
  )
}

/** A file may have thousands of services; who is told of some of them is helped. */
const mostShown = 20

interface Entry {
  readonly path: Path
  readonly name: string
  readonly cluster: string
  readonly names: readonly { readonly written: string; readonly path: Path }[]
}

interface Edge {
  readonly from: Entry
  readonly to: Entry
  readonly path: Path
}

/** One for each service, a nameless one too. */
const entriesOf = (services: readonly unknown[]): readonly Entry[] =>
  services.map((service, index) => {
    const path = ['services', String(index)]
    const member = (key: string): unknown => (isMapping(service) ? service[key] : undefined)
    const needed = member('depends_on')
    return {
      path,
      name: textOf(member('name')) ?? '',
      cluster: textOf(member('cluster')) ?? '',
      names: (Array.isArray(needed) ? (needed as readonly unknown[]) : []).flatMap((one, at) => {
        const written = textOf(one)
        return written === undefined || written === '' ? [] : [{ written, path: [...path, 'depends_on', String(at)] }]
      }),
    }
  })

/** Services by what they are called: a file may have thousands that name one another. */
interface Names {
  readonly all: readonly Entry[]
  /** By cluster and name. Of services that are written twice the first. */
  readonly full: ReadonlyMap<string, Entry>
  /** By name alone, one for each cluster. */
  readonly short: ReadonlyMap<string, readonly Entry[]>
}

const namesOf = (all: readonly Entry[]): Names => {
  const full = new Map<string, Entry>()
  const short = new Map<string, Entry[]>()
  for (const entry of all) {
    if (full.has(fullName(entry))) continue
    full.set(fullName(entry), entry)
    const before = short.get(entry.name)
    if (before === undefined) short.set(entry.name, [entry])
    else before.push(entry)
  }
  return { all, full, short }
}

/** A name alone is first of all one in the same cluster. */
const meantBy = (written: string, { cluster }: Entry, { full, short }: Names): readonly Entry[] => {
  const meant = full.get(written) ?? full.get(fullName({ cluster, name: written }))
  return meant === undefined ? (short.get(written) ?? []) : [meant]
}

/** What could have been meant is the same for all of them. */
const unknownIn = (names: Names): ((name: string, path: Path) => Finding) => {
  const services = [...new Set(names.all.map((entry) => nameOf(entry, names)).filter((known) => known !== ''))]
  const full = [...names.full.keys()]
  return (name, path) => unknown(name, path, name.includes(':') ? full : services, services)
}

const unknown = (name: string, path: Path, candidates: readonly string[], services: readonly string[]): Finding => {
  const nearest = nearestOf(name, candidates)
  const problem = { kind: 'NoSuchService', name, services: services.slice(0, mostShown) } as const
  return { path, at: 'Value', problem: nearest === undefined ? problem : { ...problem, nearest } }
}

const ambiguous = (meant: readonly Entry[]): readonly [says: string, fix: string] => [
  `several clusters have a service of this name: ${meant.slice(0, mostShown).map(fullName).join(', ')}`,
  'write CLUSTER:NAME',
]

/** The circles that are closed on a walk along all edges, each with the edge that closes it: without these none is left. */
const circlesOf = (entries: readonly Entry[], edges: readonly Edge[]): readonly (readonly Edge[])[] => {
  const outOf = new Map(entries.map((entry) => [entry, [] as Edge[]]))
  for (const edge of edges) outOf.get(edge.from)?.push(edge)
  const circles: (readonly Edge[])[] = []
  const visited = new Set<Entry>()
  for (const start of entries) {
    // A walk of its own instead of a recursion: a file may hold a chain of thousands.
    const way: { readonly at: Entry; readonly by?: Edge; next: number }[] = []
    const open = new Map<Entry, number>()
    const enter = (at: Entry, by?: Edge): void => {
      visited.add(at)
      open.set(at, way.length)
      way.push({ at, next: 0, ...(by === undefined ? {} : { by }) })
    }
    if (!visited.has(start)) enter(start)
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const edge = outOf.get(step.at)?.[step.next++]
      const opened = edge === undefined ? undefined : open.get(edge.to)
      if (edge === undefined) {
        open.delete(step.at)
        way.pop()
      } else if (opened !== undefined) circles.push([...way.slice(opened + 1).flatMap(({ by }) => by ?? []), edge])
      else if (!visited.has(edge.to)) enter(edge.to, edge)
    }
  }
  return circles
}

const circleFinding = (circle: readonly Edge[], names: Names): Finding => {
  const links = circle.map(({ from }) => nameOf(from, names))
  const shown = links.length > mostShown ? [...links.slice(0, mostShown), '…'] : links
  return breach(
    'depends-on-circle',
    circle.at(-1)?.path ?? [],
    `${[...shown, links[0] ?? ''].join(' → ')} is a circle: none of them could come first`,
    'remove one of these from the list of another',
  )
}

const breach = (rule: string, path: Path, says: string, fix: string): Finding => ({
  path,
  at: 'Value',
  problem: { kind: 'Rule', rule, says, fix },
})

const nameOf = (entry: Entry, { short }: Names): string =>
  (short.get(entry.name)?.length ?? 0) > 1 ? fullName(entry) : entry.name

const fullName = ({ cluster, name }: Pick<Entry, 'cluster' | 'name'>): string => `${cluster}:${name}`
