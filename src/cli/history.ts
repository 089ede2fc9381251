/** `deploy history NAME`: what a service has been through, and where rollback would go. Reads alone. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { readActiveRevisions, readKnownRevisions } from '../live/live.js'
import type { Failure } from '../model/failure.js'
import { familyName } from '../model/taskDefinition.js'
import { historyJson, historyText } from '../report/report.js'
import type { Deps } from './deps.js'
import type { CommonOptions } from './options.js'
import { rendered, type Result } from './result.js'
import { mustExist, withService } from './scope.js'
import { styleOf } from './style.js'
import { readPast } from './wayBack.js'

/** `limit`: how many deployments are told, from 1. */
export interface HistoryOptions extends CommonOptions {
  readonly limit: number
}

/** Where ECS remembers no deployment of the service, its ACTIVE revisions are told instead. */
export const runHistory = (deps: Deps, options: HistoryOptions, name: string): TE.TaskEither<Failure, Result> =>
  withService(
    deps,
    options,
    name,
    (scope) => {
      const { aws } = scope.session
      const { limit } = options
      return pipe(
        mustExist(scope, 'tell the history of'),
        TE.bindTo('service'),
        TE.bindW('past', ({ service }) => readPast(aws, service, limit)),
        TE.bindW('active', ({ service, past }) =>
          past.deployments.length > 0
            ? TE.right([])
            : readActiveRevisions(aws, familyName(service.identity.taskDefinitionArn), limit),
        ),
        TE.bindW('revisions', ({ past, active }) =>
          readKnownRevisions(aws, [
            ...past.deployments.slice(0, limit).flatMap(({ taskDefinitionArn }) => taskDefinitionArn ?? []),
            ...active,
          ]),
        ),
        TE.map(({ service, past, active, revisions }) => {
          const history = { ...past, service, active, revisions }
          const basis = { file: scope.desired.file, region: scope.live.region, account: scope.live.account }
          return {
            text: rendered(
              options.output,
              () => historyText(basis, history, limit, styleOf(deps, deps.out, options.color)),
              () => historyJson(basis, history, limit),
            ),
            exitCode: 0,
          }
        }),
      )
    },
    'ServicesAlone',
  )
