/** Amazon Resource Names of ECS: made, and read back from what a request gives (an ARN, a short ARN or a name). */
import type { World } from './world.js'

type Where = Pick<World, 'region' | 'account'>

/** The ARN of a cluster. */
export const clusterArn = (where: Where, name: string): string => arn(where, `cluster/${name}`)

/** The long ARN of a service. */
export const serviceArn = (where: Where, cluster: string, name: string): string =>
  arn(where, `service/${cluster}/${name}`)

/** The long ARN of a task. */
export const taskArn = (where: Where, cluster: string, id: string): string => arn(where, `task/${cluster}/${id}`)

/** The long ARN of a container instance. */
export const instanceArn = (where: Where, cluster: string, id: string): string =>
  arn(where, `container-instance/${cluster}/${id}`)

/** The ARN of one revision of a task definition. */
export const taskDefinitionArn = (where: Where, family: string, revision: number | string): string =>
  arn(where, `task-definition/${family}:${revision}`)

/** The ARN of a service deployment. */
export const serviceDeploymentArn = (where: Where, cluster: string, service: string, id: string): string =>
  arn(where, `service-deployment/${cluster}/${service}/${id}`)

/** The ARN of a service revision; its number is that of the deployment. */
export const serviceRevisionArn = (where: Where, cluster: string, service: string, number: string): string =>
  arn(where, `service-revision/${cluster}/${service}/${number}`)

/** The id of a deployment, as deployments, events and `startedBy` show it. */
export const deploymentId = (number: string): string => `ecs-svc/${number}`

/** The last path segment of an ARN or a name: the name itself. */
export const lastSegment = (arnOrName: string): string => arnOrName.slice(arnOrName.lastIndexOf('/') + 1)

/** The path of an ECS ARN split at slashes (`service/CLUSTER/NAME`), or undefined when the text is none. */
export const pathOf = (text: string): readonly string[] | undefined =>
  /^arn:[^:]+:ecs:[^:]*:[^:]*:(.+)$/.exec(text)?.[1]?.split('/')

const arn = ({ region, account }: Where, path: string): string =>
  `arn:${partitionOf(region)}:ecs:${region}:${account}:${path}`

const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
