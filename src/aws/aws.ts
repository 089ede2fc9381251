/** The way to AWS: settings as the SDK has them (region, profile, credentials, AWS_ENDPOINT_URL) → the narrow interfaces. */
import { ECSClient } from '@aws-sdk/client-ecs'
import type { HttpHandlerUserInput, HttpRequest } from '@smithy/core/protocols'
import type { InitializeMiddleware, Logger, MetadataBearer } from '@smithy/types'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Credentials } from '../model/connection.js'
import type { AwsError } from '../model/failure.js'
import type { JsonObject } from '../model/json.js'
import type { Clock, Log } from '../model/ports.js'
import { type Backlog, bucketsOn, type CategoryName, type Counters } from './buckets.js'
import { type Ecs, ecsFrom } from './ecs.js'
import { attempt } from './errors.js'
import { accountFrom, roleCredentials } from './identity.js'
import { type LoadBalancing, loadBalancingFrom } from './loadBalancing.js'
import { type Logs, logsFrom } from './logs.js'
import { type ReadObject, readObjectFrom } from './objects.js'
import { withPlainServices } from './plainServices.js'
import { repeating } from './retry.js'
import type { ToCome } from './batches.js'
import { type Scaling, scalingFrom } from './scaling.js'
import { type Trail, trailFrom } from './trail.js'

/** AWS as the stages see it: in one region, with one set of credentials, within its rates. */
export interface Aws {
  /** Resolved; what `--region`, the environment or the profile say. */
  readonly region: string
  readonly ecs: Ecs
  /** Where ECS was asked last, as `https://ecs.us-west-2.amazonaws.com`; undefined: not yet. */
  readonly endpoint: () => string | undefined
  readonly loadBalancing: LoadBalancing
  /** Of the credentials in use; asks STS once, which needs no permission. */
  readonly account: TE.TaskEither<AwsError, string>
  readonly readObject: ReadObject
  readonly logs: Logs
  readonly scaling: Scaling
  readonly trail: Trail
  /** What the calls so far came to, by the categories of AWS's rate limits; of those that were used. */
  readonly counters: () => Readonly<Partial<Record<CategoryName, Counters>>>
  /** What waits at this moment because AWS takes only so many calls a second. */
  readonly backlog: () => readonly Backlog[]
  /** What says how many calls of an operation (`ecs:DescribeServices`) are held back, to be counted in the backlog. */
  readonly toCome: (operation: string) => ToCome
}

/** What a connection is made of; what is absent the SDK finds where it always does. */
export interface AwsSettings {
  readonly region?: string
  readonly profile?: string
  readonly credentials?: Credentials
  /** Assumed before the first call, with the credentials above. */
  readonly roleArn?: string
  /** Takes the place of the network: the sandbox. */
  readonly requestHandler?: HttpHandlerUserInput
  /** Told of each call: its name, status and request id, and of each repetition; never of its content. */
  readonly log?: Log
  /** Pauses before repetitions, and waits for the rate budget, pass on it. */
  readonly clock: Clock
  /** From 0 to less than 1: the jitter in those pauses. */
  readonly random: () => number
  /** Aborted: whatever waits to be sent, or to be repeated, ends with the error that it has. */
  readonly signal?: AbortSignal
  /** Called when a request goes out; what it gives, when the answer is there. Pauses and waits do not count. */
  readonly busy?: () => () => void
}

/** Resolves the region and makes the clients; no call is made. Fails with NoRegion when nothing names a region. */
export const connect = (settings: AwsSettings): TE.TaskEither<AwsError, Aws> => {
  const configuration = clientConfiguration(settings)
  const { clock, random, signal = new AbortController().signal, busy, log } = settings
  const buckets = bucketsOn(clock)
  const repeated = repeating({
    clock,
    buckets,
    random,
    signal,
    ...(busy === undefined ? {} : { busy }),
    ...(log === undefined ? {} : { log }),
  })
  const client = observed(withPlainServices(new ECSClient(configuration)), log)
  return pipe(
    attempt({ operation: 'configuration' }, () => client.config.region()),
    TE.map((region) => ({
      region,
      ecs: ecsFrom(client, repeated),
      endpoint: endpointOf(client),
      loadBalancing: loadBalancingFrom(
        {
          v2: once(async () => {
            const { ElasticLoadBalancingV2Client } = await import('@aws-sdk/client-elastic-load-balancing-v2')
            return observed(new ElasticLoadBalancingV2Client(configuration), log)
          }),
          classic: once(async () => {
            const { ElasticLoadBalancingClient } = await import('@aws-sdk/client-elastic-load-balancing')
            return observed(new ElasticLoadBalancingClient(configuration), log)
          }),
        },
        repeated,
      ),
      account: once(
        accountFrom(
          once(async () => {
            const { STSClient } = await import('@aws-sdk/client-sts')
            return observed(new STSClient(configuration), log)
          }),
          repeated,
        ),
      ),
      readObject: readObjectFrom(
        once(async () => {
          const { S3Client } = await import('@aws-sdk/client-s3')
          return observed(new S3Client({ ...configuration, followRegionRedirects: true }), log)
        }),
        repeated,
      ),
      logs: logsFrom(
        onceEach(async (other?: string) => {
          const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs')
          return observed(
            new CloudWatchLogsClient({ ...configuration, ...(other === undefined ? {} : { region: other }) }),
            log,
          )
        }),
        repeated,
      ),
      scaling: scalingFrom(
        once(async () => {
          const { ApplicationAutoScalingClient } = await import('@aws-sdk/client-application-auto-scaling')
          return observed(new ApplicationAutoScalingClient(configuration), log)
        }),
        repeated,
      ),
      trail: trailFrom(
        once(async () => {
          const { CloudTrailClient } = await import('@aws-sdk/client-cloudtrail')
          return observed(new CloudTrailClient(configuration), log)
        }),
        repeated,
      ),
      counters: buckets.counters,
      backlog: buckets.backlog,
      toCome: buckets.toCome,
    })),
  )
}

/** One attempt: calls are repeated in retry.ts. Time-outs are set because the SDK has none by default. */
const clientConfiguration = (settings: AwsSettings) => {
  const { region, profile, credentials, roleArn, requestHandler } = settings
  const identity = roleArn === undefined ? credentials : roleCredentials(roleArn, settings)
  return {
    maxAttempts: 1,
    // Said because the profile may say adaptive, which waits on timers of its own.
    retryMode: 'standard',
    logger: unheard,
    // Middleware is put together once for each kind of call.
    cacheMiddleware: true,
    requestHandler: requestHandler ?? { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(identity === undefined ? {} : { credentials: identity }),
  }
}

/** As requests have it: the environment, the profile and the region have a say in it. */
const endpointOf = (client: ECSClient): (() => string | undefined) => {
  let endpoint: string | undefined
  client.middlewareStack.add(
    (next) => (given) => {
      const { protocol, hostname, port, path } = given.request as HttpRequest
      endpoint = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path === '/' ? '' : path}`
      return next(given)
    },
    { step: 'finalizeRequest', name: 'endpointSeen' },
  )
  return () => endpoint
}

const nobody = (): void => undefined

/** The SDK's own logger would be given a copy of each answer, made member by member, and drop it. */
const unheard: Logger = {
  trace: nobody,
  debug: nobody,
  warn: nobody,
  error: nobody,
  info: undefined as unknown as Logger['info'],
}

interface Observable {
  readonly middlewareStack: {
    readonly add: (
      middleware: InitializeMiddleware<object, MetadataBearer>,
      options: { readonly step: 'initialize' },
    ) => void
  }
}

const observed = <Client>(client: Client, log: Log | undefined): Client => {
  if (log === undefined) return client
  const middleware: InitializeMiddleware<object, MetadataBearer> = (next, context) => async (request) => {
    const call = `${context.clientName ?? ''}.${context.commandName ?? ''}`
    try {
      const answer = await next(request)
      log({ level: 'debug', message: call, fields: metadataFields(answer.output.$metadata) })
      return answer
    } catch (thrown) {
      const { name, $metadata } = thrown as Error & Partial<MetadataBearer>
      log({ level: 'debug', message: call, fields: { error: name, ...metadataFields($metadata) } })
      throw thrown
    }
  }
  ;(client as Observable).middlewareStack.add(middleware, { step: 'initialize' })
  return client
}

const metadataFields = (metadata: MetadataBearer['$metadata'] | undefined): JsonObject => ({
  requestId: metadata?.requestId,
  status: metadata?.httpStatusCode,
})

const onceEach = <A>(make: (key?: string) => Promise<A>): ((key?: string) => Promise<A>) => {
  const made = new Map<string | undefined, Promise<A>>()
  return (key) => {
    const one = made.get(key) ?? make(key)
    made.set(key, one)
    return one
  }
}

const once = <A>(make: () => Promise<A>): (() => Promise<A>) => {
  let made: Promise<A> | undefined
  return () => (made ??= make())
}
