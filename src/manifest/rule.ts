/** What a rule is, and what several of them ask. */
import type { EcsException, Problem, Refusal } from '../model/issue.js'
import { nearestOf } from '../model/nearest.js'
import type { Origin } from '../model/origin.js'
import type { CompiledContainer } from './compiled.js'
import type { Container } from './container.js'
import type { Path } from './parse.js'
import type { Service } from './service.js'

/** A breach of a rule at a path inside the service: what ECS holds against it and what to write instead, or a problem of its own kind. */
export type Breach = {
  readonly path: Path
  readonly at?: 'Key' | 'Owner'
  /** What ECS would have answered, to the letter; left out where nobody has written it down. */
  readonly answer?: string
  /** Where it is not the one of the whole rule. */
  readonly exception?: EcsException | 'None'
} & ({ readonly says: string; readonly fix: string } | { readonly problem: Problem })

export type Rule = {
  readonly id: string
  readonly source: string
  /**
   * Keys of a service, `containers.ports` for those of any of its containers, `volumes.*.name` for those of any entry of a
   * list. The rule is silent while one of them is mistaken, and not asked of a service that has none of them.
   */
  readonly reads: readonly string[]
  /** It has something to say of services with none of the keys that it reads, too. */
  readonly isOfAny?: true
  /**
   * Entries that are judged one by one (`volumes.*`; in a rule about containers, of the container in question): a mistake in
   * one silences what is said at its path, and nothing about the others.
   */
  readonly each?: readonly string[]
} & Weight &
  (OfService | OfContainer)

/** A warning does not make the file wrong. `None`: ECS takes it, or does not get to see it, or nobody has seen what it answers. */
type Weight =
  | { readonly level: 'Warning'; readonly exception?: undefined }
  | { readonly level?: undefined; readonly exception: EcsException | 'None' }

/** What the service as a whole decides. */
interface OfService {
  readonly check: (service: Service, whereIs: WhereIs) => readonly Breach[]
}

/** What each container decides by itself: a mistake in one does not hide what is wrong with another. */
interface OfContainer {
  /** Keys of the container in question. */
  readonly readsOfContainer: readonly string[]
  readonly checkContainer: (subject: ContainerSubject) => readonly Breach[]
}

/** A container as written and as ECS is sent it, in its service. */
export interface ContainerSubject extends CompiledContainer {
  readonly container: Container
  readonly service: Service
  readonly whereIs: WhereIs
}

export type WhereIs = (path: Path) => Origin

/** What decides whether tasks run on Fargate. */
export const fargateKeys: readonly string[] = [
  'launch_type',
  'capacity_provider_strategy',
  'aws.service.launchType',
  'aws.service.capacityProviderStrategy',
  'aws.task_definition.requiresCompatibilities',
]

/** What decides the network mode. */
export const networkKeys: readonly string[] = [
  'network_mode',
  'vpc_configuration',
  'aws.task_definition.networkMode',
  ...fargateKeys,
]

/** What is known of an answer, for a spread: nothing where it is not known. */
export const answering = (answer: string | undefined): Refusal => (answer === undefined ? {} : { answer })

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

export const isName = (name: string): boolean => isWord(name) && name.length <= 255

/** Whether a name has no characters but those that ECS takes; it may be too long. */
export const isWord = (name: string): boolean => /^[A-Za-z0-9_-]+$/.test(name)

/** A task has at most ten containers; a file that has more is shown some of them. */
export const mostShown = 20

export const noSuchContainer = (name: string, containers: readonly string[]): Problem => {
  const nearest = nearestOf(name, containers)
  const problem = { kind: 'NoSuchContainer', name, containers: containers.slice(0, mostShown) } as const
  return nearest === undefined ? problem : { ...problem, nearest }
}
