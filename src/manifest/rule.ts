/** What a rule is, and what several of them ask. */
import type { Problem } from '../model/issue.js'
import type { Origin } from '../model/origin.js'
import { nearestOf } from './closed.js'
import type { Path } from './parse.js'
import type { Service } from './service.js'

/** A breach of a rule at a path inside the service: what ECS holds against it and what to write instead, or a problem of its own kind. */
export type Breach = { readonly path: Path; readonly at?: 'Key' | 'Owner' } & (
  | {
      readonly says: string
      readonly fix: string
      /** What AWS would have answered, to the letter. */
      readonly answer?: string
    }
  | { readonly problem: Problem }
)

export interface Rule {
  readonly id: string
  readonly source: string
  /** A warning does not make the file wrong; without a level a breach is an error. */
  readonly level?: 'Warning'
  /** Keys of a service, `containers.ports` for those of its containers. */
  readonly reads: readonly string[]
  readonly check: (service: Service, whereIs: (path: Path) => Origin) => readonly Breach[]
}

/** Each later member whose key an earlier one has, with that earlier one. */
export const repeated = <T>(
  members: readonly T[],
  keyOf: (member: T) => string | undefined,
): readonly (readonly [T, T])[] => {
  const firsts = new Map<string, T>()
  return members.flatMap((member) => {
    const key = keyOf(member)
    if (key === undefined) return []
    const first = firsts.get(key)
    if (first !== undefined) return [[member, first] as const]
    firsts.set(key, member)
    return []
  })
}

export const isName = (name: string): boolean => /^[A-Za-z0-9_-]{1,255}$/.test(name)

/** A task has at most ten containers; a file that has more is shown some of them. */
export const mostShown = 20

export const noSuchContainer = (name: string, containers: readonly string[]): Problem => {
  const nearest = nearestOf(name, containers)
  const problem = { kind: 'NoSuchContainer', name, containers: containers.slice(0, mostShown) } as const
  return nearest === undefined ? problem : { ...problem, nearest }
}
