/** Which settings of a service change: those that it should be told otherwise, and those that it loses. */
import type { Change } from '../model/change.js'
import type { DesiredService, LiveService, ServiceSettings } from '../model/service.js'
import { type ChangeContext, changeFrom } from './changes.js'
import { removedFrom } from './declared.js'
import { diff } from './diff.js'
import { defaultOf, effectOf, type Field, liveValue, serviceFields, settingOf } from './serviceFields.js'

/** Of fields that have a wanted value, and of those in `dropped`, which have none any more. */
export const settingsChanges = (
  desired: DesiredService,
  live: LiveService | undefined,
  wanted: ServiceSettings,
  dropped: readonly Field[],
  context: ChangeContext,
): readonly Change[] => {
  const sides = { live: live?.settings ?? {}, desired: wanted }
  const keepsNoCount = live?.status.schedulingStrategy === 'DAEMON' && wanted.schedulingStrategy !== 'REPLICA'
  return serviceFields
    .filter((field) => wanted[field.path] !== undefined || dropped.includes(field))
    .filter(({ path }) => !(keepsNoCount && path === 'desiredCount'))
    .flatMap((field) => {
      const effect = live === undefined ? 'InPlace' : effectOf(field, sides)
      // What the file doesn't say has no place in it.
      const isSaid = desired.settings[field.path] !== undefined
      return diff(liveValue(field, live), settingOf(wanted, field), field.path).map((difference) =>
        changeFrom(difference, effect, isSaid ? context : { ...context, origins: {} }),
      )
    })
}

/** A role that left the file, and the network of tasks that have none of their own any more: neither can be told away. */
export const givenUp = (desired: DesiredService, live: LiveService | undefined): readonly Field[] => {
  if (live === undefined) return []
  const removed = removedFrom(desired, live)
  const { networkMode } = desired.taskDefinition
  const hasNoNetwork =
    networkMode !== 'awsvpc' &&
    networkMode !== live.taskDefinition?.networkMode &&
    !(desired.ignored ?? []).includes('networkConfiguration')
  return serviceFields.filter(
    (field) =>
      (field.path === 'role' && removed.includes(field)) || (field.path === 'networkConfiguration' && hasNoNetwork),
  )
}

/** What a service had and the one that takes its place is not told; what both have by themselves is no loss. */
export const lostBy = (live: LiveService, wanted: ServiceSettings): readonly Field[] =>
  serviceFields.filter((field) => {
    const [value, usual] = [settingOf(live.settings, field), defaultOf(field, live)]
    const isKnown = usual !== undefined || field.isAbsentByDefault === true
    return (
      settingOf(wanted, field) === undefined &&
      value !== undefined &&
      isKnown &&
      diff(usual, value, field.path).length > 0
    )
  })
