/** ECS as the stages see it: the operations they use, batched, with errors as values. */
import {
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  type DeleteServiceCommandInput,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  type Failure as EcsFailure,
  ListServicesCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type Service,
  TagResourceCommand,
  type TagResourceCommandInput,
  type TaskDefinition,
  UntagResourceCommand,
  type UntagResourceCommandInput,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { AwsError } from '../model/failure.js'
import { batchesOf, callsInFlight, inFlight } from './batches.js'
import { absentWhen, attempt } from './errors.js'

/** Services that were found and names that were not. */
export interface DescribedServices {
  readonly services: readonly Service[]
  readonly failures: readonly EcsFailure[]
}

export interface Ecs {
  /** Any number of services of one cluster, in tens, with their tags. Failures are names that are missing; any other is an error. */
  readonly describeServices: (cluster: string, names: readonly string[]) => TE.TaskEither<AwsError, DescribedServices>
  /** The names of all services of a cluster, sorted; a hundred a page (ecs-facts 3.1). */
  readonly listServices: (cluster: string) => TE.TaskEither<AwsError, readonly string[]>
  /** By ARN or `family:revision`, or by family: the newest ACTIVE one. undefined: there is none. */
  readonly describeTaskDefinition: (name: string) => TE.TaskEither<AwsError, TaskDefinition | undefined>
  readonly registerTaskDefinition: (
    input: RegisterTaskDefinitionCommandInput,
  ) => TE.TaskEither<AwsError, TaskDefinition>
  readonly createService: (input: CreateServiceCommandInput) => TE.TaskEither<AwsError, Service>
  readonly updateService: (input: UpdateServiceCommandInput) => TE.TaskEither<AwsError, Service>
  /** A service that is gone already counts as deleted: ECS answers with an empty ServiceNotFoundException (ecs-facts 5.1). */
  readonly deleteService: (input: DeleteServiceCommandInput) => TE.TaskEither<AwsError, Service | undefined>
  readonly tagResource: (input: TagResourceCommandInput) => TE.TaskEither<AwsError, void>
  readonly untagResource: (input: UntagResourceCommandInput) => TE.TaskEither<AwsError, void>
}

/** What DescribeServices takes in one call (ecs-facts 3.1). */
export const servicesPerCall = 10

export const ecsFrom = (client: ECSClient): Ecs => ({
  describeServices: (cluster, names) =>
    pipe(
      inFlight(callsInFlight, batchesOf(servicesPerCall, names), (services) =>
        attempt({ operation: 'ecs:DescribeServices', subject: cluster }, () =>
          client.send(new DescribeServicesCommand({ cluster, services: [...services], include: ['TAGS'] })),
        ),
      ),
      TE.map((answers) => ({
        services: answers.flatMap(({ services }) => services ?? []),
        failures: answers.flatMap(({ failures }) => failures ?? []),
      })),
      TE.filterOrElseW(
        ({ failures }) => failures.every(isMissing),
        ({ failures }) => refusalOf(failures.find((failure) => !isMissing(failure))),
      ),
    ),
  listServices: (cluster) => async () => {
    const arns: string[] = []
    let nextToken: string | undefined
    do {
      const page = await attempt({ operation: 'ecs:ListServices', subject: cluster }, () =>
        client.send(new ListServicesCommand({ cluster, maxResults: 100, nextToken })),
      )()
      if (E.isLeft(page)) return page
      arns.push(...(page.right.serviceArns ?? []))
      nextToken = page.right.nextToken
    } while (nextToken !== undefined)
    return E.right(arns.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)).sort())
  },
  describeTaskDefinition: (name) =>
    pipe(
      attempt({ operation: 'ecs:DescribeTaskDefinition', subject: name }, () =>
        client.send(new DescribeTaskDefinitionCommand({ taskDefinition: name })),
      ),
      TE.map(({ taskDefinition }) => taskDefinition),
      absentWhen(({ code }) => code === 'ClientException'),
    ),
  registerTaskDefinition: (input) =>
    pipe(
      attempt({ operation: 'ecs:RegisterTaskDefinition', subject: input.family ?? '' }, () =>
        client.send(new RegisterTaskDefinitionCommand(input)),
      ),
      TE.map(({ taskDefinition }) => present(taskDefinition, 'RegisterTaskDefinition')),
    ),
  createService: (input) =>
    pipe(
      attempt({ operation: 'ecs:CreateService', subject: input.serviceName ?? '' }, () =>
        client.send(new CreateServiceCommand(input)),
      ),
      TE.map(({ service }) => present(service, 'CreateService')),
    ),
  updateService: (input) =>
    pipe(
      attempt({ operation: 'ecs:UpdateService', subject: input.service ?? '' }, () =>
        client.send(new UpdateServiceCommand(input)),
      ),
      TE.map(({ service }) => present(service, 'UpdateService')),
    ),
  deleteService: (input) =>
    pipe(
      attempt({ operation: 'ecs:DeleteService', subject: input.service ?? '' }, () =>
        client.send(new DeleteServiceCommand(input)),
      ),
      TE.map(({ service }) => service),
      absentWhen(({ code }) => code === 'ServiceNotFoundException'),
    ),
  tagResource: (input) =>
    pipe(
      attempt({ operation: 'ecs:TagResource', subject: input.resourceArn ?? '' }, () =>
        client.send(new TagResourceCommand(input)),
      ),
      TE.map(() => undefined),
    ),
  untagResource: (input) =>
    pipe(
      attempt({ operation: 'ecs:UntagResource', subject: input.resourceArn ?? '' }, () =>
        client.send(new UntagResourceCommand(input)),
      ),
      TE.map(() => undefined),
    ),
})

/** The one reason that ECS documents: there is no service of that name (ecs-facts 5.2). */
const isMissing = ({ reason }: EcsFailure): boolean => reason === 'MISSING'

/** Anything else leaves open whether the service exists: to take it for missing would be to create it anew. */
const refusalOf = (failure: EcsFailure | undefined): AwsError => ({
  kind: 'AwsError',
  operation: 'ecs:DescribeServices',
  trouble: 'Rejected',
  code: failure?.reason ?? 'Failure',
  message: failure?.detail ?? 'ECS gave no detail.',
  ...(failure?.arn === undefined ? {} : { subject: failure.arn }),
})

/** The model marks every output member as optional; an answer without its subject would be a broken endpoint. */
const present = <A>(value: A | undefined, operation: string): A => {
  if (value === undefined) throw new Error(`ecs:${operation} answered without its subject`)
  return value
}
