/** LookupEvents: the writes of the last ninety days, newest first, by one attribute and by time; the newest minutes are not there yet. */
import type { Event, LookupAttribute, LookupEventsRequest, LookupEventsResponse } from '@aws-sdk/client-cloudtrail'
import type { Context } from '../../context.js'
import { AwsException } from '../../exceptions.js'
import type { Wire } from '../../model.js'
import { deliveryMs, keptMs } from '../../trail.js'
import type { TrailEventState, World } from '../../world.js'

export const lookupEvents = ({ world, now }: Context, input: Wire<LookupEventsRequest>): Wire<LookupEventsResponse> => {
  const { LookupAttributes: attributes = [], StartTime: from, EndTime: to, MaxResults: size = mostEvents } = input
  if (attributes.length > 1) {
    throw new AwsException('InvalidLookupAttributesException', 'You can specify only one attribute for a lookup.')
  }
  if (!Number.isInteger(size) || size < 1 || size > mostEvents) {
    throw new AwsException('InvalidMaxResultsException', `MaxResults must be between 1 and ${mostEvents}.`)
  }
  if (from !== undefined && to !== undefined && from > to) {
    throw new AwsException('InvalidTimeRangeException', 'The start time must be before the end time.')
  }
  const [attribute] = attributes
  const found = (world.trail ?? [])
    .filter(({ atMs }) => now - atMs >= deliveryMs && now - atMs < keptMs)
    .filter(({ atMs }) => secondOf(atMs) >= (from ?? -Infinity) && secondOf(atMs) <= (to ?? Infinity))
    .filter((event) => input.EventCategory === undefined && (attribute === undefined || has(event, attribute)))
    .toReversed()
  const start = startOf(found, input)
  const members = found.slice(start, start + size)
  const last = members.at(-1)
  return {
    Events: members.map((event) => shown(world, event)),
    ...(last === undefined || start + size >= found.length ? {} : { NextToken: tokenFor(input, last.id) }),
  }
}

const mostEvents = 50

// CloudTrail counts whole seconds.
const secondOf = (atMs: number): number => Math.floor(atMs / 1000)

const has = (event: TrailEventState, { AttributeKey: key, AttributeValue: value }: Wire<LookupAttribute>): boolean => {
  switch (key) {
    case 'EventId':
      return event.id === value
    case 'EventName':
      return event.operation === value
    case 'EventSource':
      return sourceOf(event) === value
    case 'Username':
    case 'AccessKeyId':
      return nameIn(event.caller) === value
    case 'ReadOnly':
      return value === 'false'
    default:
      // ECS names no resources in its events.
      return false
  }
}

const sourceOf = ({ service }: TrailEventState): string => `${service}.amazonaws.com`

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

// A token belongs to the request that it was given out for.
const tokenFor = (input: Wire<LookupEventsRequest>, id: string): string =>
  Buffer.from(JSON.stringify([id, parametersOf(input)])).toString('base64')

const parametersOf = ({ LookupAttributes, StartTime, EndTime, EventCategory }: Wire<LookupEventsRequest>): unknown => [
  LookupAttributes ?? null,
  StartTime ?? null,
  EndTime ?? null,
  EventCategory ?? null,
]

const startOf = (found: readonly TrailEventState[], input: Wire<LookupEventsRequest>): number => {
  if (input.NextToken === undefined) return 0
  const at = found.findIndex(({ id }) => tokenFor(input, id) === input.NextToken)
  if (at === -1) throw new AwsException('InvalidNextTokenException', 'Invalid token.')
  return at + 1
}

const shown = (world: World, event: TrailEventState): Wire<Event> => ({
  EventId: event.id,
  EventName: event.operation,
  ReadOnly: 'false',
  ...(event.invokedBy === undefined ? { AccessKeyId: nameIn(event.caller) } : {}),
  EventTime: secondOf(event.atMs),
  EventSource: sourceOf(event),
  Username: nameIn(event.caller),
  Resources: [],
  CloudTrailEvent: JSON.stringify(recordOf(world, event)),
})

const recordOf = (world: World, event: TrailEventState): object => ({
  eventVersion: '1.11',
  userIdentity: identityOf(world, event),
  eventTime: new Date(event.atMs).toISOString().replace(/\.\d+Z$/, 'Z'),
  eventSource: sourceOf(event),
  eventName: event.operation,
  awsRegion: world.region,
  sourceIPAddress: event.invokedBy ?? '127.0.0.1',
  userAgent: event.invokedBy ?? 'sandbox',
  ...(event.error === undefined ? {} : { errorCode: event.error.name, errorMessage: event.error.message }),
  requestParameters: event.request ?? null,
  responseElements: null,
  eventID: event.id,
  readOnly: false,
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: world.account,
  eventCategory: 'Management',
})

const identityOf = ({ account }: World, { caller, invokedBy }: TrailEventState): object =>
  invokedBy === undefined
    ? { type: 'IAMUser', arn: caller, accountId: account, accessKeyId: nameIn(caller), userName: nameIn(caller) }
    : { type: 'AssumedRole', arn: caller, accountId: account, invokedBy }
