/** Changes of whole objects, and of lists of named values, taken apart: one change for each member that differs. */
import type { Change, ChangeValue } from '../model/change.js'
import { isList, isObject, type Json } from '../model/json.js'

/** A change of a whole object, or of a list of named values, as one change for each member that differs. */
export const leavesOf = (change: Change): readonly Change[] => {
  const before = entriesOf(change.before)
  const after = entriesOf(change.after)
  if (before === undefined || after === undefined || (before.length === 0 && after.length === 0)) return [change]
  const was = new Map(before)
  const is = new Map(after)
  const leaves = [...new Set([...was.keys(), ...is.keys()])]
    .filter((key) => JSON.stringify(was.get(key)) !== JSON.stringify(is.get(key)))
    .flatMap((key) => leavesOf(changeOf(change, change.path + key, was.get(key), is.get(key))))
  return leaves.length === 0 ? [change] : leaves
}

const changeOf = (
  { effect, origin }: Change,
  path: string,
  before: Json | undefined,
  after: Json | undefined,
): Change => ({
  path,
  effect,
  ...(before === undefined ? {} : { before: { kind: 'Plain', value: before } }),
  ...(after === undefined ? {} : { after: { kind: 'Plain', value: after } }),
  ...(origin === undefined ? {} : { origin }),
})

/** Members by what they add to the path; an absent value has none; undefined for what has no members. */
const entriesOf = (value: ChangeValue | undefined): readonly (readonly [key: string, value: Json])[] | undefined => {
  if (value === undefined) return []
  if (value.kind !== 'Plain') return undefined
  if (isObject(value.value)) {
    return Object.entries(value.value).flatMap(([member, of]) =>
      of === undefined ? [] : [[`.${member}`, of] as const],
    )
  }
  if (!isList(value.value) || value.value.length === 0) return undefined
  const named = value.value.flatMap((member) =>
    isObject(member) && typeof member['name'] === 'string' && Object.keys(member).length === 2
      ? [[`[${member['name']}]`, member['value'] ?? member['valueFrom'] ?? null] as const]
      : [],
  )
  return named.length === value.value.length ? named : undefined
}
