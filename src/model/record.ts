/** What deploy has written down of a service, and what has become of that. */
import type { Seen } from './seen.js'

/** A service that is as the file declares it, and whose `deploy:applied` tells of something else. */
export interface StaleRecord {
  /** What the plan saw of it: whoever has been there since keeps his own books. */
  readonly seen: Extract<Seen, { readonly kind: 'Present' }>
  /** deploy's own tags, as they should be. */
  readonly tags: Readonly<Record<string, string>>
}

/** How many of them were written; `left` were not, because it was refused. */
export interface RecordsRenewed {
  readonly written: number
  readonly left: number
  /** These credentials may not tag services: after the first refusals no more were tried. */
  readonly isDenied: boolean
}
