/** The way to AWS for one command: the real one, or the sandbox. */
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import type { Failure } from '../model/failure.js'
import { type Known, type Memory, nothingKnown } from '../live/live.js'
import type { Clock } from '../model/ports.js'
import type { DesiredState } from '../model/service.js'
import { contentTold } from '../planner/planner.js'
import { connectTo, passGuard } from './connection.js'
import type { Deps } from './deps.js'
import { loggerOf } from './log.js'
import { memoryFor } from './memory.js'
import type { CommonOptions } from './options.js'

/** What reaches ECS, open as long as withSession has not ended. */
export interface Session {
  readonly aws: Aws
  /** The clock by which waiting is measured: the sandbox's is virtual. */
  readonly clock: Clock
  /** What need not be read of revisions. */
  readonly known: Known
  /** Makes sure, before anything is changed, that the change can be kept. */
  readonly prepare: TE.TaskEither<Failure, void>
}

/** Opens a session for what the file declares, uses it, and closes it when that has ended well or failed; a bug leaves it open. */
export const withSession = <A>(
  deps: Deps,
  options: CommonOptions,
  desired: DesiredState,
  use: (session: Session) => TE.TaskEither<Failure, A>,
): TE.TaskEither<Failure, A> =>
  options.sandbox === true ? withSandbox(deps, options, desired, use) : withAws(deps, options, desired, use)

const withAws =
  <A>(
    deps: Deps,
    options: CommonOptions,
    desired: DesiredState,
    use: (session: Session) => TE.TaskEither<Failure, A>,
  ): TE.TaskEither<Failure, A> =>
  async () => {
    const aws = await connectTo(deps, options, desired.connection)()
    if (E.isLeft(aws)) return aws
    const { memory, close } = memoryFor(deps, options, aws.right, desired.sensitive)
    const known = knownFrom(options, memory)
    const ended = await use({ aws: aws.right, clock: deps.clock, known, prepare: TE.right(undefined) })()
    await close()
    await logCalls(deps, options, aws.right)
    return ended
  }

/** With --refresh what is known counts for nothing, and is replaced by what is read. */
const knownFrom = ({ refresh }: CommonOptions, memory: Memory): Known =>
  refresh === true ? { ...nothingKnown, keep: memory.keep } : { ...memory, told: contentTold }

/** How many calls of each of AWS's rate categories there were, how many it throttled, and how long they waited for their turn. */
const logCalls = async (deps: Deps, { logLevel }: CommonOptions, aws: Aws): Promise<void> => {
  const logger = await loggerOf(deps, logLevel)
  const counters = Object.entries(aws.counters()).map(([category, counter]) => [category, { ...counter }] as const)
  logger?.({ level: 'info', message: 'calls', fields: Object.fromEntries(counters) })
}

const withSandbox =
  <A>(
    deps: Deps,
    options: CommonOptions,
    desired: DesiredState,
    use: (session: Session) => TE.TaskEither<Failure, A>,
  ): TE.TaskEither<Failure, A> =>
  async () => {
    const { lockSandbox, openSandbox } = await import('./sandbox.js')
    const release = await lockSandbox(deps)()
    if (E.isLeft(release)) return release
    try {
      const sandbox = await openSandbox(deps, options, desired)()
      if (E.isLeft(sandbox)) return sandbox
      const { aws, folder } = sandbox.right
      const passed = await passGuard(aws, desired.connection ?? {}, folder)()
      if (E.isLeft(passed)) return passed
      const ended = await use({ ...sandbox.right, known: knownFrom(options, nothingKnown) })()
      const closed = await sandbox.right.close()
      return E.isRight(ended) && E.isLeft(closed) ? closed : ended
    } finally {
      await release.right()
    }
  }
