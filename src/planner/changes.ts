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
  const origin = after === undefined ? undefined : originOf(context.origins, path)
  return {
    path,
    ...valueOf('before', path, before, context),
    ...valueOf('after', path, after, context),
    effect,
    ...(origin === undefined ? {} : { origin }),
  }
}

const valueOf = <Side extends 'before' | 'after'>(
  side: Side,
  path: string,
  value: Json | undefined,
  { fingerprintKey }: ChangeContext,
): Partial<Record<Side, ChangeValue>> =>
  value === undefined
    ? {}
    : ({ [side]: maskedValue(path, value, fingerprintKey) } as Partial<Record<Side, ChangeValue>>)
