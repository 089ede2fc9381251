/**
 * How the long properties run. The seed is the same each time, so that a commit is judged by itself and not by luck;
 * `npm run nightly` draws new ones. What fails is printed with the one command that replays it.
 */
import fc, { type Parameters, type RunDetails } from 'fast-check'

/**
 * RUNS says how many cases, `usual` where it does not; SEED which ones: a number, or `random`; FC_PATH which one of them.
 * SHRINK=1 makes a counterexample small.
 */
export const runs = <T>(usual: number): Parameters<T> => {
  const { RUNS, SEED, SHRINK, FC_PATH } = process.env
  return {
    numRuns: Number(RUNS ?? usual),
    ...(SEED === 'random' ? {} : { seed: Number(SEED ?? 1) }),
    ...(FC_PATH === undefined ? {} : { path: FC_PATH }),
    endOnFailure: SHRINK === undefined,
    plugins: [() => ({ onAllRunsComplete: reportFailure })],
  }
}

const reportFailure = <T>(details: RunDetails<T>): void => {
  if (!details.failed) return
  const { seed, counterexamplePath, errorInstance } = details
  const replay = `Replay: SEED=${seed} FC_PATH=${counterexamplePath ?? ''} ${commandOf(running)}`
  const message = `${fc.defaultReportMessage(details) ?? ''}\n\n${replay}\n`
  // mocha shows the difference between two values only of the assertion that found it.
  if (!(errorInstance instanceof Error)) throw new Error(message)
  throw Object.assign(errorInstance, { message: `${errorInstance.message}\n\n${message}` })
}

/** A spec that runs, as mocha knows it. */
export interface Running {
  readonly file?: string | undefined
  readonly fullTitle: () => string
}

let running: Running | undefined

/** Told before each spec, so that what fails can be called by its name. */
export const nowRunning = (spec: Running | undefined): void => {
  running = spec
}

const commandOf = (spec: Running | undefined): string => {
  const file = /specs\/.*\.spec(?=\.[jt]s$)/.exec(spec?.file ?? '')?.[0]
  return file === undefined ? 'npm test' : `npx mocha ${file}.ts -g ${JSON.stringify(spec?.fullTitle())}`
}
