/** `depends_on`: which containers of the task must have started, ended or become healthy first. */
import * as t from 'io-ts'
import * as E from 'fp-ts/lib/Either.js'
import { isMapping } from './closed.js'
import { mapOf } from './mapOf.js'
import { list, oneOf, scalar, textOf } from './scalars.js'
import { shaped } from './shape.js'

const conditions = ['START', 'COMPLETE', 'SUCCESS', 'HEALTHY'] as const

export interface Dependency {
  readonly containerName: string
  readonly condition: string
  /** The key or index under which it is written. */
  readonly at: string
}

const expected = `CONTAINER or CONTAINER:CONDITION, where the condition is ${conditions.join(', ')}`

const entry = shaped(
  scalar(expected, (value) => {
    const [, name, condition = 'START'] = /^([\w-]+)(?::(\w+))?$/.exec(textOf(value) ?? '') ?? []
    const isKnown = conditions.some((known) => known === condition)
    return name === undefined || !isKnown ? undefined : { containerName: name, condition }
  }),
  {
    anyOf: [
      { type: ['integer', 'boolean'] },
      { type: 'string', pattern: `^[A-Za-z0-9_-]+(?::(?:${conditions.join('|')}))?$` },
    ],
  },
)

const entries = list('a list of containers', entry)
const members = mapOf('a mapping of containers to conditions', oneOf(...conditions))

/** `[db, migrate:SUCCESS]` or `{db: START, migrate: SUCCESS}`. */
export const dependsOn = shaped(
  new t.Type<readonly Dependency[]>(
    'a list of containers, or a mapping of containers to conditions',
    (value): value is readonly Dependency[] => Array.isArray(value),
    (value, context) =>
      isMapping(value)
        ? E.map((read: Readonly<Record<string, string>>) =>
            Object.entries(read).map(([containerName, condition]) => ({ containerName, condition, at: containerName })),
          )(members.validate(value, context))
        : E.map((read: readonly Omit<Dependency, 'at'>[]) =>
            read.map((dependency, index) => ({ ...dependency, at: String(index) })),
          )(entries.validate(value, context)),
    t.identity,
  ),
  (inside) => ({ anyOf: [inside(entries), inside(members)] }),
)
