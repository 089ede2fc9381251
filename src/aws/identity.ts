/** Who the credentials are: the account that they belong to, and the role that they take on. */
import type { STSClient } from '@aws-sdk/client-sts'
import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core'
import type { HttpHandlerUserInput } from '@smithy/core/protocols'
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Credentials } from '../model/connection.js'
import type { AwsError } from '../model/failure.js'
import type { Attempt } from './errors.js'

/** Twelve digits; zeros at the beginning stay. */
export const accountFrom = (client: () => Promise<STSClient>, attempt: Attempt): TE.TaskEither<AwsError, string> =>
  pipe(
    attempt({ operation: 'sts:GetCallerIdentity' }, async () => {
      const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts')
      return (await client()).send(new GetCallerIdentityCommand({}))
    }),
    TE.map(({ Account }) => {
      // A guard that is asked about nobody would let anybody pass.
      if (Account === undefined || Account === '') throw new Error('sts:GetCallerIdentity answered without an account')
      return Account
    }),
  )

interface Means {
  readonly profile?: string
  readonly credentials?: Credentials
  readonly region?: string
  readonly requestHandler?: HttpHandlerUserInput
}

/** Credentials of a role, asked for with those of the settings once a call needs them, and kept for all clients until they expire. */
export const roleCredentials = (roleArn: string, means: Means): AwsCredentialIdentityProvider => {
  const kept = memoizeIdentityProvider(assumed(roleArn, means), isIdentityExpired, doesIdentityRequireRefresh)
  // undefined is for who gives it no provider.
  if (kept === undefined) throw new Error('a role without a provider')
  return kept
}

const assumed =
  (roleArn: string, { profile, credentials, region, requestHandler }: Means): AwsCredentialIdentityProvider =>
  async () => {
    const { fromNodeProviderChain, fromTemporaryCredentials } = await import('@aws-sdk/credential-providers')
    const clientConfig = {
      // The call that needs the credentials is repeated, and they are asked for again with it.
      maxAttempts: 1,
      retryMode: 'standard',
      ...(region === undefined ? {} : { region }),
      ...(requestHandler === undefined ? {} : { requestHandler }),
    }
    return fromTemporaryCredentials({
      params: { RoleArn: roleArn, RoleSessionName: 'deploy' },
      masterCredentials: credentials ?? fromNodeProviderChain({ ...(profile === undefined ? {} : { profile }) }),
      clientConfig: { ...clientConfig, ...(profile === undefined ? {} : { profile }) },
    })()
  }
