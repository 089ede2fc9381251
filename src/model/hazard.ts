/** What stands in a plan's way (level Error: it is not applied), deserves a look before it is (Warning), or is merely worth knowing (Note). No prose here. */
import type { Origin } from './origin.js'
import type { CountRange } from './scaling.js'
import type { Target } from './service.js'

interface HazardBase {
  readonly target: Target
  readonly level: 'Error' | 'Warning' | 'Note'
  /** The line of the file that leads to it, where one does. */
  readonly origin?: Origin
}

export type Hazard = HazardBase &
  (
    | { readonly kind: 'ReplaceNotAllowed'; readonly paths: readonly string[] }
    | { readonly kind: 'TargetGroupMissing'; readonly arn: string }
    | { readonly kind: 'TargetGroupUnattached'; readonly arn: string }
    | {
        readonly kind: 'TargetTypeMismatch'
        readonly arn: string
        readonly targetType: string
        readonly networkMode: string
        readonly wanted: string
      }
    | { readonly kind: 'ClassicLoadBalancerMissing'; readonly name: string }
    /** A classic ELB forwards to a fixed port of the instance; Docker would choose another one (ecs-facts 4.9). */
    | {
        readonly kind: 'ClassicLoadBalancerDynamicPort'
        readonly name: string
        readonly containerPort: number
        readonly instancePorts: readonly number[]
      }
    | {
        readonly kind: 'ClassicLoadBalancerPortMismatch'
        readonly name: string
        readonly hostPort: number
        readonly instancePorts: readonly number[]
      }
    | { readonly kind: 'ServiceDraining' }
    /** The service's ARN is of the old short form, which ECS does not tag; `tags`: declared ones that it would need. */
    | { readonly kind: 'NotTaggable'; readonly tags: readonly string[] }
    /** The file names an Auto Scaling group, and the count changes: deployfish would scale both, deploy scales one. */
    | { readonly kind: 'AutoScalingGroupNotScaled'; readonly group: string; readonly count: number }
    /** ECS has a count outside the bounds of Application Auto Scaling, which has not set it then: the plan takes it back. */
    | {
        readonly kind: 'CountOutsideScaling'
        readonly live: number
        readonly count: number
        readonly range: CountRange
      }
    /** A count that was asked for by itself, of a service whose count is scaled: it may move again. */
    | { readonly kind: 'CountIsScaled'; readonly count: number; readonly range: CountRange }
    /** The count changes, and these credentials may not ask whether Application Auto Scaling has set it. */
    | { readonly kind: 'ScalingUntold'; readonly live: number; readonly count: number }
    /** Another controller (CODE_DEPLOY, EXTERNAL) owns what this plan would change. */
    | { readonly kind: 'OtherController'; readonly controller: string; readonly paths: readonly string[] }
    /** With these percentages ECS can neither start a task first nor stop one (ecs-facts 4.1). */
    | {
        readonly kind: 'RolloutCannotMove'
        readonly count: number
        readonly minimumHealthyPercent: number
        readonly maximumPercent: number
      }
    /** A static host port admits one task per instance (ecs-facts 4.10). */
    | { readonly kind: 'StaticHostPort'; readonly hostPort: number; readonly count: number }
    /** By its tag the service is another project's; what this plan writes makes it the file's own. */
    | { readonly kind: 'OtherProject'; readonly project: string; readonly recorded: string }
    /** What left the file is under another controller, and was not named as one that may be deleted. */
    | { readonly kind: 'PruneNotAllowed'; readonly controller: string }
    /** What left the file waits for all else to come to its good end, and of this rollout the end is open. */
    | { readonly kind: 'PruneBeforeRollout'; readonly services: number }
    /** What the revision had of these ECS cannot give a running service again. */
    | { readonly kind: 'CannotGoBack'; readonly revision: string; readonly paths: readonly string[] }
    /** The plan goes back to a revision, and the file declares another content. */
    | { readonly kind: 'DeclaredOtherwise'; readonly file: string; readonly revision: string }
    /** `isReplaced`: the plan starts a deployment that takes its place; else the plan leaves it, and its end is open. */
    | { readonly kind: 'RolloutUnderWay'; readonly deployments: number; readonly isReplaced: boolean }
    /** One of the user's own policies (`--policy`) has found it; `message` is its own. */
    | {
        readonly kind: 'PolicyFinding'
        readonly policy: string
        readonly message: string
        readonly paths: readonly string[]
      }
  )

export type HazardKind = Hazard['kind']
