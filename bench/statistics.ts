/** Medians, fits and the order of measurements. Pure. */

/** The middle of the values, or the mean of the two in the middle; NaN of none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

/** A line through points, by least squares. */
export interface Fit {
  readonly slope: number
  readonly intercept: number
  /** How much of the variance the line explains: 1 is all of it. */
  readonly rSquared: number
}

/** Needs two points of different x at least. */
export const fitOf = (points: readonly (readonly [x: number, y: number])[]): Fit => {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const xMean = mean(points.map(([x]) => x))
  const yMean = mean(points.map(([, y]) => y))
  const sum = (of: (x: number, y: number) => number): number =>
    points.reduce((total, [x, y]) => total + of(x - xMean, y - yMean), 0)
  const slope = sum((x, y) => x * y) / sum((x) => x * x)
  const intercept = yMean - slope * xMean
  const residue = points.reduce((total, [x, y]) => total + (y - (intercept + slope * x)) ** 2, 0)
  const variance = sum((_, y) => y * y)
  return { slope, intercept, rSquared: variance === 0 ? 1 : 1 - residue / variance }
}

/** The members in an order that `random` (0 to less than 1) decides. */
export const shuffled = <A>(members: readonly A[], random: () => number): readonly A[] =>
  members
    .map((member) => ({ member, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ member }) => member)

/**
 * Runs every variant once in each round, in a new order each time, so that whatever else the machine does strikes all
 * alike. What the first `warmUps` rounds gave is dropped.
 */
export const alternating = async <Name extends string, A>(
  variants: Readonly<Record<Name, () => Promise<A>>>,
  { rounds, warmUps, random }: { readonly rounds: number; readonly warmUps: number; readonly random: () => number },
): Promise<readonly Readonly<Record<Name, A>>[]> => {
  const measured: Record<Name, A>[] = []
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const entries: (readonly [Name, A])[] = []
    for (const name of shuffled(Object.keys(variants) as Name[], random)) entries.push([name, await variants[name]()])
    if (round >= warmUps) measured.push(Object.fromEntries(entries) as Record<Name, A>)
  }
  return measured
}
