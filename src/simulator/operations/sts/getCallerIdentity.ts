/** Who is asking: the user that signed the request, in the account of the sandbox. */
import { createHash } from 'node:crypto'
import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts'
import type { Operation } from '../../context.js'
import { lastSegment } from '../../arns.js'

export const getCallerIdentity: Operation<GetCallerIdentityRequest, GetCallerIdentityResponse> = ({
  account,
  caller,
}) => ({
  UserId: userIdOf(lastSegment(caller)),
  Account: account,
  Arn: caller,
})

// The id of a user depends on the name alone.
const userIdOf = (name: string): string => {
  if (name === 'sandbox') return 'AIDASANDBOXSANDBOX2A3'
  const bytes = createHash('sha256').update(name).digest().subarray(0, 17)
  return `AIDA${[...bytes].map((byte) => letters[byte % letters.length]).join('')}`
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
