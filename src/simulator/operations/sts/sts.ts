/** The operations of the Security Token Service that the simulator offers. */
import { GetCallerIdentity$ } from '@aws-sdk/client-sts'
import type { QueryService } from '../queryService.js'
import { getCallerIdentity } from './getCallerIdentity.js'

export const securityTokenService: QueryService = {
  signingName: 'sts',
  xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  operations: { GetCallerIdentity: { schema: GetCallerIdentity$, run: getCallerIdentity } },
}
