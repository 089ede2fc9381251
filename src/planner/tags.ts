/**
 * Tags of a service: those that the file declares, and those that deploy keeps its books in. A tag that the file never
 * declared is nobody's business here.
 */
import { createHash } from 'node:crypto'
import type { RevisionReference } from '../model/action.js'
import { type DesiredService, type LiveService, type Target, targetOf } from '../model/service.js'
import { ownMember } from '../model/json.js'
import { appliedTag, isBookkeepingTag, projectTag } from '../model/tag.js'
import { appliedTagValue } from './applied.js'
import { declaredTag, declaredTagValue, ownedSettings } from './declared.js'

/** Which tags the file declared when it was last applied: a digest of each key, since the keys themselves may be too long. */
export const tagsTag = 'deploy:tags'

/** Which services the file said this one depends on: a digest of each, for the day on which none of them is in the file any more. */
export const needsTag = 'deploy:needs'

/** What is to be set and what to be taken away, declared tags and bookkeeping apart: only the first are worth a failure. */
export interface TagPlan {
  readonly set: Readonly<Record<string, string>>
  readonly remove: readonly string[]
  readonly books: { readonly set: Readonly<Record<string, string>>; readonly remove: readonly string[] }
}

/** The books as they should be for what is declared, but for what was applied. What only pruning reads is kept where the file has a project. */
const booksFor = (desired: DesiredService): Readonly<Record<string, string>> => {
  const keys = Object.keys(declaredTags(desired))
  const { project, dependsOn = [] } = desired
  return {
    [declaredTag]: declaredTagValue(ownedSettings(desired)),
    ...(keys.length === 0 ? {} : { [tagsTag]: keys.sort().map(digest).join('') }),
    ...(project === undefined ? {} : { [projectTag]: project }),
    ...(project === undefined || dependsOn.length === 0 ? {} : { [needsTag]: needsValue(dependsOn) }),
  }
}

const appliedBook = (
  desired: DesiredService,
  revision: RevisionReference | undefined,
): Readonly<Record<string, string>> =>
  revision === undefined ? {} : { [appliedTag]: appliedTagValue(desired, declaredTags(desired), revision) }

/** More than fit are forgotten: these are only for the order in which services are deleted. */
const needsValue = (targets: readonly Target[]): string =>
  targets
    .map(digestOfTarget)
    .sort()
    .slice(0, Math.floor(longestValue / digestLength))
    .join('')

const digestOfTarget = ({ cluster, service }: Target): string => digest(`${cluster}:${service}`)

/** Whether a service depended on another one when the file was last applied. */
export const needed = (live: LiveService, other: LiveService): boolean =>
  digestsIn(live, needsTag).has(digestOfTarget(targetOf(other)))

/**
 * What is adopted is adopted quietly, a whole service or one more setting that is already as the file says: the books are
 * opened, or get its name, with the next change. What was applied is written down with the others, never alone.
 */
export const planTags = (
  desired: DesiredService,
  live: LiveService,
  hasChanges: boolean,
  revision?: RevisionReference,
): TagPlan => {
  const declared = declaredTags(desired)
  const set = Object.entries(declared).filter(([key, value]) => ownTag(live, key) !== value)
  const remove = isGivenAway(desired) ? [] : removedTags(desired, live)
  const isDue = hasChanges || set.length > 0 || remove.length > 0
  const books = booksFor(desired)
  const differing = (book: Readonly<Record<string, string>>) =>
    Object.entries(book).filter(([key, value]) => ownTag(live, key) !== value)
  const due = differing(books).filter(([key, value]) => {
    const recorded = ownTag(live, key)
    return recorded === undefined || (key === declaredTag && hasAllNames(value, recorded)) ? isDue : true
  })
  // Most services of a plan have none due, and its digests would be for nothing.
  const applied = isDue || due.length > 0 ? differing(appliedBook(desired, revision)) : []
  return {
    set: Object.fromEntries(set),
    remove,
    books: {
      set: Object.fromEntries([...due, ...applied]),
      // A file without a project says nothing of one.
      remove: (desired.project === undefined ? [tagsTag] : [tagsTag, needsTag]).filter(
        (key) => !Object.hasOwn(books, key) && ownTag(live, key) !== undefined,
      ),
    },
  }
}

const hasAllNames = (names: string, recorded: string): boolean => {
  const all = names.split(' ')
  return recorded === 'none' || recorded.split(' ').every((name) => all.includes(name))
}

/** The tags of a service that is made anew: the old one's, AWS's own aside, with what is declared. */
export const tagsAnew = (
  desired: DesiredService,
  live: LiveService | undefined,
  revision?: RevisionReference,
): Readonly<Record<string, string>> => {
  const gone = live === undefined ? [] : removedTags(desired, live)
  const kept = Object.entries(live?.tags ?? {}).filter(
    ([key]) =>
      !key.startsWith('aws:') &&
      (!isBookkeepingTag(key) || (desired.project === undefined && (key === projectTag || key === needsTag))) &&
      !gone.includes(key),
  )
  const told = live === undefined ? desired.tags : declaredTags(desired)
  return { ...Object.fromEntries(kept), ...told, ...booksFor(desired), ...appliedBook(desired, revision) }
}

/** ECS refuses tags on services whose ARN lacks the cluster's name (ecs-facts section 6). */
export const isLongArn = (arn: string): boolean => arn.split('/').length > 2

export const declaredTags = (desired: DesiredService): Readonly<Record<string, string>> =>
  isGivenAway(desired) ? {} : (desired.tags ?? {})

const isGivenAway = ({ ignored = [] }: DesiredService): boolean => ignored.includes('tags')

/** Live tags that were declared at the last apply and no longer are. */
const removedTags = (desired: DesiredService, live: LiveService): readonly string[] => {
  const declared = declaredTags(desired)
  return recordedTags(live).filter((key) => !Object.hasOwn(declared, key))
}

/** Live tags that were declared at the last apply. */
export const recordedTags = (live: LiveService): readonly string[] => {
  const digests = digestsIn(live, tagsTag)
  return userTags(live).filter((key) => digests.has(digest(key)))
}

/** Tags of a live service that are neither AWS's own nor deploy's books, sorted. */
export const userTags = ({ tags }: LiveService): readonly string[] =>
  Object.keys(tags)
    .filter((key) => !isBookkeepingTag(key) && !key.startsWith('aws:'))
    .sort()

/** The tags that a file must declare for a plan to change none: those in the books, or all where there are no books. */
export const adoptedTags = (live: LiveService): Readonly<Record<string, string>> | undefined => {
  const keys = ownTag(live, declaredTag) === undefined ? userTags(live) : recordedTags(live)
  return keys.length === 0 ? undefined : Object.fromEntries(keys.map((key) => [key, live.tags[key] ?? '']))
}

const digestsIn = (live: LiveService, key: string): ReadonlySet<string> =>
  new Set((ownTag(live, key) ?? '').match(/.{5}/g))

/** Of a tag's value. */
const longestValue = 256
const digestLength = 5

/** Five characters of 64 kinds: 48 keys fit into the 256 characters of a value (ecs-facts 3.3). */
const digest = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, digestLength)

const ownTag = ({ tags }: LiveService, key: string): string | undefined => {
  const value = ownMember(tags, key)
  return typeof value === 'string' ? value : undefined
}
