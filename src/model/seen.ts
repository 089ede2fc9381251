/**
 * What a plan saw of a service that it changes: enough to tell, at the moment of writing, whether somebody else has
 * changed it since. Progress (counts, events, instances) is no part of it: that moves by itself.
 */
import { isSameJson, type Json } from './json.js'
import { withoutSecrets } from './secrecy.js'
import { primaryOf } from './rollout.js'
import { type LiveService, type ServiceSettings, settingsAsJson, type Target, targetOf } from './service.js'

export type Seen =
  /** ECS had no such service, or an INACTIVE one: its name was free. */
  | { readonly kind: 'Absent'; readonly target: Target }
  | {
      readonly kind: 'Present'
      readonly target: Target
      readonly arn: string
      readonly state: 'ACTIVE' | 'DRAINING'
      /** Full ARN with revision. */
      readonly taskDefinitionArn: string
      /** Of the PRIMARY deployment; undefined for controllers other than ECS. */
      readonly deploymentId: string | undefined
      readonly settings: ServiceSettings
      readonly tags: Readonly<Record<string, string>>
    }

/** One thing that is no longer as it was seen; `path` as a Change has it. Secrets are masked: it is there to be told. */
export interface Difference {
  readonly path: string
  readonly before: Json | undefined
  readonly after: Json | undefined
}

export const seenFrom = (live: LiveService): Seen =>
  live.status.state === 'INACTIVE'
    ? { kind: 'Absent', target: targetOf(live) }
    : {
        kind: 'Present',
        target: targetOf(live),
        arn: live.identity.arn,
        state: live.status.state,
        taskDefinitionArn: live.identity.taskDefinitionArn,
        deploymentId: primaryOf(live.status.deployments)?.id,
        settings: live.settings,
        tags: live.tags,
      }

/**
 * What has changed between two looks at a service, tags aside. `ignoring` names settings whose movement means nothing
 * here: a count that an autoscaler owns.
 */
export const differencesBetween = (
  before: Seen,
  now: Seen,
  ignoring: readonly (keyof ServiceSettings)[] = [],
): readonly Difference[] => {
  if (before.kind === 'Absent' || now.kind === 'Absent') {
    return before.kind === now.kind ? [] : [{ path: 'status', before: stateOf(before), after: stateOf(now) }]
  }
  if (before.arn !== now.arn) return [{ path: 'serviceArn', before: before.arn, after: now.arn }]
  const [settingsBefore, settingsNow] = [settingsAsJson(before.settings), settingsAsJson(now.settings)]
  const members = [...new Set([...Object.keys(settingsBefore), ...Object.keys(settingsNow)])]
    .filter((member) => !ignoring.some((ignored) => ignored === member))
    .sort()
  return [
    { path: 'status', before: before.state, after: now.state },
    { path: 'taskDefinition', before: before.taskDefinitionArn, after: now.taskDefinitionArn },
    { path: 'deployment', before: before.deploymentId, after: now.deploymentId },
    ...members.map((path) => ({ path, before: settingsBefore[path], after: settingsNow[path] })),
  ]
    .filter((difference) => !isSameJson(difference.before, difference.after))
    .map(({ path, before: was, after: is }) => ({ path, before: shown(was, path), after: shown(is, path) }))
}

const shown = (value: Json | undefined, path: string): Json | undefined =>
  value === undefined ? undefined : withoutSecrets(value, path)

const stateOf = (seen: Seen): string => (seen.kind === 'Absent' ? 'INACTIVE' : seen.state)
