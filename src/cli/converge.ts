/** From a plan to its outcomes: shown, agreed to, performed. The part of the straight line that every mutating command shares. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { execute, type ExecutorDeps, join, type Waits, type WaitUntil } from '../executor/executor.js'
import type { Emit } from '../model/event.js'
import type { Failure } from '../model/failure.js'
import { isEmpty, isRefused, type Plan, rolloutsLeftAlone } from '../model/plan.js'
import type { Recovery } from '../model/recovery.js'
import { type LiveService, type LiveState, targetKey, targetOf } from '../model/service.js'
import { planText } from '../report/report.js'
import type { Deps } from './deps.js'
import { executorDepsFor } from './executorDeps.js'
import { type ChangeOptions, formatOnStdout, type WaitStage } from './options.js'
import { progressOn } from './progress.js'
import { tellingRates } from './rates.js'
import { outcomesResult, planResult, type Result } from './result.js'
import { type Performed, recover } from './rollbackOnFailure.js'
import type { Scope } from './scope.js'
import { styleOf } from './style.js'

/** How a command came by its plan, and so how it is agreed to. */
export interface Manner {
  /** When the user is asked: for every plan, or only for one that takes something away. */
  readonly asks: 'Always' | 'WhenDestroying'
  /** The command asks for the action itself, whatever the file declares. */
  readonly isRequested?: true
}

/** Previews with `--plan`; else shows the plan, asks where that is due, and performs it. A refused plan is never performed. */
export const converge = (
  deps: Deps,
  options: ChangeOptions,
  scope: Pick<Scope, 'session' | 'desired' | 'live'>,
  plan: Plan,
  manner: Manner,
): TE.TaskEither<Failure, Result> => {
  const { session, live } = scope
  if (options.rollbackOnFailure === true && !options.wait) {
    return TE.left({
      kind: 'UsageError',
      message: '--rollback-on-failure needs the end of the rollout: leave --no-wait out.',
    })
  }
  const underWay = options.wait ? servicesUnderWay(plan, live) : []
  if (options.plan === true || (isEmpty(plan) && underWay.length === 0)) {
    return TE.right(planResult(deps, options, plan, manner.isRequested))
  }
  return pipe(
    agree(deps, options, plan, manner),
    TE.chain(() => session.prepare),
    TE.chainTaskK(() => async () => {
      const progress = progressOn(deps, options, { clock: session.clock, targets: underWay.map(targetOf) })
      const waits = waitsOf(options)
      const [outcomes, joined] = await tellingRates(session, progress.emit, (emit) => {
        emit({ kind: 'Planned', plan, atMs: session.clock.now() })
        const executor = executorDeps(deps, scope, emit)
        return Promise.all([
          execute(executor, plan, waits)(),
          join(executor, underWay, waits, (joined) => {
            emit({ kind: 'RolloutFinished', joined, atMs: session.clock.now() })
          })(),
        ])
      })
      await progress.done()
      const recovery =
        options.rollbackOnFailure === true ? await recovered(deps, options, scope, { plan, outcomes }) : undefined
      return outcomesResult(deps, options, { plan, outcomes, joined, recovery })
    }),
  )
}

/** What failed is taken back, by a plan of its own that is shown like any other and that nobody is asked about again. */
const recovered = async (
  deps: Deps,
  options: ChangeOptions,
  scope: Pick<Scope, 'session' | 'desired'>,
  performed: Performed,
): Promise<Recovery | undefined> => {
  const { clock } = scope.session
  const progress = progressOn(deps, options, { clock, targets: [] })
  const recovery = await tellingRates(scope.session, progress.emit, (emit) =>
    recover(deps, scope, performed, {
      executor: executorDeps(deps, scope, emit),
      waits: waitsOf(options),
      show: (plan) => {
        show(deps, options, plan, true)
        emit({ kind: 'Planned', plan, atMs: clock.now() })
      },
    }),
  )
  await progress.done()
  return recovery
}

/** For one run: the watch that all of its waits share is made with it. */
export const executorDeps = (
  deps: Deps,
  { session: { aws, clock }, desired }: Pick<Scope, 'session' | 'desired'>,
  emit: Emit,
): ExecutorDeps => executorDepsFor(aws, desired, { clock, emit, signal: deps.signal, runId: deps.fingerprintKey() })

/** `--no-wait` before `--wait-until`. Who wants to stop at the first failure must not have begun everything by then. */
export const waitsOf = (
  options: Pick<ChangeOptions, 'wait' | 'waitUntil' | 'timeout' | 'parallelism' | 'failFast'>,
): Waits => ({
  until: options.wait ? stages[options.waitUntil] : 'Accepted',
  timeoutMs: options.timeout,
  parallelism: options.parallelism ?? (options.failFast === true ? 10 : Infinity),
  isFailFast: options.failFast === true,
})

const stages = {
  started: 'Started',
  serving: 'Serving',
  deployed: 'Deployed',
  drained: 'Drained',
} as const satisfies Record<WaitStage, WaitUntil>

/** What is declared may still be on its way, begun by an earlier run: nothing is to be changed then, but it is not done either. */
const servicesUnderWay = (plan: Plan, live: LiveState): readonly LiveService[] => {
  const services = new Map(live.services.map((service) => [targetKey(targetOf(service)), service]))
  return rolloutsLeftAlone(plan).flatMap((target) => services.get(targetKey(target)) ?? [])
}

/** Shows the plan, and asks where that is due. */
const agree =
  (deps: Deps, options: ChangeOptions, plan: Plan, { asks, isRequested }: Manner): TE.TaskEither<Failure, void> =>
  async () => {
    show(deps, options, plan, isRequested === true)
    if (isRefused(plan)) return TE.left({ kind: 'PlanRefused' as const, plan })()
    const destroys = plan.actions.some(({ kind }) => kind === 'DeleteService')
    if (options.yes === true || isEmpty(plan) || (asks === 'WhenDestroying' && !destroys)) return TE.right(undefined)()
    const pruned = plan.actions.filter((action) => action.kind === 'DeleteService' && action.project !== undefined)
    if (deps.ask === undefined || deps.askForWord === undefined) {
      return TE.left({ kind: 'NotConfirmed' as const, because: 'NotATerminal' as const, plan })()
    }
    const answer =
      pruned.length > 0
        ? await deps.askForWord(pruneQuestion(plan, pruned.length), 'delete')
        : await deps.ask(destroys ? 'Apply this plan? It deletes a service.' : 'Apply this plan?')
    if (answer === 'Interrupted' || deps.signal.aborted) return TE.left({ kind: 'Interrupted' as const })()
    return answer === 'Yes'
      ? TE.right(undefined)()
      : TE.left({ kind: 'NotConfirmed' as const, because: 'Declined' as const, plan })()
  }

/**
 * On stderr where stdout carries another format than text, since it carries the result alone; and not where nobody is
 * asked about it, unless the result is for a log that people read.
 */
const show = (deps: Deps, options: ChangeOptions, plan: Plan, isRequested: boolean): void => {
  const format = formatOnStdout(options.output)
  if (format !== 'text' && format !== 'github' && options.yes === true) return
  const stream = format === 'text' ? deps.out : deps.err
  stream.write(`${planText(plan, styleOf(deps, stream, options.color), { isRequested, detail: options.detail })}\n\n`)
}

/** A yes is given without a thought, a word less so. */
const pruneQuestion = ({ basis }: Plan, count: number): string =>
  `Apply this plan? It deletes ${count === 1 ? 'a service' : `${count} services`} that ${basis.file} no longer declares. Type delete to go on.`
