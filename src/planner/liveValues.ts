/** What a file would declare with live values in the place of its own: the other way in which the two can be made the same. */
import type { Difference } from '../model/drift.js'
import { isSameJson, type Json, type JsonObject, ownMember } from '../model/json.js'
import { type DesiredService, type LiveService, settingsAsJson } from '../model/service.js'
import { tagAt } from '../model/tag.js'
import { canonicalTaskDefinition, type TaskDefinition } from '../model/taskDefinition.js'
import { diff, mixed } from './diff.js'
import { fieldAt, liveValue, serviceFields, settingOf } from './serviceFields.js'

/** The service as declared, with what is live at these paths. A key that ECS lacks is said with what ECS takes it for. */
export const withLiveValues = (
  desired: DesiredService,
  live: LiveService,
  paths: ReadonlySet<string>,
): DesiredService => {
  const isTaken = (path: string): boolean => paths.has(path)
  const settings = serviceFields.flatMap((field) => {
    const declared = settingOf(desired.settings, field)
    const value = taken(declared, liveValue(field, live), isTaken, field.path)
    return value === undefined ? [] : [[field.path, value] as const]
  })
  const isOfContent = (path: string): boolean => isTaken(path) || isTaken(`taskDefinition.${path}`)
  const content = taken(desired.taskDefinition, live.taskDefinition, isOfContent, '') ?? desired.taskDefinition
  const tags = withLiveTags(desired, live, paths)
  return {
    ...desired,
    settings: Object.fromEntries(settings),
    taskDefinition: canonicalTaskDefinition(content as JsonObject),
    ...(tags === undefined ? {} : { tags }),
  }
}

/** Taken as a whole where all that differs is: a list is in canonical order then. */
const taken = (
  declared: Json | undefined,
  live: Json | undefined,
  isTaken: (path: string) => boolean,
  top: string,
): Json | undefined => {
  const paths = diff(declared, live, top).map(({ path }) => path)
  if (!paths.some(isTaken)) return declared
  return paths.every(isTaken) && live !== undefined ? live : mixed(declared, live, isTaken, top)
}

const withLiveTags = (
  { tags }: DesiredService,
  live: LiveService,
  paths: ReadonlySet<string>,
): Readonly<Record<string, string>> | undefined => {
  const keys = [...paths].flatMap((path) => tagAt(path) ?? [])
  if (keys.length === 0) return tags
  const kept = Object.entries(tags ?? {}).filter(([key]) => !keys.includes(key) || Object.hasOwn(live.tags, key))
  return Object.fromEntries([
    ...kept.map(([key, value]) => [key, keys.includes(key) ? (live.tags[key] ?? value) : value]),
    ...keys
      .filter((key) => !Object.hasOwn(tags ?? {}, key))
      .flatMap((key) => {
        const value = live.tags[key]
        return value === undefined ? [] : [[key, value]]
      }),
  ]) as Readonly<Record<string, string>>
}

/** Whether the service as declared is still otherwise than live at one of these paths. */
export const differsAt = (desired: DesiredService, live: LiveService, paths: readonly string[]): boolean => {
  const content = diff(live.taskDefinition, desired.taskDefinition).map(({ path }) => path)
  const settings = serviceFields.flatMap((field) => {
    const declared = settingOf(desired.settings, field)
    return declared === undefined ? [] : diff(liveValue(field, live), declared, field.path).map(({ path }) => path)
  })
  return paths.some((path) => {
    if (fieldAt(path) !== undefined) return settings.includes(path)
    const key = tagAt(path)
    if (key === undefined) return content.includes(path.replace(/^taskDefinition\./, ''))
    return ownMember(desired.tags ?? {}, key) !== ownMember(live.tags, key)
  })
}

/** Whether two readings of a service declare the same, wherever it is written. */
export const isSameDeclared = (a: DesiredService, b: DesiredService): boolean => {
  const others = (service: DesiredService): Json =>
    Object.fromEntries(
      Object.entries(service).filter(([member]) => !['settings', 'taskDefinition', 'origins'].includes(member)),
    )
  return (
    isSameJson(others(a), others(b)) &&
    diff(settingsAsJson(a.settings), settingsAsJson(b.settings)).length === 0 &&
    diff(a.taskDefinition, b.taskDefinition).length === 0
  )
}

/**
 * Differences that go together where one of them alone may not be right: all of a setting, all of an entry of a list, all of a
 * member of a container; and all containers that only one side has, since one may stand in the place of the other.
 */
export const unitOf = (
  { change: { path } }: Difference,
  desired: DesiredService,
  live: LiveService | undefined,
): string => {
  const field = fieldAt(path)
  // A service has one of the two, and without a word about either its file says nothing of them.
  if (field !== undefined) return field.path === 'capacityProviderStrategy' ? 'launchType' : field.path
  const [container] = /^containerDefinitions\[[^\]]*\]/.exec(path) ?? []
  if (container === undefined) return path.split(/[.[]/, 1)[0] === 'volumes' ? path.replace(/(\]).*$/s, '$1') : path
  const name = container.slice('containerDefinitions['.length, -1)
  const has = (content: TaskDefinition | undefined): boolean =>
    content?.containerDefinitions.some((one) => one.name === name) === true
  if (!has(desired.taskDefinition) || !has(live?.taskDefinition)) return 'containerDefinitions'
  const inside = path.slice(container.length + 1)
  const entry = /^\w+\[.*\](?=\.\w+$)/s.exec(inside)?.[0]
  return `${container}.${entry ?? (inside.endsWith(']') ? inside : (inside.split('.', 1)[0] ?? inside))}`
}
