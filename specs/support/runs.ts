/**
 * How the long properties run. The seed is the same each time, so that a commit is judged by itself and not by luck;
 * `npm run nightly` draws new ones, and prints the seed and the path of what fails. SHRINK=1 makes a counterexample small.
 */
import type { Parameters } from 'fast-check'

/** RUNS says how many cases, `usual` where it does not; SEED which ones: a number, or `random`. */
export const runs = <T>(usual: number): Parameters<T> => {
  const { RUNS, SEED, SHRINK } = process.env
  return {
    numRuns: Number(RUNS ?? usual),
    ...(SEED === 'random' ? {} : { seed: Number(SEED ?? 1) }),
    endOnFailure: SHRINK === undefined,
  }
}
