/** What runs becomes a file: of anything that was applied, `init` writes a file that plans to nothing, and proves it. */
import { expect } from 'chai'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { arbitraryManifest } from '../support/arbitraryManifest.js'
import { aFolder } from '../support/folder.js'
import { runs } from '../support/runs.js'

interface Manifest {
  readonly services: readonly { readonly name: string; readonly cluster: string }[]
}

describe('apply, then init', function () {
  // Thousands of cases take long, and a counterexample may be shrunk before it is shown.
  this.timeout(3_600_000)

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
