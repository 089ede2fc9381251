/** The way to AWS: settings as the SDK has them (region, profile, credentials, AWS_ENDPOINT_URL) → the narrow interfaces. */
import { ECSClient } from '@aws-sdk/client-ecs'
import type { HttpHandlerUserInput } from '@smithy/core/protocols'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { AwsError } from '../model/failure.js'
import { type Ecs, ecsFrom } from './ecs.js'
import { attempt } from './errors.js'
import { type LoadBalancing, loadBalancingFrom } from './loadBalancing.js'

export interface Aws {
  /** Resolved; what `--region`, the environment or the profile say. */
  readonly region: string
  readonly ecs: Ecs
  readonly loadBalancing: LoadBalancing
}

export interface AwsSettings {
  readonly region?: string
  readonly profile?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** Takes the place of the network: the sandbox. */
  readonly requestHandler?: HttpHandlerUserInput
  /** Receives the SDK's own log lines. */
  readonly logger?: SdkLogger
}

export interface SdkLogger {
  readonly debug: (...content: unknown[]) => void
  readonly info: (...content: unknown[]) => void
  readonly warn: (...content: unknown[]) => void
  readonly error: (...content: unknown[]) => void
}

/** Resolves the region and makes the clients; no call is made. Fails with NoRegion when nothing names a region. */
export const connect = (settings: AwsSettings): TE.TaskEither<AwsError, Aws> => {
  const configuration = clientConfiguration(settings)
  const client = new ECSClient(configuration)
  return pipe(
    attempt({ operation: 'configuration' }, () => client.config.region()),
    TE.map((region) => ({
      region,
      ecs: ecsFrom(client),
      loadBalancing: loadBalancingFrom({
        v2: once(async () => {
          const { ElasticLoadBalancingV2Client } = await import('@aws-sdk/client-elastic-load-balancing-v2')
          return new ElasticLoadBalancingV2Client(configuration)
        }),
        classic: once(async () => {
          const { ElasticLoadBalancingClient } = await import('@aws-sdk/client-elastic-load-balancing')
          return new ElasticLoadBalancingClient(configuration)
        }),
      }),
    })),
  )
}

/**
 * Six attempts where the SDK has three: a fleet meets throttling that is none of its own making. Time-outs are set
 * because the SDK has none by default.
 */
const clientConfiguration = ({ region, profile, credentials, requestHandler, logger }: AwsSettings) => ({
  maxAttempts: 6,
  requestHandler: requestHandler ?? { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
  ...(region === undefined ? {} : { region }),
  ...(profile === undefined ? {} : { profile }),
  ...(credentials === undefined ? {} : { credentials }),
  ...(logger === undefined ? {} : { logger }),
})

const once = <A>(make: () => Promise<A>): (() => Promise<A>) => {
  let made: Promise<A> | undefined
  return () => (made ??= make())
}
