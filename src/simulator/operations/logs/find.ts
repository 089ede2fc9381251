/** From what a request names to groups and streams, with the complaints of CloudWatch Logs. */
import { AwsException, invalidParameter } from '../../exceptions.js'
import { own } from '../../world.js'
import type { LogStream, World } from '../../world.js'

/** How a request names a group: by name, or by name or ARN. */
interface GroupNames {
  readonly logGroupName?: string | undefined
  readonly logGroupIdentifier?: string | undefined
}

/** The streams of the group that a request names. */
export const streamsFor = (world: World, names: GroupNames): Readonly<Record<string, LogStream>> => {
  const { logGroupName, logGroupIdentifier } = names
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalidParameter('Exactly one of logGroupName and logGroupIdentifier must be given.')
  }
  const arn = /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:]+)(?::\*)?$/.exec(logGroupIdentifier ?? '')
  const streams = own(world.logs ?? {}, logGroupName ?? arn?.[1] ?? logGroupIdentifier ?? '')
  if (streams === undefined) throw notFound('The specified log group does not exist.')
  return streams
}

/** A stream of a group. */
export const streamFor = (streams: Readonly<Record<string, LogStream>>, name: string): LogStream => {
  const stream = own(streams, name)
  if (stream === undefined) throw notFound('The specified log stream does not exist.')
  return stream
}

/** The number of events that a request asks for at most. */
export const limitFrom = (limit: number | undefined): number => {
  if (limit !== undefined && (limit < 1 || limit > mostEvents || !Number.isInteger(limit))) {
    throw invalidParameter(`limit must be between 1 and ${mostEvents}.`)
  }
  return limit ?? mostEvents
}

/** Whether an event lies in the time that a request asks for: from `startTime` on, before `endTime`. */
export const isWithin = (
  { atMs }: LogStream['events'][number],
  {
    startTime = -Infinity,
    endTime = Infinity,
  }: { readonly startTime?: number | undefined; readonly endTime?: number | undefined },
): boolean => atMs >= startTime && atMs < endTime

const mostEvents = 10_000

const notFound = (message: string): AwsException => new AwsException('ResourceNotFoundException', message)
