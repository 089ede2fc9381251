/**
 * The generic differ: two JSON values in canonical form → the leaves in which they differ. It knows which lists are
 * keyed and which names are the same name written twice; it knows nothing of services, effects or secrets.
 */
import equal from 'fast-deep-equal'
import { isObject, isSameJson, type Json, type JsonObject, ownMember } from '../model/json.js'

export interface Difference {
  readonly path: string
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/**
 * Differences in the order of the paths. A list of keyed members reads `containerDefinitions[web].image`; any other
 * list is one leaf. An object on one side only is walked as if the other side were empty.
 */
export const diff = (before: Json | undefined, after: Json | undefined, path = ''): readonly Difference[] => {
  if (isSame(path, before, after)) return []
  const row = rowOf(path)
  if (row !== undefined && isKeyable(before, row) && isKeyable(after, row)) {
    return diffMembers(keyed(before, row), keyed(after, row), (key) => `${path}[${key}]`)
  }
  if (isObjectOrAbsent(before) && isObjectOrAbsent(after)) {
    return diffMembers(before ?? {}, after ?? {}, (member) => memberPath(path, member))
  }
  return [{ path, before, after }]
}

/** `before` with those leaves of `after` that are taken, by the paths that `diff` tells them by. */
export const mixed = (
  before: Json | undefined,
  after: Json | undefined,
  isTaken: (path: string) => boolean,
  path = '',
): Json | undefined => {
  if (isSame(path, before, after)) return before
  const row = rowOf(path)
  if (row !== undefined && isKeyable(before, row) && isKeyable(after, row)) {
    const [old, young] = [members(before, row), members(after, row)]
    const both = [...new Set([...old.keys(), ...young.keys()])].flatMap((key) => {
      const at = `${path}[${key}]`
      const [a, b] = [old.get(key), young.get(key)]
      // A name with its value is one leaf.
      const one = row[2] === undefined ? mixed(a, b, isTaken, at) : isTaken(at) ? b : a
      return one === undefined ? [] : [one]
    })
    return both.length === 0 && (before === undefined || after === undefined) ? undefined : both
  }
  if (isObjectOrAbsent(before) && isObjectOrAbsent(after)) {
    const [a, b] = [before ?? {}, after ?? {}]
    const both = [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((member) => {
      const one = mixed(ownMember(a, member), ownMember(b, member), isTaken, memberPath(path, member))
      return one === undefined ? [] : [[member, one] as const]
    })
    return both.length === 0 && (before === undefined || after === undefined) ? undefined : Object.fromEntries(both)
  }
  return isTaken(path) ? after : before
}

/**
 * Whether two values mean the same. Roles do when one is the bare name of the other's ARN: ECS accepts both and may
 * answer with either (ecs-facts 1.2, taskRoleArn; 1.4, roleArn).
 */
export const isSame = (path: string, before: Json | undefined, after: Json | undefined): boolean =>
  (isPlain(before) && isPlain(after) ? equal(before, after) : isSameJson(before, after)) ||
  (rolePath.test(path) &&
    typeof before === 'string' &&
    typeof after === 'string' &&
    isArn(before) !== isArn(after) &&
    roleName(before) === roleName(after))

/**
 * Scalars and lists of scalars. fast-deep-equal asks an object for its own `valueOf` and `toString`, and here those may
 * be labels of a user's: objects are compared member by member instead.
 */
const isPlain = (value: Json | undefined): boolean =>
  Array.isArray(value) ? value.every((member) => typeof member !== 'object') : typeof value !== 'object'

const rolePath = /(^|\.)(role|taskRoleArn|executionRoleArn)$/

const isArn = (role: string): boolean => role.startsWith('arn:')

/** The last part of a role's ARN or path. */
export const roleName = (role: string): string => role.slice(role.lastIndexOf('/') + 1)

type KeyOf = (member: JsonObject) => string
type KeyRow = readonly [lastPart: RegExp, keyOf: KeyOf, valueMember?: string]

/** Which lists are keyed, by the last part of their path; `valueMember` folds `{name, value}` pairs into a map. */
const keyRows: readonly KeyRow[] = [
  [/^containerDefinitions$/, (member) => keyText(member['name'])],
  [/^volumes$/, (member) => keyText(member['name'])],
  [/^environment$/, (member) => keyText(member['name']), 'value'],
  [/^secrets$/, (member) => keyText(member['name']), 'valueFrom'],
  [/^ulimits$/, (member) => keyText(member['name'])],
  [
    /^portMappings$/,
    (member) => `${keyText(member['containerPort'] ?? member['containerPortRange'])}/${keyText(member['protocol'])}`,
  ],
  [/^mountPoints$/, (member) => keyText(member['containerPath'])],
  [/^volumesFrom$/, (member) => keyText(member['sourceContainer'])],
  [/^tmpfs$/, (member) => keyText(member['containerPath'])],
  [/^devices$/, (member) => keyText(member['hostPath'])],
  [/^secretOptions$/, (member) => keyText(member['name']), 'valueFrom'],
  [/^extraHosts$/, (member) => keyText(member['hostname']), 'ipAddress'],
  [/^systemControls$/, (member) => keyText(member['namespace']), 'value'],
  [/^dependsOn$/, (member) => keyText(member['containerName']), 'condition'],
  [/^resourceRequirements$/, (member) => keyText(member['type'])],
  [/^properties$/, (member) => keyText(member['name']), 'value'],
  [/^loadBalancers$/, (member) => keyText(member['targetGroupArn'] ?? member['loadBalancerName'])],
]

const keyText = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))

const rowOf = (path: string): KeyRow | undefined => {
  const lastPart = path.slice(Math.max(path.lastIndexOf('.'), path.lastIndexOf(']')) + 1)
  return keyRows.find(([pattern]) => pattern.test(lastPart))
}

/** Maps that users fill with keys of their own: these read `dockerLabels[com.example.x]`, since a key may hold dots. */
const userKeyed = /(^|\.)(dockerLabels|options|driverOpts|labels|tags)$/

const memberPath = (path: string, member: string): string =>
  path === '' ? member : userKeyed.test(path) ? `${path}[${member}]` : `${path}.${member}`

const keyed = (list: readonly Json[] | undefined, [, keyOf, valueMember]: KeyRow): JsonObject =>
  Object.fromEntries(
    (list ?? [])
      .filter(isObject)
      .map((member) => [keyOf(member), valueMember === undefined ? member : (member[valueMember] ?? null)]),
  )

const members = (list: readonly Json[] | undefined, [, keyOf]: KeyRow): ReadonlyMap<string, JsonObject> =>
  new Map((list ?? []).filter(isObject).map((member) => [keyOf(member), member]))

const diffMembers = (
  before: JsonObject,
  after: JsonObject,
  pathOf: (member: string) => string,
): readonly Difference[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .flatMap((member) => diff(ownMember(before, member), ownMember(after, member), pathOf(member)))

const isObjectOrAbsent = (value: Json | undefined): value is JsonObject | undefined =>
  value === undefined || isObject(value)

/** A list in which two members share a key can only be compared as a whole. */
const isKeyable = (value: Json | undefined, row: KeyRow): value is readonly Json[] | undefined =>
  value === undefined || (Array.isArray(value) && Object.keys(keyed(value, row)).length === value.length)
