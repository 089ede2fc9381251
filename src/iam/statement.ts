/** One statement, its lists sorted and each member once. */
import type { Statement } from '../model/permission.js'

/** Sid, actions, resources; none where it would allow nothing. */
export const allow = (
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  condition?: Statement['Condition'],
): readonly Statement[] =>
  actions.length === 0 || resources.length === 0
    ? []
    : [
        {
          Sid: sid,
          Effect: 'Allow',
          Action: sorted(actions),
          Resource: sorted(resources),
          ...(condition === undefined ? {} : { Condition: condition }),
        },
      ]

/** By code unit, so that every machine sorts alike. */
export const sorted = (words: readonly string[]): readonly string[] => [...new Set(words)].sort()
