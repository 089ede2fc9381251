/** The way to AWS alone, which is loaded when it is gone: references need no more of it, and a session begins with it. */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import { type Connection, isAllowed } from '../model/connection.js'
import type { AwsError, Failure } from '../model/failure.js'
import type { Deps } from './deps.js'
import { loggerOf } from './log.js'
import type { CommonOptions } from './options.js'

/** As openAws; where the file names the accounts that it is for, the account is asked for before anything else is. */
export const connectTo =
  (deps: Deps, options: CommonOptions, connection: Connection = {}): TE.TaskEither<Failure, Aws> =>
  async () => {
    const aws = await openAws(deps, options, connection)()
    if (E.isLeft(aws)) return aws
    const passed = await passGuard(aws.right, connection)()
    return E.isLeft(passed) ? passed : aws
  }

/** Fails with WrongAccount where the file may not be used; `sandbox` is the folder of the one that is asked. */
export const passGuard =
  (aws: Aws, { accounts }: Connection, sandbox?: string): TE.TaskEither<Failure, void> =>
  async () => {
    if (accounts === undefined) return E.right(undefined)
    const account = await aws.account()
    if (E.isLeft(account)) return account
    if (isAllowed(account.right, accounts)) return E.right(undefined)
    const failure = { kind: 'WrongAccount', account: account.right, accounts } as const
    return E.left(sandbox === undefined ? failure : { ...failure, sandbox })
  }

/** One connection for each way in which AWS is reached: a role is assumed and an account is asked for once in a command. */
export const connectingOnce = (connect: Deps['connect']): Deps['connect'] => {
  const made = new Map<string, ReturnType<ReturnType<Deps['connect']>>>()
  return (settings) => () => {
    const { region, profile, credentials, roleArn } = settings
    const way = JSON.stringify([region, profile, credentials, roleArn])
    const known = made.get(way) ?? connect(settings)()
    made.set(way, known)
    return known
  }
}

/** AWS as the command line says, else as the file does, else as the SDK finds it. */
export const openAws =
  (deps: Deps, options: CommonOptions, { credentials, roleArn, ...file }: Connection): TE.TaskEither<AwsError, Aws> =>
  async () => {
    const logger = await loggerOf(deps, options.logLevel)
    const region = options.region ?? file.region
    const profile = options.profile ?? file.profile
    return deps.connect({
      clock: deps.clock,
      random: deps.random,
      signal: deps.signal,
      ...(region === undefined ? {} : { region }),
      ...(profile === undefined ? {} : { profile }),
      ...(credentials === undefined || options.profile !== undefined ? {} : { credentials }),
      ...(roleArn === undefined ? {} : { roleArn }),
      ...(logger === undefined ? {} : { log: logger }),
    })()
  }
