/** `--rollback-on-failure`: what a failed rollout leaves behind is taken back to the version that completed last. */
import * as E from 'fp-ts/lib/Either.js'
import { execute, type ExecutorDeps, type Waits } from '../executor/executor.js'
import { readServicesNamed } from '../live/live.js'
import type { Failure } from '../model/failure.js'
import { isGood, type Outcome, verdictOf } from '../model/outcome.js'
import { hazardsOf, isRefused, type Plan } from '../model/plan.js'
import type { Recovery, RecoveryEnd } from '../model/recovery.js'
import { isSameTarget, type Target, targetOf } from '../model/service.js'
import type { RollbackGoal } from '../planner/planner.js'
import type { Deps } from './deps.js'
import type { Scope } from './scope.js'
import { goalOf, planBack, readPast } from './wayBack.js'

/** A plan with what became of it: each of its actions has one outcome. */
export interface Performed {
  readonly plan: Plan
  readonly outcomes: readonly Outcome[]
}

/** `show` is given the plan before it is performed. undefined: nothing has failed that could be taken back. */
export const recover = async (
  deps: Deps,
  { session, desired }: Pick<Scope, 'session' | 'desired'>,
  performed: Performed,
  run: { readonly executor: ExecutorDeps; readonly waits: Waits; readonly show: (plan: Plan) => void },
): Promise<Recovery | undefined> => {
  const failed = failedRollouts(performed)
  if (failed.length === 0 || deps.signal.aborted) return undefined
  const ways = await Promise.all(failed.map(async (one) => ({ ...one, way: await wayOf({ session, desired }, one) })))
  const ended = ways.flatMap(({ target, way }) => (E.isLeft(way) ? [{ target, end: way.left }] : []))
  const goals = ways.flatMap(({ way }) => (E.isRight(way) ? [way.right] : []))
  const planned = goals.length === 0 ? undefined : await plannable(deps, { session, desired }, goals)
  if (planned === undefined) return { outcomes: [], services: ended }
  const { plan, refused } = planned
  if (plan === undefined) return { outcomes: [], services: [...ended, ...refused] }
  run.show(plan)
  const outcomes = await execute(run.executor, plan, { ...run.waits, until: 'Deployed' })()
  const went = goals
    .map((goal) => ({ goal, target: targetOf(goal.live) }))
    .filter(({ target }) => !refused.some((one) => isSameTarget(one.target, target)))
    .map(({ goal, target }) => ({ target, end: endOf(goal, outcomes) }))
  return { plan, outcomes, services: [...ended, ...refused, ...went] }
}

interface FailedRollout {
  readonly target: Target
  /** The revision that it was to bring; undefined: a service that was new. */
  readonly wanted: string | undefined
}

/** Not those that ECS has rolled back or that somebody else took over: there is nothing of theirs left. */
const failedRollouts = ({ plan, outcomes }: Performed): readonly FailedRollout[] =>
  outcomes.flatMap((outcome) => {
    const { action } = outcome
    if (outcome.kind !== 'Failed' || !left.has(outcome.cause.kind) || action.completion.kind !== 'Deployed') return []
    if (action.kind === 'CreateService') return [{ target: action.target, wanted: undefined }]
    if (action.kind !== 'UpdateService') return []
    const { taskDefinition: reference } = action
    const seen = plan.seen.find((one) => isSameTarget(one.target, action.target))
    const wanted =
      reference === undefined
        ? seen?.kind === 'Present'
          ? seen.taskDefinitionArn
          : undefined
        : reference.kind === 'Known'
          ? reference.arn
          : outcomes.flatMap((one) =>
              one.kind === 'Applied' && one.action.id === reference.action ? (one.taskDefinitionArn ?? []) : [],
            )[0]
    return [{ target: action.target, wanted }]
  })

const left: ReadonlySet<string> = new Set(['RolloutFailed', 'GaveUp', 'TimedOut'])

const wayOf = async (
  { session: { aws }, desired }: Pick<Scope, 'session' | 'desired'>,
  { target, wanted }: FailedRollout,
): Promise<E.Either<RecoveryEnd, RollbackGoal>> => {
  if (wanted === undefined) return E.left({ kind: 'NothingToGoBackTo', because: 'NeverCompleted' })
  const found = await readServicesNamed(aws, [{ cluster: target.cluster, name: target.service }])()
  if (E.isLeft(found)) return notPossible(found.left)
  const service = found.right.find(({ status }) => status.state === 'ACTIVE')
  const declared = desired.services.find((one) => isSameTarget(targetOf(one), target))
  if (service === undefined || declared === undefined) {
    return notPossible({ kind: 'ServiceMissing', target, command: 'roll back' })
  }
  const { taskDefinitionArn } = service.identity
  if (taskDefinitionArn !== wanted) return E.left({ kind: 'MovedOn', taskDefinitionArn })
  const past = await readPast(aws, service)()
  if (E.isLeft(past)) return notPossible(past.left)
  const { deployments, wayBack } = past.right
  if (deployments[0]?.status.startsWith('ROLLBACK') === true) return E.left({ kind: 'MovedOn', taskDefinitionArn })
  if (wayBack.kind !== 'Found') return E.left({ kind: 'NothingToGoBackTo', because: wayBack.kind })
  const goal = await goalOf(aws, declared, service, wayBack)()
  return E.isLeft(goal) ? notPossible(goal.left) : goal
}

const notPossible = (failure: Failure): E.Either<RecoveryEnd, never> => E.left({ kind: 'NotPossible', failure })

interface Plannable {
  /** Of those that nothing stands in the way of; undefined: there are none. */
  readonly plan: Plan | undefined
  readonly refused: Recovery['services']
}

/** What stands in the way of one service is no reason to leave the others. */
const plannable = async (
  deps: Deps,
  scope: Pick<Scope, 'session' | 'desired'>,
  goals: readonly RollbackGoal[],
): Promise<Plannable> => {
  const planned = await planBack(deps, scope.session.aws, scope.desired, goals)()
  const targets = goals.map(({ live }) => targetOf(live))
  if (E.isLeft(planned)) {
    const end: RecoveryEnd = { kind: 'NotPossible', failure: planned.left }
    return { plan: undefined, refused: targets.map((target) => ({ target, end })) }
  }
  const { plan } = planned.right
  if (!isRefused(plan)) return { plan, refused: [] }
  const isBarred = (target: Target): boolean => hazardsOf(plan, target).some(({ level }) => level === 'Error')
  const refused = targets.filter(isBarred).map((target): Recovery['services'][number] => ({
    target,
    end: {
      kind: 'NotPossible',
      failure: { kind: 'PlanRefused', plan: { ...plan, hazards: hazardsOf(plan, target) } },
    },
  }))
  const others = goals.filter(({ live }) => !isBarred(targetOf(live)))
  const rest = others.length === 0 ? undefined : await plannable(deps, scope, others)
  return { plan: rest?.plan, refused: [...refused, ...(rest?.refused ?? [])] }
}

const endOf = ({ live, revision }: RollbackGoal, outcomes: readonly Outcome[]): RecoveryEnd => {
  const mine = outcomes.filter(({ action }) => isSameTarget(action.target, targetOf(live)))
  const verdicts = mine.map(verdictOf)
  const last = verdicts.findLast((verdict) => verdict?.kind === 'Completed')
  const taskDefinitionArn = last?.kind === 'Completed' ? last.taskDefinitionArn : revision.arn
  const isBack = verdicts.every((verdict) => verdict !== undefined && isGood(verdict))
  return { kind: isBack ? 'WentBack' : 'FailedAgain', taskDefinitionArn }
}
