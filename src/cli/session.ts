/** The way to AWS for one command: the real one, or the sandbox. */
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import type { Failure } from '../model/failure.js'
import type { Clock } from '../model/ports.js'
import type { DesiredState } from '../model/service.js'
import type { Deps } from './deps.js'
import { loggerOf } from './log.js'
import type { CommonOptions } from './options.js'

export interface Session {
  readonly aws: Aws
  /** The clock by which waiting is measured: the sandbox's is virtual. */
  readonly clock: Clock
}

/** Opens a session for what the file declares, uses it, and closes it however the use ends. */
export const withSession = <A>(
  deps: Deps,
  options: CommonOptions,
  desired: DesiredState,
  use: (session: Session) => TE.TaskEither<Failure, A>,
): TE.TaskEither<Failure, A> =>
  options.sandbox === true ? withSandbox(deps, options, desired, use) : withAws(deps, options, use)

const withAws =
  <A>(
    deps: Deps,
    options: CommonOptions,
    use: (session: Session) => TE.TaskEither<Failure, A>,
  ): TE.TaskEither<Failure, A> =>
  async () => {
    const logger = await loggerOf(deps, options.logLevel)
    const aws = await deps.connect({
      ...(options.region === undefined ? {} : { region: options.region }),
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      ...(logger === undefined ? {} : { log: logger }),
    })()
    return E.isLeft(aws) ? aws : use({ aws: aws.right, clock: deps.clock })()
  }

const withSandbox =
  <A>(
    deps: Deps,
    options: CommonOptions,
    desired: DesiredState,
    use: (session: Session) => TE.TaskEither<Failure, A>,
  ): TE.TaskEither<Failure, A> =>
  async () => {
    const { openSandbox } = await import('./sandbox.js')
    const sandbox = await openSandbox(deps, options, desired)()
    if (E.isLeft(sandbox)) return sandbox
    try {
      return await use(sandbox.right)()
    } finally {
      await sandbox.right.close()
    }
  }
