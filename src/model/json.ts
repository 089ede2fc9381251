/** What JSON and YAML can say, and nothing else: every value that is compared, printed or saved is one of these. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

/** An undefined member is an absent one. */
export interface JsonObject {
  readonly [key: string]: Json | undefined
}

/**
 * Whether two values are the same, member by member; an undefined member is an absent one. Members may have any name:
 * users choose some of them, and `valueOf`, `constructor` and `__proto__` are names like all others.
 */
export const isSameJson = (a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b || typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (isList(a) || isList(b)) {
    return isList(a) && isList(b) && a.length === b.length && a.every((member, index) => isSameJson(member, b[index]))
  }
  return (
    Object.keys(a).every((member) => isSameJson(a[member], ownMember(b, member))) &&
    Object.keys(b).every((member) => b[member] === undefined || Object.hasOwn(a, member))
  )
}

/** A member that the object itself has: `constructor` is not one of every object. */
export const ownMember = (object: JsonObject, member: string): Json | undefined =>
  Object.hasOwn(object, member) ? object[member] : undefined

/** Whether a value is a list. */
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** Whether a value has members by name. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
