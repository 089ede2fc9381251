/** `deploy rollback NAME`: back to the version that completed last, or to one that is named; always asks. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import type { LiveService } from '../model/service.js'
import { familyName } from '../model/taskDefinition.js'
import { wayTo } from '../planner/planner.js'
import { converge } from './converge.js'
import type { Deps } from './deps.js'
import { mustExist, withService } from './scope.js'
import type { ChangeOptions } from './options.js'
import type { Result } from './result.js'
import { goalOf, planBack, readPast } from './wayBack.js'

/** Where to, and how it is waited for. */
export interface RollbackOptions extends ChangeOptions {
  /** `7`, `family:7` or an ARN. */
  readonly to?: string | undefined
}

/** Left as NoWayBack or RevisionUnknown, with the revisions that could be named, where there is nothing to go back to. */
export const runRollback = (deps: Deps, options: RollbackOptions, name: string): TE.TaskEither<Failure, Result> =>
  withService(
    deps,
    options,
    name,
    (scope) => {
      const { aws } = scope.session
      return pipe(
        mustExist(scope, 'roll back'),
        TE.bindTo('active'),
        TE.bindW('past', ({ active }) => readPast(aws, active)),
        TE.bindW('goal', ({ active, past }) =>
          goalOf(
            aws,
            scope.service,
            active,
            options.to === undefined ? past.wayBack : wayTo(revisionNamed(options.to, active), past),
          ),
        ),
        TE.chainW(({ goal }) => planBack(deps, aws, scope.desired, [goal])),
        TE.chainW(({ plan, live }) =>
          converge(deps, options, { ...scope, live }, plan, { asks: 'Always', isRequested: true }),
        ),
      )
    },
    'ServicesAlone',
  )

/** A bare number is one of the family in use; an ARN stands as it is. */
const revisionNamed = (to: string, { identity: { taskDefinitionArn } }: LiveService): string => {
  if (to.startsWith('arn:')) return to
  const prefix = taskDefinitionArn.slice(0, taskDefinitionArn.lastIndexOf('/') + 1)
  return `${prefix}${to.includes(':') ? to : `${familyName(taskDefinitionArn)}:${to}`}`
}
