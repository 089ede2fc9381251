/** ECS as the stages see it: the operations they use, batched, with errors as values. */
import {
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  type DeleteServiceCommandInput,
  DescribeContainerInstancesCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  type Failure as EcsFailure,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type Service,
  type ServiceDeployment,
  type ServiceRevision,
  type Tag,
  TagResourceCommand,
  type TagResourceCommandInput,
  type Task,
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
import { absentWhen, type Attempt } from './errors.js'
import { withNewestEvents } from './plainServices.js'

/** Services that were found and names that were not. */
export interface DescribedServices {
  readonly services: readonly Service[]
  readonly failures: readonly EcsFailure[]
}

export interface Ecs {
  /**
   * Any number of services of one cluster, in tens, with their tags and all of their events, or the newest so many. Failures are
   * names that are missing; any other is an error.
   */
  readonly describeServices: (
    cluster: string,
    names: readonly string[],
    newestEvents?: number,
  ) => TE.TaskEither<AwsError, DescribedServices>
  /** The names of all services of a cluster, sorted; a hundred a page (ecs-facts 3.1). */
  readonly listServices: (cluster: string) => TE.TaskEither<AwsError, readonly string[]>
  /** By ARN or `family:revision`, or by family: the newest ACTIVE one. undefined: there is none. */
  readonly describeTaskDefinition: (name: string) => TE.TaskEither<AwsError, TaskDefinition | undefined>
  /** The tags of one revision, by ARN or `family:revision`. undefined: there is none. */
  readonly revisionTags: (name: string) => TE.TaskEither<AwsError, Readonly<Record<string, string>> | undefined>
  /** The ACTIVE revisions of a family as ARNs, newest first, at most `limit`. None: there is no such family. */
  readonly taskDefinitionRevisions: (family: string, limit: number) => TE.TaskEither<AwsError, readonly string[]>
  /** The tasks of a service that ECS wants in this status, newest first; of more than a thousand those that ECS lists first. */
  readonly serviceTasks: (
    cluster: string,
    service: string,
    desiredStatus: 'RUNNING' | 'STOPPED',
  ) => TE.TaskEither<AwsError, readonly Task[]>
  /** Container instance ARN → EC2 instance id, of those that ECS knows. */
  readonly instanceIds: (
    cluster: string,
    containerInstanceArns: readonly string[],
  ) => TE.TaskEither<AwsError, Readonly<Record<string, string>>>
  /** What happened to a service, newest first, at most `limit` (ecs-facts 4.12). */
  readonly serviceDeployments: (
    cluster: string,
    service: string,
    limit: number,
  ) => TE.TaskEither<AwsError, readonly ServiceDeployment[]>
  /** Of any services, in the order of the ARNs, each once; one that ECS does not know is left out. */
  readonly serviceRevisions: (arns: readonly string[]) => TE.TaskEither<AwsError, readonly ServiceRevision[]>
  /** Not repeated once ECS may have registered it: the error is then ambiguous, and a repetition would leave a second revision. */
  readonly registerTaskDefinition: (
    input: RegisterTaskDefinitionCommandInput,
  ) => TE.TaskEither<AwsError, TaskDefinition>
  /** Repeatable with a `clientToken` alone. */
  readonly createService: (input: CreateServiceCommandInput) => TE.TaskEither<AwsError, Service>
  /** Repeatable unless it forces a new deployment, of which each call starts one. */
  readonly updateService: (input: UpdateServiceCommandInput) => TE.TaskEither<AwsError, Service>
  /** A service that is gone already counts as deleted: ECS answers with an empty ServiceNotFoundException (ecs-facts 5.1). */
  readonly deleteService: (input: DeleteServiceCommandInput) => TE.TaskEither<AwsError, Service | undefined>
  readonly tagResource: (input: TagResourceCommandInput) => TE.TaskEither<AwsError, void>
  readonly untagResource: (input: UntagResourceCommandInput) => TE.TaskEither<AwsError, void>
}

/** What DescribeServices takes in one call (ecs-facts 3.1). */
export const servicesPerCall = 10

/** What DescribeTasks and DescribeContainerInstances take in one call, and a page of any list (ecs-facts 3.1). */
const mostPerCall = 100

/** What DescribeServiceDeployments and DescribeServiceRevisions take in one call (ecs-facts 3.1). */
const deploymentsPerCall = 20

const mostTasks = 1_000

export const ecsFrom = (client: ECSClient, attempt: Attempt): Ecs => ({
  describeServices: (cluster, names, newestEvents = Infinity) =>
    pipe(
      inFlight(callsInFlight, batchesOf(servicesPerCall, names), (services) =>
        attempt({ operation: 'ecs:DescribeServices', subject: cluster }, () =>
          client.send(
            new DescribeServicesCommand(
              withNewestEvents({ cluster, services: [...services], include: ['TAGS'] }, newestEvents),
            ),
          ),
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
  listServices: (cluster) =>
    pipe(
      pagesOf(Infinity, (maxResults, nextToken) =>
        pipe(
          attempt({ operation: 'ecs:ListServices', subject: cluster }, () =>
            client.send(new ListServicesCommand({ cluster, maxResults, nextToken })),
          ),
          TE.map(({ serviceArns, ...page }) => ({ members: serviceArns, nextToken: page.nextToken })),
        ),
      ),
      TE.map((arns) => arns.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)).sort()),
    ),
  describeTaskDefinition: (name) =>
    pipe(
      attempt({ operation: 'ecs:DescribeTaskDefinition', subject: name }, () =>
        client.send(new DescribeTaskDefinitionCommand({ taskDefinition: name })),
      ),
      TE.map(({ taskDefinition }) => taskDefinition),
      absentWhen(({ code }) => code === 'ClientException'),
    ),
  revisionTags: (name) =>
    pipe(
      attempt({ operation: 'ecs:DescribeTaskDefinition', subject: name }, () =>
        client.send(new DescribeTaskDefinitionCommand({ taskDefinition: name, include: ['TAGS'] })),
      ),
      TE.map(({ tags }) => recordOf(tags ?? [])),
      absentWhen(({ code }) => code === 'ClientException'),
    ),
  taskDefinitionRevisions: (family, limit) =>
    pagesOf(limit, (maxResults, nextToken) =>
      pipe(
        attempt({ operation: 'ecs:ListTaskDefinitions', subject: family }, () =>
          client.send(
            new ListTaskDefinitionsCommand({
              familyPrefix: family,
              status: 'ACTIVE',
              sort: 'DESC',
              maxResults,
              nextToken,
            }),
          ),
        ),
        TE.map(({ taskDefinitionArns, ...page }) => ({ members: taskDefinitionArns, nextToken: page.nextToken })),
      ),
    ),
  serviceTasks: (cluster, service, desiredStatus) =>
    pipe(
      pagesOf(mostTasks, (maxResults, nextToken) =>
        pipe(
          attempt({ operation: 'ecs:ListTasks', subject: service }, () =>
            client.send(new ListTasksCommand({ cluster, serviceName: service, desiredStatus, maxResults, nextToken })),
          ),
          TE.map(({ taskArns, ...page }) => ({ members: taskArns, nextToken: page.nextToken })),
        ),
      ),
      TE.chain((arns) =>
        inFlight(callsInFlight, batchesOf(mostPerCall, arns), (tasks) =>
          attempt({ operation: 'ecs:DescribeTasks', subject: service }, () =>
            client.send(new DescribeTasksCommand({ cluster, tasks: [...tasks] })),
          ),
        ),
      ),
      TE.map((answers) => answers.flatMap(({ tasks }) => tasks ?? []).sort(byNewest)),
    ),
  instanceIds: (cluster, containerInstanceArns) =>
    pipe(
      inFlight(callsInFlight, batchesOf(mostPerCall, [...new Set(containerInstanceArns)]), (containerInstances) =>
        attempt({ operation: 'ecs:DescribeContainerInstances', subject: cluster }, () =>
          client.send(new DescribeContainerInstancesCommand({ cluster, containerInstances: [...containerInstances] })),
        ),
      ),
      TE.map((answers) =>
        Object.fromEntries(
          answers
            .flatMap(({ containerInstances }) => containerInstances ?? [])
            .flatMap(({ containerInstanceArn, ec2InstanceId }) =>
              containerInstanceArn === undefined || ec2InstanceId === undefined
                ? []
                : [[containerInstanceArn, ec2InstanceId] as const],
            ),
        ),
      ),
    ),
  serviceDeployments: (cluster, service, limit) =>
    pipe(
      pagesOf(limit, (maxResults, nextToken) =>
        pipe(
          attempt({ operation: 'ecs:ListServiceDeployments', subject: service }, () =>
            client.send(new ListServiceDeploymentsCommand({ cluster, service, maxResults, nextToken })),
          ),
          TE.map(({ serviceDeployments, ...page }) => ({
            members: serviceDeployments?.flatMap(({ serviceDeploymentArn: arn }) => (arn === undefined ? [] : [arn])),
            nextToken: page.nextToken,
          })),
        ),
      ),
      TE.chain((arns) =>
        pipe(
          inFlight(callsInFlight, batchesOf(deploymentsPerCall, arns), (serviceDeploymentArns) =>
            attempt({ operation: 'ecs:DescribeServiceDeployments', subject: service }, () =>
              client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [...serviceDeploymentArns] })),
            ),
          ),
          TE.map((answers) =>
            inOrderOf(
              arns,
              answers.flatMap(({ serviceDeployments }) => serviceDeployments ?? []),
              ({ serviceDeploymentArn }) => serviceDeploymentArn,
            ),
          ),
        ),
      ),
    ),
  serviceRevisions: (arns) => {
    // The same ARN twice is a ServerException, and one call takes revisions of one service alone (ecs-facts 3.1, 4.12).
    const distinct = [...new Set(arns)]
    const services = [...new Set(distinct.map(serviceOf))]
    const batches = services.flatMap((service) =>
      batchesOf(
        deploymentsPerCall,
        distinct.filter((arn) => serviceOf(arn) === service),
      ),
    )
    return pipe(
      inFlight(callsInFlight, batches, (serviceRevisionArns) =>
        attempt({ operation: 'ecs:DescribeServiceRevisions', subject: serviceOf(serviceRevisionArns[0] ?? '') }, () =>
          client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...serviceRevisionArns] })),
        ),
      ),
      TE.map((answers) =>
        inOrderOf(
          distinct,
          answers.flatMap(({ serviceRevisions }) => serviceRevisions ?? []),
          ({ serviceRevisionArn }) => serviceRevisionArn,
        ),
      ),
    )
  },
  registerTaskDefinition: (input) =>
    pipe(
      attempt({ operation: 'ecs:RegisterTaskDefinition', subject: input.family ?? '', effect: 'Once' }, () =>
        client.send(new RegisterTaskDefinitionCommand(withoutNoTags(input))),
      ),
      TE.map(({ taskDefinition }) => present(taskDefinition, 'RegisterTaskDefinition')),
    ),
  createService: (input) =>
    pipe(
      attempt(
        {
          operation: 'ecs:CreateService',
          subject: input.serviceName ?? '',
          effect: input.clientToken === undefined ? 'Once' : 'Repeatable',
        },
        () => client.send(new CreateServiceCommand(input)),
      ),
      TE.map(({ service }) => present(service, 'CreateService')),
    ),
  updateService: (input) =>
    pipe(
      attempt(
        {
          operation: 'ecs:UpdateService',
          subject: input.service ?? '',
          effect: input.forceNewDeployment === true ? 'Once' : 'Repeatable',
        },
        () => client.send(new UpdateServiceCommand(input)),
      ),
      TE.map(({ service }) => present(service, 'UpdateService')),
    ),
  deleteService: (input) =>
    pipe(
      attempt({ operation: 'ecs:DeleteService', subject: input.service ?? '', effect: 'Repeatable' }, () =>
        client.send(new DeleteServiceCommand(input)),
      ),
      TE.map(({ service }) => service),
      absentWhen(({ code }) => code === 'ServiceNotFoundException'),
    ),
  tagResource: (input) =>
    pipe(
      attempt({ operation: 'ecs:TagResource', subject: input.resourceArn ?? '', effect: 'Repeatable' }, () =>
        client.send(new TagResourceCommand(input)),
      ),
      TE.map(() => undefined),
    ),
  untagResource: (input) =>
    pipe(
      attempt({ operation: 'ecs:UntagResource', subject: input.resourceArn ?? '', effect: 'Repeatable' }, () =>
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

/** ECS takes no empty list of tags. */
const withoutNoTags = ({ tags, ...input }: RegisterTaskDefinitionCommandInput): RegisterTaskDefinitionCommandInput =>
  tags === undefined || tags.length === 0 ? input : { ...input, tags }

interface Page {
  readonly members: readonly string[] | undefined
  readonly nextToken: string | undefined
}

/** Page after page until there are `limit` members or no more pages. */
const pagesOf =
  (
    limit: number,
    read: (maxResults: number, nextToken: string | undefined) => TE.TaskEither<AwsError, Page>,
  ): TE.TaskEither<AwsError, readonly string[]> =>
  async () => {
    const members: string[] = []
    let nextToken: string | undefined
    while (members.length < limit) {
      const page = await read(Math.min(mostPerCall, limit - members.length), nextToken)()
      if (E.isLeft(page)) return page
      members.push(...(page.right.members ?? []))
      nextToken = page.right.nextToken
      if (nextToken === undefined) break
    }
    return E.right(members)
  }

const recordOf = (tags: readonly Tag[]): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.flatMap(({ key, value = '' }) => (key === undefined ? [] : [[key, value] as const])))

const byNewest = (one: Task, other: Task): number => (other.createdAt?.getTime() ?? 0) - (one.createdAt?.getTime() ?? 0)

/** Batch calls answer in an order of their own. */
const inOrderOf = <A>(
  arns: readonly string[],
  members: readonly A[],
  arnOf: (member: A) => string | undefined,
): readonly A[] => {
  const byArn = new Map(members.map((member) => [arnOf(member), member]))
  return arns.flatMap((arn) => byArn.get(arn) ?? [])
}

/** `…:service-revision/CLUSTER/SERVICE/NUMBER` without the number (ecs-facts 6). */
const serviceOf = (revisionArn: string): string => revisionArn.slice(0, revisionArn.lastIndexOf('/'))

/** The model marks every output member as optional; an answer without its subject would be a broken endpoint. */
const present = <A>(value: A | undefined, operation: string): A => {
  if (value === undefined) throw new Error(`ecs:${operation} answered without its subject`)
  return value
}
