/**
 * An ECS service, twice: as the file wants it and as ECS has it. Both carry the same canonical ServiceSettings, so that
 * comparing them is comparing like with like; identity and status are outside that type and cannot enter a diff.
 */
import type { Connection } from './connection.js'
import type { Issue } from './issue.js'
import type { Json, JsonObject } from './json.js'
import type { Origins } from './origin.js'
import type { CountRange } from './scaling.js'
import type { ShardBasis } from './shard.js'
import type { TaskDefinition } from './taskDefinition.js'

export type LaunchType = 'EC2' | 'FARGATE' | 'EXTERNAL'

/** One entry of `loadBalancers`: a classic ELB by its name, or a target group by its ARN; never both. */
export interface LoadBalancer {
  readonly loadBalancerName?: string
  readonly targetGroupArn?: string
  readonly containerName: string
  readonly containerPort: number
  /** Of strategies that shift traffic; only through `aws:`. */
  readonly advancedConfiguration?: JsonObject
}

/** What an entry of `loadBalancers` puts tasks behind; the entry itself is in ECS's words alone, since it is compared and sent as it is. */
export type Attached =
  | { readonly kind: 'TargetGroup'; readonly arn: string }
  | { readonly kind: 'ClassicLoadBalancer'; readonly name: string }

export const attachedTo = ({ targetGroupArn, loadBalancerName = '' }: LoadBalancer): Attached =>
  targetGroupArn === undefined
    ? { kind: 'ClassicLoadBalancer', name: loadBalancerName }
    : { kind: 'TargetGroup', arn: targetGroupArn }

/** Whether the load balancer is of the kind that came before target groups. */
export const isClassic = (loadBalancer: LoadBalancer): boolean =>
  attachedTo(loadBalancer).kind === 'ClassicLoadBalancer'

/** `networkConfiguration.awsvpcConfiguration`; the lists are sets and kept sorted. */
export interface NetworkConfiguration {
  readonly subnets: readonly string[]
  readonly securityGroups: readonly string[]
  readonly assignPublicIp: 'ENABLED' | 'DISABLED'
}

/** One entry of `capacityProviderStrategy`. */
export interface CapacityProvider {
  readonly capacityProvider: string
  readonly weight: number
  readonly base: number
}

export interface PlacementStrategy {
  readonly type: string
  readonly field?: string
}

export interface CircuitBreaker {
  readonly enable: boolean
  readonly rollback: boolean
  readonly resetOnHealthyTask: boolean
  readonly thresholdConfiguration: { readonly type: string; readonly value: number }
}

/** CloudWatch alarms that fail a deployment. */
export interface Alarms {
  readonly alarmNames: readonly string[]
  readonly enable: boolean
  readonly rollback: boolean
}

/**
 * What a service can be told, in ECS's words and canonical form (serviceSettings.ts): sets sorted, defaults filled inside
 * members. Members of `deploymentConfiguration` stand beside the others, because ECS merges them one by one.
 * In a DesiredService an absent member was not declared and is not ours; in a LiveService it is not set.
 */
export interface ServiceSettings {
  readonly desiredCount?: number
  readonly launchType?: LaunchType
  readonly capacityProviderStrategy?: readonly CapacityProvider[]
  readonly platformVersion?: string
  readonly schedulingStrategy?: 'REPLICA' | 'DAEMON'
  /** Role name or ARN, as written or as ECS answers: the two are compared by what they share. */
  readonly role?: string
  readonly loadBalancers?: readonly LoadBalancer[]
  readonly serviceRegistries?: readonly JsonObject[]
  readonly networkConfiguration?: NetworkConfiguration
  readonly maximumPercent?: number
  readonly minimumHealthyPercent?: number
  readonly deploymentCircuitBreaker?: CircuitBreaker
  readonly alarms?: Alarms
  /** How a deployment shifts from old to new: ROLLING, BLUE_GREEN, LINEAR, CANARY. */
  readonly strategy?: string
  readonly bakeTimeInMinutes?: number
  readonly lifecycleHooks?: readonly JsonObject[]
  readonly linearConfiguration?: JsonObject
  readonly canaryConfiguration?: JsonObject
  readonly earlySuccessCriteria?: JsonObject
  readonly placementConstraints?: readonly JsonObject[]
  /** Applied in sequence: the order means something. */
  readonly placementStrategy?: readonly PlacementStrategy[]
  readonly healthCheckGracePeriodSeconds?: number
  readonly enableExecuteCommand?: boolean
  readonly enableECSManagedTags?: boolean
  readonly propagateTags?: string
  /** This and the next two ECS answers on the PRIMARY deployment alone (ecs-facts 1.4). */
  readonly serviceConnectConfiguration?: JsonObject
  readonly volumeConfigurations?: readonly JsonObject[]
  readonly vpcLatticeConfigurations?: readonly JsonObject[]
  /** ECS refuses ENABLED beside some settings, so a plan must be able to say DISABLED without a word in the file. */
  readonly availabilityZoneRebalancing?: 'ENABLED' | 'DISABLED'
}

/** What can be given away by `ignore`: a setting, or the tags. */
export type IgnoredField = keyof ServiceSettings | 'tags'

/** A service as the manifest declares it. */
export interface DesiredService {
  readonly name: string
  readonly cluster: string
  /** deployfish's alias: a name that commands accept in place of the service's own. */
  readonly environment?: string
  readonly settings: ServiceSettings
  /** Services of this file that must serve before this one is changed. */
  readonly dependsOn?: readonly Target[]
  /** The project of the file, by which `--prune` knows its services again. */
  readonly project?: string
  /** Declared tags of the service; undefined: the file has none, and none are ours. */
  readonly tags?: Readonly<Record<string, string>>
  /** Given away: told to a new service, and then left to others. */
  readonly ignored?: readonly IgnoredField[]
  /** An Auto Scaling group that deployfish scales together with the service, and deploy does not. */
  readonly autoScalingGroup?: string
  /** The whole document: every revision is exactly this. */
  readonly taskDefinition: TaskDefinition
  readonly origins: Origins
}

/** What a file declares, in its order. */
export interface DesiredState {
  /** The manifest's path as the user gave it. */
  readonly file: string
  readonly services: readonly DesiredService[]
  /** What deserves a look in a file that is right. */
  readonly warnings: readonly Issue[]
  /** How AWS is reached, where the file says so. */
  readonly connection?: Connection
  /** The name under which the file's services are its own, whatever else the clusters hold. */
  readonly project?: string
  /** Texts that secret references gave, sensitive Terraform outputs above all: nobody may print them. */
  readonly sensitive?: readonly string[]
  /** The services are a part of those that were meant. Absent: they are all. */
  readonly shard?: ShardBasis
}

/** One entry of `services[].deployments`. */
export interface LiveDeployment {
  readonly id: string
  readonly status: 'PRIMARY' | 'ACTIVE' | 'INACTIVE'
  readonly taskDefinitionArn: string
  /** Absent behind a classic load balancer and for controllers other than ECS (UpdateService documentation, Deployment.rolloutState). */
  readonly rolloutState?: 'COMPLETED' | 'FAILED' | 'IN_PROGRESS'
  readonly rolloutStateReason?: string
  readonly desiredCount: number
  readonly runningCount: number
  readonly pendingCount: number
  readonly failedTasks: number
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number
}

export interface LiveEvent {
  readonly id: string
  readonly message: string
  readonly createdAtMs: number
}

/** What ECS reports of a service's progress; never compared with anything desired. */
export interface LiveStatus {
  readonly state: 'ACTIVE' | 'DRAINING' | 'INACTIVE'
  readonly desiredCount: number
  readonly runningCount: number
  readonly pendingCount: number
  readonly deployments: readonly LiveDeployment[]
  /** The newest ten, newest first. */
  readonly events: readonly LiveEvent[]
  readonly schedulingStrategy: 'REPLICA' | 'DAEMON'
  readonly deploymentController: string
}

export interface ServiceIdentity {
  readonly arn: string
  /** Full ARN with revision of the definition that the service asks for now. */
  readonly taskDefinitionArn: string
  /** The revision has been deregistered: this service may go on with it, a new one may not start with it (ecs-facts section 6). */
  readonly isRevisionInactive?: true
  /** What it holds is known without having been asked for: whether it has been deregistered is not. */
  readonly isRevisionUnread?: true
}

/** A service as ECS has it. */
export interface LiveService {
  readonly name: string
  readonly cluster: string
  readonly settings: ServiceSettings
  readonly identity: ServiceIdentity
  readonly status: LiveStatus
  /** Content of the revision in use; undefined when ECS no longer has it. */
  readonly taskDefinition: TaskDefinition | undefined
  readonly tags: Readonly<Record<string, string>>
}

/** A revision of a family and its content. */
export interface Revision {
  /** Full ARN. */
  readonly arn: string
  readonly content: TaskDefinition
  /** Deregistered. */
  readonly isInactive?: true
}

/** A target group, as far as a plan must know it before it names it in a service. */
export interface LiveTargetGroup {
  readonly arn: string
  readonly targetType: string
  /** Empty while no listener forwards to it. */
  readonly loadBalancerArns: readonly string[]
}

/** A classic load balancer, as far as a plan must know it. */
export interface LiveClassicLoadBalancer {
  readonly name: string
  readonly instancePorts: readonly number[]
}

/** What a service shows of the revision that it runs before that is read. */
export interface ShownOfRevision {
  /** Its full ARN. */
  readonly taskDefinitionArn: string
  /** Of the service. */
  readonly tags: Readonly<Record<string, string>>
}

/** What is known of the scaling of a service's count; one that is registered nowhere is not listed. */
export type Scaled =
  | { readonly kind: 'Ranged'; readonly target: Target; readonly range: CountRange }
  /** These credentials may not ask. */
  | { readonly kind: 'Untold'; readonly target: Target }

/** What ECS and the load balancers say about the services that were asked for. */
export interface LiveState {
  readonly region: string
  /** The account's twelve digits, read off an ARN; undefined when no answer carried one. */
  readonly account: string | undefined
  /** Services that exist (ACTIVE or DRAINING); INACTIVE ones are gone. */
  readonly services: readonly LiveService[]
  /** The newest ACTIVE revision of each family that may be reused. */
  readonly newest: Readonly<Record<string, Revision>>
  /** Those before it, newest first, of families that several declared services fill differently. */
  readonly earlier?: Readonly<Record<string, readonly Revision[]>>
  /** By ARN; only those that a plan would newly attach. undefined: it does not exist. */
  readonly targetGroups: Readonly<Record<string, LiveTargetGroup | undefined>>
  /** By name; as targetGroups. */
  readonly classicLoadBalancers: Readonly<Record<string, LiveClassicLoadBalancer | undefined>>
  /** Of services whose count differs from the declared one: who else may have set it. Absent: none had to be asked for. */
  readonly scaled?: readonly Scaled[]
}

/** A service's name is unique inside its cluster only. */
export interface Target {
  readonly cluster: string
  readonly service: string
}

/** Two lists of targets are better held against each other by targetKey. */
export const isSameTarget = (a: Target, b: Target): boolean => a.cluster === b.cluster && a.service === b.service

/** The same for the same target, and for no other: neither name may hold a space. */
export const targetKey = ({ cluster, service }: Target): string => `${cluster} ${service}`

/** What somebody may call each of them on a command line: its name, with its cluster where several have that (`shop:web`). */
export const namesAmong = (
  services: readonly { readonly cluster: string; readonly name: string }[],
): readonly string[] => {
  const seen = new Set<string>()
  const shared = new Set<string>()
  for (const { name } of services) (seen.has(name) ? shared : seen).add(name)
  return services.map(({ cluster, name }) => (shared.has(name) ? `${cluster}:${name}` : name))
}

/** What a declared or a live service is called. */
export const targetOf = (service: { readonly cluster: string; readonly name: string }): Target => ({
  cluster: service.cluster,
  service: service.name,
})

/** The ACTIVE services, each by its key: what is drained is about to be gone. */
export const activeIn = ({ services }: Pick<LiveState, 'services'>): ReadonlyMap<string, LiveService> =>
  new Map(
    services
      .filter(({ status }) => status.state === 'ACTIVE')
      .map((service) => [targetKey(targetOf(service)), service]),
  )

/** Names the JSON form of settings, so that a reader can walk them as data. */
export const settingsAsJson = (settings: ServiceSettings): Readonly<Record<string, Json>> =>
  settings as Readonly<Record<string, Json>>
