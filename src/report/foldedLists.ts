/** Lists that read as the file writes them: the changes of single members of a port or a load balancer as one change of their list. */
import type { Action } from '../model/action.js'
import { type Change, type ChangeValue, worstEffect } from '../model/change.js'
import { isList, isObject, type Json, type JsonObject } from '../model/json.js'
import type { ServiceVerb } from '../model/plan.js'
import { listLeaf } from './label.js'

/** Ports and load balancers read as the file writes them, `8000:80`, and not one number at a time. */
export const withListsFolded = (verb: ServiceVerb, action: Action): readonly Change[] => {
  const folded = new Map<string, readonly Change[]>()
  for (const change of action.changes) {
    const list = listLeaf.exec(change.path)?.[1] ?? change.path
    folded.set(list, [...(folded.get(list) ?? []), change])
  }
  return [...folded].flatMap(([list, changes]) =>
    changes.every((change) => change.path !== list && isPlainOrAbsent(change.before) && isPlainOrAbsent(change.after))
      ? [foldedList(verb, action, list, changes)]
      : changes,
  )
}

const isPlainOrAbsent = (value: ChangeValue | undefined): boolean => value === undefined || value.kind === 'Plain'

/** One change of the list, of those of its members that differ. */
const foldedList = (verb: ServiceVerb, action: Action, list: string, changes: readonly Change[]): Change => {
  const byKey = new Map<string, readonly Change[]>()
  for (const change of changes) {
    const key = listLeaf.exec(change.path)?.[2] ?? ''
    byKey.set(key, [...(byKey.get(key) ?? []), change])
  }
  const sides = [...byKey].map(([key, leaves]) => memberSides(action, list, key, leaves))
  const before = sides.flatMap(({ before: member }) => (member === undefined ? [] : [member]))
  const after = sides.flatMap(({ after: member }) => (member === undefined ? [] : [member]))
  const origin = changes.find((change) => change.origin !== undefined)?.origin
  const isNew = verb === 'create' && before.length === 0
  return {
    path: list,
    effect: worstEffect(changes) ?? 'InPlace',
    ...(isNew ? {} : { before: { kind: 'Plain', value: before } }),
    after: { kind: 'Plain', value: after },
    ...(origin === undefined ? {} : { origin }),
  }
}

/** A member as it was and as it will be: what is not among the leaves stays as the action has it. */
const memberSides = (
  action: Action,
  list: string,
  key: string,
  leaves: readonly Change[],
): { readonly before: JsonObject | undefined; readonly after: JsonObject | undefined } => {
  const whole = membersIn(action, list).find((member) => keyIn(list, member) === key)
  const ofSide = (side: 'before' | 'after'): JsonObject | undefined => {
    const told = leaves.flatMap((leaf): readonly (readonly [string, Json | undefined])[] => {
      const value = leaf[side]
      const member = leaf.path.slice(leaf.path.lastIndexOf('.') + 1)
      return [[member, value?.kind === 'Plain' ? value.value : undefined]]
    })
    const isThere = told.some(([, value]) => value !== undefined)
    const isWholeNews = leaves.some(({ path }) => keysOf(list).includes(path.slice(path.lastIndexOf('.') + 1)))
    return isThere || !isWholeNews ? { ...(whole ?? {}), ...Object.fromEntries(told) } : undefined
  }
  return { before: ofSide('before'), after: ofSide('after') }
}

/** The members that are the key of a member of a list: when one of them differs, the whole comes or goes. */
const keysOf = (list: string): readonly string[] => {
  if (list === 'loadBalancers') return ['targetGroupArn', 'loadBalancerName']
  if (list.endsWith('.mountPoints')) return ['containerPath']
  return list.endsWith('.ulimits') ? ['name'] : ['containerPort', 'containerPortRange']
}

const membersIn = (action: Action, list: string): readonly JsonObject[] => {
  if (list === 'loadBalancers') {
    return 'settings' in action ? [...(action.settings.loadBalancers ?? [])].map((member) => ({ ...member })) : []
  }
  const name = /^containerDefinitions\[([^\]]*)\]/.exec(list)?.[1]
  const containers = action.kind === 'RegisterTaskDefinition' ? action.content.containerDefinitions : []
  const members = containers.find((container) => container.name === name)?.[list.slice(list.lastIndexOf('.') + 1)]
  return isList(members) ? members.filter(isObject) : []
}

const keyIn = (list: string, member: JsonObject): string => {
  const parts =
    list === 'loadBalancers'
      ? [member['targetGroupArn'] ?? member['loadBalancerName']]
      : list.endsWith('.portMappings')
        ? [member['containerPort'] ?? member['containerPortRange'], member['protocol']]
        : keysOf(list).map((key) => member[key])
  return parts.map((part) => (typeof part === 'string' || typeof part === 'number' ? String(part) : '')).join('/')
}
