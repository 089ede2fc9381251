/** A live service as a file would have to declare it, so that a plan of that file says nothing. */
import { type DesiredService, type LiveService, type ServiceSettings } from '../model/service.js'
import { isSameJson } from '../model/json.js'
import { declaredTag } from './declared.js'
import { defaultOf, type Field, liveValue, serviceFields, settingOf } from './serviceFields.js'
import { adoptedTags } from './tags.js'

/** undefined: ECS no longer has the revision in use, so nobody can say what runs. */
export const adopted = (live: LiveService): DesiredService | undefined => {
  const { name, cluster, taskDefinition } = live
  if (taskDefinition === undefined) return undefined
  const tags = adoptedTags(live)
  const declared = { name, cluster, settings: adoptedSettings(live), taskDefinition, origins: {} }
  return tags === undefined ? declared : { ...declared, tags }
}

/**
 * The count, what differs from ECS's defaults, and of a service that deploy has applied the keys that were declared then,
 * since the plan keeps count of them (declared.ts).
 */
const adoptedSettings = (live: LiveService): ServiceSettings => {
  const recorded = live.tags[declaredTag]?.split(' ') ?? []
  const isAdopted = (field: Field): boolean => recorded.includes(field.shortName) || isUnusual(field, live)
  return Object.fromEntries(
    serviceFields.filter(isAdopted).flatMap((field) => {
      const value = liveValue(field, live)
      return value === undefined ? [] : [[field.path, value] as const]
    }),
  )
}

const isUnusual = (field: Field, live: LiveService): boolean => {
  if (field.path === 'desiredCount') return live.status.schedulingStrategy !== 'DAEMON'
  const [value, usual] = [settingOf(live.settings, field), defaultOf(field, live)]
  if (value === undefined || usual === undefined) return field.isAbsentByDefault === true
  return !isSameJson(usual, value)
}
