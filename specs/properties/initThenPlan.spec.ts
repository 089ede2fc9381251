/** What runs becomes a file: of anything that was applied, `init` writes a file that plans to nothing, and proves it. */
import { expect } from 'chai'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { cli } from '../../src/cli/cli.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { arbitraryManifest } from '../support/arbitraryManifest.js'
import { runs } from '../support/runs.js'
import { virtualDeps } from '../support/transcript.js'

/** A folder with a sandbox in it; `run` gives the exit code and all that was printed. */
const aFolder = () => {
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

interface Manifest {
  readonly services: readonly { readonly name: string; readonly cluster: string }[]
}

describe('apply, then init', function () {
  // A counterexample is shrunk before it is shown, and that may take longer than finding it.
  this.timeout(600_000)

  it('gives a file for each cluster that plans to nothing', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryManifest(), async (manifest) => {
        const folder = aFolder()
        folder.files.set('deploy.yml', Buffer.from(dump(manifest)))
        const applied = await folder.run('apply', '--yes', '--timeout', '1h')
        expect(applied.exitCode, applied.printed).to.equal(0)
        for (const cluster of new Set((manifest as Manifest).services.map((service) => service.cluster))) {
          const made = await folder.run('init', '--cluster', cluster, '--out', `${cluster}.yml`)
          expect(made.exitCode, made.printed).to.equal(0)
          const planned = await folder.run('plan', '--detailed-exitcode', '-f', `${cluster}.yml`)
          expect(planned.exitCode, planned.printed).to.equal(0)
        }
      }),
      runs(30),
    )
  })
})
