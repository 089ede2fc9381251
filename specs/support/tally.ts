/** What the properties have done to the world, by kind, said once at their end: `survived 20 kills before a call, …`. */

/** Counts, and prints its sum after the last spec of the describe that it is made in. */
export const aTally = (verb: string): ((kind: string) => void) => {
  const counts = new Map<string, number>()
  after(() => {
    const parts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, times]) => `${times} × ${kind}`)
    process.stdout.write(`      ${verb}: ${parts.join(', ')}\n`)
  })
  return (kind) => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
}
