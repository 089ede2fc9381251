/** What ECS has of services right now, as far as a plan made earlier must be held against it. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import type { AwsError } from '../model/failure.js'
import { type Seen, seenFrom } from '../model/seen.js'
import type { Target } from '../model/service.js'
import { liveServiceFrom } from './service.js'

/** One DescribeServices; a name that ECS does not know is Absent. */
export const readSeen =
  (aws: Aws) =>
  (target: Target): TE.TaskEither<AwsError, Seen> =>
    pipe(
      aws.ecs.describeServices(target.cluster, [target.service]),
      TE.map(({ services }): Seen => {
        const [service] = services
        return service === undefined ? { kind: 'Absent', target } : seenFrom(liveServiceFrom(target.cluster, service))
      }),
    )
