/** The ARNs of what a file declares, before any of it exists: where it will be, and what it will be called there. */
import type { PolicyNote } from '../model/permission.js'
import type { DesiredService, DesiredState } from '../model/service.js'

/** Where the file's services are. */
export interface Place {
  readonly partition: string
  readonly region: string
  readonly account: string
  readonly notes: readonly PolicyNote[]
}

const unknownRegion = 'REGION'
const unknownAccount = 'ACCOUNT'

/** As the command line says, else as the file does, else as the ARNs in it do; what nothing names has a placeholder and a note. */
export const placeOf = (
  desired: DesiredState,
  said: { readonly region?: string; readonly account?: string },
): Place => {
  const { connection = {}, services } = desired
  // What a service is put behind, or in, is where the service is; a role may be another account's.
  const near = services.flatMap(({ cluster, settings }) => [
    cluster,
    ...(settings.loadBalancers ?? []).map(({ targetGroupArn }) => targetGroupArn),
  ])
  const roles = [...services.flatMap(rolesOf).map(({ role }) => role), connection.roleArn]
  const allowed = connection.accounts?.allowed ?? []
  const region = said.region ?? connection.region ?? partIn(near, 3)
  const account = said.account ?? partIn(near, 4) ?? (allowed.length === 1 ? allowed[0] : undefined) ?? partIn(roles, 4)
  return {
    partition: partIn([...near, ...roles], 1) ?? partitionOf(region),
    region: region ?? unknownRegion,
    account: account ?? unknownAccount,
    notes: [
      ...(region === undefined ? [{ kind: 'RegionUnknown', placeholder: unknownRegion } as const] : []),
      ...(account === undefined ? [{ kind: 'AccountUnknown', placeholder: unknownAccount } as const] : []),
    ],
  }
}

/** ARNs, each as IAM compares it. */
export interface Names {
  readonly cluster: (cluster: string) => string
  readonly service: (service: ServiceName) => string
  readonly everyServiceIn: (cluster: string) => string
  readonly deploymentsOf: (service: ServiceName) => string
  readonly revisionsOf: (service: ServiceName) => string
  readonly tasksIn: (cluster: string) => string
  readonly instancesIn: (cluster: string) => string
  readonly revisionsOfFamily: (family: string) => string
  /** A role by its ARN, or by its name with whatever path it has. */
  readonly role: (role: string) => string
  readonly logStreamsOf: (group: string, region: string | undefined) => string
}

type ServiceName = Pick<DesiredService, 'cluster' | 'name'>

export const namesFor = ({ partition, region, account }: Place): Names => {
  const ecs = (resource: string): string => `arn:${partition}:ecs:${region}:${account}:${resource}`
  const inCluster = (type: string, cluster: string, rest: string): string => ecs(`${type}/${lastPart(cluster)}/${rest}`)
  return {
    cluster: (cluster) => (cluster.startsWith('arn:') ? cluster : ecs(`cluster/${cluster}`)),
    service: ({ cluster, name }) => inCluster('service', cluster, name),
    everyServiceIn: (cluster) => inCluster('service', cluster, '*'),
    deploymentsOf: ({ cluster, name }) => inCluster('service-deployment', cluster, `${name}/*`),
    revisionsOf: ({ cluster, name }) => inCluster('service-revision', cluster, `${name}/*`),
    tasksIn: (cluster) => inCluster('task', cluster, '*'),
    instancesIn: (cluster) => inCluster('container-instance', cluster, '*'),
    revisionsOfFamily: (family) => ecs(`task-definition/${family}:*`),
    role: (role) =>
      role.startsWith('arn:') ? role : `arn:${partition}:iam::${account}:role/${role.replace(/^\//, '')}`,
    logStreamsOf: (group, other = region) =>
      `arn:${partition}:logs:${other}:${account}:log-group:${group}:log-stream:*`,
  }
}

/** Who is handed a role. */
export interface PassedRole {
  readonly role: string
  readonly to: 'ecs-tasks.amazonaws.com' | 'ecs.amazonaws.com'
}

/** Tasks take on the roles of their definition; ECS itself those that any setting of the service names. */
export const rolesOf = ({ settings, taskDefinition }: DesiredService): readonly PassedRole[] => [
  ...[taskDefinition['taskRoleArn'], taskDefinition['executionRoleArn']].flatMap((role) =>
    typeof role === 'string' ? [{ role, to: 'ecs-tasks.amazonaws.com' } as const] : [],
  ),
  ...[...(settings.role === undefined ? [] : [settings.role]), ...roleMembers(settings)].map(
    (role) => ({ role, to: 'ecs.amazonaws.com' }) as const,
  ),
]

/** `roleArn` wherever it stands: of volumes, hooks, load balancers, TLS. */
const roleMembers = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([member, inner]): readonly string[] =>
    member === 'roleArn' && typeof inner === 'string' ? [inner] : roleMembers(inner),
  )
}

const partIn = (arns: readonly (string | undefined)[], part: number): string | undefined =>
  arns
    .filter((arn) => arn?.startsWith('arn:') === true)
    .map((arn) => arn?.split(':')[part])
    .find((text) => text !== undefined && text !== '')

const partitionOf = (region = ''): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'

const lastPart = (arnOrName: string): string => arnOrName.slice(arnOrName.lastIndexOf('/') + 1)
