/** ListServices: the ACTIVE ones, ten a page unless asked otherwise. */
import type { ListServicesRequest, ListServicesResponse } from '@aws-sdk/client-ecs'
import { serviceArn } from '../../arns.js'
import type { Context } from '../../context.js'
import { clusterFor } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { pageOf } from '../../pages.js'
import { launchTypeOf } from '../../scheduler.js'
import { latestRevisionOf } from '../../shapes.js'

export const listServices = ({ world }: Context, input: Wire<ListServicesRequest>): Wire<ListServicesResponse> => {
  const cluster = clusterFor(world, input.cluster)
  const arns = Object.values(cluster.services)
    .filter(({ status }) => status === 'ACTIVE')
    .filter(
      (service) => input.schedulingStrategy === undefined || service.schedulingStrategy === input.schedulingStrategy,
    )
    .filter(
      (service) =>
        input.launchType === undefined || launchTypeOf(latestRevisionOf(service)).launchType === input.launchType,
    )
    .map(({ name }) => serviceArn(world, cluster.name, name))
  const { members, ...next } = pageOf(arns, input, 10)
  return { serviceArns: members, ...next }
}
