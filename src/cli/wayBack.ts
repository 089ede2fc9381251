/** Where a service can go back to, and the plan that takes it there: for the commands that show it, and those that go. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import { readActiveRevisions, readDeployments, readLive, readPrevious, readRevision } from '../live/live.js'
import type { Failure } from '../model/failure.js'
import type { Deployments, WayBack } from '../model/history.js'
import type { Plan } from '../model/plan.js'
import {
  activeIn,
  type DesiredService,
  type DesiredState,
  type LiveService,
  type LiveState,
  type Target,
  targetKey,
  targetOf,
} from '../model/service.js'
import { familyName, revisionName } from '../model/taskDefinition.js'
import { asItWas, planRollback, type RollbackGoal, wayBackFrom } from '../planner/planner.js'
import type { Deps } from './deps.js'

/** How many deployments are looked through for one that completed: ECS is asked for twenty at a time. */
export const deploymentsRead = 40

/** How many revisions are named where one must be chosen. */
const revisionsNamed = 10

/** What ECS remembers of a service, and where that leads. */
export interface Past extends Deployments {
  readonly wayBack: WayBack
}

/** The deployments that ECS remembers, and where they lead back to; else where deploy's own note does. */
export const readPast = (aws: Aws, service: LiveService, limit = deploymentsRead): TE.TaskEither<Failure, Past> =>
  pipe(
    readDeployments(aws, targetOf(service), Math.max(limit, deploymentsRead)),
    TE.chain((past) => {
      const wayBack = wayBackFrom(service, past, undefined)
      return wayBack.kind === 'Found'
        ? TE.right({ ...past, wayBack })
        : pipe(
            readPrevious(aws, service.identity.taskDefinitionArn),
            TE.map((previous) => ({ ...past, wayBack: wayBackFrom(service, past, previous) })),
          )
    }),
  )

/** A way to go, with the content of the revision at its end; left: there is none, and which revisions could be named. */
export const goalOf = (
  aws: Aws,
  declared: DesiredService,
  live: LiveService,
  wayBack: WayBack,
): TE.TaskEither<Failure, RollbackGoal> => {
  if (wayBack.kind !== 'Found') {
    return refusal(aws, live, (revisions) => ({
      kind: 'NoWayBack',
      target: targetOf(live),
      revision: revisionName(live.identity.taskDefinitionArn),
      because: wayBack.kind,
      revisions,
    }))
  }
  const { taskDefinitionArn, deployment } = wayBack
  return pipe(
    readRevision(aws, taskDefinitionArn),
    TE.chainW((revision) =>
      revision === undefined
        ? refusal(aws, live, (revisions) => ({
            kind: 'RevisionUnknown',
            target: targetOf(live),
            revision: revisionName(taskDefinitionArn),
            revisions,
          }))
        : TE.right({ declared, live, revision, settings: deployment?.settings }),
    ),
  )
}

/** The plan for services to be again what they were, and the live state that it was made from. */
export const planBack = (
  { fingerprintKey }: Pick<Deps, 'fingerprintKey'>,
  aws: Aws,
  desired: DesiredState,
  goals: readonly RollbackGoal[],
): TE.TaskEither<Failure, { readonly plan: Plan; readonly live: LiveState }> =>
  pipe(
    readLive(aws, {
      ...desired,
      services: goals.map(({ declared, revision, settings }) => asItWas(declared, revision, settings)),
    }),
    TE.chainEitherKW((live) =>
      pipe(
        E.traverseArray((goal: RollbackGoal) =>
          pipe(
            E.fromNullable(missing(targetOf(goal.declared)))(activeAmong(live, targetOf(goal.declared))),
            E.map((service): RollbackGoal => ({ ...goal, live: service })),
          ),
        )(goals),
        E.map((now) => ({ plan: planRollback(desired.file, live, now, { fingerprintKey: fingerprintKey() }), live })),
      ),
    ),
  )

const missing = (target: Target): Failure => ({ kind: 'ServiceMissing', target, command: 'roll back' })

const activeAmong = (live: LiveState, target: Target): LiveService | undefined => activeIn(live).get(targetKey(target))

const refusal = (
  aws: Aws,
  live: LiveService,
  failure: (revisions: readonly string[]) => Failure,
): TE.TaskEither<Failure, never> =>
  pipe(
    readActiveRevisions(aws, familyName(live.identity.taskDefinitionArn), revisionsNamed),
    TE.chainW((arns) => TE.left(failure(arns.map(revisionName)))),
  )
