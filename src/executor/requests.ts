/** The inputs of the calls that perform a plan, for who wants to read them. Nothing is sent. */
import type { JsonObject } from '../model/json.js'
import type { Plan } from '../model/plan.js'
import { createServiceInput } from './service.js'

export interface Request {
  /** `RegisterTaskDefinition`, `CreateService`. */
  readonly operation: string
  readonly input: JsonObject
}

/** Of the registrations and creations of a plan, in its order. A revision that has no number yet goes by its family. */
export const requestsOf = ({ actions }: Plan): readonly Request[] => {
  const families = new Map(
    actions.flatMap((action) =>
      action.kind === 'RegisterTaskDefinition' ? [[action.id, action.content.family] as const] : [],
    ),
  )
  return actions.flatMap((action): readonly Request[] => {
    if (action.kind === 'RegisterTaskDefinition') return [{ operation: action.kind, input: action.content }]
    if (action.kind !== 'CreateService') return []
    const { taskDefinition: revision } = action
    const name = revision.kind === 'Known' ? revision.arn : (families.get(revision.action) ?? '')
    // The token says nothing of its own: it is made of the rest, and of a revision that is not there yet.
    const input = { ...createServiceInput(action, name, ''), clientToken: undefined }
    return [{ operation: action.kind, input: input as unknown as JsonObject }]
  })
}
