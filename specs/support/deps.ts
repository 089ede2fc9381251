/** A world for what cli/ needs of one: nobody to ask, no files, and streams that remember. */
import type { Deps, Stream } from '../../src/cli/deps.js'

const unused = (): never => {
  throw new Error('this spec needs no such thing')
}

/** A stream that keeps what is written. */
export const aStream = (others: Partial<Stream> = {}): Stream & { readonly text: () => string } => {
  const written: string[] = []
  return {
    write: (text) => {
      written.push(text)
    },
    isTerminal: false,
    columns: undefined,
    ...others,
    text: () => written.join(''),
  }
}

export const someDeps = (others: Partial<Deps> = {}): Deps => ({
  environment: {},
  connect: unused,
  importModule: unused,
  onIdle: () => () => undefined,
  guarded: (run) => run(),
  unheard: (run) => run(),
  http: unused,
  files: {
    read: unused,
    exists: unused,
    isReadOnce: unused,
    write: unused,
    rewrite: unused,
    append: unused,
    canWrite: unused,
    lock: unused,
    remove: unused,
    ownFolder: unused,
    readOwn: unused,
    writeOwn: unused,
  },
  clock: { now: () => 0, sleep: () => Promise.resolve() },
  random: () => 0.5,
  out: aStream(),
  err: aStream(),
  signal: new AbortController().signal,
  fingerprintKey: () => 'a key for specs',
  randomKey: unused,
  version: '0.0.0',
  ...others,
})
