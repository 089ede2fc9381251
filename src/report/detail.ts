/** How much a report tells. */

/** Counts and hazards; each change too; and the calls, what stays as it is, what is left alone, and long values whole. */
export type Detail = 'summary' | 'changes' | 'full'
