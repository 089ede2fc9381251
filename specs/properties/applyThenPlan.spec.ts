/** The first promise: what was just applied has nothing left to plan. Any valid file, through the real command line, on the simulator. */
import { expect } from 'chai'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { arbitraryManifest } from '../support/arbitraryManifest.js'
import { aFolder } from '../support/folder.js'
import { runs } from '../support/runs.js'

interface Manifest {
  readonly services: readonly {
    readonly name: string
    readonly cluster: string
    readonly depends_on?: readonly string[]
  }[]
}

/** Another valid file about the same services: everything but their names may differ, and every rollout can move. */
const aPairOfManifests = (): fc.Arbitrary<readonly [Manifest, Manifest]> =>
  fc.tuple(arbitraryManifest(), arbitraryManifest()).map(([first, second]) => {
    const [before, after] = [first as Manifest, second as Manifest]
    const services = after.services.flatMap((service, index) => {
      const namesake = before.services[index]
      const { name, cluster } = namesake ?? service
      // 150 % of one task is one task: nothing can start before something stops, so something must be allowed to.
      const room = 'maximum_percent' in service ? { minimum_healthy_percent: 0 } : {}
      return namesake === undefined
        ? []
        : [{ ...service, ...room, name, cluster, depends_on: needed(service, after, before) }]
    })
    return [{ services: before.services.slice(0, services.length) }, { services }]
  })

/** What a service depends on, under the names that its file has now. */
const needed = ({ depends_on = [] }: Manifest['services'][number], from: Manifest, to: Manifest): readonly string[] =>
  depends_on.flatMap((written) => {
    const namesake = to.services[from.services.findIndex(({ cluster, name }) => `${cluster}:${name}` === written)]
    return namesake === undefined ? [] : [`${namesake.cluster}:${namesake.name}`]
  })

type Folder = ReturnType<typeof aFolder>

const expectConverged = async (folder: Folder, ...options: readonly string[]): Promise<void> => {
  const applied = await folder.run('apply', '--yes', '--timeout', '1h', ...options)
  expect(applied.exitCode, applied.printed).to.equal(0)
  const planned = await folder.run('plan', '--detailed-exitcode')
  expect(planned.exitCode, applied.printed + planned.printed).to.equal(0)
  const drift = await folder.run('drift')
  expect(drift.exitCode, drift.printed).to.equal(0)
}

describe('apply, then plan', function () {
  // Thousands of cases take long, and a counterexample may be shrunk before it is shown.
  this.timeout(3_600_000)

  it('is empty for any valid file', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryManifest(), async (manifest) => {
        const folder = aFolder()
        folder.files.set('deploy.yml', Buffer.from(dump(manifest)))
        await expectConverged(folder)
      }),
      runs(120),
    )
  })

  it('is empty for any valid file that replaces any other', async () => {
    await fc.assert(
      fc.asyncProperty(aPairOfManifests(), async ([before, after]) => {
        const folder = aFolder()
        folder.files.set('deploy.yml', Buffer.from(dump(before)))
        await expectConverged(folder)
        folder.files.set('deploy.yml', Buffer.from(dump(after)))
        const names = after.services.map(({ name, cluster }) => `${cluster}:${name}`)
        await expectConverged(folder, ...names.flatMap((name) => ['--allow-replace', name]))
      }),
      runs(40),
    )
  })
})
