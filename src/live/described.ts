/** Services by name, ten a call. Those of a plan may be asked for before it is known what is declared of them. */
import type * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import { batchesOf, callsInFlight, inFlight } from '../aws/batches.js'
import { type DescribedServices, servicesPerCall } from '../aws/ecs.js'
import type { AwsError } from '../model/failure.js'
import { groupsBy } from '../model/groups.js'
import type { LiveService } from '../model/service.js'
import { held } from '../model/held.js'
import { liveServiceFrom, newestEvents } from './service.js'

/** What a service is asked for by. */
export interface Name {
  readonly cluster: string
  readonly name: string
}

/** What ECS has of services that were asked for. */
interface Described {
  /** The ACTIVE and DRAINING ones. What they run is not known yet. */
  readonly found: readonly LiveService[]
  readonly account: string | undefined
}

/** Is given what each call has found as soon as it is there. */
type Seen = (found: readonly LiveService[]) => void

/** Services that are being described before all that is declared of them is known. */
export interface Ahead {
  readonly services: readonly Name[]
  /** For one who asks: what was found so far is seen as well. */
  readonly goOn: (seen: Seen) => Promise<E.Either<AwsError, Described>>
}

/** Begins to describe these services. How that goes is told when somebody asks for it, and nobody need. */
export const describeAhead = (aws: Aws, services: readonly Name[]): Ahead => {
  const found: (readonly LiveService[])[] = []
  let told: Seen = (batch) => found.push(batch)
  const described = held(
    describing(aws, services, (batch) => {
      told(batch)
    })(),
  )
  return {
    services,
    goOn: (seen) => {
      found.forEach(seen)
      told = seen
      return described
    },
  }
}

/** Goes on with what was begun `ahead`, if that is of these very services. */
export const readServices = (
  aws: Aws,
  services: readonly Name[],
  ahead: Ahead | undefined,
  seen: Seen = () => undefined,
): TE.TaskEither<AwsError, Described> =>
  ahead !== undefined && isOf(services, ahead) ? () => ahead.goOn(seen) : describing(aws, services, seen)

const isOf = (services: readonly Name[], ahead: Ahead): boolean =>
  services.length === ahead.services.length &&
  services.every(({ cluster, name }, index) => {
    const other = ahead.services[index]
    return cluster === other?.cluster && name === other.name
  })

const describing = (aws: Aws, services: readonly Name[], seen: Seen): TE.TaskEither<AwsError, Described> => {
  // Batches are made here and not by cluster: calls in flight are so many in all, however many clusters there are.
  const batches = [...groupsBy(services, ({ cluster }) => cluster)].flatMap(([cluster, members]) =>
    batchesOf(
      servicesPerCall,
      members.map(({ name }) => name),
    ).map((names) => ({ cluster, names })),
  )
  return pipe(
    inFlight(
      callsInFlight,
      batches,
      ({ cluster, names }) =>
        pipe(
          aws.ecs.describeServices(cluster, names, newestEvents),
          TE.map((answer) => {
            // Taken out of the answers at once: with all that those hold, a thousand services fill the memory.
            const found = answer.services
              .filter(({ status }) => status !== 'INACTIVE')
              .map((service) => liveServiceFrom(cluster, service))
            seen(found)
            return { found, account: accountIn(answer) }
          }),
        ),
      aws.toCome('ecs:DescribeServices'),
    ),
    TE.map((answers) => ({
      found: answers.flatMap(({ found }) => found),
      account: answers.map(({ account }) => account).find((account) => account !== undefined),
    })),
  )
}

const accountIn = ({ services, failures }: DescribedServices): string | undefined =>
  [...services.map(({ serviceArn }) => serviceArn), ...failures.map(({ arn }) => arn)]
    .map((arn) => arn?.split(':')[4])
    .find((account) => account !== undefined && account !== '')
