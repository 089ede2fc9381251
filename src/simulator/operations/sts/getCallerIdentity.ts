/** Who is asking: always the same user, in the account of the sandbox. */
import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts'
import type { Operation } from '../../context.js'
import { partitionOf } from '../partition.js'

export const getCallerIdentity: Operation<GetCallerIdentityRequest, GetCallerIdentityResponse> = ({
  account,
  region,
}) => ({
  UserId: 'AIDASANDBOXSANDBOX2A3',
  Account: account,
  Arn: `arn:${partitionOf(region)}:iam::${account}:user/sandbox`,
})
