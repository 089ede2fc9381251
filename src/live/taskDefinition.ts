/** DescribeTaskDefinition's answer → the canonical document. */
import type { TaskDefinition as SdkTaskDefinition } from '@aws-sdk/client-ecs'
import type { Json, JsonObject } from '../model/json.js'
import type { Revision } from '../model/service.js'
import { canonicalTaskDefinition } from '../model/taskDefinition.js'

/** Whatever ECS has filled in is brought into the form in which a file is compared. */
export const revisionFrom = (answer: SdkTaskDefinition): Revision => ({
  arn: answer.taskDefinitionArn ?? '',
  content: canonicalTaskDefinition(jsonFrom(answer)),
  // What is being deleted has been deregistered before.
  ...(answer.status === 'INACTIVE' || answer.status === 'DELETE_IN_PROGRESS' ? { isInactive: true } : {}),
})

/** The SDK's answers hold dates beside JSON; all of those are status and dropped with it. */
const jsonFrom = (answer: SdkTaskDefinition): JsonObject =>
  Object.fromEntries(
    Object.entries(answer as Record<string, unknown>).filter(([, value]) => !(value instanceof Date)),
  ) as Record<string, Json>
