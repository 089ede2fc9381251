/**
 * Before a write: may it be made, is what it would make there already, or has somebody else been at the service since the
 * plan looked? ECS has no compare-and-set; looking right before the call is as near as it allows. Pure.
 */
import type { Action } from '../model/action.js'
import { isSameJson, type Json } from '../model/json.js'
import { type Difference, differencesBetween, type Seen } from '../model/seen.js'
import { type ServiceSettings, settingsAsJson } from '../model/service.js'
import { projectTag } from '../model/tag.js'
import { unreachable } from '../model/unreachable.js'

/** What is asked before a service is written to; registrations are guarded by what their family has. */
export type ServiceAction = Exclude<Action, { readonly kind: 'RegisterTaskDefinition' }>

export type Ruling =
  | { readonly kind: 'Go' }
  /** Nothing to call: an earlier run, or somebody else, has made it so. */
  | { readonly kind: 'AlreadySo' }
  | { readonly kind: 'Stale'; readonly differences: readonly Difference[] }

/**
 * `wanted` is the revision that the action would deploy, where it deploys one; `before` is what the plan saw and `now`
 * what a look right before the call shows.
 */
export const ruling = (action: ServiceAction, wanted: string | undefined, before: Seen, now: Seen): Ruling => {
  switch (action.kind) {
    case 'CreateService':
      if (now.kind === 'Absent' || now.state === 'DRAINING') return go
      return now.taskDefinitionArn === wanted && has(now.settings, action.settings)
        ? alreadySo
        : { kind: 'Stale', differences: [{ path: 'status', before: 'INACTIVE', after: now.state }] }
    case 'UpdateService':
      if (now.kind === 'Present' && now.state === 'ACTIVE' && isUpdated(action, wanted, before, now)) return alreadySo
      return unlessChanged(
        before,
        now,
        action.settings.desiredCount === undefined && action.plannedCount === undefined ? ['desiredCount'] : [],
      )
    case 'ScaleService':
      if (now.kind === 'Present' && now.state === 'ACTIVE' && now.settings.desiredCount === action.desiredCount) {
        return alreadySo
      }
      return unlessChanged(before, now, [])
    case 'DeleteService':
      if (now.kind === 'Absent') return alreadySo
      // Deleting what drains is repeating what was done (ecs-facts 4.8), and its end is awaited all the same.
      if (now.state === 'DRAINING') return go
      return action.project === undefined || now.tags[projectTag] === action.project
        ? unlessChanged(before, now, ['desiredCount'])
        : { kind: 'Stale', differences: [projectMoved(action.project, now.tags[projectTag])] }
    case 'TagResource':
      return tagRuling(action.tags, before, now)
    case 'UntagResource':
      return tagRuling(Object.fromEntries(action.keys.map((key) => [key, undefined])), before, now)
    default:
      return unreachable(action)
  }
}

const go: Ruling = { kind: 'Go' }
const alreadySo: Ruling = { kind: 'AlreadySo' }

/** Somebody has taken it over since: it is not this file's to delete. */
const projectMoved = (before: string, after: string | undefined): Difference => ({
  path: `tags[${projectTag}]`,
  before,
  after,
})

const unlessChanged = (before: Seen, now: Seen, ignoring: readonly (keyof ServiceSettings)[]): Ruling => {
  const differences = differencesBetween(before, now, ignoring)
  return differences.length === 0 ? go : { kind: 'Stale', differences }
}

type Present = Extract<Seen, { readonly kind: 'Present' }>

/** A deployment that was asked for by itself is there once another one than the plan saw is. */
const isUpdated = (
  action: Extract<Action, { readonly kind: 'UpdateService' }>,
  wanted: string | undefined,
  before: Seen,
  now: Present,
): boolean => {
  const isDeployed = wanted === undefined || now.taskDefinitionArn === wanted
  const isForced = action.forceNewDeployment === true
  const asksForMore = wanted !== undefined || Object.values(action.settings).some((value) => value !== undefined)
  const isAnother = before.kind === 'Present' && before.deploymentId !== now.deploymentId
  return isDeployed && has(now.settings, action.settings) && (!isForced || (asksForMore && isAnother))
}

/** A role is answered as an ARN whichever way it was named, and nobody can change it: it proves nothing. */
const has = (live: ServiceSettings, wanted: ServiceSettings): boolean => {
  const shown = settingsAsJson(live)
  return Object.entries(settingsAsJson(wanted)).every(
    ([member, value]) =>
      member === ('role' satisfies keyof ServiceSettings) ||
      isSameJson(nothingAsAbsent(shown[member]), nothingAsAbsent(value)),
  )
}

/** What an action sends to take something away (`[]`, `{enabled: false}`) ECS shows by showing nothing (ecs-facts section 2). */
const nothingAsAbsent = (value: Json | undefined): Json | undefined => (isNothing(value) ? undefined : value)

const isNothing = (value: Json | undefined): boolean =>
  value === undefined ||
  value === false ||
  (typeof value === 'object' && value !== null && Object.values(value).every((member) => isNothing(member as Json)))

const tagRuling = (wanted: Readonly<Record<string, string | undefined>>, before: Seen, now: Seen): Ruling => {
  if (now.kind === 'Absent') return { kind: 'Stale', differences: differencesBetween(before, now) }
  const keys = Object.keys(wanted)
  if (keys.every((key) => now.tags[key] === wanted[key])) return alreadySo
  const known = before.kind === 'Present' ? before.tags : {}
  const moved = keys.filter((key) => now.tags[key] !== known[key] && now.tags[key] !== wanted[key])
  return moved.length === 0
    ? go
    : {
        kind: 'Stale',
        differences: moved.map((key) => ({ path: `tags[${key}]`, before: known[key], after: now.tags[key] })),
      }
}
