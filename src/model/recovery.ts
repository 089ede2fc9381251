/** What became of services whose rollouts had failed, where going back was asked for. */
import type { Failure } from './failure.js'
import type { Outcome } from './outcome.js'
import type { Plan } from './plan.js'
import type { Target } from './service.js'

export type RecoveryEnd =
  | { readonly kind: 'WentBack'; readonly taskDefinitionArn: string }
  /** It was tried; the outcomes say what came of it. */
  | { readonly kind: 'FailedAgain'; readonly taskDefinitionArn: string }
  | { readonly kind: 'NothingToGoBackTo'; readonly because: 'NeverCompleted' | 'Unknown' }
  /** ECS, or somebody else, has it go elsewhere by now. */
  | { readonly kind: 'MovedOn'; readonly taskDefinitionArn: string }
  | { readonly kind: 'NotPossible'; readonly failure: Failure }

export interface Recovery {
  /** That of the way back; undefined: there was none to make. */
  readonly plan?: Plan
  readonly outcomes: readonly Outcome[]
  readonly services: readonly { readonly target: Target; readonly end: RecoveryEnd }[]
}
