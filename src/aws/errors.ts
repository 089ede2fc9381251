/** SDK exceptions → AwsError values. What is not an answer of AWS or of the network is a bug and goes on being thrown. */
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { AwsError } from '../model/failure.js'

/** What a call is: its IAM action, and what it is about. */
export interface Call {
  /** `ecs:DescribeServices`. */
  readonly operation: string
  readonly subject?: string
  /**
   * What it changes: nothing when absent; the same however often it is made (`Repeatable`); something anew with each
   * call (`Once`). See ecs-facts 5.3.
   */
  readonly effect?: 'Repeatable' | 'Once'
}

/** Makes one call, as often as is safe and needed; `run` sends it once. */
export type Attempt = <A>(call: Call, run: () => Promise<A>) => TE.TaskEither<AwsError, A>

/** Runs one SDK call; a rejection that AWS, the network or the SDK's configuration caused becomes an AwsError. */
export const attempt = <A>(call: Call, run: () => Promise<A>): TE.TaskEither<AwsError, A> =>
  TE.tryCatch(run, (thrown) => awsErrorFrom(call, thrown))

/** Turns the error that means "there is none" into undefined. */
export const absentWhen =
  (isAbsence: (error: AwsError) => boolean) =>
  <A>(task: TE.TaskEither<AwsError, A>): TE.TaskEither<AwsError, A | undefined> =>
    TE.orElseW((error: AwsError) => (isAbsence(error) ? TE.right(undefined) : TE.left(error)))(task)

/** The AwsError for something that a call threw; rethrows what no AWS call can cause. */
export const awsErrorFrom = (call: Call, thrown: unknown): AwsError => {
  if (!(thrown instanceof Error)) throw thrown
  const { code, requestId } = detailsOf(thrown)
  const trouble = troubleOf(thrown, code)
  if (trouble === undefined) throw thrown
  return {
    kind: 'AwsError',
    operation: call.operation,
    trouble,
    code,
    message: messageOf(thrown),
    ...(requestId === undefined ? {} : { requestId }),
    ...(call.subject === undefined ? {} : { subject: call.subject }),
  }
}

/** What will pass by itself, and whether it says to go slower; undefined: the same call would fail the same way. */
export const passingOf = ({ trouble, code }: AwsError): 'Throttled' | 'Faulty' | undefined => {
  if (trouble === 'Throttled') return 'Throttled'
  if (trouble === 'ServerFault') return 'Faulty'
  return trouble === 'Unreachable' && !settingsCodes.test(code) ? 'Faulty' : undefined
}

/** No connection came about, so nobody has heard of the call. */
export const isNeverSent = ({ trouble, code }: AwsError): boolean =>
  trouble === 'Unreachable' && /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(code)

/** Whether AWS refused a call for its time stamp, and the SDK has since set its clock by AWS's. */
export const isClockCorrected = (thrown: unknown): boolean =>
  thrown instanceof Error && (thrown as SdkError).$metadata?.clockSkewCorrected === true

type Trouble = AwsError['trouble']

interface Details {
  readonly code: string
  readonly requestId: string | undefined
}

interface SdkError extends Error {
  readonly code?: unknown
  readonly $metadata?: {
    readonly requestId?: string
    readonly httpStatusCode?: number
    readonly clockSkewCorrected?: boolean
  }
}

const detailsOf = (error: SdkError): Details => ({
  code:
    typeof error.code === 'string' && (error.name === 'Error' || networkCodes.test(error.code))
      ? error.code
      : error.name,
  requestId: error.$metadata?.requestId,
})

/** Node reports a refused connection to a name with two addresses as an AggregateError without a message. */
const messageOf = (error: Error): string =>
  error.message !== ''
    ? error.message
    : error instanceof AggregateError
      ? error.errors.map((inner: unknown) => (inner instanceof Error ? inner.message : String(inner))).join('; ')
      : error.name

const troubleOf = (error: SdkError, code: string): Trouble | undefined => {
  if (signInErrors.test(code)) return /expired/i.test(error.message) ? 'ExpiredCredentials' : 'NoCredentials'
  const known = troubles.find(([pattern]) => pattern.test(code))?.[1]
  if (known !== undefined) return known
  if (/region is missing/i.test(error.message)) return 'NoRegion'
  if (networkCodes.test(code) || /^region not accepted/i.test(error.message)) return 'Unreachable'
  // What answered speaks no AWS: a proxy, or a page that says that something is down.
  if (error instanceof SyntaxError && '$response' in error) return 'ServerFault'
  const status = error.$metadata?.httpStatusCode
  if (status === undefined) return undefined
  if (status >= 500) return 'ServerFault'
  return status === 429 ? 'Throttled' : status === 403 ? 'AccessDenied' : 'Rejected'
}

const signInErrors = /^(CredentialsProviderError|TokenProviderError)$/

/** Wire names and SDK names alike: ELB's wire code differs from the SDK's exception name (ecs-facts 5.4). */
const troubles: readonly (readonly [RegExp, Trouble])[] = [
  [/^(ExpiredToken(Exception)?|RequestExpired)$/, 'ExpiredCredentials'],
  [
    /^(AccessDenied(Exception)?|UnauthorizedOperation|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|MissingAuthenticationToken(Exception)?|OptInRequired)$/,
    'AccessDenied',
  ],
  [
    /^(Throttling(Exception)?|ThrottledException|RequestThrottled(Exception)?|RequestLimitExceeded|TooManyRequestsException|SlowDown|DependencyThrottle(Exception)?)$/,
    'Throttled',
  ],
  [/^ClusterNotFoundException$/, 'ClusterNotFound'],
  [/^TargetGroupNotFound(Exception)?$/, 'TargetGroupNotFound'],
  [/^(AccessPointNotFoundException|LoadBalancerNotFound)$/, 'ClassicLoadBalancerNotFound'],
  [/^(TimeoutError|NetworkingError)$/, 'Unreachable'],
]

/** Of the network, of TLS, of what does not speak HTTP, and of an endpoint that is no URL. */
const networkCodes =
  /^(ECONN(REFUSED|RESET|ABORTED)|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOST(UNREACH|DOWN)|ENET(UNREACH|DOWN)|EADDRNOTAVAIL|EPIPE|EPROTO|ERR_(SSL|TLS)_.*|HPE_.*|ERR_INVALID_URL|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/

/** Of an endpoint or a certificate that is not as it must be: waiting does not help. `Error`: a region that is no host name. */
const settingsCodes =
  /^(Error|EPROTO|ERR_INVALID_URL|ERR_TLS_CERT_.*|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/
