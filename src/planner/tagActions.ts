/** The calls that tag a service that is there, and what changes in its tags. */
import type { Action, RevisionReference, TagResource, UntagResource } from '../model/action.js'
import type { Change } from '../model/change.js'
import { type DesiredService, type LiveService, targetOf } from '../model/service.js'
import { appliedTag, isBookkeepingPath, isBookkeepingTag } from '../model/tag.js'
import { actionIdOf } from './actionId.js'
import { type ChangeContext, changeFrom } from './changes.js'
import { diff } from './diff.js'
import { isLongArn, planTags } from './tags.js'

/**
 * Declared tags, and the books, which follow what is declared: with every update, and alone where only that has changed.
 * What is taken away goes first: once the books no longer name a tag, nobody would know that it was ours.
 */
export const tagActions = (
  desired: DesiredService,
  live: LiveService,
  updates: readonly Action[],
  revision: RevisionReference,
  context: ChangeContext,
): readonly (TagResource | UntagResource)[] => {
  const { set, remove, books } = planTags(desired, live, updates.length > 0, revision)
  if (!isLongArn(live.identity.arn)) return []
  const changes = tagChanges(live.tags, { ...live.tags, ...set, ...books.set }, context)
  const shared = {
    target: targetOf(desired),
    completion: { kind: 'Accepted' as const },
    arn: live.identity.arn,
    reason: Object.keys(set).length + remove.length === 0 ? ('DeclaredKeysDiffer' as const) : ('TagsDiffer' as const),
  }
  const keys = [...remove, ...books.remove]
  const untag: readonly UntagResource[] =
    keys.length === 0
      ? []
      : [
          {
            ...shared,
            kind: 'UntagResource',
            id: actionIdOf('untag', targetOf(desired)),
            changes: keys.map((key) =>
              changeFrom({ path: `tags[${key}]`, before: live.tags[key], after: undefined }, 'InPlace', {
                ...context,
                origins: {},
              }),
            ),
            after: updates.map(({ id }) => id),
            awaits: [],
            keys,
          },
        ]
  const tags = { ...set, ...books.set }
  const tag: readonly TagResource[] =
    Object.keys(tags).length === 0
      ? []
      : [
          {
            ...shared,
            kind: 'TagResource',
            id: actionIdOf('tag', targetOf(desired)),
            changes,
            after: [...updates, ...untag].map(({ id }) => id),
            awaits: [],
            tags,
            ...(revision.kind === 'KnownAfterApply' && Object.hasOwn(tags, appliedTag) ? { revision } : {}),
          },
        ]
  return [...untag, ...tag]
}

/** The tags that a file can name: a new service's bookkeeping goes without saying. */
export const bookkeepingAside = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !isBookkeepingTag(key)))

/** AWS's own tags aside; the books have no place in the file. */
export const tagChanges = (
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  context: ChangeContext,
): readonly Change[] =>
  diff(before, after, 'tags')
    .filter(({ path }) => !path.startsWith('tags[aws:'))
    .map((difference) =>
      changeFrom(difference, 'InPlace', isBookkeepingPath(difference.path) ? { ...context, origins: {} } : context),
    )
