/** One action → one mutating AWS call. What the call gave birth to is returned, for the actions that need it. */
import type { Service } from '@aws-sdk/client-ecs'
import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Ecs } from '../aws/ecs.js'
import type { Action, RevisionReference } from '../model/action.js'
import type { AwsError } from '../model/failure.js'
import type { TaskDefinition } from '../model/taskDefinition.js'
import { unreachable } from '../model/unreachable.js'
import {
  createServiceInput,
  deleteServiceInput,
  scaleServiceInput,
  tagResourceInput,
  updateServiceInput,
} from './service.js'

/** What an accepted call answered, as far as others must know it. */
export interface Performed {
  /** The revision that was registered. */
  readonly registeredArn?: string
  /** The deployment that is PRIMARY in the answer: after UpdateService the answer is to be trusted, not the next read (ecs-facts section 6). */
  readonly deployment?: { readonly id: string; readonly createdAtMs: number; readonly taskDefinitionArn: string }
}

/** Revisions that earlier actions of the plan have registered, by action id. */
export type Registered = ReadonlyMap<string, string>

export const perform = (ecs: Ecs, action: Action, registered: Registered): TE.TaskEither<AwsError, Performed> => {
  switch (action.kind) {
    case 'RegisterTaskDefinition':
      return pipe(
        ecs.registerTaskDefinition(registerInput(action.content)),
        TE.map(({ taskDefinitionArn }) => ({ registeredArn: taskDefinitionArn ?? '' })),
      )
    case 'CreateService':
      return pipe(
        ecs.createService(createServiceInput(action, arnOf(action.taskDefinition, registered))),
        TE.map(performedFrom),
      )
    case 'UpdateService':
      return pipe(
        ecs.updateService(
          updateServiceInput(
            action,
            action.taskDefinition === undefined ? undefined : arnOf(action.taskDefinition, registered),
          ),
        ),
        TE.map(performedFrom),
      )
    case 'ScaleService':
      return pipe(ecs.updateService(scaleServiceInput(action)), TE.map(performedFrom))
    case 'DeleteService':
      return pipe(
        ecs.deleteService(deleteServiceInput(action)),
        TE.map(() => ({})),
      )
    case 'TagResource':
      return pipe(
        ecs.tagResource(tagResourceInput(action)),
        TE.map(() => ({})),
      )
    default:
      return unreachable(action)
  }
}

const registerInput = (content: TaskDefinition): RegisterTaskDefinitionCommandInput =>
  content as unknown as RegisterTaskDefinitionCommandInput

const arnOf = (reference: RevisionReference, registered: Registered): string => {
  const arn = reference.kind === 'Known' ? reference.arn : registered.get(reference.action)
  if (arn === undefined) throw new Error('an action ran before the registration that it needs')
  return arn
}

const performedFrom = (service: Service): Performed => {
  const primary = service.deployments?.find(({ status }) => status === 'PRIMARY')
  return primary?.id === undefined
    ? {}
    : {
        deployment: {
          id: primary.id,
          createdAtMs: primary.createdAt?.getTime() ?? 0,
          taskDefinitionArn: primary.taskDefinition ?? '',
        },
      }
}
