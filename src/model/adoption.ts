/** What becomes of drift where the file is to follow ECS: values that are written into it, and what cannot be. */
import type { Difference } from './drift.js'
import type { Issue } from './issue.js'
import type { Origin } from './origin.js'
import type { Target } from './service.js'

/** Why a value is left as the file has it. */
export type NotAdoptedBecause =
  /** The live value is a secret, which has no place in a file. */
  | 'Secret'
  /** The file's value comes from a reference: it changes elsewhere. */
  | 'Referenced'
  | 'FromDefaults'
  /** Through an anchor, an alias or a merge key others have the same value. */
  | 'Shared'
  /** ECS has no such service: there is nothing to adopt. */
  | 'Missing'
  /** The file names the service no longer. */
  | 'NotDeclared'
  /** ECS no longer has the revision in use, so nobody can say what runs. */
  | 'RevisionLost'
  /** The file would not be valid with it. */
  | 'Refused'
  /** The keys of the file cannot say it there. */
  | 'Inexpressible'

/** A value, or a service, that the file keeps as it has it. */
export interface NotAdopted {
  readonly target: Target
  /** In ECS's words; absent: the whole service. */
  readonly path?: string
  readonly because: NotAdoptedBecause
  /** What is in the way. */
  readonly origin?: Origin
  /** Of what is shared: the anchor that stands there, and who has its value. */
  readonly shared?: { readonly anchor: string; readonly by: readonly Target[] }
  /** What would be wrong with the file. */
  readonly issue?: Issue
}

/** What `--adopt` came to; `refused`: what of the drift is left. */
export interface Adoption {
  readonly file: string
  readonly isWritten: boolean
  readonly adopted: readonly Difference[]
  readonly refused: readonly NotAdopted[]
  /** Comments of the file as it is that are not in it as it would be. */
  readonly lostComments: readonly Origin[]
  /** A unified diff of the file, secrets masked; '' where nothing is adopted. */
  readonly patch: string
}
