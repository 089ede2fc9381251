/** What ECS remembers of a service: its deployments, the revisions that they brought, and who registered those. Reads alone. */
import type { ServiceDeployment, ServiceRevision } from '@aws-sdk/client-ecs'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import { callsInFlight, inFlight } from '../aws/batches.js'
import type { AwsError } from '../model/failure.js'
import type { Deployments, KnownRevision, PastDeployment } from '../model/history.js'
import type { JsonObject } from '../model/json.js'
import { canonicalSettings } from '../model/serviceSettings.js'
import type { Target } from '../model/service.js'
import { previousTag } from '../model/tag.js'

/** The newest deployments of a service, at most `limit`. What these credentials may not read is not there. */
export const readDeployments = (aws: Aws, target: Target, limit: number): TE.TaskEither<AwsError, Deployments> =>
  pipe(
    aws.ecs.serviceDeployments(target.cluster, target.service, limit),
    TE.bindTo('deployments'),
    TE.bind('revisions', ({ deployments }) =>
      aws.ecs.serviceRevisions(deployments.flatMap((one) => one.targetServiceRevision?.arn ?? [])),
    ),
    TE.map(({ deployments, revisions }): Deployments => {
      const byArn = new Map(revisions.map((revision) => [revision.serviceRevisionArn, revision]))
      return { deployments: deployments.map((one) => pastFrom(one, byArn.get(one.targetServiceRevision?.arn))) }
    }),
    TE.orElse((error) => (isClosed(error) ? TE.right({ deployments: [], isDenied: true }) : TE.left(error))),
  )

/** Who registered these revisions, and when; of one that cannot be asked for nothing but its ARN. */
export const readKnownRevisions =
  (aws: Aws, arns: readonly string[]): TE.TaskEither<AwsError, Readonly<Record<string, KnownRevision>>> =>
  async () => {
    const distinct = [...new Set(arns)]
    const read = inFlight(callsInFlight, distinct, (arn) =>
      TE.fromTask(async (): Promise<KnownRevision> => {
        const answer = await aws.ecs.describeTaskDefinition(arn)()
        const { registeredBy, registeredAt } = (E.isRight(answer) ? answer.right : undefined) ?? {}
        return {
          arn,
          ...(registeredBy === undefined ? {} : { registeredBy }),
          ...(registeredAt === undefined ? {} : { registeredAtMs: registeredAt.getTime() }),
        }
      }),
    )
    const known = await read()
    return E.isLeft(known) ? known : E.right(Object.fromEntries(known.right.map((one) => [one.arn, one])))
  }

/** The ACTIVE revisions of a family, newest first; none where these credentials may not list them. */
export const readActiveRevisions = (
  aws: Aws,
  family: string,
  limit: number,
): TE.TaskEither<AwsError, readonly string[]> =>
  pipe(
    aws.ecs.taskDefinitionRevisions(family, limit),
    TE.orElse((error) => (isClosed(error) ? TE.right([]) : TE.left(error))),
  )

/** What deploy has noted on a revision, as `family:revision`; undefined: nothing, or nobody may say. */
export const readPrevious = (aws: Aws, taskDefinitionArn: string): TE.TaskEither<AwsError, string | undefined> =>
  pipe(
    aws.ecs.revisionTags(taskDefinitionArn),
    TE.map((tags) => tags?.[previousTag]),
    TE.orElse((error) => (isClosed(error) ? TE.right(undefined) : TE.left(error))),
  )

const isClosed = ({ trouble }: AwsError): boolean => trouble === 'AccessDenied'

const pastFrom = (deployment: ServiceDeployment, revision: ServiceRevision | undefined): PastDeployment => {
  const { statusReason, createdAt, startedAt = createdAt, finishedAt } = deployment
  return {
    arn: deployment.serviceDeploymentArn ?? '',
    status: deployment.status ?? '',
    ...(statusReason === undefined || statusReason === '' ? {} : { statusReason }),
    startedAtMs: startedAt?.getTime() ?? 0,
    ...(finishedAt === undefined ? {} : { finishedAtMs: finishedAt.getTime() }),
    taskDefinitionArn: revision?.taskDefinition,
    settings: revision === undefined ? {} : settingsFrom(revision),
  }
}

/** An empty list is nothing, as in what DescribeServices answers. */
const settingsFrom = (revision: ServiceRevision): PastDeployment['settings'] =>
  Object.fromEntries(
    Object.entries(canonicalSettings(revision as unknown as JsonObject)).filter(
      ([, value]) => !(Array.isArray(value) && value.length === 0),
    ),
  )
