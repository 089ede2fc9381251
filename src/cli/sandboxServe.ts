/** `deploy sandbox serve`: the sandbox on loopback, for the AWS CLI and other tools, until Ctrl-C. */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import { serveSimulator } from '../simulator/server.js'
import type { Deps } from './deps.js'
import type { CommonOptions } from './options.js'
import type { Result } from './result.js'
import { loadSandbox, lockSandbox, saveSandbox } from './sandbox.js'

/** How it answers; `speed` is of virtual seconds to real ones, and 0 for `port` takes a free one. */
export interface ServeOptions extends CommonOptions {
  readonly port: number
  readonly speed: number
  readonly enforceRates: boolean
  /** Milliseconds. */
  readonly latency: number
}

/** How often the state is kept while it serves: what a crash may cost. */
const saveEveryMs = 1_000

/** Ends with Ctrl-C, which is its good end. Left as PortInUse, or FileLocked where another process has this sandbox. */
export const runSandboxServe =
  (deps: Deps, options: ServeOptions): TE.TaskEither<Failure, Result> =>
  async () => {
    const release = await lockSandbox(deps)()
    if (E.isLeft(release)) return release
    try {
      return await serve(deps, options)
    } finally {
      await release.right()
    }
  }

const serve = async (
  deps: Deps,
  { port, speed, region, enforceRates, latency: latencyMs }: ServeOptions,
): Promise<E.Either<Failure, Result>> => {
  const loaded = await loadSandbox(deps, { region, account: undefined, enforceRates })()
  if (E.isLeft(loaded)) return loaded
  const simulator = loaded.right
  const server = await serveSimulator(simulator, { port, speed, latencyMs }).catch((thrown: unknown) => {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE') return undefined
    throw thrown
  })
  if (server === undefined) return E.left({ kind: 'PortInUse', port })
  deps.out.write(
    [
      `The sandbox listens on ${server.url} (region ${simulator.region}). Ctrl-C ends it. For any AWS client:`,
      '',
      `  export AWS_ENDPOINT_URL=${server.url} AWS_REGION=${simulator.region} AWS_DEFAULT_REGION=${simulator.region}`,
      '  export AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox',
      '',
      '',
    ].join('\n'),
  )
  let saved: unknown
  while (!deps.signal.aborted) {
    await deps.clock.sleep(saveEveryMs, deps.signal)
    const newest = simulator.calls().at(-1)
    if (newest !== saved) {
      const kept = await saveSandbox(deps, simulator)()
      if (E.isLeft(kept)) {
        await server.close()
        return kept
      }
    }
    saved = newest
  }
  await server.close()
  const kept = await saveSandbox(deps, simulator)()
  return E.isLeft(kept) ? kept : E.right({ text: '', exitCode: 0 })
}
