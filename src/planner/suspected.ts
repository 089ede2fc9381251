/** Of what has drifted on a service: which calls may have made it so. Pure. */
import type { Suspected } from '../model/changer.js'
import type { Difference, ServiceDrift } from '../model/drift.js'
import type { LiveService } from '../model/service.js'
import { deploymentMembers } from '../model/serviceSettings.js'
import { tagAt } from '../model/tag.js'
import { fieldAt } from './serviceFields.js'

/** None where nothing has moved in ECS. `live`: what ECS has now. */
export const suspectedIn = (
  { state, differences }: ServiceDrift,
  live: LiveService | undefined,
): readonly Suspected[] => {
  if (state === 'Missing') return [{ call: 'DeleteService' }]
  return live === undefined ? [] : differences.flatMap((difference) => suspectedOf(difference, live))
}

const suspectedOf = ({ cause, change: { path } }: Difference, live: LiveService): readonly Suspected[] => {
  if (cause === 'Undeployed') return []
  const tag = tagAt(path)
  if (tag !== undefined) {
    const isGone = live.tags[tag] === undefined
    return [{ call: isGone ? 'UntagResource' : 'TagResource', member: path }]
  }
  const field = fieldAt(path)
  if (field === undefined) {
    return [{ call: 'UpdateService', member: 'taskDefinition', taskDefinition: live.identity.taskDefinitionArn }]
  }
  if (field.path === 'desiredCount') {
    return [{ call: 'UpdateService', member: 'desiredCount', desiredCount: live.status.desiredCount }]
  }
  return [{ call: 'UpdateService', member: deploymentMembers.has(field.path) ? 'deploymentConfiguration' : field.path }]
}
