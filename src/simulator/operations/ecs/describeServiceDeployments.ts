/** DescribeServiceDeployments: twenty ARNs at most; unknown ones are failures MISSING. */
import type {
  DescribeServiceDeploymentsRequest,
  DescribeServiceDeploymentsResponse,
  Failure,
  ServiceDeployment,
} from '@aws-sdk/client-ecs'
import { pathOf } from '../../arns.js'
import type { Context } from '../../context.js'
import { invalidParameter } from '../../exceptions.js'
import { clusterFor, findService } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { serviceDeploymentShape } from '../../shapes.js'

export const describeServiceDeployments = (
  { world }: Context,
  input: Wire<DescribeServiceDeploymentsRequest>,
): Wire<DescribeServiceDeploymentsResponse> => {
  const arns = input.serviceDeploymentArns ?? []
  if (arns.length < 1 || arns.length > 20)
    throw invalidParameter('Between 1 and 20 service deployments can be described.')
  const serviceDeployments: Wire<ServiceDeployment>[] = []
  const failures: Failure[] = []
  for (const arn of arns) {
    const [kind, clusterName, serviceName = '', id] = pathOf(arn) ?? []
    if (kind !== 'service-deployment') throw invalidParameter('Invalid service deployment ARN.')
    const service = findService(world, clusterFor(world, clusterName), serviceName)
    const record = service?.serviceDeployments.find((each) => each.id === id)
    if (service === undefined || record === undefined) failures.push({ arn, reason: 'MISSING' })
    else serviceDeployments.push(serviceDeploymentShape(world, service, record))
  }
  return { serviceDeployments, failures }
}
