/**
 * Services that need no change and whose `deploy:applied` tells of an earlier one: the run that changed them ended before it could
 * write that down, or somebody else did what the file says by now (docs/decisions/0016-drift.md). They are in no plan.
 */
import { isSameJson } from '../model/json.js'
import type { Plan } from '../model/plan.js'
import type { StaleRecord } from '../model/record.js'
import { seenFrom } from '../model/seen.js'
import {
  activeIn,
  type DesiredService,
  type DesiredState,
  type LiveService,
  type LiveState,
  targetKey,
  targetOf,
} from '../model/service.js'
import { appliedIn, withoutContent } from '../model/tag.js'
import { appliedFrom, tagsLetter } from './applied.js'
import { ownedSettings } from './declared.js'
import { ownedRange } from './scaled.js'
import { withoutIgnored } from './service.js'
import { declaredFields } from './serviceFields.js'
import { isLongArn, planTags } from './tags.js'

/**
 * Of the services that a plan of these two states leaves as they are. One without the tag, or with a tag that this version does not
 * know, is left alone; so is what the tag does not speak of.
 */
export const staleRecords = (
  desired: DesiredState,
  live: LiveState,
  { unchanged }: Pick<Plan, 'unchanged'>,
): readonly StaleRecord[] => {
  const declared = new Map(desired.services.map((service) => [targetKey(targetOf(service)), service]))
  const active = activeIn(live)
  return unchanged.map(targetKey).flatMap((key) => {
    const [service, found] = [declared.get(key), active.get(key)]
    if (service === undefined || found === undefined) return []
    const tags = dueTags(withoutIgnored(service), found, live)
    const seen = seenFrom(found)
    return tags === undefined || seen.kind === 'Absent' ? [] : [{ seen, tags }]
  })
}

/** All that the lost call would have written; undefined: nothing is stale. */
const dueTags = (desired: DesiredService, live: LiveService, state: LiveState): StaleRecord['tags'] | undefined => {
  const { arn, taskDefinitionArn } = live.identity
  const recorded = appliedFrom(live)
  if (recorded === undefined || !isLongArn(arn)) return undefined
  const { set } = planTags(desired, live, true, { kind: 'Known', arn: taskDefinitionArn }).books
  const due = appliedFrom({ tags: set })
  if (appliedIn(set) === undefined || due === undefined) return undefined
  const isOtherContent = recorded.content !== undefined && due.content !== undefined && recorded.content !== due.content
  const isOtherSetting = lettersOf(desired, live, state).some((letter) => {
    const before = recorded.settings.get(letter)
    return before !== undefined && before !== due.settings.get(letter)
  })
  if (recorded.isRevision(taskDefinitionArn) && !isOtherContent && !isOtherSetting) return undefined
  // A digest says that what runs is what is declared, to the last member.
  return isSameJson(live.taskDefinition, desired.taskDefinition) ? set : withoutContent(set)
}

/** Of what is declared and is this file's: a count that is scaled may differ from the one that runs. */
const lettersOf = (desired: DesiredService, live: LiveService, state: LiveState): readonly string[] => [
  tagsLetter,
  ...declaredFields(ownedSettings(desired))
    .filter(({ path }) => path !== 'desiredCount' || ownedRange(state, desired, live) === undefined)
    .map(({ letter }) => letter),
]
