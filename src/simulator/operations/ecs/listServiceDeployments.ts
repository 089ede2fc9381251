/** ListServiceDeployments: newest first, twenty a page. */
import type { ListServiceDeploymentsRequest, ListServiceDeploymentsResponse } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import { clusterFor, serviceFor } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { pageOf } from '../../pages.js'
import { revisionArn, secondsFrom, serviceDeploymentBrief } from '../../shapes.js'

export const listServiceDeployments = (
  { world }: Context,
  input: Wire<ListServiceDeploymentsRequest>,
): Wire<ListServiceDeploymentsResponse> => {
  const cluster = clusterFor(world, input.cluster)
  const service = serviceFor(world, cluster, input.service ?? '')
  const { after = -Infinity, before = Infinity } = input.createdAt ?? {}
  const records = service.serviceDeployments.filter(({ status, createdAtMs }) => {
    const isAsked = input.status === undefined || input.status.length === 0 || input.status.includes(status)
    return isAsked && secondsFrom(createdAtMs) >= after && secondsFrom(createdAtMs) <= before
  })
  const { members, ...next } = pageOf(records, input, 20)
  return {
    serviceDeployments: members.map((record) => ({
      ...serviceDeploymentBrief(world, service, record),
      targetServiceRevisionArn: revisionArn(world, service, record.target),
    })),
    ...next,
  }
}
