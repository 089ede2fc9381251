/** A folder in memory with a sandbox in it, for properties that go through the real command line. */
import { cli } from '../../src/cli/cli.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { virtualDeps } from './transcript.js'

/** `run` gives the exit code and all that was printed; `files` are the folder's, by name. */
export const aFolder = () => {
  const files = new Map<string, Uint8Array>()
  const world = createSimulator({ region: 'us-west-2', account: '123445564666' })
  return {
    files,
    run: async (...argv: readonly string[]) => {
      const printed: string[] = []
      const stream = { write: (text: string) => printed.push(text), isTerminal: false, columns: undefined }
      const exitCode = await cli([...argv, '--sandbox'], virtualDeps({ files, world, environment: {} }, stream, stream))
      return { exitCode, printed: printed.join('') }
    },
  }
}
