/** How AWS is reached, as the file's `aws:` section says; the command line wins over it. */
import type { Origin } from './origin.js'

export interface Connection {
  readonly profile?: string
  readonly region?: string
  /** Assumed with whatever credentials there are before anything else is called. */
  readonly roleArn?: string
  /** Never printed, and in no document. */
  readonly credentials?: Credentials
  readonly accounts?: Accounts
  /** Where a saved plan was made: a sandbox that is not there yet is begun in it. */
  readonly account?: string
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** The accounts that the file may be used in; ids are text, since they may begin with zeros. */
export interface Accounts {
  /** Absent: all that are not forbidden. */
  readonly allowed?: readonly string[]
  readonly forbidden: readonly string[]
  /** Where the file says so. */
  readonly origin: Origin
}

export const isAllowed = (account: string, { allowed, forbidden }: Accounts): boolean =>
  allowed?.includes(account) !== false && !forbidden.includes(account)
