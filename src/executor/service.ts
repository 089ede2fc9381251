/** Service actions → the inputs of the calls that perform them. Pure. */
import { createHash } from 'node:crypto'
import type {
  CreateServiceCommandInput,
  DeleteServiceCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
  UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs'
import type {
  CreateService,
  DeleteService,
  ScaleService,
  TagResource,
  UntagResource,
  UpdateService,
} from '../model/action.js'
import type { ServiceSettings } from '../model/service.js'
import { deploymentMembers } from '../model/serviceSettings.js'

export const createServiceInput = (
  action: CreateService,
  taskDefinition: string,
  runId: string,
): CreateServiceCommandInput => {
  const input = {
    cluster: action.target.cluster,
    serviceName: action.target.service,
    taskDefinition,
    ...commonMembers(action.settings),
    ...membersOfCreation(action.settings),
    tags: Object.entries(action.tags).map(([key, value]) => ({ key, value })),
  }
  return { ...input, clientToken: clientToken(input, runId) }
}

export const updateServiceInput = (
  action: UpdateService,
  taskDefinition: string | undefined,
): UpdateServiceCommandInput => ({
  cluster: action.target.cluster,
  service: action.target.service,
  ...(action.plannedCount === undefined || action.completion.kind !== 'Deployed'
    ? {}
    : { desiredCount: action.plannedCount }),
  ...commonMembers(action.settings),
  ...(taskDefinition === undefined ? {} : { taskDefinition }),
  ...(action.forceNewDeployment === true ? { forceNewDeployment: true } : {}),
})

export const scaleServiceInput = ({ target, desiredCount }: ScaleService): UpdateServiceCommandInput => ({
  cluster: target.cluster,
  service: target.service,
  desiredCount,
})

export const deleteServiceInput = ({ target }: DeleteService): DeleteServiceCommandInput => ({
  cluster: target.cluster,
  service: target.service,
  force: true,
})

export const tagResourceInput = ({ arn, tags }: Pick<TagResource, 'arn' | 'tags'>): TagResourceCommandInput => ({
  resourceArn: arn,
  tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
})

export const untagResourceInput = ({ arn, keys }: UntagResource): UntagResourceCommandInput => ({
  resourceArn: arn,
  tagKeys: [...keys],
})

/**
 * The same request of the same run makes the same token, so a repeated CreateService whose answer was lost finds its own
 * service instead of failing, and another run's never. At most 36 characters (ecs-facts 3.4); the SDK does not fill it in.
 */
const clientToken = (input: object, runId: string): string =>
  createHash('sha256').update(runId).update(JSON.stringify(input)).digest('hex').slice(0, 36)

/** The members that UpdateService does not have. */
const membersOfCreation = ({
  launchType,
  role,
  schedulingStrategy,
}: ServiceSettings): Partial<CreateServiceCommandInput> => ({
  ...(launchType === undefined ? {} : { launchType }),
  ...(role === undefined ? {} : { role }),
  ...(schedulingStrategy === undefined ? {} : { schedulingStrategy }),
})

/** The members that CreateService and UpdateService share; only those that have a value are sent. */
const commonMembers = (settings: ServiceSettings): Partial<UpdateServiceCommandInput & CreateServiceCommandInput> => {
  const { networkConfiguration, ...members } = settings
  const isDeployment = ([member]: readonly [string, unknown]): boolean => deploymentMembers.has(member)
  const given = Object.entries(members as Readonly<Record<string, unknown>>).filter(
    ([member, value]) => value !== undefined && !creationMembers.has(member),
  )
  const deploymentConfiguration = Object.fromEntries(given.filter(isDeployment))
  return {
    ...Object.fromEntries(given.filter((entry) => !isDeployment(entry))),
    ...(networkConfiguration === undefined
      ? {}
      : {
          networkConfiguration: {
            awsvpcConfiguration: {
              ...networkConfiguration,
              subnets: [...networkConfiguration.subnets],
              securityGroups: [...networkConfiguration.securityGroups],
            },
          },
        }),
    ...(Object.keys(deploymentConfiguration).length === 0 ? {} : { deploymentConfiguration }),
  }
}

const creationMembers: ReadonlySet<string> = new Set<keyof ServiceSettings>([
  'launchType',
  'role',
  'schedulingStrategy',
])
