/** CloudWatch Logs as a diagnosis needs it: the last words of a container. */
import type { CloudWatchLogsClient, OutputLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { LogLine } from '../model/diagnosis.js'
import type { AwsError } from '../model/failure.js'
import type { Attempt } from './errors.js'

/** One log stream; `region` where the container logs to another one than the service runs in. */
export interface LogStream {
  readonly group: string
  readonly stream: string
  readonly region?: string
}

export interface Logs {
  /** The newest lines of a stream, at most `limit`, oldest first. A stream that does not exist is an error (`ResourceNotFoundException`). */
  readonly lastLines: (stream: LogStream & { readonly limit: number }) => TE.TaskEither<AwsError, readonly LogLine[]>
}

/** A page may be empty although older events exist, so a few are turned. */
const mostPages = 5

export const logsFrom = (client: (region?: string) => Promise<CloudWatchLogsClient>, attempt: Attempt): Logs => ({
  lastLines:
    ({ group, stream, limit, region }) =>
    async () => {
      let events: readonly OutputLogEvent[] = []
      let nextToken: string | undefined
      for (let page = 0; page < mostPages && events.length < limit; page += 1) {
        const answer = await attempt({ operation: 'logs:GetLogEvents', subject: `${group}/${stream}` }, async () => {
          const { GetLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs')
          return (await client(region)).send(
            new GetLogEventsCommand({
              logGroupName: group,
              logStreamName: stream,
              limit: limit - events.length,
              startFromHead: false,
              nextToken,
            }),
          )
        })()
        if (E.isLeft(answer)) return answer
        const { events: older = [], nextBackwardToken } = answer.right
        events = [...older, ...events]
        // The same token again is the beginning of the stream.
        if (nextBackwardToken === undefined || nextBackwardToken === nextToken) break
        nextToken = nextBackwardToken
      }
      return E.right(events.map(({ timestamp, message }) => ({ atMs: timestamp ?? 0, text: message ?? '' })))
    },
})
