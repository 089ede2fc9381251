/** What deploy has written down of a service, and what has become of that. */
import type { Seen } from './seen.js'

/** A service that is as the file declares it, and whose `deploy:applied` tells of something else. */
export interface StaleRecord {
  /** What the plan saw of it: whoever has been there since keeps his own books. */
  readonly seen: Extract<Seen, { readonly kind: 'Present' }>
  /** deploy's own tags, as they should be. */
  readonly tags: Readonly<Record<string, string>>
}

/** How many of them were written, and how many were not. */
export interface RecordsRenewed {
  readonly written: number
  /** Left for a reason that may have gone by the next time. */
  readonly refused: number
  /** Left because these credentials lack a permission, by its name (`ecs:TagResource`): after the first refusals no more of a cluster were tried. */
  readonly denied: readonly { readonly operation: string; readonly services: number }[]
}
