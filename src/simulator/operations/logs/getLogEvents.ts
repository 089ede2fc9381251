/** GetLogEvents: one stream, its newest events unless asked to start from the head; tokens lead on in both directions. */
import type { GetLogEventsRequest, GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs'
import type { Context } from '../../context.js'
import { invalidParameter } from '../../exceptions.js'
import type { Wire } from '../../model.js'
import { isWithin, limitFrom, streamFor, streamsFor } from './find.js'

export const getLogEvents = ({ world }: Context, input: Wire<GetLogEventsRequest>): Wire<GetLogEventsResponse> => {
  const limit = limitFrom(input.limit)
  const stream = streamFor(streamsFor(world, input), input.logStreamName ?? '')
  const events = stream.events.filter((event) => isWithin(event, input))
  const { from, to } = spanOf(input, events.length, limit)
  return {
    events: events.slice(from, to).map(({ atMs, message }) => ({ timestamp: atMs, message, ingestionTime: atMs })),
    nextForwardToken: tokenFor('f', to),
    nextBackwardToken: tokenFor('b', from),
  }
}

// At an end of the stream the answer is empty and its token the one that was sent.
const spanOf = (
  { nextToken, startFromHead }: Wire<GetLogEventsRequest>,
  count: number,
  limit: number,
): { readonly from: number; readonly to: number } => {
  if (nextToken === undefined) {
    const from = startFromHead === true ? 0 : Math.max(count - limit, 0)
    return { from, to: Math.min(from + limit, count) }
  }
  const [, direction, digits] = /^([fb])\/(\d{56})$/.exec(nextToken) ?? []
  if (direction === undefined) throw invalidParameter('The specified nextToken is invalid.')
  const at = Math.min(Number(digits), count)
  return direction === 'f' ? { from: at, to: Math.min(at + limit, count) } : { from: Math.max(at - limit, 0), to: at }
}

const tokenFor = (direction: 'f' | 'b', index: number): string => `${direction}/${String(index).padStart(56, '0')}`
