/** "Did you mean": the one of the known names that was probably meant. */

/** undefined where none is near enough: a third of its letters may differ, and one letter or two say too little to guess by. */
export const nearestOf = (name: string, known: readonly string[]): string | undefined => {
  const wanted = squashed(name)
  const [nearest] = known
    .map((candidate) => ({ candidate, spelt: squashed(candidate) }))
    .filter(({ spelt }) => Math.abs(spelt.length - wanted.length) <= mostSteps(spelt))
    .slice(0, mostCompared)
    .map(({ candidate, spelt }) => ({ candidate, spelt, steps: stepsBetween(wanted, spelt) }))
    .filter(({ spelt, steps }) => steps === 0 || (wanted.length > 2 && steps <= mostSteps(spelt)))
    .sort((a, b) => a.steps - b.steps)
  return nearest?.candidate
}

/** Whether two names differ in style alone: `executionRole` and `execution_role`. */
export const isSameName = (a: string, b: string): boolean => squashed(a) === squashed(b)

/** Letters to add, drop or change until `a` is `b`; two neighbours that changed places are one step. */
export const stepsBetween = (a: string, b: string): number => {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const next = [row]
    for (let column = 1; column <= b.length; column++) {
      const changed = at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1)
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      const swapped = isSwapped ? at(beforeLast, column - 2) + 1 : Infinity
      next.push(Math.min(changed, swapped, at(last, column) + 1, at(next, column - 1) + 1))
    }
    beforeLast = last
    last = next
  }
  return at(last, b.length)
}

/** A name far down a long list is not worth the time that comparing all of them takes. */
const mostCompared = 200

const mostSteps = (candidate: string): number => Math.max(1, Math.floor(candidate.length / 3))

/** Style and what is beyond any sensible name do not count. */
const squashed = (name: string): string => name.slice(0, 64).toLowerCase().replace(/[_-]/g, '')

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity
