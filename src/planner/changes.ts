/** Differences → Changes: each gets its effect, its mask and its place in the file. */
import type { Change, ChangeValue, Effect } from '../model/change.js'
import type { Json } from '../model/json.js'
import { originOf, type Origins } from '../model/origin.js'
import type { Difference } from './diff.js'
import { maskedValue } from './secrecy.js'

export interface ChangeContext {
  readonly origins: Origins
  /** Key of the fingerprints that stand for secrets. */
  readonly fingerprintKey: string
}

export const changeFrom = ({ path, before, after }: Difference, effect: Effect, context: ChangeContext): Change => {
  const written = originOf(context.origins, path)
  const origin = after === undefined ? undefined : written
  const masked = (value: Json): ChangeValue => maskedValue(path, value, context.fingerprintKey, written)
  return {
    path,
    ...(before === undefined ? {} : { before: masked(before) }),
    ...(after === undefined ? {} : { after: masked(after) }),
    effect,
    ...(origin === undefined ? {} : { origin }),
  }
}
