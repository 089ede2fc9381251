/** Every way in which a command can end before or instead of a result, as data. report/failure.ts turns it into sentences. */
import type { Accounts } from './connection.js'
import type { Issue } from './issue.js'
import type { Plan } from './plan.js'
import type { PolicyTrouble } from './policyFinding.js'
import type { Moved } from './savedPlan.js'
import type { Target } from './service.js'
import type { Shard } from './shard.js'

/** An AWS call that did not succeed, after every repetition that is safe. */
export interface AwsError {
  readonly kind: 'AwsError'
  /** `ecs:DescribeServices`, `elasticloadbalancing:DescribeTargetGroups`. */
  readonly operation: string
  /** What kind of trouble, for the advice that is given. */
  readonly trouble:
    | 'NoCredentials'
    | 'NoRegion'
    | 'ExpiredCredentials'
    | 'AccessDenied'
    | 'Unreachable'
    | 'Throttled'
    | 'ClusterNotFound'
    | 'TargetGroupNotFound'
    | 'ClassicLoadBalancerNotFound'
    | 'ServerFault'
    | 'Rejected'
    /** Ctrl-C came before the call went out: it never did. */
    | 'Interrupted'
  /** The exception's name as AWS gave it, or the network error's code. */
  readonly code: string
  readonly message: string
  readonly requestId?: string
  /** What the call was about: a cluster, a service, an ARN. */
  readonly subject?: string
  /** A change whose answer was lost: the call may have taken effect. */
  readonly isAmbiguous?: true
}

/** A state of Terraform Cloud or Enterprise that could not be read. */
export interface TerraformCloudError {
  readonly kind: 'TerraformCloudError'
  readonly hostname: string
  readonly organization: string
  readonly workspace: string
  /** `Unexpected`: an answer, but none of those that its documentation names. */
  readonly trouble: 'NoToken' | 'NotPermitted' | 'NotFound' | 'NoState' | 'Unreachable' | 'Unexpected'
  /** The status or the network's own words. */
  readonly detail?: string
}

/** Commands that need a service to be there. */
export type CommandOnOne = 'update' | 'scale' | 'delete' | 'wait for' | 'restart' | 'roll back' | 'tell the history of'

export type Failure =
  | AwsError
  | { readonly kind: 'UsageError'; readonly message: string; readonly command?: string }
  /** Files that were given as reports of shards; never none. */
  | { readonly kind: 'ReportsUnreadable'; readonly reports: readonly ReportUnreadable[] }
  /** Reports of shards that do not make one. */
  | { readonly kind: 'ReportsNotMerged'; readonly because: MergeTrouble }
  /** All that there is to put together are failures; in their own words. */
  | {
      readonly kind: 'ShardsFailed'
      readonly shards: readonly { readonly shard: Shard; readonly because: string }[]
      readonly exitCode: 1 | 3 | 4 | 5 | 64 | 65 | 130
    }
  /** No file was named and none of the usual names is there. */
  | { readonly kind: 'ManifestNotFound'; readonly tried: readonly string[] }
  | {
      readonly kind: 'FileUnreadable'
      readonly file: string
      readonly why: 'Missing' | 'IsDirectory' | 'NotPermitted' | 'NotOpened' | 'NotUtf8' | 'TooLarge'
      /** The system's own of what is NotOpened: ENAMETOOLONG, ELOOP, ENXIO, EIO … */
      readonly code?: string
    }
  | {
      readonly kind: 'ManifestInvalid'
      readonly file: string
      readonly issues: readonly Issue[]
      /** What deserves a look besides; absent where nothing does. */
      readonly warnings?: readonly Issue[]
    }
  | {
      readonly kind: 'UnknownName'
      readonly name: string
      readonly known: readonly string[]
      readonly nearest?: string
      /** The name might as well have been that of a saved plan: no such file is there, or one that is none. */
      readonly asFile?: 'Missing' | 'NotASavedPlan'
    }
  | { readonly kind: 'AmbiguousName'; readonly name: string; readonly candidates: readonly string[] }
  | { readonly kind: 'ServiceExists'; readonly target: Target }
  | { readonly kind: 'ServiceMissing'; readonly target: Target; readonly command: CommandOnOne }
  /** Nothing tells what the service could go back to; `revisions` could be named, newest first. */
  | {
      readonly kind: 'NoWayBack'
      readonly target: Target
      /** That the service asks for now, as `family:revision`. */
      readonly revision: string
      readonly because: 'NeverCompleted' | 'Unknown'
      readonly revisions: readonly string[]
    }
  /** ECS has no such revision; `revisions` are the newest that it has of the family in use. */
  | {
      readonly kind: 'RevisionUnknown'
      readonly target: Target
      readonly revision: string
      readonly revisions: readonly string[]
    }
  /** A DAEMON has as many tasks as there are instances for it (ecs-facts 4.11). */
  | { readonly kind: 'DaemonHasNoCount'; readonly target: Target }
  | { readonly kind: 'PlanRefused'; readonly plan: Plan }
  /** Why `--prune` cannot tell what is to be deleted. */
  | {
      readonly kind: 'PruneRefused'
      readonly file: string | undefined
      readonly because: 'Names' | 'NoProject' | 'NoServices'
    }
  /** Something must be confirmed and nobody can be asked. */
  | { readonly kind: 'NotConfirmed'; readonly because: 'NotATerminal' | 'Declined'; readonly plan: Plan }
  /** Live values would be written into the file, and nobody has said yes. */
  | { readonly kind: 'NotAdopted'; readonly because: 'NotATerminal' | 'Declined'; readonly file: string }
  /** Nothing was written: somebody has changed the file since it was read. */
  | { readonly kind: 'FileChanged'; readonly file: string }
  /** A file of `-e`. */
  | {
      readonly kind: 'EnvFileUnreadable'
      readonly file: string
      readonly why: 'Missing' | 'IsDirectory' | 'NotPermitted' | 'NotOpened' | 'NotUtf8' | 'TooLarge'
    }
  /** A pipe named by the long spelling of `-e`, which Node takes for an option of its own: there is nothing left to read. */
  | { readonly kind: 'EnvFileTaken'; readonly file: string }
  /** The credentials, or the sandbox, belong to an account in which the file may not be used. */
  | {
      readonly kind: 'WrongAccount'
      readonly account: string
      readonly accounts: Accounts
      /** The folder of the sandbox, where it is one that belongs to another account. */
      readonly sandbox?: string
    }
  | TerraformCloudError
  /** A file that would be written is there already. */
  | { readonly kind: 'FileExists'; readonly file: string }
  /** None of these is an ACTIVE service of the cluster; no names: it has no service at all. */
  | { readonly kind: 'NotLive'; readonly cluster: string; readonly names: readonly string[] }
  /** A file made from live services is refused, or would change them: each difference in ECS's words. */
  | {
      readonly kind: 'InitInexact'
      readonly file: string
      readonly isWritten: boolean
      readonly issues: readonly Issue[]
      readonly differences: readonly { readonly target: Target; readonly path: string }[]
    }
  /** Another process of this program is at work there, and goes on being so. */
  | { readonly kind: 'FileLocked'; readonly file: string; readonly processId: number | undefined }
  | {
      readonly kind: 'SavedPlanUnreadable'
      readonly file: string
      readonly why:
        | Extract<Failure, { kind: 'FileUnreadable' }>['why']
        | 'NotJson'
        | 'NotASavedPlan'
        /** `found` is the version of the file. */
        | 'OtherVersion'
        /** It is not as it was written. */
        | 'Damaged'
      readonly found?: string
    }
  /** A file of known differences. */
  | {
      readonly kind: 'BaselineUnreadable'
      readonly file: string
      readonly why:
        | Extract<Failure, { kind: 'FileUnreadable' }>['why']
        | 'Empty'
        | 'NotJson'
        | 'NotABaseline'
        /** `found` is the version of the file. */
        | 'OtherVersion'
        /** `member` of an entry, or the entry, is none. */
        | 'BadEntry'
      readonly place?: { readonly line: number; readonly column: number }
      readonly found?: string
      readonly member?:
        | 'differences'
        | 'entry'
        | 'service'
        | 'path'
        | 'cause'
        | 'live'
        | 'declared'
        | 'reason'
        | 'region'
        | 'account'
        | 'unknown'
    }
  /** A file of known differences that is for services of another account or region than the one at hand. */
  | {
      readonly kind: 'BaselineElsewhere'
      readonly file: string
      readonly what: 'account' | 'region'
      readonly known: string
      readonly actual: string
    }
  /** It was made for another account or region than the one at hand. */
  | {
      readonly kind: 'SavedPlanElsewhere'
      readonly file: string
      readonly what: 'account' | 'region'
      readonly planned: string
      readonly actual: string
    }
  /** Nothing was called: what the saved plan was made from has changed since. Never empty. */
  | { readonly kind: 'PlanStale'; readonly file: string; readonly moved: readonly Moved[] }
  /** `plan --out` names a file that is there and is no saved plan. */
  | { readonly kind: 'NotOverwritten'; readonly file: string }
  /** `code` is the system's own: EACCES, EROFS, ENOSPC … */
  | { readonly kind: 'FileUnwritable'; readonly file: string; readonly code: string }
  | { readonly kind: 'SandboxUnreadable'; readonly file: string }
  | { readonly kind: 'PortInUse'; readonly port: number }
  /** A file of `--policy` could not be asked, or gave no findings. */
  | { readonly kind: 'PolicyFailed'; readonly file: string; readonly trouble: PolicyTrouble }
  | { readonly kind: 'Interrupted' }

/** Why a file is no report of a shard that can be merged. */
export interface ReportUnreadable {
  readonly file: string
  readonly why:
    | Extract<Failure, { kind: 'FileUnreadable' }>['why']
    | 'Empty'
    | 'NotJson'
    /** Events of a run, without the report that they end with. */
    | 'CutOff'
    /** JSON of another program. */
    | 'NotAReport'
    /** A report of all services. */
    | 'NoShard'
    | 'OtherVersion'
    /** It is not as it was written. */
    | 'Damaged'
  /** Of deploy: with OtherVersion that which wrote it, and this one. */
  readonly versions?: { readonly written: string; readonly reading: string }
}

/** Why reports of shards do not make one report; `files` are those in question. */
export type MergeTrouble =
  | { readonly kind: 'CommandsDiffer'; readonly files: readonly string[] }
  | { readonly kind: 'CountsDiffer'; readonly files: readonly string[] }
  | { readonly kind: 'FilesDiffer'; readonly files: readonly string[] }
  | { readonly kind: 'OptionsDiffer'; readonly files: readonly string[] }
  | { readonly kind: 'ShardTwice'; readonly shard: Shard; readonly files: readonly string[] }
  | { readonly kind: 'ServiceTwice'; readonly target: Target; readonly files: readonly string[] }
  | { readonly kind: 'ShardsMissing'; readonly shards: readonly Shard[] }

export type FailureKind = Failure['kind']
