/** Service actions → the inputs of the calls that perform them. Pure. */
import { createHash } from 'node:crypto'
import type {
  CreateServiceCommandInput,
  DeleteServiceCommandInput,
  TagResourceCommandInput,
  UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs'
import type { CreateService, DeleteService, ScaleService, TagResource, UpdateService } from '../model/action.js'
import type { ServiceSettings } from '../model/service.js'

export const createServiceInput = (action: CreateService, taskDefinition: string): CreateServiceCommandInput => {
  const input = {
    cluster: action.target.cluster,
    serviceName: action.target.service,
    taskDefinition,
    ...commonMembers(action.settings),
    ...(action.settings.launchType === undefined ? {} : { launchType: action.settings.launchType }),
    ...(action.settings.role === undefined ? {} : { role: action.settings.role }),
    tags: Object.entries(action.tags).map(([key, value]) => ({ key, value })),
  }
  return { ...input, clientToken: clientToken(input) }
}

export const updateServiceInput = (
  action: UpdateService,
  taskDefinition: string | undefined,
): UpdateServiceCommandInput => ({
  cluster: action.target.cluster,
  service: action.target.service,
  ...commonMembers(action.settings),
  ...(taskDefinition === undefined ? {} : { taskDefinition }),
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

export const tagResourceInput = ({ arn, tags }: TagResource): TagResourceCommandInput => ({
  resourceArn: arn,
  tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
})

/**
 * The same request makes the same token, so a repeated CreateService whose answer was lost finds its own service
 * instead of failing. At most 36 characters (ecs-facts 3.4); the SDK does not fill it in.
 */
const clientToken = (input: object): string =>
  createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, 36)

/** The members that CreateService and UpdateService share; only those that have a value are sent. */
const commonMembers = (settings: ServiceSettings): Partial<UpdateServiceCommandInput & CreateServiceCommandInput> => {
  const { desiredCount, loadBalancers, networkConfiguration, maximumPercent, minimumHealthyPercent } = settings
  const percentages = {
    ...(maximumPercent === undefined ? {} : { maximumPercent }),
    ...(minimumHealthyPercent === undefined ? {} : { minimumHealthyPercent }),
  }
  return {
    ...(desiredCount === undefined ? {} : { desiredCount }),
    ...(loadBalancers === undefined ? {} : { loadBalancers: loadBalancers.map((entry) => ({ ...entry })) }),
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
    ...(Object.keys(percentages).length === 0 ? {} : { deploymentConfiguration: percentages }),
    ...(settings.availabilityZoneRebalancing === undefined
      ? {}
      : { availabilityZoneRebalancing: settings.availabilityZoneRebalancing }),
  }
}
