/** Who the credentials are: the account that they belong to, and the role that they take on. */
import type { STSClient } from '@aws-sdk/client-sts'
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { AwsError } from '../model/failure.js'
import type { AwsSettings } from './aws.js'
import { attempt } from './errors.js'

/** Twelve digits; zeros at the beginning stay. */
export const accountFrom = (client: () => Promise<STSClient>): TE.TaskEither<AwsError, string> =>
  pipe(
    attempt({ operation: 'sts:GetCallerIdentity' }, async () => {
      const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts')
      return (await client()).send(new GetCallerIdentityCommand({}))
    }),
    TE.map(({ Account }) => Account ?? ''),
  )

/** Credentials of a role, asked for with those of the settings once a call needs them. */
export const roleCredentials =
  (roleArn: string, { profile, credentials, region, requestHandler }: AwsSettings): AwsCredentialIdentityProvider =>
  async () => {
    const { fromNodeProviderChain, fromTemporaryCredentials } = await import('@aws-sdk/credential-providers')
    const clientConfig = {
      ...(region === undefined ? {} : { region }),
      ...(requestHandler === undefined ? {} : { requestHandler }),
    }
    return fromTemporaryCredentials({
      params: { RoleArn: roleArn, RoleSessionName: 'deploy' },
      masterCredentials: credentials ?? fromNodeProviderChain({ ...(profile === undefined ? {} : { profile }) }),
      clientConfig: { ...clientConfig, ...(profile === undefined ? {} : { profile }) },
    })()
  }
