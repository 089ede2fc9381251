/** What a policy is asked for, beside the file that it is for. */
import type { PermittedCommand } from '../model/permission.js'
import type { DesiredService } from '../model/service.js'

/** An object in S3. */
export interface StateObject {
  readonly bucket: string
  readonly key: string
}

/** Of options of the command, only those that make it call more. */
export interface PermissionQuestion {
  readonly command: PermittedCommand
  readonly region?: string
  readonly account?: string
  /** Services that may be deleted and made anew. */
  readonly allowReplace: readonly DesiredService[]
  readonly prune: boolean
  /** No service was named: drift then looks for services of the file's project that the file no longer has. */
  readonly isWholeFile: boolean
  /** Where --prune looks besides the clusters of the file. */
  readonly clusters: readonly string[]
  readonly rollbackOnFailure: boolean
  /** Who made a change is looked up in CloudTrail. */
  readonly who: boolean
  /** Objects in S3 that references are read from, with these credentials. */
  readonly states: readonly StateObject[]
}
