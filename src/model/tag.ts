/** Tags of a service, by whose they are. */

/** Tags in which deploy keeps its books, whichever version wrote them; a file may declare none with this prefix. */
export const isBookkeepingTag = (key: string): boolean => key.startsWith('deploy:')

/** The key of a tag by the path of its change, `tags[KEY]`; undefined: the path is of something else. */
export const tagAt = (path: string): string | undefined =>
  path.startsWith('tags[') ? path.slice('tags['.length, -1) : undefined

/** Whether the path of a change is that of a tag in which deploy keeps its books. */
export const isBookkeepingPath = (path: string): boolean => {
  const key = tagAt(path)
  return key !== undefined && isBookkeepingTag(key)
}

/** The project whose file made the service: what `--prune` goes by (docs/decisions/0013-prune-needs-a-project.md). */
export const projectTag = 'deploy:project'

/** On a revision: the one of its service that had completed when this one was planned, as `family:revision`. */
export const previousTag = 'deploy:previous'

/** What of the file was applied last, as digests, and the revision that it was registered as (docs/decisions/0016-drift.md). */
export const appliedTag = 'deploy:applied'

/** Stands in `deploy:applied` for a number that the revision gets while a plan is performed; in no tag of ECS. */
export const revisionToCome = '?'

/** What of the file was applied last, where the service says so. */
export const appliedIn = (tags: Readonly<Record<string, string>>): string | undefined =>
  Object.hasOwn(tags, appliedTag) ? tags[appliedTag] : undefined

/** Tags with the revision's number in `deploy:applied`, where it was still to come. */
export const withRevision = (
  tags: Readonly<Record<string, string>>,
  revision: number,
): Readonly<Record<string, string>> => {
  const value = appliedIn(tags)
  return value?.includes(revisionToCome) === true
    ? { ...tags, [appliedTag]: value.replace(revisionToCome, String(revision)) }
    : tags
}

/** Stands between the revision and the digest of its content in `deploy:applied`. */
export const contentMark = '='

/** Tags that say of the content that was applied nothing: ECS keeps it otherwise than it was told. */
export const withoutContent = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const value = appliedIn(tags)
  return value?.includes(contentMark) === true
    ? { ...tags, [appliedTag]: value.slice(0, value.indexOf(contentMark)) }
    : tags
}
