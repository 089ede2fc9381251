/**
 * The `deploy:declared` tag: the names of the keys that the file declared when it was last applied. With it a key that
 * has left the file can go back to its default, without a state file (docs/decisions/0002-ownership-in-a-tag.md).
 */
import type { DesiredService, LiveService, ServiceSettings } from '../model/service.js'
import { declaredFields, type Field, serviceFields } from './serviceFields.js'

export const declaredTag = 'deploy:declared'

/** The tag's value for what is declared: short names, sorted, by spaces; `none` where nothing is (a tag can't be empty everywhere). */
export const declaredTagValue = (settings: ServiceSettings): string =>
  declaredFields(settings)
    .map(({ shortName }) => shortName)
    .sort()
    .join(' ') || 'none'

/** What is declared and not given away. */
export const ownedSettings = ({ settings, ignored = [] }: DesiredService): ServiceSettings => {
  const givenAway: readonly string[] = ignored
  return Object.fromEntries(Object.entries(settings).filter(([path]) => !givenAway.includes(path)))
}

/** Of a live service, the fields that the file has given up since the last apply. */
export const removedFrom = (desired: DesiredService, live: LiveService): readonly Field[] =>
  removedFields(live.tags, desired.settings, desired.ignored)

/**
 * The keys that were declared at the last apply and no longer are; none for a service without the tag. What is given
 * away (`ignored`) has not left the file: it stays as it is.
 */
export const removedFields = (
  tags: Readonly<Record<string, string>>,
  settings: ServiceSettings,
  ignored: readonly string[] = [],
): readonly Field[] => {
  const before = new Set((tags[declaredTag] ?? '').split(' '))
  return serviceFields.filter(
    ({ path, shortName }) => before.has(shortName) && settings[path] === undefined && !ignored.includes(path),
  )
}
