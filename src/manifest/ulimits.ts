/** `ulimits`: limits of a container's processes, each one number or a soft and a hard one. */
import type { JsonObject } from '../model/json.js'
import { closed } from './closed.js'
import { mapOf, mapped, shortOrLong } from './mapOf.js'
import { processLimit } from './memberCodecs.js'

export const ulimit = closed('a mapping with soft and hard', { soft: processLimit, hard: processLimit }, {})

/** By the name of the limit: `nofile: 1024`, `nofile: {soft: 1024, hard: 4096}`. */
export const ulimits = mapOf(
  'a mapping of limits',
  shortOrLong(
    'a number, or a mapping with soft and hard',
    mapped(processLimit, (both) => ({ soft: both, hard: both })),
    ulimit,
  ),
)

export const ulimitsFrom = (written: (typeof ulimits)['_A']): readonly JsonObject[] =>
  Object.entries(written).map(([name, { soft, hard }]) => ({ name, softLimit: soft, hardLimit: hard }))
