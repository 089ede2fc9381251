/** What the user's own policies (`--policy FILE`) are given, and what they answer with: public types of the library. */
import type { Plan } from './plan.js'
import type { DesiredState, LiveState } from './service.js'

/** Data alone, a copy of its own for each policy; secrets in it are masked, and access keys are left out. */
export interface PolicyInput {
  /** The services that the command is about. */
  readonly desired: DesiredState
  /** Absent for `validate`, which asks nobody. */
  readonly live?: LiveState
  /** Absent for `validate`. */
  readonly plan?: Plan
}

/** An error refuses the plan; a warning and a note are shown with it. */
export interface PolicyFinding {
  readonly severity: 'error' | 'warning' | 'note'
  /** A sentence or two: what is wrong, and what to write instead. */
  readonly message: string
  /** The name of a service, or `cluster:name`; left out, the finding is about the file. */
  readonly service?: string
  /** In ECS's words: `desiredCount`, `containerDefinitions[web].image`. With it the finding has its line in the file. */
  readonly path?: string
}

/** The default export of a policy. */
export type Policies = (input: PolicyInput) => readonly PolicyFinding[] | Promise<readonly PolicyFinding[]>

/** Why a policy could not be asked; `message` is the policy's own or Node's. */
export type PolicyTrouble =
  | { readonly kind: 'Missing' }
  /** This Node runs no TypeScript. */
  | { readonly kind: 'TypesNotStripped'; readonly node: string }
  | { readonly kind: 'NotLoaded'; readonly message: string }
  | { readonly kind: 'NoFunction' }
  | { readonly kind: 'Threw'; readonly message: string }
  /** It would have ended the process; `code` is the exit code that it gave. */
  | { readonly kind: 'Exited'; readonly code: string }
  /** It waits for what can no longer come. */
  | { readonly kind: 'NeverEnds' }
  /** `at` is where in what it gave: `findings[2].severity`. */
  | { readonly kind: 'WrongShape'; readonly at: string; readonly expected: string }
