/**
 * CloudTrail as the stages see it: who has called what of ECS. From each record the caller and the names of what was set are taken;
 * values stay behind, but for counts and names of task definitions.
 */
import type { CloudTrailClient, Event } from '@aws-sdk/client-cloudtrail'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type ChangeEvent, type ChangingCall, trailPermission } from '../model/changer.js'
import type { AwsError } from '../model/failure.js'
import type { Attempt } from './errors.js'

/** What one LookupEvents has answered. */
export interface TrailPage {
  /** Newest first; calls that ECS refused are left out. */
  readonly events: readonly ChangeEvent[]
  /** How many events the page had, whatever they are about. */
  readonly looked: number
  readonly nextToken: string | undefined
}

/** Reads alone. */
export interface Trail {
  /** One page of the last ninety days' calls of this name, in this account and region. */
  readonly changes: (call: ChangingCall, nextToken?: string) => TE.TaskEither<AwsError, TrailPage>
}

/** `client` is made when it is needed first. */
export const trailFrom = (client: () => Promise<CloudTrailClient>, attempt: Attempt): Trail => ({
  changes: (call, nextToken) =>
    pipe(
      attempt({ operation: trailPermission, subject: call }, async () => {
        const { LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail')
        return (await client()).send(
          new LookupEventsCommand({
            LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: call }],
            NextToken: nextToken,
          }),
        )
      }),
      TE.map(({ Events: events = [], NextToken: next }) => ({
        events: events.flatMap((event) => changeFrom(event) ?? []),
        looked: events.length,
        nextToken: next,
      })),
    ),
})

type Members = Readonly<Record<string, unknown>>

/** undefined: no call of ECS that succeeded, or a record of another form than is documented. */
const changeFrom = ({
  EventId: id,
  EventName: call,
  EventTime: at,
  CloudTrailEvent: text,
}: Event): ChangeEvent | undefined => {
  const { eventSource, errorCode, userIdentity, requestParameters } = membersIn(text)
  if (eventSource !== 'ecs.amazonaws.com' || errorCode !== undefined || call === undefined) return undefined
  const request = membersOf(requestParameters)
  const service = textOf(request['service']) ?? textOf(request['resourceArn'])
  if (service === undefined) return undefined
  const identity = membersOf(userIdentity)
  const via = textOf(identity['invokedBy'])
  const { desiredCount } = request
  const taskDefinition = textOf(request['taskDefinition'])
  return {
    id: id ?? `${call} ${at?.getTime() ?? 0}`,
    call,
    atMs: at?.getTime() ?? 0,
    by: ['arn', 'userName', 'principalId', 'accountId'].map((member) => textOf(identity[member])).find(isText),
    ...(via === undefined ? {} : { via }),
    cluster: textOf(request['cluster']),
    service,
    members: [
      ...Object.keys(request),
      ...listIn(request['tags'])
        .flatMap((tag) => textOf(membersOf(tag)['key']) ?? [])
        .map(tagPath),
      ...listIn(request['tagKeys'])
        .flatMap((key) => textOf(key) ?? [])
        .map(tagPath),
    ],
    ...(typeof desiredCount === 'number' ? { desiredCount } : {}),
    ...(taskDefinition === undefined ? {} : { taskDefinition }),
  }
}

const tagPath = (key: string): string => `tags[${key}]`

const membersIn = (text: string | undefined): Members => {
  try {
    return membersOf(JSON.parse(text ?? '{}'))
  } catch {
    return {}
  }
}

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const isText = (value: string | undefined): boolean => value !== undefined
