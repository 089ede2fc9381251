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
  const areKnown = entries.every(({ path }) => !isOpen([...path, 'name']) && !isOpen([...path, 'cluster']))
  const edges: Edge[] = []
  const findings = entries
    .filter(({ path }) => !isInherited([...path, 'depends_on']))
    .flatMap((entry) => {
      const taken = new Set<Entry>()
      return entry.names.flatMap(({ written, path }): readonly Finding[] => {
        if (isOpen(path)) return []
        const meant = meantBy(written, entry, entries)
        const [first, ...others] = meant
        if (first === undefined) return areKnown ? [unknown(written, path, entries)] : []
        if (others.length > 0) return [breach('depends-on-one', path, ...ambiguous(meant))]
        if (first === entry) return [breach('depends-on-itself', path, 'a service cannot wait for itself', 'remove it')]
        if (taken.has(first)) {
          return [breach('depends-on-once', path, `"${nameOf(first, entries)}" is in this list already`, 'remove one')]
        }
        taken.add(first)
        edges.push({ from: entry, to: first, path })
        return []
      })
    })
  return [...findings, ...circlesOf(entries, edges).map((circle) => circleFinding(circle, entries))]
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
  return entries.map((entry) =>
    entry.names.flatMap(({ written }) =>
      meantBy(written, entry, entries)
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

/** A name alone is first of all one in the same cluster. Of services that are written twice the first is meant. */
const meantBy = (written: string, { cluster }: Entry, entries: readonly Entry[]): readonly Entry[] => {
  const full = entries.find((entry) => fullName(entry) === written)
  if (full !== undefined) return [full]
  const near = entries.find((entry) => entry.name === written && entry.cluster === cluster)
  if (near !== undefined) return [near]
  const far = entries.filter(({ name }) => name === written)
  return far.filter((entry, index) => far.findIndex((other) => other.cluster === entry.cluster) === index)
}

const unknown = (name: string, path: Path, entries: readonly Entry[]): Finding => {
  const services = [...new Set(entries.map((entry) => nameOf(entry, entries)).filter((known) => known !== ''))]
  const nearest = nearestOf(name, name.includes(':') ? entries.map(fullName) : services)
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
    const enter = (at: Entry, by?: Edge): void => {
      visited.add(at)
      way.push({ at, next: 0, ...(by === undefined ? {} : { by }) })
    }
    if (!visited.has(start)) enter(start)
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const edge = outOf.get(step.at)?.[step.next++]
      const opened = edge === undefined ? -1 : way.findIndex(({ at }) => at === edge.to)
      if (edge === undefined) way.pop()
      else if (opened >= 0) circles.push([...way.slice(opened + 1).flatMap(({ by }) => by ?? []), edge])
      else if (!visited.has(edge.to)) enter(edge.to, edge)
    }
  }
  return circles
}

const circleFinding = (circle: readonly Edge[], entries: readonly Entry[]): Finding => {
  const names = circle.map(({ from }) => nameOf(from, entries))
  const shown = names.length > mostShown ? [...names.slice(0, mostShown), '…'] : names
  return breach(
    'depends-on-circle',
    circle.at(-1)?.path ?? [],
    `${[...shown, names[0] ?? ''].join(' → ')} is a circle: none of them could come first`,
    'remove one of these from the list of another',
  )
}

const breach = (rule: string, path: Path, says: string, fix: string): Finding => ({
  path,
  at: 'Value',
  problem: { kind: 'Rule', rule, says, fix },
})

const nameOf = (entry: Entry, entries: readonly Entry[]): string =>
  entries.some(({ name, cluster }) => name === entry.name && cluster !== entry.cluster) ? fullName(entry) : entry.name

const fullName = ({ cluster, name }: Entry): string => `${cluster}:${name}`
