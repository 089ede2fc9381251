/**
 * What is known of a rollout that does not come to a good end: the sign by which waiting is given up, the evidence, the likely
 * cause and what ECS will do next. Data without prose; texts in it are AWS's and the containers' own, masked where they held a secret.
 */
import type { AwsError } from './failure.js'
import type { Origin } from './origin.js'

/** Why waiting is given up although ECS goes on. `reason` and `message` are the newest words of ECS about it. */
export type Sign =
  /** Tasks stop before they run, each time for the same reason. */
  | { readonly kind: 'SameStopReason'; readonly reason: string; readonly times: number }
  | { readonly kind: 'ImageCannotBePulled'; readonly reason: string; readonly times: number }
  /** `exitCode` is undefined where ECS does not know it. */
  | {
      readonly kind: 'ContainerExits'
      readonly container: string
      readonly exitCode: number | undefined
      readonly times: number
    }
  /** Nothing of the deployment is there, and ECS finds no place for it. */
  | { readonly kind: 'NoTaskPlaced'; readonly message: string; readonly forMs: number }
  /** `times` tasks were stopped for failing their checks; 0: none was, but one has been unhealthy for `forMs`. */
  | {
      readonly kind: 'TargetsNeverHealthy'
      readonly check: 'LoadBalancer' | 'Container'
      readonly reason: string
      readonly times: number
      readonly forMs?: number
    }
  /** ECS says that it can neither stop nor start a task, or has room for a part of the tasks alone. */
  | { readonly kind: 'CannotProgress'; readonly message: string }
  /** ECS has slowed down starting, since tasks keep failing. */
  | { readonly kind: 'StartsThrottled'; readonly message: string }
  /** Tasks keep failing, and why cannot be read. */
  | { readonly kind: 'TasksFail'; readonly failedTasks: number }

/** Containers of a group of stopped tasks that ended in the same way. */
export interface StoppedContainer {
  readonly name: string
  readonly exitCode: number | undefined
  readonly reason: string | undefined
  /** How many tasks of the group. */
  readonly count: number
}

/** Tasks of the deployment that stopped for the same reason. */
export interface StoppedTasks {
  readonly reason: string
  /** `TaskFailedToStart`, `EssentialContainerExited`, `ServiceSchedulerInitiated` … */
  readonly stopCode: string | undefined
  readonly count: number
  readonly containers: readonly StoppedContainer[]
  /** The id of the newest of them, for who wants to look further. */
  readonly example: string
}

/** An event of the service since the deployment began; `times` counts events that differ in ids alone. */
export interface DiagnosedEvent {
  readonly message: string
  readonly atMs: number
  readonly times: number
}

/** Targets of the deployment's tasks that are in the same state. */
export interface TargetState {
  readonly of:
    | { readonly kind: 'TargetGroup'; readonly arn: string }
    | { readonly kind: 'ClassicLoadBalancer'; readonly name: string }
  readonly state: string
  readonly reason: string | undefined
  readonly description: string | undefined
  readonly count: number
}

export interface LogLine {
  readonly atMs: number
  readonly text: string
}

/** The end of what a container of the example task wrote; `Denied`: these credentials may not read it. */
export type ContainerLog = {
  readonly container: string
  readonly group: string
  readonly stream: string
} & (
  | { readonly kind: 'Lines'; readonly lines: readonly LogLine[] }
  /** No such group or stream: the container wrote nothing, or logging failed. */
  | { readonly kind: 'Missing' }
  | { readonly kind: 'Denied' }
  | { readonly kind: 'Unread'; readonly code: string }
)

export type CauseId =
  | 'ImagePlatformMismatch'
  | 'PullRateLimited'
  | 'NoDiskForImage'
  | 'RegistryNeedsLogin'
  | 'PullNotPermitted'
  | 'ImageMissingOrDenied'
  | 'ImageNotFound'
  | 'ImageNameInvalid'
  | 'RegistryUnknown'
  | 'RegistryUnreachable'
  | 'RegistryUntrusted'
  | 'PullFailed'
  | 'RoleNotAssumable'
  | 'SecretKeyDenied'
  | 'SecretDenied'
  | 'SecretNotFound'
  | 'SecretMalformed'
  | 'SecretsUnreachable'
  | 'RegistryAuthDenied'
  | 'RegistryAuthUnreachable'
  | 'LogGroupMissing'
  | 'LogsDenied'
  | 'LogsUnreachable'
  | 'LogDriverFailed'
  | 'EfsUnresolved'
  | 'EfsPathMissing'
  | 'EfsDenied'
  | 'EfsUnreachable'
  | 'EfsFailed'
  | 'EnvironmentFileUnreadable'
  | 'SubnetMissing'
  | 'SecurityGroupMissing'
  | 'SubnetFull'
  | 'NetworkInterfaceFailed'
  | 'InitializationFailed'
  | 'ExecFormat'
  | 'CommandNotFound'
  | 'CommandNotExecutable'
  | 'WorkingDirectoryMissing'
  | 'UserUnknown'
  | 'MountImpossible'
  | 'FileNotFound'
  | 'PortTaken'
  | 'LimitsRefused'
  | 'DeviceMissing'
  | 'MemoryTooSmall'
  | 'InstanceDiskFull'
  | 'VolumeFailed'
  | 'CreationFailed'
  | 'StartTimedOut'
  | 'StartFailed'
  | 'OutOfMemory'
  | 'HeapExhausted'
  | 'DependencyUnreachable'
  | 'ModuleMissing'
  | 'VariableMissing'
  | 'FileSystemReadOnly'
  | 'CallDenied'
  | 'FileDenied'
  | 'TargetAnswersWrongCode'
  | 'TargetTimesOut'
  | 'TargetRefuses'
  | 'TargetZoneDisabled'
  | 'InstanceFailsChecks'
  | 'LoadBalancerChecksFail'
  | 'ContainerChecksFail'
  | 'CommandEnded'
  | 'ApplicationFailed'
  | 'ApplicationMisused'
  | 'RuntimeFailed'
  | 'ExitNotExecutable'
  | 'ExitNotFound'
  | 'Aborted'
  | 'Killed'
  | 'Crashed'
  | 'Terminated'
  | 'UnknownExit'
  | 'SpotReclaimed'
  | 'InstanceGone'
  | 'PortsInUse'
  | 'NotEnoughCpu'
  | 'NotEnoughMemory'
  | 'NotEnoughGpu'
  | 'NotEnoughInterfaces'
  | 'AttributeMissing'
  | 'ConstraintUnmet'
  | 'AgentDisconnected'
  | 'NoInstances'
  | 'ProviderEmpty'
  | 'ProviderUnusable'
  | 'FargateFull'
  | 'QuotaReached'
  | 'SizeAboveLimit'
  | 'ZoneUnsupported'
  | 'PercentagesBlock'
  | 'ApiThrottled'
  | 'NotPlaced'
  | 'StartsFail'

export type AdviceId =
  | 'BuildForPlatform'
  | 'AuthenticatePulls'
  | 'FreeDisk'
  | 'GiveCredentials'
  | 'AllowPull'
  | 'CheckImage'
  | 'CheckRepository'
  | 'CheckPull'
  | 'FixReference'
  | 'GiveRoute'
  | 'TrustRegistry'
  | 'TrustTasks'
  | 'AllowKey'
  | 'AllowSecret'
  | 'CheckSecret'
  | 'CheckSecretJson'
  | 'CreateLogGroup'
  | 'AllowLogs'
  | 'CheckLogOptions'
  | 'CheckEfs'
  | 'MakeEfsPath'
  | 'AllowEfs'
  | 'OpenEfsPort'
  | 'CheckEnvironmentFile'
  | 'CheckSubnets'
  | 'CheckSecurityGroups'
  | 'FreeAddresses'
  | 'RetryLater'
  | 'CheckCommand'
  | 'MakeExecutable'
  | 'CheckDirectory'
  | 'CheckUser'
  | 'CheckMounts'
  | 'ChangePort'
  | 'CheckLimits'
  | 'CheckDevices'
  | 'RaiseMemory'
  | 'ReplaceInstances'
  | 'AllowTime'
  | 'LowerHeap'
  | 'CheckConnections'
  | 'CheckBuild'
  | 'CheckEnvironment'
  | 'AllowWriting'
  | 'AllowTaskRole'
  | 'CheckHealthPath'
  | 'OpenHealthPort'
  | 'CheckListening'
  | 'EnableZone'
  | 'CheckInstancePort'
  | 'CheckHealthCommand'
  | 'KeepRunning'
  | 'ReadLogs'
  | 'MakeRoom'
  | 'AddInstances'
  | 'GiveInstances'
  | 'MatchInstances'
  | 'ChangeConstraints'
  | 'RestartAgent'
  | 'CheckProvider'
  | 'RaiseQuota'
  | 'LowerSize'
  | 'ChangePercentages'
  | 'UseTrunking'
  | 'UseDemand'

/** A key that may have brought it about. */
export interface Suspect {
  /** In ECS's words, as Change.path: `containerDefinitions[web].image`. */
  readonly path: string
  /** Where the file says so; absent for a key that was removed from it. */
  readonly origin?: Origin
  /** What this plan changed; false: it merely stands in the file. */
  readonly isChanged: boolean
}

/** What most likely brought it about, by the table in executor/causes.ts. */
export interface Cause {
  readonly id: CauseId
  /** What to try. */
  readonly advice: AdviceId
  /** The container that it shows at. */
  readonly container?: string
  /** What this plan changed before what merely stands in the file, each time the likeliest first; three at most. */
  readonly suspects: readonly Suspect[]
}

/** What ECS will do now, or has done, if nobody does anything. */
export type Next =
  /** For ever, at growing intervals (ecs-facts 4.5). */
  | { readonly kind: 'KeepsTrying' }
  /** The circuit breaker trips after so many further failures. */
  | { readonly kind: 'BreakerWillRollBack'; readonly afterFailures: number }
  | { readonly kind: 'BreakerWillStop'; readonly afterFailures: number }
  | { readonly kind: 'HasRolledBack' }
  | { readonly kind: 'HasStopped' }

/** All of it is about one deployment: tasks, events and targets of others never enter. */
export interface Diagnosis {
  readonly deploymentId: string
  /** Absent: ECS itself ended the rollout, or the time was out. */
  readonly sign?: Sign
  /** The largest group first. Tasks that ECS stopped in the course of its work, as in scaling, are none. */
  readonly stoppedTasks: readonly StoppedTasks[]
  /** Newest first, without the usual course of a rollout. */
  readonly events: readonly DiagnosedEvent[]
  readonly targetHealth: readonly TargetState[]
  readonly logs: readonly ContainerLog[]
  readonly cause?: Cause
  readonly next: Next
  /** Tasks of the deployments before that run meanwhile; absent where none do. */
  readonly meanwhile?: { readonly taskDefinitionArn: string; readonly runningCount: number }
  /** Reads that failed, so that a gap in the evidence is known to be one; each once. */
  readonly unread: readonly AwsError[]
}
