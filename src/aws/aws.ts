/** The way to AWS: settings as the SDK has them (region, profile, credentials, AWS_ENDPOINT_URL) → the narrow interfaces. */
import { ECSClient } from '@aws-sdk/client-ecs'
import type { HttpHandlerUserInput } from '@smithy/core/protocols'
import type { InitializeMiddleware, MetadataBearer } from '@smithy/types'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Credentials } from '../model/connection.js'
import type { AwsError } from '../model/failure.js'
import type { JsonObject } from '../model/json.js'
import type { Log } from '../model/ports.js'
import { type Ecs, ecsFrom } from './ecs.js'
import { attempt } from './errors.js'
import { accountFrom, roleCredentials } from './identity.js'
import { type LoadBalancing, loadBalancingFrom } from './loadBalancing.js'
import { type ReadObject, readObjectFrom } from './objects.js'

export interface Aws {
  /** Resolved; what `--region`, the environment or the profile say. */
  readonly region: string
  readonly ecs: Ecs
  readonly loadBalancing: LoadBalancing
  /** Of the credentials in use; asks STS, which needs no permission. */
  readonly account: TE.TaskEither<AwsError, string>
  readonly readObject: ReadObject
}

export interface AwsSettings {
  readonly region?: string
  readonly profile?: string
  readonly credentials?: Credentials
  /** Assumed before the first call, with the credentials above. */
  readonly roleArn?: string
  /** Takes the place of the network: the sandbox. */
  readonly requestHandler?: HttpHandlerUserInput
  /** Told of each call: its name, attempts, duration and request id; never of its content. */
  readonly log?: Log
}

/** Resolves the region and makes the clients; no call is made. Fails with NoRegion when nothing names a region. */
export const connect = (settings: AwsSettings): TE.TaskEither<AwsError, Aws> => {
  const configuration = clientConfiguration(settings)
  const client = observed(new ECSClient(configuration), settings.log)
  return pipe(
    attempt({ operation: 'configuration' }, () => client.config.region()),
    TE.map((region) => ({
      region,
      ecs: ecsFrom(client),
      loadBalancing: loadBalancingFrom({
        v2: once(async () => {
          const { ElasticLoadBalancingV2Client } = await import('@aws-sdk/client-elastic-load-balancing-v2')
          return observed(new ElasticLoadBalancingV2Client(configuration), settings.log)
        }),
        classic: once(async () => {
          const { ElasticLoadBalancingClient } = await import('@aws-sdk/client-elastic-load-balancing')
          return observed(new ElasticLoadBalancingClient(configuration), settings.log)
        }),
      }),
      account: accountFrom(
        once(async () => {
          const { STSClient } = await import('@aws-sdk/client-sts')
          return observed(new STSClient(configuration), settings.log)
        }),
      ),
      readObject: readObjectFrom(
        once(async () => {
          const { S3Client } = await import('@aws-sdk/client-s3')
          return observed(new S3Client({ ...configuration, followRegionRedirects: true }), settings.log)
        }),
      ),
    })),
  )
}

/**
 * Six attempts where the SDK has three: a fleet meets throttling that is none of its own making. Time-outs are set
 * because the SDK has none by default.
 */
const clientConfiguration = (settings: AwsSettings) => {
  const { region, profile, credentials, roleArn, requestHandler } = settings
  const identity = roleArn === undefined ? credentials : roleCredentials(roleArn, settings)
  return {
    maxAttempts: 6,
    requestHandler: requestHandler ?? { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(identity === undefined ? {} : { credentials: identity }),
  }
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
      log({ level: 'warn', message: call, fields: { error: name, ...metadataFields($metadata) } })
      throw thrown
    }
  }
  ;(client as Observable).middlewareStack.add(middleware, { step: 'initialize' })
  return client
}

const metadataFields = (metadata: MetadataBearer['$metadata'] | undefined): JsonObject => ({
  attempts: metadata?.attempts,
  retryDelayMs: metadata?.totalRetryDelay,
  requestId: metadata?.requestId,
  status: metadata?.httpStatusCode,
})

const once = <A>(make: () => Promise<A>): (() => Promise<A>) => {
  let made: Promise<A> | undefined
  return () => (made ??= make())
}
