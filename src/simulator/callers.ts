/** Who sends a request: the access key id in its signature names a user, so that several callers can be told apart. */
import { partitionOf } from './operations/partition.js'

/** The name of the user who signed a request; `sandbox` where nothing that could be a name is signed. */
export const callerOf = (headers: Readonly<Record<string, string>>): string =>
  /\bCredential=([\w+=,.@-]{1,64})\//.exec(headers['authorization'] ?? '')?.[1] ?? 'sandbox'

/** The ARN of a user. */
export const userArn = (where: { readonly region: string; readonly account: string }, name: string): string =>
  `arn:${partitionOf(where.region)}:iam::${where.account}:user/${name}`
