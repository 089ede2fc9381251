/** A plan that waits in a file to be applied: the plan, what it was made from, and what of ECS it rests on. */
import type { Connection } from './connection.js'
import type { Json } from './json.js'
import type { Origin } from './origin.js'
import type { Plan } from './plan.js'
import type { LiveClassicLoadBalancer, LiveState, LiveTargetGroup, Target } from './service.js'
import { familyName } from './taskDefinition.js'

/** Version of the file; another one is refused, since an action that is half understood is worse than none. */
export const savedPlanFormatVersion = '1.0'

/** What a plan rests on beside the services that it changes (Plan.seen). */
export interface Facts {
  /** The newest ACTIVE revision of each family that the plan registers or reuses, by its ARN; undefined: there is none. */
  readonly newest: Readonly<Record<string, string | undefined>>
  readonly targetGroups: Readonly<Record<string, LiveTargetGroup | undefined>>
  readonly classicLoadBalancers: Readonly<Record<string, LiveClassicLoadBalancer | undefined>>
}

export interface SavedPlan {
  /** The version of the program that made it. */
  readonly program: string
  readonly createdAtMs: number
  /** The manifest that it came from: its path as the user gave it, and the digest of its bytes in hexadecimal. */
  readonly source: { readonly file: string; readonly sha256: string }
  /** As given on the command line. */
  readonly names: readonly string[]
  readonly allowReplace: readonly string[]
  /** How AWS is reached, where the manifest says so. */
  readonly connection?: Connection
  readonly plan: Plan
  readonly facts: Facts
}

/** One thing that is no longer as a saved plan found it. */
export type Moved =
  | {
      readonly kind: 'Service'
      readonly target: Target
      /** As a Difference has it. */
      readonly path: string
      readonly before: Json | undefined
      readonly after: Json | undefined
      /** Who registered the revision that the service runs now. */
      readonly by?: string
    }
  /** Another revision, by its ARN, is the newest of the family. */
  | {
      readonly kind: 'NewestRevision'
      readonly family: string
      readonly before: string | undefined
      readonly after: string | undefined
      readonly by?: string
    }
  | {
      readonly kind: 'LoadBalancer'
      /** The ARN of a target group, the name of a classic load balancer. */
      readonly name: string
      readonly path: string
      readonly before: Json | undefined
      readonly after: Json | undefined
    }
  /** A secret that the file of the plan does not hold: the manifest says another one (`origin` is where), or none. */
  | { readonly kind: 'Secret'; readonly target: Target; readonly path: string; readonly origin?: Origin }
  /** The access keys of the manifest's `aws:` section. */
  | { readonly kind: 'Credentials' }

/** What of the live state the plan rests on. Of load balancers only those were read that its actions attach. */
export const factsOf = ({ actions }: Plan, { newest, targetGroups, classicLoadBalancers }: LiveState): Facts => {
  const registered = actions.flatMap((action) =>
    action.kind === 'RegisterTaskDefinition' ? [action.content.family] : [],
  )
  const reused = actions.flatMap((action) =>
    (action.kind === 'CreateService' || action.kind === 'UpdateService') && action.taskDefinition?.kind === 'Known'
      ? [familyName(action.taskDefinition.arn)].filter((family) => Object.hasOwn(newest, family))
      : [],
  )
  return {
    newest: Object.fromEntries(
      [...new Set([...registered, ...reused])].map((family) => [
        family,
        Object.hasOwn(newest, family) ? newest[family]?.arn : undefined,
      ]),
    ),
    targetGroups,
    classicLoadBalancers,
  }
}
