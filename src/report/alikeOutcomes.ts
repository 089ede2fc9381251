/**
 * Services that one cause has kept from a good end, told once (and of a fleet those that came to one, by cluster): an image that a fleet cannot pull is one failure in many services. How
 * it went with one of them stands for all, and is said to; what each came to by itself is shown with all details.
 */
import { groupsBy } from '../model/groups.js'
import type { Detail } from './detail.js'
import type { AlikeEnds, ServiceOutcome } from './outcomesView.js'
import { printable } from './printable.js'

/** So few are told one by one. */
const fewest = 4

/** The services as they are told: each by itself, or several as one, which stands where its first one would. */
export const endedTogether = (services: readonly ServiceOutcome[], detail: Detail): readonly ServiceOutcome[] =>
  doneTogether(services, detail, badTogether(services, detail))

/** Of a fleet, those that came to the same good end: a line for each cluster. `all`: each by itself. */
const doneTogether = (
  all: readonly ServiceOutcome[],
  detail: Detail,
  told: readonly ServiceOutcome[],
): readonly ServiceOutcome[] => {
  if (detail === 'full' || !isFleet(all)) return told
  const groups = groupsBy(told, (one) =>
    one.end === 'Done' ? JSON.stringify([one.service.target.cluster, one.service.symbol, goodEndOf(one)]) : one,
  )
  return [...groups.values()].flatMap((group) =>
    group.length < fewest
      ? group
      : group.slice(0, 1).map((first) => ({
          ...first,
          service: { ...first.service, name: printable(first.service.target.cluster) },
          headline: `${group.length} services: ${goodEndOf(first)}`,
          alike: { names: group.map(({ service }) => service.name), example: first.service.name },
        })),
  )
}

/** So many services that what went well with one of them is no news. */
export const isFleet = (services: readonly ServiceOutcome[]): boolean => services.length > 20

/** `deployed`: what serves is each one's own. */
const goodEndOf = ({ headline }: ServiceOutcome): string => headline.replace(/:.*/, '')

const badTogether = (services: readonly ServiceOutcome[], detail: Detail): readonly ServiceOutcome[] =>
  together(services, detail, (first, group) => {
    const names = group.map(({ service }) => service.name)
    return {
      ...first,
      service: { ...first.service, name: `${group.length} services` },
      headline: headlineOf(group),
      alike: { names, example: first.service.name },
    }
  })

/** In the same way what is told in a sentence: rollouts of earlier runs, and ways back. */
export const namedTogether = <A extends Named>(all: readonly A[], detail: Detail): readonly A[] =>
  together(all, detail, (first, group) => ({
    ...first,
    name: `${group.length} services`,
    alike: { names: group.map(({ name }) => name), example: first.name },
  }))

interface Named {
  readonly name: string
  readonly likeness: string | undefined
  readonly alike?: AlikeEnds
}

/** A sentence about one that stands for several says so. */
export const exampled = (alike: AlikeEnds | undefined, sentence: string): string =>
  alike === undefined ? sentence : `${alike.example}, for one: ${sentence}`

const together = <A extends { readonly likeness: string | undefined }>(
  all: readonly A[],
  detail: Detail,
  asOne: (first: A, group: readonly A[]) => A,
): readonly A[] => {
  if (detail === 'full' || all.length < fewest) return all
  // What came to a good end is like nothing else, itself included.
  const groups = groupsBy(all, (one) => one.likeness ?? one)
  return [...groups.values()].flatMap((group) =>
    group.length < fewest ? group : group.slice(0, 1).map((first) => asOne(first, group)),
  )
}

/** The number of a revision is each one's own. */
const headlineOf = (group: readonly ServiceOutcome[]): string => {
  const [first = '', ...others] = new Set(group.map(({ headline }) => headline))
  return others.length === 0 ? first : first.replaceAll(/[\w-]+:\d+/g, '(its own)')
}
