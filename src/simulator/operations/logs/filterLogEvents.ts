/** FilterLogEvents: the events of a group's streams by time, those that hold the terms of a pattern. */
import type { FilterLogEventsRequest, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs'
import type { Context } from '../../context.js'
import { invalidParameter } from '../../exceptions.js'
import type { Wire } from '../../model.js'
import { isWithin, limitFrom, streamFor, streamsFor } from './find.js'

export const filterLogEvents = (
  { world }: Context,
  input: Wire<FilterLogEventsRequest>,
): Wire<FilterLogEventsResponse> => {
  const limit = limitFrom(input.limit)
  const streams = streamsFor(world, input)
  const { logStreamNames, logStreamNamePrefix } = input
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix exclude each other.')
  }
  const names = logStreamNames ?? Object.keys(streams).filter((name) => name.startsWith(logStreamNamePrefix ?? ''))
  const matches = testFrom(input.filterPattern ?? '')
  const events = names
    .flatMap((name) =>
      streamFor(streams, name).events.map((event, index) => ({
        ...event,
        name,
        eventId: eventIdOf(event.atMs, index),
      })),
    )
    .filter((event) => isWithin(event, input) && matches(event.message))
    .toSorted((a, b) => a.atMs - b.atMs)
  const from = startOf(input.nextToken)
  const to = from + limit
  return {
    events: events.slice(from, to).map(({ atMs, message, name, eventId }) => ({
      logStreamName: name,
      timestamp: atMs,
      message,
      ingestionTime: atMs,
      eventId,
    })),
    searchedLogStreams: [],
    ...(to < events.length ? { nextToken: String(to) } : {}),
  }
}

// Terms stand side by side, in quotes where they are more than a word: `-term` must not be there, of all `?term` one must.
const testFrom = (pattern: string): ((message: string) => boolean) => {
  if (/^\s*[{[%]/.test(pattern)) throw invalidParameter('Invalid filter pattern: only terms are known here.')
  const terms = [...pattern.matchAll(/([-?]?)(?:"([^"]*)"|([^\s"]+))/g)].map(([, sign = '', quoted, bare]) => ({
    sign,
    text: quoted ?? bare ?? '',
  }))
  const textsOf = (sign: string) => terms.filter((term) => term.sign === sign).map(({ text }) => text)
  const [all, none, some] = [textsOf(''), textsOf('-'), textsOf('?')]
  return (message) => {
    const holds = (text: string) => message.includes(text)
    return all.every(holds) && !none.some(holds) && (some.length === 0 || some.some(holds))
  }
}

const startOf = (token: string | undefined): number => {
  if (token !== undefined && !/^\d{1,9}$/.test(token)) throw invalidParameter('The specified nextToken is invalid.')
  return Number(token ?? 0)
}

const eventIdOf = (atMs: number, index: number): string => `${atMs}${String(index).padStart(43, '0')}`
