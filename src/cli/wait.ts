/** `deploy wait [NAME…]`: joins the rollouts that are under way, whoever started them. Changes nothing. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type ExecutorDeps, join } from '../executor/executor.js'
import { readServicesNamed } from '../live/live.js'
import type { Failure } from '../model/failure.js'
import type { Joined } from '../model/outcome.js'
import { primaryOf } from '../model/rollout.js'
import { isSameTarget, type LiveService, targetOf } from '../model/service.js'
import { planNothing } from '../planner/planner.js'
import { executorDeps, waitsOf } from './converge.js'
import type { Deps } from './deps.js'
import type { ChangeOptions, CommonOptions } from './options.js'
import { progressOn } from './progress.js'
import { outcomesResult, type Result } from './result.js'
import { activeOf, type Scope, withServices } from './scope.js'

/** How long is waited (milliseconds), and for what. */
export type WaitOptions = CommonOptions & Pick<ChangeOptions, 'timeout' | 'waitUntil'>

/** Of the services named, or of all. Left as ServiceMissing where one is not there; how each rollout ended is the result. */
export const runWait = (deps: Deps, options: WaitOptions, names: readonly string[]): TE.TaskEither<Failure, Result> =>
  withServices(
    deps,
    options,
    names,
    (scope) =>
      pipe(
        TE.fromEither(
          E.traverseArray((service: Scope['desired']['services'][number]) => activeOf(scope, service, 'wait for'))(
            scope.desired.services,
          ),
        ),
        TE.chainTaskK((services) => async () => {
          const { clock } = scope.session
          const progress = progressOn(deps, options, { clock, targets: services.map(targetOf) })
          const executor = executorDeps(deps, scope, progress.emit)
          const joined = await Promise.all(
            services.map(async (service) => {
              const one = await waitFor(executor, options, service)
              progress.emit({ kind: 'RolloutFinished', joined: one, atMs: clock.now() })
              return one
            }),
          )
          await progress.done()
          const plan = planNothing(scope.desired.file, scope.live, services)
          return outcomesResult(deps, options, { plan, outcomes: [], joined })
        }),
      ),
    { reads: 'ServicesAlone' },
  )

/**
 * A rollout, or the end that it has come to. Where none is under way and the count is short, a change of count may be: that
 * has a minute to show itself, and all of the time once tasks are being started.
 */
const waitFor = async (executor: ExecutorDeps, options: WaitOptions, service: LiveService): Promise<Joined> => {
  const waits = waitsOf({ ...options, wait: true, parallelism: 1 })
  const joining = async (timeoutMs: number): Promise<Joined> => {
    const [joined] = await join(executor, [service], { ...waits, timeoutMs })()
    return joined ?? { target: targetOf(service), end: { kind: 'Interrupted' } }
  }
  if (!isShort(service)) return joining(waits.timeoutMs)
  const patienceMs = Math.min(waits.timeoutMs, shortPatienceMs)
  const first = await joining(patienceMs)
  const restMs = waits.timeoutMs - patienceMs
  if (first.end.kind !== 'TimedOut') return first
  const isStarting = restMs > 0 && ((await lookAgain(executor, service))?.status.pendingCount ?? 0) > 0
  const last = isStarting ? await joining(restMs) : first
  return last.end.kind === 'TimedOut' ? shortened(last, await lookAgain(executor, service)) : last
}

const shortPatienceMs = 60_000

const isShort = ({ status }: LiveService): boolean =>
  status.deployments.length < 2 &&
  primaryOf(status.deployments)?.rolloutState === 'COMPLETED' &&
  status.runningCount !== status.desiredCount

/** Not the rollout is late: there is none. */
const shortened = (joined: Joined, service: LiveService | undefined): Joined =>
  service === undefined || !isShort(service)
    ? joined
    : {
        ...joined,
        end: {
          kind: 'Short',
          runningCount: service.status.runningCount,
          desiredCount: service.status.desiredCount,
        },
      }

const lookAgain = async ({ aws }: ExecutorDeps, { cluster, name }: LiveService): Promise<LiveService | undefined> => {
  const services = await readServicesNamed(aws, [{ cluster, name }])()
  return E.isLeft(services)
    ? undefined
    : services.right.find((service) => isSameTarget(targetOf(service), { cluster, service: name }))
}
