/** One action → one mutating AWS call. What the call gave birth to is returned, for the actions that need it. */
import type { Service, TaskDefinition } from '@aws-sdk/client-ecs'
import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Ecs } from '../aws/ecs.js'
import type { Action, CreateService, RegisterTaskDefinition, RevisionReference } from '../model/action.js'
import type { AwsError } from '../model/failure.js'
import { primaryOf } from '../model/rollout.js'
import { isSameJson, type JsonObject } from '../model/json.js'
import { isBookkeepingTag, withoutContent, withRevision } from '../model/tag.js'
import { canonicalTaskDefinition, revisionNumber } from '../model/taskDefinition.js'
import { unreachable } from '../model/unreachable.js'
import {
  createServiceInput,
  deleteServiceInput,
  scaleServiceInput,
  tagResourceInput,
  untagResourceInput,
  updateServiceInput,
} from './service.js'

/** What an accepted call answered, as far as others must know it. */
export interface Performed {
  /** The revision that was registered. */
  readonly registeredArn?: string
  /** ECS's answer to the registration is not what it was told: whoever wants to know what the revision holds must read it. */
  readonly isKeptOtherwise?: true
  /** Done, but what is declared could not be recorded: these credentials may not tag. */
  readonly isUnrecorded?: true
  /** The count was left to Application Auto Scaling, which has moved it since the plan was made. */
  readonly isCountLeft?: true
  /** Nothing was called: it was so already. */
  readonly isFound?: true
  /** The deployment that is PRIMARY in the answer: after UpdateService the answer is to be trusted, not the next read (ecs-facts section 6). */
  readonly deployment?: {
    readonly id: string
    /** undefined: the answer did not say; no other deployment can then be told to be newer. */
    readonly createdAtMs: number | undefined
    readonly taskDefinitionArn: string
  }
}

/** Revisions that earlier actions of the plan have registered, by action id. */
export type Registered = ReadonlyMap<string, string>

/** The revision that an action deploys; undefined: it deploys none. */
export const wantedRevision = (action: Action, registered: Registered): string | undefined =>
  (action.kind === 'CreateService' || action.kind === 'UpdateService') && action.taskDefinition !== undefined
    ? arnOf(action.taskDefinition, registered)
    : undefined

/** The action with what its tags say of a revision that an earlier action has registered. */
export const withRevisionKnown = <A extends Action>(
  action: A,
  registered: Registered,
  keptOtherwise: ReadonlySet<string> = new Set(),
): A => {
  if (action.kind !== 'CreateService' && action.kind !== 'TagResource') return action
  const reference = action.kind === 'CreateService' ? action.taskDefinition : action.revision
  if (reference === undefined) return action
  const tags = withRevision(action.tags, revisionNumber(arnOf(reference, registered)))
  const isOtherwise = reference.kind === 'KnownAfterApply' && keptOtherwise.has(reference.action)
  return { ...action, tags: isOtherwise ? withoutContent(tags) : tags }
}

/** `runId` tells this run's calls from those of another one that asks for the same at the same time. */
export const perform = (
  { ecs, runId }: { readonly ecs: Ecs; readonly runId: string },
  action: Action,
  registered: Registered,
): TE.TaskEither<AwsError, Performed> => {
  switch (action.kind) {
    case 'RegisterTaskDefinition':
      return register(ecs, action)
    case 'CreateService':
      return createService(ecs, action, arnOf(action.taskDefinition, registered), runId)
    case 'UpdateService':
      return pipe(
        ecs.updateService(updateServiceInput(action, wantedRevision(action, registered))),
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
      return tagging(Object.keys(action.tags), ecs.tagResource(tagResourceInput(action)))
    case 'UntagResource':
      return tagging(action.keys, ecs.untagResource(untagResourceInput(action)))
    default:
      return unreachable(action)
  }
}

/** deploy's tags on a revision are for its own use alone: where tagging is denied it goes without them. */
const register = (ecs: Ecs, action: RegisterTaskDefinition): TE.TaskEither<AwsError, Performed> =>
  pipe(
    ecs.registerTaskDefinition(registerInput(action)),
    TE.orElse((error) =>
      isTaggingDenied(error) && action.tags !== undefined
        ? ecs.registerTaskDefinition(registerInput({ content: action.content }))
        : TE.left(error),
    ),
    TE.map((answer) => ({
      registeredArn: said(answer.taskDefinitionArn, 'the revision it registered'),
      ...(isAsTold(action, answer) ? {} : { isKeptOtherwise: true }),
    })),
  )

/** A plan that trusts the tag must be the plan of who reads the revision. */
const isAsTold = ({ content }: RegisterTaskDefinition, answer: TaskDefinition): boolean =>
  isSameJson(canonicalTaskDefinition(withoutDates(answer)), content)

const withoutDates = (answer: TaskDefinition): JsonObject =>
  Object.fromEntries(
    Object.entries(answer as unknown as JsonObject).filter(([, value]) => !((value as unknown) instanceof Date)),
  )

/**
 * Tags of a new service need ecs:TagResource beside ecs:CreateService (ecs-facts section 6). Where that is denied and they
 * are deploy's own alone, the service is made without them; tags that somebody else wants are not silently lost.
 */
const createService = (
  ecs: Ecs,
  action: CreateService,
  arn: string,
  runId: string,
): TE.TaskEither<AwsError, Performed> =>
  pipe(
    ecs.createService(createServiceInput(action, arn, runId)),
    TE.map(performedFrom),
    TE.orElse((error) =>
      isTaggingDenied(error) && isBookkeepingAlone(Object.keys(action.tags))
        ? pipe(
            ecs.createService(createServiceInput({ ...action, tags: {} }, arn, runId)),
            TE.map((service): Performed => ({ ...performedFrom(service), isUnrecorded: true })),
          )
        : TE.left(error),
    ),
  )

/** Bookkeeping that is denied is missed, and fails nothing. */
const tagging = (keys: readonly string[], call: TE.TaskEither<AwsError, void>): TE.TaskEither<AwsError, Performed> =>
  pipe(
    call,
    TE.map((): Performed => ({})),
    TE.orElse((error) =>
      error.trouble === 'AccessDenied' && isBookkeepingAlone(keys)
        ? TE.right<AwsError, Performed>({ isUnrecorded: true })
        : TE.left(error),
    ),
  )

const isTaggingDenied = ({ trouble, message }: AwsError): boolean =>
  trouble === 'AccessDenied' && message.includes('ecs:TagResource')

const isBookkeepingAlone = (keys: readonly string[]): boolean => keys.length > 0 && keys.every(isBookkeepingTag)

const registerInput = ({
  content,
  tags = {},
}: Pick<RegisterTaskDefinition, 'content' | 'tags'>): RegisterTaskDefinitionCommandInput => ({
  ...(content as unknown as RegisterTaskDefinitionCommandInput),
  ...(Object.keys(tags).length === 0 ? {} : { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) }),
})

const arnOf = (reference: RevisionReference, registered: Registered): string => {
  const arn = reference.kind === 'Known' ? reference.arn : registered.get(reference.action)
  if (arn === undefined) throw new Error('an action ran before the registration that it needs')
  return arn
}

const performedFrom = (service: Service): Performed => {
  const primary = primaryOf(service.deployments)
  return primary?.id === undefined
    ? {}
    : {
        deployment: {
          id: primary.id,
          createdAtMs: primary.createdAt?.getTime(),
          taskDefinitionArn: said(primary.taskDefinition, 'the revision it deploys'),
        },
      }
}

/** The API model marks every member of an answer as optional; an endpoint that leaves these out cannot be worked with. */
const said = (value: string | undefined, what: string): string => {
  if (value === undefined || value === '') throw new Error(`ECS answered without saying ${what}`)
  return value
}
