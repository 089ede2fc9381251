// What is thrown by the SDK, by Node or by a bug, and what becomes of it.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { absentWhen, attempt, awsErrorFrom } from '../../src/aws/errors.js'
import type { AwsError } from '../../src/model/failure.js'

const call = { operation: 'ecs:UpdateService', subject: 'web' }

/** An exception as the SDK throws it. */
const exception = (name: string, message = 'no', status: number | undefined = 400): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status, requestId: 'r-1' } })

/** An error as Node throws it. */
const nodeError = (code: string, message = 'no'): Error => Object.assign(new Error(message), { code })

const troubleOf = (thrown: unknown): AwsError['trouble'] => awsErrorFrom(call, thrown).trouble

/** What ends in which trouble, by the exception's name. */
const names: readonly (readonly [trouble: AwsError['trouble'], names: readonly string[]])[] = [
  ['ExpiredCredentials', ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']],
  [
    'AccessDenied',
    [
      'AccessDenied',
      'AccessDeniedException',
      'UnauthorizedOperation',
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
      'MissingAuthenticationToken',
      'MissingAuthenticationTokenException',
      'OptInRequired',
    ],
  ],
  [
    'Throttled',
    [
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'RequestLimitExceeded',
      'RequestThrottled',
      'TooManyRequestsException',
      'SlowDown',
      'DependencyThrottle',
      'DependencyThrottleException',
    ],
  ],
  ['ClusterNotFound', ['ClusterNotFoundException']],
  ['TargetGroupNotFound', ['TargetGroupNotFoundException', 'TargetGroupNotFound']],
  ['ClassicLoadBalancerNotFound', ['AccessPointNotFoundException', 'LoadBalancerNotFound']],
  [
    'Rejected',
    [
      'InvalidParameterException',
      'ClientException',
      'ServiceNotFoundException',
      'ServiceNotActiveException',
      'LimitExceededException',
      'ValidationError',
    ],
  ],
]

describe('awsErrorFrom', () => {
  for (const [trouble, all] of names) {
    for (const name of all) {
      it(`takes the exception ${name} for ${trouble}`, () => {
        expect(troubleOf(exception(name))).to.equal(trouble)
      })
    }
  }

  it('keeps what AWS said, and what the call was', () => {
    expect(
      awsErrorFrom(call, exception('InvalidParameterException', 'Unable to Start a service that is still Draining.')),
    ).to.deep.equal({
      kind: 'AwsError',
      operation: 'ecs:UpdateService',
      trouble: 'Rejected',
      code: 'InvalidParameterException',
      message: 'Unable to Start a service that is still Draining.',
      requestId: 'r-1',
      subject: 'web',
    })
  })

  const statuses: readonly (readonly [status: number, trouble: AwsError['trouble']])[] = [
    [400, 'Rejected'],
    [403, 'AccessDenied'],
    [429, 'Throttled'],
    [500, 'ServerFault'],
    [503, 'ServerFault'],
  ]
  for (const [status, trouble] of statuses) {
    it(`takes an unknown exception with status ${status} for ${trouble}`, () => {
      expect(troubleOf(exception('Unheard', 'no', status))).to.equal(trouble)
    })
  }

  for (const code of [
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EPIPE',
    'EPROTO',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'HPE_INVALID_CONSTANT',
    'ERR_INVALID_URL',
  ]) {
    it(`takes the network's ${code} for Unreachable, and shows that code`, () => {
      expect(awsErrorFrom(call, nodeError(code))).to.deep.include({ trouble: 'Unreachable', code })
    })
  }

  it('takes a time-out of the SDK for Unreachable', () => {
    expect(troubleOf(Object.assign(new Error('timed out'), { name: 'TimeoutError' }))).to.equal('Unreachable')
  })

  it('reads a refused connection to a name with two addresses: an AggregateError without a message', () => {
    const thrown = Object.assign(
      new AggregateError([
        nodeError('ECONNREFUSED', 'connect ::1:4566'),
        nodeError('ECONNREFUSED', 'connect 127.0.0.1:4566'),
      ]),
      { code: 'ECONNREFUSED' },
    )
    expect(awsErrorFrom(call, thrown)).to.deep.include({
      trouble: 'Unreachable',
      code: 'ECONNREFUSED',
      message: 'connect ::1:4566; connect 127.0.0.1:4566',
    })
  })

  it('gives an error without any words its name', () => {
    expect(awsErrorFrom(call, exception('ServiceNotFoundException', '')).message).to.equal('ServiceNotFoundException')
  })

  const settings: readonly (readonly [thrown: Error, trouble: AwsError['trouble']])[] = [
    [Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' }), 'NoCredentials'],
    [Object.assign(new Error('Token is expired.'), { name: 'TokenProviderError' }), 'ExpiredCredentials'],
    [
      Object.assign(new Error('The SSO session associated with this profile has expired.'), {
        name: 'CredentialsProviderError',
      }),
      'ExpiredCredentials',
    ],
    [new Error('Region is missing'), 'NoRegion'],
    [new Error('Region not accepted: region="us west" is not a valid hostname component.'), 'Unreachable'],
  ]
  for (const [thrown, trouble] of settings) {
    it(`takes "${thrown.message}" for ${trouble}`, () => {
      expect(troubleOf(thrown)).to.equal(trouble)
    })
  }

  it('takes an answer that is not of AWS for a fault of the endpoint', () => {
    const thrown = Object.assign(new SyntaxError('Unexpected token < in JSON'), {
      $response: {},
      $metadata: { httpStatusCode: 200 },
    })
    expect(troubleOf(thrown)).to.equal('ServerFault')
  })

  const bugs: readonly unknown[] = [
    new TypeError('x is not a function'),
    new SyntaxError('of our own'),
    nodeError('ENOENT'),
    new Error('some invariant'),
    'a string',
    undefined,
  ]
  for (const bug of bugs) {
    it(`goes on throwing what no call can cause: ${String(bug)}`, () => {
      let thrown: unknown = 'nothing'
      try {
        awsErrorFrom(call, bug)
      } catch (error) {
        thrown = error
      }
      expect(thrown).to.equal(bug)
    })
  }
})

describe('attempt', () => {
  it('gives what the call gives', async () => {
    expect(await attempt(call, () => Promise.resolve(1))()).to.deep.equal(E.right(1))
  })

  it('gives the error of a call that AWS refused', async () => {
    expect(await attempt(call, () => Promise.reject(exception('ThrottlingException')))()).to.have.nested.property(
      'left.trouble',
      'Throttled',
    )
  })

  it('rejects with a bug', async () => {
    const bug = new TypeError('x is not a function')
    const thrown = await attempt(call, () => Promise.reject(bug))().catch((error: unknown) => error)
    expect(thrown).to.equal(bug)
  })
})

describe('absentWhen', () => {
  const error = awsErrorFrom(call, exception('ServiceNotFoundException'))
  const absent = absentWhen(({ code }) => code === 'ServiceNotFoundException')

  it('turns that error into nothing, and leaves all others and all answers', async () => {
    const other = { ...error, code: 'ClientException' }
    expect([await absent(TE.left(error))(), await absent(TE.left(other))(), await absent(TE.right(1))()]).to.deep.equal(
      [E.right(undefined), E.left(other), E.right(1)],
    )
  })
})
