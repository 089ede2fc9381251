/** `logging` and `firelens`: where a container's output goes, and which container routes it there. */
import type * as t from 'io-ts'
import type { JsonObject } from '../model/json.js'
import { closed } from './closed.js'
import { keyValues, type KeyValue } from './keyValues.js'
import { mapOf } from './mapOf.js'
import { oneOf, scalar, text, textOf } from './scalars.js'
import { shaped, textTypes } from './shape.js'

const options = mapOf('a mapping of names to text', shaped(scalar('text', textOf), textTypes))

export const logging = closed(
  'a mapping with driver, options and secret_options',
  { driver: text },
  { options, secret_options: keyValues },
)

export const firelens = closed('a mapping with type and options', { type: oneOf('fluentd', 'fluentbit') }, { options })

export const logConfigurationFrom = (written: t.TypeOf<typeof logging>): JsonObject => ({
  logDriver: written.driver,
  options: written.options,
  secretOptions: written.secret_options?.map(secretFrom),
})

/** What a container is given under a name, and where ECS finds it. */
export const secretFrom = ({ name, value }: KeyValue): JsonObject => ({ name, valueFrom: value })
