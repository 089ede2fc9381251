/** What differs and is left alone: live values that the file never named, and declared ones that it gives away. */
import type { Json } from '../model/json.js'
import { isSecretVia, type Origins } from '../model/origin.js'
import type { Ignored, Undeclared } from '../model/plan.js'
import type { CountRange } from '../model/scaling.js'
import { secretMask, withoutSecrets } from '../model/secrecy.js'
import { type DesiredService, type LiveService, targetOf } from '../model/service.js'
import { removedFrom } from './declared.js'
import { diff } from './diff.js'
import { defaultOf, type Field, liveValue, serviceFields, settingOf } from './serviceFields.js'
import { givenUp } from './settingsChanges.js'

/** Live values that the file never named and that differ from ECS's default. */
export const undeclaredValues = (desired: DesiredService, live: LiveService): readonly Undeclared[] => {
  const removed = removedFrom(desired, live)
  const ignored: readonly string[] = desired.ignored ?? []
  return serviceFields.flatMap((field) => {
    const value = settingOf(live.settings, field)
    const usual = defaultOf(field, live)
    const isReset = removed.includes(field) && (usual !== undefined || givenUp(desired, live).includes(field))
    const isKnown = usual !== undefined || field.isAbsentByDefault === true
    if (desired.settings[field.path] !== undefined || isReset || value === undefined || !isKnown) return []
    if (ignored.includes(field.path) || diff(usual, value, field.path).length === 0) return []
    return [{ target: targetOf(desired), path: field.path, value: withoutSecrets(value, field.path), default: usual }]
  })
}

/** Declared values that are given away, or a count that is scaled within bounds, where ECS has another one. */
export const ignoredValues = (
  desired: DesiredService,
  live: LiveService,
  scaledWithin: CountRange | undefined,
): readonly Ignored[] =>
  serviceFields.flatMap((field) => {
    const declared = settingOf(desired.settings, field)
    const isScaled = field.path === 'desiredCount' && scaledWithin !== undefined
    const isGivenAway = isScaled || (desired.ignored ?? []).includes(field.path)
    const value = liveValue(field, live)
    return isGivenAway && declared !== undefined && diff(value, declared, field.path).length > 0
      ? [
          {
            target: targetOf(desired),
            path: field.path,
            value: shown(field, value),
            declared: secretly(desired, field, declared),
            ...(isScaled ? { scaledWithin } : {}),
          },
        ]
      : []
  })

const shown = ({ path }: Field, value: Json | undefined): Json | undefined =>
  value === undefined ? undefined : withoutSecrets(value, path)

/** What the file says may be secret by where it came from, too. */
const secretly = ({ origins }: DesiredService, { path }: Field, value: Json): Json =>
  holdsSecretOrigin(origins, path) ? secretMask : withoutSecrets(value, path)

const holdsSecretOrigin = (origins: Origins, path: string): boolean =>
  Object.entries(origins).some(
    ([at, { via }]) => (at === path || at.startsWith(`${path}.`) || at.startsWith(`${path}[`)) && isSecretVia(via),
  )
